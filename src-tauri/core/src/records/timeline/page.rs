//! One timeline, page by page.

use serde::{Deserialize, Serialize};

use super::items::{self, Converted, Item};
use crate::book::{Db, Kind, RecordRef};
use crate::records::typed::not_a_choice;
use crate::records::{Count, Page, merged};
use crate::{Error, Result};

/// Where a page ended.
#[derive(Debug, Serialize, Deserialize)]
enum Key {
    /// Among the planned ones: due moment and id.
    Planned(String, String),
    /// Among what happened: moment and id.
    Past(String, String),
}

/// The timeline of a record: what is planned first, the most urgent on top (those without a day last), then what happened,
/// newest first. `after` is the `next` of the page before.
///
/// # Errors
/// Those of SQLite; an `after` that no page gave.
pub fn of(db: &Db, owner: &RecordRef, after: Option<&str>, limit: usize) -> Result<Page<Item>> {
    // What hung on a record that was merged hangs on the one it was merged into.
    let owner = &RecordRef { kind: owner.kind, id: merged::id_now(db, owner.kind, &owner.id)? };
    let after: Option<Key> = match after {
        None => None,
        Some(text) => Some(serde_json::from_str(text).map_err(|_| not_a_choice("after", text))?),
    };
    let mut found: Vec<(Key, Item)> = Vec::new();
    // One more than asked for tells whether there is a next page.
    let wanted = limit.saturating_add(1);
    if let None | Some(Key::Planned(..)) = &after {
        let (moment, id) = match &after {
            Some(Key::Planned(moment, id)) => (moment.as_str(), id.as_str()),
            _ => ("", ""),
        };
        for (moment, id) in planned(db, owner, moment, id, wanted)? {
            let item = Item::Activity(items::activity(db, &id)?);
            found.push((Key::Planned(moment, id), item));
        }
    }
    if found.len() < wanted {
        let (moment, id) = match &after {
            Some(Key::Past(moment, id)) => (moment.as_str(), id.as_str()),
            _ => ("~", ""),
        };
        for (source, moment, id) in past(db, owner, moment, id, wanted - found.len())? {
            let item = match source.as_str() {
                "activity" => Item::Activity(items::activity(db, &id)?),
                "note" => Item::Note(items::note(db, &id)?),
                "attachment" => Item::File(items::file(db, &id)?),
                _ => Item::Converted(converted(db, &id)?),
            };
            found.push((Key::Past(moment, id), item));
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = match found.last() {
        Some((key, _)) if more => Some(serde_json::to_string(key)?),
        _ => None,
    };
    let count = match after {
        None => Some(count(db, owner)?),
        Some(_) => None,
    };
    Ok(Page { rows: found.into_iter().map(|(_, item)| item).collect(), next, count })
}

fn planned(db: &Db, owner: &RecordRef, moment: &str, id: &str, limit: usize) -> Result<Vec<(String, String)>> {
    let sql = include_str!("planned.sql").replace("OWNER", owner.kind.table());
    let mut statement = db.conn().prepare_cached(&sql)?;
    let rows = statement.query_map((&owner.id, moment, id, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| row.map_err(Error::from)).collect()
}

fn past(db: &Db, owner: &RecordRef, moment: &str, id: &str, limit: usize) -> Result<Vec<(String, String, String)>> {
    let conversions = match owner.kind {
        // A lead never came from one.
        Kind::Lead => String::new(),
        kind @ (Kind::Organization | Kind::Contact | Kind::Opportunity) => {
            format!("UNION ALL SELECT 'conversion', converted_at, id FROM conversion WHERE {} = ?1", kind.column())
        }
    };
    let sql = include_str!("past.sql").replace("-- CONVERSIONS", &conversions).replace("OWNER", owner.kind.table());
    let mut statement = db.conn().prepare_cached(&sql)?;
    let rows =
        statement.query_map((&owner.id, moment, id, limit), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| row.map_err(Error::from)).collect()
}

fn count(db: &Db, owner: &RecordRef) -> Result<Count> {
    Count::of(db, &format!("SELECT 1 FROM timeline_link WHERE {} = ?1", owner.kind.column()), &[&owner.id])
}

fn converted(db: &Db, id: &str) -> Result<Converted> {
    Ok(db
        .conn()
        .prepare_cached("SELECT title, converted_at FROM conversion WHERE id = ?1")?
        .query_row([id], |row| Ok(Converted { id: id.into(), title: row.get(0)?, converted_at: row.get(1)? }))?)
}
