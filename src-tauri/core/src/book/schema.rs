//! The schema of a book and its version.

use rusqlite::Connection;

use crate::{Code, Refusal, Result};

/// Marks the file as a Kontor book ("Kntr").
pub const APPLICATION_ID: i32 = 0x4b6e_7472;

/// The version of `sql/schema.sql`. A book with a higher one is refused, with a lower one migrated.
pub const SCHEMA_VERSION: i32 = 1;

const SCHEMA: &str = include_str!("../../sql/schema.sql");

/// Lays the schema into an empty file, inside the caller's transaction.
pub(super) fn create(conn: &Connection) -> Result<()> {
    conn.execute_batch(SCHEMA)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(())
}

/// Refuses what is no book, and a book of a newer program. `path` is for the sentence.
pub(super) fn verify(conn: &Connection, path: &str) -> Result<()> {
    let application_id: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(Refusal::new(Code::NotABook).with("path", path).into());
    }
    let version: i32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > SCHEMA_VERSION {
        return Err(Refusal::new(Code::BookTooNew).with("book", version).with("program", SCHEMA_VERSION).into());
    }
    Ok(())
}

/// The tables whose every change is recorded, sorted by name.
pub(crate) fn base_tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'history_*' AND name NOT GLOB 'search_*'
           AND name NOT GLOB 'derived_*' AND name NOT GLOB 'local_*'
         ORDER BY name",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The tables of the history, sorted by name.
pub(crate) fn history_tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'history_*' ORDER BY name")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
