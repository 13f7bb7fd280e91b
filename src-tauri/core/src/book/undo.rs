//! Undo and redo: the recorded changes of a step, backwards, in a step of their own (R21).
//!
//! A field is put back only if it still holds what the step left; otherwise the undo is refused as a whole and names what is
//! in the way. An undo undone is a redo. Both survive a restart, for they rest on the history alone.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value as Json};

use super::recording::{Link, Recording, Table};
use super::{Book, Done, Op, OpKind, Tx};
use crate::{Code, Refusal, Result};

/// One recorded change, as stored.
struct Change {
    seq: i64,
    table: String,
    row: String,
    record: String,
    before: Option<String>,
    after: Option<String>,
}

/// A step of the history, as far as undo needs it.
struct Step {
    seq: i64,
    kind: String,
    subject: String,
    count: i64,
}

impl Book {
    /// Takes the newest step back that still holds. The value is its subject.
    ///
    /// # Errors
    /// [`Code::NothingToUndo`], [`Code::UndoConflict`], [`Code::UndoInUse`], [`Code::UndoMissing`]; nothing changed then.
    pub fn undo(&self) -> Result<Done<String>> {
        let newest = self.read(|db| {
            Ok(db
                .conn()
                .query_row(
                    "SELECT seq FROM history_op WHERE undoes IS NULL AND undone_by IS NULL AND kind <> 'create_book'
                     ORDER BY seq DESC LIMIT 1",
                    [],
                    |row| row.get(0),
                )
                .optional()?)
        })?;
        self.undo_step(newest.ok_or_else(|| Refusal::new(Code::NothingToUndo))?)
    }

    /// Takes one step back, also one that is not the newest. The value is its subject.
    ///
    /// # Errors
    /// As [`Book::undo`]; [`Code::AlreadyUndone`]; [`Code::NotFound`].
    pub fn undo_step(&self, seq: i64) -> Result<Done<String>> {
        let step = self.step_to_undo(seq)?;
        let op = Op::new(OpKind::Undo, step.subject.clone());
        self.step(&op, Some(seq), |tx| {
            stands(tx, seq, &step.subject)?;
            revert(tx, &self.0.recording, seq)?;
            mark(tx, seq, Some(tx.seq()))?;
            tx.count(usize::try_from(step.count).unwrap_or(1));
            Ok(step.subject)
        })
    }

    /// Does the step again that was undone last, unless something new was done since. The value is its subject.
    ///
    /// # Errors
    /// [`Code::NothingToRedo`] and those of [`Book::undo`].
    pub fn redo(&self) -> Result<Done<String>> {
        let undo = self.read(|db| {
            Ok(db
                .conn()
                .query_row(include_str!("redo_target.sql"), [], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?))
                })
                .optional()?)
        })?;
        let (undo, root, subject, count) = undo.ok_or_else(|| Refusal::new(Code::NothingToRedo))?;
        let op = Op::new(OpKind::Redo, subject.clone());
        self.step(&op, Some(undo), |tx| {
            stands(tx, undo, &subject)?;
            revert(tx, &self.0.recording, undo)?;
            mark(tx, root, None)?;
            mark(tx, undo, Some(tx.seq()))?;
            tx.count(usize::try_from(count).unwrap_or(1));
            Ok(subject)
        })
    }

    fn step_to_undo(&self, seq: i64) -> Result<Step> {
        self.read(|db| {
            let found = db
                .conn()
                .query_row(
                    "SELECT kind, subject, count, undone_by IS NOT NULL FROM history_op WHERE seq = ?1 AND undoes IS NULL",
                    [seq],
                    |row| Ok((Step { seq, kind: row.get(0)?, subject: row.get(1)?, count: row.get(2)? }, row.get::<_, bool>(3)?)),
                )
                .optional()?;
            match found {
                None => Err(Refusal::new(Code::NotFound).with("kind", "step").with("id", seq).into()),
                Some((step, _)) if step.kind == OpKind::CreateBook.as_str() => Err(Refusal::new(Code::NothingToUndo).into()),
                Some((step, true)) => Err(Refusal::new(Code::AlreadyUndone).with("subject", step.subject).into()),
                Some((step, false)) => Ok(Step { seq: step.seq, ..step }),
            }
        })
    }
}

/// The step was chosen before this one began: another window may have taken it back meanwhile.
fn stands(tx: &Tx, seq: i64, subject: &str) -> Result<()> {
    let mut statement = tx.conn().prepare_cached("SELECT undone_by IS NULL FROM history_op WHERE seq = ?1")?;
    if statement.query_row([seq], |row| row.get(0))? {
        return Ok(());
    }
    Err(Refusal::new(Code::AlreadyUndone).with("subject", subject).into())
}

fn mark(tx: &Tx, seq: i64, undone_by: Option<i64>) -> Result<()> {
    tx.conn()
        .prepare_cached("UPDATE history_op SET undone_by = ?2 WHERE seq = ?1")?
        .execute(params![seq, undone_by])?;
    Ok(())
}

