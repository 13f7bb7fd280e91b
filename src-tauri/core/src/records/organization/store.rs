//! An organization's SQL.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Detail, Draft, Field, Values, name_key, of};
use crate::book::{Db, Kind, Tx};
use crate::records::{
    Named, Related, RelatedList, Typing, addresses, children, due, merged, not_found, points, settings, tags, title_of,
    typed,
};
use crate::value::company;
use crate::value::money::Currency;
use crate::{Code, Refusal, Result};

const CONTACTS: &str =
    "SELECT id, trim(first_name || ' ' || last_name), job_title FROM contact WHERE organization_id = ?1
                        ORDER BY person_key, id";
const OPPORTUNITIES: &str = "SELECT r.id, r.title, s.name FROM opportunity r JOIN stage s ON s.id = r.stage_id
                             WHERE r.organization_id = ?1 ORDER BY r.state <> 'open', r.title_key, r.id";
const CHILDREN: &str = "SELECT id, name, industry FROM organization WHERE parent_id = ?1 ORDER BY name_key, id";

/// Makes an organization. The value is its id.
///
/// # Errors
/// A refusal of what was typed, with its field; [`Code::FieldNeeded`] without a name.
pub fn create(tx: &Tx, draft: &Draft, typing: &Typing) -> Result<String> {
    let mut values = Values::blank(settings::currency(tx)?);
    values.apply(tx, None, &draft.fields, typing)?;
    let hanging = draft.read(Kind::Organization, typing)?;
    let id = tx.new_id();
    write(tx, include_str!("insert.sql"), &id, &values)?;
    hanging.write(tx, &of(&id))?;
    tx.about(&values.name);
    Ok(id)
}

/// Sets fields. The same value again changes nothing.
///
/// # Errors
/// As [`create`]; [`Code::OwnAncestor`] for a parent that lies below it; [`Code::NotFound`].
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
    let before = values(tx, id)?;
    let mut after = before.clone();
    after.apply(tx, Some(id), fields, typing)?;
    if after != before {
        write(tx, include_str!("update.sql"), id, &after)?;
    }
    tx.about(&after.name);
    Ok(())
}

/// Deletes an organization and what hangs only on it. Its contacts and subsidiaries stay and lose the link.
///
/// # Errors
/// [`Code::OrganizationInUse`] with title and count, if it has opportunities; [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    let title = title_of(tx, &of(id))?;
    let conn = tx.conn();
    let opportunities: i64 = conn
        .prepare_cached("SELECT count(*) FROM opportunity WHERE organization_id = ?1")?
        .query_row([id], |row| row.get(0))?;
    if opportunities > 0 {
        return Err(Refusal::new(Code::OrganizationInUse).with("title", title).with("count", opportunities).into());
    }
    let now = tx.now_text();
    for sql in [
        "UPDATE contact SET organization_id = NULL, updated_at = ?2 WHERE organization_id = ?1",
        "UPDATE organization SET parent_id = NULL, updated_at = ?2 WHERE parent_id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([id, &now])?;
    }
    children::leave_conversions(tx, &of(id))?;
    children::delete(tx, &of(id))?;
    conn.prepare_cached("DELETE FROM organization WHERE id = ?1")?.execute([id])?;
    tx.about(title);
    Ok(())
}

/// An organization with all that belongs to it but its timeline. An id that was merged
/// into another gives that one.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Detail> {
    let id = &merged::id_now(db, Kind::Organization, id)?;
    let mut organization = bare(db, id)?;
    let owner = of(id);
    [organization.emails, organization.phones, organization.websites] = points::by_kind(db, &owner)?;
    organization.addresses = addresses::of(db, &owner)?;
    organization.tags = tags::of(db, &owner)?;
    organization.contacts = Related::read(db, Kind::Contact, CONTACTS, id)?;
    organization.opportunities = Related::read(db, Kind::Opportunity, OPPORTUNITIES, id)?;
    organization.children = Related::read(db, Kind::Organization, CHILDREN, id)?;
    Ok(organization)
}

/// See [`crate::records::related`].
pub(crate) fn related(db: &Db, id: &str, list: RelatedList) -> Result<Related> {
    match list {
        RelatedList::Contacts => Related::all(db, Kind::Contact, CONTACTS, id),
        RelatedList::Opportunities => Related::all(db, Kind::Opportunity, OPPORTUNITIES, id),
        RelatedList::Children => Related::all(db, Kind::Organization, CHILDREN, id),
        RelatedList::Reports => Err(typed::not_a_choice("list", "reports").into()),
    }
}

