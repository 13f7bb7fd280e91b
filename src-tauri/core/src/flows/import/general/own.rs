//! Our own exports, known by the names of their columns: the exact form for programs, and the lists for people in each language.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fields::{What, field};
use super::gather::EXACT;
use super::systems::To;
use crate::flows::export;

/// The system of our own lists for people.
pub(super) const LIST: &str = "kontor list";

/// Columns of which nothing is taken: they follow from the others.
const FOLLOWS: &[&str] = &["updatedAt"];

/// Names of columns in our exports that are called otherwise here.
const RENAMED: &[(&str, &str)] = &[
    ("createdAt", "createdOn"),
    ("closedAt", "closedOn"),
    ("doneAt", "doneOn"),
    ("probabilityByHand", "probability"),
    ("contacts", "contact"),
    ("contactIds", "contactId"),
];

/// The field of a column of our exports. `label`: e-mails, phones and websites are numbered.
fn target(what: What, name: &str) -> Option<To> {
    let ignored = To { what: None, field: "ignore", label: "" };
    if FOLLOWS.contains(&name) || name == "on" || (name == "probability" && what == What::Opportunity) {
        return Some(ignored);
    }
    let name = RENAMED.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, field)| field);
    let bare: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
    let info = field(what, name).or_else(|| field(what, &bare))?;
    Some(To { what: Some(what), field: info.name, label: "" })
}

/// The headings of our lists, by what they are of.
static LISTS: LazyLock<Vec<(What, HashMap<String, String>)>> = LazyLock::new(|| {
    let mut lists = Vec::new();
    for what in What::ALL {
        for language in ["en", "de"] {
            lists.push((what, export::headings(what.as_str(), language).into_iter().collect()));
        }
    }
    lists
});

/// What an own export is of, its system, and where each column goes. None: it is not ours.
pub(super) fn recognise(columns: &[String], wanted: Option<What>) -> Option<(What, &'static str, Vec<To>)> {
    let is_wanted = |what: &What| wanted.is_none_or(|wanted| wanted == *what);
    let has = |name: &str| columns.iter().any(|column| column == name);
    if has("id") && has("createdAt") && has("updatedAt") {
        for what in What::ALL.into_iter().filter(is_wanted) {
            let targets: Option<Vec<To>> = columns.iter().map(|column| target(what, column)).collect();
            if let Some(targets) = targets
                && targets.iter().any(|to| to.field == own_name(what))
            {
                return Some((what, EXACT, targets));
            }
        }
    }
    for (what, headings) in LISTS.iter().filter(|(what, _)| is_wanted(what)) {
        let targets: Option<Vec<To>> =
            columns.iter().map(|column| target(*what, headings.get(column.as_str())?)).collect();
        if let Some(targets) = targets
            && targets.iter().any(|to| to.field == "id")
            && targets.iter().any(|to| to.field == own_name(*what))
        {
            return Some((*what, LIST, targets));
        }
    }
    None
}

/// A column that only this kind has.
const fn own_name(what: What) -> &'static str {
    match what {
        What::Organization => "vatNumber",
        What::Contact => "reportsToId",
        What::Opportunity => "stage",
        What::Lead => "company",
        What::Activity => "subject",
        What::Note => "body",
    }
}
