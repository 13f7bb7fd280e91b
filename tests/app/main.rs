//! The host without a window: what the page gets when it asks, over the same way as in the app.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop, also in its helpers")]

mod commands;
mod ipc;
mod support;
