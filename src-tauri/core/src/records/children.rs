//! What hangs on a record goes with it. Deleted by code and not by the schema, so that it is recorded and undone (R21).

use crate::Result;
use crate::book::{Kind, RecordRef, Tx};
use crate::records::{distinct, foreign};

/// The tables of values that belong to one record only; a kind of which one holds nothing has no column there.
const OWN: &[&str] = &["contact_point", "address", "tag_link", "former"];
/// The tables of items that can hang on several records, each with its column in timeline_link.
const ITEMS: &[(&str, &str)] = &[("activity", "activity_id"), ("note", "note_id"), ("attachment", "attachment_id")];

/// Deletes what hangs on a record: its e-mails, phones, websites, addresses, tags, and the activities, notes and files that hang
/// nowhere else. A file's content stays in the book's folder, so that an undo finds it.
///
/// # Errors
/// Those of SQLite.
pub fn delete(tx: &Tx, owner: &RecordRef) -> Result<()> {
    let column = owner.kind.column();
    // The ids of records that were merged into it lead nowhere then.
    tx.conn().prepare_cached(&format!("DELETE FROM merged WHERE {column} = ?1"))?.execute([&owner.id])?;
    distinct::forget(tx, owner)?;
    foreign::forget(tx, column, &owner.id)?;
    let holds = |table: &str| tx.references_to(owner.kind.table()).any(|(from, _)| from == table);
    for table in OWN.iter().filter(|table| holds(table)) {
        tx.conn().prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?.execute([&owner.id])?;
    }
    for (table, item) in ITEMS {
        let sql = format!("SELECT {item} FROM timeline_link WHERE {column} = ?1 AND {item} IS NOT NULL");
        let mut statement = tx.conn().prepare_cached(&sql)?;
        let items: Vec<String> = statement.query_map([&owner.id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        tx.conn()
            .prepare_cached(&format!("DELETE FROM timeline_link WHERE {column} = ?1 AND {item} IS NOT NULL"))?
            .execute([&owner.id])?;
        let mut lonely = tx.conn().prepare_cached(&format!(
            "DELETE FROM {table} WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM timeline_link WHERE {item} = ?1)"
        ))?;
        for id in items {
            if lonely.execute([&id])? > 0 {
                foreign::forget(tx, item, &id)?;
            }
        }
    }
    Ok(())
}

/// Takes a record out of the conversions that it came from. A conversion of which nothing else is left goes: what it tells is
/// shown from the records it made (R6).
///
/// # Errors
/// Those of SQLite.
pub fn leave_conversions(tx: &Tx, owner: &RecordRef) -> Result<()> {
    let column = owner.kind.column();
    let others: Vec<&str> = [Kind::Organization, Kind::Contact, Kind::Opportunity]
        .into_iter()
        .filter(|kind| *kind != owner.kind)
        .map(Kind::column)
        .collect();
    let alone = format!("coalesce({}) IS NULL", others.join(", "));
    for sql in [
        format!("DELETE FROM conversion WHERE {column} = ?1 AND {alone}"),
        format!("UPDATE conversion SET {column} = NULL WHERE {column} = ?1"),
    ] {
        tx.conn().prepare_cached(&sql)?.execute([&owner.id])?;
    }
    Ok(())
}
