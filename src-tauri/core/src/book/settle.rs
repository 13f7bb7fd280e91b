//! What a step wrote to the same row several times becomes one change, and none where it ends as it began: two rows of a file about
//! one record, imported once more, change nothing.

use rusqlite::{OptionalExtension, Statement};
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

/// A row that was written more than once, all of it as part of the same record.
struct Written {
    place: i64,
    table: String,
    row: String,
    record: String,
}

impl Written {
    fn next(statement: &mut Statement, behind: i64) -> Result<Option<Self>> {
        let read = |row: &rusqlite::Row| {
            Ok(Self { place: row.get(0)?, table: row.get(1)?, row: row.get(2)?, record: row.get(3)? })
        };
        Ok(statement.query_row([behind], read).optional()?)
    }
}

impl Tx<'_> {
    /// Settles what the step has written so far.
    ///
    /// # Errors
    /// Those of SQLite.
    pub(crate) fn settle(&self) -> Result<()> {
        let first = self.first_change()?;
        // In tables, not in memory: a file may bring any number of rows twice.
        self.conn().execute_batch(include_str!("../../sql/settle/temp.sql"))?;
        self.conn()
            .prepare_cached(
                "INSERT INTO temp.written_again (tbl, row_id, record_id)
                 SELECT tbl, row_id, min(record_id) FROM history_change WHERE seq >= ?1 AND after IS NOT NULL
                 GROUP BY tbl, row_id HAVING count(*) > 1 AND min(record_id) = max(record_id)",
            )?
            .execute([first])?;
        let mut next = self.conn().prepare_cached(
            "SELECT place, tbl, row_id, record_id FROM temp.written_again WHERE place > ?1 ORDER BY place LIMIT 1",
        )?;
        let mut place = 0;
        while let Some(row) = Written::next(&mut next, place)? {
            place = row.place;
            if TABLES.contains(&row.table.as_str()) && self.settle_row(&row, first)? {
                self.conn()
                    .prepare_cached("INSERT OR IGNORE INTO temp.quiet (record_id) VALUES (?1)")?
                    .execute([&row.record])?;
            }
        }
        let mut quiet = self.conn().prepare_cached("SELECT record_id FROM temp.quiet")?;
        let mut records = quiet.query([])?;
        while let Some(record) = records.next()? {
            self.settle_touch(&record.get::<_, String>(0)?, first)?;
        }
        Ok(())
    }

    fn first_change(&self) -> Result<i64> {
        let mut statement = self.conn().prepare_cached("SELECT first_change FROM history_op WHERE seq = ?1")?;
        Ok(statement.query_row([self.seq()], |row| row.get(0))?)
    }

    /// A record of which nothing changed but the moment that says so is as it was.
    fn settle_touch(&self, record: &str, first: i64) -> Result<()> {
        let mut statement = self.conn().prepare_cached(include_str!("../../sql/settle/record.sql"))?;
        let rows = statement.query_map(rusqlite::params![record, first], |row| {
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
                let row = Written { place: 0, table: table.clone(), row: record.to_owned(), record: record.to_owned() };
                self.take_back(&row, Some(&Json::from(moment.as_str())), &[*seq])
            }
            _ => Ok(()),
        }
    }

    /// Whether nothing, or nothing but the moment, is left to tell of the row: then the record it belongs to may be as it was.
    fn settle_row(&self, row: &Written, first: i64) -> Result<bool> {
        let mut statement = self.conn().prepare_cached(include_str!("../../sql/settle/row.sql"))?;
        let mut rows = statement.query(rusqlite::params![row.record, first, row.table, row.row])?;
        let (mut before, mut after) = (Fields::new(), Fields::new());
        let mut seqs = Vec::new();
        while let Some(change) = rows.next()? {
            let (Some(old), Some(new)) = (change.get::<_, Option<String>>(1)?, change.get::<_, Option<String>>(2)?)
            else {
                return Ok(false);
            };
            let (old, new): (Fields, Fields) = (serde_json::from_str(&old)?, serde_json::from_str(&new)?);
            if new.keys().any(|column| ORDER.contains(&column.as_str())) {
                return Ok(false);
            }
            for (column, value) in old {
                before.entry(column).or_insert(value);
            }
            after.extend(new);
            seqs.push(change.get::<_, i64>(0)?);
        }
        before.retain(|column, value| after.get(column) != Some(value));
        after.retain(|column, _| before.contains_key(column));
        let only_touched = before.keys().all(|column| column == TOUCHED);
        if before.is_empty() {
            self.forget(&seqs)?;
            return Ok(true);
        }
        if only_touched && !self.has_other_changes(row, first)? {
            self.take_back(row, before.get(TOUCHED), &seqs)?;
            return Ok(false);
        }
        let (last, earlier) = match seqs.split_last() {
            Some(split) => split,
            None => return Ok(false),
        };
        self.conn()
            .prepare_cached("UPDATE history_change SET before = ?2, after = ?3 WHERE seq = ?1")?
            .execute(rusqlite::params![last, serde_json::to_string(&before)?, serde_json::to_string(&after)?])?;
        self.forget(earlier)?;
        // Of a record whose moment alone is left, what hangs on it may be as it was, too.
        Ok(only_touched)
    }

    /// Whether the step changed something else of the record.
    fn has_other_changes(&self, row: &Written, first: i64) -> Result<bool> {
        let sql = include_str!("../../sql/settle/others.sql");
        Ok(self.conn().prepare_cached(sql)?.exists(rusqlite::params![row.record, first, row.row])?)
    }

    /// The row is as it was, but for the moment that says it changed.
    fn take_back(&self, row: &Written, touched: Option<&Json>, seqs: &[i64]) -> Result<()> {
        if let Some(moment) = touched.and_then(Json::as_str) {
            let sql = format!("UPDATE \"{}\" SET {TOUCHED} = ?2 WHERE id = ?1", row.table);
            self.conn().prepare_cached(&sql)?.execute([&row.row, moment])?;
            // What was just recorded goes with the rest.
            let sql = include_str!("../../sql/settle/forget.sql");
            let last = seqs.last().copied().unwrap_or_default();
            self.conn().prepare_cached(sql)?.execute(rusqlite::params![row.record, last, row.table, row.row])?;
        }
        self.forget(seqs)
    }

    fn forget(&self, seqs: &[i64]) -> Result<()> {
        let mut statement = self.conn().prepare_cached("DELETE FROM history_change WHERE seq = ?1")?;
        seqs.iter().try_for_each(|seq| statement.execute([seq]).map(drop))?;
        Ok(())
    }
}
