//! Duplicates over the whole book (R14): leads, contacts and organizations at once, in groups.
//!
//! - read.rs: what records are compared by, read once, in tables of normalised keys.
//! - pairs.rs: records that share a key, with the evidence. A key that more records of a kind share than a person can look at is
//!   noise (D17), and never compared pair by pair: so the time grows with the book and not with its square.
//! - spelling.rs: names that differ by one slip, found by keys too.
//! - groups.rs: what strong evidence connects is one group; what only weak evidence connects is a pair.
//!
//! People and the organization they work for are no duplicates of each other: only a lead can be either.

mod groups;
mod pairs;
mod read;
mod spelling;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::gather::similar_person;
use super::judge;
use super::{EvidenceKind, Strength};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::records::distinct;

pub use groups::Found;

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "DuplicateQuery"))]
pub struct Query {
    /// Only among records of these kinds; empty for leads, contacts and organizations.
    pub kinds: Vec<Kind>,
    /// Also pairs that only weak evidence connects.
    pub weak: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self { kinds: Vec::new(), weak: true }
    }
}

/// A record of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "DuplicateRecord"))]
pub struct Member {
    /// Which.
    pub record: RecordRef,
    /// Its title or name.
    pub title: String,
    /// What tells it from others of the same name: a lead's person, a contact's organization, an organization's city.
    pub subtitle: String,
    /// It has an opportunity.
    pub has_opportunity: bool,
    /// A lead that came to nothing (D16).
    pub closed: bool,
}

/// What some or all records of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct GroupEvidence {
    /// What is the same or similar.
    pub kind: EvidenceKind,
    /// The address, number, domain; for names the first of them as it is compared.
    pub value: String,
    /// How much it takes to believe it.
    pub strength: Strength,
    /// The ids of the records that have it.
    pub records: Vec<String>,
}

/// Records that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "DuplicateGroup"))]
pub struct Group {
    /// Strong: connected by strong evidence. Weak: a pair.
    pub strength: Strength,
    /// Two or more; those with an opportunity first (D43), then the oldest.
    pub records: Vec<Member>,
    /// Strongest first.
    pub evidence: Vec<GroupEvidence>,
}

/// A stretch of the groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "DuplicatePage"))]
pub struct Page {
    /// In the order of their strength. One whose records have gone since they were found is left out.
    pub groups: Vec<Group>,
    /// Where the next page begins; none if this is the last.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub next: Option<usize>,
    /// How many groups strong evidence connects.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub strong: usize,
    /// How many pairs only weak evidence connects.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub weak: usize,
}

/// Looks over the whole book. What it gives names records only by their ids; [`page`] shows a stretch of it.
///
/// # Errors
/// Those of SQLite.
pub fn find(db: &Db, query: &Query) -> Result<Found> {
    let people = read::people(db, &query.kinds)?;
    let mut pairs = pairs::of(&people);
    if query.weak {
        spelling::add(&people, &mut pairs);
    }
    Ok(groups::of(people, pairs, &distinct::all(db)?, query.weak))
}

/// What strong evidence connects among these records of one kind alone: of a selection (R10). Two people of one company are no
/// duplicates here: each is converted, and the company is one.
///
/// # Errors
/// Those of SQLite.
pub fn among(db: &Db, kind: Kind, ids: &[String]) -> Result<Vec<Group>> {
    let people = read::these(db, kind, ids)?;
    let pairs = pairs::of(&people);
    let mut apart = distinct::all(db)?;
    apart.extend(colleagues(&people, &pairs));
    let found = groups::of(people, pairs, &apart, false);
    Ok(page(db, &found, 0, found.len())?.groups)
}

/// Pairs of records of different people that share no e-mail.
fn colleagues(people: &read::People, pairs: &[pairs::Pair]) -> Vec<(String, String)> {
    let shared: HashSet<(u32, u32)> =
        pairs.iter().filter(|pair| pair.kind == EvidenceKind::Email).map(|pair| (pair.one, pair.other)).collect();
    let apart = pairs.iter().filter(|pair| !shared.contains(&(pair.one, pair.other))).filter_map(|pair| {
        let (one, other) = (&people.all[pair.one as usize], &people.all[pair.other as usize]);
        let named = !one.person.is_empty() && !other.person.is_empty();
        (named && one.person != other.person && !similar_person(&one.person, &other.person))
            .then(|| (one.id.clone(), other.id.clone()))
    });
    apart.collect()
}

/// The groups from this place on, at most so many, with what a reader needs.
///
/// # Errors
/// Those of SQLite.
pub fn page(db: &Db, found: &Found, from: usize, limit: usize) -> Result<Page> {
    let mut groups = Vec::new();
    let end = found.len().min(from.saturating_add(limit));
    for group in found.groups(from..end) {
        let records: Vec<(Kind, String)> = group.records.iter().map(|one| (one.kind, one.id.clone())).collect();
        let mut known = judge::load(db, records.iter())?;
        let mut members: Vec<Member> = records
            .iter()
            .filter_map(|(kind, id)| {
                let one = known.remove(&(*kind, id.clone()))?;
                Some(Member {
                    record: RecordRef { kind: *kind, id: id.clone() },
                    title: one.title,
                    subtitle: one.subtitle,
                    has_opportunity: one.has_opportunity,
                    closed: one.closed,
                })
            })
            .collect();
        members.sort_by(|a, b| b.has_opportunity.cmp(&a.has_opportunity).then_with(|| a.record.id.cmp(&b.record.id)));
        if members.len() > 1 {
            groups.push(Group { strength: group.strength, records: members, evidence: group.evidence });
        }
    }
    let next = (end < found.len()).then_some(end);
    Ok(Page { groups, next, strong: found.strong(), weak: found.len() - found.strong() })
}
