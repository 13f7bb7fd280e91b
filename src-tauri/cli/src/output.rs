//! What a command answers, and how it fails.

use std::io::{self, Write};
use std::process::ExitCode;

use kontor_core::Error;
use serde::Serialize;
use serde_json::Value;

/// The outcome of a command.
pub(crate) type Outcome = Result<Answer, Failure>;

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrongly called: status 2.
    Usage(String),
    /// Refused by the core: status 1.
    Refused(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Refused(error.into())
    }
}

/// An answer for a program and for a reader.
#[derive(Debug)]
pub(crate) struct Answer {
    json: Value,
    text: String,
    status: u8,
}

impl Answer {
    /// What was asked for, and the same as text.
    pub(crate) fn new(value: &impl Serialize, text: impl Into<String>) -> Result<Self, Error> {
        Ok(Self { json: serde_json::to_value(value)?, text: text.into(), status: 0 })
    }

    /// The same answer, but the program leaves with status 1.
    pub(crate) fn failing(self) -> Self {
        Self { status: 1, ..self }
    }

    /// Writes it to standard output. Nobody reading on is no failure.
    pub(crate) fn print(&self, json: bool) -> ExitCode {
        let text = if json { self.json.to_string() } else { self.text.trim_end().to_owned() };
        let mut out = io::stdout().lock();
        let _ = if text.is_empty() { Ok(()) } else { writeln!(out, "{text}") };
        ExitCode::from(self.status)
    }
}
