//! What is added up: e-mails, phones, websites, descriptions, tags; and addresses, which are taken as blocks (R15).

use std::collections::BTreeSet;

use rusqlite::params;
use serde_json::Value as Json;

use super::fields::same;
use super::order::{self, Source};
use super::{Choices, Field, How};
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::row::{self, Row};
use crate::flows::words::Words;

/// The fields of addresses, each with the kind of the block.
pub(super) const ADDRESSES: [(&str, &str); 3] =
    [("mainAddress", "main"), ("billingAddress", "billing"), ("shippingAddress", "shipping")];

const POINTS: [(&str, &str); 3] = [("emails", "email"), ("phones", "phone"), ("websites", "website")];

/// What happens to the points of the others.
#[derive(Default)]
pub(super) struct Points {
    /// Those of each record, in the order of the records.
    all: Vec<Vec<Row>>,
    /// Ids of points that go over, with their position.
    pub(super) moved: Vec<(String, i64)>,
    /// Ids of points that the survivor has already (M22, M28).
    pub(super) dropped: Vec<String>,
    /// Ids of points that get the label of one that is dropped.
    pub(super) labelled: Vec<(String, String)>,
}

/// The survivor's points first, then those of the others behind them, each value once (M22, M23).
pub(super) fn points(db: &Db, sources: &[Source]) -> Result<Points> {
    let kind = sources[0].kind;
    let mut points = Points::default();
    if kind == Kind::Opportunity {
        return Ok(points);
    }
    let mut kept: Vec<Row> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let mut own = row::all(db, "contact_point", kind.column(), source.id())?;
        own.sort_by_key(|point| (row::text(point, "kind").to_owned(), position(point)));
        for point in &own {
            let id = row::text(point, "id").to_owned();
            let twin = kept.iter_mut().find(|known| at > 0 && key(known) == key(point));
            match twin {
                Some(twin) => {
                    if row::text(twin, "label").is_empty() && !row::text(point, "label").is_empty() {
                        twin.insert("label".to_owned(), Json::from(row::text(point, "label")));
                        points.labelled.push((row::text(twin, "id").to_owned(), row::text(point, "label").to_owned()));
                    }
                    points.dropped.push(id);
                }
                None if at == 0 => kept.push(point.clone()),
                None => {
                    let of_kind = kept.iter().filter(|known| known.get("kind") == point.get("kind"));
                    let next = of_kind.map(position).max().map_or(0, |last| last + 1);
                    let mut moved = point.clone();
                    moved.insert("position".to_owned(), Json::from(next));
                    kept.push(moved);
                    points.moved.push((id, next));
                }
            }
        }
        points.all.push(own);
    }
    Ok(points)
}

fn position(point: &Row) -> i64 {
    point.get("position").and_then(Json::as_i64).unwrap_or_default()
}

/// What tells two points apart: the key, or the text where it could not be read.
fn key(point: &Row) -> (&str, &str) {
    let read = row::text(point, "match_key");
    (row::text(point, "kind"), if read.is_empty() { row::text(point, "value") } else { read })
}

/// The addresses of one kind side by side.
pub(super) struct Block {
    /// As a choice names it.
    pub(super) field: String,
    kind: &'static str,
    rows: Vec<Option<Row>>,
    pub(super) winner: usize,
}

impl Block {
    /// Each address in words.
    fn texts(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.as_ref().map(Words::address).unwrap_or_default()).collect()
    }

    /// The address of a record, if it is not the one that is taken.
    pub(super) fn not_taken(&self, at: usize) -> Option<String> {
        let texts = self.texts();
        let other = texts.get(at).filter(|text| !text.is_empty() && !same(text, &texts[self.winner]));
        other.cloned()
    }

    /// What a line calls it.
    pub(super) fn label(&self) -> &'static str {
        if self.kind == "main" { "address" } else { self.kind }
    }

    /// The id of the address that is taken.
    pub(super) fn taken(&self) -> Option<&str> {
        self.rows[self.winner].as_ref().map(|row| row::text(row, "id"))
    }

    /// The ids of the addresses that go.
    pub(super) fn gone(&self) -> impl Iterator<Item = &str> {
        let others = self.rows.iter().enumerate().filter(|(at, _)| *at != self.winner);
        others.filter_map(|(_, row)| row.as_ref().map(|row| row::text(row, "id")))
    }
}

