//! The core, tested through its public door. One binary: it links once.

// A helper of a test may fail like the test itself.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod archive;
mod board;
mod book;
mod cleanup;
mod columns;
mod conversion;
mod deals;
mod demo;
mod duplicates;
mod duplicates_care;
mod duplicates_whole;
mod export;
mod faults;
mod fill;
mod fixture;
mod fuzz;
mod import;
mod import_all;
mod kill;
mod merge;
mod opportunity;
mod pipeline;
mod plans;
mod properties;
mod reading;
mod records;
mod rich;
mod rotting;
mod schema;
mod search;
mod support;
mod texts;
mod timeline;
mod values;
mod workbooks;
