//! Which field of the lead goes where, and how what was typed in the dialog is read.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::row::{self, Row};
use super::words::Words;
use crate::book::{Db, Kind};
use crate::records::{settings, typed};
use crate::value::money::Currency;
use crate::value::{company, name, text};
use crate::{Code, Refusal, Result};

/// How a text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Line,
    Count,
    Amount,
    Currency,
    Day,
    Stage,
}

/// One field of a record that a conversion can fill.
pub(super) struct Field {
    /// In the dialog, in camel case.
    pub(super) name: &'static str,
    pub(super) column: &'static str,
    /// The lead's column that it is taken from.
    pub(super) from: Option<&'static str>,
    pub(super) how: How,
}

const fn field(name: &'static str, column: &'static str, from: Option<&'static str>, how: How) -> Field {
    Field { name, column, from, how }
}

/// The fields of a kind in the order of a form. A currency stands before its amount, which is read by it.
pub(super) const fn of(kind: Kind) -> &'static [Field] {
    const ORGANIZATION: &[Field] = &[
        field("name", "name", Some("company"), How::Line),
        field("industry", "industry", Some("industry"), How::Line),
        field("employees", "employees", Some("employees"), How::Count),
        field("vatNumber", "vat_number", None, How::Line),
        field("currency", "currency", Some("currency"), How::Currency),
        field("annualRevenue", "annual_revenue", None, How::Amount),
    ];
    const CONTACT: &[Field] = &[
        field("salutation", "salutation", Some("salutation"), How::Line),
        field("firstName", "first_name", Some("first_name"), How::Line),
        field("lastName", "last_name", Some("last_name"), How::Line),
        field("jobTitle", "job_title", Some("job_title"), How::Line),
        field("language", "language", Some("language"), How::Line),
        field("birthday", "birthday", None, How::Day),
    ];
    const OPPORTUNITY: &[Field] = &[
        field("title", "title", Some("title"), How::Line),
        field("stage", "stage_id", None, How::Stage),
        field("currency", "currency", Some("currency"), How::Currency),
        field("amount", "amount", Some("expected_amount"), How::Amount),
        field("expectedClose", "expected_close", None, How::Day),
        field("source", "source_id", Some("source_id"), How::Line),
    ];
    match kind {
        Kind::Organization => ORGANIZATION,
        Kind::Contact => CONTACT,
        Kind::Opportunity => OPPORTUNITY,
        Kind::Lead => &[],
    }
}

/// The columns of a new record: what was typed, else what the lead has, or `kept` where a lead has no field for it. Columns without a
/// value are left to their default.
pub(super) fn new_row(
    db: &Db,
    kind: Kind,
    lead: &Row,
    kept: &Row,
    typed: &BTreeMap<String, String>,
    words: &Words,
) -> Result<Row> {
    if let Some(unknown) = typed.keys().find(|name| !of(kind).iter().any(|field| field.name == *name)) {
        return Err(Refusal::new(Code::NotAChoice).at(place(kind, unknown)).with("value", unknown).into());
    }
    let mut row = Row::new();
    let of_kept = Currency::of(row::text(kept, "currency")).or_else(|_| Currency::of(row::text(lead, "currency")));
    let mut currency = of_kept.or_else(|_| settings::currency(db))?;
    for field in of(kind) {
        let at = place(kind, field.name);
        let (from, column) = field.from.map_or((kept, field.column), |column| (lead, column));
        let of_lead = row::filled(from, column).cloned();
        let value = match (typed.get(field.name), field.how) {
            (Some(text), How::Currency) => {
                currency = typed::currency(&at, text, currency)?;
                Json::from(currency.code())
            }
            (None, How::Currency) => Json::from(currency.code()),
            (Some(text), How::Stage) => stage(db, &at, text)?,
            (None, How::Stage) => stage(db, &at, "")?,
            (Some(text), How::Amount) => Json::from(typed::amount(&at, text, currency, &words.typing)?),
            (None, How::Amount) => in_currency(&at, of_lead, from, currency)?,
            (Some(text), How::Line) if field.column == "source_id" => source(db, &at, text)?,
            (Some(text), How::Line) => Json::from(typed::line(&at, text)?),
            (Some(text), How::Count) => Json::from(typed::count(&at, text)?),
            (Some(text), How::Day) => Json::from(typed::day(&at, text, &words.typing)?),
            (None, _) => of_lead.unwrap_or(Json::Null),
        };
        if !row::is_blank(&value) {
            row.insert(field.column.to_owned(), value);
        }
    }
    Ok(row)
}

/// The field as a refusal names it: "contact.lastName".
pub(super) fn place(kind: Kind, field: &str) -> String {
    format!("{}.{field}", kind.table())
}

/// The lead's amount, its figure kept where the user chose another currency.
fn in_currency(at: &str, amount: Option<Json>, lead: &Row, currency: Currency) -> Result<Json> {
    let (Some(minor), Ok(from)) = (amount.as_ref().and_then(Json::as_i64), Currency::of(row::text(lead, "currency")))
    else {
        return Ok(amount.unwrap_or(Json::Null));
    };
    Ok(Json::from(typed::in_currency(at, minor, from, currency)?))
}

/// A stage by id; the first one of the first pipeline where nothing was chosen (C13).
fn stage(db: &Db, at: &str, id: &str) -> Result<Json> {
    let sql = "SELECT s.id FROM stage s JOIN pipeline p ON p.id = s.pipeline_id
               WHERE ?1 IN ('', s.id) AND (?1 <> '' OR s.is_won = 0) ORDER BY p.position, s.position LIMIT 1";
    let found = db.conn().prepare_cached(sql)?.query_row([id.trim()], |row| row.get::<_, String>(0));
    match rusqlite::OptionalExtension::optional(found)? {
        Some(id) => Ok(Json::from(id)),
        None => Err(Refusal::new(Code::NotFound).at(at).with("kind", "stage").with("id", id).into()),
    }
}

fn source(db: &Db, at: &str, id: &str) -> Result<Json> {
    let id = id.trim();
    if id.is_empty() {
        return Ok(Json::Null);
    }
    if row::exists(db, "SELECT 1 FROM source WHERE id = ?1", &[&id])? {
        return Ok(Json::from(id));
    }
    Err(Refusal::new(Code::NotFound).at(at).with("kind", "source").with("id", id).into())
}

/// Sets the folded keys that go with the names in a row.
pub(in crate::flows) fn set_keys(kind: Kind, row: &mut Row) {
    let named = |row: &Row, column: &str| row::text(row, column).to_owned();
    let mut keys: Vec<(&str, String)> = Vec::new();
    match kind {
        Kind::Organization => {
            let name = named(row, "name");
            keys.push(("name_key", typed::key_or(text::key(&name), &name)));
            keys.push(("company_key", company::key(&name)));
        }
        Kind::Contact => keys.push(("person_key", person_key(row))),
        Kind::Opportunity => {
            let title = named(row, "title");
            keys.push(("title_key", typed::key_or(text::key(&title), &title)));
        }
        Kind::Lead => {
            let title = named(row, "title");
            keys.push(("title_key", typed::key_or(text::key(&title), &title)));
            keys.push(("company_key", company::key(&named(row, "company"))));
            keys.push(("person_key", name::person_key(row::text(row, "first_name"), row::text(row, "last_name"))));
        }
    }
    for (column, key) in keys {
        row.insert(column.to_owned(), Json::from(key));
    }
}

fn person_key(row: &Row) -> String {
    let (first, last) = (row::text(row, "first_name"), row::text(row, "last_name"));
    typed::key_or(name::person_key(first, last), &format!("{last}{first}"))
}
