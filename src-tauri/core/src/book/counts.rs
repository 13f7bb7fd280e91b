//! How much the book holds.

use std::collections::BTreeMap;

use super::{Db, Kind};
use crate::Result;

/// How many records of each kind there are to work with: leads that are not closed, opportunities that are open, every
/// contact and organization. Reads an index from end to end: not for the way to the first screen.
///
/// # Errors
/// Those of SQLite.
pub fn counts(db: &Db) -> Result<BTreeMap<Kind, i64>> {
    let count = |kind: Kind| {
        let sql = match kind {
            Kind::Lead => "SELECT count(*) FROM lead WHERE closed_at IS NULL",
            Kind::Opportunity => "SELECT count(*) FROM opportunity WHERE state = 'open'",
            Kind::Contact => "SELECT count(*) FROM contact",
            Kind::Organization => "SELECT count(*) FROM organization",
        };
        Ok((kind, db.conn().prepare_cached(sql)?.query_row([], |row| row.get(0))?))
    };
    Kind::ALL.into_iter().map(count).collect()
}

/// Whether there is no record of any kind yet.
///
/// # Errors
/// Those of SQLite.
pub fn is_empty(db: &Db) -> Result<bool> {
    for kind in Kind::ALL {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", kind.table());
        if db.conn().prepare_cached(&sql)?.query_row([], |row| row.get(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}