/// Each kind of address as a block: the one with most of it filled, of equal ones the first (M08), or the chosen one.
pub(super) fn addresses(db: &Db, sources: &[Source], choices: &Choices) -> Result<Vec<Block>> {
    let kind = sources[0].kind;
    let mut blocks = Vec::new();
    if kind == Kind::Opportunity {
        return Ok(blocks);
    }
    for (field, block) in ADDRESSES {
        let mut rows = Vec::new();
        for source in sources {
            let own = row::all(db, "address", kind.column(), source.id())?;
            rows.push(own.into_iter().find(|address| row::text(address, "kind") == block));
        }
        if rows.iter().all(Option::is_none) {
            continue;
        }
        let filled = |row: &Option<Row>| {
            let parts = ["street", "postal_code", "city", "region", "country"];
            row.as_ref().map_or(0, |row| parts.iter().filter(|part| row::filled(row, part).is_some()).count())
        };
        let winner = match choices.take.get(field) {
            Some(id) => order::chosen(db, sources, field, id)?,
            None => {
                let most = rows.iter().map(filled).max().unwrap_or_default();
                rows.iter().position(|row| filled(row) == most).unwrap_or_default()
            }
        };
        blocks.push(Block { field: field.to_owned(), kind: block, rows, winner });
    }
    Ok(blocks)
}

/// The descriptions in the order of the records, each text once, with a blank line between them (M01).
pub(super) fn description(sources: &[Source]) -> String {
    let mut whole = String::new();
    let mut seen = BTreeSet::new();
    for source in sources.iter().filter(|source| source.kind == sources[0].kind) {
        let text = row::text(&source.row, "description");
        if seen.insert(text.trim().to_owned()) {
            whole = crate::flows::convert::joined(&whole, text);
        }
    }
    whole
}

/// What is added up, side by side.
pub(super) fn shown(db: &Db, sources: &[Source], points: &Points, addresses: &[Block]) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    for (field, kind) in POINTS.into_iter().filter(|_| !points.all.is_empty()) {
        let of = |row: &&Row| row::text(row, "kind") == kind;
        let values = points.all.iter().map(|own| listed(own.iter().filter(of).map(Words::point))).collect();
        let kept = points.all.iter().flatten().filter(of);
        let kept = kept.filter(|row| !points.dropped.iter().any(|id| id == row::text(row, "id"))).map(Words::point);
        fields.push(united(field, values, listed(kept)));
    }
    for block in addresses {
        let values = block.texts();
        fields.push(Field {
            field: block.field.clone(),
            how: How::Chosen,
            from: Some(sources[block.winner].id().to_owned()),
            value: values[block.winner].clone(),
            values,
        });
    }
    let mut all = BTreeSet::new();
    let mut values = Vec::new();
    for source in sources {
        let tags = tags(db, source)?;
        values.push(listed(tags.iter().cloned()));
        all.extend(tags);
    }
    fields.push(united("tags", values, listed(all.into_iter())));
    let texts: Vec<String> = sources.iter().map(|source| row::text(&source.row, "description").to_owned()).collect();
    let mut whole = String::new();
    for text in &texts {
        if !whole.contains(text.trim()) {
            whole = crate::flows::convert::joined(&whole, text);
        }
    }
    fields.push(united("description", texts, whole));
    fields.retain(|field| field.values.iter().any(|value| !value.is_empty()));
    Ok(fields)
}

fn united(field: &str, values: Vec<String>, value: String) -> Field {
    Field { field: field.to_owned(), values, how: How::United, from: None, value }
}

fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(", ")
}

fn tags(db: &Db, source: &Source) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.{} = ?1 ORDER BY t.name_key",
        source.kind.column()
    );
    let mut statement = db.conn().prepare_cached(&sql)?;
    Ok(statement.query_map(params![source.id()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
