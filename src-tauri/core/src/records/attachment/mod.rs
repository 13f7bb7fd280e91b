//! Attached files: a row that says under which name the user knows a content of the book's folder, and on which records it
//! hangs. The name is text that is shown; it names a file on the disk only when the user opens or saves it.

mod name;

use std::fs;
use std::path::PathBuf;

pub use crate::records::timeline::File;
pub use name::safe_name;

use crate::book::{Book, Db, OPENED, RecordRef, StoredFile, Tx};
use crate::records::timeline::{self, ItemKind, ItemRef};
use crate::records::typed;
use crate::{Code, Error, Refusal, Result};

/// Attaches a stored content under the name that the user knows it by. Answers with the attachment's id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank name; [`Code::NoOwner`], [`Code::NotFound`].
pub fn attach(tx: &Tx, owners: &[RecordRef], content: &StoredFile, name: &str) -> Result<String> {
    let id = tx.new_id();
    tx.conn()
        .prepare_cached("INSERT INTO attachment (id, name, sha256, size, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(rusqlite::params![id, shown_name(name)?, content.sha256, content.size, tx.now_text()])?;
    timeline::hang(tx, &item(&id), owners)?;
    Ok(id)
}

/// Calls an attachment otherwise.
///
/// # Errors
/// As for [`attach`].
pub fn rename(tx: &Tx, id: &str, name: &str) -> Result<()> {
    timeline::file(tx, id)?;
    timeline::name_step(tx, &item(id))?;
    tx.conn().prepare_cached("UPDATE attachment SET name = ?2 WHERE id = ?1")?.execute([id, &shown_name(name)?])?;
    Ok(())
}

/// Deletes an attachment wherever it hangs. Its content stays in the book's folder, so that an undo finds it.
///
/// # Errors
/// [`Code::NotFound`].
pub fn detach(tx: &Tx, id: &str) -> Result<()> {
    timeline::remove(tx, &item(id))
}

/// An attachment.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<File> {
    timeline::file(db, id)
}

/// A copy of the content under the user's name for it, made harmless, for the system's program to open. It lies in the book's
/// folder and is read-only, so that nobody works in a copy that the book knows nothing of.
///
/// # Errors
/// [`Code::NotFound`]; a file error, also if the content is gone from the folder.
pub fn copy_to_open(book: &Book, id: &str) -> Result<PathBuf> {
    let file = book.read(|db| get(db, id))?;
    let content = book.file_path(&file.sha256);
    // One folder for each content: two files of the same name do not meet.
    let folder = book.folder().join(OPENED).join(file.sha256.get(..16).unwrap_or_default());
    let copy = folder.join(safe_name(&file.name));
    let size = fs::metadata(&content).map_err(Error::file(&content))?.len();
    if fs::metadata(&copy).is_ok_and(|there| there.len() == size) {
        return Ok(copy);
    }
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let mut whole = tempfile::NamedTempFile::new_in(&folder).map_err(Error::file(&folder))?;
    let mut source = fs::File::open(&content).map_err(Error::file(&content))?;
    std::io::copy(&mut source, &mut whole).map_err(Error::file(&copy))?;
    // Read-only at its place: on Windows a file that moves there becomes an ordinary one.
    let whole = whole.persist(&copy).map_err(|error| Error::file(&copy)(error.error))?;
    let mut permissions = whole.metadata().map_err(Error::file(&copy))?.permissions();
    permissions.set_readonly(true);
    whole.set_permissions(permissions).map_err(Error::file(&copy))?;
    Ok(copy)
}

fn item(id: &str) -> ItemRef {
    ItemRef { kind: ItemKind::Attachment, id: id.into() }
}

/// A file's name may hold what a line may not (a system allows it); it is kept but for what cannot be stored or shown.
fn shown_name(name: &str) -> Result<String> {
    let printable: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name = typed::line("name", &printable)?;
    if name.is_empty() { Err(Refusal::new(Code::FieldNeeded).at("name").into()) } else { Ok(name) }
}