fn read_change(row: &rusqlite::Row) -> rusqlite::Result<Change> {
    Ok(Change {
        seq: row.get(0)?,
        table: row.get(1)?,
        row: row.get(2)?,
        record: row.get(3)?,
        before: row.get(4)?,
        after: row.get(5)?,
    })
}

/// Puts back everything that step `seq` changed, last change first.
fn revert(tx: &Tx, recording: &Recording, seq: i64) -> Result<()> {
    let changes = changes_of(tx, seq)?;
    let mut statement = tx.conn().prepare(
        "SELECT seq, tbl, row_id, record_id, before, after FROM history_change WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq DESC",
    )?;
    let mut rows = statement.query(changes)?;
    while let Some(row) = rows.next()? {
        let change = read_change(row)?;
        let table = table(recording, &change.table)?;
        match (&change.before, &change.after) {
            (None, _) => remove(tx, table, &change, seq)?,
            (Some(before), None) => {
                insert(tx, table, &parse(Some(before))?).map_err(|error| taken(tx, &change, error))?;
            }
            (Some(before), Some(after)) => {
                put_fields_back(tx, table, &change, &parse(Some(before))?, &parse(Some(after))?)?
            }
        }
    }
    links_hold(tx, recording, changes)
}

/// The first and the last change of a step.
fn changes_of(tx: &Tx, seq: i64) -> Result<[i64; 2]> {
    let mut statement = tx.conn().prepare_cached("SELECT first_change, last_change FROM history_op WHERE seq = ?1")?;
    Ok(statement.query_row([seq], |row| Ok([row.get(0)?, row.get(1)?]))?)
}

pub(super) fn table<'a>(recording: &'a Recording, name: &str) -> Result<&'a Table> {
    recording.table(name).ok_or_else(|| Refusal::new(Code::NotFound).with("kind", "table").with("id", name).into())
}

pub(super) fn parse(json: Option<&str>) -> Result<Map<String, Json>> {
    Ok(serde_json::from_str(json.unwrap_or("{}"))?)
}

fn sql_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Integer),
        Json::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    }
}

