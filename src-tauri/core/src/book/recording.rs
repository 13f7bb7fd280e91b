//! How the door knows what changed: TEMP triggers on the writer's connection, made at open from the live schema for every
//! base table. A new table or column is covered without a line of code. The triggers are no part of the file.
//!
//! A write outside of a step fails: `op` of history_change is NOT NULL, and temp.current_op is empty then.
//!
//! What fails in a trigger, or in what the door itself writes, rolls the whole step back and not only its statement (OR ROLLBACK):
//! nothing but a fault of the program fails there, and SQLite then keeps no copy of each page that a statement writes.

use std::fmt::Write;

use rusqlite::Connection;

use super::{Kind, derived, schema};
use crate::Result;

/// What happens to a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Insert,
    Update,
    Delete,
}

impl Event {
    /// The row as it is afterwards, or as it was where it is gone.
    pub(super) const fn row(self) -> &'static str {
        match self {
            Event::Insert | Event::Update => "NEW",
            Event::Delete => "OLD",
        }
    }
}

/// A base table as the live schema has it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// Those of them that hold text.
    texts: Vec<String>,
    pub(super) links: Vec<Link>,
}

/// A foreign key: this column names a row of that table.
pub(super) struct Link {
    pub(super) column: String,
    pub(super) to: String,
}

/// What was found in the schema when the triggers were made.
pub(super) struct Recording {
    pub(super) tables: Vec<Table>,
}

impl Recording {
    /// Reads the schema and puts the triggers in place.
    pub(super) fn start(conn: &Connection) -> Result<Self> {
        let mut tables = Vec::new();
        for name in schema::base_tables(conn)? {
            let columns = column_names(conn, &name, "")?;
            let texts = column_names(conn, &name, "TEXT")?;
            let links = links(conn, &name)?;
            tables.push(Table { name, columns, texts, links });
        }
        conn.execute_batch("CREATE TEMP TABLE current_op (seq INTEGER PRIMARY KEY);")?;
        for table in &tables {
            conn.execute_batch(&table.triggers())?;
        }
        Ok(Self { tables })
    }

    /// The table of this name.
    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// The columns of this type, or all of them.
fn column_names(conn: &Connection, table: &str, of: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1) WHERE ?2 IN ('', type) ORDER BY cid")?;
    Ok(statement.query_map([table, of], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn links(conn: &Connection, table: &str) -> Result<Vec<Link>> {
    let mut statement =
        conn.prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1) ORDER BY \"from\"")?;
    let links = statement.query_map([table], |row| Ok(Link { column: row.get(0)?, to: row.get(1)? }))?;
    Ok(links.collect::<Result<_, _>>()?)
}

impl Table {
    /// The columns that link a row to records, the ones first that it belongs to first.
    pub(super) fn record_links(&self) -> Vec<(Kind, &str)> {
        Kind::ALL
            .into_iter()
            .flat_map(|kind| {
                self.links
                    .iter()
                    .filter(move |link| link.to == kind.table())
                    .map(move |link| (kind, link.column.as_str()))
            })
            .collect()
    }

    /// The record whose history shows a change of the row.
    fn record_id(&self, row: &str) -> String {
        if Kind::of_table(&self.name).is_some() {
            return format!("{row}.id");
        }
        let mut candidates: Vec<String> =
            self.record_links().iter().map(|(_, column)| format!("{row}.\"{column}\"")).collect();
        candidates.push(format!("{row}.id"));
        if candidates.len() == 1 { candidates.remove(0) } else { format!("coalesce({})", candidates.join(", ")) }
    }

    fn triggers(&self) -> String {
        let name = &self.name;
        let current = "(SELECT seq FROM current_op)";
        let differs: Vec<String> = self.columns.iter().map(|c| format!("OLD.\"{c}\" IS NOT NEW.\"{c}\"")).collect();
        // The JSON of what changed, put together by hand: json_group_object over as many SELECTs as there are columns takes far longer.
        // A text that SQLite made as JSON would come in as such; with something added it is a text.
        let changed = |row: &str| {
            let field = |c: &String| {
                let as_text = if self.texts.contains(c) { " || ''" } else { "" };
                format!("iif(OLD.\"{c}\" IS NOT NEW.\"{c}\", ',\"{c}\":' || json_quote({row}.\"{c}\"{as_text}), '')")
            };
            let fields: Vec<String> = self.columns.iter().map(field).collect();
            format!("'{{' || substr(concat({}), 2) || '}}'", fields.join(", "))
        };
        let whole: Vec<String> = self.columns.iter().map(|c| format!("'{c}', OLD.\"{c}\"")).collect();
        let mut sql = String::new();
        let _ = write!(
            sql,
            "CREATE TEMP TRIGGER record_insert_{name} AFTER INSERT ON main.\"{name}\" BEGIN
               INSERT OR ROLLBACK INTO history_change (op, tbl, row_id, record_id)
               VALUES ({current}, '{name}', NEW.id, {new_record});
               {on_insert}
             END;
             CREATE TEMP TRIGGER record_update_{name} AFTER UPDATE ON main.\"{name}\" WHEN {differs} BEGIN
               SELECT RAISE(ROLLBACK, 'an id never changes') WHERE OLD.id IS NOT NEW.id;
               INSERT OR ROLLBACK INTO history_change (op, tbl, row_id, record_id, before, after)
               VALUES ({current}, '{name}', NEW.id, {new_record}, {changed_before}, {changed_after});
               {on_update}
             END;
             CREATE TEMP TRIGGER record_delete_{name} AFTER DELETE ON main.\"{name}\" BEGIN
               INSERT OR ROLLBACK INTO history_change (op, tbl, row_id, record_id, before)
               VALUES ({current}, '{name}', OLD.id, {old_record}, json_object({whole}));
               {on_delete}
             END;\n",
            new_record = self.record_id("NEW"),
            old_record = self.record_id("OLD"),
            differs = differs.join(" OR "),
            changed_before = changed("OLD"),
            changed_after = changed("NEW"),
            whole = whole.join(", "),
            on_insert = derived::marks(self, Event::Insert),
            on_update = derived::marks(self, Event::Update),
            on_delete = derived::marks(self, Event::Delete),
        );
        sql
    }
}
