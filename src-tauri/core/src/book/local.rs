//! What belongs to this machine and not to the book's history: the last place, drafts, theme, language. The only write that
//! does not pass the door: it is no step that anyone would undo.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Book, Db};
use crate::Result;

impl Book {
    /// What was remembered under this key.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn remembered(&self, key: &str) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.conn().prepare_cached("SELECT value FROM local_state WHERE key = ?1")?;
            Ok(statement.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// Remembers a text under a key; an empty text forgets it.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn remember(&self, key: &str, value: &str) -> Result<()> {
        let conn = self.0.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        remember(&conn, key, value)?;
        self.0.upkeep.committed();
        Ok(())
    }

    /// Writes into the record of imports where the import itself was no step: it changed nothing.
    pub(crate) fn note_import<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let conn = self.0.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let noted = f(&Db { conn: &conn, world: self.0.world.as_ref(), tables: &self.0.recording.tables })?;
        self.0.upkeep.committed();
        Ok(noted)
    }
}

impl Db<'_> {
    /// [`Book::remember`] beside what else is written: both are there afterwards, or neither.
    pub(crate) fn remember(&self, key: &str, value: &str) -> Result<()> {
        remember(self.conn, key, value)
    }
}

fn remember(conn: &Connection, key: &str, value: &str) -> Result<()> {
    if value.is_empty() {
        conn.prepare_cached("DELETE FROM local_state WHERE key = ?1")?.execute([key])?;
    } else {
        conn.prepare_cached(
            "INSERT INTO local_state (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![key, value])?;
    }
    Ok(())
}
