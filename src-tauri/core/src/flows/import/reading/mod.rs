//! Any file with rows as a stream of rows: names of columns, and cells as text.
//!
//! The boundary: a reader knows files and nothing of fields; what stands behind it (columns.rs and everything above) knows columns and
//! cells and nothing of files. [`open`] looks at a file and chooses its reader by what is in it, never by its name.
//!
//! **A reader plugs in** as a module beside `delimited.rs` with a type that is a `Source`, an arm in `source_of`, and a [`TableFormat`].
//! What every reader gets without doing anything: the file is refused where it changed since it was looked at, blank rows are left out,
//! rows are brought to the number of columns, cells that no field can hold make the row a bad one, and an opened file without any row is
//! refused. Memory stays bounded by [`ROW_LIMIT`] whatever the file holds: a reader keeps to it.

mod calendar;
mod cards;
mod content_lines;
mod delimited;
mod places;
mod row;
mod workbook;

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::dialect::Delimiter;
use super::encoding::{self, Found, TextForm};
use super::failure::ReadError;
pub(super) use cards::OTHER_ADDRESS;

pub use super::records::{CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT};
use crate::Refusal;
pub use row::{Cells, Row};

/// What the user has set by hand; everything else is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ReadOptions {
    /// A name of the Encoding Standard: "utf-8", "windows-1252", "utf-16le".
    pub encoding: Option<String>,
    /// What separates the cells.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row holds the names of the columns.
    pub has_header: Option<bool>,
    /// Which sheet of a workbook, by name.
    pub sheet: Option<String>,
}

/// In what form a file holds its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum TableFormat {
    /// Text with a delimiter between the cells: CSV, TSV.
    Delimited,
    /// A workbook with sheets: XLSX, ODS.
    Workbook,
    /// Contacts: vCard.
    Cards,
    /// Events and tasks: iCalendar.
    Calendar,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct TableShape {
    /// The form.
    pub format: TableFormat,
    /// The encoding of a text by its name in the Encoding Standard, for example "windows-1252"; blank where the form has one of its own.
    pub encoding: String,
    /// What separates the cells of a text.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row holds the names of the columns; otherwise they are called Column_1 and so on. Cards and calendars name
    /// theirs always.
    pub has_header: bool,
    /// The names of the columns, each different (I01, I02).
    pub columns: Vec<String>,
    /// How many rows of titles and remarks stand above the table; they are not read.
    pub rows_above: u32,
    /// The sheets of a workbook with something in them, in their order; empty for other forms.
    pub sheets: Vec<String>,
    /// Which of them is read.
    pub sheet: Option<String>,
}

/// Why one row cannot be taken as it is. The others can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// More filled cells than the table has columns: most often a delimiter inside a value that is not quoted.
    TooManyCells {
        /// How many columns the table has.
        columns: usize,
        /// How many cells the row has, up to the last filled one.
        found: usize,
    },
    /// Bytes that are no text in the file's encoding, or text that another program damaged so already.
    Undecodable {
        /// The column's name.
        column: String,
    },
    /// A control character such as NUL, which no field can hold.
    ControlCharacter {
        /// The column's name.
        column: String,
    },
}

impl RowProblem {
    /// Every code, so that a test can hold the sentences against them.
    pub const CODES: &'static [&'static str] = &["row_too_many_cells", "row_undecodable", "row_control_character"];

    /// The code of the sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            RowProblem::TooManyCells { .. } => "row_too_many_cells",
            RowProblem::Undecodable { .. } => "row_undecodable",
            RowProblem::ControlCharacter { .. } => "row_control_character",
        }
    }

    /// The refusal that a person reads.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let refusal = Refusal { code: self.code(), field: None, values: BTreeMap::new() };
        match self {
            RowProblem::TooManyCells { columns, found } => refusal.with("columns", columns).with("found", found),
            RowProblem::Undecodable { column } | RowProblem::ControlCharacter { column } => {
                refusal.with("column", column)
            }
        }
    }

    /// What is wrong with the cells of a row, if anything.
    fn of(columns: &[String], cells: &Cells) -> Option<Self> {
        if cells.len() > columns.len() {
            return Some(RowProblem::TooManyCells { columns: columns.len(), found: cells.len() });
        }
        if cells.are_plain() {
            return None;
        }
        let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{0b}' | '\u{85}');
        cells.iter().zip(columns).find_map(|(cell, column)| {
            if cell.contains('\u{fffd}') {
                Some(RowProblem::Undecodable { column: column.clone() })
            } else if cell.contains(is_control) {
                Some(RowProblem::ControlCharacter { column: column.clone() })
            } else {
                None
            }
        })
    }
}

/// A file that a reader has looked at.
trait Source: std::fmt::Debug + Send + Sync {
    /// How it is written.
    fn shape(&self) -> &TableShape;

    /// Its rows from the beginning of the table. Asked as often as wanted.
    fn rows(&self) -> Result<Box<dyn RawRows + Send>, ReadError>;
}

/// The rows of a file, one after the other.
trait RawRows {
    /// Puts the next one into `row`, as it stands in the file: with however many cells, and whatever they hold. `false`: there is none
    /// left. Blank ones may be among them.
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError>;

    /// How much of the file's length has been read, in bytes. An estimate is enough: it is shown as progress.
    fn bytes_read(&self) -> u64;
}

