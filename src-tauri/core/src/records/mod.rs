//! The kinds of record, each in a folder with the same inner names: `mod.rs` (the type and its rules), `store.rs` (its SQL),
//! `page.rs` (lists, filters, sorting). Beside them what hangs on records of several kinds.
//!
//! Functions that write take `&Tx`, functions that read take `&Db`, and none opens a step of its own, so that flows compose
//! them in one. Text comes in as typed, is read here, and is refused with the field it stands in (R26).

pub mod activity;
pub mod addresses;
pub mod attachment;
pub mod bulk;
pub mod children;
pub mod contact;
pub mod distinct;
pub mod due;
mod field;
pub mod foreign;
pub mod lead;
mod matching;
pub mod merged;
pub mod note;
pub mod opportunity;
pub mod organization;
pub mod paging;
pub mod pipeline;
pub mod points;
pub mod settings;
pub mod tags;
pub mod timeline;
pub mod typed;
mod unused;
pub mod vocabulary;

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

pub(crate) use field::fields;

pub use addresses::{Address, AddressDraft, AddressKind};
pub use due::Due;
pub use paging::{Count, Page};
pub use points::{Point, PointDraft, PointKind};
pub use tags::Tag;
pub use typed::Typing;

use crate::book::{Db, Kind, RecordRef, Tx};
use crate::{Code, Refusal, Result};

/// One entry of a vocabulary: a status, source, stage, lost reason, pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Choice {
    /// The id.
    pub id: String,
    /// The name as the user gave it.
    pub name: String,
}

/// A record named in another one's detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Named {
    /// Which record.
    pub record: RecordRef,
    /// Its title: what lists and search call it.
    pub title: String,
    /// What tells it from others of that title: a job title, a stage. May be empty.
    pub detail: String,
}

/// A few of the records that hang on another, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Related {
    /// At most [`Related::MOST`], in the order of their titles.
    pub records: Vec<Named>,
    /// How many there are, counted up to a thousand.
    pub count: Count,
}

/// Which of the records that hang on an organization or a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum RelatedList {
    /// The people of an organization.
    Contacts,
    /// The opportunities of an organization, or those that a contact is part of.
    Opportunities,
    /// The subsidiaries of an organization.
    Children,
    /// Who reports to a contact.
    Reports,
}

/// The whole of a list that a record's detail shows the beginning of: up to a thousand.
///
/// # Errors
/// [`crate::Code::NotAChoice`] for a list that such a record does not have.
pub fn related(db: &Db, owner: &RecordRef, list: RelatedList) -> Result<Related> {
    match owner.kind {
        Kind::Organization => organization::related(db, &owner.id, list),
        Kind::Contact => contact::related(db, &owner.id, list),
        Kind::Lead | Kind::Opportunity => Err(typed::not_a_choice("list", owner.kind.table()).into()),
    }
}

impl Related {
    /// How many are named one by one; the rest gives [`related`].
    pub const MOST: usize = 50;

    /// Those that `sql` gives for `?1`: id, title, detail, in their order, without a limit of its own.
    pub(crate) fn read(db: &Db, kind: Kind, sql: &str, id: &str) -> Result<Self> {
        Self::some(db, kind, sql, id, Self::MOST)
    }

    /// As [`Related::read`], with as many as are counted.
    pub(crate) fn all(db: &Db, kind: Kind, sql: &str, id: &str) -> Result<Self> {
        Self::some(db, kind, sql, id, Count::MOST as usize)
    }

    fn some(db: &Db, kind: Kind, sql: &str, id: &str, most: usize) -> Result<Self> {
        let mut statement = db.conn().prepare_cached(&format!("{sql} LIMIT {}", most + 1))?;
        let rows = statement.query_map([id], |row| {
            Ok(Named { record: RecordRef { kind, id: row.get(0)? }, title: row.get(1)?, detail: row.get(2)? })
        })?;
        let mut records: Vec<Named> = rows.collect::<Result<_, _>>()?;
        let count = match records.len() {
            few if few <= most => Count { value: few as i64, capped: false },
            _ => Count::of(db, sql, &[&id])?,
        };
        records.truncate(most);
        Ok(Self { records, count })
    }
}

