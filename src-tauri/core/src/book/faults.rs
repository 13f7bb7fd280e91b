//! For tests of what happens when SQLite fails (R1, R22): the writer's connection, so that they can hook into it; and a disk that
//! fills up under a file.

use std::cell::Cell;
use std::io;
use std::sync::PoisonError;

use rusqlite::Connection;

use super::Book;

impl Book {
    /// Hands out the writer's connection between two steps.
    pub fn with_writer<T>(&self, f: impl FnOnce(&mut Connection) -> T) -> T {
        f(&mut self.0.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Book {
    /// Leaves the search index as the steps write it, so that nobody but the caller writes from now on.
    pub fn leave_the_index(&self) {
        self.0.upkeep.leave_the_index();
    }
}

thread_local! {
    static ROOM: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Lets this thread write so many bytes into files of the user and of the book's folder; then the disk is full.
pub fn with_room<T>(bytes: u64, f: impl FnOnce() -> T) -> T {
    ROOM.set(Some(bytes));
    let value = f();
    ROOM.set(None);
    value
}

/// Takes room for bytes that are about to be written.
pub(crate) fn take_room(bytes: usize) -> io::Result<()> {
    let Some(left) = ROOM.get() else { return Ok(()) };
    let left = left.checked_sub(bytes as u64).ok_or(io::ErrorKind::StorageFull)?;
    ROOM.set(Some(left));
    Ok(())
}
