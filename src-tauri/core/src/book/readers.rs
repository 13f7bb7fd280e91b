//! A few read-only connections, lent out one at a time.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::settings;
use crate::Result;

const HOW_MANY: usize = 4;

pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Readers {
    pub(super) fn open(file: &Path) -> Result<Self> {
        let idle = (0..HOW_MANY).map(|_| settings::open_reader(file)).collect::<Result<_>>()?;
        Ok(Self { idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// Lends a connection inside one read transaction, so that all it reads is of one moment.
    pub(super) fn with<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let conn = loop {
            match idle.pop() {
                Some(conn) => break conn,
                None => idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner),
            }
        };
        drop(idle);
        let mut lent = Lent { readers: self, conn: Some(conn) };
        lent.snapshot(f)
    }
}

/// Gives the connection back, also when the reading closure panics.
struct Lent<'a> {
    readers: &'a Readers,
    conn: Option<Connection>,
}

impl Lent<'_> {
    fn snapshot<T>(&mut self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let Some(conn) = self.conn.as_mut() else { return Err(rusqlite::Error::InvalidQuery.into()) };
        let snapshot = conn.transaction()?;
        let value = f(&snapshot)?;
        snapshot.finish()?;
        Ok(value)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            self.readers.returned.notify_one();
        }
    }
}
