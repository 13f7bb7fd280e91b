//! Customers that never were any, as a clean-up looks for them (R11): conditions of the lists of organizations and contacts.

use rusqlite::types::Value;

use super::paging::Filter;
use super::typed;
use crate::Result;
use crate::book::{Db, Kind};
use crate::value::date::{self, DateOrder, utc_text};

/// Keeps what no opportunity refers to, nor a record of any other kind that is business: found from the schema, so that a kind of record
/// which comes later is seen, too. An organization is a customer if one of its contacts is.
pub(crate) fn unused(filter: &mut Filter, kind: Kind, db: &Db) {
    let conditions = of_business(db, kind, "r.id");
    filter.add(format!("NOT ({})", conditions.join(" OR ")), []);
    if kind == Kind::Organization {
        let of_contacts = of_business(db, Kind::Contact, "c.id").join(" OR ");
        filter.add(
            format!("NOT EXISTS (SELECT 1 FROM contact c WHERE c.organization_id = r.id AND ({of_contacts}))"),
            [],
        );
    }
}

fn of_business(db: &Db, kind: Kind, id: &str) -> Vec<String> {
    let is_business = |table: &str| {
        table == "opportunity_contact"
            || Kind::of_table(table).is_some_and(|kind| !matches!(kind, Kind::Organization | Kind::Contact))
    };
    let business = db.references_to(kind.table()).filter(|(table, _)| is_business(table));
    business.map(|(table, column)| format!("EXISTS (SELECT 1 FROM {table} WHERE {column} = {id})")).collect()
}

/// Keeps what was made before a day ("2026-01-31") began on the user's clock; blank keeps all.
///
/// # Errors
/// The problems of a date, at the field.
pub(crate) fn created_before(filter: &mut Filter, db: &Db, field: &str, day: &str) -> Result<()> {
    if let Some((moment, _)) = beginning(db, field, day)? {
        filter.add("r.created_at < ?", [Value::Text(moment)]);
    }
    Ok(())
}

/// Keeps that of which nothing was done since a day ("2026-01-31") and nothing is planned from then on, its contacts included; blank keeps
/// all.
///
/// # Errors
/// As [`created_before`].
pub(crate) fn quiet_since(filter: &mut Filter, db: &Db, kind: Kind, field: &str, day: &str) -> Result<()> {
    let Some((moment, day)) = beginning(db, field, day)? else { return Ok(()) };
    let values = || [Value::Text(moment.clone()), Value::Text(day.clone())];
    filter.add(
        "NOT EXISTS (SELECT 1 FROM derived_pulse q WHERE q.record_id = r.id AND (q.last_at >= ? OR q.next_due >= ?))",
        values(),
    );
    if kind == Kind::Organization {
        filter.add(
            "NOT EXISTS (SELECT 1 FROM contact c CROSS JOIN derived_pulse q ON q.record_id = c.id
                         WHERE c.organization_id = r.id AND (q.last_at >= ? OR q.next_due >= ?))",
            values(),
        );
    }
    Ok(())
}

/// When a day begins, in UTC as it is stored, and the day as it is stored.
fn beginning(db: &Db, field: &str, day: &str) -> Result<Option<(String, String)>> {
    if day.trim().is_empty() {
        return Ok(None);
    }
    let day = date::parse(day, DateOrder::Ymd).map_err(typed::at(field, day))?;
    let first = day.and_time(chrono::NaiveTime::MIN);
    // The user's clock as it goes now.
    let ahead = db.local() - db.now().naive_utc();
    let moment = first.checked_sub_signed(ahead).unwrap_or(first).and_utc();
    Ok(Some((utc_text(moment), date::day_text(day))))
}
