//! Reading the history: of the book (its steps) and of one record (what changed, from what to what, when).

use rusqlite::{OptionalExtension, params};
use serde_json::{Map, Value as Json};

use super::Db;
use crate::{Code, Refusal, Result};

/// Whether a step still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum StepState {
    /// It holds, and can be undone.
    Done,
    /// It was undone.
    Undone,
    /// It is itself an undo or a redo.
    Reversal,
}

/// One step of the book.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct HistoryStep {
    /// Its number.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// What was done: a name of [`super::OpKind`].
    pub kind: String,
    /// The title of what it was done to.
    pub subject: String,
    /// To how many records.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub count: i64,
    /// Whether it still holds.
    pub state: StepState,
}

/// What one step changed of one record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct HistoryEntry {
    /// The step.
    pub step: HistoryStep,
    /// The fields, in the order they were changed.
    pub changes: Vec<FieldChange>,
}

/// One field from one value to another. A row that came has only `after`, a row that went only `before`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FieldChange {
    /// The recorded change, for "put back"; only changes of a field can be put back.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub change: i64,
    /// The table the row is in: the record itself, or what belongs to it (contact_point, address, tag_link, timeline_link).
    pub table: String,
    /// The column; empty for a whole row.
    pub field: String,
    /// The value before, in words where it names another row.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// The currency of the row now, if it has one: amounts are minor units of it.
    pub currency: Option<String>,
    /// Whether "put back" makes sense: a field of a row that is still there.
    pub can_put_back: bool,
    /// What the record was called that it happened to, if it was another one then: one that was merged into this one, or the lead that
    /// became it.
    pub of: Option<String>,
}

/// A record, or one that it was.
struct Former {
    id: String,
    /// None: it is the record itself.
    title: Option<String>,
}

/// The record and those whose ids lead to it by now (R5, R15): what happened to them happened to it.
fn formers(db: &Db, record_id: &str) -> Result<Vec<Former>> {
    let merged = super::Kind::ALL
        .map(|kind| format!("SELECT record_id, title FROM merged WHERE {} = ?1", kind.column()))
        .join(" UNION ALL ");
    let sql = format!(
        "SELECT lead_id, title FROM conversion WHERE opportunity_id = ?1
         UNION ALL SELECT lead_id, title FROM conversion WHERE contact_id = ?1 AND opportunity_id IS NULL
         UNION ALL SELECT lead_id, title FROM conversion
                   WHERE organization_id = ?1 AND contact_id IS NULL AND opportunity_id IS NULL
         UNION ALL {merged}"
    );
    let mut statement = db.conn().prepare_cached(&sql)?;
    let others = statement.query_map([record_id], |row| Ok(Former { id: row.get(0)?, title: Some(row.get(1)?) }))?;
    let mut all = vec![Former { id: record_id.to_owned(), title: None }];
    for other in others {
        let other = other?;
        if all.iter().all(|known| known.id != other.id) {
            all.push(other);
        }
    }
    Ok(all)
}

/// Columns that change along with others and say nothing of their own.
fn is_noise(column: &str) -> bool {
    matches!(column, "id" | "updated_at" | "rank" | "stage_since") || column.ends_with("_key")
}

/// The newest steps of the book, older than `before` (a step's number) if given.
///
/// # Errors
/// Those of SQLite.
pub fn steps(db: &Db, before: Option<i64>, limit: usize) -> Result<Vec<HistoryStep>> {
    let mut statement = db.conn().prepare_cached(
        "SELECT seq, at, kind, subject, count, undone_by IS NOT NULL, undoes IS NOT NULL
         FROM history_op WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![before.unwrap_or(i64::MAX), limit], read_step)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The step that an undo or a redo was about, however often it has been taken back and done again; the step itself if
/// it is neither.
///
/// # Errors
/// [`Code::NotFound`] if there is no such step.
pub fn origin(db: &Db, seq: i64) -> Result<HistoryStep> {
    let mut statement = db.conn().prepare_cached(
        "WITH RECURSIVE chain (seq, undoes) AS (
             SELECT seq, undoes FROM history_op WHERE seq = ?1
             UNION ALL
             SELECT o.seq, o.undoes FROM history_op o JOIN chain c ON o.seq = c.undoes
         )
         SELECT o.seq, o.at, o.kind, o.subject, o.count, o.undone_by IS NOT NULL, o.undoes IS NOT NULL
         FROM chain c JOIN history_op o ON o.seq = c.seq WHERE c.undoes IS NULL",
    )?;
    let found = statement.query_row([seq], read_step).optional()?;
    Ok(found.ok_or_else(|| Refusal::new(Code::NotFound).with("kind", "step").with("id", seq))?)
}

