//! CSV: one form for people and their spreadsheets, one for programs.

use std::io::{self, Write};
use std::path::Path;

use ::csv::{ErrorKind, QuoteStyle, Terminator, Writer, WriterBuilder};

use super::cells::{Cell, Column};
use super::failed;
use super::table::{Reading, Table, decimal};
use crate::flows::formulas::harmless;
use crate::flows::new_file::NewFile;
use crate::{Error, Result};

/// Rows of texts into a file.
struct Rows<'a> {
    writer: Writer<NewFile>,
    path: &'a Path,
}

impl Rows<'_> {
    fn write<'t>(&mut self, cells: impl Iterator<Item = std::borrow::Cow<'t, str>>) -> Result<()> {
        let path = self.path;
        let failed = |error: ::csv::Error| match error.into_kind() {
            ErrorKind::Io(error) => failed(path)(error),
            other => failed(path)(io::Error::other(format!("{other:?}"))),
        };
        for cell in cells {
            self.writer.write_field(cell.as_bytes()).map_err(failed)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(failed)
    }

    fn end(mut self) -> Result<NewFile> {
        self.writer.flush().map_err(Error::file(self.path))?;
        self.writer.into_inner().map_err(|error| Error::file(self.path)(io::Error::other(error.to_string())))
    }
}

/// For people: UTF-8 with a mark and the delimiter that spreadsheets of the language expect; no text can start a formula.
pub(super) struct ForPeople<'a> {
    rows: Rows<'a>,
    reading: Reading<'a>,
}

impl<'a> ForPeople<'a> {
    pub(super) fn start(mut file: NewFile, path: &'a Path, reading: Reading<'a>) -> Result<Self> {
        file.write_all(b"\xef\xbb\xbf").map_err(failed(path))?;
        let delimiter = if reading.german { b';' } else { b',' };
        let writer = WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(file);
        Ok(Self { rows: Rows { writer, path }, reading })
    }
}

impl Table for ForPeople<'_> {
    type Whole = NewFile;

    fn head(&mut self, columns: &[Column]) -> Result<()> {
        let reading = &self.reading;
        self.rows.write(columns.iter().map(|column| reading.heading(column).into()))
    }

    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        let reading = &self.reading;
        self.rows.write(cells.iter().map(|cell| {
            let text = reading.text(cell);
            match cell {
                // A negative number is a number.
                Cell::Number(_) | Cell::Amount(..) => text.into(),
                _ => harmless(&text).into_owned().into(),
            }
        }))
    }

    fn end(self) -> Result<NewFile> {
        self.rows.end()
    }
}

/// For programs: field names, UTF-8 without a mark, commas, amounts with a decimal point, times in UTC, texts exactly as they are.
pub(super) struct ForPrograms<'a>(Rows<'a>);

impl<'a> ForPrograms<'a> {
    pub(super) fn start(file: NewFile, path: &'a Path) -> Self {
        let writer = WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(file);
        Self(Rows { writer, path })
    }
}

impl Table for ForPrograms<'_> {
    type Whole = NewFile;

    fn head(&mut self, columns: &[Column]) -> Result<()> {
        self.0.write(columns.iter().map(|column| column.name.as_str().into()))
    }

    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        self.0.write(cells.iter().map(|cell| match cell {
            Cell::Blank => "".into(),
            Cell::Text(text) | Cell::Word(_, text) | Cell::Day(text) | Cell::Moment(text) => text.as_str().into(),
            Cell::Number(number) => number.to_string().into(),
            Cell::Amount(minor, code) => decimal(*minor, code, '.').into(),
            Cell::Yes(yes) => if *yes { "1" } else { "0" }.into(),
        }))
    }

    fn end(self) -> Result<NewFile> {
        self.0.end()
    }
}
