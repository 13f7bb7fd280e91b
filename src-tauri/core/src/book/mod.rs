//! An open book: a folder with one SQLite file, the attached files, and a lock.
//!
//! - [`Book::open`] (open.rs, settings.rs, schema.rs): the file, its settings, its version.
//! - [`Book::transact`] (transact.rs): the one write door. recording.rs makes it know what changed; derived.rs keeps search
//!   and pulse in step; [`Changes`] tells the screens.
//! - [`Book::read`] (readers.rs): a consistent snapshot, never blocked by a writer.
//! - undo.rs, history.rs: what follows from the recorded changes.
//! - check.rs: is everything as it should be.

mod changes;
mod check;
mod counts;
mod derived;
#[cfg(feature = "faults")]
pub mod faults;
mod files;
pub mod history;
mod local;
mod op;
mod open;
mod put_back;
mod readers;
mod recording;
mod schema;
mod settings;
mod settle;
mod take_over;
mod transact;
mod undo;
mod upkeep;
mod world;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rusqlite::Connection;

pub use changes::{Changes, Kind, RecordRef};
pub use check::{Check, Finding};
pub use counts::{counts, is_empty};
pub use files::StoredFile;
pub use op::{Op, OpKind};
pub(crate) use open::OPENED;
pub use open::{Opening, default_folder};
pub use schema::{APPLICATION_ID, SCHEMA_VERSION};
pub(crate) use schema::{base_tables, history_tables};
pub use transact::{Done, Tx};
pub use world::{FixedWorld, SystemWorld, World};

use crate::Result;

/// An open book. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct Book(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    world: Arc<dyn World>,
    // Order matters: fields are dropped in this order, and the lock must go last.
    writer: Arc<Mutex<Connection>>,
    recording: recording::Recording,
    readers: readers::Readers,
    upkeep: upkeep::Upkeep,
    _lock: File,
}

/// A view of the book for reading: a connection, and the moment at which it is read.
pub struct Db<'a> {
    conn: &'a Connection,
    world: &'a dyn World,
    tables: &'a [recording::Table],
}

impl<'a> Db<'a> {
    /// The connection, for SQL. Reading only: writes outside the door are refused by the database itself.
    #[must_use]
    pub fn conn(&self) -> &'a Connection {
        self.conn
    }

    /// Every foreign key to this table, as table and column, sorted: what refers to a row of it. As the schema was when the book
    /// was opened.
    pub fn references_to(&self, table: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.tables.iter().flat_map(move |from| {
            let links = from.links.iter().filter(move |link| link.to == table);
            links.map(|link| (from.name.as_str(), link.column.as_str()))
        })
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.world.now()
    }

    /// The user's calendar day and clock.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.world.local()
    }

    /// Day and clock of the user at another moment.
    #[must_use]
    pub fn local_of(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        self.world.local_of(moment)
    }

    /// The moment of a day and clock of the user.
    #[must_use]
    pub fn moment_of(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.world.moment_of(local)
    }

    /// The user's calendar day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.world.today()
    }
}

impl Book {
    /// Where the book is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Reads a consistent snapshot. Never waits for a writer.
    ///
    /// # Errors
    /// Those of the closure, and of SQLite.
    pub fn read<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.0.readers.with(|conn| f(&Db { conn, world: self.0.world.as_ref(), tables: &self.0.recording.tables }))
    }
}
