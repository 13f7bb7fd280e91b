//! A table file (CSV, TSV, text) of any size as a stream of rows.
//!
//! [`Table::open`] finds out how the file is written; [`Table::rows`] reads it, as often as wanted. Memory stays bounded by
//! [`ROW_LIMIT`] whatever the file holds.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::dialect::{self, Delimiter, unwrapped};
use super::encoding::{self, Decoded, Found};
use super::failure::{FileKind, ReadError};
use super::headers::name_columns;
pub use super::records::{CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT};
use super::records::{Record, Records, TextSource};
use crate::Refusal;

/// How much of the text decides about the layout, in bytes.
const SAMPLE: usize = 256 * 1024;

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
}

/// How a table file is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct TableShape {
    /// The encoding by its name in the Encoding Standard, for example "windows-1252".
    pub encoding: String,
    /// What separates the cells.
    pub delimiter: Delimiter,
    /// Whether the first row holds the names of the columns; otherwise they are called Column_1 and so on.
    pub has_header: bool,
    /// The names of the columns, each different (I01, I02).
    pub columns: Vec<String>,
    /// How many rows of titles and remarks stand above the table; they are not read.
    pub rows_above: u32,
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
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line in the file where it begins, from 1.
    pub line: u32,
    /// As many cells as the table has columns (missing ones are blank), exactly as they stand in the file. A row with
    /// [`RowProblem::TooManyCells`] has more.
    pub cells: Vec<String>,
    /// Why it cannot be taken.
    pub problem: Option<RowProblem>,
    /// The whole line was wrapped in quotes once more and has been taken apart.
    pub was_wrapped: bool,
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

/// A table file that has been looked at and can be read.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    fingerprint: Fingerprint,
    encoding: &'static Encoding,
    mark: usize,
    shape: TableShape,
}

impl Table {
    /// Looks at a file: encoding, delimiter, columns. Reads it once through.
    ///
    /// # Errors
    /// [`ReadError`]: it is missing, empty, without rows, no table, or its beginning cannot be parsed (I04).
    pub fn open(path: impl Into<PathBuf>, options: &ReadOptions) -> Result<Self, ReadError> {
        let path = path.into();
        let file = open_file(&path)?;
        let fingerprint = Fingerprint::of(&file.metadata().map_err(io(&path))?);
        let (encoding, mark) = find_encoding(&path, file, options)?;
        let (sample, whole) = read_sample(&path, encoding, mark)?;
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(ReadError::Empty);
        }
        let dialect = dialect::find_out(&sample, whole, options.delimiter, options.has_header)?
            .ok_or(ReadError::NotATable(FileKind::Prose))?;
        let columns =
            if dialect.has_header { dialect.first.cells } else { vec![String::new(); dialect.first.cells.len()] };
        let shape = TableShape {
            encoding: encoding.name().to_owned(),
            delimiter: dialect.delimiter,
            has_header: dialect.has_header,
            columns: name_columns(&columns),
            rows_above: u32::try_from(dialect.preamble).unwrap_or(u32::MAX),
        };
        let table = Self { path, fingerprint, encoding, mark, shape };
        if table.rows()?.next_row()?.is_none() {
            return Err(ReadError::NoRows);
        }
        Ok(table)
    }

    /// How it is written.
    #[must_use]
    pub fn shape(&self) -> &TableShape {
        &self.shape
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
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
        let mut file = open_file(&self.path)?;
        file.seek(SeekFrom::Start(self.mark as u64)).map_err(io(&self.path))?;
        let source = FileText { decoded: Decoded::new(file, self.encoding), path: self.path.clone() };
        let mut records = Records::new(source, self.shape.delimiter.byte());
        records.skip_separator_line()?;
        let mut rows = Rows {
            records,
            shape: self.shape.clone(),
            fingerprint: self.fingerprint.clone(),
            path: self.path.clone(),
            ended: false,
        };
        rows.check_unchanged()?;
        for _ in 0..u64::from(self.shape.rows_above) + u64::from(self.shape.has_header) {
            rows.next_record()?;
        }
        Ok(rows)
    }

    /// The first rows, for guessing and for showing.
    ///
    /// # Errors
    /// As [`Rows::next_row`].
    pub fn sample(&self, limit: usize) -> Result<Vec<Row>, ReadError> {
        self.rows()?.take(limit).collect()
    }
}

