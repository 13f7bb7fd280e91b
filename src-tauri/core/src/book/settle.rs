//! What a step wrote to the same row several times becomes one change, and none where it ends as it began: two rows of a file about
//! one record, imported once more, change nothing.

use serde_json::{Map, Value as Json};

use super::Tx;
use crate::Result;

type Fields = Map<String, Json>;

/// The tables whose rows can be settled: none of their columns is part of an order that other rows share.
const TABLES: &[&str] = &["lead", "organization", "contact", "opportunity", "activity", "note", "address"];
/// Columns that are part of one.
const ORDER: &[&str] = &["rank", "stage_id", "position"];
/// The column that tells only that something changed.
const TOUCHED: &str = "updated_at";

impl Tx<'_> {
    /// Settles what the step has written so far.
    ///
    /// # Errors
    /// Those of SQLite.
    pub(crate) fn settle(&self) -> Result<()> {
        let mut quiet = Vec::new();
        for (table, row_id) in self.written_again()? {
            if TABLES.contains(&table.as_str()) {
                quiet.extend(self.settle_row(&table, &row_id)?);
            }
        }
        quiet.iter().try_for_each(|record| self.settle_touch(record))
    }

    /// A record of which nothing changed but the moment that says so is as it was.
    fn settle_touch(&self, record: &str) -> Result<()> {
        let mut statement = self.conn().prepare_cached(
            "SELECT seq, tbl, before ->> '$.updated_at',
                    row_id = record_id AND after IS NOT NULL AND before = json_object('updated_at', before ->> '$.updated_at')
             FROM history_change WHERE record_id = ?1 AND op = ?2",
        )?;
        let rows = statement.query_map(rusqlite::params![record, self.seq()], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, bool>(3)?,
            ))
        })?;
        let rows: Vec<(i64, String, Option<String>, bool)> = rows.collect::<Result<_, _>>()?;
        match rows.as_slice() {
            [(seq, table, Some(moment), true)] => {
                self.take_back(table, record, Some(&Json::from(moment.as_str())), &[*seq])
            }
            _ => Ok(()),
        }
    }

    /// Rows that were there before and were updated more than once.
    fn written_again(&self) -> Result<Vec<(String, String)>> {
        let mut statement = self.conn().prepare_cached(
            "SELECT tbl, row_id FROM history_change
             WHERE seq >= (SELECT first_change FROM history_op WHERE seq = ?1) AND after IS NOT NULL
             GROUP BY tbl, row_id HAVING count(*) > 1",
        )?;
        let rows = statement.query_map([self.seq()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Gives back the record where nothing of the row is left to tell.
    fn settle_row(&self, table: &str, row_id: &str) -> Result<Option<String>> {
        let mut statement = self.conn().prepare_cached(
            "SELECT seq, before, after, record_id FROM history_change WHERE op = ?1 AND tbl = ?2 AND row_id = ?3
               AND seq >= (SELECT first_change FROM history_op WHERE seq = ?1) ORDER BY seq",
        )?;
        let mut rows = statement.query(rusqlite::params![self.seq(), table, row_id])?;
        let (mut before, mut after) = (Fields::new(), Fields::new());
        let (mut seqs, mut record) = (Vec::new(), String::new());
        while let Some(row) = rows.next()? {
            let (Some(old), Some(new)) = (row.get::<_, Option<String>>(1)?, row.get::<_, Option<String>>(2)?) else {
                return Ok(None);
            };
            let (old, new): (Fields, Fields) = (serde_json::from_str(&old)?, serde_json::from_str(&new)?);
            if new.keys().any(|column| ORDER.contains(&column.as_str())) {
                return Ok(None);
            }
            for (column, value) in old {
                before.entry(column).or_insert(value);
            }
            after.extend(new);
            seqs.push(row.get::<_, i64>(0)?);
            record = row.get(3)?;
        }
        before.retain(|column, value| after.get(column) != Some(value));
        after.retain(|column, _| before.contains_key(column));
        let only_touched = before.keys().all(|column| column == TOUCHED);
        if before.is_empty() {
            self.forget(&seqs)?;
            return Ok(Some(record));
        }
        if only_touched && !self.has_other_changes(&record, row_id)? {
            self.take_back(table, row_id, before.get(TOUCHED), &seqs)?;
            return Ok(None);
        }
        let (last, earlier) = match seqs.split_last() {
            Some(split) => split,
            None => return Ok(None),
        };
        self.conn()
            .prepare_cached("UPDATE history_change SET before = ?2, after = ?3 WHERE seq = ?1")?
            .execute(rusqlite::params![last, serde_json::to_string(&before)?, serde_json::to_string(&after)?])?;
        self.forget(earlier)?;
        // Of a record whose moment alone is left, what hangs on it may be as it was, too.
        Ok(only_touched.then_some(record))
    }

    /// Whether the step changed something else of the record.
    fn has_other_changes(&self, record: &str, row_id: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM history_change WHERE record_id = ?1 AND op = ?2 AND row_id <> ?3";
        Ok(self.conn().prepare_cached(sql)?.exists(rusqlite::params![record, self.seq(), row_id])?)
    }

    /// The row is as it was, but for the moment that says it changed.
    fn take_back(&self, table: &str, row_id: &str, touched: Option<&Json>, seqs: &[i64]) -> Result<()> {
        if let Some(moment) = touched.and_then(Json::as_str) {
            let sql = format!("UPDATE \"{table}\" SET {TOUCHED} = ?2 WHERE id = ?1");
            self.conn().prepare_cached(&sql)?.execute([row_id, moment])?;
            // What was just recorded goes with the rest.
            let sql = "DELETE FROM history_change WHERE op = ?1 AND tbl = ?2 AND row_id = ?3 AND seq > ?4";
            let last = seqs.last().copied().unwrap_or_default();
            self.conn().prepare_cached(sql)?.execute(rusqlite::params![self.seq(), table, row_id, last])?;
        }
        self.forget(seqs)
    }

    fn forget(&self, seqs: &[i64]) -> Result<()> {
        let mut statement = self.conn().prepare_cached("DELETE FROM history_change WHERE seq = ?1")?;
        seqs.iter().try_for_each(|seq| statement.execute([seq]).map(drop))?;
        Ok(())
    }
}
