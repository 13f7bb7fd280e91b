//! The fields that are chosen one by one, and whose value wins.

use serde_json::Value as Json;

use super::order::Source;
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::row::{self, Row};
use crate::value::text;

/// Whose value is taken where nobody chose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wins {
    /// The first that is not blank.
    First,
    /// The hottest (M07).
    Hottest,
    /// The one who does not want to be contacted: it holds for the person.
    Set,
    /// The first that does not lie below the records that are merged: nothing hangs below itself.
    Above,
    /// The survivor's.
    Survivor,
}

/// One field.
pub(super) struct Spec {
    /// In camel case.
    pub(super) name: String,
    pub(super) column: String,
    /// The column of a lead that is merged into an opportunity.
    of_lead: Option<&'static str>,
    pub(super) default: Wins,
}

fn spec(name: &str, column: &str, default: Wins) -> Spec {
    Spec { name: name.to_owned(), column: column.to_owned(), of_lead: None, default }
}

/// Columns that are no field of their own: keys, what belongs to another field, what is added up, and how a record stands.
const OTHERS: &[&str] = &[
    "id",
    "title_key",
    "name_key",
    "person_key",
    "company_key",
    "currency",
    "description",
    "closed_at",
    "lost_reason_id",
    "lost_note",
    "rank",
    "stage_since",
    "state",
    "probability",
    "probability_by_hand",
    "lead_since",
    "created_at",
    "updated_at",
];

/// The fields of a kind in the order of a form, and behind them columns that nobody named here yet.
pub(super) fn of(kind: Kind, row: &Row) -> Vec<Spec> {
    use Wins::{Above, First, Hottest, Set, Survivor};
    let plain = |fields: &[(&str, &str)]| fields.iter().map(|(name, column)| spec(name, column, First)).collect();
    let mut specs: Vec<Spec> = match kind {
        Kind::Lead => plain(&[
            ("title", "title"),
            ("salutation", "salutation"),
            ("firstName", "first_name"),
            ("lastName", "last_name"),
            ("jobTitle", "job_title"),
            ("company", "company"),
            ("industry", "industry"),
            ("employees", "employees"),
            ("rating", "rating"),
            ("status", "status_id"),
            ("source", "source_id"),
            ("expectedAmount", "expected_amount"),
            ("language", "language"),
        ]),
        Kind::Organization => plain(&[
            ("name", "name"),
            ("parent", "parent_id"),
            ("industry", "industry"),
            ("employees", "employees"),
            ("annualRevenue", "annual_revenue"),
            ("vatNumber", "vat_number"),
        ]),
        Kind::Contact => plain(&[
            ("salutation", "salutation"),
            ("firstName", "first_name"),
            ("lastName", "last_name"),
            ("organization", "organization_id"),
            ("jobTitle", "job_title"),
            ("reportsTo", "reports_to_id"),
            ("birthday", "birthday"),
            ("language", "language"),
            ("noEmail", "no_email"),
            ("noPhone", "no_phone"),
            ("noMail", "no_mail"),
        ]),
        Kind::Opportunity => plain(&[
            ("title", "title"),
            ("organization", "organization_id"),
            ("stage", "stage_id"),
            ("amount", "amount"),
            ("expectedClose", "expected_close"),
            ("source", "source_id"),
        ]),
    };
    for spec in &mut specs {
        (spec.default, spec.of_lead) = match spec.column.as_str() {
            "rating" => (Hottest, None),
            "no_email" | "no_phone" | "no_mail" => (Set, None),
            "parent_id" | "reports_to_id" => (Above, None),
            "stage_id" => (Survivor, None),
            "title" => (First, Some("title")),
            "amount" => (First, Some("expected_amount")),
            "source_id" => (First, Some("source_id")),
            _ => (First, None),
        };
    }
    let known: Vec<String> = specs.iter().map(|spec| spec.column.clone()).collect();
    let later = row.keys().filter(|column| !known.contains(column) && !OTHERS.contains(&column.as_str()));
    specs.extend(later.map(|column| spec(column, column, First)));
    specs
}

impl Spec {
    /// What a record has in the field.
    pub(super) fn value<'a>(&self, kind: Kind, source: &'a Source) -> Option<&'a Json> {
        let column = if source.kind == kind { Some(self.column.as_str()) } else { self.of_lead };
        let value = row::filled(&source.row, column?)?;
        // A flag that is not set is no value.
        (self.default != Wins::Set || value.as_i64() != Some(0)).then_some(value)
    }

    /// The column in which a record of this kind has the field.
    pub(super) fn column_of(&self, kind: Kind, source: &Source) -> Option<&str> {
        if source.kind == kind { Some(&self.column) } else { self.of_lead }
    }

    /// The place of the record whose value wins, if any has one.
    pub(super) fn winner(&self, db: &Db, sources: &[Source]) -> Result<Option<usize>> {
        let kind = sources[0].kind;
        let has = |source: &Source| self.value(kind, source).is_some();
        Ok(match self.default {
            Wins::First | Wins::Set => sources.iter().position(has),
            Wins::Survivor => Some(0),
            Wins::Hottest => {
                let heat = |source: &Source| match self.value(kind, source).and_then(Json::as_str) {
                    Some("hot") => 3,
                    Some("warm") => 2,
                    Some(_) => 1,
                    None => 0,
                };
                // The first of the hottest.
                let most = sources.iter().map(heat).max().unwrap_or_default();
                sources.iter().position(|source| most > 0 && heat(source) == most)
            }
            Wins::Above => {
                for (at, source) in sources.iter().enumerate() {
                    if let Some(Json::String(above)) = self.value(kind, source)
                        && !self.leads_to(db, kind, above, sources)?
                    {
                        return Ok(Some(at));
                    }
                }
                None
            }
        })
    }

    /// Whether the way up from a record comes to one of those that are merged.
    pub(super) fn leads_to(&self, db: &Db, kind: Kind, from: &str, sources: &[Source]) -> Result<bool> {
        let sql = format!(
            "WITH RECURSIVE above (id) AS (
                 SELECT ?1 UNION SELECT r.\"{column}\" FROM above a JOIN \"{table}\" r ON r.id = a.id
             )
             SELECT id FROM above WHERE id IS NOT NULL",
            column = self.column,
            table = kind.table()
        );
        let mut statement = db.conn().prepare_cached(&sql)?;
        let above: Vec<String> = statement.query_map([from], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(above.iter().any(|id| sources.iter().any(|source| source.id() == id)))
    }
}

/// Whether two values in words say the same to a reader.
pub(super) fn same(one: &str, other: &str) -> bool {
    one == other || text::key(one) == text::key(other)
}
