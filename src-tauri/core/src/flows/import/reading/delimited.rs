//! Text with a delimiter between the cells: CSV, TSV, whatever encoding they have.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use super::super::dialect::{self, unwrapped};
use super::super::encoding::Decoded;
use super::super::failure::{FileKind, ReadError};
use super::super::headers::name_columns;
use super::super::records::{Record, Records, TextSource};
use super::{RawRow, RawRows, ReadOptions, Source, TableFormat, TableShape, io, open_file};

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
        if sample.iter().all(u8::is_ascii_whitespace) {
            return Err(ReadError::Empty);
        }
        let dialect = dialect::find_out(&sample, whole, options.delimiter, options.has_header)?
            .ok_or(ReadError::NotATable(FileKind::Prose))?;
        let columns =
            if dialect.has_header { dialect.first.cells } else { vec![String::new(); dialect.first.cells.len()] };
        let shape = TableShape {
            format: TableFormat::Delimited,
            encoding: encoding.name().to_owned(),
            delimiter: Some(dialect.delimiter),
            has_header: dialect.has_header,
            columns: name_columns(&columns),
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
                Some(record) if record.is_blank() => {}
                Some(_) => skip -= 1,
                None => break,
            }
        }
        Ok(Box::new(Lines { records, columns: self.shape.columns.len(), delimiter: self.shape.delimiter }))
    }
}

struct Lines {
    records: Records<FileText>,
    columns: usize,
    delimiter: Option<dialect::Delimiter>,
}

impl RawRows for Lines {
    fn next(&mut self) -> Result<Option<RawRow>, ReadError> {
        let Some(Record { line, cells }) = self.records.next()? else { return Ok(None) };
        let inner = match self.delimiter {
            Some(delimiter) if self.columns > 1 => unwrapped(&cells, delimiter, self.columns),
            _ => None,
        };
        Ok(Some(match inner.filter(|inner| inner.len() == self.columns) {
            Some(cells) => RawRow { line, cells, was_wrapped: true },
            None => RawRow { line, cells, was_wrapped: false },
        }))
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
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<bool, ReadError> {
        self.decoded.fill(text).map_err(io(&self.path))
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
