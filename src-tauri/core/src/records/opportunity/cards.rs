//! The cards of a column, in the order given by hand (R16).

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::board::{BoardFilter, values};
use super::{State, rotting};
use crate::Result;
use crate::book::Db;
use crate::records::paging::Filter;
use crate::records::pipeline::{self, Stage};
use crate::records::{Due, Typing, due};

/// How many cards come at once: more than a tall window shows of a column. The rest comes when it is scrolled to.
pub(super) const AT_ONCE: usize = 20;
/// The most that can be asked for at once.
const MOST: usize = 500;

/// A card of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Card {
    /// The opportunity's id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The organization's id, if it has one.
    pub organization_id: Option<String>,
    /// The organization's name, or empty.
    pub organization: String,
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
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity (R20).
    pub due: Due,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// For how many days nothing has happened, if that is more than its stage allows (R19).
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub rotten_days: Option<i64>,
}

/// What is asked of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ColumnQuery {
    /// The stage by id. A won stage shows what is won.
    pub stage: String,
    /// The filter of the board.
    pub filter: BoardFilter,
    /// The `next` of the cards before; none for the first ones.
    pub after: Option<String>,
    /// How many cards, at most 500; 0 for the usual number.
    pub limit: u32,
}

/// Some cards of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ColumnPage {
    /// The cards.
    pub cards: Vec<Card>,
    /// To be handed back as `after` for the next ones; none if these are the last.
    pub next: Option<String>,
}

/// More cards of a column.
///
/// # Errors
/// [`crate::Code::NotFound`] for the stage; a refusal of what was typed into the filter, with its field.
pub fn column(db: &Db, query: &ColumnQuery, typing: &Typing) -> Result<ColumnPage> {
    let stage = pipeline::stage(db, &query.stage)?;
    let filter = query.filter.read(db, typing)?;
    let limit = if query.limit == 0 { AT_ONCE } else { (query.limit as usize).min(MOST) };
    let from = From { after: query.after.as_deref(), limit };
    read_page(db, &stage, State::in_stage(&stage), &filter, from)
}

/// Which stretch of a column is read.
pub(super) struct From<'a> {
    after: Option<&'a str>,
    limit: usize,
}

impl From<'_> {
    /// The first cards, as many as come without being asked for.
    pub(super) const TOP: From<'static> = From { after: None, limit: AT_ONCE };
}

pub(super) fn sql(filter: &Filter) -> String {
    include_str!("cards.sql").replace("-- FILTER", &filter.and().0)
}

pub(super) fn read_page(
    db: &Db,
    stage: &Stage,
    state: State,
    filter: &Filter,
    From { after, limit }: From,
) -> Result<ColumnPage> {
    let mut values = values(&[&stage.id, state.as_str(), after.unwrap_or("")], filter);
    // One more than shown tells whether there are more.
    values.push(Value::Integer(limit as i64 + 1));
    let mut statement = db.conn().prepare_cached(&sql(filter))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut page = ColumnPage { cards: Vec::new(), next: None };
    let mut last = None;
    while let Some(row) = rows.next()? {
        if page.cards.len() == limit {
            page.next = last;
            break;
        }
        page.cards.push(card(db, row, stage, state)?);
        last = Some(row.get(12)?);
    }
    Ok(page)
}

fn card(db: &Db, row: &rusqlite::Row, stage: &Stage, state: State) -> Result<Card> {
    let id: String = row.get(0)?;
    let next_due: Option<String> = row.get(8)?;
    let due = due::of(db, next_due.as_deref());
    let rotten_days = if state == State::Open {
        let signs = rotting::Signs {
            rot_days: stage.rot_days,
            stage_since: row.get_ref(10)?.as_str().unwrap_or_default(),
            last_at: row.get_ref(9)?.as_str_or_null().unwrap_or_default(),
            planned: false,
        };
        rotting::of(db, &id, due, signs)?
    } else {
        None
    };
    Ok(Card {
        id,
        title: row.get(1)?,
        organization_id: row.get(2)?,
        organization: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        amount: row.get(4)?,
        currency: row.get(5)?,
        probability: row.get(6)?,
        expected_close: row.get(7)?,
        next_due,
        due,
        tags: serde_json::from_str(row.get_ref(11)?.as_str().unwrap_or_default()).unwrap_or_default(),
        rotten_days,
    })
}
