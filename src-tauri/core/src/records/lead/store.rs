//! A lead's SQL.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, ToSql, params};
use serde::Deserialize;

use super::{Closed, Detail, Draft, Field, Rating, Values, of};
use crate::Result;
use crate::book::{Db, Kind, Tx};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{
    Choice, Typing, addresses, children, due, merged, not_found, points, settings, tags, title_of, typed,
};
use crate::value::money::Currency;

/// Makes a lead. The value is its id.
///
/// # Errors
/// A refusal of what was typed, with its field; [`crate::value::Problem::NoName`] for a lead that could not be called anything
/// (C64).
pub fn create(tx: &Tx, draft: &Draft, typing: &Typing) -> Result<String> {
    let values = read(tx, draft, typing)?;
    let hanging = draft.read(Kind::Lead, typing)?;
    let (id, now) = (tx.new_id(), tx.now_text());
    write(tx, include_str!("insert.sql"), &id, &values, Some(&now))?;
    hanging.write(tx, &of(&id))?;
    tx.about(&values.title);
    Ok(id)
}

fn read(db: &Db, draft: &Draft, typing: &Typing) -> Result<Values> {
    let mut values = Values::blank(settings::currency(db)?);
    values.apply(db, &draft.fields, typing)?;
    values.name(draft.emails.iter().map(|email| email.value.trim()).find(|value| !value.is_empty()).unwrap_or(""))?;
    Ok(values)
}

/// Sets fields. The same value again changes nothing.
///
/// # Errors
/// As [`create`]; [`crate::Code::NotFound`].
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
    let before = values(tx, id)?;
    let mut after = before.clone();
    after.apply(tx, fields, typing)?;
    if after.title.is_empty() {
        let [emails, ..] = points::by_kind(tx, &of(id))?;
        after.name(emails.first().map_or("", |email| &email.display))?;
    }
    if after != before {
        write(tx, include_str!("update.sql"), id, &after, None)?;
    }
    tx.about(&after.title);
    Ok(())
}

/// Why a lead came to nothing; all of it is optional (W19).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadCloseDraft"))]
pub struct CloseDraft {
    /// A lost reason by id or name; may be blank.
    pub reason: String,
    /// In the user's words; may be blank.
    pub note: String,
}

/// Closes (archives) a lead. One that is closed already stays closed since then; its reason and note become these.
///
/// # Errors
/// [`crate::Code::NotAChoice`] for an unknown reason; the problems of a text; [`crate::Code::NotFound`].
pub fn close(tx: &Tx, id: &str, draft: &CloseDraft) -> Result<()> {
    let reason = vocabulary::read(tx, Vocabulary::LostReasons, "reason", &draft.reason)?;
    let note = typed::block("note", &draft.note)?;
    tx.about(title_of(tx, &of(id))?);
    tx.conn()
        .prepare_cached(
            "UPDATE lead SET closed_at = ifnull(closed_at, ?2), lost_reason_id = ?3, lost_note = ?4, updated_at = ?2
             WHERE id = ?1 AND (closed_at IS NULL OR lost_reason_id IS NOT ?3 OR lost_note IS NOT ?4)",
        )?
        .execute(params![id, tx.now_text(), reason, note])?;
    Ok(())
}

/// Opens a closed lead again; its reason goes. One that is open stays so.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn reopen(tx: &Tx, id: &str) -> Result<()> {
    tx.about(title_of(tx, &of(id))?);
    tx.conn()
        .prepare_cached(
            "UPDATE lead SET closed_at = NULL, lost_reason_id = NULL, lost_note = '', updated_at = ?2
             WHERE id = ?1 AND closed_at IS NOT NULL",
        )?
        .execute([id, &tx.now_text()])?;
    Ok(())
}

