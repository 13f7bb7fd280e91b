//! A record with everything that hangs on it, and what a conversion knows of the lead that it was before.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value as Json;

use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::flows::convert::former;
use crate::flows::row::{self, Row};
use crate::flows::words::Words;
use crate::records::{not_found, title_of};

/// A record that goes back to the leads.
pub(super) struct Snapshot {
    pub(super) record: RecordRef,
    pub(super) title: String,
    /// Its row and those that refer to it, by table.
    pub(super) tables: BTreeMap<String, Vec<Row>>,
    /// The lines that keep what a lead has no field for.
    pub(super) lines: Vec<String>,
}

impl Snapshot {
    pub(super) fn read(db: &Db, record: RecordRef, words: &Words) -> Result<Self> {
        let RecordRef { kind, id } = &record;
        let own = row::find(db, kind.table(), id)?.ok_or_else(|| not_found(kind.table(), id))?;
        let lines = former::lines_of(db, *kind, &own, words)?;
        let mut tables = BTreeMap::from([(kind.table().to_owned(), vec![own])]);
        for reference in row::references_to(db, kind.table()) {
            // Other records that refer to it go, too, each with a snapshot of its own.
            if Kind::of_table(&reference.table).is_none() {
                let rows = row::all(db, &reference.table, &reference.column, id)?;
                let known: &mut Vec<Row> = tables.entry(reference.table).or_default();
                known.extend(rows);
            }
        }
        Ok(Self { title: title_of(db, &record)?, tables, lines, record })
    }

    pub(super) fn own(&self) -> &Row {
        static NONE: std::sync::LazyLock<Row> = std::sync::LazyLock::new(Row::new);
        self.rows(self.record.kind.table()).first().unwrap_or(&NONE)
    }

    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// E-mails, phones and websites in their order, of each kind the primary one first.
    pub(super) fn points(&self) -> Vec<Row> {
        let mut points = self.rows("contact_point").to_vec();
        points.sort_by_key(|point| point.get("position").and_then(Json::as_i64));
        points
    }

    /// The conversions that made or used it, and nobody who stays.
    pub(super) fn conversions<'a>(&'a self, going: &'a HashSet<RecordRef>) -> impl Iterator<Item = &'a Row> {
        let stays = |conversion: &Row, kind: Kind| {
            let id = row::text(conversion, kind.column()).to_owned();
            !id.is_empty() && !going.contains(&RecordRef { kind, id })
        };
        let kinds = [Kind::Organization, Kind::Contact, Kind::Opportunity];
        self.rows("conversion").iter().filter(move |conversion| !kinds.iter().any(|kind| stays(conversion, *kind)))
    }

    /// Its description as it stands in the lead's.
    pub(super) fn description(&self) -> &str {
        row::text(self.own(), "description").trim_end()
    }

    /// The lines of a further contact of a lead that stands for the whole organization: also what a lead has fields for.
    pub(super) fn stand_beside(&mut self, words: &Words) {
        let own = self.own();
        let mut lines = vec![words.line("contact", &Words::person(own))];
        for column in ["job_title", "language"] {
            if !row::text(own, column).is_empty() {
                lines.push(words.line(column, row::text(own, column)));
            }
        }
        lines.append(&mut self.lines);
        self.lines = lines;
    }
}