fn read_step(row: &rusqlite::Row) -> rusqlite::Result<HistoryStep> {
    let (undone, reversal): (bool, bool) = (row.get(5)?, row.get(6)?);
    Ok(HistoryStep {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        subject: row.get(3)?,
        count: row.get(4)?,
        state: match (reversal, undone) {
            (true, _) => StepState::Reversal,
            (false, true) => StepState::Undone,
            (false, false) => StepState::Done,
        },
    })
}

/// The newest steps that changed this record or what belongs to it, older than `before` (a step's number) if given; also those that
/// changed a record that was merged into it, or the lead that became it, while it was one of its own.
///
/// # Errors
/// Those of SQLite.
pub fn of_record(db: &Db, record_id: &str, before: Option<i64>, limit: usize) -> Result<Vec<HistoryEntry>> {
    let mut statement = db.conn().prepare_cached(
        "SELECT o.seq, o.at, o.kind, o.subject, o.count, o.undone_by IS NOT NULL, o.undoes IS NOT NULL
         FROM history_op o
         WHERE o.seq IN (SELECT DISTINCT op FROM history_change
                         WHERE record_id IN (SELECT value FROM json_each(?1)) AND op < ?2 ORDER BY op DESC LIMIT ?3)
         ORDER BY o.seq DESC",
    )?;
    let all = formers(db, record_id)?;
    let ids = serde_json::to_string(&all.iter().map(|former| &former.id).collect::<Vec<_>>())?;
    let rows = statement.query_map(params![ids, before.unwrap_or(i64::MAX), limit], read_step)?;
    let steps: Vec<HistoryStep> = rows.collect::<Result<_, _>>()?;
    let entry = |step: HistoryStep| {
        let mut changes = Vec::new();
        for former in &all {
            changes.extend(field_changes(db, former, step.seq)?);
        }
        Ok(HistoryEntry { step, changes })
    };
    steps.into_iter().map(entry).collect()
}

fn field_changes(db: &Db, former: &Former, op: i64) -> Result<Vec<FieldChange>> {
    let Former { id: record_id, title: of } = former;
    let mut statement = db.conn().prepare_cached(
        "SELECT seq, tbl, row_id, before, after FROM history_change WHERE record_id = ?1 AND op = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![record_id, op])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, table, row_id): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (before, after): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        match (before, after) {
            (Some(before), Some(after)) => {
                let before: Map<String, Json> = serde_json::from_str(&before)?;
                let after: Map<String, Json> = serde_json::from_str(&after)?;
                // What hung on another record before: here it came, whatever else of it changed on the way.
                let came = |fields: &Map<String, Json>| {
                    fields.values().any(|value| value.as_str() == Some(record_id.as_str()))
                };
                if row_id != *record_id && came(&after) && !came(&before) {
                    changes.push(FieldChange {
                        change: seq,
                        field: String::new(),
                        before: None,
                        after: present(db, &table, &row_id)?,
                        currency: None,
                        can_put_back: false,
                        of: of.clone(),
                        table,
                    });
                    continue;
                }
                let currency = currency(db, &table, &row_id)?;
                for (field, value) in before.iter().filter(|(field, _)| !is_noise(field)) {
                    changes.push(FieldChange {
                        change: seq,
                        table: table.clone(),
                        field: field.clone(),
                        before: words(db, &table, field, value)?,
                        after: after.get(field).map_or(Ok(None), |value| words(db, &table, field, value))?,
                        currency: currency.clone(),
                        can_put_back: super::put_back::is_free(&table, field) && exists(db, &table, &row_id)?,
                        of: of.clone(),
                    });
                }
            }
            // That it went when it became this one says the step itself.
            (Some(_), None) if of.is_some() && row_id == *record_id => {}
            (before, _) => changes.push(FieldChange {
                change: seq,
                field: String::new(),
                before: before.as_deref().map(|row| describe(db, &table, row)).transpose()?,
                after: match before {
                    None if row_id == *record_id && of.is_some() => of.clone(),
                    None => present(db, &table, &row_id)?,
                    Some(_) => None,
                },
                currency: None,
                can_put_back: false,
                of: of.clone(),
                table,
            }),
        }
    }
    Ok(changes)
}

