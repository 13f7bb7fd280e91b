//! Notes: Markdown, as typed. What a screen shows is a tree of nodes, never HTML (no script can hide in a note).

mod nodes;

use std::collections::BTreeMap;

pub use nodes::{Node, nodes, unformatted};

use crate::book::{Db, RecordRef, Tx};
use crate::records::timeline::{self, ItemKind, ItemRef};
use crate::records::{fields, not_found, typed};
use crate::{Code, Refusal, Result};

/// How much of a text a timeline carries at most, in bytes. [`get`] has all of it.
pub const SHOWN_BYTES: usize = 16 * 1024;

fields! {
    /// The fields of a note.
    "NoteField";
    /// The text, Markdown.
    Body = "body",
}

/// A note's whole text, to be edited.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "NoteText"))]
pub struct Text {
    /// The note's id.
    pub id: String,
    /// Markdown.
    pub body: String,
}

/// Writes a note on one or more records. Answers with its id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank text, the problems of a text of several lines; [`Code::NoOwner`], [`Code::NotFound`].
pub fn add(tx: &Tx, owners: &[RecordRef], body: &str) -> Result<String> {
    let (id, now, body) = (tx.new_id(), tx.now_text(), read(body)?);
    tx.conn()
        .prepare_cached("INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)")?
        .execute([&id, &body, &now])?;
    timeline::hang(tx, &item(&id), owners)?;
    Ok(id)
}

/// Changes a note's text, wherever it hangs.
///
/// # Errors
/// As for [`add`].
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>) -> Result<()> {
    timeline::name_step(tx, &item(id))?;
    for (field, text) in fields {
        let Field::Body = field;
        let body = read(text)?;
        let known = tx
            .conn()
            .prepare_cached("UPDATE note SET updated_at = iif(body = ?2, updated_at, ?3), body = ?2 WHERE id = ?1")?
            .execute([id, &body, &tx.now_text()])?;
        if known == 0 {
            return Err(not_found("note", id).into());
        }
    }
    Ok(())
}

/// Deletes a note wherever it hangs.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    timeline::remove(tx, &item(id))
}

/// The whole text of a note.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Text> {
    use rusqlite::OptionalExtension;
    let mut statement = db.conn().prepare_cached("SELECT body FROM note WHERE id = ?1")?;
    let body = statement.query_row([id], |row| row.get(0)).optional()?.ok_or_else(|| not_found("note", id))?;
    Ok(Text { id: id.into(), body })
}

fn item(id: &str) -> ItemRef {
    ItemRef { kind: ItemKind::Note, id: id.into() }
}

fn read(body: &str) -> Result<String> {
    let body = typed::block("body", body)?;
    if body.is_empty() { Err(Refusal::new(Code::FieldNeeded).at("body").into()) } else { Ok(body) }
}
