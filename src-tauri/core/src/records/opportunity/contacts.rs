//! Who is part of an opportunity: contacts with a role, one of them the primary one.

use rusqlite::params;
use serde::Serialize;

use super::of;
use crate::Result;
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::{not_found, title_of, touch, typed};

/// A contact that is part of an opportunity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityContact"))]
pub struct Member {
    /// The contact's id.
    pub contact_id: String,
    /// First and last name.
    pub name: String,
    /// Job title; may be empty.
    pub job_title: String,
    /// What part they have in it, in the user's words; may be empty.
    pub role: String,
    /// The one to talk to.
    pub is_primary: bool,
    /// The primary e-mail as typed, or empty.
    pub email: String,
    /// The primary phone as typed, or empty.
    pub phone: String,
}

/// The contacts of an opportunity: the primary one first, then by name.
///
/// # Errors
/// Those of SQLite.
pub fn members(db: &Db, opportunity: &str) -> Result<Vec<Member>> {
    let mut statement = db.conn().prepare_cached(include_str!("contacts.sql"))?;
    let members = statement.query_map([opportunity], |row| {
        Ok(Member {
            contact_id: row.get(0)?,
            name: row.get(1)?,
            job_title: row.get(2)?,
            role: row.get(3)?,
            is_primary: row.get(4)?,
            email: row.get(5)?,
            phone: row.get(6)?,
        })
    })?;
    Ok(members.collect::<Result<_, _>>()?)
}

/// Adds a contact with a role (may be blank); the first one becomes the primary one. One that is part of it already keeps its
/// role.
///
/// # Errors
/// [`crate::Code::NotFound`]; the problems of a line.
pub fn add_contact(tx: &Tx, opportunity: &str, contact: &str, role: &str) -> Result<()> {
    tx.about(title_of(tx, &of(opportunity))?);
    if link(tx, opportunity, contact, role)? { touch(tx, &of(opportunity)) } else { Ok(()) }
}

/// [`add_contact`] for an opportunity that was made in this step. Says whether the contact was no part of it yet.
pub(crate) fn link(tx: &Tx, opportunity: &str, contact: &str, role: &str) -> Result<bool> {
    title_of(tx, &RecordRef { kind: Kind::Contact, id: contact.into() })?;
    let role = typed::line("role", role)?;
    let added = tx
        .conn()
        .prepare_cached(
            "INSERT INTO opportunity_contact (id, opportunity_id, contact_id, role, is_primary)
             SELECT ?1, ?2, ?3, ?4, NOT EXISTS (SELECT 1 FROM opportunity_contact WHERE opportunity_id = ?2 AND is_primary = 1)
             WHERE NOT EXISTS (SELECT 1 FROM opportunity_contact WHERE opportunity_id = ?2 AND contact_id = ?3)",
        )?
        .execute(params![tx.new_id(), opportunity, contact, role])?;
    Ok(added > 0)
}

/// Takes a contact out of an opportunity. If it was the primary one, the one that was added first becomes it.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn remove_contact(tx: &Tx, opportunity: &str, contact: &str) -> Result<()> {
    tx.about(title_of(tx, &of(opportunity))?);
    let sql = "DELETE FROM opportunity_contact WHERE opportunity_id = ?1 AND contact_id = ?2";
    changed(tx.conn().prepare_cached(sql)?.execute([opportunity, contact])?, contact)?;
    tx.conn()
        .prepare_cached(
            "UPDATE opportunity_contact SET is_primary = 1
             WHERE id = (SELECT id FROM opportunity_contact WHERE opportunity_id = ?1 ORDER BY is_primary DESC, id LIMIT 1)
               AND is_primary = 0",
        )?
        .execute([opportunity])?;
    touch(tx, &of(opportunity))
}

/// Says what part a contact has in an opportunity.
///
/// # Errors
/// [`crate::Code::NotFound`]; the problems of a line.
pub fn set_role(tx: &Tx, opportunity: &str, contact: &str, role: &str) -> Result<()> {
    tx.about(title_of(tx, &of(opportunity))?);
    let role = typed::line("role", role)?;
    let sql = "UPDATE opportunity_contact SET role = ?3 WHERE opportunity_id = ?1 AND contact_id = ?2";
    changed(tx.conn().prepare_cached(sql)?.execute([opportunity, contact, &role])?, contact)
}

/// Makes a contact of an opportunity the primary one.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn set_primary_contact(tx: &Tx, opportunity: &str, contact: &str) -> Result<()> {
    tx.about(title_of(tx, &of(opportunity))?);
    // First off, then on: never two, at no moment.
    tx.conn()
        .prepare_cached(
            "UPDATE opportunity_contact SET is_primary = 0 WHERE opportunity_id = ?1 AND contact_id <> ?2 AND is_primary = 1",
        )?
        .execute([opportunity, contact])?;
    let sql = "UPDATE opportunity_contact SET is_primary = 1 WHERE opportunity_id = ?1 AND contact_id = ?2";
    changed(tx.conn().prepare_cached(sql)?.execute([opportunity, contact])?, contact)
}

fn changed(rows: usize, contact: &str) -> Result<()> {
    if rows == 0 { Err(not_found("contact", contact).into()) } else { Ok(()) }
}