/// Removes a row that the step had inserted, unless a later step that still holds changed it.
fn remove(tx: &Tx, table: &Table, change: &Change, step: i64) -> Result<()> {
    let sql = if change.record == change.row {
        include_str!("later_by_record.sql")
    } else {
        include_str!("later_by_row.sql")
    };
    let later = tx
        .conn()
        .prepare_cached(sql)?
        .query_row(params![change.row, change.seq, step], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    if let Some((kind, subject)) = later {
        return Err(Refusal::new(Code::UndoConflict).with("kind", kind).with("subject", subject).into());
    }
    let gone =
        tx.conn().prepare_cached(&format!("DELETE FROM \"{}\" WHERE id = ?1", table.name))?.execute([&change.row])?;
    if gone == 1 { Ok(()) } else { Err(conflict(tx, change)) }
}

fn insert(tx: &Tx, table: &Table, row: &Map<String, Json>) -> Result<()> {
    // A column that came after the row was recorded takes its default.
    let columns: Vec<&String> = table.columns.iter().filter(|column| row.contains_key(*column)).collect();
    let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    tx.conn().prepare_cached(&sql)?.execute(params_from_iter(columns.iter().map(|column| sql_value(&row[*column]))))?;
    Ok(())
}

/// Sets fields of a row. Answers with how many rows there were: one, or none.
pub(super) fn update(tx: &Tx, table: &Table, row: &str, fields: &Map<String, Json>) -> Result<usize> {
    let sets: Vec<String> =
        fields.keys().enumerate().map(|(at, column)| format!("\"{column}\" = ?{}", at + 2)).collect();
    let sql = format!("UPDATE \"{}\" SET {} WHERE id = ?1", table.name, sets.join(", "));
    let values = std::iter::once(Value::Text(row.to_owned())).chain(fields.values().map(sql_value));
    Ok(tx.conn().prepare_cached(&sql)?.execute(params_from_iter(values))?)
}

/// Puts the fields of a row back that the step changed, if it still holds what the step left in them. When the row was last
/// changed is no value that anyone typed: it stays where a later step set it.
fn put_fields_back(
    tx: &Tx,
    table: &Table,
    change: &Change,
    before: &Map<String, Json>,
    after: &Map<String, Json>,
) -> Result<()> {
    let (mut before, mut after) = (before.clone(), after.clone());
    if let Some((name, at)) = after.remove_entry("updated_at") {
        if holds(tx, table, &change.row, &Map::from_iter([(name.clone(), at.clone())]))? {
            after.insert(name, at);
        } else {
            before.remove(&name);
        }
    }
    if !holds(tx, table, &change.row, &after)? {
        return Err(conflict(tx, change));
    }
    if before.is_empty() {
        return Ok(());
    }
    update(tx, table, &change.row, &before).map(drop).map_err(|error| taken(tx, change, error))
}

/// The row is there and holds these values.
fn holds(tx: &Tx, table: &Table, row: &str, fields: &Map<String, Json>) -> Result<bool> {
    let same: String =
        fields.keys().enumerate().map(|(at, column)| format!(" AND \"{column}\" IS ?{}", at + 2)).collect();
    let sql = format!("SELECT 1 FROM \"{}\" WHERE id = ?1{same}", table.name);
    let values = std::iter::once(Value::Text(row.to_owned())).chain(fields.values().map(sql_value));
    Ok(tx.conn().prepare_cached(&sql)?.query_row(params_from_iter(values), |_| Ok(())).optional()?.is_some())
}

/// What the undo would bring back breaks a rule of the schema: a name that was taken since.
fn taken(tx: &Tx, change: &Change, error: crate::Error) -> crate::Error {
    if error.code() == Code::BrokenRule.as_str() { conflict(tx, change) } else { error }
}

/// Names the newest step that changed the row after this change.
fn conflict(tx: &Tx, change: &Change) -> crate::Error {
    let newest = tx.conn().query_row(
        "SELECT o.kind, o.subject FROM history_change c JOIN history_op o ON o.seq = c.op
         WHERE c.record_id = ?1 AND c.seq > ?2 AND c.op NOT IN (?3, (SELECT op FROM history_change WHERE seq = ?2))
         ORDER BY c.seq DESC LIMIT 1",
        params![change.record, change.seq, tx.seq()],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
    );
    let (kind, subject) = newest.unwrap_or_default();
    Refusal::new(Code::UndoConflict).with("kind", kind).with("subject", subject).into()
}

/// Nothing points at a row that the undo took away, and nothing that it brought back points into the void. The schema would
/// refuse both at the commit, but without a word about what is in the way.
fn links_hold(tx: &Tx, recording: &Recording, changes: [i64; 2]) -> Result<()> {
    // Each of the questions below looks through all of the changes: only those are asked that can be answered with yes.
    let mut statement = tx
        .conn()
        .prepare_cached("SELECT DISTINCT tbl, before IS NULL FROM history_change WHERE seq BETWEEN ?1 AND ?2")?;
    let found = statement.query_map(changes, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: BTreeSet<(String, bool)> = found.collect::<Result<_, _>>()?;
    let has = |table: &str, inserted: bool| found.contains(&(table.to_owned(), inserted));
    for table in &recording.tables {
        for link in &table.links {
            if has(&link.to, true) {
                nothing_points_at(tx, table, link, changes)?;
            }
            if has(&table.name, false) {
                points_at_something(tx, table, link, changes)?;
            }
        }
    }
    Ok(())
}

fn nothing_points_at(tx: &Tx, table: &Table, link: &Link, changes: [i64; 2]) -> Result<()> {
    let (from, column, to) = (&table.name, &link.column, &link.to);
    let user: Option<String> = tx
        .conn()
        .prepare_cached(&format!(
            "SELECT u.id FROM history_change c JOIN \"{from}\" u ON u.\"{column}\" = c.row_id
             WHERE c.seq BETWEEN ?1 AND ?2 AND c.tbl = '{to}' AND c.before IS NULL
               AND NOT EXISTS (SELECT 1 FROM \"{to}\" t WHERE t.id = c.row_id) LIMIT 1"
        ))?
        .query_row(changes, |row| row.get(0))
        .optional()?;
    user.map_or(Ok(()), |user| Err(in_use(tx, &user)))
}

fn points_at_something(tx: &Tx, table: &Table, link: &Link, changes: [i64; 2]) -> Result<()> {
    let (from, column, to) = (&table.name, &link.column, &link.to);
    let lost = tx
        .conn()
        .prepare_cached(&format!(
            "SELECT b.id FROM history_change c JOIN \"{from}\" b ON b.id = c.row_id
             WHERE c.seq BETWEEN ?1 AND ?2 AND c.tbl = '{from}' AND c.before IS NOT NULL AND b.\"{column}\" IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM \"{to}\" t WHERE t.id = b.\"{column}\") LIMIT 1"
        ))?
        .exists(changes)?;
    if lost { Err(Refusal::new(Code::UndoMissing).with("kind", to).into()) } else { Ok(()) }
}

/// Names the step that made what is in the way.
fn in_use(tx: &Tx, row: &str) -> crate::Error {
    let made = tx.conn().query_row(
        "SELECT o.kind, o.subject FROM history_change c JOIN history_op o ON o.seq = c.op
         WHERE c.row_id = ?1 ORDER BY c.seq DESC LIMIT 1",
        [row],
        |found| Ok((found.get::<_, String>(0)?, found.get::<_, String>(1)?)),
    );
    let (kind, subject) = made.unwrap_or_default();
    Refusal::new(Code::UndoInUse).with("kind", kind).with("subject", subject).into()
}
