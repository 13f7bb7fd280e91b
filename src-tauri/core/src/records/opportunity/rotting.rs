//! Rotting: for more days than its stage allows nothing has happened with an open opportunity (R19). What counts is a done
//! activity, a note, a file, or a change of stage, but no edit. A planned activity that is not overdue keeps it fresh.

use chrono::{DateTime, Utc};

use crate::Result;
use crate::book::Db;
use crate::records::Due;
use crate::value::date::parse_utc;

/// What rotting is measured by.
#[derive(Debug, Clone, Copy)]
pub struct Signs<'a> {
    /// How many days the stage allows; 0 for any number.
    pub rot_days: i64,
    /// When it entered its stage, in UTC.
    pub stage_since: &'a str,
    /// The last sign of life on its timeline, in UTC.
    pub last_at: Option<&'a str>,
    /// Something is planned that is not overdue.
    pub planned: bool,
}

/// For how many whole days nothing has happened, if that is more than allowed.
#[must_use]
pub fn rotten_days(signs: &Signs, now: DateTime<Utc>) -> Option<i64> {
    if signs.rot_days == 0 || signs.planned {
        return None;
    }
    // The stored form sorts as time does.
    let since = signs.last_at.map_or(signs.stage_since, |last| last.max(signs.stage_since));
    let days = (now - parse_utc(since).ok()?).num_days();
    (days > signs.rot_days).then_some(days)
}

/// [`rotten_days`] of an open opportunity. `due` is the state of its next activity, which tells in all cases but one: with
/// something overdue, something else may still be planned.
pub(crate) fn of(db: &Db, id: &str, due: Due, signs: Signs) -> Result<Option<i64>> {
    let planned = matches!(due, Due::Planned | Due::Today);
    let rotten = rotten_days(&Signs { planned, ..signs }, db.now());
    if rotten.is_some() && due == Due::Overdue && has_later(db, id)? {
        return Ok(None);
    }
    Ok(rotten)
}

fn has_later(db: &Db, id: &str) -> Result<bool> {
    let now = db.local();
    Ok(db
        .conn()
        .prepare_cached(
            "SELECT 1 FROM timeline_link l JOIN activity a ON a.id = l.activity_id
             WHERE l.opportunity_id = ?1 AND a.done_at IS NULL AND (a.due_on, ifnull(a.due_time, '24:00')) >= (?2, ?3)",
        )?
        .exists([id, &now.format("%Y-%m-%d").to_string(), &now.format("%H:%M").to_string()])?)
}
