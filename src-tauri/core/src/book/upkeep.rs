//! What is done while nobody writes, by a thread of its own, because inside a commit it would be the slow tail:
//!
//! - The write-ahead log is carried over into the book.
//! - The search index is put together. Each step leaves a segment of its own in it (sql/schema.sql: `automerge` is off), and a search
//!   looks into all of them. That is written by the writer's connection, in portions of a few milliseconds, and only when
//!   nobody else wants to write.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::settings;
use crate::{Error, Result};

/// Commits that follow each other so closely are let pass.
const AFTER_A_COMMIT: Duration = Duration::from_millis(200);
/// The index is put together when nobody has written for so long.
const BEFORE_MERGING: Duration = Duration::from_secs(1);
/// Between two portions, for whoever wants to write or read.
const BETWEEN_PORTIONS: Duration = Duration::from_millis(5);
/// The log is emptied when nobody has written for so long.
const WHEN_IDLE: Duration = Duration::from_secs(5);

/// Pages of an index that are written in one portion.
const PORTION: i64 = 16;
/// So many portions later the log is carried over: 8 MiB.
const PORTIONS_TO_A_CHECKPOINT: u32 = 128;

/// The thread, and how it is told what happens.
pub(super) struct Upkeep {
    tell: Mutex<Option<Sender<News>>>,
    thread: Option<JoinHandle<()>>,
}

enum News {
    Committed,
    /// For tests that look at every byte of the book. Answered when it was heard.
    #[cfg(feature = "faults")]
    LeaveTheIndex(Sender<()>),
}

impl Upkeep {
    pub(super) fn start(file: PathBuf, writer: Arc<Mutex<Connection>>) -> Result<Self> {
        let conn =
            Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        settings::apply(&conn)?;
        // While it waits for a reader to finish, nobody could write. It rather comes again.
        settings::set(&conn, "busy_timeout", "0")?;
        let (tell, told) = channel();
        let work = Work { conn, writer, merges: true };
        let thread = std::thread::Builder::new()
            .name("upkeep".into())
            .spawn(move || work.run(&told))
            .map_err(Error::file(file))?;
        Ok(Self { tell: Mutex::new(Some(tell)), thread: Some(thread) })
    }

    /// Says that something was committed.
    pub(super) fn committed(&self) {
        self.tell(News::Committed);
    }

    /// From now on nobody but the caller writes.
    #[cfg(feature = "faults")]
    pub(super) fn leave_the_index(&self) {
        let (heard, hears) = channel();
        self.tell(News::LeaveTheIndex(heard));
        let _ = hears.recv();
    }

    fn tell(&self, news: News) {
        if let Some(tell) = &*self.tell.lock().unwrap_or_else(PoisonError::into_inner) {
            // The thread only ends when this sender is gone.
            let _ = tell.send(news);
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        *self.tell.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What comes next when nobody writes.
#[derive(Clone, Copy)]
enum Next {
    Nothing,
    /// Of the portions since the last checkpoint this many are done.
    Merge(u32),
    EmptyTheLog,
}

struct Work {
    conn: Connection,
    writer: Arc<Mutex<Connection>>,
    merges: bool,
}

impl Work {
    fn run(mut self, told: &Receiver<News>) {
        let (mut next, mut wait) = (Next::Nothing, WHEN_IDLE);
        loop {
            let news = match next {
                Next::Nothing => told.recv().map_err(|_| RecvTimeoutError::Disconnected),
                _ => told.recv_timeout(wait),
            };
            (next, wait) = match (news, next) {
                (Ok(news), _) => {
                    self.hear(&news);
                    if self.let_pass(told).is_err() {
                        break;
                    }
                    self.checkpoint("PASSIVE");
                    (Next::Merge(0), BEFORE_MERGING)
                }
                (Err(RecvTimeoutError::Timeout), Next::Merge(done)) => match self.merge() {
                    true if done == PORTIONS_TO_A_CHECKPOINT => {
                        self.checkpoint("PASSIVE");
                        (Next::Merge(0), BETWEEN_PORTIONS)
                    }
                    true => (Next::Merge(done + 1), BETWEEN_PORTIONS),
                    false => {
                        self.checkpoint("PASSIVE");
                        (Next::EmptyTheLog, WHEN_IDLE)
                    }
                },
                (Err(RecvTimeoutError::Timeout), _) => {
                    self.checkpoint("TRUNCATE");
                    (Next::Nothing, wait)
                }
                (Err(RecvTimeoutError::Disconnected), _) => break,
            };
        }
        self.checkpoint("TRUNCATE");
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::Committed => {}
            #[cfg(feature = "faults")]
            News::LeaveTheIndex(heard) => {
                self.merges = false;
                let _ = heard.send(());
            }
        }
    }

    /// Lets commits pass. An error says that the book is being closed.
    fn let_pass(&mut self, told: &Receiver<News>) -> std::result::Result<(), RecvTimeoutError> {
        let end = Instant::now() + AFTER_A_COMMIT;
        loop {
            match told.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(news) => self.hear(&news),
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(closed) => return Err(closed),
            }
        }
    }

    /// A checkpoint that fails (busy, full disk) loses nothing: the log keeps what it holds, the next one tries again.
    fn checkpoint(&self, how: &str) {
        let _ = self.conn.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |_| Ok(()));
    }

    /// Puts a portion of the index together, and says whether there is more to do. What fails (a full disk) is left for later: the
    /// index is as good as it was.
    fn merge(&self) -> bool {
        if !self.merges {
            return false;
        }
        let conn = match self.writer.try_lock() {
            Ok(conn) => conn,
            Err(TryLockError::Poisoned(held)) => held.into_inner(),
            // Somebody writes, and will say so.
            Err(TryLockError::WouldBlock) => return true,
        };
        ["search_text", "search_handle"].into_iter().any(|index| merge(&conn, index).unwrap_or(false))
    }
}

/// Whether there was something to do: then more than one row changed (sqlite.org/fts5.html, the 'merge' command).
fn merge(conn: &Connection, index: &str) -> Result<bool> {
    let before = conn.total_changes();
    conn.prepare_cached(&format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', ?1)"))?.execute([PORTION])?;
    Ok(conn.total_changes() - before > 1)
}
