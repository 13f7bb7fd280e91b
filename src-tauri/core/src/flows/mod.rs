//! What spans several kinds of record.

pub mod convert;
pub mod demo;
pub mod duplicates;
pub mod fill;
pub mod import;
pub mod naming;
pub mod search;
