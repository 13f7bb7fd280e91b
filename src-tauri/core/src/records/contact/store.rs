//! A contact's SQL.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Detail, Draft, Field, Values, of};
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::{
    Named, Related, RelatedList, Typing, addresses, children, due, merged, not_found, points, tags, title_of, typed,
};
use crate::value::name;
use crate::{Code, Refusal, Result};

const OPPORTUNITIES: &str =
    "SELECT r.id, r.title, c.role FROM opportunity_contact c JOIN opportunity r ON r.id = c.opportunity_id
                             WHERE c.contact_id = ?1 ORDER BY r.state <> 'open', r.title_key, r.id";
const REPORTS: &str = "SELECT id, trim(first_name || ' ' || last_name), job_title FROM contact WHERE reports_to_id = ?1
                       ORDER BY person_key, id";

/// Makes a contact, and its organization if that is named and not there yet. The value is the contact's id.
///
/// # Errors
/// A refusal of what was typed, with its field; [`crate::value::Problem::NoName`] without first and last name.
pub fn create(tx: &Tx, draft: &Draft, typing: &Typing) -> Result<String> {
    let mut values = Values::default();
    values.apply(tx, None, &draft.fields, typing)?;
    let hanging = draft.read(Kind::Contact, typing)?;
    let id = tx.new_id();
    write(tx, include_str!("insert.sql"), &id, &values)?;
    hanging.write(tx, &of(&id))?;
    tx.about(values.title());
    Ok(id)
}

/// Sets fields. The same value again changes nothing.
///
/// # Errors
/// As [`create`]; [`Code::OwnAncestor`] for somebody who reports to them; [`Code::NotFound`].
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
    let before = values(tx, id)?;
    let mut after = before.clone();
    after.apply(tx, Some(id), fields, typing)?;
    if after != before {
        write(tx, include_str!("update.sql"), id, &after)?;
    }
    tx.about(after.title());
    Ok(())
}

/// Deletes a contact and what hangs only on it. Opportunities lose them from their people; those who report to them stay.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    let title = title_of(tx, &of(id))?;
    let conn = tx.conn();
    conn.prepare_cached("UPDATE contact SET reports_to_id = NULL, updated_at = ?2 WHERE reports_to_id = ?1")?
        .execute([id, &tx.now_text()])?;
    conn.prepare_cached("DELETE FROM opportunity_contact WHERE contact_id = ?1")?.execute([id])?;
    children::leave_conversions(tx, &of(id))?;
    children::delete(tx, &of(id))?;
    conn.prepare_cached("DELETE FROM contact WHERE id = ?1")?.execute([id])?;
    tx.about(title);
    Ok(())
}

/// A contact with all that belongs to it but its timeline. An id that was merged
/// into another gives that one.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Detail> {
    let id = &merged::id_now(db, Kind::Contact, id)?;
    let mut contact = bare(db, id)?;
    let owner = of(id);
    [contact.emails, contact.phones, contact.websites] = points::by_kind(db, &owner)?;
    contact.address = addresses::of(db, &owner)?.pop();
    contact.tags = tags::of(db, &owner)?;
    contact.opportunities = Related::read(db, Kind::Opportunity, OPPORTUNITIES, id)?;
    contact.reports = Related::read(db, Kind::Contact, REPORTS, id)?;
    Ok(contact)
}

/// See [`crate::records::related`].
pub(crate) fn related(db: &Db, id: &str, list: RelatedList) -> Result<Related> {
    match list {
        RelatedList::Opportunities => Related::all(db, Kind::Opportunity, OPPORTUNITIES, id),
        RelatedList::Reports => Related::all(db, Kind::Contact, REPORTS, id),
        RelatedList::Contacts | RelatedList::Children => Err(typed::not_a_choice("list", "contacts").into()),
    }
}

