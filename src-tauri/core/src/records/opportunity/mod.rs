//! Opportunities: deals on a pipeline, open, won or lost (R16 to R20).
//!
//! - store.rs: made, changed, read, deleted.
//! - moves.rs: stage and place on the board, won, lost, open again (R16, R17).
//! - contacts.rs: who is part of it.
//! - board.rs, cards.rs, page.rs: what the board and the list show; rotting.rs, rank.rs: the rules behind.

mod board;
mod cards;
mod contacts;
mod moves;
mod page;
pub mod rank;
pub mod rotting;
mod store;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use board::{Board, BoardFilter, BoardQuery, Column, DueCounts, Sum, Total, board};
pub use cards::{Card, ColumnPage, ColumnQuery, column};
pub use contacts::{Member, add_contact, members, remove_contact, set_primary_contact, set_role};
pub(crate) use moves::move_all;
pub(crate) use moves::rank_on_top;
pub use moves::{LostDraft, lose, move_to, reopen, set_probability, set_stage, win};
pub use page::{Query, Row, Sort, page, statements};
pub use store::{create, delete, get, set};

use super::pipeline::Stage;
use super::{Choice, Due, Named, Tag, fields};
use crate::book::{Kind, RecordRef};

fields! {
    /// The fields of an opportunity that are set by name.
    "OpportunityField";
    /// What it is called.
    Title = "title",
    /// The organization, by id or name; made if there is none of that name; blank for none.
    Organization = "organization",
    /// What it is worth, in its currency.
    Amount = "amount",
    /// ISO 4217; blank is the book's. A new one keeps the figure of the amount.
    Currency = "currency",
    /// 0 to 100, set by hand; blank for that of its stage.
    Probability = "probability",
    /// The day it is expected to close.
    ExpectedClose = "expectedClose",
    /// A source by id or name.
    Source = "source",
    /// Free text of several lines.
    Description = "description",
}

/// A new opportunity as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityDraft"))]
pub struct Draft {
    /// Its fields; a missing one is blank.
    pub fields: BTreeMap<Field, String>,
    /// The stage by id; none for the first open one of the first pipeline. It comes on top of its column (K10).
    pub stage: Option<String>,
    /// Ids of contacts; the first one is the primary one.
    pub contacts: Vec<String>,
    /// Names of tags; one that does not exist yet is made.
    pub tags: Vec<String>,
}

/// How an opportunity stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityState"))]
pub enum State {
    /// In an open stage.
    #[default]
    Open,
    /// In a won stage.
    Won,
    /// Given up, in the stage it had.
    Lost,
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Open, State::Won, State::Lost];

    /// The state as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Won => "won",
            State::Lost => "lost",
        }
    }

    /// The state of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The state of what is put into this stage.
    #[must_use]
    pub const fn in_stage(stage: &Stage) -> State {
        if stage.is_won { State::Won } else { State::Open }
    }
}

/// Why an opportunity was lost (R17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityLost"))]
pub struct Lost {
    /// The reason.
    pub reason: Choice,
    /// In the user's words; may be empty.
    pub note: String,
}

/// An opportunity with all that belongs to it but its timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityDetail"))]
pub struct Detail {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The customer, if it is an organization.
    pub organization: Option<Named>,
    /// The pipeline.
    pub pipeline: Choice,
    /// The stage.
    pub stage: Stage,
    /// When it entered its stage, in UTC.
    pub stage_since: String,
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
    /// What the user set by hand, if anything; kept while it is won or lost (R17).
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub probability_by_hand: Option<i64>,
    /// The day it is expected to close, "2026-12-31".
    pub expected_close: Option<String>,
    /// When it was won or lost, in UTC.
    pub closed_at: Option<String>,
    /// Why, if it was lost.
    pub lost: Option<Lost>,
    /// Where it came from.
    pub source: Option<Choice>,
    /// Free text.
    pub description: String,
    /// By name.
    pub tags: Vec<Tag>,
    /// The primary one first, then by name.
    pub contacts: Vec<Member>,
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity (R20).
    pub due: Due,
    /// For how many days nothing has happened, if that is more than its stage allows (R19).
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub rotten_days: Option<i64>,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it or what belongs to it changed last, in UTC.
    pub updated_at: String,
}

/// The SQL of a board under this filter, so that a test can ask for its plan.
///
/// # Errors
/// Those of a filter that cannot be read.
#[doc(hidden)]
pub fn board_statements(
    db: &crate::book::Db,
    filter: &BoardFilter,
    typing: &super::Typing,
) -> crate::Result<Vec<String>> {
    let filter = filter.read(db, typing)?;
    let all = [board::ALL_SUMS, board::ALL_DUE].map(str::to_owned);
    Ok(all.into_iter().chain([board::shown_sql(&filter), cards::sql(&filter)]).collect())
}

/// The record of this id.
pub(crate) fn of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Opportunity, id: id.into() }
}
