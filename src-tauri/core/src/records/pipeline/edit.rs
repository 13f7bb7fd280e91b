//! Changing pipelines and stages. Whatever is done, a pipeline keeps an open stage and a won one, and no opportunity is lost
//! with its stage (K04).

use rusqlite::params;
use serde::Deserialize;

use super::{Pipeline, Stage, get, stage, stages};
use crate::book::{Db, Tx};
use crate::records::opportunity;
use crate::records::typed;
use crate::value::text;
use crate::{Code, Refusal, Result};

/// What open stages count when nobody says otherwise: graded, never 100 (R18).
const GRADES: [i64; 4] = [10, 25, 50, 75];

/// A new pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct PipelineDraft {
    /// Its name.
    pub name: String,
    /// The names of its open stages, in their order.
    pub open_stages: Vec<String>,
    /// The name of its won stage.
    pub won_stage: String,
}

/// Adds a pipeline behind the others; its open stages are graded (R18). The value is its id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank name, and without an open stage; [`Code::NameTaken`]; the problems of a line.
pub fn add(tx: &Tx, draft: &PipelineDraft) -> Result<String> {
    let name = name_of_pipeline(tx, &draft.name, None)?;
    if draft.open_stages.is_empty() {
        return Err(Refusal::new(Code::FieldNeeded).at("openStages").into());
    }
    let id = tx.new_id();
    tx.conn()
        .prepare_cached(
            "INSERT INTO pipeline (id, name, position) SELECT ?1, ?2, ifnull(max(position) + 1, 0) FROM pipeline",
        )?
        .execute([&id, &name])?;
    for (at, stage) in draft.open_stages.iter().enumerate() {
        let stage = name_of_stage(tx, &id, "openStages", stage, None)?;
        insert(tx, &id, &stage, at, graded(at, draft.open_stages.len()), false)?;
    }
    let won = name_of_stage(tx, &id, "wonStage", &draft.won_stage, None)?;
    insert(tx, &id, &won, draft.open_stages.len(), 100, true)?;
    tx.about(&name);
    Ok(id)
}

/// Renames a pipeline.
///
/// # Errors
/// As [`add`]; [`Code::NotFound`].
pub fn rename(tx: &Tx, id: &str, name: &str) -> Result<()> {
    get(tx, Some(id))?;
    let name = name_of_pipeline(tx, name, Some(id))?;
    tx.conn().prepare_cached("UPDATE pipeline SET name = ?2 WHERE id = ?1")?.execute([id, &name])?;
    tx.about(&name);
    Ok(())
}

/// Deletes a pipeline that no opportunity is on.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::LastPipeline`]; [`Code::PipelineInUse`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    let pipeline = get(tx, Some(id))?;
    tx.about(&pipeline.name);
    if super::all(tx)?.len() == 1 {
        return Err(Refusal::new(Code::LastPipeline).into());
    }
    let sql = "SELECT count(*) FROM opportunity WHERE stage_id IN (SELECT id FROM stage WHERE pipeline_id = ?1)";
    let count: i64 = tx.conn().prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    if count > 0 {
        return Err(Refusal::new(Code::PipelineInUse).with("pipeline", &pipeline.name).with("count", count).into());
    }
    tx.conn().prepare_cached("DELETE FROM stage WHERE pipeline_id = ?1")?.execute([id])?;
    tx.conn().prepare_cached("DELETE FROM pipeline WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Adds a stage: an open one before the won ones, with a probability between its neighbours', a won one at the end. The value is
/// its id.
///
/// # Errors
/// [`Code::FieldNeeded`], [`Code::NameTaken`], the problems of a line; [`Code::NotFound`].
pub fn add_stage(tx: &Tx, pipeline: &str, name: &str, is_won: bool) -> Result<String> {
    let pipeline = get(tx, Some(pipeline))?;
    let name = name_of_stage(tx, &pipeline.id, "name", name, None)?;
    let open = pipeline.stages.iter().rposition(|stage| !stage.is_won).map_or(0, |at| at + 1);
    let at = if is_won { pipeline.stages.len() } else { open };
    let probability = if is_won { 100 } else { between_neighbours(&pipeline.stages[..at]) };
    let id = insert(tx, &pipeline.id, &name, pipeline.stages.len(), probability, is_won)?;
    move_stage(tx, &id, at)?;
    Ok(id)
}

/// Halfway from the stage before to won, in steps of five.
fn between_neighbours(before: &[Stage]) -> i64 {
    match before.last() {
        None => GRADES[0],
        Some(stage) => ((stage.probability + 100) / 2 / 5 * 5).clamp(stage.probability, 95.max(stage.probability)),
    }
}

/// The probability of the open stage at this place, of so many: graded as far as the usual four go.
fn graded(at: usize, of: usize) -> i64 {
    let step = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    if of <= GRADES.len() {
        GRADES.get(at).copied().unwrap_or(GRADES[0])
    } else {
        // Evenly from 10 to 90.
        10 + 80 * step(at) / step(of - 1).max(1)
    }
}

/// Renames a stage.
///
/// # Errors
/// As [`add_stage`].
pub fn rename_stage(tx: &Tx, id: &str, name: &str) -> Result<()> {
    let found = stage(tx, id)?;
    let name = name_of_stage(tx, &found.pipeline_id, "name", name, Some(id))?;
    tx.conn().prepare_cached("UPDATE stage SET name = ?2 WHERE id = ?1")?.execute([id, &name])?;
    name_step(tx, &found)
}

/// Moves a stage to a place among its pipeline's stages, counted from 0; beyond the last is the last.
///
/// # Errors
/// [`Code::NotFound`].
pub fn move_stage(tx: &Tx, id: &str, to: usize) -> Result<()> {
    let moved = stage(tx, id)?;
    name_step(tx, &moved)?;
    let mut order: Vec<String> = stages(tx, &moved.pipeline_id)?.into_iter().map(|stage| stage.id).collect();
    order.retain(|other| other != id);
    order.insert(to.min(order.len()), moved.id);
    let mut statement = tx.conn().prepare_cached("UPDATE stage SET position = ?2 WHERE id = ?1 AND position <> ?2")?;
    for (position, id) in order.iter().enumerate() {
        statement.execute(params![id, position])?;
    }
    Ok(())
}

/// Sets what an opportunity in an open stage counts, 0 to 100. Those in it whose probability was not set by hand follow in the
/// same step (R17).
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NotAPercentage`]; [`Code::ProbabilityFixed`] for a won stage.
pub fn set_probability(tx: &Tx, id: &str, probability: i64) -> Result<()> {
    let found = stage(tx, id)?;
    name_step(tx, &found)?;
    if found.is_won {
        return Err(Refusal::new(Code::ProbabilityFixed).at("probability").with("state", "won").into());
    }
    if !(0..=100).contains(&probability) {
        return Err(Refusal::new(Code::NotAPercentage).at("probability").with("value", probability).into());
    }
    tx.conn()
        .prepare_cached("UPDATE stage SET probability = ?2 WHERE id = ?1 AND probability <> ?2")?
        .execute(params![id, probability])?;
    tx.conn()
        .prepare_cached(
            "UPDATE opportunity SET probability = ?2
             WHERE stage_id = ?1 AND state = 'open' AND probability_by_hand IS NULL AND probability <> ?2",
        )?
        .execute(params![id, probability])?;
    Ok(())
}

/// Sets after how many days without a sign of life an opportunity in the stage rots; 0 for never (R19).
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NotANumber`] below zero.
pub fn set_rot_days(tx: &Tx, id: &str, days: i64) -> Result<()> {
    name_step(tx, &stage(tx, id)?)?;
    if days < 0 {
        return Err(Refusal::new(Code::NotANumber).at("rotDays").with("value", days).into());
    }
    tx.conn()
        .prepare_cached("UPDATE stage SET rot_days = ?2 WHERE id = ?1 AND rot_days <> ?2")?
        .execute(params![id, days])?;
    Ok(())
}

