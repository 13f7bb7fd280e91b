//! Pipelines and their stages (R18). A pipeline always has an open stage, where opportunities begin, and a won one.

mod edit;

use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

pub use edit::{
    PipelineDraft, add, add_stage, delete, delete_stage, move_stage, rename, rename_stage, set_probability,
    set_rot_days,
};

use crate::Result;
use crate::book::Db;
use crate::records::not_found;

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Pipeline {
    /// The id.
    pub id: String,
    /// As the user named it.
    pub name: String,
    /// In the user's order.
    pub stages: Vec<Stage>,
}

/// A stage of a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Stage {
    /// The id.
    pub id: String,
    /// The pipeline it belongs to.
    pub pipeline_id: String,
    /// As the user named it.
    pub name: String,
    /// What an opportunity in it counts in a forecast unless set by hand: 0 to 100, 100 for a won stage (R18).
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub probability: i64,
    /// An opportunity rots after more days than these (R19); 0 for never.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub rot_days: i64,
    /// What is in it is won (R17).
    pub is_won: bool,
}

/// The columns of [`Stage`] of the alias s, as [`read`] takes them.
pub(crate) const COLUMNS: &str = "s.id, s.pipeline_id, s.name, s.probability, s.rot_days, s.is_won";

/// Reads [`COLUMNS`] from this column on.
pub(crate) fn read(row: &Row, at: usize) -> rusqlite::Result<Stage> {
    Ok(Stage {
        id: row.get(at)?,
        pipeline_id: row.get(at + 1)?,
        name: row.get(at + 2)?,
        probability: row.get(at + 3)?,
        rot_days: row.get(at + 4)?,
        is_won: row.get(at + 5)?,
    })
}

/// All pipelines with their stages, in the user's order.
///
/// # Errors
/// Those of SQLite.
pub fn all(db: &Db) -> Result<Vec<Pipeline>> {
    let mut statement = db.conn().prepare_cached("SELECT id, name FROM pipeline ORDER BY position, id")?;
    let pipelines: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    pipelines.into_iter().map(|(id, name)| Ok(Pipeline { stages: stages(db, &id)?, id, name })).collect()
}

/// The pipeline of this id, or the first one.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn get(db: &Db, id: Option<&str>) -> Result<Pipeline> {
    let mut statement = db
        .conn()
        .prepare_cached("SELECT id, name FROM pipeline WHERE ?1 IS NULL OR id = ?1 ORDER BY position, id LIMIT 1")?;
    let found = statement.query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).optional()?;
    let (id, name) = found.ok_or_else(|| not_found("pipeline", id.unwrap_or_default()))?;
    Ok(Pipeline { stages: stages(db, &id)?, id, name })
}

/// The stages of a pipeline, in the user's order.
pub(crate) fn stages(db: &Db, pipeline: &str) -> Result<Vec<Stage>> {
    let mut statement = db
        .conn()
        .prepare_cached(&format!("SELECT {COLUMNS} FROM stage s WHERE s.pipeline_id = ?1 ORDER BY s.position, s.id"))?;
    let stages = statement.query_map([pipeline], |row| read(row, 0))?;
    Ok(stages.collect::<Result<_, _>>()?)
}

/// A stage.
///
/// # Errors
/// [`crate::Code::NotFound`].
pub fn stage(db: &Db, id: &str) -> Result<Stage> {
    let mut statement = db.conn().prepare_cached(&format!("SELECT {COLUMNS} FROM stage s WHERE s.id = ?1"))?;
    Ok(statement.query_row([id], |row| read(row, 0)).optional()?.ok_or_else(|| not_found("stage", id))?)
}

impl Pipeline {
    /// Where its opportunities begin.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`]: the schema cannot hold that there is one, every function here does.
    pub fn first_open(&self) -> Result<&Stage> {
        Ok(self.stages.iter().find(|stage| !stage.is_won).ok_or_else(|| not_found("stage", ""))?)
    }

    /// The open stage nearest to won.
    ///
    /// # Errors
    /// As [`Pipeline::first_open`].
    pub fn last_open(&self) -> Result<&Stage> {
        Ok(self.stages.iter().rev().find(|stage| !stage.is_won).ok_or_else(|| not_found("stage", ""))?)
    }

    /// Where a won opportunity goes.
    ///
    /// # Errors
    /// As [`Pipeline::first_open`].
    pub fn won(&self) -> Result<&Stage> {
        Ok(self.stages.iter().find(|stage| stage.is_won).ok_or_else(|| not_found("stage", ""))?)
    }
}
