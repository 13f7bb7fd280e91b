//! Everything that a lead is made of, found from the schema's foreign keys (R6): kept whole in the conversion, and what "turn
//! back into a lead" restores.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::row::{self, Reference, Row};
use crate::Result;
use crate::book::{Db, Kind};

/// The rows of a lead, by table: its own under "lead", then those of every table that refers to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Origin {
    /// What the ids in the rows were called then: statuses, sources and tags may be renamed or deleted later.
    #[serde(default)]
    pub(super) names: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(super) tables: BTreeMap<String, Vec<Row>>,
}

impl Origin {
    /// Reads a lead whole; none if there is no such lead.
    pub(super) fn read(db: &Db, references: &[Reference], lead_id: &str) -> Result<Option<Self>> {
        let Some(lead) = row::find(db, Kind::Lead.table(), lead_id)? else { return Ok(None) };
        let mut origin = Self::default();
        for (column, table) in [("status_id", "lead_status"), ("source_id", "source")] {
            origin.name(db, table, row::text(&lead, column))?;
        }
        origin.tables.insert(Kind::Lead.table().to_owned(), vec![lead]);
        for reference in references {
            let rows = row::all(db, &reference.table, &reference.column, lead_id)?;
            for link in rows.iter().filter(|_| reference.table == "tag_link") {
                origin.name(db, "tag", row::text(link, "tag_id"))?;
            }
            origin.tables.entry(reference.table.clone()).or_default().extend(rows);
        }
        Ok(Some(origin))
    }

    fn name(&mut self, db: &Db, table: &str, id: &str) -> Result<()> {
        if id.is_empty() || self.names.contains_key(id) {
            return Ok(());
        }
        if let Some(found) = row::find(db, table, id)? {
            self.names.insert(id.to_owned(), row::text(&found, "name").to_owned());
        }
        Ok(())
    }

    /// The lead's own row.
    pub(super) fn lead(&self) -> &Row {
        static NONE: std::sync::LazyLock<Row> = std::sync::LazyLock::new(Row::new);
        self.tables.get(Kind::Lead.table()).and_then(|rows| rows.first()).unwrap_or(&NONE)
    }

    /// The rows of a table that hung on it.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }
}
