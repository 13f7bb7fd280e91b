//! The sheets of an XLSX, read as they stream by. What the parser keeps in memory is the table of strings; guard.rs bounds it.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::super::super::failure::ReadError;
use super::super::{Row, open_file};
use super::cells::{self, RowOfSheet};
use super::feed::{Sink, Stop};
use super::{Sheet, damaged};

/// A file that counts what is read of it, for progress.
pub(super) struct Counted {
    file: BufReader<File>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

type Workbook = Xlsx<Counted>;

fn open(path: &Path) -> Result<(Workbook, Arc<AtomicU64>), ReadError> {
    let read = Arc::new(AtomicU64::new(0));
    let file = Counted { file: BufReader::new(open_file(path)?), read: read.clone() };
    Ok((Xlsx::new(file).map_err(refused)?, read))
}

/// What the parser says: only that a password protects the file is more than "damaged".
fn refused(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Protected,
        error => damaged(error),
    }
}

/// The sheets with something in them.
pub(super) fn sheets(path: &Path) -> Result<Vec<Sheet>, ReadError> {
    let (mut workbook, _) = open(path)?;
    let all: Vec<_> = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    let mut unreadable = None;
    for sheet in all.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let mut is_filled = false;
        let looked = each_row(&mut workbook, &sheet.name, &mut |_| {
            is_filled = true;
            Err(Stop::Closed)
        });
        if let Err(Stop::Failed(error)) = looked {
            unreadable = Some(error);
        } else if is_filled {
            sheets.push(Sheet { name: sheet.name, is_visible: sheet.visible == SheetVisible::Visible });
        }
    }
    match unreadable {
        Some(error) if sheets.is_empty() => Err(error),
        _ => Ok(sheets),
    }
}

/// Reads the rows of a sheet into a sink.
pub(super) fn read(path: &Path, sheet: &str, length: u64, sink: &mut Sink) -> Result<(), Stop> {
    let (mut workbook, read) = open(path)?;
    // What was read up to here are the strings and the table of contents.
    let before = read.load(Ordering::Relaxed);
    each_row(&mut workbook, sheet, &mut |row| {
        let position = read.load(Ordering::Relaxed).saturating_sub(before);
        sink.row(row, position.min(length))
    })
}

/// Hands over the rows of a sheet that are not blank.
fn each_row(workbook: &mut Workbook, sheet: &str, each: &mut dyn FnMut(Row) -> Result<(), Stop>) -> Result<(), Stop> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(refused)?;
    let mut row: Option<RowOfSheet> = None;
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(refused)? {
        let (at, column) = cell.get_position();
        let text = text_of(cell.get_value(), cells.styles().get(style));
        if text.is_empty() {
            continue;
        }
        let number = at.saturating_add(1);
        let mut current = match row.take() {
            Some(current) if current.number == number => current,
            finished => {
                finished.map_or(Ok(()), |row| each(row.finished()))?;
                RowOfSheet::new(number)
            }
        };
        current.put(column as usize, text)?;
        row = Some(current);
    }
    row.map_or(Ok(()), |row| each(row.finished()))
}

fn text_of(value: &DataRef, style: Option<&Style>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => cells::number(*number, &format_of(style)),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => cells::iso(text),
        DataRef::DurationIso(text) => text.clone(),
        // A formula that failed says nothing: as a text it would overwrite what the book knows.
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn format_of(style: Option<&Style>) -> String {
    let Some(format) = style.and_then(|style| style.number_format.as_ref()) else { return String::new() };
    match format.format_id {
        // The two percentages that every workbook has without saying so.
        Some(9 | 10) => "0%".to_owned(),
        _ => format.format_code.clone(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return cells::span(moment.as_f64());
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match cells::rounded(moment.to_ymd_hms_milli()) {
        Some(found) => cells::moment(found, moment.as_f64() >= 1.0),
        // Excel knows a 29 February 1900.
        None => format!("{year:04}-{month:02}-{day:02}"),
    }
}
