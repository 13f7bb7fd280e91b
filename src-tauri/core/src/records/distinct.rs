//! Records that look like duplicates and are none: said once, remembered (R14).

use rusqlite::{OptionalExtension, params};

use super::{not_found, title_of};
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::{Code, Refusal, Result};

/// The kinds that are compared.
const KINDS: [Kind; 3] = [Kind::Lead, Kind::Organization, Kind::Contact];

/// The id of one side of a pair, whichever kind it is.
const ONE: &str = "coalesce(one_lead_id, one_organization_id, one_contact_id)";
const OTHER: &str = "coalesce(other_lead_id, other_organization_id, other_contact_id)";

/// Says that two records are not the same. Said again, nothing changes.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NotAChoice`] for an opportunity, which is never looked at; [`Code::SameRecord`].
pub fn say(tx: &Tx, one: &RecordRef, other: &RecordRef) -> Result<()> {
    let titles = (title_of(tx, one)?, title_of(tx, other)?);
    if one.id == other.id {
        return Err(Refusal::new(Code::SameRecord).with("title", titles.0).into());
    }
    for record in [one, other] {
        if !KINDS.contains(&record.kind) {
            return Err(Refusal::new(Code::NotAChoice).at("kind").with("value", record.kind.table()).into());
        }
    }
    tx.about(format!("{} / {}", titles.0, titles.1));
    if row(tx, one, other)?.is_some() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO not_duplicate (id, one_{}, other_{}, said_at) VALUES (?1, ?2, ?3, ?4)",
        one.kind.column(),
        other.kind.column()
    );
    tx.conn().prepare_cached(&sql)?.execute(params![tx.new_id(), one.id, other.id, tx.now_text()])?;
    Ok(())
}

/// Takes it back: they may be the same after all.
///
/// # Errors
/// [`Code::NotFound`] if it was not said.
pub fn unsay(tx: &Tx, one: &RecordRef, other: &RecordRef) -> Result<()> {
    tx.about(format!("{} / {}", title_of(tx, one)?, title_of(tx, other)?));
    let id = row(tx, one, other)?.ok_or_else(|| not_found("not_duplicate", &one.id))?;
    tx.conn().prepare_cached("DELETE FROM not_duplicate WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn row(db: &Db, one: &RecordRef, other: &RecordRef) -> Result<Option<String>> {
    let pair = |one: &RecordRef, other: &RecordRef| -> Result<Option<String>> {
        let (left, right) = (one.kind.column(), other.kind.column());
        let sql = format!("SELECT id FROM not_duplicate WHERE one_{left} = ?1 AND other_{right} = ?2");
        Ok(db.conn().prepare_cached(&sql)?.query_row([&one.id, &other.id], |row| row.get(0)).optional()?)
    };
    match pair(one, other)? {
        Some(found) => Ok(Some(found)),
        None => pair(other, one),
    }
}

/// All pairs that were said to be distinct, by their ids.
///
/// # Errors
/// Those of SQLite.
pub fn all(db: &Db) -> Result<Vec<(String, String)>> {
    let mut statement = db.conn().prepare_cached(&format!("SELECT {ONE}, {OTHER} FROM not_duplicate"))?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Forgets what was said of a record that goes.
///
/// # Errors
/// Those of SQLite.
pub(crate) fn forget(tx: &Tx, record: &RecordRef) -> Result<()> {
    if KINDS.contains(&record.kind) {
        let column = record.kind.column();
        for side in ["one", "other"] {
            let sql = format!("DELETE FROM not_duplicate WHERE {side}_{column} = ?1");
            tx.conn().prepare_cached(&sql)?.execute([&record.id])?;
        }
    }
    Ok(())
}

/// Forgets what was said of two that become one now.
///
/// # Errors
/// Those of SQLite.
pub(crate) fn forget_pair(tx: &Tx, kind: Kind, one: &str, other: &str) -> Result<()> {
    let pair = |id: &str| RecordRef { kind, id: id.to_owned() };
    if !KINDS.contains(&kind) {
        return Ok(());
    }
    match row(tx, &pair(one), &pair(other))? {
        Some(id) => {
            tx.conn().prepare_cached("DELETE FROM not_duplicate WHERE id = ?1")?.execute([id])?;
            Ok(())
        }
        None => Ok(()),
    }
}
