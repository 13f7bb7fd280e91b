//! The list of organizations.

use serde::{Deserialize, Serialize};

use super::Due;
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::paging::{FIRST, Filter, Listing, Page, Segment, Window};
use crate::records::{due, matching, unused};

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OrganizationSort"))]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By the next activity, those without one last.
    Next,
    /// By when it was made.
    Created,
    /// By when it changed last.
    Updated,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 4] = [Sort::Name, Sort::Next, Sort::Created, Sort::Updated];
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OrganizationQuery"))]
pub struct Query {
    /// Words that stand in it, in any order, each also only begun; or any part of an e-mail or phone.
    pub text: String,
    /// Tags by id or name: all of them.
    pub tags: Vec<String>,
    /// Subsidiaries of this organization, by id.
    pub parent: Option<String>,
    /// Only those without any opportunity, as a clean-up lists them (R11).
    pub unused: bool,
    /// Only those made before this day ("2026-01-31"); blank for all.
    pub created_before: String,
    /// Only those of which nothing was done since this day, and nothing is planned; blank for all.
    pub quiet_since: String,
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
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OrganizationRow"))]
pub struct Row {
    /// The id.
    pub id: String,
    /// The full name.
    pub name: String,
    /// Industry.
    pub industry: String,
    /// The primary e-mail as typed, or empty.
    pub email: String,
    /// The primary phone as typed, or empty.
    pub phone: String,
    /// The primary website as typed, or empty.
    pub website: String,
    /// The city of the billing address, else of the shipping address, or empty.
    pub city: String,
    /// The parent's name, or empty.
    pub parent: String,
    /// Names of its tags.
    pub tags: Vec<String>,
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
    matching::text(&mut filter, Kind::Organization, &query.text, db)?;
    filter.tags(Kind::Organization, &query.tags, db)?;
    filter.equal("parent_id", query.parent.as_ref());
    if query.unused {
        unused::unused(&mut filter, Kind::Organization, db);
    }
    unused::created_before(&mut filter, db, "createdBefore", &query.created_before)?;
    unused::quiet_since(&mut filter, db, Kind::Organization, "quietSince", &query.quiet_since)?;
    filter.ids(&query.ids)?;
    Ok(Listing {
        kind: Kind::Organization,
        columns: include_str!("row.sql"),
        joins: "LEFT JOIN organization parent ON parent.id = r.parent_id",
        filter,
        segments: match query.sort {
            Sort::Name => Segment::by("r.name_key"),
            Sort::Next => Segment::due(Kind::Organization),
            Sort::Created => Segment::by("r.created_at"),
            Sort::Updated => Segment::by("r.updated_at"),
        },
        read,
    })
}

fn read(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Row> {
    let column = |at: usize| FIRST + at;
    let next_due: Option<String> = row.get(column(8))?;
    Ok(Row {
        id: row.get(1)?,
        name: row.get(column(0))?,
        industry: row.get(column(1))?,
        email: row.get(column(2))?,
        phone: row.get(column(3))?,
        website: row.get(column(4))?,
        city: row.get(column(5))?,
        parent: row.get(column(6))?,
        tags: serde_json::from_str(row.get_ref(column(7))?.as_str()?).unwrap_or_default(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(column(9))?,
        updated_at: row.get(column(10))?,
    })
}