/// Whom a field means, by id or full name; none where it is blank. `id` must not be among those above them.
pub(super) fn reports_to(db: &Db, id: Option<&str>, field: &str, text: &str) -> Result<Option<String>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let boss = find(db, field, text)?;
    if db.conn().prepare_cached(include_str!("above.sql"))?.exists(params![boss, id])? {
        let title = title_of(db, &of(&boss))?;
        return Err(Refusal::new(Code::OwnAncestor).at(field).with("title", title).into());
    }
    Ok(Some(boss))
}

fn find(db: &Db, field: &str, text: &str) -> Result<String> {
    let wanted = typed::line(field, text)?;
    let key = name::parse_person(&wanted).key();
    let sql = "SELECT id FROM contact WHERE id = ?1 OR (?2 <> '' AND person_key = ?2) LIMIT 1000";
    let mut statement = db.conn().prepare_cached(sql)?;
    let ids = statement.query_map([&wanted, &key], |row| row.get(0))?;
    let mut ids: Vec<String> = ids.collect::<Result<_, _>>()?;
    match (ids.pop(), ids.len()) {
        (Some(only), 0) => Ok(only),
        (None, _) => Err(typed::not_a_choice(field, text).into()),
        (Some(_), more) => {
            Err(Refusal::new(Code::SeveralMatches).at(field).with("value", wanted).with("count", more + 1).into())
        }
    }
}

/// What stands in the contact's own row.
fn bare(db: &Db, id: &str) -> Result<Detail> {
    let mut statement = db.conn().prepare_cached(include_str!("get.sql"))?;
    let found = statement.query_row([id], |row| detail(row, db)).optional()?;
    Ok(found.ok_or_else(|| not_found("contact", id))?)
}

fn detail(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Detail> {
    let next_due: Option<String> = row.get(17)?;
    let organization = match row.get::<_, Option<String>>(4)? {
        None => None,
        Some(id) => {
            let record = RecordRef { kind: Kind::Organization, id };
            Some(Named { record, title: row.get(5)?, detail: String::new() })
        }
    };
    let reports_to = match row.get::<_, Option<String>>(7)? {
        None => None,
        Some(id) => Some(Named { record: of(&id), title: row.get(8)?, detail: row.get(9)? }),
    };
    Ok(Detail {
        id: row.get(0)?,
        salutation: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        organization,
        job_title: row.get(6)?,
        reports_to,
        birthday: row.get(10)?,
        language: row.get(11)?,
        description: row.get(12)?,
        no_email: row.get(13)?,
        no_phone: row.get(14)?,
        no_mail: row.get(15)?,
        lead_since: row.get(16)?,
        emails: Vec::new(),
        phones: Vec::new(),
        websites: Vec::new(),
        address: None,
        tags: Vec::new(),
        opportunities: Related::default(),
        reports: Related::default(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(18)?,
        updated_at: row.get(19)?,
    })
}

fn values(db: &Db, id: &str) -> Result<Values> {
    let contact = bare(db, id)?;
    Ok(Values {
        salutation: contact.salutation,
        first_name: contact.first_name,
        last_name: contact.last_name,
        organization: contact.organization.map(|organization| organization.record.id),
        job_title: contact.job_title,
        reports_to: contact.reports_to.map(|boss| boss.record.id),
        birthday: contact.birthday,
        language: contact.language,
        description: contact.description,
        no_email: contact.no_email,
        no_phone: contact.no_phone,
        no_mail: contact.no_mail,
    })
}

fn write(tx: &Tx, sql: &str, id: &str, values: &Values) -> Result<()> {
    tx.conn().prepare_cached(sql)?.execute(params![
        id,
        values.salutation,
        values.first_name,
        values.last_name,
        values.person_key(),
        values.organization,
        values.job_title,
        values.reports_to,
        values.birthday,
        values.language,
        values.description,
        values.no_email,
        values.no_phone,
        values.no_mail,
        tx.now_text(),
    ])?;
    Ok(())
}