/// The rows of a table, one after the other. Blank rows are left out.
pub struct Rows {
    records: Records<FileText>,
    shape: TableShape,
    fingerprint: Fingerprint,
    path: PathBuf,
    ended: bool,
}

impl Rows {
    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// [`ReadError`] when the file as a whole cannot be read on; it names the line where it knows one.
    pub fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        let record = self.next_record()?;
        self.ended = record.is_none();
        Ok(record.map(|record| self.row(record)))
    }

    /// How many bytes of the file have been read, for progress against [`Table::length`].
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.records.source.decoded.taken
    }

    fn next_record(&mut self) -> Result<Option<Record>, ReadError> {
        loop {
            match self.records.next() {
                Ok(Some(record)) if record.is_blank() => {}
                Ok(Some(record)) => return Ok(Some(record)),
                Ok(None) => return self.check_unchanged().map(|()| None),
                Err(error) => {
                    self.ended = true;
                    // A file that changes under the reader explains every other failure.
                    return self.check_unchanged().and(Err(error));
                }
            }
        }
    }

    fn row(&self, record: Record) -> Row {
        let columns = self.shape.columns.len();
        let Record { line, mut cells } = record;
        let inner = if columns > 1 { unwrapped(&cells, self.shape.delimiter, columns) } else { None };
        let was_wrapped = inner.as_ref().is_some_and(|inner| inner.len() == columns);
        if let Some(inner) = inner.filter(|_| was_wrapped) {
            cells = inner;
        }
        while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() < columns {
            cells.resize(columns, String::new());
        }
        let problem = self.problem(&cells);
        Row { line, cells, problem, was_wrapped }
    }

    fn problem(&self, cells: &[String]) -> Option<RowProblem> {
        let columns = &self.shape.columns;
        if cells.len() > columns.len() {
            return Some(RowProblem::TooManyCells { columns: columns.len(), found: cells.len() });
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

    fn check_unchanged(&self) -> Result<(), ReadError> {
        let metadata = std::fs::metadata(&self.path).map_err(io(&self.path))?;
        if Fingerprint::of(&metadata) == self.fingerprint { Ok(()) } else { Err(ReadError::Changed) }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().transpose()
    }
}

struct FileText {
    decoded: Decoded<File>,
    path: PathBuf,
}

impl TextSource for FileText {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<bool, ReadError> {
        self.decoded.fill(text).map_err(io(&self.path))
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> ReadError {
    let path = path.to_owned();
    move |source| ReadError::Io { path, source }
}

fn open_file(path: &Path) -> Result<File, ReadError> {
    // Asked before opening: opening a pipe waits for its other end.
    if !std::fs::metadata(path).map_err(io(path))?.is_file() {
        return Err(ReadError::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(io(path))
}

fn find_encoding(path: &Path, file: File, options: &ReadOptions) -> Result<(&'static Encoding, usize), ReadError> {
    let found = encoding::find_out(&mut BufReader::new(file)).map_err(io(path))?;
    let chosen = match &options.encoding {
        Some(label) => {
            let known = Encoding::for_label(label.as_bytes());
            Some(known.ok_or_else(|| ReadError::UnknownEncoding(label.clone()))?)
        }
        None => None,
    };
    match found {
        Found::Nothing => Err(ReadError::Empty),
        Found::Other(kind) => Err(ReadError::NotATable(kind)),
        Found::Text { encoding, mark } => {
            let encoding = chosen.unwrap_or(encoding);
            let mark = if chosen.is_none_or(|chosen| chosen == encoding) { mark } else { 0 };
            Ok((encoding, mark))
        }
    }
}

fn read_sample(path: &Path, encoding: &'static Encoding, mark: usize) -> Result<(Vec<u8>, bool), ReadError> {
    let mut file = open_file(path)?;
    file.seek(SeekFrom::Start(mark as u64)).map_err(io(path))?;
    let mut decoded = Decoded::new(file, encoding);
    let mut sample = Vec::new();
    while sample.len() < SAMPLE {
        if !decoded.fill(&mut sample).map_err(io(path))? {
            return Ok((sample, true));
        }
    }
    Ok((sample, false))
}
