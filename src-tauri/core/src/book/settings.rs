//! The settings of SQLite that the promises of R22 rest on, each read back after it was set.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

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
    ("temp_store", "2"),
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

/// Carries the write-ahead log over into the book from a thread of its own: inside a commit it would be the slow tail.
pub(super) struct Checkpoints {
    wake: Mutex<Option<Sender<()>>>,
    thread: Option<JoinHandle<()>>,
}

/// The writer's own checkpoint, should the thread not keep up: bounds the log at 64 MiB.
pub(super) const LAST_RESORT_PAGES: &str = "16384";

const AFTER_A_COMMIT: Duration = Duration::from_millis(200);
const WHEN_IDLE: Duration = Duration::from_secs(5);

impl Checkpoints {
    pub(super) fn start(file: PathBuf) -> Result<Self> {
        let conn =
            Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        apply(&conn)?;
        // While it waits for a reader to finish, nobody could write. It rather comes again.
        set(&conn, "busy_timeout", "0")?;
        let (wake, woken) = channel();
        let thread = std::thread::Builder::new()
            .name("checkpoints".into())
            .spawn(move || run(&conn, &woken))
            .map_err(crate::Error::file(file))?;
        Ok(Self { wake: Mutex::new(Some(wake)), thread: Some(thread) })
    }

    /// Says that something was committed.
    pub(super) fn committed(&self) {
        if let Some(wake) = &*self.wake.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            // The thread only ends when this sender is gone.
            let _ = wake.send(());
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        *self.wake.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(conn: &Connection, woken: &Receiver<()>) {
    // A checkpoint that fails (busy, full disk) loses nothing: the log keeps what it holds, the next one tries again.
    let checkpoint = |how: &str| {
        let _ = conn.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |_| Ok(()));
    };
    let mut wait = None;
    loop {
        let news = match wait {
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(time) => woken.recv_timeout(time),
        };
        match news {
            Ok(()) => {
                if quiet_for(woken, AFTER_A_COMMIT).is_err() {
                    break;
                }
                checkpoint("PASSIVE");
                wait = Some(WHEN_IDLE);
            }
            Err(RecvTimeoutError::Timeout) => {
                checkpoint("TRUNCATE");
                wait = None;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    checkpoint("TRUNCATE");
}

/// Lets commits pass for this long. An error says that the book is being closed.
fn quiet_for(woken: &Receiver<()>, time: Duration) -> std::result::Result<(), RecvTimeoutError> {
    let end = std::time::Instant::now() + time;
    loop {
        match woken.recv_timeout(end.saturating_duration_since(std::time::Instant::now())) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(closed) => return Err(closed),
        }
    }
}
