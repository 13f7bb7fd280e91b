//! What spans several kinds of record.

pub mod duplicates;
pub mod import;
pub mod search;
