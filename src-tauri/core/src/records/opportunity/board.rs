//! The board: a column for each open stage with what it counts and its first cards (R16, R18, R20).

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::State;
use super::cards::{self, Card};
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::paging::Filter;
use crate::records::pipeline::{self, Pipeline, Stage};
use crate::records::{Choice, Due, Typing, due, matching, settings, typed};

/// What a column comes to without a filter is kept (sql/derived/board.sql); with one it is counted.
pub(super) const ALL_SUMS: &str = include_str!("all_sums.sql");
pub(super) const ALL_DUE: &str = include_str!("all_due.sql");

/// Which cards are shown, everything as typed; blank fields show all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct BoardFilter {
    /// Words that stand in it, in any order, also only begun.
    pub text: String,
    /// Tags by id or name: all of them.
    pub tags: Vec<String>,
    /// The least amount, in the book's currency; it is compared with the figure, whatever its currency.
    pub amount_from: String,
    /// The greatest amount.
    pub amount_to: String,
    /// The first day of expected close.
    pub close_from: String,
    /// The last day of expected close.
    pub close_to: String,
}

/// What is asked of the board.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct BoardQuery {
    /// The pipeline by id; none for the first one.
    pub pipeline: Option<String>,
    /// Which cards.
    pub filter: BoardFilter,
    /// Only the columns of these stages, by id; none for all: after a move, two of them have changed.
    pub stages: Vec<String>,
}

/// The board of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Board {
    /// The pipeline.
    pub pipeline: Choice,
    /// A column for each open stage that was asked for, in the user's order.
    pub columns: Vec<Column>,
    /// The won stages: where a card is dropped that is won.
    pub won_stages: Vec<Stage>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BoardColumn"))]
pub struct Column {
    /// Its stage.
    pub stage: Stage,
    /// What the cards shown come to.
    pub shown: Total,
    /// What all cards come to, where a filter hides some (K07).
    pub total: Option<Total>,
    /// How many of those shown are in each state of the next activity.
    pub due: DueCounts,
    /// The first cards.
    pub cards: Vec<Card>,
    /// To be handed to [`super::column`] as `after` for the next cards; none if these are all.
    pub next: Option<String>,
}

/// What the cards of a column come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BoardTotal"))]
pub struct Total {
    /// How many there are.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub count: i64,
    /// A sum for each currency that one of them has, sorted by code.
    pub sums: Vec<Sum>,
}

/// A sum in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "BoardSum"))]
pub struct Sum {
    /// ISO 4217.
    pub currency: String,
    /// Of the amounts, in minor units. What would not fit is the greatest number that does.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub amount: i64,
    /// Each amount by its probability (R18), rounded at the end, in minor units.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub weighted: i64,
}

/// How many are in each state of the next activity (R20).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct DueCounts {
    /// Nothing is planned.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub none: i64,
    /// On a later day.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub planned: i64,
    /// Today.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub today: i64,
    /// Passed.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub overdue: i64,
}

/// The board of a pipeline: every column asked for with its counts and sums, and its first cards.
///
/// # Errors
/// [`crate::Code::NotFound`] for the pipeline; a refusal of what was typed into the filter, with its field.
pub fn board(db: &Db, query: &BoardQuery, typing: &Typing) -> Result<Board> {
    let Pipeline { id, name, stages } = pipeline::get(db, query.pipeline.as_deref())?;
    let filter = query.filter.read(db, typing)?;
    let (open, won_stages): (Vec<Stage>, Vec<Stage>) = stages.into_iter().partition(|stage| !stage.is_won);
    let asked = |stage: &Stage| query.stages.is_empty() || query.stages.contains(&stage.id);
    let open: Vec<Stage> = open.into_iter().filter(asked).collect();
    let kept = if filter.is_empty() { None } else { Some(kept(db, &open, &filter)?) };
    let columns = open.into_iter().map(|stage| column_of(db, stage, kept.as_ref())).collect::<Result<_>>()?;
    Ok(Board { pipeline: Choice { id, name }, columns, won_stages })
}

fn column_of(db: &Db, stage: Stage, kept: Option<&BTreeMap<String, Kept>>) -> Result<Column> {
    let all = all(db, &stage)?;
    let Some(kept) = kept else {
        let due = all_due(db, &stage, all.count)?;
        let page = cards::read_page(db, &stage, State::Open, &Filter::default(), cards::From::TOP)?;
        return Ok(Column { stage, shown: all, total: None, due, cards: page.cards, next: page.next });
    };
    let none = Kept::default();
    let kept = kept.get(&stage.id).unwrap_or(&none);
    let page = cards::read_page(db, &stage, State::Open, &kept.first()?, cards::From::TOP)?;
    Ok(Column { stage, shown: kept.total(), total: Some(all), due: kept.due, cards: page.cards, next: page.next })
}

