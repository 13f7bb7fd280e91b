//! Kontor in its real window. `cargo xtask test e2e` builds the app and runs these.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop, also in its helpers")]

mod access;
mod board;
mod clean;
mod desk;
mod driver;
mod drop;
mod exports;
mod gone;
mod import;
mod keys;
mod many;
mod meanwhile;
mod path;
mod refusals;
mod screens;
mod window;
