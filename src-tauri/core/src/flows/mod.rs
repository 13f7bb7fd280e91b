//! What spans several kinds of record.

pub mod import;
