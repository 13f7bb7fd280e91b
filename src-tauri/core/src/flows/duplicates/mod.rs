//! What is already there (R13, R14): the same person or company, as a lead or as a customer, with the evidence for it.
//!
//! - needle.rs: what was typed, brought to the keys that records are matched by.
//! - gather.rs: the records that each piece of evidence leads to. Every look-up goes through an index and is bounded, so that it
//!   answers per keystroke also in a book of 100,000 records. More than [`MOST_HITS`] hits are noise and dropped (D17).
//! - whole/: all duplicates of the book at once, in groups.
//! - judge.rs: how strong the evidence is for each record, and their order.

mod gather;
mod judge;
mod needle;
pub mod whole;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::book::{Db, Kind, RecordRef};
pub(super) use gather::similar_person;
use needle::Needle;
pub(super) use needle::is_own_domain;

/// More hits than this on one piece of evidence, counted per kind of record, are noise (R14, D17).
pub const MOST_HITS: usize = 20;

/// What is known of a person or company that may be in the book already. Everything as typed; each may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Probe {
    /// What is being typed or converted.
    pub kind: Kind,
    /// Its own id if it is in the book already: it is no duplicate of itself.
    pub id: Option<String>,
    /// A lead's title: holds the company's name where `company` is empty.
    pub title: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// A company's name: of the person, or the organization's own.
    pub company: String,
    /// E-mail addresses; one text may hold several (D23).
    pub emails: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Websites.
    pub websites: Vec<String>,
}

impl Default for Probe {
    fn default() -> Self {
        let (title, first_name, last_name, company) = Default::default();
        let (emails, phones, websites) = Default::default();
        Self { kind: Kind::Lead, id: None, title, first_name, last_name, company, emails, phones, websites }
    }
}

/// How much it takes to believe it. Strong evidence may preselect, weak evidence is only offered (R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Strength {
    /// Only offered.
    Weak,
    /// May preselect.
    Strong,
}

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum EvidenceKind {
    /// The same e-mail address: strong.
    Email,
    /// The same phone number: strong with a similar name, for it may be a switchboard.
    Phone,
    /// The same own domain in e-mail or website: strong for a company; for a person only with the same name.
    Domain,
    /// People of this organization have an address at the same own domain: strong where they are of no other.
    Colleague,
    /// The same company name without its legal form: strong for a company; for a person only with the same name.
    Company,
    /// The same name of a person: weak (D26, D38).
    Person,
    /// A company name in similar spelling: weak (D34).
    SimilarCompany,
    /// A person's name in similar spelling: weak (D28).
    SimilarPerson,
    /// One name lies within the other: weak (C23).
    NameWithin,
    /// A person who matched strongly works there: weak.
    Employer,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Evidence {
    /// What is the same.
    pub kind: EvidenceKind,
    /// The address, number, domain or name that is the same or similar, as the found record has it where it differs.
    pub value: String,
}

/// A record that may be the same person or company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Candidate {
    /// Which.
    pub record: RecordRef,
    /// Its title or name.
    pub title: String,
    /// What tells it from others of the same name: a lead's person, a contact's organization, an organization's city.
    pub subtitle: String,
    /// That of its strongest evidence.
    pub strength: Strength,
    /// All of it, strongest first.
    pub evidence: Vec<Evidence>,
    /// It has an opportunity, won and lost ones included.
    pub has_opportunity: bool,
    /// A lead that came to nothing (D16).
    pub closed: bool,
    /// A contact's organization.
    pub organization_id: Option<String>,
}

/// Leads, organizations and contacts that may be what the probe describes: strongest evidence first, then those with an
/// opportunity (D43), then those with more evidence, then the newest.
///
/// # Errors
/// Those of SQLite.
pub fn candidates(db: &Db, probe: &Probe) -> Result<Vec<Candidate>> {
    let country: Option<String> = rusqlite::OptionalExtension::optional(
        db.conn().prepare_cached("SELECT value FROM setting WHERE id = 'country'")?.query_row([], |row| row.get(0)),
    )?;
    let needle = Needle::of(probe, country.as_deref().unwrap_or_default());
    let hits = gather::hits(db, &needle)?;
    judge::judge(db, &needle, probe.id.as_deref(), hits)
}

/// What a lead in the book is looked for by, for its conversion.
///
/// # Errors
/// [`crate::Code::NotFound`], and those of SQLite.
pub fn probe_of_lead(db: &Db, lead_id: &str) -> Result<Probe> {
    let found = db
        .conn()
        .prepare_cached("SELECT title, first_name, last_name, company FROM lead WHERE id = ?1")?
        .query_row([lead_id], |row| {
            Ok(Probe {
                id: Some(lead_id.to_owned()),
                title: row.get(0)?,
                first_name: row.get(1)?,
                last_name: row.get(2)?,
                company: row.get(3)?,
                ..Probe::default()
            })
        });
    let mut probe = rusqlite::OptionalExtension::optional(found)?.ok_or_else(|| {
        crate::Refusal::new(crate::Code::NotFound).with("kind", Kind::Lead.table()).with("id", lead_id)
    })?;
    let mut statement = db
        .conn()
        .prepare_cached("SELECT kind, value FROM contact_point WHERE lead_id = ?1 ORDER BY kind, position, id")?;
    let mut rows = statement.query([lead_id])?;
    while let Some(row) = rows.next()? {
        let value = row.get(1)?;
        match row.get_ref(0)?.as_str().unwrap_or_default() {
            "email" => probe.emails.push(value),
            "phone" => probe.phones.push(value),
            _ => probe.websites.push(value),
        }
    }
    Ok(probe)
}
