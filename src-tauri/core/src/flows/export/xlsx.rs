//! A workbook: dates are dates, amounts are numbers with their currency, and text is text, never a formula. Row after row goes to the disk,
//! so that memory does not grow with the list.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::cells::{Cell, Column};
use super::table::{Reading, Table};
use crate::book::Db;
use crate::flows::new_file::NewFile;
use crate::value::money::Currency;
use crate::{Error, Result};

/// The most rows of a sheet, and the most characters of a cell (UTF-16), as Excel has it.
const MOST_ROWS: u32 = 1_048_576;
const MOST_CHARS: usize = 32_767;

/// A workbook in the making.
pub(super) struct Book<'a> {
    workbook: Workbook,
    file: NewFile,
    path: &'a Path,
    reading: Reading<'a>,
    /// What the sheet is called, and the columns' headings: for a further sheet when one is full.
    name: String,
    headings: Vec<String>,
    sheets: usize,
    row: u32,
    formats: Formats,
    shortened: u64,
}

struct Formats {
    bold: Format,
    day: Format,
    moment: Format,
    amounts: HashMap<String, (Format, f64)>,
}

impl<'a> Book<'a> {
    pub(super) fn start(db: &Db, file: NewFile, path: &'a Path, list: &str, reading: Reading<'a>) -> Self {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&db.now()));
        let (day, moment) = match reading.german {
            true => ("dd.mm.yyyy", "dd.mm.yyyy hh:mm"),
            false => ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"),
        };
        let formats = Formats {
            bold: Format::new().set_bold(),
            day: Format::new().set_num_format(day),
            moment: Format::new().set_num_format(moment),
            amounts: HashMap::new(),
        };
        let name = reading.label(list);
        Self { workbook, file, path, reading, name, headings: Vec::new(), sheets: 0, row: 0, formats, shortened: 0 }
    }

    fn begin_sheet(&mut self) -> Result<()> {
        self.sheets += 1;
        let name = if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) };
        let path = self.path;
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(|error| failed(error, path))?;
        let begun = (|| {
            sheet.set_name(name)?;
            sheet.set_freeze_panes(1, 0)?;
            for (at, heading) in (0..).zip(&self.headings) {
                sheet.set_column_width(at, 18)?;
                sheet.write_string_with_format(0, at, heading, &self.formats.bold)?;
            }
            Ok(())
        })();
        self.row = 1;
        begun.map_err(|error| failed(error, path))
    }
}

impl Formats {
    /// The format of amounts in a currency, and how many minor units one is.
    fn amount(&mut self, code: &str) -> (&Format, f64) {
        let (format, scale) = self.amounts.entry(code.to_owned()).or_insert_with(|| {
            let (decimals, scale) =
                Currency::of(code).map_or((0, 1), |currency| (currency.exponent() as usize, currency.scale()));
            let point = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
            // Minor units beyond 2^53 are no amounts that anybody has.
            #[allow(clippy::cast_precision_loss)]
            (Format::new().set_num_format(format!("#,##0{point} [${code}]")), scale as f64)
        });
        (format, *scale)
    }
}

impl Table for Book<'_> {
    /// The file, and how many cells hold only the beginning of their text.
    type Whole = (NewFile, u64);

    fn head(&mut self, columns: &[Column]) -> Result<()> {
        self.headings = columns.iter().map(|column| self.reading.heading(column)).collect();
        self.begin_sheet()
    }

    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        if self.row == MOST_ROWS {
            self.begin_sheet()?;
        }
        let (row, path) = (self.row, self.path);
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1).map_err(|error| failed(error, path))?;
        for (at, cell) in (0..).zip(cells) {
            let shortened = write(sheet, row, at, cell, &self.reading, &mut self.formats);
            self.shortened += u64::from(shortened.map_err(|error| failed(error, path))?);
        }
        self.row += 1;
        Ok(())
    }

    fn end(mut self) -> Result<(NewFile, u64)> {
        self.workbook.save_to_writer(&mut self.file).map_err(|error| failed(error, self.path))?;
        Ok((self.file, self.shortened))
    }
}

/// Writes a cell. Whether its text had to be shortened.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    reading: &Reading,
    formats: &mut Formats,
) -> std::result::Result<bool, XlsxError> {
    match cell {
        Cell::Blank | Cell::Yes(false) => {}
        #[allow(clippy::cast_precision_loss)]
        Cell::Number(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        #[allow(clippy::cast_precision_loss)]
        Cell::Amount(minor, code) => {
            let (format, scale) = formats.amount(code);
            sheet.write_number_with_format(row, column, *minor as f64 / scale, format)?;
        }
        Cell::Day(text) => match text.parse::<NaiveDate>().ok().filter(|day| is_excels(*day)) {
            Some(day) => {
                sheet.write_datetime_with_format(row, column, day, &formats.day)?;
            }
            None => return text_cell(sheet, row, column, text),
        },
        Cell::Moment(text) => match reading.local(text).filter(|moment| is_excels(moment.date())) {
            Some(moment) => {
                sheet.write_datetime_with_format(row, column, moment, &formats.moment)?;
            }
            None => return text_cell(sheet, row, column, text),
        },
        Cell::Text(text) => return text_cell(sheet, row, column, text),
        Cell::Word(kind, word) => return text_cell(sheet, row, column, &reading.word(kind, word)),
        Cell::Yes(true) => return text_cell(sheet, row, column, &reading.yes()),
    }
    Ok(false)
}

/// Excel's days begin in 1900, and the first two months of them are counted wrongly.
fn is_excels(day: NaiveDate) -> bool {
    (1901..=9999).contains(&day.year())
}

fn text_cell(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> std::result::Result<bool, XlsxError> {
    let fits = text.len() <= MOST_CHARS || text.encode_utf16().count() <= MOST_CHARS;
    if fits {
        sheet.write_string(row, column, text)?;
        return Ok(false);
    }
    let mut room = MOST_CHARS - 1;
    let beginning: String = text
        .chars()
        .take_while(|c| match room.checked_sub(c.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    sheet.write_string(row, column, beginning + "…")?;
    Ok(true)
}

fn failed(error: XlsxError, path: &Path) -> Error {
    let error = match error {
        XlsxError::IoError(error) | XlsxError::ZipError(zip::result::ZipError::Io(error)) => error,
        other => io::Error::other(other.to_string()),
    };
    Error::file(path)(error)
}
