//! Activities: calls, meetings, e-mails, tasks; due or done (R20).

mod time;

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

pub use crate::records::timeline::{Activity, ActivityKind};
pub use time::clock_time;

use crate::book::{Db, RecordRef, Tx};
use crate::records::timeline::{self, ItemKind, ItemRef};
use crate::records::{Typing, fields, not_found, typed};
use crate::{Code, Refusal, Result};

fields! {
    /// The fields of an activity.
    "ActivityField";
    /// call, meeting, email or task.
    Kind = "kind",
    /// One line.
    Subject = "subject",
    /// Markdown.
    Body = "body",
    /// The day it is due.
    DueOn = "dueOn",
    /// The time of that day it is due.
    DueTime = "dueTime",
}

/// A new activity, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ActivityDraft"))]
pub struct Draft {
    /// Its fields; a missing one is blank, a missing kind is a task.
    pub fields: BTreeMap<Field, String>,
    /// It is done already: a call that is logged.
    pub done: bool,
}

/// Adds an activity to one or more records. Answers with its id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank subject, and for a time without a day; [`Code::NotAChoice`] for the kind;
/// [`Code::NotATime`]; the problems of a line, a text and a day; [`Code::NoOwner`], [`Code::NotFound`].
pub fn add(tx: &Tx, owners: &[RecordRef], draft: &Draft, typing: &Typing) -> Result<String> {
    let mut values = Values::default();
    values.take(&draft.fields, typing)?;
    values.check()?;
    let (id, now) = (tx.new_id(), tx.now_text());
    tx.conn()
        .prepare_cached(
            "INSERT INTO activity (id, kind, subject, body, due_on, due_time, done_at, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        )?
        .execute(params![
            id,
            values.kind.as_str(),
            values.subject,
            values.body,
            values.due_on,
            values.due_time,
            draft.done.then_some(&now),
            now
        ])?;
    timeline::hang(tx, &item(&id), owners)?;
    Ok(id)
}

/// Changes fields of an activity, wherever it hangs. Taking its day away takes its time away too.
///
/// # Errors
/// As for [`add`].
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
    let before = Values::read(tx, id)?;
    timeline::name_step(tx, &item(id))?;
    let mut values = before.clone();
    values.take(fields, typing)?;
    if values.due_on.is_none() && !fields.contains_key(&Field::DueTime) {
        values.due_time = None;
    }
    values.check()?;
    if values == before {
        return Ok(());
    }
    tx.conn()
        .prepare_cached(
            "UPDATE activity SET kind = ?2, subject = ?3, body = ?4, due_on = ?5, due_time = ?6, updated_at = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            id,
            values.kind.as_str(),
            values.subject,
            values.body,
            values.due_on,
            values.due_time,
            tx.now_text()
        ])?;
    Ok(())
}

/// Marks an activity as done now, or as not done after all.
///
/// # Errors
/// [`Code::NotFound`].
pub fn complete(tx: &Tx, id: &str, done: bool) -> Result<()> {
    Values::read(tx, id)?;
    timeline::name_step(tx, &item(id))?;
    let sql = if done {
        "UPDATE activity SET done_at = ?2, updated_at = ?2 WHERE id = ?1 AND done_at IS NULL"
    } else {
        "UPDATE activity SET done_at = NULL, updated_at = ?2 WHERE id = ?1 AND done_at IS NOT NULL"
    };
    tx.conn().prepare_cached(sql)?.execute([id, &tx.now_text()])?;
    Ok(())
}

/// Deletes an activity wherever it hangs.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    timeline::remove(tx, &item(id))
}

/// An activity.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Activity> {
    timeline::activity(db, id)
}

/// The whole text of an activity, of which a timeline may show only the beginning.
///
/// # Errors
/// [`Code::NotFound`].
pub fn body(db: &Db, id: &str) -> Result<String> {
    Ok(Values::read(db, id)?.body)
}

fn item(id: &str) -> ItemRef {
    ItemRef { kind: ItemKind::Activity, id: id.into() }
}

#[derive(Clone, PartialEq, Eq)]
struct Values {
    kind: ActivityKind,
    subject: String,
    body: String,
    due_on: Option<String>,
    due_time: Option<String>,
}

impl Default for Values {
    fn default() -> Self {
        Self { kind: ActivityKind::Task, subject: String::new(), body: String::new(), due_on: None, due_time: None }
    }
}

impl Values {
    fn read(db: &Db, id: &str) -> Result<Self> {
        let mut statement =
            db.conn().prepare_cached("SELECT kind, subject, body, due_on, due_time FROM activity WHERE id = ?1")?;
        let values = statement.query_row([id], |row| {
            Ok(Self {
                kind: ActivityKind::parse(row.get_ref(0)?.as_str()?).unwrap_or(ActivityKind::Task),
                subject: row.get(1)?,
                body: row.get(2)?,
                due_on: row.get(3)?,
                due_time: row.get(4)?,
            })
        });
        Ok(values.optional()?.ok_or_else(|| not_found("activity", id))?)
    }

    fn take(&mut self, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
        for (field, text) in fields {
            let name = field.as_str();
            match field {
                Field::Kind => {
                    let kind = ActivityKind::parse(text.trim());
                    self.kind = kind.ok_or_else(|| typed::not_a_choice(name, text))?;
                }
                Field::Subject => self.subject = typed::line(name, text)?,
                Field::Body => self.body = typed::block(name, text)?,
                Field::DueOn => self.due_on = typed::day(name, text, typing)?,
                Field::DueTime => {
                    self.due_time = match text.trim() {
                        "" => None,
                        trimmed => Some(clock_time(trimmed).ok_or_else(|| {
                            let shown: String = trimmed.chars().take(80).collect();
                            Refusal::new(Code::NotATime).at(name).with("value", shown)
                        })?),
                    };
                }
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        if self.subject.is_empty() {
            return Err(Refusal::new(Code::FieldNeeded).at(Field::Subject.as_str()).into());
        }
        if self.due_time.is_some() && self.due_on.is_none() {
            return Err(Refusal::new(Code::FieldNeeded).at(Field::DueOn.as_str()).into());
        }
        Ok(())
    }
}
