//! The command line, run as a user runs it: the real program, its output and its exit status.

// A helper of a test may fail like the test itself.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod commands;
mod docs;
mod program;
mod refusals;
mod texts;
