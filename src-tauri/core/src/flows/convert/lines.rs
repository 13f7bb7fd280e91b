//! What of a lead has no place in the chosen records, as "Label: value" lines (R8).

use serde_json::Value as Json;

use super::Choices;
use super::Target;
use super::fields;
use super::origin::Origin;
use super::row::{self, Row};
use super::words::Words;
use crate::Result;
use crate::book::{Db, Kind};

/// Columns of a lead that never are a value of their own.
const NOT_VALUES: &[&str] = &[
    "id",
    "title_key",
    "person_key",
    "company_key",
    "currency",
    "description",
    "closed_at",
    "lost_reason_id",
    "lost_note",
    "created_at",
    "updated_at",
];

/// The kind of record that has a place for a column of the lead.
fn home(column: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| fields::of(*kind).iter().any(|field| field.from == Some(column)))
}

/// The lines, in the order of the lead's columns; then its points and its address where nothing can hold them.
pub(super) fn lines(db: &Db, origin: &Origin, choices: &Choices, words: &Words) -> Result<Vec<String>> {
    let chosen = |kind: Kind| *choices.of(kind) != Target::None;
    let lead = origin.lead();
    let mut lines = Vec::new();
    let mut person_named = false;
    for (column, value) in in_order(lead) {
        let has_home = home(column).is_some_and(chosen);
        if row::is_blank(value) || has_home || NOT_VALUES.contains(&column.as_str()) {
            continue;
        }
        match column.as_str() {
            "salutation" | "first_name" | "last_name" if person_named => {}
            "salutation" | "first_name" | "last_name" => {
                person_named = true;
                lines.push(words.line("person", &Words::person(lead)));
            }
            // Its words stand in the company's or the person's name already.
            "title" if is_name(lead, chosen(Kind::Organization), chosen(Kind::Contact)) => {}
            // The opportunity is called by it.
            "company" if chosen_new_title(choices, lead) => {}
            column => lines.push(words.line(column, &words.value(db, lead, column)?)),
        }
    }
    if !chosen(Kind::Organization) && !chosen(Kind::Contact) {
        for point in origin.rows("contact_point") {
            lines.push(words.line(row::text(point, "kind"), &Words::point(point)));
        }
        for address in origin.rows("address") {
            lines.push(words.line("address", &Words::address(address)));
        }
    }
    Ok(lines)
}

/// The columns in the order in which a reader expects them; those that came later behind.
fn in_order(lead: &Row) -> Vec<(&String, &Json)> {
    const ORDER: &[&str] = &[
        "title",
        "company",
        "salutation",
        "first_name",
        "last_name",
        "job_title",
        "industry",
        "employees",
        "rating",
        "status_id",
        "source_id",
        "expected_amount",
        "language",
    ];
    let place = |column: &str| ORDER.iter().position(|known| *known == column).unwrap_or(ORDER.len());
    let mut columns: Vec<_> = lead.iter().collect();
    columns.sort_by_key(|(column, _)| place(column));
    columns
}

fn is_name(lead: &Row, organization: bool, contact: bool) -> bool {
    let title = row::text(lead, "title");
    (organization && title == row::text(lead, "company")) || (contact && title == Words::person(lead))
}

fn chosen_new_title(choices: &Choices, lead: &Row) -> bool {
    let Target::New { fields } = &choices.opportunity else { return false };
    let title = fields.get("title").map_or_else(|| row::text(lead, "title"), |typed| typed.trim());
    title == row::text(lead, "company")
}
