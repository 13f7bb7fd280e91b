//! The words that the user chooses from: sources, statuses of leads, reasons for losing.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Choice, not_found, typed};
use crate::book::{Db, Tx};
use crate::value::text;
use crate::{Code, Refusal, Result};

/// Which list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Vocabulary {
    /// Where leads and opportunities come from.
    Sources,
    /// How far work on a lead is. No rule hangs on any of them (R2, C61).
    LeadStatuses,
    /// Why something was lost.
    LostReasons,
}

impl Vocabulary {
    /// All of them.
    pub const ALL: [Vocabulary; 3] = [Vocabulary::Sources, Vocabulary::LeadStatuses, Vocabulary::LostReasons];

    const fn table(self) -> &'static str {
        match self {
            Vocabulary::Sources => "source",
            Vocabulary::LeadStatuses => "lead_status",
            Vocabulary::LostReasons => "lost_reason",
        }
    }
}

/// A word with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Word {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// A lost reason that says nothing without a text ("Other"); false for other words.
    pub needs_text: bool,
}

/// The words of a list, in the user's order.
///
/// # Errors
/// Those of SQLite.
pub fn all(db: &Db, vocabulary: Vocabulary) -> Result<Vec<Word>> {
    let needs_text = if vocabulary == Vocabulary::LostReasons { "needs_text" } else { "0" };
    let sql = format!("SELECT id, name, {needs_text} FROM {} ORDER BY position, id", vocabulary.table());
    let mut statement = db.conn().prepare_cached(&sql)?;
    let words =
        statement.query_map([], |row| Ok(Word { id: row.get(0)?, name: row.get(1)?, needs_text: row.get(2)? }))?;
    Ok(words.collect::<Result<_, _>>()?)
}

/// The word of this id or name; case and accents do not matter.
///
/// # Errors
/// Those of SQLite.
pub fn find(db: &Db, vocabulary: Vocabulary, id_or_name: &str) -> Result<Option<Choice>> {
    let wanted = id_or_name.trim();
    let sql = format!("SELECT id, name FROM {} WHERE id = ?1 OR name = ?1 ORDER BY id = ?1 DESC", vocabulary.table());
    let choice = |row: &rusqlite::Row| Ok(Choice { id: row.get(0)?, name: row.get(1)? });
    if let Some(found) = db.conn().prepare_cached(&sql)?.query_row([wanted], choice).optional()? {
        return Ok(Some(found));
    }
    let key = text::key(wanted);
    let found = all(db, vocabulary)?.into_iter().find(|word| text::key(&word.name) == key);
    Ok(found.map(|word| Choice { id: word.id, name: word.name }))
}

/// The id that a field means; none where it is blank.
pub(crate) fn read(db: &Db, vocabulary: Vocabulary, field: &str, typed_text: &str) -> Result<Option<String>> {
    if typed_text.trim().is_empty() {
        return Ok(None);
    }
    match find(db, vocabulary, typed_text)? {
        Some(choice) => Ok(Some(choice.id)),
        None => Err(typed::not_a_choice(field, typed_text).into()),
    }
}

/// Adds a word at the end of its list. The value is its id.
///
/// # Errors
/// [`Code::FieldNeeded`], [`Code::NameTaken`], the problems of a line.
pub fn add(tx: &Tx, vocabulary: Vocabulary, name: &str) -> Result<String> {
    let name = free_name(tx, vocabulary, name, None)?;
    let (id, table) = (tx.new_id(), vocabulary.table());
    tx.conn()
        .prepare_cached(&format!(
            "INSERT INTO {table} (id, name, position) VALUES (?1, ?2, (SELECT ifnull(max(position) + 1, 0) FROM {table}))"
        ))?
        .execute([&id, &name])?;
    Ok(id)
}

/// Renames a word. Everything that has it shows the new name.
///
/// # Errors
/// As [`add`]; [`Code::NotFound`].
pub fn rename(tx: &Tx, vocabulary: Vocabulary, id: &str, name: &str) -> Result<()> {
    let name = free_name(tx, vocabulary, name, Some(id))?;
    let sql = format!("UPDATE {} SET name = ?2 WHERE id = ?1", vocabulary.table());
    match tx.conn().prepare_cached(&sql)?.execute([id, &name])? {
        0 => Err(not_found(vocabulary.table(), id).into()),
        _ => Ok(()),
    }
}

/// Removes a word. Records that have it lose it in the same step (C61): a status or source is cleared, so is the reason of a closed
/// lead. A lost opportunity must keep a reason (R17), so a reason is refused that one still has.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::ReasonInUse`] with count.
pub fn remove(tx: &Tx, vocabulary: Vocabulary, id: &str) -> Result<()> {
    let clear: &[&str] = match vocabulary {
        Vocabulary::Sources => &[
            "UPDATE lead SET source_id = NULL WHERE source_id = ?1",
            "UPDATE opportunity SET source_id = NULL WHERE source_id = ?1",
        ],
        Vocabulary::LeadStatuses => &["UPDATE lead SET status_id = NULL WHERE status_id = ?1"],
        Vocabulary::LostReasons => &["UPDATE lead SET lost_reason_id = NULL WHERE lost_reason_id = ?1"],
    };
    if vocabulary == Vocabulary::LostReasons {
        let sql = "SELECT count(*) FROM opportunity WHERE lost_reason_id = ?1";
        let count: i64 = tx.conn().prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
        if count > 0 {
            return Err(Refusal::new(Code::ReasonInUse).with("count", count).into());
        }
    }
    for sql in clear {
        tx.conn().prepare_cached(sql)?.execute([id])?;
    }
    let sql = format!("DELETE FROM {} WHERE id = ?1", vocabulary.table());
    match tx.conn().prepare_cached(&sql)?.execute([id])? {
        0 => Err(not_found(vocabulary.table(), id).into()),
        _ => Ok(()),
    }
}

/// Says whether a lost reason needs a text beside it.
///
/// # Errors
/// [`Code::NotFound`].
pub fn set_needs_text(tx: &Tx, reason: &str, needs_text: bool) -> Result<()> {
    let sql = "UPDATE lost_reason SET needs_text = ?2 WHERE id = ?1";
    match tx.conn().prepare_cached(sql)?.execute(params![reason, needs_text])? {
        0 => Err(not_found("lost_reason", reason).into()),
        _ => Ok(()),
    }
}

fn free_name(db: &Db, vocabulary: Vocabulary, typed_name: &str, own: Option<&str>) -> Result<String> {
    let name = typed::line("name", typed_name)?;
    if name.is_empty() {
        return Err(Refusal::new(Code::FieldNeeded).at("name").into());
    }
    let key = text::key(&name);
    let taken =
        all(db, vocabulary)?.into_iter().find(|word| text::key(&word.name) == key && Some(word.id.as_str()) != own);
    match taken {
        Some(word) => Err(Refusal::new(Code::NameTaken).at("name").with("name", word.name).into()),
        None => Ok(name),
    }
}
