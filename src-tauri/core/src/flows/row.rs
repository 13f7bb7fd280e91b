//! Rows as they are, whatever columns they have, and what refers to them: what a record held is kept, moved and comes back whole
//! without a line of code for a new column or table (R6, R15).

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Statement, ToSql, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::Result;
use crate::book::{Db, Tx};

/// One row: its columns with their values. Base tables hold only TEXT and INTEGER, so JSON carries it exactly.
pub(super) type Row = Map<String, Json>;

/// A column that refers to a table.
pub(super) struct Reference {
    pub(super) table: String,
    pub(super) column: String,
}

/// Every foreign key to this table.
pub(super) fn references_to(db: &Db, table: &str) -> Vec<Reference> {
    let reference = |(table, column): (&str, &str)| Reference { table: table.to_owned(), column: column.to_owned() };
    db.references_to(table).map(reference).collect()
}

/// The row of this id.
pub(super) fn find(db: &Db, table: &str, id: &str) -> Result<Option<Row>> {
    let mut statement = db.conn().prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE id = ?1"))?;
    Ok(read(&mut statement, [id])?.pop())
}

/// The rows whose column holds this id, oldest first.
pub(super) fn all(db: &Db, table: &str, column: &str, id: &str) -> Result<Vec<Row>> {
    let sql = format!("SELECT * FROM \"{table}\" WHERE \"{column}\" = ?1");
    let mut statement = db.conn().prepare_cached(&sql)?;
    let mut rows = read(&mut statement, [id])?;
    // Sorted here: they are few, and SQLite sets up a sorter for each statement that asks for one.
    rows.sort_by(|one, other| text(one, "id").cmp(text(other, "id")));
    Ok(rows)
}

/// At most so many rows whose column holds this id, in no order.
pub(super) fn some(db: &Db, table: &str, column: &str, id: &str, most: usize) -> Result<Vec<Row>> {
    let sql = format!("SELECT * FROM \"{table}\" WHERE \"{column}\" = ?1 LIMIT {most}");
    let mut statement = db.conn().prepare_cached(&sql)?;
    read(&mut statement, [id])
}

fn read(statement: &mut Statement, params: [&str; 1]) -> Result<Vec<Row>> {
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map(params, |row| {
        let mut found = Row::new();
        for (at, column) in columns.iter().enumerate() {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(number) => Json::from(number),
                ValueRef::Text(text) => Json::from(String::from_utf8_lossy(text)),
                _ => Json::Null,
            };
            found.insert(column.clone(), value);
        }
        Ok(found)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes a new row. A column that it does not name takes its default.
///
/// Like [`update`], it is the end of the step if the row breaks a rule of the schema, and cannot be tried: with OR ROLLBACK SQLite
/// need not keep a copy of each page that a single statement and its triggers write, in case it is that statement alone that is
/// taken back.
pub(super) fn insert(tx: &Tx, table: &str, row: &Row) -> Result<()> {
    let names: Vec<String> = row.keys().map(|column| format!("\"{column}\"")).collect();
    let places: Vec<String> = (1..=row.len()).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT OR ROLLBACK INTO \"{table}\" ({}) VALUES ({})", names.join(", "), places.join(", "));
    tx.conn().prepare_cached(&sql)?.execute(params_from_iter(row.values().map(sql_value)))?;
    Ok(())
}

/// Sets some columns of a row. Nothing to set is nothing done.
pub(super) fn update(tx: &Tx, table: &str, id: &str, columns: &Row) -> Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> = columns.keys().enumerate().map(|(at, name)| format!("\"{name}\" = ?{}", at + 2)).collect();
    let sql = format!("UPDATE OR ROLLBACK \"{table}\" SET {} WHERE id = ?1", sets.join(", "));
    let values = std::iter::once(Value::Text(id.to_owned())).chain(columns.values().map(sql_value));
    tx.conn().prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

/// Deletes the row of this id.
pub(super) fn delete(tx: &Tx, table: &str, id: &str) -> Result<()> {
    tx.conn().prepare_cached(&format!("DELETE FROM \"{table}\" WHERE id = ?1"))?.execute([id])?;
    Ok(())
}

/// Whether a query gives any row.
pub(super) fn exists<T: ToSql>(db: &Db, sql: &str, params: &[T]) -> Result<bool> {
    Ok(db.conn().prepare_cached(sql)?.exists(params_from_iter(params))?)
}

fn sql_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Integer),
        Json::String(text) => Value::Text(text.clone()),
        Json::Bool(yes) => Value::Integer(i64::from(*yes)),
        other => Value::Text(other.to_string()),
    }
}

/// A text column; blank where it is none.
pub(super) fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Json::as_str).unwrap_or_default()
}

/// Nothing stands in it.
pub(super) fn is_blank(value: &Json) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// What stands in a column, if anything.
pub(super) fn filled<'a>(row: &'a Row, column: &str) -> Option<&'a Json> {
    row.get(column).filter(|value| !is_blank(value))
}
