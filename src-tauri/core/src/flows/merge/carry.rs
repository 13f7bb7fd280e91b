//! Everything that refers to a loser goes over to the survivor: found from the schema's foreign keys, so that none can be
//! forgotten (R15). Where both have the same, the rows become one.

use rusqlite::{Error as Sqlite, ErrorCode, ffi, params};
use serde_json::Value as Json;

use crate::Result;
use crate::book::{Kind, Tx};
use crate::flows::row::{self, Reference, Row};
use crate::records::distinct;

/// What is carried, and what is told of rows that became one.
pub(super) struct Carry<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) kind: Kind,
    pub(super) survivor: &'a str,
    /// All records that are merged, the survivor too.
    pub(super) merged: Vec<&'a str>,
    /// Values of rows that became one with another and that this one does not hold, as column and value.
    pub(super) left: Vec<(String, String)>,
}

impl Carry<'_> {
    /// Carries everything of one loser but its points and addresses, which are united by their values.
    pub(super) fn all_of(&mut self, loser: &str) -> Result<()> {
        // That they are not the same does not hold any more.
        for other in &self.merged {
            distinct::forget_pair(self.tx, self.kind, loser, other)?;
        }
        for reference in row::references_to(self.tx, self.kind.table()) {
            match reference.table.as_str() {
                "contact_point" | "address" => {}
                "opportunity_contact" => self.members(&reference, loser)?,
                "conversion" => self.conversions(&reference, loser)?,
                table if table == self.kind.table() => self.siblings(&reference, loser)?,
                _ => self.rows(&reference, loser)?,
            }
        }
        // The survivor is more than what a conversion made: turning that back leaves it there.
        if matches!(self.kind, Kind::Organization | Kind::Contact | Kind::Opportunity) {
            let sql = format!(
                "UPDATE conversion SET {kind}_created = 0 WHERE {kind}_id = ?1 AND {kind}_created = 1",
                kind = self.kind.table()
            );
            self.tx.conn().prepare_cached(&sql)?.execute([self.survivor])?;
        }
        Ok(())
    }

    /// All rows of a table at once; one by one where the survivor has the same already.
    fn rows(&mut self, reference: &Reference, loser: &str) -> Result<()> {
        let (table, column) = (&reference.table, &reference.column);
        let sql = format!("UPDATE \"{table}\" SET \"{column}\" = ?2 WHERE \"{column}\" = ?1");
        match self.tx.conn().prepare_cached(&sql)?.execute([loser, self.survivor]) {
            Ok(_) => return Ok(()),
            Err(error) if is_there_already(&error) => {}
            Err(error) => return Err(error.into()),
        }
        for row in row::all(self.tx, table, column, loser)? {
            let sql = format!("UPDATE \"{table}\" SET \"{column}\" = ?2 WHERE id = ?1");
            match self.tx.conn().prepare_cached(&sql)?.execute([row::text(&row, "id"), self.survivor]) {
                Ok(_) => {}
                Err(error) if is_there_already(&error) => self.become_one(reference, &row)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The row goes; what its twin has blank is filled from it, and what differs is told.
    fn become_one(&mut self, reference: &Reference, row: &Row) -> Result<()> {
        let table = &reference.table;
        let twin = self.twin(reference, row)?;
        row::delete(self.tx, table, row::text(row, "id"))?;
        let Some(twin) = twin else { return Ok(()) };
        let links = self.links(table)?;
        let mut filled = Row::new();
        for (column, value) in row.iter().filter(|(column, value)| !row::is_blank(value) && *column != "id") {
            if links.contains(column) {
                continue;
            }
            match twin.get(column) {
                Some(own) if row::is_blank(own) => {
                    filled.insert(column.clone(), value.clone());
                }
                Some(own) if own != value && !column.ends_with("_at") => {
                    self.left.push((column.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
                }
                _ => {}
            }
        }
        row::update(self.tx, table, row::text(&twin, "id"), &filled)
    }

    /// The survivor's row that a unique index says is the same.
    fn twin(&self, reference: &Reference, row: &Row) -> Result<Option<Row>> {
        let (table, column) = (&reference.table, &reference.column);
        let mut statement = self.tx.conn().prepare_cached(
            "SELECT l.name, i.name FROM pragma_index_list(?1) l, pragma_index_info(l.name) i
             WHERE l.\"unique\" = 1 AND l.origin <> 'pk' ORDER BY l.seq, i.seqno",
        )?;
        let found = statement.query_map([table], |found| Ok((found.get(0)?, found.get(1)?)))?;
        // An index over an expression names no column: it is none of those that are looked for.
        let columns: Vec<(String, Option<String>)> = found.collect::<Result<_, _>>()?;
        let columns: Vec<(String, String)> =
            columns.into_iter().map(|(index, column)| (index, column.unwrap_or_default())).collect();
        let own = row::all(self.tx, table, column, self.survivor)?;
        let mut indexes: Vec<&String> = columns.iter().map(|(index, _)| index).collect();
        indexes.dedup();
        for index in indexes {
            let of: Vec<&String> = columns.iter().filter(|(name, _)| name == index).map(|(_, column)| column).collect();
            if !of.contains(&column) {
                continue;
            }
            let same = |other: &&Row| {
                of.iter().filter(|name| **name != column).all(|name| {
                    other.get(*name) == row.get(*name) && row.get(*name).is_some_and(|value| !value.is_null())
                })
            };
            if let Some(twin) = own.iter().find(same) {
                return Ok(Some(twin.clone()));
            }
        }
        Ok(None)
    }

    fn links(&self, table: &str) -> Result<Vec<String>> {
        let mut statement = self.tx.conn().prepare_cached("SELECT \"from\" FROM pragma_foreign_key_list(?1)")?;
        Ok(statement.query_map([table], |link| link.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Records of the same kind that hang below the loser. The merged ones themselves are another matter.
    fn siblings(&self, reference: &Reference, loser: &str) -> Result<()> {
        let column = &reference.column;
        for sibling in row::all(self.tx, &reference.table, column, loser)? {
            let id = row::text(&sibling, "id");
            if !self.merged.contains(&id) {
                let columns = Row::from_iter([(column.clone(), Json::from(self.survivor))]);
                row::update(self.tx, &reference.table, id, &columns)?;
            }
        }
        Ok(())
    }

    /// What conversions made of the loser is the survivor now, which was there before.
    fn conversions(&self, reference: &Reference, loser: &str) -> Result<()> {
        let (column, kind) = (&reference.column, self.kind.table());
        let sql = format!("UPDATE conversion SET {column} = ?2, {kind}_created = 0 WHERE {column} = ?1");
        self.tx.conn().prepare_cached(&sql)?.execute([loser, self.survivor])?;
        Ok(())
    }

    /// The contacts of opportunities: each once, with every role, and one of them the primary one (M26).
    fn members(&self, reference: &Reference, loser: &str) -> Result<()> {
        let (column, other) = match reference.column.as_str() {
            "contact_id" => ("contact_id", "opportunity_id"),
            _ => ("opportunity_id", "contact_id"),
        };
        for link in row::all(self.tx, "opportunity_contact", column, loser)? {
            let (id, primary) = (row::text(&link, "id"), link.get("is_primary").and_then(Json::as_i64) == Some(1));
            let own = row::all(self.tx, "opportunity_contact", column, self.survivor)?;
            let has_primary = |links: &[Row]| links.iter().any(|link| link.get("is_primary") == Some(&Json::from(1)));
            let Some(twin) = own.iter().find(|own| own.get(other) == link.get(other)) else {
                // An opportunity has one primary contact; that of the survivor stays.
                let stays = primary && (column == "contact_id" || !has_primary(&own));
                self.tx
                    .conn()
                    .prepare_cached(&format!(
                        "UPDATE opportunity_contact SET {column} = ?2, is_primary = ?3 WHERE id = ?1"
                    ))?
                    .execute(params![id, self.survivor, stays])?;
                continue;
            };
            row::delete(self.tx, "opportunity_contact", id)?;
            let becomes = primary && (column == "contact_id" || !has_primary(&own));
            let is_primary = becomes || twin.get("is_primary") == Some(&Json::from(1));
            self.tx
                .conn()
                .prepare_cached(
                    "UPDATE opportunity_contact SET role = ?2, is_primary = ?3
                     WHERE id = ?1 AND (role IS NOT ?2 OR is_primary IS NOT ?3)",
                )?
                .execute(params![row::text(twin, "id"), roles(twin, &link), is_primary])?;
        }
        Ok(())
    }
}

/// Both roles, if they are not the same.
fn roles(one: &Row, other: &Row) -> String {
    let (one, other) = (row::text(one, "role"), row::text(other, "role"));
    let known = one.split(", ").any(|role| super::fields::same(role, other));
    match (one.is_empty(), other.is_empty() || known) {
        (true, _) => other.to_owned(),
        (_, true) => one.to_owned(),
        _ => format!("{one}, {other}"),
    }
}

/// A unique index says that the survivor has it.
fn is_there_already(error: &Sqlite) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        && error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE)
}
