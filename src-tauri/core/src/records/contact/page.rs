//! The list of contacts.

use serde::{Deserialize, Serialize};

use super::Due;
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::paging::{FIRST, Filter, Listing, Page, Segment, Window};
use crate::records::{Choice, due, matching, unused};

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ContactSort"))]
pub enum Sort {
    /// By family name, then first name.
    #[default]
    Person,
    /// By the organization's name, those without one last.
    Organization,
    /// By the next activity, those without one last.
    Next,
    /// By when it was made.
    Created,
    /// By when it changed last.
    Updated,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 5] = [Sort::Person, Sort::Organization, Sort::Next, Sort::Created, Sort::Updated];
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ContactQuery"))]
pub struct Query {
    /// Words that stand in them, in any order, each also only begun; or any part of an e-mail or phone.
    pub text: String,
    /// Tags by id or name: all of them.
    pub tags: Vec<String>,
    /// Those of this organization, by id.
    pub organization: Option<String>,
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
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ContactRow"))]
pub struct Row {
    /// The id.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// Form of address and titles.
    pub salutation: String,
    /// Where they work.
    pub organization: Option<Choice>,
    /// Job title.
    pub job_title: String,
    /// The primary e-mail as typed, or empty.
    pub email: String,
    /// The primary phone as typed, or empty.
    pub phone: String,
    /// The city, or empty.
    pub city: String,
    /// Names of their tags.
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
    matching::text(&mut filter, Kind::Contact, &query.text, db)?;
    filter.tags(Kind::Contact, &query.tags, db)?;
    filter.equal("organization_id", query.organization.as_ref());
    if query.unused {
        unused::unused(&mut filter, Kind::Contact, db);
    }
    unused::created_before(&mut filter, db, "createdBefore", &query.created_before)?;
    unused::quiet_since(&mut filter, db, Kind::Contact, "quietSince", &query.quiet_since)?;
    filter.ids(&query.ids)?;
    Ok(Listing {
        kind: Kind::Contact,
        columns: include_str!("row.sql"),
        joins: "LEFT JOIN organization o ON o.id = r.organization_id",
        filter,
        segments: match query.sort {
            Sort::Person => Segment::by("r.person_key"),
            Sort::Organization => Segment::organization(Kind::Contact),
            Sort::Next => Segment::due(Kind::Contact),
            Sort::Created => Segment::by("r.created_at"),
            Sort::Updated => Segment::by("r.updated_at"),
        },
        read,
    })
}

fn read(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Row> {
    let column = |at: usize| FIRST + at;
    let next_due: Option<String> = row.get(column(9))?;
    let organization: Option<String> = row.get(column(2))?;
    Ok(Row {
        id: row.get(1)?,
        name: row.get(column(0))?,
        salutation: row.get(column(1))?,
        organization: match organization {
            None => None,
            Some(id) => Some(Choice { id, name: row.get(column(3))? }),
        },
        job_title: row.get(column(4))?,
        email: row.get(column(5))?,
        phone: row.get(column(6))?,
        city: row.get(column(7))?,
        tags: serde_json::from_str(row.get_ref(column(8))?.as_str()?).unwrap_or_default(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(column(10))?,
        updated_at: row.get(column(11))?,
    })
}
