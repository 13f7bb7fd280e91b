//! Which item hangs on which records.

use rusqlite::params;

use super::ItemRef;
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::{foreign, not_found, title_of};
use crate::{Code, Refusal, Result};

/// A record that an item hangs on, with its title for a link.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "TimelinePlace"))]
pub struct Place {
    /// The record.
    pub record: RecordRef,
    /// What the record is called.
    pub title: String,
}

/// Hangs an item on records; where it hangs already, nothing changes.
///
/// # Errors
/// [`Code::NoOwner`] without any record; [`Code::NotFound`] if one is gone.
pub fn hang(tx: &Tx, item: &ItemRef, owners: &[RecordRef]) -> Result<()> {
    if owners.is_empty() {
        return Err(Refusal::new(Code::NoOwner).into());
    }
    for (at, owner) in owners.iter().enumerate() {
        let title = title_of(tx, owner)?;
        if at == 0 {
            tx.about(title);
        }
        let (item_column, owner_column) = (item.kind.column(), owner.kind.column());
        tx.conn()
            .prepare_cached(&format!(
                "INSERT INTO timeline_link (id, {item_column}, {owner_column}) SELECT ?1, ?2, ?3
                 WHERE NOT EXISTS (SELECT 1 FROM timeline_link WHERE {item_column} = ?2 AND {owner_column} = ?3)"
            ))?
            .execute(params![tx.new_id(), item.id, owner.id])?;
    }
    Ok(())
}

/// Names the step after the first record that the item hangs on: "edit a note on Acme".
///
/// # Errors
/// Those of SQLite.
pub(crate) fn name_step(tx: &Tx, item: &ItemRef) -> Result<()> {
    if let Some(place) = places(tx, item)?.into_iter().next() {
        tx.about(place.title);
    }
    Ok(())
}

/// Takes an item off one record. It stays where else it hangs; an item that hangs nowhere any more goes.
///
/// # Errors
/// [`Code::NotFound`].
pub fn take_off(tx: &Tx, item: &ItemRef, owner: &RecordRef) -> Result<()> {
    tx.about(title_of(tx, owner)?);
    let (item_column, owner_column) = (item.kind.column(), owner.kind.column());
    tx.conn()
        .prepare_cached(&format!("DELETE FROM timeline_link WHERE {item_column} = ?1 AND {owner_column} = ?2"))?
        .execute([&item.id, &owner.id])?;
    remove_if_loose(tx, item)
}

fn remove_if_loose(tx: &Tx, item: &ItemRef) -> Result<()> {
    let (table, column) = (item.kind.table(), item.kind.column());
    let gone = tx
        .conn()
        .prepare_cached(&format!(
            "DELETE FROM {table} WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM timeline_link WHERE {column} = ?1)"
        ))?
        .execute([&item.id])?;
    if gone > 0 { foreign::forget(tx, column, &item.id) } else { Ok(()) }
}

/// Deletes an item wherever it hangs: it is one thing (R5).
///
/// # Errors
/// [`Code::NotFound`].
pub fn remove(tx: &Tx, item: &ItemRef) -> Result<()> {
    name_step(tx, item)?;
    let (table, column) = (item.kind.table(), item.kind.column());
    tx.conn().prepare_cached(&format!("DELETE FROM timeline_link WHERE {column} = ?1"))?.execute([&item.id])?;
    foreign::forget(tx, column, &item.id)?;
    match tx.conn().prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([&item.id])? {
        0 => Err(not_found(table, &item.id).into()),
        _ => Ok(()),
    }
}

/// The records that an item hangs on, with their titles: opportunities first, then leads, contacts, organizations.
///
/// # Errors
/// Those of SQLite.
pub fn places(db: &Db, item: &ItemRef) -> Result<Vec<Place>> {
    let mut statement = db.conn().prepare_cached(&include_str!("places.sql").replace("ITEM", item.kind.table()))?;
    let mut rows = statement.query([&item.id])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(kind) = Kind::of_table(row.get_ref(0)?.as_str().unwrap_or_default()) {
            places.push(Place { record: RecordRef { kind, id: row.get(1)? }, title: row.get(2)? });
        }
    }
    Ok(places)
}
