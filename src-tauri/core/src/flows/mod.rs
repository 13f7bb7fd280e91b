//! What spans several kinds of record.

pub mod convert;
pub mod demo;
pub mod duplicates;
pub mod import;
pub mod search;
