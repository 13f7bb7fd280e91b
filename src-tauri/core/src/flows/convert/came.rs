//! "Came from lead ...": the leads that a record came from, each with all that it held, to be read (R6).

use serde::Serialize;
use serde_json::Value as Json;

use super::origin::Origin;
use super::row::{self, Row};
use super::words::Words;
use crate::Result;
use crate::book::{Db, Kind, RecordRef};

/// A lead that a record came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Came {
    /// The conversion: what [`super::turn_back_preview`] takes.
    pub conversion_id: String,
    /// The id that the lead had.
    pub lead_id: String,
    /// Its title then.
    pub title: String,
    /// When it was converted, in UTC.
    pub converted_at: String,
    /// When it had been made, in UTC.
    pub created_at: String,
    /// All that stood in it and on it, in the order of the schema, what was blank left out.
    pub lines: Vec<CameLine>,
    /// How many activities, notes and files hung on it.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub hung: usize,
}

/// One thing that a lead held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct CameLine {
    /// What it is, in the reader's language, like the lines that a conversion writes (R8).
    pub label: String,
    /// What stood there.
    pub value: String,
}

/// What tells nothing to a reader: keys of the machine, and what is said elsewhere.
const SILENT: [&str; 4] = ["id", "currency", "created_at", "updated_at"];

/// The leads that an organization, a contact or an opportunity came from, the latest first. `language` is what labels and
/// amounts are written in.
///
/// # Errors
/// Those of SQLite.
pub fn came_from(db: &Db, record: &RecordRef, language: &str) -> Result<Vec<Came>> {
    if !matches!(record.kind, Kind::Organization | Kind::Contact | Kind::Opportunity) {
        return Ok(Vec::new());
    }
    let words = Words::of(db, language)?;
    let mut conversions = row::all(db, "conversion", record.kind.column(), &record.id)?;
    conversions.sort_by(|a, b| row::text(b, "converted_at").cmp(row::text(a, "converted_at")));
    conversions.iter().map(|conversion| came(db, conversion, &words)).collect()
}

fn came(db: &Db, conversion: &Row, words: &Words) -> Result<Came> {
    let origin: Origin = serde_json::from_str(row::text(conversion, "origin"))?;
    Ok(Came {
        conversion_id: row::text(conversion, "id").to_owned(),
        lead_id: row::text(conversion, "lead_id").to_owned(),
        title: row::text(conversion, "title").to_owned(),
        converted_at: row::text(conversion, "converted_at").to_owned(),
        created_at: row::text(origin.lead(), "created_at").to_owned(),
        lines: lines(db, &origin, words)?,
        hung: origin.rows("timeline_link").len(),
    })
}

fn lines(db: &Db, origin: &Origin, words: &Words) -> Result<Vec<CameLine>> {
    let mut lines = Vec::new();
    let mut line = |label: String, value: String| {
        if !value.is_empty() {
            lines.push(CameLine { label, value });
        }
    };
    let lead = origin.lead();
    let mut columns: Vec<&String> = lead.keys().collect();
    let places = order(db)?;
    columns.sort_by_key(|column| places.iter().position(|place| place == *column).unwrap_or(usize::MAX));
    for column in columns {
        if SILENT.contains(&column.as_str()) || column.ends_with("_key") || column == "description" {
            continue;
        }
        // What the id was called then, also where that is gone now.
        let value = match lead.get(column).and_then(Json::as_str).and_then(|id| origin.names.get(id)) {
            Some(name) => name.clone(),
            None => words.value(db, lead, column)?,
        };
        line(words.label(column), value);
    }
    for point in origin.rows("contact_point") {
        line(words.label(row::text(point, "kind")), Words::point(point));
    }
    for address in origin.rows("address") {
        line(words.label("address"), Words::address(address));
    }
    let mut tags: Vec<&str> = origin
        .rows("tag_link")
        .iter()
        .filter_map(|link| origin.names.get(row::text(link, "tag_id")).map(String::as_str))
        .collect();
    tags.sort_unstable();
    line(words.label("tags"), tags.join(", "));
    line(words.label("description"), row::text(lead, "description").to_owned());
    Ok(lines)
}

/// The lead's columns as the schema has them; the row was kept without an order.
fn order(db: &Db) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached("SELECT name FROM pragma_table_info('lead') ORDER BY cid")?;
    Ok(statement.query_map([], |column| column.get(0))?.collect::<Result<_, _>>()?)
}
