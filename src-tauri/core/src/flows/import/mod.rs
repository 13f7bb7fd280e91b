//! Import: from a file somebody else's program wrote to records of the book.
//!
//! - [`reading`]: a file of any size as a stream of rows, whatever its form; its head says where a new reader plugs in. Encoding,
//!   delimiter, headers and bad rows of texts are found out by encoding.rs, dialect.rs, headers.rs, records.rs.
//! - columns.rs, dictionary.rs: which column is which field of a lead, by its name and by what its values look like; [`values`]: how a
//!   column writes amounts and dates. Neither knows the book.
//! - [`general`]: preview and import, of everything; [`bad_rows`]: the rows that could not be taken, as a file to mend.

pub mod bad_rows;
mod columns;
mod dialect;
mod dictionary;
mod encoding;
mod failure;
pub mod general;
mod headers;
pub mod reading;
mod records;
pub mod values;
mod watch;

pub use columns::GuessedBy;
pub use dialect::Delimiter;
pub use failure::{FileKind, ReadError};
pub use general::BadRow;
pub use reading::{Cells, ReadOptions, Row, RowProblem, Rows, Table, TableFormat, TableShape};
pub use values::{Finding, ValueStyles};
pub use watch::{ImportProgress, Watch};
