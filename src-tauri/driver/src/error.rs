//! What can go wrong while a window is driven.

use std::{io, path::PathBuf, time::Duration};

use fantoccini::error::{CmdError, ErrorStatus};

/// Why the window could not be driven. Each says what was being done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program that the driver needs did not start.
    #[error("{program} did not start: {source}")]
    Start {
        /// The program's name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program that the driver needs ended, or said nothing, before it was ready.
    #[error("{program} was not ready within {patience:?}: {said}")]
    NotReady {
        /// The program's name.
        program: String,
        /// How long it was waited for.
        patience: Duration,
        /// What it had written until then.
        said: String,
    },
    /// The app did not open its window.
    #[error("the app did not open its window: {0}\n{1}")]
    NoWindow(Box<fantoccini::error::NewSessionError>, String),
    /// The window refused a command.
    #[error("{doing}: {source}")]
    Command {
        /// What was being done.
        doing: String,
        /// What the window said.
        source: Box<CmdError>,
    },
    /// Something that was waited for did not come.
    #[error("{what} did not appear within {patience:?}; the page says:\n{page}")]
    Missing {
        /// What was looked for.
        what: String,
        /// How long it was looked for.
        patience: Duration,
        /// The text of the page at the end.
        page: String,
    },
    /// A script answered with something else than it should.
    #[error("{doing} answered {answer}")]
    Answer {
        /// What was being done.
        doing: String,
        /// What came back, as JSON.
        answer: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`: the command that was being carried out.
    pub(crate) fn command(doing: impl Into<String>) -> impl FnOnce(CmdError) -> Self {
        move |source| Self::Command { doing: doing.into(), source: Box::new(source) }
    }

    /// Whether the page replaced what was found before it was handed over: the next look finds what is there instead.
    pub(crate) fn is_stale(&self) -> bool {
        let Self::Command { source, .. } = self else { return false };
        matches!(&**source, CmdError::Standard(error)
            if error.error == ErrorStatus::StaleElementReference || error.message.contains("Stale element"))
    }

    /// For `map_err`: the file that was being read or written.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.into(), source }
    }
}

/// What the driver's functions answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
