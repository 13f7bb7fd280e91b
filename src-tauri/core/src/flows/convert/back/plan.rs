//! What goes, what stays, and the lead as it comes back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::hanging::Hanging;
use super::{Because, Stays, lead};
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::convert::apply::Record;
use crate::flows::convert::origin::Origin;
use crate::flows::convert::plan::KINDS;
use crate::flows::convert::record;
use crate::flows::convert::row::{self, Row};
use crate::flows::convert::words::Words;
use crate::records::{Named, not_found, title_of};

/// Users of a record that are looked at: of those, at most three do not count.
const MOST_USERS: usize = 8;

/// The tables of what hangs on a record: it goes with it, or moves to the lead, and keeps nothing.
pub(super) const HANGING: [&str; 4] = ["contact_point", "address", "tag_link", "timeline_link"];

/// What was said of a record beside others, and what it waits for, is no use of it.
const NO_USE: [&str; 2] = ["not_duplicate", "foreign_link"];

/// One of the records that a lead became, as it is now.
pub(super) struct Part {
    pub(super) id: String,
    pub(super) now: Row,
    pub(super) created: bool,
    pub(super) goes: bool,
}

pub(super) struct Plan {
    pub(super) conversion: Row,
    pub(super) origin: Origin,
    pub(super) done: Record,
    pub(super) parts: BTreeMap<Kind, Part>,
    /// The lead's row as it comes back.
    pub(super) lead: Row,
    pub(super) lines: Vec<String>,
    pub(super) hanging: Hanging,
    pub(super) removed: Vec<Named>,
    pub(super) stays: Vec<Stays>,
}

impl Plan {
    pub(super) fn make(db: &Db, conversion_id: &str, words: &Words) -> Result<Self> {
        let conversion =
            row::find(db, "conversion", conversion_id)?.ok_or_else(|| not_found("conversion", conversion_id))?;
        let origin: Origin = serde_json::from_str(row::text(&conversion, "origin"))?;
        let done: Record = serde_json::from_str(row::text(&conversion, "outcome"))?;
        let mut parts = BTreeMap::new();
        for kind in KINDS {
            let id = row::text(&conversion, kind.column()).to_owned();
            let Some(now) = row::find(db, kind.table(), &id)? else { continue };
            let created = conversion.get(&format!("{}_created", kind.table())).and_then(Json::as_i64) == Some(1);
            parts.insert(kind, Part { id, now, created, goes: created });
        }
        let came_along = origin
            .tables
            .iter()
            .flat_map(|(table, rows)| rows.iter().map(move |found| (table.clone(), row::text(found, "id").to_owned())));
        let own = Own { conversion_id, done: &done, came_along: came_along.collect() };
        let users = own.settle(db, &mut parts)?;
        let (mut removed, mut stays) = (Vec::new(), Vec::new());
        for (kind, part) in &parts {
            let found = record(*kind, &part.id);
            let named = Named { title: title_of(db, &found)?, record: found, detail: String::new() };
            match (part.goes, part.created) {
                (true, _) => removed.push(named),
                (false, created) => stays.push(Stays {
                    record: named,
                    because: if created { Because::InUse } else { Because::WasThere },
                    users: users.get(kind).cloned().unwrap_or_default(),
                }),
            }
        }
        let hanging = Hanging::find(db, &origin, &done, &parts)?;
        let (lead, lines) = lead::restored(db, &origin, &done, &parts, &hanging, words)?;
        Ok(Self { conversion, origin, done, parts, lead, lines, hanging, removed, stays })
    }

    pub(super) fn lead_id(&self) -> &str {
        row::text(&self.conversion, "lead_id")
    }

    pub(super) fn title(&self) -> &str {
        row::text(&self.lead, "title")
    }
}

/// What belongs to the conversion itself and so is no use of its records by others.
struct Own<'a> {
    conversion_id: &'a str,
    done: &'a Record,
    /// Rows that came from the lead and go back to it, as table and id.
    came_along: BTreeSet<(String, String)>,
}

