//! Tags: words of the user's own, on any record. Two spellings that fold to the same are one tag.

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::{not_found, touch, typed};
use crate::book::{Db, RecordRef, Tx};
use crate::value::text;
use crate::{Code, Refusal, Result};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Tag {
    /// The id.
    pub id: String,
    /// As it was typed first, or renamed.
    pub name: String,
    /// One of [`COLORS`], or empty.
    pub color: String,
}

/// Puts a tag on a record; made if there is none of that name. On it already: nothing changes. The value is the tag's id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank name, the problems of a line; [`Code::NotFound`].
pub fn add(tx: &Tx, owner: &RecordRef, name: &str) -> Result<String> {
    let (tag, added) = link(tx, owner, name)?;
    if added {
        touch(tx, owner)?;
    }
    Ok(tag)
}

/// [`add`] for a record that was made in this step. Says whether it was not on it already.
pub(crate) fn link(tx: &Tx, owner: &RecordRef, name: &str) -> Result<(String, bool)> {
    let tag = find_or_make(tx, name)?;
    let column = owner.kind.column();
    let there = tx
        .conn()
        .prepare_cached(&format!("SELECT 1 FROM tag_link WHERE {column} = ?1 AND tag_id = ?2"))?
        .exists([&owner.id, &tag])?;
    if !there {
        tx.conn()
            .prepare_cached(&format!("INSERT INTO tag_link (id, tag_id, {column}) VALUES (?1, ?2, ?3)"))?
            .execute([&tx.new_id(), &tag, &owner.id])?;
    }
    Ok((tag, !there))
}

/// Takes a tag, by id or name, off a record. Not on it: nothing changes. The tag itself stays.
///
/// # Errors
/// [`Code::NotFound`] if there is no such tag.
pub fn remove(tx: &Tx, owner: &RecordRef, tag: &str) -> Result<()> {
    let id = find(tx, tag)?.ok_or_else(|| not_found("tag", tag))?;
    let sql = format!("DELETE FROM tag_link WHERE {} = ?1 AND tag_id = ?2", owner.kind.column());
    match tx.conn().prepare_cached(&sql)?.execute([&owner.id, &id])? {
        0 => Ok(()),
        _ => touch(tx, owner),
    }
}

/// What a tag can be marked with, besides nothing: names of the design's colours.
pub const COLORS: [&str; 6] = ["blue", "green", "yellow", "orange", "red", "purple"];

/// Gives a tag, by id, another name, wherever it is.
///
/// # Errors
/// As [`add`], the field being "name"; [`Code::NameTaken`] if another tag has that name already.
pub fn rename(tx: &Tx, id: &str, typed_name: &str) -> Result<()> {
    let name = typed::line("name", typed_name)?;
    if name.is_empty() {
        return Err(Refusal::new(Code::FieldNeeded).at("name").into());
    }
    let key = key(&name);
    let sql = "SELECT name FROM tag WHERE name_key = ?1 AND id <> ?2";
    let taken: Option<String> = tx.conn().prepare_cached(sql)?.query_row([&key, id], |row| row.get(0)).optional()?;
    if let Some(taken) = taken {
        return Err(Refusal::new(Code::NameTaken).at("name").with("name", taken).into());
    }
    let sql = "UPDATE tag SET name = ?2, name_key = ?3 WHERE id = ?1";
    match tx.conn().prepare_cached(sql)?.execute([id, &name, &key])? {
        0 => Err(not_found("tag", id).into()),
        _ => Ok(()),
    }
}

/// Marks a tag, by id, with one of [`COLORS`], or with nothing.
///
/// # Errors
/// [`Code::NotAChoice`] for another colour; [`Code::NotFound`].
pub fn recolor(tx: &Tx, id: &str, color: &str) -> Result<()> {
    if !color.is_empty() && !COLORS.contains(&color) {
        return Err(typed::not_a_choice("color", color).into());
    }
    match tx.conn().prepare_cached("UPDATE tag SET color = ?2 WHERE id = ?1")?.execute([id, color])? {
        0 => Err(not_found("tag", id).into()),
        _ => Ok(()),
    }
}

/// Removes a tag, by id, from the book and from every record that has it. The value is how many had it.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<usize> {
    let had = tx.conn().prepare_cached("DELETE FROM tag_link WHERE tag_id = ?1")?.execute([id])?;
    match tx.conn().prepare_cached("DELETE FROM tag WHERE id = ?1")?.execute([id])? {
        0 => Err(not_found("tag", id).into()),
        _ => Ok(had),
    }
}

/// What a tag is called.
///
/// # Errors
/// [`Code::NotFound`].
pub fn name_of(db: &Db, id: &str) -> Result<String> {
    let mut statement = db.conn().prepare_cached("SELECT name FROM tag WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?.ok_or_else(|| not_found("tag", id))?)
}

/// All tags, by name.
///
/// # Errors
/// Those of SQLite.
pub fn all(db: &Db) -> Result<Vec<Tag>> {
    let mut statement = db.conn().prepare_cached("SELECT id, name, color FROM tag ORDER BY name_key")?;
    let tags = statement.query_map([], read)?;
    Ok(tags.collect::<Result<_, _>>()?)
}

/// The tags of a record, by name.
///
/// # Errors
/// Those of SQLite.
pub fn of(db: &Db, owner: &RecordRef) -> Result<Vec<Tag>> {
    let mut statement = db.conn().prepare_cached(&format!(
        "SELECT t.id, t.name, t.color FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.{} = ?1 ORDER BY t.name_key",
        owner.kind.column()
    ))?;
    let tags = statement.query_map([&owner.id], read)?;
    Ok(tags.collect::<Result<_, _>>()?)
}

/// The id of the tag of this id or name.
///
/// # Errors
/// Those of SQLite.
pub fn find(db: &Db, id_or_name: &str) -> Result<Option<String>> {
    let mut statement = db.conn().prepare_cached("SELECT id FROM tag WHERE id = ?1 OR name_key = ?2")?;
    Ok(statement.query_row([id_or_name, &key(id_or_name.trim())], |row| row.get(0)).optional()?)
}

fn key(name: &str) -> String {
    typed::key_or(text::key(name), name)
}

/// A tag's name as it is stored.
pub(crate) fn check(typed_name: &str) -> Result<String> {
    let name = typed::line("tags", typed_name)?;
    if name.is_empty() { Err(Refusal::new(Code::FieldNeeded).at("tags").into()) } else { Ok(name) }
}

fn find_or_make(tx: &Tx, typed_name: &str) -> Result<String> {
    let name = check(typed_name)?;
    let key = key(&name);
    let mut statement = tx.conn().prepare_cached("SELECT id FROM tag WHERE name_key = ?1")?;
    if let Some(id) = statement.query_row([&key], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let id = tx.new_id();
    tx.conn()
        .prepare_cached("INSERT INTO tag (id, name, name_key) VALUES (?1, ?2, ?3)")?
        .execute([&id, &name, &key])?;
    Ok(id)
}

fn read(row: &rusqlite::Row) -> rusqlite::Result<Tag> {
    Ok(Tag { id: row.get(0)?, name: row.get(1)?, color: row.get(2)? })
}
