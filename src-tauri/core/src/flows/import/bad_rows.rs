//! The rows that could not be taken, as a file that can be mended and imported again.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::dialect::Delimiter;
use super::reading::{Row, TableShape};
use crate::{Error, Result};

/// What the two columns in front are called, in the languages of the window. columns.rs knows them again.
pub const BAD_ROWS_HEADERS: &[[&str; 2]] = &[["Line", "Reason"], ["Zeile", "Grund"]];

/// A file of bad rows in the making: UTF-8 with a mark, since Excel takes it for something else otherwise, and the delimiter of the file
/// it comes from (a comma where that has none). It appears under its name when it is whole.
pub struct BadRowsFile {
    writer: csv::Writer<BufWriter<OnDisk>>,
    path: PathBuf,
    rows: u64,
}

impl BadRowsFile {
    /// Begins a file. `headers`: one of [`BAD_ROWS_HEADERS`].
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be written.
    pub fn create(path: impl Into<PathBuf>, shape: &TableShape, headers: [&str; 2]) -> Result<Self> {
        let path = path.into();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(Error::file(&path))?;
        let mut file = BufWriter::new(OnDisk(file));
        file.write_all(b"\xef\xbb\xbf").map_err(Error::file(&path))?;
        let writer = csv::WriterBuilder::new()
            .delimiter(shape.delimiter.unwrap_or(Delimiter::Comma).byte())
            // A row with more cells than columns is one of the things that are wrong.
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        let mut bad_rows = Self { writer, path, rows: 0 };
        bad_rows.record(headers.into_iter().chain(shape.columns.iter().map(String::as_str)))?;
        Ok(bad_rows)
    }

    /// Adds a row with the reason as a sentence.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn write(&mut self, row: &Row, reason: &str) -> Result<()> {
        let line = row.line.to_string();
        self.record([line.as_str(), reason].into_iter().chain(row.cells.iter()))?;
        self.rows += 1;
        Ok(())
    }

    /// Brings what was written to the disk: what follows has room there already.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn settle(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let flushed = self.writer.flush();
        let synced = flushed.and_then(|()| self.writer.get_ref().get_ref().0.as_file().sync_all());
        synced.map_err(Error::file(&self.path))
    }

    /// Puts the file under its name, on the disk. Without rows there is none.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn finish(self) -> Result<Option<PathBuf>> {
        let Self { mut writer, path, rows } = self;
        if rows == 0 {
            return Ok(None);
        }
        writer.flush().map_err(Error::file(&path))?;
        let flushed = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()));
        let file = flushed.and_then(|buffer| buffer.into_inner().map_err(|error| error.into_error()));
        let OnDisk(file) = file.map_err(Error::file(&path))?;
        file.as_file().sync_all().map_err(Error::file(&path))?;
        let _written: File = file.persist(&path).map_err(|error| error.error).map_err(Error::file(&path))?;
        Ok(Some(path))
    }

    fn record<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<()> {
        self.writer.write_record(cells).map_err(of_system).map_err(Error::file(&self.path))
    }
}

/// What the system said: a full disk is one, whoever was writing.
fn of_system(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// A file on a disk that a test lets fill up.
struct OnDisk(NamedTempFile);

impl Write for OnDisk {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        #[cfg(feature = "faults")]
        crate::book::faults::take_room(bytes.len())?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}
