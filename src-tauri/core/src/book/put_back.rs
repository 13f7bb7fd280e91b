//! "Put back" in a record's history: one field as it was before a recorded change, in a step of its own (R21).

use rusqlite::OptionalExtension;
use serde_json::{Map, Value as Json};

use super::recording::Table;
use super::undo::{parse, table, update};
use super::{Book, Done, Op, OpKind, Tx};
use crate::value::{company, name, text};
use crate::{Code, Refusal, Result};

/// What a field of this table stands on its own: it can be put back without anything beside it. Where a record stands in the
/// pipeline, why it was closed, and what hangs on what changes only as a whole.
pub(super) fn is_free(table: &str, column: &str) -> bool {
    match table {
        "opportunity" => !matches!(
            column,
            "stage_id"
                | "stage_since"
                | "state"
                | "closed_at"
                | "lost_reason_id"
                | "lost_note"
                | "probability"
                | "probability_by_hand"
        ),
        "lead" => !matches!(column, "closed_at" | "lost_reason_id" | "lost_note"),
        "organization" | "contact" | "activity" | "note" => true,
        "contact_point" => matches!(column, "label" | "value"),
        "address" => !column.ends_with("_id") && column != "kind",
        "opportunity_contact" => column == "role",
        "attachment" | "tag" | "source" | "lead_status" | "lost_reason" | "pipeline" | "stage" => column == "name",
        "setting" => column == "value",
        _ => false,
    }
}

impl Book {
    /// Puts one field back to what it was before a recorded change.
    ///
    /// # Errors
    /// [`Code::NotFound`] if there is no such change of that field, or the row is gone; [`Code::BrokenRule`] if the earlier value
    /// does not fit what the row is now.
    pub fn put_back(&self, change_seq: i64, field: &str) -> Result<Done<()>> {
        self.step(&Op::new(OpKind::PutBack, ""), None, |tx| {
            let (table_name, row, before) = change(tx, change_seq)?;
            let table = table(&self.0.recording, &table_name)?;
            let before: Map<String, Json> = parse(Some(&before))?;
            let (Some(value), true) = (before.get(field), is_free(&table_name, field)) else {
                return Err(not_found("field", field));
            };
            let mut fields = Map::from_iter([(field.to_owned(), value.clone())]);
            if let Some(key) = before.get("match_key").filter(|_| field == "value") {
                fields.insert("match_key".into(), key.clone());
            }
            if table.columns.iter().any(|column| column == "updated_at") {
                fields.insert("updated_at".into(), Json::from(tx.now_text()));
            }
            if update(tx, table, &row, &fields)? == 0 {
                return Err(not_found(&table_name, &row));
            }
            make_keys(tx, table, &row)?;
            name_step(tx, &table_name, &row)
        })
    }
}

fn not_found(kind: &str, id: &str) -> crate::Error {
    Refusal::new(Code::NotFound).with("kind", kind).with("id", id).into()
}

/// The table, the row and the fields before a change of fields.
fn change(tx: &Tx, seq: i64) -> Result<(String, String, String)> {
    tx.conn()
        .query_row(
            "SELECT tbl, row_id, before FROM history_change WHERE seq = ?1 AND after IS NOT NULL",
            [seq],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?
        .ok_or_else(|| not_found("change", &seq.to_string()))
}

/// The keys of a row, from the texts it holds now.
fn make_keys(tx: &Tx, table: &Table, row: &str) -> Result<()> {
    let texts = |columns: [&str; 3]| -> Result<[String; 3]> {
        let sql = format!("SELECT {} FROM \"{}\" WHERE id = ?1", columns.join(", "), table.name);
        Ok(tx.conn().query_row(&sql, [row], |found| Ok([found.get(0)?, found.get(1)?, found.get(2)?]))?)
    };
    let keys = match table.name.as_str() {
        "lead" => {
            let [first, last, company] = texts(["first_name", "last_name", "company"])?;
            let [title, ..] = texts(["title", "''", "''"])?;
            let person = name::person_key(&first, &last);
            vec![("title_key", text::key(&title)), ("person_key", person), ("company_key", company::key(&company))]
        }
        "organization" => {
            let [name, ..] = texts(["name", "''", "''"])?;
            vec![("name_key", text::key(&name)), ("company_key", company::key(&name))]
        }
        "contact" => {
            let [first, last, _] = texts(["first_name", "last_name", "''"])?;
            vec![("person_key", name::person_key(&first, &last))]
        }
        "opportunity" => vec![("title_key", text::key(&texts(["title", "''", "''"])?[0]))],
        "tag" => vec![("name_key", text::key(&texts(["name", "''", "''"])?[0]))],
        _ => return Ok(()),
    };
    let keys: Map<String, Json> = keys.into_iter().map(|(column, key)| (column.to_owned(), Json::from(key))).collect();
    update(tx, table, row, &keys).map(drop)
}

/// The step is about the record, by its title.
fn name_step(tx: &Tx, table: &str, row: &str) -> Result<()> {
    let sql = match table {
        "lead" | "opportunity" => "SELECT title FROM \"TABLE\" WHERE id = ?1",
        "organization" | "attachment" | "tag" | "source" | "lead_status" | "lost_reason" | "pipeline" | "stage" => {
            "SELECT name FROM \"TABLE\" WHERE id = ?1"
        }
        "contact" => "SELECT trim(first_name || ' ' || last_name) FROM \"TABLE\" WHERE id = ?1",
        "activity" => "SELECT subject FROM \"TABLE\" WHERE id = ?1",
        "contact_point" | "setting" => "SELECT value FROM \"TABLE\" WHERE id = ?1",
        _ => return Ok(()),
    };
    tx.about(tx.conn().query_row(&sql.replace("TABLE", table), [row], |found| found.get::<_, String>(0))?);
    Ok(())
}
