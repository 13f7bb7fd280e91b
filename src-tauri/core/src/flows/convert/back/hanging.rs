//! What hangs on the records that a lead became, and where it goes when the lead comes back: what hung on the lead then, as far as
//! it still exists, and what was added since to records that go.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::plan::Part;
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::convert::apply::Record;
use crate::flows::convert::origin::Origin;
use crate::flows::convert::row::{self, Row};
use crate::flows::convert::{Moves, words::Words};

/// The columns that name what hangs there, each with its table.
pub(super) const LINKS: [(&str, &[(&str, &str)]); 2] = [
    ("tag_link", &[("tag_id", "tag")]),
    ("timeline_link", &[("activity_id", "activity"), ("note_id", "note"), ("attachment_id", "attachment")]),
];

/// One row that hangs on the lead again.
pub(super) enum Back {
    /// It is there and changes its owner. `columns` are set beside that.
    Move { table: &'static str, id: String, columns: Row },
    /// It is written anew. The id is that of old unless another row has it now.
    Insert { table: &'static str, row: Row },
}

/// What hangs where.
#[derive(Default)]
pub(super) struct Hanging {
    pub(super) back: Vec<Back>,
    /// Rows that the conversion added to records which were there before, and doubles.
    pub(super) remove: Vec<(&'static str, String)>,
    /// Addresses of records that go and that the lead has no place for: kind and text.
    pub(super) other_addresses: Vec<(String, String)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Hanging {
    pub(super) fn find(db: &Db, origin: &Origin, done: &Record, parts: &BTreeMap<Kind, Part>) -> Result<Self> {
        let mut hanging = Self::default();
        hanging.points(db, origin, parts)?;
        hanging.addresses(db, origin, done, parts)?;
        for (table, items) in LINKS {
            hanging.links(db, origin, done, parts, table, items)?;
        }
        Ok(hanging)
    }

    /// How much hangs on the lead again.
    pub(super) fn moves(&self) -> Moves {
        let count = |column| self.counts.get(column).copied().unwrap_or(0);
        Moves {
            activities: count("activity_id"),
            notes: count("note_id"),
            files: count("attachment_id"),
            tags: count("tag_id"),
        }
    }

    fn points(&mut self, db: &Db, origin: &Origin, parts: &BTreeMap<Kind, Part>) -> Result<()> {
        let mut there: BTreeSet<(String, String)> = BTreeSet::new();
        let mut last: BTreeMap<String, i64> = BTreeMap::new();
        for point in origin.rows("contact_point") {
            let id = row::text(point, "id");
            let now = row::find(db, "contact_point", id)?;
            let unchanged = |now: &Row| same(now, point, &["value", "label", "match_key"]);
            let back = match &now {
                Some(now) if owner(now, parts).is_some_and(|part| part.goes || (!part.created && unchanged(now))) => {
                    let columns = Row::from_iter([("position".to_owned(), position(point).into())]);
                    Back::Move { table: "contact_point", id: id.to_owned(), columns }
                }
                _ => insert("contact_point", point, now.is_some()),
            };
            self.back.push(back);
            let kept = now.as_ref().filter(|now| owner(now, parts).is_some_and(|part| part.goes)).unwrap_or(point);
            there.insert(key_of(kept));
            let highest = last.entry(row::text(point, "kind").to_owned()).or_insert(-1);
            *highest = (*highest).max(position(point));
        }
        for (kind, part) in going(parts).filter(|(kind, _)| *kind != Kind::Opportunity) {
            for point in row::all(db, "contact_point", kind.column(), &part.id)? {
                let id = row::text(&point, "id");
                if origin.rows("contact_point").iter().any(|known| row::text(known, "id") == id) {
                    continue;
                }
                if !there.insert(key_of(&point)) {
                    self.remove.push(("contact_point", id.to_owned()));
                    continue;
                }
                let highest = last.entry(row::text(&point, "kind").to_owned()).or_insert(-1);
                *highest += 1;
                let columns = Row::from_iter([("position".to_owned(), (*highest).into())]);
                self.back.push(Back::Move { table: "contact_point", id: id.to_owned(), columns });
            }
        }
        Ok(())
    }

    /// The lead's one address: what it was, or what the record that goes has now.
    fn addresses(&mut self, db: &Db, origin: &Origin, done: &Record, parts: &BTreeMap<Kind, Part>) -> Result<()> {
        let before = origin.rows("address").first();
        let old = before.map(Words::address).unwrap_or_default();
        let mut of_going = Vec::new();
        for kind in [Kind::Contact, Kind::Organization] {
            if let Some(part) = parts.get(&kind).filter(|part| part.goes) {
                of_going.extend(row::all(db, "address", kind.column(), &part.id)?);
            }
        }
        let newer = of_going.first().filter(|address| Words::address(address) != old);
        let kept = newer.or(before).map(Words::address).unwrap_or_default();
        match (before, newer) {
            (None, None) => {}
            (Some(before), None) => self.back.push(insert("address", before, false)),
            (before, Some(newer)) => {
                let mut address = newer.clone();
                for column in [Kind::Contact.column(), Kind::Organization.column()] {
                    address.insert(column.to_owned(), Json::Null);
                }
                address.insert("kind".to_owned(), "main".into());
                let id = before.map(|before| row::text(before, "id").to_owned());
                address.insert("id".to_owned(), id.map_or(Json::Null, Json::from));
                self.back.push(Back::Insert { table: "address", row: address });
            }
        }
        for address in &of_going {
            let text = Words::address(address);
            if text != kept && text != old {
                self.other_addresses.push((row::text(address, "kind").to_owned(), text));
            }
            self.remove.push(("address", row::text(address, "id").to_owned()));
        }
        // What the conversion put on records that were there before goes again, unless it was changed since.
        for (_, id) in done.inserted.iter().filter(|(table, _)| table == "address") {
            let now = row::find(db, "address", id)?.filter(|now| Words::address(now) == old);
            if now.as_ref().and_then(|now| owner(now, parts)).is_some_and(|part| !part.created) {
                self.remove.push(("address", id.clone()));
            }
        }
        Ok(())
    }

    fn links(
        &mut self,
        db: &Db,
        origin: &Origin,
        done: &Record,
        parts: &BTreeMap<Kind, Part>,
        table: &'static str,
        items: &'static [(&'static str, &'static str)],
    ) -> Result<()> {
        let item_of = |link: &Row| {
            let found = items.iter().find(|(column, _)| row::filled(link, column).is_some());
            found.map(|(column, of)| (*column, *of, row::text(link, column).to_owned()))
        };
        let mut there = BTreeSet::new();
        let mut handled = BTreeSet::new();
        for link in origin.rows(table) {
            let Some((column, of, thing)) = item_of(link) else { continue };
            // What was deleted since is not brought back (C59).
            if row::find(db, of, &thing)?.is_none() {
                continue;
            }
            let id = row::text(link, "id").to_owned();
            let now = row::find(db, table, &id)?;
            let moves = now.as_ref().is_some_and(|now| {
                owner(now, parts).is_some_and(|part| part.goes || !part.created)
                    && item_of(now).is_some_and(|(_, _, t)| t == thing)
            });
            self.back.push(if moves {
                Back::Move { table, id: id.clone(), columns: Row::new() }
            } else {
                insert(table, link, now.is_some())
            });
            *self.counts.entry(column).or_default() += 1;
            there.insert(thing);
            handled.insert(id);
        }
        for (kind, part) in going(parts) {
            for link in row::all(db, table, kind.column(), &part.id)? {
                let id = row::text(&link, "id").to_owned();
                let Some((column, _, thing)) = item_of(&link) else { continue };
                if !handled.insert(id.clone()) {
                    continue;
                }
                if there.insert(thing) {
                    *self.counts.entry(column).or_default() += 1;
                    self.back.push(Back::Move { table, id, columns: Row::new() });
                } else {
                    self.remove.push((table, id));
                }
            }
        }
        for (_, id) in done.inserted.iter().filter(|(of, _)| of == table) {
            let now = row::find(db, table, id)?;
            if now.as_ref().and_then(|now| owner(now, parts)).is_some_and(|part| !part.created)
                && handled.insert(id.clone())
            {
                self.remove.push((table, id.clone()));
            }
        }
        Ok(())
    }
}

/// The lead's link is the only one that a row may have then.
fn insert(table: &'static str, row: &Row, id_is_taken: bool) -> Back {
    let mut row = row.clone();
    if id_is_taken {
        row.insert("id".to_owned(), Json::Null);
    }
    Back::Insert { table, row }
}

fn going(parts: &BTreeMap<Kind, Part>) -> impl Iterator<Item = (Kind, &Part)> {
    parts.iter().filter(|(_, part)| part.goes).map(|(kind, part)| (*kind, part))
}

/// The part that a row hangs on.
pub(super) fn owner<'a>(row: &Row, parts: &'a BTreeMap<Kind, Part>) -> Option<&'a Part> {
    parts.iter().find(|(kind, part)| row::text(row, kind.column()) == part.id).map(|(_, part)| part)
}

fn same(one: &Row, other: &Row, columns: &[&str]) -> bool {
    columns.iter().all(|column| one.get(*column) == other.get(*column))
}

fn position(point: &Row) -> i64 {
    point.get("position").and_then(Json::as_i64).unwrap_or(0)
}

/// What tells two points apart.
fn key_of(point: &Row) -> (String, String) {
    let key = row::text(point, "match_key");
    let text = if key.is_empty() { row::text(point, "value") } else { key };
    (row::text(point, "kind").to_owned(), text.to_owned())
}
