//! Where an opportunity stands: stage, place in the column, open, won or lost (R16, R17).

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::{State, rank, store};
use crate::book::{Db, Tx};
use crate::records::pipeline::{self, Stage};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{not_found, typed};
use crate::{Code, Refusal, Result};

/// What decides where an opportunity may go.
struct Standing {
    title: String,
    stage: Stage,
    state: State,
    rank: String,
    by_hand: Option<i64>,
    closed_at: Option<String>,
}

fn standing(db: &Db, id: &str) -> Result<Standing> {
    let mut statement = db.conn().prepare_cached(&format!(
        "SELECT r.title, r.state, r.rank, r.probability_by_hand, r.closed_at, {}
         FROM opportunity r JOIN stage s ON s.id = r.stage_id WHERE r.id = ?1",
        pipeline::COLUMNS
    ))?;
    let found = statement.query_row([id], |row| {
        Ok(Standing {
            title: row.get(0)?,
            state: store::state(row, 1)?,
            rank: row.get(2)?,
            by_hand: row.get(3)?,
            closed_at: row.get(4)?,
            stage: pipeline::read(row, 5)?,
        })
    });
    Ok(found.optional()?.ok_or_else(|| not_found("opportunity", id))?)
}

/// Moves a card: into this stage, below the card `after` or on top. One row is written (R16). Into a won stage it is won, out of
/// one it is open again, and so is a lost one; from one won stage to another it stays closed when it was (R17, W13). Where it
/// stands already nothing changes (W16).
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NotInStage`] if `after` does not stand in that column (any more).
pub fn move_to(tx: &Tx, id: &str, stage: &str, after: Option<&str>) -> Result<()> {
    let card = standing(tx, id)?;
    tx.about(&card.title);
    let stage = pipeline::stage(tx, stage)?;
    let state = State::in_stage(&stage);
    if card.stage.id == stage.id && card.state == state && is_right_below(tx, id, &card, after)? {
        return Ok(());
    }
    let above = match after {
        None => None,
        Some(above) if above == id => return Ok(()),
        Some(above) => Some(rank_in_column(tx, above, &stage, state)?),
    };
    let rank = rank_below(tx, &stage.id, id, above.as_deref())?;
    place(tx, id, &card, &stage, &rank)
}

/// Puts an opportunity into a stage, on top of the column. In that stage already, nothing changes (W16).
///
/// # Errors
/// [`Code::NotFound`].
pub fn set_stage(tx: &Tx, id: &str, stage: &str) -> Result<()> {
    let card = standing(tx, id)?;
    let stage = pipeline::stage(tx, stage)?;
    tx.about(&card.title);
    if card.stage.id == stage.id && card.state == State::in_stage(&stage) {
        return Ok(());
    }
    let rank = if card.stage.id == stage.id { card.rank.clone() } else { rank_below(tx, &stage.id, id, None)? };
    place(tx, id, &card, &stage, &rank)
}

/// Wins an opportunity: its pipeline's won stage, probability 100, closed now (R17). One that is won stays as it is.
///
/// # Errors
/// [`Code::NotFound`].
pub fn win(tx: &Tx, id: &str) -> Result<()> {
    let card = standing(tx, id)?;
    if card.state == State::Won {
        tx.about(&card.title);
        return Ok(());
    }
    let won = pipeline::get(tx, Some(&card.stage.pipeline_id))?.won()?.id.clone();
    set_stage(tx, id, &won)
}

/// Opens a won or lost opportunity again: a lost one in the stage it had, a won one in the open stage nearest to won (R17). An
/// open one stays as it is.
///
/// # Errors
/// [`Code::NotFound`].
pub fn reopen(tx: &Tx, id: &str) -> Result<()> {
    let card = standing(tx, id)?;
    tx.about(&card.title);
    match card.state {
        State::Open => Ok(()),
        _ if !card.stage.is_won => set_stage(tx, id, &card.stage.id),
        _ => {
            let stage = pipeline::get(tx, Some(&card.stage.pipeline_id))?.last_open()?.id.clone();
            set_stage(tx, id, &stage)
        }
    }
}

/// Why an opportunity was lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OpportunityLostDraft"))]
pub struct LostDraft {
    /// A lost reason by id or name.
    pub reason: String,
    /// In the user's words; may be blank unless the reason says nothing without (W17).
    pub note: String,
}

/// Loses an opportunity: it keeps its stage, probability 0, closed now (R17). Of one that is lost already, reason and note
/// become these.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::FieldNeeded`] at reason or note (W17); [`Code::NotAChoice`] for an unknown reason;
/// [`Code::WonCannotBeLost`]: it is opened again first.
pub fn lose(tx: &Tx, id: &str, draft: &LostDraft) -> Result<()> {
    let card = standing(tx, id)?;
    tx.about(&card.title);
    if card.state == State::Won {
        return Err(Refusal::new(Code::WonCannotBeLost).with("title", &card.title).into());
    }
    let needed = |field| Refusal::new(Code::FieldNeeded).at(field);
    let reason = vocabulary::read(tx, Vocabulary::LostReasons, "reason", &draft.reason)?;
    let reason = reason.ok_or_else(|| needed("reason"))?;
    let note = typed::block("note", &draft.note)?;
    if note.is_empty() && needs_text(tx, &reason)? {
        return Err(needed("note").into());
    }
    tx.conn()
        .prepare_cached(
            "UPDATE opportunity
             SET state = 'lost', probability = 0, closed_at = ifnull(closed_at, ?4), lost_reason_id = ?2, lost_note = ?3,
                 updated_at = ?4
             WHERE id = ?1 AND (state <> 'lost' OR lost_reason_id <> ?2 OR lost_note <> ?3)",
        )?
        .execute([id, &reason, &note, &tx.now_text()])?;
    Ok(())
}

