//! One search over everything (R12): leads, contacts, organizations, opportunities, notes, converted leads.
//!
//! - query.rs reads what was typed: nothing of it ever reaches the index as syntax.
//! - find.rs asks the index, newest first and never for more than it shows: the time does not grow with the book.
//! - hits.rs fetches what a hit shows; marks.rs says which part of it matched.

mod find;
mod hits;
mod marks;
mod query;

use crate::Result;
use crate::book::{Db, RecordRef};
use crate::records::merged;

pub use marks::Span;

/// How long a record's id is as text.
const ID_LENGTH: usize = 36;

/// The most hits of one answer.
pub const MOST: usize = 100;

/// The statements that a keystroke runs, by name, so that a test can look at their plans.
pub const STATEMENTS: &[(&str, &str)] = &[
    ("in_titles", include_str!("in_titles.sql")),
    ("in_words", include_str!("in_words.sql")),
    ("in_handles", include_str!("in_handles.sql")),
    ("part_and_words", include_str!("part_and_words.sql")),
    ("words_and_part", include_str!("words_and_part.sql")),
    ("subtitle_lead", include_str!("subtitle_lead.sql")),
    ("subtitle_organization", include_str!("subtitle_organization.sql")),
    ("subtitle_contact", include_str!("subtitle_contact.sql")),
    ("subtitle_opportunity", include_str!("subtitle_opportunity.sql")),
    ("record_of_conversion", include_str!("record_of_conversion.sql")),
    ("points_of_conversion", include_str!("points_of_conversion.sql")),
];

/// What a hit is: its badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum HitKind {
    /// A lead.
    Lead,
    /// An organization.
    Organization,
    /// A contact.
    Contact,
    /// An opportunity.
    Opportunity,
    /// A note on a record.
    Note,
    /// A lead that was converted, found under its old title (R6).
    Conversion,
}

impl HitKind {
    /// All of them.
    pub const ALL: [HitKind; 6] = [
        HitKind::Lead,
        HitKind::Organization,
        HitKind::Contact,
        HitKind::Opportunity,
        HitKind::Note,
        HitKind::Conversion,
    ];

    /// The name in the index, on the command line and in the window.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HitKind::Lead => "lead",
            HitKind::Organization => "organization",
            HitKind::Contact => "contact",
            HitKind::Opportunity => "opportunity",
            HitKind::Note => "note",
            HitKind::Conversion => "conversion",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SearchQuery {
    /// As typed so far. All of its words must match, in any field; each may be the beginning of a word.
    pub text: String,
    /// Only these kinds; empty for all.
    pub kinds: Vec<HitKind>,
    /// The most hits wanted, up to [`MOST`]; 0 for 50.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub limit: usize,
}

/// A part of a text with what matched in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Snippet {
    /// One line of text, cut at both ends where it was longer ("…").
    pub text: String,
    /// What matched, from left to right.
    pub marks: Vec<Span>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id: of the record, the note, or the conversion.
    pub id: String,
    /// Its title; a note's first line.
    pub title: String,
    /// What matched in the title.
    pub title_marks: Vec<Span>,
    /// What tells it from others: the company beside a person, the record a note hangs on, what a converted lead became.
    pub subtitle: String,
    /// Where it matched, if not in title or subtitle: a line of the description or note, an e-mail, a phone number.
    pub snippet: Option<Snippet>,
    /// The record to open.
    pub record: Option<RecordRef>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SearchResult {
    /// Titles that begin with the text first, then those with its words, then what has them beside the title (a person, a company),
    /// then what only speaks of them; each group newest first.
    pub hits: Vec<Hit>,
    /// There are more.
    pub capped: bool,
}

/// Searches the book. Below two letters it answers with the records changed last, as [`recent`]. No text makes it fail.
///
/// # Errors
/// Those of SQLite.
pub fn search(db: &Db, wanted: &SearchQuery) -> Result<SearchResult> {
    let limit = if wanted.limit == 0 { 50 } else { wanted.limit.min(MOST) };
    if let Some(record) = by_id(db, wanted)? {
        return Ok(SearchResult { hits: vec![hits::of_record(db, &record)?], capped: false });
    }
    let Some(query) = query::Query::read(&wanted.text) else {
        return Ok(SearchResult { hits: hits::newest(db, &wanted.kinds, limit)?, capped: false });
    };
    let (found, capped) = find::documents(db, &query, &wanted.kinds, limit)?;
    let hits = found.iter().map(|document| hits::hit(db, &query, document)).collect::<Result<_>>()?;
    Ok(SearchResult { hits, capped })
}

/// The record of the id that the text is, also of one that was merged or converted since (R15).
fn by_id(db: &Db, wanted: &SearchQuery) -> Result<Option<RecordRef>> {
    let text = wanted.text.trim();
    if text.len() != ID_LENGTH || text.matches('-').count() != 4 {
        return Ok(None);
    }
    let kind = |record: &RecordRef| HitKind::parse(record.kind.table());
    let is_wanted = |record: &RecordRef| kind(record).is_some_and(|kind| wanted.kinds.contains(&kind));
    Ok(merged::now(db, text)?.filter(|record| wanted.kinds.is_empty() || is_wanted(record)))
}

/// The records changed last, newest first: what the empty search shows.
///
/// # Errors
/// Those of SQLite.
pub fn recent(db: &Db) -> Result<Vec<Hit>> {
    hits::newest(db, &[], 20)
}
