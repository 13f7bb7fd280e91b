//! The rows that a step wrote, written again by bare SQL: no history, no search, no rules.

use std::collections::HashMap;
use std::path::Path;

use kontor_core::book::Book;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value as Json};

/// The statements of a step, in order.
pub(crate) struct Replay(Vec<(String, Vec<Value>)>);

impl Replay {
    /// What this step wrote, from the history and from the rows as they are now. The step must be the newest on its rows.
    pub(crate) fn of_step(book: &Book, step: i64) -> Replay {
        book.read(|db| {
            let mut columns: HashMap<String, Vec<String>> = HashMap::new();
            let mut statements = Vec::new();
            let mut changes = db.conn().prepare(
                "SELECT c.tbl, c.row_id, c.before, c.after FROM history_op o
                 CROSS JOIN history_change c ON c.seq BETWEEN o.first_change AND o.last_change
                 WHERE o.seq = ?1 ORDER BY c.seq",
            )?;
            let mut rows = changes.query([step])?;
            while let Some(row) = rows.next()? {
                let (table, id): (String, String) = (row.get(0)?, row.get(1)?);
                let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
                statements.extend(match (before, after) {
                    (None, _) => {
                        let mut statement =
                            db.conn().prepare_cached(&format!("SELECT * FROM {table} WHERE id = ?1"))?;
                        let names = columns
                            .entry(table.clone())
                            .or_insert_with(|| statement.column_names().map(str::to_owned).collect());
                        let values: Option<Vec<Value>> = rusqlite::OptionalExtension::optional(
                            statement.query_row([&id], |row| (0..names.len()).map(|at| row.get(at)).collect()),
                        )?;
                        let places = vec!["?"; names.len()].join(", ");
                        // A row that the step took away again has left nothing to write.
                        values.map(|values| {
                            (format!("INSERT INTO {table} ({}) VALUES ({places})", names.join(", ")), values)
                        })
                    }
                    (Some(_), None) => Some((format!("DELETE FROM {table} WHERE id = ?"), vec![Value::Text(id)])),
                    (Some(_), Some(after)) => {
                        let fields: Map<String, Json> = serde_json::from_str(&after).unwrap();
                        let sets: Vec<String> = fields.keys().map(|column| format!("{column} = ?")).collect();
                        let values = fields.values().map(value).chain([Value::Text(id)]).collect();
                        Some((format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", ")), values))
                    }
                });
            }
            Ok(Replay(statements))
        })
        .unwrap()
    }

    /// Writes them in one transaction.
    pub(crate) fn run(&self, conn: &Connection) {
        conn.execute_batch("BEGIN IMMEDIATE").unwrap();
        for (sql, values) in &self.0 {
            conn.prepare_cached(sql).unwrap().execute(params_from_iter(values)).unwrap();
        }
        conn.execute_batch("COMMIT").unwrap();
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Number(number) => Value::Integer(number.as_i64().unwrap()),
        Json::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    }
}

/// A plain connection that keeps the same promises to the disk.
pub(crate) fn open(folder: &Path) -> Connection {
    let conn = Connection::open(folder.join("book.sqlite")).unwrap();
    conn.set_prepared_statement_cache_capacity(400);
    conn.execute_batch(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA wal_autocheckpoint = 16384; PRAGMA temp_store = MEMORY;",
    )
    .unwrap();
    conn
}
