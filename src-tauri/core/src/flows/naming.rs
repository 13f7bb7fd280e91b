//! Which record a typed name means: by id, by title (`Acme GmbH`, `lead:Acme GmbH`), or by what the search finds if it is one record
//! only. For the command line, where nobody can choose from a list.

use super::search::{self, HitKind, SearchQuery};
use crate::book::{Db, Kind, RecordRef};
use crate::records::{merged, title_of};
use crate::value::text;
use crate::{Code, Refusal, Result};

/// The most records that are counted when a name fits several.
const MOST: usize = 99;

/// The record named so, of one of these kinds.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::SeveralMatches`].
pub fn record(db: &Db, name: &str, kinds: &[Kind]) -> Result<RecordRef> {
    let (kinds, wanted) = split(name, kinds);
    // Also an id that leads to another record by now.
    if let Some(record) = merged::now(db, wanted)?.filter(|record| kinds.contains(&record.kind)) {
        return Ok(record);
    }
    let mut found = by_title(db, wanted, &kinds)?;
    if found.is_empty() {
        found = by_search(db, wanted, &kinds)?;
    }
    let names = kinds.iter().map(|kind| kind.table()).collect::<Vec<_>>().join(", ");
    only(found, &names, wanted)
}

/// The conversion that is meant: by its own id, the id or title of the lead, or a record that came from it.
///
/// # Errors
/// As [`record`].
pub fn conversion(db: &Db, name: &str) -> Result<String> {
    let wanted = name.trim();
    for sql in [
        "SELECT id FROM conversion WHERE id = ?1 OR lead_id = ?1",
        "SELECT id FROM conversion WHERE title = ?1 LIMIT 99",
    ] {
        let found = ids(db, sql, wanted)?;
        if !found.is_empty() {
            return only(found, "conversion", wanted);
        }
    }
    let customer = [Kind::Opportunity, Kind::Contact, Kind::Organization];
    let of = record(db, name, &customer)?;
    let sql = format!("SELECT id FROM conversion WHERE {} = ?1 LIMIT 99", of.kind.column());
    only(ids(db, &sql, &of.id)?, "conversion", wanted)
}

fn ids(db: &Db, sql: &str, wanted: &str) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    let found = statement.query_map([wanted], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn only<T>(mut found: Vec<T>, kind: &str, wanted: &str) -> Result<T> {
    match found.len() {
        0 => Err(Refusal::new(Code::NotFound).with("kind", kind).with("id", wanted).into()),
        1 => Ok(found.remove(0)),
        count => Err(Refusal::new(Code::SeveralMatches).with("value", wanted).with("count", count).into()),
    }
}

/// Takes `kind:` off the front. A title may hold a colon: only the name of a kind counts.
fn split<'a>(name: &'a str, kinds: &[Kind]) -> (Vec<Kind>, &'a str) {
    if let Some((prefix, rest)) = name.split_once(':') {
        let named = Kind::ALL.into_iter().find(|kind| kind.table() == prefix.trim());
        if let Some(kind) = named {
            let kinds = kinds.iter().copied().filter(|allowed| *allowed == kind).collect();
            return (kinds, rest.trim());
        }
    }
    (kinds.to_vec(), name.trim())
}

/// Those whose title is the same but for case and accents, at most a few.
fn by_title(db: &Db, wanted: &str, kinds: &[Kind]) -> Result<Vec<RecordRef>> {
    let mut found = Vec::new();
    for kind in kinds {
        let sql = match kind {
            Kind::Lead => "SELECT id FROM lead WHERE title_key = ?1 LIMIT 9",
            Kind::Organization => "SELECT id FROM organization WHERE name_key = ?1 LIMIT 9",
            Kind::Opportunity => "SELECT id FROM opportunity WHERE title_key = ?1 LIMIT 9",
            Kind::Contact => {
                "SELECT record_id FROM search_document WHERE kind = 'contact' AND docid IN
                     (SELECT rowid FROM search_text WHERE search_text MATCH ?1) LIMIT 9"
            }
        };
        let key = match kind {
            Kind::Contact => match words(wanted) {
                Some(words) => words,
                None => continue,
            },
            _ => text::key(wanted),
        };
        for id in ids(db, sql, &key)? {
            let record = RecordRef { kind: *kind, id };
            let title = title_of(db, &record)?;
            if *kind != Kind::Contact || text::key(&title) == text::key(wanted) {
                found.push(record);
            }
        }
    }
    Ok(found)
}

/// Each word quoted, for the full-text index.
fn words(wanted: &str) -> Option<String> {
    let words: Vec<String> = wanted
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    (!words.is_empty()).then(|| format!("title : ({})", words.join(" ")))
}

fn by_search(db: &Db, wanted: &str, kinds: &[Kind]) -> Result<Vec<RecordRef>> {
    // Below two letters the search answers with the newest records, whatever was typed.
    if wanted.chars().filter(|c| c.is_alphanumeric()).count() < 2 || kinds.is_empty() {
        return Ok(Vec::new());
    }
    let kinds = kinds.iter().filter_map(|kind| HitKind::parse(kind.table())).collect();
    let result = search::search(db, &SearchQuery { text: wanted.to_owned(), kinds, limit: MOST })?;
    Ok(result.hits.into_iter().filter_map(|hit| hit.record).collect())
}
