//! Which record survives, and whose values come first (R15).

use std::cmp::Reverse;

use serde_json::Value as Json;

use super::{Choices, Standing};
use crate::book::{Db, Kind, RecordRef};
use crate::flows::row::{self, Row};
use crate::records::{merged, not_found};
use crate::{Code, Refusal, Result};

/// One of the records, with its row.
pub(super) struct Source {
    pub(super) kind: Kind,
    pub(super) row: Row,
    pub(super) standing: Standing,
    /// How far on it is; more is further.
    further: (bool, i64),
}

impl Source {
    pub(super) fn id(&self) -> &str {
        row::text(&self.row, "id")
    }

    pub(super) fn record(&self) -> RecordRef {
        RecordRef { kind: self.kind, id: self.id().to_owned() }
    }

    fn read(db: &Db, record: &RecordRef) -> Result<Source> {
        let kind = record.kind;
        let row = row::find(db, kind.table(), &record.id)?.ok_or_else(|| not_found(kind.table(), &record.id))?;
        let standing = match (row::text(&row, "state"), row::filled(&row, "closed_at")) {
            ("won", _) => Standing::Won,
            ("lost", _) => Standing::Closed,
            (_, Some(_)) if kind == Kind::Lead => Standing::Closed,
            _ => Standing::Open,
        };
        let further = further(db, kind, &row)?;
        Ok(Source { kind, row, standing, further })
    }
}

/// Opportunities and leads by their stage or status, what has neither last; customers with a deal before those without.
fn further(db: &Db, kind: Kind, row: &Row) -> Result<(bool, i64)> {
    let place = |table: &str, column: &str| -> Result<(bool, i64)> {
        let Some(found) = row::find(db, table, row::text(row, column))? else { return Ok((false, -1)) };
        let number = |column: &str| found.get(column).and_then(Json::as_i64).unwrap_or_default();
        Ok((number("is_won") == 1, number("position")))
    };
    let has = |sql: &str| row::exists(db, sql, &[row::text(row, "id")]);
    Ok(match kind {
        Kind::Opportunity => place("stage", "stage_id")?,
        Kind::Lead => place("lead_status", "status_id")?,
        Kind::Contact => (has("SELECT 1 FROM opportunity_contact WHERE contact_id = ?1")?, 0),
        Kind::Organization => (has("SELECT 1 FROM opportunity WHERE organization_id = ?1")?, 0),
    })
}

/// The records as they are now, each once: the survivor first, then the others, the one further on before the one behind: an
/// opportunity before a lead, what is closed without success last, the higher stage, the older one.
pub(super) fn order(db: &Db, records: &[RecordRef], choices: &Choices) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    for record in records {
        let now = merged::now(db, &record.id)?.ok_or_else(|| not_found(record.kind.table(), &record.id))?;
        if !sources.iter().any(|known| known.id() == now.id) {
            sources.push(Source::read(db, &now)?);
        }
    }
    if sources.len() < 2 {
        return Err(Refusal::new(Code::MergeNeedsTwo).into());
    }
    let deal = |source: &Source| matches!(source.kind, Kind::Lead | Kind::Opportunity);
    if !sources.iter().all(deal) && sources.iter().any(|source| source.kind != sources[0].kind) {
        return Err(Refusal::new(Code::MergeOfKinds).into());
    }
    sources.sort_by_cached_key(|source| {
        let made = (row::text(&source.row, "created_at").to_owned(), source.id().to_owned());
        Reverse((source.kind == Kind::Opportunity, source.standing != Standing::Closed, source.further, Reverse(made)))
    });
    if let Some(wanted) = &choices.survivor {
        let wanted = chosen(db, &sources, "survivor", wanted)?;
        let survivor = sources.remove(wanted);
        if survivor.kind == Kind::Lead && sources.iter().any(|source| source.kind == Kind::Opportunity) {
            let title = row::text(&survivor.row, "title");
            return Err(Refusal::new(Code::LeadBehindOpportunity).at("survivor").with("title", title).into());
        }
        sources.insert(0, survivor);
    }
    Ok(sources)
}

/// The place of the record that an id names.
pub(super) fn chosen(db: &Db, sources: &[Source], field: &str, id: &str) -> Result<usize> {
    let place = |id: &str| sources.iter().position(|source| source.id() == id);
    let found = match place(id) {
        Some(found) => Some(found),
        None => merged::now(db, id)?.and_then(|now| place(&now.id)),
    };
    found.ok_or_else(|| Refusal::new(Code::NotMerged).at(field).with("id", id).into())
}
