//! What spans several kinds of record.

pub mod archive;
pub mod cleanup;
pub mod convert;
pub mod demo;
pub mod duplicates;
pub mod export;
pub mod fill;
mod formulas;
pub mod import;
pub mod merge;
pub mod naming;
mod new_file;
pub mod progress;
mod row;
pub mod search;
pub mod selection;
mod tag_list;
mod words;