fn needs_text(db: &Db, reason: &str) -> Result<bool> {
    let mut statement = db.conn().prepare_cached("SELECT needs_text FROM lost_reason WHERE id = ?1")?;
    Ok(statement.query_row([reason], |row| row.get(0))?)
}

/// Sets the probability of an open opportunity by hand (0 to 100), or back to that of its stage. It stays open at 100 (W01).
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NotAPercentage`]; [`Code::ProbabilityFixed`] for a won or lost one (W05).
pub fn set_probability(tx: &Tx, id: &str, by_hand: Option<i64>) -> Result<()> {
    let card = standing(tx, id)?;
    tx.about(&card.title);
    if let Some(value) = by_hand.filter(|value| !(0..=100).contains(value)) {
        return Err(Refusal::new(Code::NotAPercentage).at("probability").with("value", value).into());
    }
    if card.state != State::Open {
        return Err(probability_fixed(card.state).into());
    }
    tx.conn()
        .prepare_cached(
            "UPDATE opportunity SET probability_by_hand = ?2, probability = ?3, updated_at = ?4
             WHERE id = ?1 AND probability_by_hand IS NOT ?2",
        )?
        .execute(params![id, by_hand, probability(State::Open, by_hand, &card.stage), tx.now_text()])?;
    Ok(())
}

/// The refusal of a probability for what is won or lost.
pub(super) fn probability_fixed(state: State) -> Refusal {
    Refusal::new(Code::ProbabilityFixed).at("probability").with("state", state.as_str())
}

/// What an opportunity counts (R17, R18).
pub(super) fn probability(state: State, by_hand: Option<i64>, stage: &Stage) -> i64 {
    match state {
        State::Open => by_hand.unwrap_or(stage.probability),
        State::Won => 100,
        State::Lost => 0,
    }
}

/// The one write of a move.
fn place(tx: &Tx, id: &str, card: &Standing, stage: &Stage, rank: &str) -> Result<()> {
    let (state, now) = (State::in_stage(stage), tx.now_text());
    let entered = card.stage.id != stage.id || card.state != state;
    let closed_at = match (card.state, state) {
        (_, State::Open | State::Lost) => None,
        (State::Won, State::Won) => card.closed_at.as_ref(),
        (_, State::Won) => Some(&now),
    };
    tx.conn().prepare_cached(include_str!("move.sql"))?.execute(params![
        id,
        stage.id,
        rank,
        entered.then_some(&now),
        state.as_str(),
        probability(state, card.by_hand, stage),
        closed_at,
    ])?;
    Ok(())
}

/// A rank for a card in a stage, right below this one, or on top. It differs from every other one in the stage, whatever their
/// state.
pub(super) fn rank_below(tx: &Tx, stage: &str, id: &str, above: Option<&str>) -> Result<String> {
    let next: Option<String> = tx
        .conn()
        .prepare_cached(
            "SELECT rank FROM opportunity WHERE stage_id = ?1 AND rank > ?2 AND id <> ?3 ORDER BY rank LIMIT 1",
        )?
        .query_row([stage, above.unwrap_or(""), id], |row| row.get(0))
        .optional()?;
    rank::between(above, next.as_deref(), salt(tx)).ok_or_else(|| {
        Refusal::new(Code::BrokenRule).with("detail", format!("no rank between {above:?} and {next:?}")).into()
    })
}

/// The rank of a new card on top of a stage's column.
pub(crate) fn rank_on_top(tx: &Tx, stage: &str) -> Result<String> {
    rank_below(tx, stage, "", None)
}

/// The random end of a new id.
fn salt(tx: &Tx) -> u32 {
    let id = tx.new_id();
    id.get(id.len().saturating_sub(8)..).and_then(|end| u32::from_str_radix(end, 16).ok()).unwrap_or(0)
}

/// The rank of a card that another one is to stand below.
fn rank_in_column(tx: &Tx, id: &str, stage: &Stage, state: State) -> Result<String> {
    let above = standing(tx, id)?;
    if above.stage.id != stage.id || above.state != state {
        return Err(Refusal::new(Code::NotInStage).with("title", above.title).with("stage", &stage.name).into());
    }
    Ok(above.rank)
}

fn is_right_below(db: &Db, id: &str, card: &Standing, after: Option<&str>) -> Result<bool> {
    let above: Option<String> = db
        .conn()
        .prepare_cached(
            "SELECT id FROM opportunity WHERE stage_id = ?1 AND state = ?2 AND rank < ?3 AND id <> ?4
             ORDER BY rank DESC LIMIT 1",
        )?
        .query_row([&card.stage.id, card.state.as_str(), &card.rank, id], |row| row.get(0))
        .optional()?;
    Ok(above.as_deref() == after)
}

/// Moves every opportunity of a stage that goes to the end of another one of its kind, in their order (K04).
pub(crate) fn move_all(tx: &Tx, from: &Stage, to: &Stage) -> Result<()> {
    let ids: Vec<String> = tx
        .conn()
        .prepare_cached("SELECT id FROM opportunity WHERE stage_id = ?1 ORDER BY rank")?
        .query_map([&from.id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut last: Option<String> = tx
        .conn()
        .prepare_cached("SELECT max(rank) FROM opportunity WHERE stage_id = ?1")?
        .query_row([&to.id], |row| row.get(0))?;
    for id in ids {
        let card = standing(tx, &id)?;
        let rank = rank_below(tx, &to.id, &id, last.as_deref())?;
        tx.conn()
            .prepare_cached(
                "UPDATE opportunity SET stage_id = ?2, rank = ?3, probability = ?4, stage_since = ?5, updated_at = ?5
                 WHERE id = ?1",
            )?
            .execute(params![id, to.id, rank, probability(card.state, card.by_hand, to), tx.now_text()])?;
        last = Some(rank);
    }
    Ok(())
}
