//! Workbooks: XLSX and ODS. guard.rs looks at the packed file before anything is parsed; xlsx.rs and ods.rs read a sheet as it streams by,
//! on a thread of their own (feed.rs); cells.rs makes text of typed cells, so that nobody has to ask how dates and amounts are meant.

mod cells;
mod feed;
mod guard;
mod ods;
mod xlsx;

use std::io::Read;
use std::iter::repeat;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::failure::{FileKind, ReadError};
use super::super::headers::{looks_like_data, name_columns};
use super::{COLUMN_LIMIT, RawRows, ReadOptions, Row, Source, TableFormat, TableShape, io, open_file};
use feed::Feed;
use guard::Kind;

/// How many rows decide where the table begins and how wide it is.
const SAMPLE: usize = 200;
/// How many rows of titles and remarks may stand above the headers.
const MOST_ABOVE: usize = 8;

/// A sheet with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    name: String,
    is_visible: bool,
}

/// A sheet of a workbook that has been looked at.
#[derive(Debug)]
struct Workbook {
    path: PathBuf,
    kind: Kind,
    length: u64,
    sheet: String,
    /// The row of the sheet with the headers or above the first row, from 1.
    above: u32,
    /// The first column that is used, from 0.
    left: usize,
    shape: TableShape,
}

/// Opens a packed workbook: the sheet that was asked for, or the first one that is shown.
///
/// # Errors
/// Those of [`guard::check`]; [`ReadError::NoSuchSheet`]; [`ReadError::Empty`] where no sheet has a cell.
pub(super) fn open(path: &Path, options: &ReadOptions) -> Result<Arc<dyn Source>, ReadError> {
    let kind = guard::check(path)?;
    let length = std::fs::metadata(path).map_err(io(path))?.len();
    let sheets = sheets(path, kind)?;
    let sheet = chosen(&sheets, options.sheet.as_deref())?;
    let mut rows = rows_of(path, kind, &sheet, length)?;
    let mut sample = Vec::new();
    while let Some(row) = rows.next()?.filter(|_| sample.len() < SAMPLE) {
        sample.push(row);
    }
    let layout = Layout::of(&sample, options.has_header).ok_or(ReadError::Empty)?;
    let shape = TableShape {
        format: TableFormat::Workbook,
        encoding: String::new(),
        delimiter: None,
        has_header: layout.has_header,
        columns: layout.columns,
        rows_above: u32::try_from(layout.rows_above).unwrap_or(u32::MAX),
        sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
        sheet: Some(sheet.clone()),
    };
    Ok(Arc::new(Workbook { path: path.to_owned(), kind, length, sheet, above: layout.above, left: layout.left, shape }))
}

/// What a file of the old Office programs is.
pub(super) fn old(path: &Path) -> Result<ReadError, ReadError> {
    // A workbook with a password is one of them, with the new one inside: the name of that part tells.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut file = open_file(path)?;
    let mut window: Vec<u8> = Vec::new();
    loop {
        let read = file.by_ref().take(1024 * 1024).read_to_end(&mut window).map_err(io(path))?;
        if window.windows(name.len()).any(|part| part == name) {
            return Ok(ReadError::Protected);
        }
        if read == 0 {
            return Ok(ReadError::NotATable(FileKind::Xls));
        }
        window.drain(..window.len().saturating_sub(name.len()));
    }
}

/// A parser on a thread of its own, so that its panic is a refusal.
fn sheets(path: &Path, kind: Kind) -> Result<Vec<Sheet>, ReadError> {
    let path = path.to_owned();
    let find = move || match kind {
        Kind::Xlsx => xlsx::sheets(&path),
        Kind::Ods => ods::sheets(&path),
    };
    let thread = std::thread::Builder::new().name("workbook".to_owned()).spawn(find).map_err(damaged)?;
    thread.join().unwrap_or_else(|_| Err(ReadError::Damaged(String::new())))
}

fn chosen(sheets: &[Sheet], wanted: Option<&str>) -> Result<String, ReadError> {
    let names = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let found = match wanted {
        Some(wanted) => {
            let found = sheets.iter().find(|sheet| sheet.name == wanted);
            Some(found.ok_or_else(|| ReadError::NoSuchSheet { sheet: wanted.to_owned(), sheets: names() })?)
        }
        None => sheets.iter().find(|sheet| sheet.is_visible).or(sheets.first()),
    };
    found.map(|sheet| sheet.name.clone()).ok_or(ReadError::Empty)
}

fn rows_of(path: &Path, kind: Kind, sheet: &str, length: u64) -> Result<Feed, ReadError> {
    let (path, sheet) = (path.to_owned(), sheet.to_owned());
    Feed::start(move |sink| match kind {
        Kind::Xlsx => xlsx::read(&path, &sheet, length, sink),
        Kind::Ods => ods::read(&path, &sheet, length, sink),
    })
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged(error.to_string().chars().take(200).collect())
}

/// Where in a sheet the table is.
struct Layout {
    above: u32,
    left: usize,
    rows_above: usize,
    has_header: bool,
    columns: Vec<String>,
}

impl Layout {
    /// From the first rows that are not blank.
    fn of(sample: &[Row], has_header: Option<bool>) -> Option<Self> {
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let most = sample.iter().map(filled).max()?;
        // A title stands alone in its row.
        let titles = sample.iter().take(MOST_ABOVE).take_while(|row| most > 1 && filled(row) <= 1).count();
        let rows_above = if titles < sample.len() { titles } else { 0 };
        let table = &sample[rows_above..];
        let first = table.first()?;
        let starts = table.iter().filter_map(|row| row.cells.iter().position(|cell| !cell.trim().is_empty()));
        let left = starts.min()?;
        let width = table.iter().map(|row| row.cells.len()).max()?.saturating_sub(left).min(COLUMN_LIMIT);
        let cells = || first.cells.iter().skip(left).chain(repeat("")).take(width);
        let has_header = has_header.unwrap_or_else(|| !looks_like_data(cells()));
        let columns = if has_header { name_columns(cells()) } else { name_columns(cells().map(|_| "")) };
        let above = if has_header { first.line } else { first.line.saturating_sub(1) };
        Some(Self { above, left, rows_above, has_header, columns })
    }
}

impl Source for Workbook {
    fn shape(&self) -> &TableShape {
        &self.shape
    }

    fn rows(&self) -> Result<Box<dyn RawRows + Send>, ReadError> {
        let feed = rows_of(&self.path, self.kind, &self.sheet, self.length)?;
        Ok(Box::new(TableRows { feed, above: self.above, left: self.left }))
    }
}

/// The rows below the headers, from the first column on.
struct TableRows {
    feed: Feed,
    above: u32,
    left: usize,
}

impl RawRows for TableRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while let Some(found) = self.feed.next()? {
            if found.line > self.above {
                *row = found;
                row.cells.skip(self.left);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn bytes_read(&self) -> u64 {
        self.feed.bytes_read()
    }
}