impl Own<'_> {
    /// Keeps what others use: again and again, for what stays uses others in its turn. The value names the users.
    fn settle(&self, db: &Db, parts: &mut BTreeMap<Kind, Part>) -> Result<BTreeMap<Kind, Vec<String>>> {
        let mut all = BTreeMap::new();
        loop {
            let mut kept = None;
            for (kind, part) in parts.iter().filter(|(_, part)| part.goes) {
                let users = self.users_of(db, parts, *kind, &part.id)?;
                if !users.is_empty() {
                    kept = Some((*kind, users));
                    break;
                }
            }
            let Some((kind, users)) = kept else { return Ok(all) };
            if let Some(part) = parts.get_mut(&kind) {
                part.goes = false;
            }
            all.insert(kind, users);
        }
    }

    /// Who refers to a record, found from the schema's foreign keys: so a kind of record that comes later is seen too.
    fn users_of(&self, db: &Db, parts: &BTreeMap<Kind, Part>, kind: Kind, id: &str) -> Result<Vec<String>> {
        let mut users = Vec::new();
        for reference in row::references_to(db, kind.table()) {
            let table = reference.table.as_str();
            if NO_USE.contains(&table)
                || HANGING.contains(&table)
                || (table == "opportunity_contact" && kind == Kind::Opportunity)
            {
                continue;
            }
            let most = MOST_USERS + self.came_along.iter().filter(|(of, _)| of == table).count();
            for user in row::some(db, table, &reference.column, id, most)? {
                if self.counts(parts, table, &user, &reference.column) {
                    users.push(name_of(db, table, &user)?);
                }
            }
        }
        users.truncate(MOST_USERS);
        Ok(users)
    }

    fn counts(&self, parts: &BTreeMap<Kind, Part>, table: &str, user: &Row, column: &str) -> bool {
        let goes = |kind: Kind, id: &str| parts.get(&kind).is_some_and(|part| part.goes && part.id == id);
        let id = row::text(user, "id");
        match (table, Kind::of_table(table)) {
            ("conversion", _) => id != self.conversion_id,
            ("opportunity_contact", _) => {
                !goes(Kind::Opportunity, row::text(user, "opportunity_id")) && !is_taken_out(self.done, parts, id)
            }
            (_, Some(kind)) => !goes(kind, id) && !is_put_back(self.done, parts, kind, user, column),
            (_, None) => !self.came_along.contains(&(table.to_owned(), id.to_owned())),
        }
    }
}

/// A contact that the conversion added to an opportunity which was there before: it is taken out again.
pub(super) fn is_taken_out(done: &Record, parts: &BTreeMap<Kind, Part>, link_id: &str) -> bool {
    let added = done.inserted.iter().any(|(table, id)| table == "opportunity_contact" && id == link_id);
    added && parts.get(&Kind::Opportunity).is_some_and(|part| !part.created)
}

/// A link that the conversion filled in on a record which was there before: it is put back.
fn is_put_back(done: &Record, parts: &BTreeMap<Kind, Part>, kind: Kind, user: &Row, column: &str) -> bool {
    let is_part = parts.get(&kind).is_some_and(|part| !part.created && part.id == row::text(user, "id"));
    is_part && done.filled.get(kind.table()).is_some_and(|filled| filled.after.get(column) == user.get(column))
}

fn name_of(db: &Db, table: &str, user: &Row) -> Result<String> {
    Ok(match (table, Kind::of_table(table)) {
        ("opportunity_contact", _) => title_of(db, &record(Kind::Opportunity, row::text(user, "opportunity_id")))?,
        (_, Some(kind)) => title_of(db, &record(kind, row::text(user, "id")))?,
        _ => ["title", "subject", "name"]
            .into_iter()
            .map(|column| row::text(user, column))
            .find(|text| !text.is_empty())
            .unwrap_or(table)
            .to_owned(),
    })
}
