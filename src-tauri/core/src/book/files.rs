//! Attached files: in the book's folder, named by the SHA-256 of their content, whole on the disk before the row that names
//! them. The same content is stored once. A file is not removed with its row: an undo may bring the row back.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::Book;
use crate::{Error, Result};

/// A file whose content is safe in the book's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Of the content, 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

impl Book {
    /// Where the content with this SHA-256 is, or would be.
    #[must_use]
    pub fn file_path(&self, sha256: &str) -> PathBuf {
        self.0.folder.join("files").join(sha256.get(..2).unwrap_or_default()).join(sha256)
    }

    /// Copies a content into the book's folder and syncs it.
    ///
    /// # Errors
    /// [`crate::Code::DiskFull`], or a file error with the path; nothing is left behind then.
    pub fn store_file(&self, mut content: impl Read) -> Result<StoredFile> {
        let folder = self.0.folder.join("files");
        let failed = |path: &PathBuf| Error::file(path.clone());
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        let mut copy = tempfile::NamedTempFile::new_in(&folder).map_err(failed(&folder))?;
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = content.read(&mut buffer).map_err(failed(&folder))?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            #[cfg(feature = "faults")]
            super::faults::take_room(read).map_err(failed(&folder))?;
            copy.write_all(&buffer[..read]).map_err(failed(&folder))?;
            size += read as u64;
        }
        copy.as_file().sync_all().map_err(failed(&folder))?;
        let sha256: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.file_path(&sha256);
        let parent = path.parent().map_or_else(|| folder.clone(), PathBuf::from);
        fs::create_dir_all(&parent).map_err(failed(&parent))?;
        if !path.exists() {
            copy.persist(&path).map_err(|error| Error::file(path.clone())(error.error))?;
        }
        if let Ok(entries) = File::open(&parent) {
            // Windows has no such call, and needs none.
            let _ = entries.sync_all();
        }
        Ok(StoredFile { sha256, size })
    }
}