/// A new record as a form, the command line or a file gives it: everything as typed. `F` is the kind's `Field`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "F: Ord + Deserialize<'de>"))]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, bound = "F: Ord + ts_rs::TS"))]
pub struct Draft<F: Ord> {
    /// The fields of one value. A missing one is blank.
    #[cfg_attr(feature = "bindings", ts(type = "{ [key in Extract<F, string>]?: string }"))]
    pub fields: BTreeMap<F, String>,
    /// The first is the primary one; blank ones are passed over. So for phones and websites.
    pub emails: Vec<PointDraft>,
    /// As for e-mails.
    pub phones: Vec<PointDraft>,
    /// As for e-mails.
    pub websites: Vec<PointDraft>,
    /// By kind: main for leads and contacts, billing and shipping for organizations.
    pub addresses: BTreeMap<AddressKind, AddressDraft>,
    /// Names of tags; one that does not exist yet is made.
    pub tags: Vec<String>,
}

impl<F: Ord> Default for Draft<F> {
    fn default() -> Self {
        Self {
            fields: BTreeMap::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            websites: Vec::new(),
            addresses: BTreeMap::new(),
            tags: Vec::new(),
        }
    }
}

impl<F: Ord> Draft<F> {
    /// A draft of these fields and nothing else.
    pub fn of<T: Into<String>>(fields: impl IntoIterator<Item = (F, T)>) -> Self {
        Self { fields: fields.into_iter().map(|(field, text)| (field, text.into())).collect(), ..Self::default() }
    }

    /// Reads what is to hang on a new record of this kind. Whoever makes a record reads all of it before it writes any: what is refused
    /// has written nothing.
    pub(crate) fn read(&self, kind: Kind, typing: &Typing) -> Result<Hanging> {
        let mut hanging = Hanging::default();
        for (kind, drafts) in
            [(PointKind::Email, &self.emails), (PointKind::Phone, &self.phones), (PointKind::Website, &self.websites)]
        {
            points::read_new(kind, drafts, typing, &mut hanging.points)?;
        }
        for (address, draft) in &self.addresses {
            hanging.addresses.push((*address, addresses::read(kind, *address, draft)?));
        }
        hanging.tags = self.tags.iter().map(|name| tags::check(name)).collect::<Result<_>>()?;
        Ok(hanging)
    }
}

/// What hangs on a new record, as it is written.
#[derive(Default)]
pub(crate) struct Hanging {
    points: Vec<points::NewPoint>,
    addresses: Vec<(AddressKind, addresses::Fields)>,
    tags: Vec<String>,
}

impl Hanging {
    /// Writes it.
    pub(crate) fn write(&self, tx: &Tx, owner: &RecordRef) -> Result<()> {
        points::insert(tx, owner, &self.points)?;
        for (kind, fields) in &self.addresses {
            addresses::insert(tx, owner, *kind, fields)?;
        }
        for name in &self.tags {
            tags::link(tx, owner, name)?;
        }
        Ok(())
    }
}

/// The title of a record: a lead's and an opportunity's title, an organization's name, a contact's first and last name.
///
/// # Errors
/// [`Code::NotFound`].
pub fn title_of(db: &Db, record: &RecordRef) -> Result<String> {
    let sql = match record.kind {
        Kind::Lead => "SELECT title FROM lead WHERE id = ?1",
        Kind::Organization => "SELECT name FROM organization WHERE id = ?1",
        Kind::Contact => "SELECT trim(first_name || ' ' || last_name) FROM contact WHERE id = ?1",
        Kind::Opportunity => "SELECT title FROM opportunity WHERE id = ?1",
    };
    db.conn()
        .prepare_cached(sql)?
        .query_row([&record.id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| not_found(record.kind.table(), &record.id).into())
}

/// The refusal for what is not there (any more).
pub(crate) fn not_found(kind: &str, id: &str) -> Refusal {
    Refusal::new(Code::NotFound).with("kind", kind).with("id", id)
}

/// Notes that something hanging on the record changed. Every function here that writes a record or what hangs on it does so.
///
/// # Errors
/// [`Code::NotFound`].
pub fn touch(tx: &Tx, record: &RecordRef) -> Result<()> {
    let sql = format!("UPDATE \"{}\" SET updated_at = ?2 WHERE id = ?1", record.kind.table());
    match tx.conn().prepare_cached(&sql)?.execute([&record.id, &tx.now_text()])? {
        0 => Err(not_found(record.kind.table(), &record.id).into()),
        _ => Ok(()),
    }
}
