//! Where the ids of records lead that are no longer: to what they were merged into, or what a lead became (R15).

use rusqlite::{OptionalExtension, params};

use crate::Result;
use crate::book::{Db, Kind, RecordRef, Tx};

/// The record that an id stands for now: itself, the one it was merged into, or what the lead of this id was converted to (the
/// opportunity, else the contact, else the organization). None if no record has or had the id, or it was deleted.
///
/// # Errors
/// Those of SQLite.
pub fn now(db: &Db, id: &str) -> Result<Option<RecordRef>> {
    for kind in Kind::ALL {
        if exists(db, kind, id)? {
            return Ok(Some(RecordRef { kind, id: id.to_owned() }));
        }
    }
    let columns = Kind::ALL.map(Kind::column).join(", ");
    match heir(db, &format!("SELECT {columns} FROM merged WHERE record_id = ?1"), id)? {
        Some(heir) => Ok(Some(heir)),
        None => heir(db, "SELECT opportunity_id, contact_id, organization_id FROM conversion WHERE lead_id = ?1", id),
    }
}

/// The id of the record of this kind that an id stands for now: of the one that the record was merged into, else the same id,
/// whether there is such a record or not.
///
/// # Errors
/// Those of SQLite.
pub fn id_now(db: &Db, kind: Kind, id: &str) -> Result<String> {
    let column = kind.column();
    let sql = format!("SELECT {column} FROM merged WHERE record_id = ?1 AND {column} IS NOT NULL");
    let found = db.conn().prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
    match found {
        Some(survivor) if !exists(db, kind, id)? => Ok(survivor),
        _ => Ok(id.to_owned()),
    }
}

/// Notes that a record of this id and title is now part of the survivor.
pub(crate) fn note(tx: &Tx, record: &RecordRef, title: &str, survivor: &RecordRef) -> Result<()> {
    // A lead that was merged away can only be back by an undo, which took the row along; but a row is not trusted to be gone.
    tx.conn().prepare_cached("DELETE FROM merged WHERE record_id = ?1")?.execute([&record.id])?;
    let sql = format!(
        "INSERT INTO merged (id, kind, record_id, title, merged_at, {}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        survivor.kind.column()
    );
    tx.conn().prepare_cached(&sql)?.execute(params![
        tx.new_id(),
        record.kind.table(),
        record.id,
        title,
        tx.now_text(),
        survivor.id
    ])?;
    Ok(())
}

fn exists(db: &Db, kind: Kind, id: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{}\" WHERE id = ?1)", kind.table());
    Ok(db.conn().prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

/// The record that a row names, of several the one whose kind comes first in [`Kind::ALL`].
fn heir(db: &Db, sql: &str, id: &str) -> Result<Option<RecordRef>> {
    let found = db.conn().prepare_cached(sql)?.query_row([id], |row| {
        for kind in Kind::ALL {
            let Ok(at) = row.as_ref().column_index(kind.column()) else { continue };
            if let Some(id) = row.get::<_, Option<String>>(at)? {
                return Ok(Some(RecordRef { kind, id }));
            }
        }
        Ok(None)
    });
    Ok(found.optional()?.flatten())
}