/// Deletes a stage. The opportunities in it go to the end of the first other stage of its kind, open or won, in their order, in
/// the same step (K04); lost ones stay lost.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::LastOpenStage`], [`Code::LastWonStage`].
pub fn delete_stage(tx: &Tx, id: &str) -> Result<()> {
    let gone = stage(tx, id)?;
    let pipeline: Pipeline = get(tx, Some(&gone.pipeline_id))?;
    tx.about(&pipeline.name);
    let heir = pipeline.stages.iter().find(|stage| stage.id != id && stage.is_won == gone.is_won);
    let code = if gone.is_won { Code::LastWonStage } else { Code::LastOpenStage };
    let heir = heir.ok_or_else(|| Refusal::new(code).with("stage", &gone.name))?;
    opportunity::move_all(tx, &gone, heir)?;
    tx.conn().prepare_cached("DELETE FROM stage WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Names the step after the pipeline of the stage that it changes.
fn name_step(tx: &Tx, stage: &Stage) -> Result<()> {
    tx.about(get(tx, Some(&stage.pipeline_id))?.name);
    Ok(())
}

fn insert(tx: &Tx, pipeline: &str, name: &str, position: usize, probability: i64, is_won: bool) -> Result<String> {
    let id = tx.new_id();
    tx.conn()
        .prepare_cached(
            "INSERT INTO stage (id, pipeline_id, name, position, probability, is_won) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![id, pipeline, name, position, probability, is_won])?;
    Ok(id)
}

fn name_of_pipeline(db: &Db, typed_name: &str, own: Option<&str>) -> Result<String> {
    let others = super::all(db)?.into_iter().filter(|other| Some(other.id.as_str()) != own).map(|other| other.name);
    free_name("name", typed_name, others)
}

fn name_of_stage(db: &Db, pipeline: &str, field: &str, typed_name: &str, own: Option<&str>) -> Result<String> {
    let others = stages(db, pipeline)?.into_iter().filter(|other| Some(other.id.as_str()) != own);
    free_name(field, typed_name, others.map(|other| other.name))
}

/// A name that no other one of the list has; case and accents do not tell two apart.
fn free_name(field: &str, typed_name: &str, mut others: impl Iterator<Item = String>) -> Result<String> {
    let name = typed::line(field, typed_name)?;
    if name.is_empty() {
        return Err(Refusal::new(Code::FieldNeeded).at(field).into());
    }
    if others.any(|other| text::key(&other) == text::key(&name)) {
        return Err(Refusal::new(Code::NameTaken).at(field).with("name", name).into());
    }
    Ok(name)
}
