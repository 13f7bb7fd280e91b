//! The core, tested through its public door. One binary: it links once.

mod book;
mod schema;
mod support;
mod values;