/// What the amounts of a row are counted in, if it has any and is still there.
fn currency(db: &Db, table: &str, id: &str) -> Result<Option<String>> {
    if !matches!(table, "lead" | "organization" | "opportunity") {
        return Ok(None);
    }
    let sql = format!("SELECT currency FROM \"{table}\" WHERE id = ?1");
    Ok(db.conn().prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
}

fn exists(db: &Db, table: &str, id: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE id = ?1)");
    Ok(db.conn().prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

/// A value in words: the name of the row that a link leads to, as far as it is still known.
fn words(db: &Db, table: &str, field: &str, value: &Json) -> Result<Option<String>> {
    Ok(match value {
        Json::Null => None,
        Json::String(text) if field.ends_with("_id") => Some(name_of_link(db, table, field, text)?),
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    })
}

fn name_of_link(db: &Db, table: &str, field: &str, id: &str) -> Result<String> {
    let mut statement =
        db.conn().prepare_cached("SELECT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2")?;
    let target: Option<String> = statement.query_row([table, field], |row| row.get(0)).optional()?;
    let Some(target) = target else { return Ok(id.to_owned()) };
    match present(db, &target, id)? {
        Some(name) => Ok(name),
        None => {
            let mut statement = db.conn().prepare_cached(
                "SELECT before FROM history_change WHERE row_id = ?1 AND tbl = ?2 AND before IS NOT NULL AND after IS NULL
                 ORDER BY seq DESC LIMIT 1",
            )?;
            let gone: Option<String> = statement.query_row([id, target.as_str()], |row| row.get(0)).optional()?;
            gone.map_or_else(|| Ok(id.to_owned()), |row| describe(db, &target, &row))
        }
    }
}

/// The name of a row that is still there.
fn present(db: &Db, table: &str, id: &str) -> Result<Option<String>> {
    let mut statement = db.conn().prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE id = ?1"))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut fields = Map::new();
    for (at, column) in columns.into_iter().enumerate() {
        let value = match row.get_ref(at)? {
            rusqlite::types::ValueRef::Integer(number) => Json::from(number),
            rusqlite::types::ValueRef::Text(text) => Json::from(String::from_utf8_lossy(text)),
            _ => Json::Null,
        };
        fields.insert(column, value);
    }
    Ok(Some(name_of(db, table, &fields)?))
}

fn describe(db: &Db, table: &str, row: &str) -> Result<String> {
    name_of(db, table, &serde_json::from_str(row)?)
}

/// What a row is called: its title, name, value, person or street; for a row that only links, what it links to.
fn name_of(db: &Db, table: &str, row: &Map<String, Json>) -> Result<String> {
    let text = |column: &str| row.get(column).and_then(Json::as_str).unwrap_or_default();
    for column in ["title", "name", "subject", "value", "body"] {
        if !text(column).is_empty() {
            return Ok(text(column).chars().take(120).collect());
        }
    }
    let words: Vec<&str> = ["first_name", "last_name", "street", "postal_code", "city", "region", "country"]
        .into_iter()
        .map(text)
        .filter(|word| !word.is_empty())
        .collect();
    if !words.is_empty() {
        return Ok(words.join(" "));
    }
    for column in ["tag_id", "activity_id", "note_id", "attachment_id", "contact_id"] {
        if !text(column).is_empty() && table.ends_with("_link") | (table == "opportunity_contact") {
            return name_of_link(db, table, column, text(column));
        }
    }
    Ok(String::new())
}
