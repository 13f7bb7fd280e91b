//! A file that is written for the user: beside its name while it is made, under it when it is whole and on the disk. Nobody ever
//! finds half of one.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::book::Book;
use crate::{Code, Error, Refusal, Result};

/// A file in the making. Dropped without [`NewFile::finish`], it leaves nothing behind.
///
/// After a write that failed it takes everything and keeps nothing: who writes in the middle of something may still want to end it
/// tidily, and there is nothing left to be tidy about. [`NewFile::finish`] then fails for good.
pub(super) struct NewFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    position: u64,
    end: u64,
    lost: Option<io::ErrorKind>,
}

impl NewFile {
    /// Begins a file that is to have this path. One that is there already keeps its content until the new one is whole.
    ///
    /// # Errors
    /// [`Code::TargetInBook`]: what lies in a book's folder belongs to the book; [`Code::DiskFull`]; [`Error::File`].
    pub(super) fn create(book: &Book, path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let real = |path: &Path| path.canonicalize().map_err(Error::file(path));
        if real(folder)?.starts_with(real(book.folder())?) {
            return Err(Refusal::new(Code::TargetInBook).with("path", path.display()).into());
        }
        if path.is_dir() {
            return Err(Error::file(path)(io::ErrorKind::IsADirectory.into()));
        }
        let file = NamedTempFile::new_in(folder).map_err(Error::file(path))?;
        Ok(Self {
            file: BufWriter::with_capacity(64 * 1024, file),
            path: path.to_owned(),
            position: 0,
            end: 0,
            lost: None,
        })
    }

    /// Puts it under its name, on the disk.
    pub(super) fn finish(self) -> Result<()> {
        let Self { file, path, lost, .. } = self;
        if let Some(kind) = lost {
            return Err(Error::file(path)(kind.into()));
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(Error::file(&path))?;
        file.as_file().sync_all().map_err(Error::file(&path))?;
        file.persist(&path).map_err(|error| error.error).map_err(Error::file(&path))?;
        if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
            // Windows has no such call, and needs none.
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl NewFile {
    /// Remembers what made it lost. Nothing that only has to be tried again does.
    fn losing<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.lost = Some(error.kind());
            }
        })
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = bytes.len();
        if self.lost.is_none() {
            #[cfg(feature = "faults")]
            {
                let room = crate::book::faults::take_room(bytes.len());
                self.losing(room)?;
            }
            let result = self.file.write(bytes);
            written = self.losing(result)?;
        }
        self.position += written as u64;
        self.end = self.end.max(self.position);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.lost.is_some() {
            return Ok(());
        }
        let result = self.file.flush();
        self.losing(result)
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = if self.lost.is_some() {
            let place = match to {
                SeekFrom::Start(place) => Some(place),
                SeekFrom::Current(by) => self.position.checked_add_signed(by),
                SeekFrom::End(by) => self.end.checked_add_signed(by),
            };
            place.ok_or(io::ErrorKind::InvalidInput)?
        } else {
            let result = self.file.seek(to);
            self.losing(result)?
        };
        Ok(self.position)
    }
}
