//! Is everything as it should be: the file, its links, the index against the records, the files against the rows.

use std::fs;

use super::{Book, settings};
use crate::Result;

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Nothing at all was found.
    pub ok: bool,
    /// What was found, if anything.
    pub findings: Vec<Finding>,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// integrity, foreign_key, search_index, search_document, pulse, board, file_missing, file_size.
    pub area: &'static str,
    /// What exactly.
    pub detail: String,
}

/// What is made anew and compared: the area, the table, its columns with the one first that a finding names.
const DERIVED: &[(&str, &str, &str)] = &[
    ("search_document", "search_document", "record_id, kind, title, detail, body, variants, handles"),
    ("pulse", "derived_pulse", "record_id, kind, next_due, last_at"),
    (
        "board",
        "derived_board_sum",
        "stage_id, currency, count, amounts, millions, rest, weighted_millions, weighted_rest",
    ),
    ("board", "derived_board_due", "stage_id, day, count"),
];

impl Book {
    /// Looks over the whole book: `PRAGMA integrity_check`, foreign keys, the search index against its documents, documents,
    /// pulse and board against what the records say now, and each attached file against its row.
    ///
    /// # Errors
    /// Those of SQLite where even looking is impossible.
    pub fn check(&self) -> Result<Check> {
        let mut findings = self.check_file()?;
        findings.extend(self.check_derived()?);
        findings.extend(self.check_files()?);
        Ok(Check { ok: findings.is_empty(), findings })
    }

    /// On a connection of its own: one that looked before would hold the search index against what it remembers of it.
    fn check_file(&self) -> Result<Vec<Finding>> {
        let conn = settings::open_reader(&self.0.folder.join(super::open::FILE))?;
        let mut findings = Vec::new();
        let mut statement = conn.prepare("PRAGMA integrity_check")?;
        for answer in statement.query_map([], |row| row.get::<_, String>(0))? {
            let answer = answer?;
            if answer != "ok" {
                findings.push(Finding { area: "integrity", detail: answer });
            }
        }
        let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (table, rowid, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let detail = format!("{table} row {} -> {parent}", rowid.unwrap_or_default());
            findings.push(Finding { area: "foreign_key", detail });
        }
        Ok(findings)
    }

    /// Makes search and pulse anew in a transaction that is thrown away, and compares.
    fn check_derived(&self) -> Result<Vec<Finding>> {
        let mut conn = self.0.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let transaction = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut findings = Vec::new();
        for index in ["search_text", "search_handle"] {
            let sql = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
            if let Err(error) = transaction.execute(&sql, []) {
                findings.push(Finding { area: "search_index", detail: error.to_string() });
            }
        }
        for (_, table, _) in DERIVED {
            transaction.execute_batch(&format!("CREATE TEMP TABLE {table}_before AS SELECT * FROM {table}"))?;
        }
        super::derived::remake(&transaction)?;
        for (area, table, columns) in DERIVED {
            let before = format!("{table}_before");
            for (one, other) in [(before.as_str(), *table), (*table, before.as_str())] {
                let sql = format!("SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}");
                let mut statement = transaction.prepare(&sql)?;
                for record in statement.query_map([], |row| row.get::<_, String>(0))? {
                    findings.push(Finding { area, detail: record? });
                }
            }
        }
        transaction.rollback()?;
        findings.dedup();
        Ok(findings)
    }

    fn check_files(&self) -> Result<Vec<Finding>> {
        let rows: Vec<(String, String, u64)> = self.read(|db| {
            let mut statement = db.conn().prepare("SELECT sha256, name, size FROM attachment ORDER BY id")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let mut findings = Vec::new();
        for (sha256, name, size) in &rows {
            let path = self.file_path(sha256);
            match fs::metadata(&path) {
                Err(_) => findings.push(Finding { area: "file_missing", detail: format!("{name} ({sha256})") }),
                Ok(file) if file.len() != *size => {
                    findings.push(Finding { area: "file_size", detail: format!("{name} ({sha256})") });
                }
                Ok(_) => {}
            }
        }
        Ok(findings)
    }
}
