//! Opening a book, or making a new one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, TransactionBehavior};

use super::{Book, Inner, Op, OpKind, SystemWorld, Tx, World, derived, readers, recording, schema, settings, upkeep};
use crate::{Code, Error, Refusal, Result};

/// The name of the SQLite file in a book's folder.
pub(super) const FILE: &str = "book.sqlite";
/// The lock that keeps a second program out.
const LOCK: &str = "kontor.lock";
/// The folder of copies for the system's programs.
pub(crate) const OPENED: &str = "opened";
/// The first bytes of every SQLite file (sqlite.org/fileformat.html, 1.3).
const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// How to open a book.
pub struct Opening {
    /// Where time and ids come from.
    pub world: Arc<dyn World>,
    /// The language that a new book's stages, sources and reasons are named in: "de" or "en".
    pub language: String,
    /// A new book's country, ISO 3166 alpha-2: national phone numbers are read by it.
    pub country: String,
    /// A new book's currency, ISO 4217.
    pub currency: String,
}

impl Default for Opening {
    fn default() -> Self {
        Self { world: Arc::new(SystemWorld), language: "en".into(), country: "DE".into(), currency: "EUR".into() }
    }
}

/// Where the book is when nobody says otherwise: the system's folder for an application's data.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join("Kontor"))
}

impl Book {
    /// Opens the book in this folder, or makes a new one there if there is none.
    ///
    /// # Errors
    /// [`Code::FolderNotWritable`], [`Code::BookInUse`], [`Code::NotABook`], [`Code::BookTooNew`], [`Code::BookDamaged`],
    /// [`Code::DiskFull`]. A book that is refused is not touched.
    pub fn open(folder: &Path, opening: Opening) -> Result<Self> {
        assert!(
            rusqlite::version_number() >= settings::OLDEST_SQLITE,
            "SQLite {} has the write-ahead log reset bug; build with the bundled one",
            rusqlite::version()
        );
        fs::create_dir_all(folder).map_err(|_| not_writable(folder))?;
        let lock = lock(folder)?;
        let file = folder.join(FILE);
        let new = is_new(&file)?;
        if new {
            create(&file)?;
        }
        let writer = open_writer(&file)?;
        let recording = recording::Recording::start(&writer)?;
        derived::prepare(&writer)?;
        let writer = Arc::new(Mutex::new(writer));
        let book = Book(Arc::new(Inner {
            folder: folder.to_owned(),
            world: opening.world,
            writer: writer.clone(),
            recording,
            readers: readers::Readers::open(&file)?,
            upkeep: upkeep::Upkeep::start(file, writer)?,
            _lock: lock,
        }));
        if book.read(|db| {
            Ok(db.conn().query_row("SELECT NOT EXISTS (SELECT 1 FROM history_op)", [], |row| row.get(0))?)
        })? {
            book.transact(Op::new(OpKind::CreateBook, ""), |tx| {
                seed(tx, &opening.language, &opening.country, &opening.currency)
            })?;
        }
        clear_opened(folder);
        Ok(book)
    }
}

/// Throws away the copies of files that were opened with the system's programs last time
/// (`records::attachment::copy_to_open`). What cannot be removed, because a program still holds it, goes next time.
fn clear_opened(folder: &Path) {
    let opened = folder.join(OPENED);
    #[cfg(windows)]
    make_writable(&opened);
    let _ = fs::remove_dir_all(opened);
}

/// On Windows a file that is read-only, as these copies are, cannot be removed everywhere.
#[cfg(windows)]
#[expect(clippy::permissions_set_readonly_false, reason = "on Windows it is only the attribute of the file")]
fn make_writable(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.metadata() {
            Ok(data) if data.is_dir() => make_writable(&path),
            Ok(data) => {
                let mut permissions = data.permissions();
                permissions.set_readonly(false);
                let _ = fs::set_permissions(&path, permissions);
            }
            Err(_) => {}
        }
    }
}

fn not_writable(folder: &Path) -> Error {
    Refusal::new(Code::FolderNotWritable).with("path", folder.display()).into()
}

fn lock(folder: &Path) -> Result<File> {
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(LOCK))
        .map_err(|_| not_writable(folder))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Refusal::new(Code::BookInUse).with("path", folder.display()).into()),
        Err(TryLockError::Error(source)) => Err(Error::file(folder.join(LOCK))(source)),
    }
}