impl BoardFilter {
    /// The filter's conditions on opportunities.
    pub(super) fn read(&self, db: &Db, typing: &Typing) -> Result<Filter> {
        let mut filter = Filter::default();
        matching::text(&mut filter, Kind::Opportunity, &self.text, db)?;
        filter.tags(Kind::Opportunity, &self.tags, db)?;
        let currency = settings::currency(db)?;
        for (field, text, condition) in
            [("amountFrom", &self.amount_from, "r.amount >= ?"), ("amountTo", &self.amount_to, "r.amount <= ?")]
        {
            filter.add_some(condition, typed::amount(field, text, currency, typing)?.map(Value::Integer));
        }
        for (field, text, condition) in [
            ("closeFrom", &self.close_from, "r.expected_close >= ?"),
            ("closeTo", &self.close_to, "r.expected_close <= ?"),
        ] {
            filter.add_some(condition, typed::day(field, text, typing)?.map(Value::Text));
        }
        Ok(filter)
    }
}

/// What all open opportunities of a stage come to.
fn all(db: &Db, stage: &Stage) -> Result<Total> {
    let mut total = Total::default();
    let mut statement = db.conn().prepare_cached(ALL_SUMS)?;
    let mut rows = statement.query([&stage.id])?;
    while let Some(row) = rows.next()? {
        total.count += row.get::<_, i64>(1)?;
        if row.get(2)? {
            let whole = |at: usize| -> rusqlite::Result<i128> {
                Ok(row.get::<_, i64>(at).map(i128::from)? * 1_000_000 + row.get::<_, i64>(at + 1).map(i128::from)?)
            };
            total.sums.push(Sum::of(row.get(0)?, whole(3)?, whole(5)?));
        }
    }
    Ok(total)
}

/// How it stands with the next activity of all open opportunities of a stage, which are so many.
fn all_due(db: &Db, stage: &Stage, count: i64) -> Result<DueCounts> {
    let now = due::now(db);
    let mut statement = db.conn().prepare_cached(ALL_DUE)?;
    Ok(statement.query_row([stage.id.as_str(), due::day(&now), &now], |row| {
        let (before, today, later, passed): (i64, i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let none = count - before - today - later;
        Ok(DueCounts { none, planned: later, today: today - passed, overdue: before + passed })
    })?)
}

pub(super) fn shown_sql(filter: &Filter) -> String {
    include_str!("shown.sql").replace("-- FILTER", &filter.and().0)
}

/// The open opportunities of a stage that a filter keeps.
#[derive(Default)]
struct Kept {
    /// Their ranks and ids.
    ranked: Vec<(String, String)>,
    /// The sums of their amounts and of a hundredfold of the weighted ones, by currency.
    sums: BTreeMap<String, (i128, i128)>,
    due: DueCounts,
}

/// Those of some stages. All at once, because the filter is asked once.
fn kept(db: &Db, stages: &[Stage], filter: &Filter) -> Result<BTreeMap<String, Kept>> {
    let mut all = BTreeMap::<String, Kept>::new();
    let now = due::now(db);
    let ids: Vec<&str> = stages.iter().map(|stage| stage.id.as_str()).collect();
    let mut statement = db.conn().prepare_cached(&shown_sql(filter))?;
    let mut rows = statement.query(params_from_iter(values(&[&serde_json::to_string(&ids)?], filter)))?;
    while let Some(row) = rows.next()? {
        let kept = all.entry(row.get(0)?).or_default();
        kept.ranked.push((row.get(1)?, row.get(2)?));
        if let Some(amount) = row.get::<_, Option<i64>>(4)?.map(i128::from) {
            let sum = kept.sums.entry(row.get(3)?).or_default();
            *sum = (sum.0 + amount, sum.1 + amount * i128::from(row.get::<_, i64>(5)?));
        }
        let next_due = row.get_ref(6)?.as_str_or_null().unwrap_or_default();
        *match next_due.map_or(Due::None, |next| due::state(next, &now)) {
            Due::None => &mut kept.due.none,
            Due::Planned => &mut kept.due.planned,
            Due::Today => &mut kept.due.today,
            Due::Overdue => &mut kept.due.overdue,
        } += 1;
    }
    all.values_mut().for_each(|kept| kept.ranked.sort_unstable());
    Ok(all)
}

impl Kept {
    fn total(&self) -> Total {
        let sums =
            self.sums.iter().map(|(currency, (amount, hundredfold))| Sum::of(currency.clone(), *amount, *hundredfold));
        Total { count: self.ranked.len() as i64, sums: sums.collect() }
    }

    /// Keeps the cards on top, and the one that tells that there are more.
    fn first(&self) -> Result<Filter> {
        let ids: Vec<&str> = self.ranked.iter().take(cards::AT_ONCE + 1).map(|(_, id)| id.as_str()).collect();
        let mut filter = Filter::default();
        filter.add("r.id IN (SELECT value FROM json_each(?))", [Value::Text(serde_json::to_string(&ids)?)]);
        Ok(filter)
    }
}

impl Sum {
    fn of(currency: String, amount: i128, hundredfold: i128) -> Self {
        let weighted = (hundredfold + 50 * hundredfold.signum()) / 100;
        Self { currency, amount: fitting(amount), weighted: fitting(weighted) }
    }
}

fn fitting(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

/// The values of a statement: its own, then those of the filter.
pub(super) fn values(own: &[&str], filter: &Filter) -> Vec<Value> {
    own.iter().map(|text| Value::Text((*text).to_owned())).chain(filter.and().1.iter().cloned()).collect()
}
