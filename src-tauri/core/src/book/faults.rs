//! For tests of what happens when SQLite fails (R1, R22): the writer's connection, so that they can hook into it.

use std::sync::PoisonError;

use rusqlite::Connection;

use super::Book;

impl Book {
    /// Hands out the writer's connection between two steps.
    pub fn with_writer<T>(&self, f: impl FnOnce(&mut Connection) -> T) -> T {
        f(&mut self.0.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