/// The organization that a field means: by id, by its exact name, or as the only one of that name without legal form (R14).
fn find(db: &Db, field: &str, text: &str) -> Result<Option<String>> {
    let wanted = typed::line(field, text)?;
    let by_id = "SELECT id FROM organization WHERE id = ?1";
    if let Some(id) = db.conn().prepare_cached(by_id)?.query_row([&wanted], |row| row.get(0)).optional()? {
        return Ok(Some(id));
    }
    let mut same = ids(db, "SELECT id FROM organization WHERE name_key = ?1 LIMIT 1000", &name_key(&wanted))?;
    if same.len() > 1 {
        let count = same.len();
        return Err(Refusal::new(Code::SeveralMatches).at(field).with("value", wanted).with("count", count).into());
    }
    let key = company::key(&wanted);
    if same.is_empty() && !key.is_empty() {
        same = ids(db, "SELECT id FROM organization WHERE company_key = ?1 LIMIT 2", &key)?;
    }
    Ok(if same.len() == 1 { same.pop() } else { None })
}

/// The organization that a field means, made if there is none of that name; none where it is blank.
pub(crate) fn find_or_create(tx: &Tx, field: &str, text: &str, typing: &Typing) -> Result<Option<String>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match find(tx, field, text)? {
        Some(id) => Ok(Some(id)),
        None => create(tx, &Draft::of([(Field::Name, text)]), typing).map(Some),
    }
}

/// The parent that a field means; none where it is blank. `id` must not be among those above it.
pub(super) fn parent(db: &Db, id: Option<&str>, field: &str, text: &str) -> Result<Option<String>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parent = find(db, field, text)?.ok_or_else(|| typed::not_a_choice(field, text))?;
    if db.conn().prepare_cached(include_str!("above.sql"))?.exists(params![parent, id])? {
        let title = title_of(db, &of(&parent))?;
        return Err(Refusal::new(Code::OwnAncestor).at(field).with("title", title).into());
    }
    Ok(Some(parent))
}

fn ids(db: &Db, sql: &str, key: &str) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    let ids = statement.query_map([key], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// What stands in the organization's own row.
fn bare(db: &Db, id: &str) -> Result<Detail> {
    let mut statement = db.conn().prepare_cached(include_str!("get.sql"))?;
    let found = statement.query_row([id], |row| detail(row, db)).optional()?;
    Ok(found.ok_or_else(|| not_found("organization", id))?)
}

fn detail(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Detail> {
    let next_due: Option<String> = row.get(11)?;
    let parent = match row.get::<_, Option<String>>(2)? {
        None => None,
        Some(parent) => Some(Named { record: of(&parent), title: row.get(3)?, detail: String::new() }),
    };
    Ok(Detail {
        id: row.get(0)?,
        name: row.get(1)?,
        parent,
        industry: row.get(4)?,
        employees: row.get(5)?,
        annual_revenue: row.get(6)?,
        currency: row.get(7)?,
        vat_number: row.get(8)?,
        description: row.get(9)?,
        lead_since: row.get(10)?,
        emails: Vec::new(),
        phones: Vec::new(),
        websites: Vec::new(),
        addresses: Vec::new(),
        tags: Vec::new(),
        contacts: Related::default(),
        opportunities: Related::default(),
        children: Related::default(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(12)?,
        updated_at: row.get(13)?,
    })
}

fn values(db: &Db, id: &str) -> Result<Values> {
    let organization = bare(db, id)?;
    Ok(Values {
        name: organization.name,
        parent: organization.parent.map(|parent| parent.record.id),
        industry: organization.industry,
        employees: organization.employees,
        revenue: organization.annual_revenue,
        currency: Currency::of(&organization.currency).unwrap_or(settings::currency(db)?),
        vat_number: organization.vat_number,
        description: organization.description,
    })
}

fn write(tx: &Tx, sql: &str, id: &str, values: &Values) -> Result<()> {
    tx.conn().prepare_cached(sql)?.execute(params![
        id,
        values.name,
        values.name_key(),
        values.company_key(),
        values.parent,
        values.industry,
        values.employees,
        values.revenue,
        values.currency.code(),
        values.vat_number,
        values.description,
        tx.now_text(),
    ])?;
    Ok(())
}
