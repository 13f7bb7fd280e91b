//! The one write door.

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};

use super::world::Earlier;
use super::{Book, Changes, Db, Op, derived};
use crate::value::date::utc_text;
use crate::{Error, Refusal, Result};

/// What a step gave back.
#[derive(Debug)]
pub struct Done<T> {
    /// What the closure returned.
    pub value: T,
    /// The step's number in the history; none if nothing changed.
    pub op: Option<i64>,
    /// What changed.
    pub changes: Changes,
}

impl<T> Done<T> {
    /// The same step with its value turned into another.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Done<U> {
        Done { value: f(self.value), op: self.op, changes: self.changes }
    }
}

/// A step under way: everything a [`Db`] can read, and the right to write.
pub struct Tx<'a> {
    db: Db<'a>,
    seq: i64,
    subject: RefCell<Option<String>>,
    count: RefCell<Option<usize>>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Db<'a>;

    fn deref(&self) -> &Db<'a> {
        &self.db
    }
}

impl Tx<'_> {
    /// A new id.
    #[must_use]
    pub fn new_id(&self) -> String {
        self.db.world.id().to_string()
    }

    /// This moment as it is stored.
    #[must_use]
    pub fn now_text(&self) -> String {
        utc_text(self.db.now())
    }

    /// Names what the step is about, where the caller of the door could not know it.
    pub fn about(&self, subject: impl Into<String>) {
        *self.subject.borrow_mut() = Some(subject.into());
    }

    /// Says how many records the step was done to, if not one.
    pub fn count(&self, count: usize) {
        *self.count.borrow_mut() = Some(count);
    }

    /// A part of the step as it would have been at another moment: what it writes is dated then. For records whose past is
    /// known. The step itself keeps its own time, name and count.
    ///
    /// # Errors
    /// Those of the closure.
    pub fn at<T>(&self, moment: DateTime<Utc>, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let world = Earlier::new(self.db.world, moment);
        let db = Db { world: &world, ..self.db };
        f(&Tx { db, seq: self.seq, subject: RefCell::new(None), count: RefCell::new(None) })
    }

    /// Tries a part of the step: where it is refused, what it wrote is taken back, and the step goes on without it.
    ///
    /// # Errors
    /// Those of SQLite; a refusal by the disk or the book itself ([`Refusal::is_of_system`]) is one, too.
    pub fn attempt<T>(&self, f: impl FnOnce() -> Result<T>) -> Result<std::result::Result<T, Refusal>> {
        let sql = |statement: &str| -> Result<()> { Ok(self.conn().prepare_cached(statement)?.execute([]).map(drop)?) };
        sql("SAVEPOINT attempt")?;
        match f() {
            Ok(value) => {
                sql("RELEASE attempt")?;
                Ok(Ok(value))
            }
            // A broken rule of the schema may have ended the whole step (OR ROLLBACK): then there is nothing to go on with.
            Err(Error::Refused(refusal)) if !refusal.is_of_system() && !self.conn().is_autocommit() => {
                sql("ROLLBACK TO attempt")?;
                sql("RELEASE attempt")?;
                Ok(Err(refusal))
            }
            Err(error) => Err(error),
        }
    }

    /// The step's number in the history.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }
}

impl Book {
    /// Does one step: a transaction that is recorded, undoable, searchable afterwards, and on the disk when this returns
    /// (R21, R22). A step that changes nothing leaves no trace.
    ///
    /// # Errors
    /// Those of the closure and of SQLite; the book is then as it was.
    pub fn transact<T>(&self, op: Op, f: impl FnOnce(&Tx) -> Result<T>) -> Result<Done<T>> {
        self.step(&op, None, f)
    }

    /// Does a step and takes it back at once: what it would do, by doing it. The book is as it was, the value is what the closure
    /// found. Others who write wait meanwhile; readers see nothing of it.
    ///
    /// # Errors
    /// Those of the closure and of SQLite.
    pub fn rehearse<T>(&self, op: &Op, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        let mut conn = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let db = Db { conn: &transaction, world: self.0.world.as_ref(), tables: &self.0.recording.tables };
        let (seq, _) = begin(&transaction, op, None, &utc_text(db.now()))?;
        let value = f(&Tx { db, seq, subject: RefCell::new(None), count: RefCell::new(None) })?;
        transaction.rollback()?;
        Ok(value)
    }

    /// A step that may take another one back (`undoes`).
    pub(super) fn step<T>(&self, op: &Op, undoes: Option<i64>, f: impl FnOnce(&Tx) -> Result<T>) -> Result<Done<T>> {
        self.step_then(op, undoes, f, |_| Ok(()))
    }

    /// The same with something to be done last, when the step is recorded and before it is on the disk.
    pub(super) fn step_then<T>(
        &self,
        op: &Op,
        undoes: Option<i64>,
        f: impl FnOnce(&Tx) -> Result<T>,
        last: impl FnOnce(&Tx) -> Result<()>,
    ) -> Result<Done<T>> {
        let mut conn = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let db = Db { conn: &transaction, world: self.0.world.as_ref(), tables: &self.0.recording.tables };
        let (seq, first) = begin(&transaction, op, undoes, &utc_text(db.now()))?;
        let tx = Tx { db, seq, subject: RefCell::new(None), count: RefCell::new(None) };
        let value = f(&tx)?;
        let (subject, count) = (tx.subject.take(), tx.count.take());
        let changes = Changes::of_step(&transaction, first)?;
        if changes.tables.is_empty() {
            transaction.rollback()?;
            return Ok(Done { value, op: None, changes: Changes::default() });
        }
        derived::refresh(&transaction, derived::are_of_timelines(&changes.tables))?;
        end(&transaction, seq, subject.as_deref(), count)?;
        last(&tx)?;
        transaction.commit()?;
        self.0.upkeep.committed();
        Ok(Done { value, op: Some(seq), changes })
    }
}

/// The number of the step, and that of its first change.
fn begin(conn: &Connection, op: &Op, undoes: Option<i64>, at: &str) -> Result<(i64, i64)> {
    let last: i64 =
        conn.prepare_cached("SELECT ifnull(max(seq), 0) FROM history_change")?.query_row([], |row| row.get(0))?;
    let seq = conn
        .prepare_cached(
            "INSERT OR ROLLBACK INTO history_op (at, kind, subject, count, undoes, last_change, first_change)
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?5 + 1)",
        )?
        .insert(params![at, op.kind.as_str(), op.subject, undoes, last])?;
    conn.prepare_cached("INSERT INTO current_op (seq) VALUES (?1)")?.execute([seq])?;
    derived::begin(conn)?;
    Ok((seq, last + 1))
}

fn end(conn: &Connection, seq: i64, subject: Option<&str>, count: Option<usize>) -> Result<()> {
    let count = count.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    conn.prepare_cached(
        "UPDATE history_op SET subject = ifnull(?2, subject), count = ifnull(?3, count),
           last_change = (SELECT max(seq) FROM history_change)
         WHERE seq = ?1",
    )?
    .execute(params![seq, subject, count])?;
    conn.prepare_cached("DELETE FROM current_op")?.execute([])?;
    Ok(())
}
