//! The settings of SQLite that the promises of R22 rest on, each read back after it was set.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::Result;

/// The oldest SQLite without the write-ahead log reset bug (sqlite.org/wal.html, 3.51.3).
pub(crate) const OLDEST_SQLITE: i32 = 3_051_003;

/// What every connection must answer to `PRAGMA name`.
const EVERY_CONNECTION: &[(&str, &str)] = &[
    ("foreign_keys", "1"),
    ("recursive_triggers", "1"),
    ("secure_delete", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
    ("synchronous", "2"),
    ("busy_timeout", "5000"),
    // In memory what a sort or a large step needs beside the book would grow with it; a file is opened only for what its cache cannot hold.
    ("temp_store", "1"),
    ("temp.cache_size", "-8192"),
    ("journal_size_limit", "67108864"),
    #[cfg(target_os = "macos")]
    ("fullfsync", "1"),
    #[cfg(target_os = "macos")]
    ("checkpoint_fullfsync", "1"),
];

/// The writer's page cache, 64 MiB: an import that does not fit its cache writes its pages into the log again and again.
pub(super) const WRITER_CACHE: &str = "-65536";

/// A reader's page cache, 8 MiB: the first page of a list reads some 700 pages of a large book, and SQLite's own 2 MiB hold 500.
/// Mostly one reader is at work, so it is not four times as much.
const READER_CACHE: &str = "-8192";

/// Applies the settings of every connection and reads each back.
pub(super) fn apply(conn: &Connection) -> Result<()> {
    conn.set_prepared_statement_cache_capacity(400);
    // Otherwise a prepared statement is prepared anew for each value bound to it that a partial index could hang on.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    for (name, value) in EVERY_CONNECTION {
        set(conn, name, value)?;
    }
    Ok(())
}

/// Sets one pragma and holds SQLite to it.
pub(super) fn set(conn: &Connection, name: &str, value: &str) -> Result<()> {
    // Some pragmas answer when they are set and some do not.
    conn.prepare(&format!("PRAGMA {name} = {value}"))?.query([])?.next()?;
    let answer = conn.query_row(&format!("PRAGMA {name}"), [], |row| {
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        })
    })?;
    if answer == value {
        return Ok(());
    }
    Err(crate::Refusal::new(crate::Code::DiskFailed)
        .with("detail", format!("PRAGMA {name} is {answer}, not {value}"))
        .into())
}

/// A connection that cannot write.
pub(super) fn open_reader(file: &Path) -> Result<Connection> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    apply(&conn)?;
    set(&conn, "query_only", "1")?;
    set(&conn, "cache_size", READER_CACHE)?;
    Ok(conn)
}

/// The writer's own checkpoint, should the upkeep not keep up: bounds the log at 64 MiB.
pub(super) const LAST_RESORT_PAGES: &str = "16384";
