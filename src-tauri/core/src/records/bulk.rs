//! What is done with many records at once: a field set, a tag put on or taken off, deleted. One step; a record that refuses is left out,
//! with its reason, and the others are done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Typing, contact, lead, opportunity, organization, tags, title_of, typed};
use crate::book::{Kind, RecordRef, Tx};
use crate::{Error, Refusal, Result};

/// What is done with each of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BulkEdit"))]
pub enum Edit {
    /// A field gets this value, as typed; blank clears it.
    Set {
        /// Its name in camel case.
        field: String,
        /// As typed.
        value: String,
    },
    /// A tag is put on; made if there is none of that name.
    Tag {
        /// Its name.
        name: String,
    },
    /// A tag is taken off, by id or name.
    Untag {
        /// By id or name.
        name: String,
    },
    /// It is deleted, with what hangs only on it.
    Delete,
}

/// A record that refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BulkRefused"))]
pub struct Refused {
    /// Which.
    pub record: RecordRef,
    /// What it is called; blank where it is not there any more.
    pub title: String,
    /// Why.
    #[cfg_attr(
        feature = "bindings",
        ts(type = "{ code: string; field: string | null; values: Record<string, string> }")
    )]
    pub reason: Refusal,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BulkOutcome"))]
pub struct Outcome {
    /// How many are as was asked for now, those that were before included.
    pub done: usize,
    /// Those that are as they were.
    pub refused: Vec<Refused>,
}

/// Does it with each of the records, inside the caller's step.
///
/// # Errors
/// What is refused for every record alike: an unknown field or tag, a value that cannot be read ([`Outcome::refused`] would name the same
/// reason for each); those of SQLite.
pub fn edit(tx: &Tx, records: &[RecordRef], edit: &Edit, typing: &Typing) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut subject = String::new();
    for record in records {
        let title = match title_of(tx, record) {
            Ok(title) => title,
            Err(Error::Refused(reason)) if !reason.is_of_system() => {
                outcome.refused.push(Refused { record: record.clone(), title: String::new(), reason });
                continue;
            }
            Err(error) => return Err(error),
        };
        match tx.attempt(|| one(tx, record, edit, typing))? {
            Ok(()) => {
                outcome.done += 1;
                if subject.is_empty() {
                    subject = title;
                }
            }
            Err(reason) => outcome.refused.push(Refused { record: record.clone(), title, reason }),
        }
    }
    let same = |one: &Refused| one.reason.code == outcome.refused[0].reason.code && one.reason.field.is_some();
    if outcome.done == 0 && !outcome.refused.is_empty() && outcome.refused.iter().all(same) {
        return Err(outcome.refused[0].reason.clone().into());
    }
    tx.about(subject);
    tx.count(outcome.done);
    Ok(outcome)
}

fn one(tx: &Tx, record: &RecordRef, edit: &Edit, typing: &Typing) -> Result<()> {
    let id = &record.id;
    match edit {
        Edit::Set { field, value } => set(tx, record, field, value, typing),
        Edit::Tag { name } => tags::add(tx, record, name).map(drop),
        Edit::Untag { name } => tags::remove(tx, record, name),
        Edit::Delete => match record.kind {
            Kind::Lead => lead::delete(tx, id),
            Kind::Organization => organization::delete(tx, id),
            Kind::Contact => contact::delete(tx, id),
            Kind::Opportunity => opportunity::delete(tx, id),
        },
    }
}

fn set(tx: &Tx, record: &RecordRef, field: &str, value: &str, typing: &Typing) -> Result<()> {
    let unknown = || Error::from(typed::not_a_choice("field", field));
    macro_rules! set {
        ($room:ident) => {{
            let field = $room::Field::parse(field).ok_or_else(unknown)?;
            $room::set(tx, &record.id, &BTreeMap::from([(field, value.to_owned())]), typing)
        }};
    }
    match record.kind {
        Kind::Lead => set!(lead),
        Kind::Organization => set!(organization),
        Kind::Contact => set!(contact),
        Kind::Opportunity => set!(opportunity),
    }
}
