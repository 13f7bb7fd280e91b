//! What a step changed, as the screens need it.

use std::collections::BTreeSet;

use rusqlite::{Connection, Params};

use crate::Result;

/// The texts that a statement gives, each once, sorted. Without DISTINCT, for which SQLite would make a table.
pub(super) fn distinct(conn: &Connection, sql: &str, params: impl Params) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        let text = row.get_ref(0)?.as_str().unwrap_or_default();
        if !found.contains(text) {
            found.insert(text.to_owned());
        }
    }
    Ok(found.into_iter().collect())
}

/// The kinds of record that have a screen, a timeline and a history of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Kind {
    /// A first contact.
    Lead,
    /// A company, group, agency, authority.
    Organization,
    /// One person.
    Contact,
    /// A deal on the pipeline.
    Opportunity,
}

impl Kind {
    /// All of them. A child row that belongs to several belongs first to the one named first here.
    pub const ALL: [Kind; 4] = [Kind::Opportunity, Kind::Lead, Kind::Contact, Kind::Organization];

    /// The table of the kind.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Kind::Lead => "lead",
            Kind::Organization => "organization",
            Kind::Contact => "contact",
            Kind::Opportunity => "opportunity",
        }
    }

    /// The column that links a row of another table to a record of this kind.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Kind::Lead => "lead_id",
            Kind::Organization => "organization_id",
            Kind::Contact => "contact_id",
            Kind::Opportunity => "opportunity_id",
        }
    }

    /// The kind whose table this is.
    #[must_use]
    pub fn of_table(table: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.table() == table)
    }
}

/// A record: its kind and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct RecordRef {
    /// The kind.
    pub kind: Kind,
    /// The id.
    pub id: String,
}

/// What a step changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Changes {
    /// Records that changed, or that something hanging on them changed of: at most [`Changes::MOST`].
    pub records: Vec<RecordRef>,
    /// More changed than `records` names: read everything anew.
    pub many: bool,
    /// The tables that rows changed in, sorted.
    pub tables: Vec<String>,
}

impl Changes {
    /// How many records are named one by one.
    pub const MOST: usize = 200;

    /// What the step that is under way changed: from its recorded changes, of which this one is the first, and from the records
    /// they touched (temp.dirty).
    pub(super) fn of_step(conn: &Connection, first: i64) -> Result<Self> {
        let tables = distinct(conn, "SELECT tbl FROM history_change WHERE seq >= ?1", [first])?;
        let mut changes = Changes { tables, ..Changes::default() };
        let mut statement = conn.prepare_cached("SELECT kind, id FROM dirty")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // Notes and conversions are dirty too, for their search documents.
            let Some(kind) = Kind::of_table(row.get_ref(0)?.as_str().unwrap_or_default()) else { continue };
            if changes.records.len() == Self::MOST {
                changes.many = true;
                break;
            }
            changes.records.push(RecordRef { kind, id: row.get(1)? });
        }
        Ok(changes)
    }
}
