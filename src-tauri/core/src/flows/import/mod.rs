//! Import: from a file somebody else's program wrote to records of the book.
//!
//! - [`reading`]: a file of any size as a stream of rows, whatever its form; its head says where a new reader plugs in. Encoding,
//!   delimiter, headers and bad rows of texts are found out by encoding.rs, dialect.rs, headers.rs, records.rs.
//! - [`columns`]: which column is which field; [`values`]: how a column writes amounts and dates. Neither knows the book.
//! - judge.rs: what becomes of each row, the same for preview and import; assemble.rs puts a row together.
//! - [`leads`]: preview and import of leads; [`general`]: of everything; [`bad_rows`]: the rows that could not be taken, as a file to mend.

mod assemble;
pub mod bad_rows;
pub mod columns;
mod dialect;
mod dictionary;
mod encoding;
mod failure;
pub mod general;
mod headers;
mod judge;
pub mod leads;
mod plan;
pub mod reading;
mod records;
pub mod values;

pub use columns::{ColumnMapping, GuessedBy, ImportField, SettingProblem};
pub use dialect::Delimiter;
pub use failure::{FileKind, ReadError};
pub use plan::{
    BadRow, DuplicateRow, Duplicates, ImportOutcome, ImportPlan, ImportPreview, ImportProgress, LeadSample, NewWord,
    UnknownWords, Watch,
};
pub use reading::{Cells, ReadOptions, Row, RowProblem, Rows, Table, TableFormat, TableShape};
pub use values::{Finding, ValueStyles};
