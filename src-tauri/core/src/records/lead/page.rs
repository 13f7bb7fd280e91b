//! The list of leads.

use serde::{Deserialize, Serialize};

use super::{Choice, Due, Rating};
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::paging::{FIRST, Filter, Listing, Page, Segment, Window};
use crate::records::{due, matching, vocabulary};

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadSort"))]
pub enum Sort {
    /// By title.
    Title,
    /// By company, without its legal form.
    Company,
    /// By family name, then first name.
    Person,
    /// By status in the user's order of them, none first.
    Status,
    /// None, cold, warm, hot.
    Rating,
    /// By expected amount (the figure, whatever its currency), none first.
    Amount,
    /// By the next activity, those without one last.
    Next,
    /// By when it was made.
    #[default]
    Created,
    /// By when it changed last.
    Updated,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 9] = [
        Sort::Title,
        Sort::Company,
        Sort::Person,
        Sort::Status,
        Sort::Rating,
        Sort::Amount,
        Sort::Next,
        Sort::Created,
        Sort::Updated,
    ];
}

/// Which leads are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadShown"))]
pub enum Shown {
    /// Those that are worked on.
    #[default]
    Open,
    /// Those that came to nothing.
    Closed,
    /// Both.
    All,
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadQuery"))]
pub struct Query {
    /// Words that stand in it, in any order, each also only begun; or any part of an e-mail or phone.
    pub text: String,
    /// Tags by id or name: all of them.
    pub tags: Vec<String>,
    /// A status by id.
    pub status: Option<String>,
    /// A source by id.
    pub source: Option<String>,
    /// A rating.
    pub rating: Option<Rating>,
    /// Open or closed ones.
    pub shown: Shown,
    /// Only these, by id: a selection. Empty for all.
    pub ids: Vec<String>,
    /// The order.
    pub sort: Sort,
    /// Backwards.
    pub descending: bool,
    /// The `next` of the page before; none for the first one.
    pub after: Option<String>,
    /// How many rows; 0 for the usual number.
    pub limit: u32,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadRow"))]
pub struct Row {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Salutation, first and last name.
    pub person: String,
    /// The company.
    pub company: String,
    /// The primary e-mail as typed, or empty.
    pub email: String,
    /// The primary phone as typed, or empty.
    pub phone: String,
    /// The city, or empty.
    pub city: String,
    /// How promising it is.
    pub rating: Option<Rating>,
    /// How far work on it is.
    pub status: Option<Choice>,
    /// Where it came from.
    pub source: Option<Choice>,
    /// In minor units of `currency`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub expected_amount: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// It is closed.
    pub closed: bool,
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity.
    pub due: Due,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it changed last, in UTC.
    pub updated_at: String,
}

/// A page of the list.
///
/// # Errors
/// [`crate::Code::NotAChoice`] for an `after` that no page gave.
pub fn page(db: &Db, query: &Query) -> Result<Page<Row>> {
    let window = Window { descending: query.descending, after: query.after.as_deref(), limit: query.limit };
    listing(db, query)?.page(db, &window)
}

/// The SQL of the list's pages, so that a test can ask for its plan.
///
/// # Errors
/// Those of SQLite.
#[doc(hidden)]
pub fn statements(db: &Db, query: &Query) -> Result<Vec<String>> {
    Ok(listing(db, query)?.statements(query.descending))
}

fn listing(db: &Db, query: &Query) -> Result<Listing<Row>> {
    let mut filter = Filter::default();
    matching::text(&mut filter, Kind::Lead, &query.text, db)?;
    filter.tags(Kind::Lead, &query.tags, db)?;
    filter.chosen(db, Kind::Lead, "status_id", query.status.as_ref())?;
    filter.chosen(db, Kind::Lead, "source_id", query.source.as_ref())?;
    filter.chosen(db, Kind::Lead, "rating", query.rating.map(|rating| rating.as_str().to_owned()).as_ref())?;
    match query.shown {
        Shown::Open => filter.add("r.closed_at IS NULL", []),
        Shown::Closed => filter.add("r.closed_at IS NOT NULL", []),
        Shown::All => {}
    }
    filter.ids(&query.ids)?;
    Ok(Listing {
        kind: Kind::Lead,
        columns: include_str!("row.sql"),
        joins: "LEFT JOIN lead_status st ON st.id = r.status_id LEFT JOIN source so ON so.id = r.source_id",
        filter,
        segments: segments(db, query.sort)?,
        read,
    })
}

fn segments(db: &Db, sort: Sort) -> Result<Vec<Segment>> {
    Ok(match sort {
        Sort::Title => Segment::by("r.title_key"),
        Sort::Company => Segment::by("r.company_key"),
        Sort::Person => Segment::by("r.person_key"),
        Sort::Amount => Segment::blank_first("r.expected_amount"),
        Sort::Created => Segment::by("r.created_at"),
        Sort::Updated => Segment::by("r.updated_at"),
        Sort::Next => Segment::due(Kind::Lead),
        Sort::Status => {
            let statuses = vocabulary::all(db, vocabulary::Vocabulary::LeadStatuses)?;
            Segment::each("status_id", std::iter::once(None).chain(statuses.into_iter().map(|status| Some(status.id))))
        }
        Sort::Rating => {
            let ratings = Rating::ALL.map(Rating::as_str);
            Segment::each("rating", std::iter::once("").chain(ratings).map(|rating| Some(rating.to_owned())))
        }
    })
}

fn read(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Row> {
    let column = |at: usize| FIRST + at;
    let choice = |at: usize| -> rusqlite::Result<Option<Choice>> {
        let id: Option<String> = row.get(column(at))?;
        id.map(|id| Ok(Choice { id, name: row.get(column(at + 1))? })).transpose()
    };
    let next_due: Option<String> = row.get(column(15))?;
    Ok(Row {
        id: row.get(1)?,
        title: row.get(column(0))?,
        person: row.get(column(1))?,
        company: row.get(column(2))?,
        email: row.get(column(3))?,
        phone: row.get(column(4))?,
        city: row.get(column(5))?,
        rating: Rating::parse(row.get_ref(column(6))?.as_str()?),
        status: choice(7)?,
        source: choice(9)?,
        expected_amount: row.get(column(11))?,
        currency: row.get(column(12))?,
        tags: serde_json::from_str(row.get_ref(column(13))?.as_str()?).unwrap_or_default(),
        closed: row.get(column(14))?,
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(column(16))?,
        updated_at: row.get(column(17))?,
    })
}
