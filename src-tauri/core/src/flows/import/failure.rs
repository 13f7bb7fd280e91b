//! Why a table file was not read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::Refusal;

/// What a file is instead of one that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A binary workbook of Excel.
    Xlsb,
    /// A workbook of an Excel before 2007 (or another old Office document).
    Xls,
    /// A zip archive.
    Zip,
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// A web page; some programs write one and name it .xls.
    Html,
    /// XML.
    Xml,
    /// JSON.
    Json,
    /// Running text in lines, no columns.
    Prose,
    /// Any other bytes that are not text.
    Binary,
}

impl FileKind {
    /// The code of the refusal: each kind needs its own advice (I04).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            FileKind::Xlsb => "table_is_xlsb",
            FileKind::Xls => "table_is_xls",
            FileKind::Zip => "table_is_zip",
            FileKind::Pdf => "table_is_pdf",
            FileKind::Picture => "table_is_picture",
            FileKind::Html => "table_is_html",
            FileKind::Xml => "table_is_xml",
            FileKind::Json => "table_is_json",
            FileKind::Prose => "table_is_prose",
            FileKind::Binary => "table_is_binary",
        }
    }

    /// All of them, so that a test can hold the sentences against them.
    pub const ALL: &'static [FileKind] = &[
        FileKind::Xlsb,
        FileKind::Xls,
        FileKind::Zip,
        FileKind::Pdf,
        FileKind::Picture,
        FileKind::Html,
        FileKind::Xml,
        FileKind::Json,
        FileKind::Prose,
        FileKind::Binary,
    ];
}

/// Why a table file as a whole cannot be read. A single bad row is a [`super::RowProblem`] instead.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system could not open or read it.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder, a pipe or a device.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// Nothing but blanks in it (I04).
    #[error("the file is empty")]
    Empty,
    /// Headers and nothing below (I04).
    #[error("the file has headers but no rows")]
    NoRows,
    /// A file of cards or a calendar without any (I04).
    #[error("the file holds no contacts, events or tasks")]
    NoEntries,
    /// It is something else than a table of text (I04).
    #[error("not a table: {}", .0.code())]
    NotATable(FileKind),
    /// Nobody knows the encoding that was asked for.
    #[error("unknown encoding {0}")]
    UnknownEncoding(String),
    /// A quote was opened and never closed.
    #[error("the quote opened in line {line} is never closed")]
    UnclosedQuote {
        /// The line in the file where the quoted cell begins, from 1.
        line: u32,
    },
    /// One cell holds more than [`super::reading::CELL_LIMIT`] bytes.
    #[error("a cell that begins in line {line} is too large")]
    CellTooLarge {
        /// The line in the file where the row begins, from 1.
        line: u32,
    },
    /// One row holds more than [`super::reading::ROW_LIMIT`] bytes.
    #[error("the row that begins in line {line} is too large")]
    RowTooLarge {
        /// The line in the file where the row begins, from 1.
        line: u32,
    },
    /// One row holds more than [`super::reading::COLUMN_LIMIT`] cells.
    #[error("the row in line {line} has too many columns")]
    TooManyColumns {
        /// The line in the file where the row begins, from 1.
        line: u32,
    },
    /// A workbook that a password protects.
    #[error("the workbook is protected by a password")]
    Protected,
    /// A packed file that inflates to more than a reader takes, or has too many parts.
    #[error("{0} inflates to too much")]
    Inflates(String),
    /// A packed file with a name that leads out of the folder it would be unpacked in.
    #[error("the entry {0} leads elsewhere")]
    Climbs(String),
    /// A file that says it is a workbook and is not well-formed.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A workbook without the sheet that was asked for.
    #[error("there is no sheet {sheet}")]
    NoSuchSheet {
        /// What was asked for.
        sheet: String,
        /// Those that there are.
        sheets: Vec<String>,
    },
    /// Its length or modification time is not what it was when reading began.
    #[error("the file changed while it was read")]
    Changed,
}

impl ReadError {
    /// Every code, so that a test can hold the sentences against them; those of [`FileKind`] besides.
    pub const CODES: &'static [&'static str] = &[
        "table_unreadable",
        "table_not_a_file",
        "table_empty",
        "table_without_rows",
        "table_without_entries",
        "table_encoding_unknown",
        "table_quote_unclosed",
        "table_cell_too_large",
        "table_row_too_large",
        "table_too_many_columns",
        "table_protected",
        "table_inflates",
        "table_climbs",
        "table_damaged",
        "table_no_such_sheet",
        "table_changed",
    ];

    /// The code of the sentence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ReadError::Io { .. } => "table_unreadable",
            ReadError::NotAFile(_) => "table_not_a_file",
            ReadError::Empty => "table_empty",
            ReadError::NoRows => "table_without_rows",
            ReadError::NoEntries => "table_without_entries",
            ReadError::NotATable(kind) => kind.code(),
            ReadError::UnknownEncoding(_) => "table_encoding_unknown",
            ReadError::UnclosedQuote { .. } => "table_quote_unclosed",
            ReadError::CellTooLarge { .. } => "table_cell_too_large",
            ReadError::RowTooLarge { .. } => "table_row_too_large",
            ReadError::TooManyColumns { .. } => "table_too_many_columns",
            ReadError::Protected => "table_protected",
            ReadError::Inflates(_) => "table_inflates",
            ReadError::Climbs(_) => "table_climbs",
            ReadError::Damaged(_) => "table_damaged",
            ReadError::NoSuchSheet { .. } => "table_no_such_sheet",
            ReadError::Changed => "table_changed",
        }
    }

    /// The line in the file that it is about, from 1.
    #[must_use]
    pub const fn line(&self) -> Option<u32> {
        match self {
            ReadError::UnclosedQuote { line }
            | ReadError::CellTooLarge { line }
            | ReadError::RowTooLarge { line }
            | ReadError::TooManyColumns { line } => Some(*line),
            _ => None,
        }
    }
}

impl From<ReadError> for crate::Error {
    fn from(error: ReadError) -> Self {
        let mut refusal = Refusal { code: error.code(), field: None, values: BTreeMap::new() };
        if let Some(line) = error.line() {
            refusal = refusal.with("line", line);
        }
        match error {
            ReadError::Io { path, source } => refusal.with("path", path.display()).with("detail", source),
            ReadError::NotAFile(path) => refusal.with("path", path.display()),
            ReadError::UnknownEncoding(encoding) => refusal.with("encoding", encoding),
            ReadError::Inflates(part) | ReadError::Climbs(part) => refusal.with("name", part),
            ReadError::Damaged(detail) => refusal.with("detail", detail),
            ReadError::NoSuchSheet { sheet, sheets } => refusal.with("sheet", sheet).with("sheets", sheets.join(", ")),
            _ => refusal,
        }
        .into()
    }
}
