//! How far something is that takes its time, and whether it is to go on.

use std::ops::ControlFlow;

use serde::Serialize;

/// How far it is: `done` of `of`, in units that only mean something together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Progress {
    /// So far.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub done: u64,
    /// In all.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub of: u64,
}

impl Progress {
    /// In hundredths.
    #[must_use]
    pub const fn percent(self) -> u64 {
        match (self.done * 100).checked_div(self.of) {
            Some(percent) => percent,
            None => 100,
        }
    }
}

/// Is told now and then how far it is, and may break it off. What is left then says whoever is watched.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;