/// Deletes a lead and what hangs only on it.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    tx.about(title_of(tx, &of(id))?);
    children::delete(tx, &of(id))?;
    tx.conn().prepare_cached("DELETE FROM lead WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// A lead with all that belongs to it but its timeline. An id that was merged
/// into another gives that one.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Detail> {
    let id = &merged::id_now(db, Kind::Lead, id)?;
    let mut lead = bare(db, id)?;
    let owner = of(id);
    [lead.emails, lead.phones, lead.websites] = points::by_kind(db, &owner)?;
    lead.address = addresses::of(db, &owner)?.pop();
    lead.tags = tags::of(db, &owner)?;
    lead.missing = lead.missing();
    Ok(lead)
}

/// What stands in the lead's own row.
fn bare(db: &Db, id: &str) -> Result<Detail> {
    let mut statement = db.conn().prepare_cached(include_str!("get.sql"))?;
    let found = statement.query_row([id], |row| detail(row, db)).optional()?;
    Ok(found.ok_or_else(|| not_found("lead", id))?)
}

fn detail(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Detail> {
    let next_due: Option<String> = row.get(22)?;
    let closed_at: Option<String> = row.get(18)?;
    let closed = match closed_at {
        None => None,
        Some(at) => Some(Closed { at, reason: choice(row, 19)?, note: row.get(21)? }),
    };
    Ok(Detail {
        id: row.get(0)?,
        title: row.get(1)?,
        salutation: row.get(2)?,
        first_name: row.get(3)?,
        last_name: row.get(4)?,
        job_title: row.get(5)?,
        company: row.get(6)?,
        industry: row.get(7)?,
        employees: row.get(8)?,
        rating: Rating::parse(row.get_ref(9)?.as_str()?),
        status: choice(row, 10)?,
        source: choice(row, 12)?,
        expected_amount: row.get(14)?,
        currency: row.get(15)?,
        language: row.get(16)?,
        description: row.get(17)?,
        closed,
        emails: Vec::new(),
        phones: Vec::new(),
        websites: Vec::new(),
        address: None,
        tags: Vec::new(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        missing: Vec::new(),
        created_at: row.get(23)?,
        updated_at: row.get(24)?,
    })
}

/// The choice whose id stands in this column and whose name stands in the next.
fn choice(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<Choice>> {
    let id: Option<String> = row.get(at)?;
    id.map(|id| Ok(Choice { id, name: row.get(at + 1)? })).transpose()
}

fn values(db: &Db, id: &str) -> Result<Values> {
    let lead = bare(db, id)?;
    Ok(Values {
        title: lead.title,
        salutation: lead.salutation,
        first_name: lead.first_name,
        last_name: lead.last_name,
        job_title: lead.job_title,
        company: lead.company,
        industry: lead.industry,
        employees: lead.employees,
        rating: lead.rating.map(|rating| rating.as_str().to_owned()).unwrap_or_default(),
        status: lead.status.map(|status| status.id),
        source: lead.source.map(|source| source.id),
        amount: lead.expected_amount,
        currency: Currency::of(&lead.currency).unwrap_or(settings::currency(db)?),
        language: lead.language,
        description: lead.description,
    })
}

/// Writes a new row, made at `created_at`, or an old one.
fn write(tx: &Tx, sql: &str, id: &str, values: &Values, created_at: Option<&str>) -> Result<()> {
    let (currency, now) = (values.currency.code(), tx.now_text());
    let (title_key, person_key, company_key) = (values.title_key(), values.person_key(), values.company_key());
    let mut columns: Vec<&dyn ToSql> = vec![
        &id,
        &values.title,
        &title_key,
        &values.salutation,
        &values.first_name,
        &values.last_name,
        &person_key,
        &values.job_title,
        &values.company,
        &company_key,
        &values.industry,
        &values.employees,
        &values.rating,
        &values.status,
        &values.source,
        &values.amount,
        &currency,
        &values.language,
        &values.description,
        &now,
    ];
    if let Some(created_at) = &created_at {
        columns.push(created_at);
    }
    tx.conn().prepare_cached(sql)?.execute(columns.as_slice())?;
    Ok(())
}
