//! Rows that come with a history of their own: an archive of a book, read into an empty one.

use super::{Book, Done, Op, OpKind, Tx, schema};
use crate::Result;

impl Book {
    /// As [`Book::transact`], but instead of the step that would record it, `history` writes the book's whole history anew. It is
    /// no step and cannot be taken back: only for a book in which nothing was done yet.
    ///
    /// # Errors
    /// Those of the closures and of SQLite; the book is then as it was.
    pub(crate) fn take_over<T>(
        &self,
        rows: impl FnOnce(&Tx) -> Result<T>,
        history: impl FnOnce(&Tx) -> Result<()>,
    ) -> Result<Done<T>> {
        let done = self.step_then(&Op::new(OpKind::RestoreArchive, ""), None, rows, |tx| {
            let conn = tx.conn();
            // Steps refer to earlier and to later ones.
            conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            for table in schema::history_tables(conn)? {
                conn.execute(&format!("DELETE FROM \"{table}\""), [])?;
            }
            history(tx)?;
            conn.execute(
                "UPDATE sqlite_sequence SET seq = (SELECT ifnull(max(seq), 0) FROM history_op) WHERE name = 'history_op'",
                [],
            )?;
            Ok(())
        })?;
        Ok(Done { op: None, ..done })
    }
}