/// The reader of a file, chosen by what is in it.
fn source_of(path: &Path, options: &ReadOptions) -> Result<Arc<dyn Source>, ReadError> {
    let found = encoding::find_out(&mut BufReader::new(open_file(path)?)).map_err(io(path))?;
    Ok(match found {
        Found::Nothing => return Err(ReadError::Empty),
        Found::Other(kind) => return Err(ReadError::NotATable(kind)),
        Found::Zip => workbook::open(path, options)?,
        Found::Compound => return Err(workbook::old(path)?),
        Found::Text { encoding, mark, form } => {
            let (found, encoding) = (encoding, chosen(options, encoding)?);
            // A mark of another encoding is no mark.
            let mark = if encoding == found { mark } else { 0 };
            match form {
                TextForm::Table => Arc::new(delimited::Delimited::open(path, encoding, mark, options)?),
                TextForm::Cards => Arc::new(cards::Cards::open(path, encoding, mark)?),
                TextForm::Calendar => Arc::new(calendar::Calendar::open(path, encoding, mark)?),
            }
        }
    })
}

/// The encoding that the user has set, or the one that was found out.
fn chosen(options: &ReadOptions, found: &'static Encoding) -> Result<&'static Encoding, ReadError> {
    match &options.encoding {
        Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| ReadError::UnknownEncoding(label.clone())),
        None => Ok(found),
    }
}

/// Looks at a file: what form it has, how it is written, its columns. Reads it once through.
///
/// # Errors
/// [`ReadError`]: it is missing, empty, without rows, of no form that is known, or its beginning cannot be read (I04).
pub fn open(path: impl Into<PathBuf>, options: &ReadOptions) -> Result<Table, ReadError> {
    let path = path.into();
    let fingerprint = Fingerprint::of(&open_file(&path)?.metadata().map_err(io(&path))?);
    let source = source_of(&path, options)?;
    let table = Table { path, fingerprint, source };
    if !table.rows()?.read(&mut Row::default())? {
        let is_table = matches!(table.shape().format, TableFormat::Delimited | TableFormat::Workbook);
        return Err(if is_table { ReadError::NoRows } else { ReadError::NoEntries });
    }
    Ok(table)
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fingerprint {
    length: u64,
    modified: Option<SystemTime>,
}

impl Fingerprint {
    fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// A file that has been looked at and can be read.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    fingerprint: Fingerprint,
    source: Arc<dyn Source>,
}

impl Table {
    /// [`open`].
    ///
    /// # Errors
    /// As there.
    pub fn open(path: impl Into<PathBuf>, options: &ReadOptions) -> Result<Self, ReadError> {
        open(path, options)
    }

    /// How it is written.
    #[must_use]
    pub fn shape(&self) -> &TableShape {
        self.source.shape()
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is called, without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Its length in bytes, for progress.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.fingerprint.length
    }

    /// Reads the rows from the beginning.
    ///
    /// # Errors
    /// [`ReadError::Io`], or [`ReadError::Changed`] if the file is no longer the one that was looked at.
    pub fn rows(&self) -> Result<Rows, ReadError> {
        // A file that changes under the reader explains every other failure.
        let rows = self.source.rows();
        self.check_unchanged()?;
        Ok(Rows { rows: rows?, table: self.clone(), ended: false })
    }

    /// The first rows, for guessing and for showing.
    ///
    /// # Errors
    /// As [`Rows::read`].
    pub fn sample(&self, limit: usize) -> Result<Vec<Row>, ReadError> {
        self.rows()?.take(limit).collect()
    }

    fn check_unchanged(&self) -> Result<(), ReadError> {
        let metadata = std::fs::metadata(&self.path).map_err(io(&self.path))?;
        if Fingerprint::of(&metadata) == self.fingerprint { Ok(()) } else { Err(ReadError::Changed) }
    }
}

/// The rows of a table, one after the other. Blank rows are left out.
pub struct Rows {
    rows: Box<dyn RawRows + Send>,
    table: Table,
    ended: bool,
}

impl Rows {
    /// Puts the next row into `row`, whatever that held before. `false`: there is none left.
    ///
    /// # Errors
    /// [`ReadError`] when the file as a whole cannot be read on; it names the line where it knows one.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while !self.ended {
            match self.rows.next(row) {
                Ok(true) if row.cells.is_blank() => {}
                Ok(true) => {
                    let columns = &self.table.shape().columns;
                    row.cells.fit(columns.len());
                    row.problem = RowProblem::of(columns, &row.cells);
                    return Ok(true);
                }
                Ok(false) => {
                    self.ended = true;
                    self.table.check_unchanged()?;
                }
                Err(error) => {
                    self.ended = true;
                    return self.table.check_unchanged().and(Err(error));
                }
            }
        }
        Ok(false)
    }

    /// How many bytes of the file have been read, for progress against [`Table::length`].
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }
}

impl Iterator for Rows {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        self.read(&mut row).map(|there_is| there_is.then_some(row)).transpose()
    }
}

/// Names the file in a failure of the system.
fn io(path: &Path) -> impl FnOnce(std::io::Error) -> ReadError {
    let path = path.to_owned();
    move |source| ReadError::Io { path, source }
}

/// Opens a regular file.
fn open_file(path: &Path) -> Result<File, ReadError> {
    // Asked before opening: opening a pipe waits for its other end.
    if !std::fs::metadata(path).map_err(io(path))?.is_file() {
        return Err(ReadError::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(io(path))
}