/// No file, or one that nothing was ever written to: a crash before the first commit of a new book leaves such a one.
fn is_new(file: &Path) -> Result<bool> {
    let mut header = Vec::new();
    match File::open(file) {
        Ok(opened) => opened.take(16).read_to_end(&mut header).map_err(Error::file(file))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(Error::file(file)(error)),
    };
    let log = fs::metadata(log_of(file)).map_or(0, |log| log.len());
    match header.as_slice() {
        [] if log == 0 => Ok(true),
        [] => Err(Refusal::new(Code::BookDamaged).with("path", file.display()).with("detail", "").into()),
        bytes if bytes == SQLITE_HEADER => Ok(false),
        _ => Err(Refusal::new(Code::NotABook).with("path", file.display()).into()),
    }
}

fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// Lays the schema in rollback mode and syncs it before the file ever becomes a write-ahead one: SQLite deletes a log whose
/// main file was never synced.
fn create(file: &Path) -> Result<()> {
    let mut conn = Connection::open(file)?;
    settings::apply(&conn)?;
    settings::set(&conn, "journal_mode", "delete")?;
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    schema::create(&transaction)?;
    transaction.commit()?;
    drop(conn);
    // For writing: Windows syncs no other file.
    OpenOptions::new().write(true).open(file).and_then(|opened| opened.sync_all()).map_err(Error::file(file))?;
    sync_folder(file.parent().unwrap_or(file));
    Ok(())
}

/// Makes the folder's entry last. Windows has no such call, and needs none.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn open_writer(file: &Path) -> Result<Connection> {
    let path = file.display().to_string();
    let named = |error: Error| match error {
        Error::Refused(refusal) => Error::Refused(refusal.with("path", &path)),
        other => other,
    };
    // A file that ended unclean is looked over before anything is built on it; else SQLite says so when it meets damage.
    let unclean = fs::metadata(log_of(file)).is_ok_and(|log| log.len() > 0);
    let conn = Connection::open(file)?;
    (|| {
        schema::verify(&conn, &path)?;
        settings::apply(&conn)?;
        settings::set(&conn, "journal_mode", "wal")?;
        settings::set(&conn, "wal_autocheckpoint", settings::LAST_RESORT_PAGES)?;
        settings::set(&conn, "cache_size", settings::WRITER_CACHE)?;
        if unclean {
            let answer: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if answer != "ok" {
                return Err(Refusal::new(Code::BookDamaged).with("detail", answer).into());
            }
        }
        Ok(())
    })()
    .map_err(named)?;
    Ok(conn)
}

/// A new book's vocabularies and settings.
fn seed(tx: &Tx, language: &str, country: &str, currency: &str) -> Result<()> {
    let seeds: Seeds = serde_json::from_str(match language {
        "de" => include_str!("../../sql/seed/de.json"),
        _ => include_str!("../../sql/seed/en.json"),
    })?;
    seeds.write(tx)?;
    for (id, value) in [("country", country), ("currency", currency)] {
        tx.conn().execute("INSERT INTO setting (id, value) VALUES (?1, ?2)", [id, value])?;
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Seeds {
    sources: Vec<String>,
    lead_statuses: Vec<String>,
    lost_reasons: Vec<LostReason>,
    pipeline: String,
    stages: Vec<Stage>,
}

#[derive(serde::Deserialize)]
struct LostReason {
    name: String,
    #[serde(default)]
    needs_text: bool,
}

#[derive(serde::Deserialize)]
struct Stage {
    name: String,
    probability: i64,
    rot_days: i64,
    #[serde(default)]
    is_won: bool,
}

impl Seeds {
    fn write(&self, tx: &Tx) -> Result<()> {
        let conn = tx.conn();
        for (position, name) in self.sources.iter().enumerate() {
            conn.execute("INSERT INTO source (id, name, position) VALUES (?1, ?2, ?3)", (tx.new_id(), name, position))?;
        }
        for (position, name) in self.lead_statuses.iter().enumerate() {
            conn.execute(
                "INSERT INTO lead_status (id, name, position) VALUES (?1, ?2, ?3)",
                (tx.new_id(), name, position),
            )?;
        }
        for (position, reason) in self.lost_reasons.iter().enumerate() {
            conn.execute(
                "INSERT INTO lost_reason (id, name, needs_text, position) VALUES (?1, ?2, ?3, ?4)",
                (tx.new_id(), &reason.name, reason.needs_text, position),
            )?;
        }
        let pipeline = tx.new_id();
        conn.execute("INSERT INTO pipeline (id, name, position) VALUES (?1, ?2, 0)", (&pipeline, &self.pipeline))?;
        for (position, stage) in self.stages.iter().enumerate() {
            conn.execute(
                "INSERT INTO stage (id, pipeline_id, name, position, probability, rot_days, is_won)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (tx.new_id(), &pipeline, &stage.name, position, stage.probability, stage.rot_days, stage.is_won),
            )?;
        }
        Ok(())
    }
}
