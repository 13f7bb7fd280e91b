//! The list of opportunities.

use serde::{Deserialize, Serialize};

use super::State;
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::paging::{FIRST, Filter, Listing, Page, Segment, Window};
use crate::records::{Choice, Due, due, matching, pipeline};

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunitySort"))]
pub enum Sort {
    /// By title.
    Title,
    /// By the organization's name, those without one last.
    Organization,
    /// By stage, and within one as on the board.
    Stage,
    /// By amount (the figure, whatever its currency), none first.
    Amount,
    /// By the day it is expected to close, none last.
    Close,
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
    pub const ALL: [Sort; 8] = [
        Sort::Title,
        Sort::Organization,
        Sort::Stage,
        Sort::Amount,
        Sort::Close,
        Sort::Next,
        Sort::Created,
        Sort::Updated,
    ];
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityQuery"))]
pub struct Query {
    /// Words that stand in it, in any order, also only begun.
    pub text: String,
    /// Tags by id or name: all of them.
    pub tags: Vec<String>,
    /// Open, won, lost; none for all.
    pub state: Option<State>,
    /// A stage by id.
    pub stage: Option<String>,
    /// A pipeline by id.
    pub pipeline: Option<String>,
    /// An organization by id.
    pub organization: Option<String>,
    /// A contact by id that is part of it.
    pub contact: Option<String>,
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
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityRow"))]
pub struct Row {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The organization's name, or empty.
    pub organization: String,
    /// The stage.
    pub stage: Choice,
    /// How it stands.
    pub state: State,
    /// In minor units of `currency`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub amount: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// 0 to 100.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub probability: i64,
    /// The day it is expected to close, "2026-12-31".
    pub expected_close: Option<String>,
    /// When it was won or lost, in UTC.
    pub closed_at: Option<String>,
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
    matching::text(&mut filter, Kind::Opportunity, &query.text, db)?;
    filter.tags(Kind::Opportunity, &query.tags, db)?;
    filter.equal("state", query.state.map(|state| state.as_str().to_owned()).as_ref());
    filter.equal("stage_id", query.stage.as_ref());
    filter.equal("organization_id", query.organization.as_ref());
    let text = |id: &String| rusqlite::types::Value::Text(id.clone());
    filter.add_some("r.stage_id IN (SELECT id FROM stage WHERE pipeline_id = ?)", query.pipeline.as_ref().map(text));
    filter.add_some(
        "r.id IN (SELECT opportunity_id FROM opportunity_contact WHERE contact_id = ?)",
        query.contact.as_ref().map(text),
    );
    filter.ids(&query.ids)?;
    Ok(Listing {
        kind: Kind::Opportunity,
        columns: include_str!("row.sql"),
        joins: "JOIN stage s ON s.id = r.stage_id LEFT JOIN organization o ON o.id = r.organization_id",
        filter,
        segments: match query.sort {
            Sort::Title => Segment::by("r.title_key"),
            Sort::Organization => Segment::organization(Kind::Opportunity),
            Sort::Amount => Segment::blank_first("r.amount"),
            Sort::Close => Segment::blank_last("r.expected_close"),
            Sort::Next => Segment::due(Kind::Opportunity),
            Sort::Created => Segment::by("r.created_at"),
            Sort::Updated => Segment::by("r.updated_at"),
            Sort::Stage => {
                let stages = pipeline::all(db)?.into_iter().flat_map(|pipeline| pipeline.stages);
                Segment::each_by("stage_id", stages.map(|stage| stage.id), "r.rank")
            }
        },
        read,
    })
}

fn read(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Row> {
    let column = |at: usize| FIRST + at;
    let next_due: Option<String> = row.get(column(11))?;
    Ok(Row {
        id: row.get(1)?,
        title: row.get(column(0))?,
        organization: row.get(column(1))?,
        stage: Choice { id: row.get(column(2))?, name: row.get(column(3))? },
        state: super::store::state(row, column(4))?,
        amount: row.get(column(5))?,
        currency: row.get(column(6))?,
        probability: row.get(column(7))?,
        expected_close: row.get(column(8))?,
        closed_at: row.get(column(9))?,
        tags: serde_json::from_str(row.get_ref(column(10))?.as_str()?).unwrap_or_default(),
        due: due::of(db, next_due.as_deref()),
        next_due,
        created_at: row.get(column(12))?,
        updated_at: row.get(column(13))?,
    })
}
