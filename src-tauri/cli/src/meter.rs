//! A line that counts up while somebody looks.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;

/// Writes on standard error, if that is a terminal, and leaves nothing there.
pub(crate) struct Meter {
    shown: bool,
    used: bool,
}

impl Meter {
    /// A line that nothing is written into yet.
    pub(crate) fn start(json: bool) -> Self {
        Self { shown: !json && io::stderr().is_terminal(), used: false }
    }

    /// How many hundredths are done, and how many rows that were. Nobody breaks it off here.
    pub(crate) fn show(&mut self, percent: u64, rows: Option<u32>) -> ControlFlow<()> {
        if self.shown {
            let rows = rows.map(|rows| rows.to_string()).unwrap_or_default();
            let _ = write!(io::stderr(), "\r{percent:3} %  {rows}");
            self.used = true;
        }
        ControlFlow::Continue(())
    }

    /// How many rows are done. Nobody breaks it off here.
    pub(crate) fn count(&mut self, rows: u64) -> ControlFlow<()> {
        if self.shown {
            let _ = write!(io::stderr(), "\r{rows}");
            self.used = true;
        }
        ControlFlow::Continue(())
    }

    /// Empties the line.
    pub(crate) fn end(self) {
        if self.used {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
