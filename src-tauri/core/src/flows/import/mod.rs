//! Import: from a file somebody else's program wrote to records of the book.
//!
//! [`reading`] turns a table file of any size into rows, [`columns`] says which column is which field of a lead, [`values`] finds out how
//! a column writes its amounts and dates. None of these knows the book.

pub mod columns;
mod dialect;
mod dictionary;
mod encoding;
mod failure;
mod headers;
pub mod reading;
mod records;
pub mod values;

pub use columns::{ColumnMapping, GuessedBy, LeadField, SettingProblem};
pub use dialect::Delimiter;
pub use failure::{FileKind, ReadError};
pub use reading::{ReadOptions, Row, RowProblem, Rows, Table, TableShape};
pub use values::{Finding, ValueStyles};
