//! Import: from a file somebody else's program wrote to records of the book.
//!
//! [`reading`] turns a table file of any size into rows. It does not know the book.

mod dialect;
mod encoding;
mod failure;
mod headers;
pub mod reading;
mod records;

pub use dialect::Delimiter;
pub use failure::{FileKind, ReadError};
pub use reading::{ReadOptions, Row, RowProblem, Rows, Table, TableShape};
