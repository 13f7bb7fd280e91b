//! What a row has written, so that all of it can be taken back. Most rows need none: they make one record, which is whole or refused.
//! A savepoint costs a copy of each page that is written under it.

use std::cell::Cell;

use crate::Result;
use crate::book::Tx;

/// A savepoint that is made when a row is about to write what may have to be taken back.
pub(super) struct Guard<'a> {
    tx: &'a Tx<'a>,
    is_open: Cell<bool>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(tx: &'a Tx<'a>) -> Self {
        Self { tx, is_open: Cell::new(false) }
    }

    /// What is written from here on can be taken back.
    pub(super) fn open(&self) -> Result<()> {
        if self.is_open.replace(true) { Ok(()) } else { sql(self.tx, "SAVEPOINT import_row") }
    }

    /// What was written stays.
    pub(super) fn keep(&self) -> Result<()> {
        if self.is_open.replace(false) { sql(self.tx, "RELEASE import_row") } else { Ok(()) }
    }

    /// What was written is taken back.
    pub(super) fn take_back(&self) -> Result<()> {
        if self.is_open.replace(false) {
            sql(self.tx, "ROLLBACK TO import_row")?;
            sql(self.tx, "RELEASE import_row")?;
        }
        Ok(())
    }
}

/// Tries something that is always taken back.
pub(super) fn rehearse<T>(tx: &Tx, f: impl FnOnce() -> T) -> Result<T> {
    sql(tx, "SAVEPOINT import_trial")?;
    let tried = f();
    sql(tx, "ROLLBACK TO import_trial")?;
    sql(tx, "RELEASE import_trial")?;
    Ok(tried)
}

fn sql(tx: &Tx, statement: &str) -> Result<()> {
    Ok(tx.conn().prepare_cached(statement)?.execute([]).map(drop)?)
}
