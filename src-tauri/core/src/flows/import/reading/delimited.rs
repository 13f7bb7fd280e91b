//! Text with a delimiter between the cells: CSV, TSV, whatever encoding they have.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::super::dialect::{self, unwrapped};
use super::super::encoding::Decoded;
use super::super::failure::{FileKind, ReadError};
use super::super::headers::{name_columns, unnamed};
use super::super::records::{Records, TextSource};
use super::{RawRows, ReadOptions, Row, Source, TableFormat, TableShape, io, open_file};

/// How much of the text decides about the layout, in bytes.
const SAMPLE: usize = 256 * 1024;

/// A text that has been looked at.
#[derive(Debug)]
pub(super) struct Delimited {
    path: PathBuf,
    encoding: &'static Encoding,
    mark: usize,
    shape: TableShape,
}

impl Delimited {
    /// Finds out delimiter and columns. `mark`: the length of the byte order mark.
    pub(super) fn open(
        path: &Path,
        encoding: &'static Encoding,
        mark: usize,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        let (sample, whole) = read_sample(path, encoding, mark)?;
        if sample.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return Err(ReadError::Empty);
        }
        let dialect = dialect::find_out(&sample, whole, options.delimiter, options.has_header)?
            .ok_or(ReadError::NotATable(FileKind::Prose))?;
        let first = dialect.first;
        let columns = match dialect.has_header {
            true => name_columns(first.iter()),
            false => name_columns(first.iter().map(|_| "")),
        };
        let shape = TableShape {
            format: TableFormat::Delimited,
            encoding: encoding.name().to_owned(),
            delimiter: Some(dialect.delimiter),
            has_header: dialect.has_header,
            columns,
            rows_above: u32::try_from(dialect.preamble).unwrap_or(u32::MAX),
            sheets: Vec::new(),
            sheet: None,
        };
        Ok(Self { path: path.to_owned(), encoding, mark, shape })
    }
}

impl Source for Delimited {
    fn shape(&self) -> &TableShape {
        &self.shape
    }

    fn rows(&self) -> Result<Box<dyn RawRows + Send>, ReadError> {
        let mut file = open_file(&self.path)?;
        file.seek(SeekFrom::Start(self.mark as u64)).map_err(io(&self.path))?;
        let source = FileText { decoded: Decoded::new(file, self.encoding), path: self.path.clone() };
        let mut records = Records::new(source, self.shape.delimiter.unwrap_or(dialect::Delimiter::Comma).byte());
        records.skip_separator_line()?;
        let mut skip = u64::from(self.shape.rows_above) + u64::from(self.shape.has_header);
        while skip > 0 {
            match records.next()? {
                Some(cells) if cells.is_blank() => {}
                Some(_) => skip -= 1,
                None => break,
            }
        }
        let columns = &self.shape.columns;
        let is_named = |at: &usize| columns[*at] != unnamed(*at);
        let named = (0..columns.len()).rev().find(is_named).map_or(columns.len(), |last| last + 1);
        Ok(Box::new(Lines { records, columns: columns.len(), named, delimiter: self.shape.delimiter }))
    }
}

struct Lines {
    records: Records<FileText>,
    columns: usize,
    /// Up to the last one that has a name.
    named: usize,
    delimiter: Option<dialect::Delimiter>,
}

impl RawRows for Lines {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(line) = self.records.read(&mut row.cells)? else { return Ok(false) };
        (row.line, row.was_wrapped) = (line, false);
        let inner = match self.delimiter {
            Some(delimiter) if self.columns > 1 => unwrapped(&row.cells, delimiter, self.named),
            _ => None,
        };
        if let Some(cells) = inner.filter(|inner| (self.named..=self.columns).contains(&inner.len())) {
            (row.cells, row.was_wrapped) = (cells, true);
        }
        Ok(true)
    }

    fn bytes_read(&self) -> u64 {
        self.records.source.decoded.taken
    }
}

struct FileText {
    decoded: Decoded<File>,
    path: PathBuf,
}

impl TextSource for FileText {
    fn fill(&mut self, text: &mut String) -> Result<bool, ReadError> {
        self.decoded.fill(text).map_err(io(&self.path))
    }
}

fn read_sample(path: &Path, encoding: &'static Encoding, mark: usize) -> Result<(String, bool), ReadError> {
    let mut file = open_file(path)?;
    file.seek(SeekFrom::Start(mark as u64)).map_err(io(path))?;
    let mut decoded = Decoded::new(file, encoding);
    let mut sample = String::new();
    while sample.len() < SAMPLE {
        if !decoded.fill(&mut sample).map_err(io(path))? {
            return Ok((sample, true));
        }
    }
    Ok((sample, false))
}
