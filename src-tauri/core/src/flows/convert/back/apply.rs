//! Writes what the plan says.

use serde_json::Value as Json;

use super::hanging::{Back, LINKS};
use super::plan::{HANGING, Plan, is_taken_out};
use crate::Result;
use crate::book::{Kind, Tx};
use crate::flows::convert::record;
use crate::flows::convert::row::{self, Row};
use crate::flows::convert::{fields, former};
use crate::records::{distinct, foreign};

pub(super) fn write(tx: &Tx, plan: &Plan) -> Result<()> {
    row::insert(tx, Kind::Lead.table(), &plan.lead)?;
    for (table, id) in &plan.hanging.remove {
        row::delete(tx, table, id)?;
    }
    for back in &plan.hanging.back {
        hang(tx, back, plan.lead_id())?;
    }
    others(tx, plan)?;
    put_back(tx, plan)?;
    unlink_contacts(tx, plan)?;
    for (kind, part) in plan.parts.iter().filter(|(_, part)| part.goes) {
        for table in HANGING
            .iter()
            .filter(|table| **table != "contact_point" && **table != "address" || *kind != Kind::Opportunity)
        {
            for left in row::all(tx, table, kind.column(), &part.id)? {
                row::delete(tx, table, row::text(&left, "id"))?;
            }
        }
        distinct::forget(tx, &record(*kind, &part.id))?;
        foreign::forget(tx, kind.column(), &part.id)?;
        row::delete(tx, kind.table(), &part.id)?;
    }
    row::delete(tx, "conversion", row::text(&plan.conversion, "id"))
}

fn hang(tx: &Tx, back: &Back, lead_id: &str) -> Result<()> {
    match back {
        Back::Move { table, id, columns } => {
            let mut columns = columns.clone();
            for kind in [Kind::Organization, Kind::Contact, Kind::Opportunity] {
                if kind != Kind::Opportunity || LINKS.iter().any(|(link, _)| link == table) {
                    columns.insert(kind.column().to_owned(), Json::Null);
                }
            }
            columns.insert(Kind::Lead.column().to_owned(), Json::from(lead_id));
            row::update(tx, table, id, &columns)
        }
        Back::Insert { table, row } => {
            let mut row = row.clone();
            if row::filled(&row, "id").is_none() {
                row.insert("id".to_owned(), Json::from(tx.new_id()));
            }
            row.insert(Kind::Lead.column().to_owned(), Json::from(lead_id));
            row::insert(tx, table, &row)
        }
    }
}

/// Rows of tables that nobody thought of here: their links are again what they were; one that is gone comes back if what it
/// refers to is still there.
fn others(tx: &Tx, plan: &Plan) -> Result<()> {
    for reference in row::references_to(tx, Kind::Lead.table()) {
        let table = reference.table.as_str();
        if HANGING.contains(&table) {
            continue;
        }
        // A row may refer to leads by several columns: each has its turn.
        let refers = |row: &&Row| row::text(row, &reference.column) == plan.lead_id();
        for before in plan.origin.rows(table).iter().filter(refers) {
            let id = row::text(before, "id");
            if row::find(tx, table, id)?.is_some() {
                let mut columns = Row::from_iter([(reference.column.clone(), Json::from(plan.lead_id()))]);
                for kind in [Kind::Organization, Kind::Contact, Kind::Opportunity] {
                    columns.extend(before.get(kind.column()).map(|value| (kind.column().to_owned(), value.clone())));
                }
                row::update(tx, table, id, &columns)?;
            } else if former::links_hold(tx, table, before)? {
                row::insert(tx, table, before)?;
            }
        }
    }
    Ok(())
}

/// Records that were there before lose what the conversion filled in, where it still stands.
fn put_back(tx: &Tx, plan: &Plan) -> Result<()> {
    for (kind, part) in plan.parts.iter().filter(|(_, part)| !part.created) {
        if let Some(filled) = plan.done.filled.get(kind.table()) {
            let mut columns = Row::new();
            for (column, after) in &filled.after {
                let before = filled.before.get(column).cloned().unwrap_or_default();
                if part.now.get(column) == Some(after) {
                    columns.insert(column.clone(), before);
                } else if column == "description" {
                    let text = row::text(&part.now, column);
                    let added = after.as_str().unwrap_or_default();
                    let added = added.strip_prefix(before.as_str().unwrap_or_default()).unwrap_or(added);
                    columns.insert(column.clone(), Json::from(text.replacen(added, "", 1)));
                }
            }
            let mut whole = part.now.clone();
            whole.extend(columns.clone());
            // Somebody took the rest of the name away meanwhile: then this part of it stays.
            let nameless = *kind == Kind::Contact
                && row::filled(&whole, "first_name").is_none()
                && row::filled(&whole, "last_name").is_none();
            if nameless {
                for column in ["first_name", "last_name", "person_key"] {
                    columns.remove(column);
                    whole.insert(column.to_owned(), part.now.get(column).cloned().unwrap_or_default());
                }
            }
            fields::set_keys(*kind, &mut whole);
            whole.retain(|column, value| part.now.get(column) != Some(value));
            if !whole.is_empty() {
                whole.insert("updated_at".to_owned(), Json::from(tx.now_text()));
                row::update(tx, kind.table(), &part.id, &whole)?;
            }
        }
        number_points(tx, *kind, &part.id)?;
    }
    Ok(())
}

/// Closes the gaps in the order of what is left, so that there is a first one.
fn number_points(tx: &Tx, kind: Kind, id: &str) -> Result<()> {
    if kind == Kind::Opportunity {
        return Ok(());
    }
    let mut points = row::all(tx, "contact_point", kind.column(), id)?;
    let position = |point: &Row| point.get("position").and_then(Json::as_i64).unwrap_or(0);
    points.sort_by_key(|point| (row::text(point, "kind").to_owned(), position(point)));
    let mut next = 0;
    let mut last = "";
    for point in &points {
        let kind = row::text(point, "kind");
        next = if kind == last { next + 1 } else { 0 };
        last = kind;
        if position(point) != next {
            let columns = Row::from_iter([("position".to_owned(), Json::from(next))]);
            row::update(tx, "contact_point", row::text(point, "id"), &columns)?;
        }
    }
    Ok(())
}

fn unlink_contacts(tx: &Tx, plan: &Plan) -> Result<()> {
    for kind in [Kind::Opportunity, Kind::Contact] {
        let Some(part) = plan.parts.get(&kind) else { continue };
        for link in row::all(tx, "opportunity_contact", kind.column(), &part.id)? {
            let id = row::text(&link, "id");
            if part.goes || is_taken_out(&plan.done, &plan.parts, id) {
                row::delete(tx, "opportunity_contact", id)?;
            }
        }
    }
    Ok(())
}
