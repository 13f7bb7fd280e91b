//! Values as readable text: for the lines that keep what has no field (R8), and for what a preview says was kept.
//!
//! The core answers with codes; but a line in a description is data that the user goes on writing in, so it is written in the
//! user's language when it is written. The labels stand in `sql/labels/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::row::{self, Row};
use crate::Result;
use crate::book::Db;
use crate::records::Typing;
use crate::value::money::{self, Currency};

type Texts = BTreeMap<String, String>;

static EN: LazyLock<Texts> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../sql/labels/en.json")).unwrap_or_default());
static DE: LazyLock<Texts> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../sql/labels/de.json")).unwrap_or_default());

/// The labels of one language.
#[derive(Clone, Copy)]
pub(super) struct Labels(&'static Texts);

impl Labels {
    /// The label of a column or value; the column's own name in words where nobody wrote one for it yet.
    pub(super) fn label(self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| name.trim_end_matches("_id").replace('_', " "))
    }
}

/// The labels of a language ("de", otherwise English).
pub(super) fn labels(language: &str) -> Labels {
    Labels(if language.starts_with("de") { &DE } else { &EN })
}

/// How values are read and written for one user.
pub(super) struct Words {
    pub(super) typing: Typing,
    labels: Labels,
}

impl Words {
    /// Those of the language ("de", otherwise English) and the book's country.
    pub(super) fn of(db: &Db, language: &str) -> Result<Self> {
        Ok(Self { typing: Typing::of(db, language)?, labels: labels(language) })
    }

    /// See [`Labels::label`].
    pub(super) fn label(&self, name: &str) -> String {
        self.labels.label(name)
    }

    /// Those of the language.
    pub(super) fn labels(&self) -> Labels {
        self.labels
    }

    /// "Label: value".
    pub(super) fn line(&self, name: &str, value: &str) -> String {
        format!("{}: {value}", self.label(name))
    }

    /// An amount with its currency, as people write it.
    pub(super) fn amount(&self, minor: i64, code: &str) -> String {
        match Currency::of(code) {
            Ok(currency) => format!("{} {code}", money::format(minor, currency, self.typing.decimal)),
            Err(_) => format!("{minor} {code}"),
        }
    }

    /// What stands in a column of a row, in words: a name for an id, an amount with its currency.
    pub(super) fn value(&self, db: &Db, row: &Row, column: &str) -> Result<String> {
        let value = row.get(column).unwrap_or(&Json::Null);
        Ok(match (column, value) {
            (_, Json::Null) => String::new(),
            ("amount" | "expected_amount" | "annual_revenue", Json::Number(minor)) => {
                self.amount(minor.as_i64().unwrap_or_default(), row::text(row, "currency"))
            }
            ("no_email" | "no_phone" | "no_mail", Json::Number(no)) if no.as_i64() == Some(0) => String::new(),
            ("no_email" | "no_phone" | "no_mail", _) => self.label("yes"),
            ("probability" | "probability_by_hand", Json::Number(percent)) => format!("{percent} %"),
            ("rating" | "state", Json::String(word)) if !word.is_empty() => self.label(&format!("{column}_{word}")),
            (_, Json::String(id)) if column.ends_with("_id") => name_of(db, column, id)?,
            (_, Json::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        })
    }

    /// An address on one line.
    pub(super) fn address(address: &Row) -> String {
        let text = |column| row::text(address, column).trim().replace('\n', ", ");
        let city = format!("{} {}", text("postal_code"), text("city"));
        [text("street"), city.trim().to_owned(), text("region"), text("country")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// An e-mail, phone or website with its label.
    pub(super) fn point(point: &Row) -> String {
        match row::text(point, "label") {
            "" => row::text(point, "value").to_owned(),
            label => format!("{} ({label})", row::text(point, "value")),
        }
    }

    /// "Mr Amy Wong".
    pub(super) fn person(row: &Row) -> String {
        ["salutation", "first_name", "last_name"]
            .into_iter()
            .map(|column| row::text(row, column))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The name of the row that an id leads to; the id itself where that is gone.
fn name_of(db: &Db, column: &str, id: &str) -> Result<String> {
    let table = match column {
        "parent_id" => "organization",
        "reports_to_id" => "contact",
        "status_id" => "lead_status",
        other => other.trim_end_matches("_id"),
    };
    let Some(found) = row::find(db, table, id)? else { return Ok(id.to_owned()) };
    Ok(match row::filled(&found, "title").or_else(|| row::filled(&found, "name")) {
        Some(Json::String(name)) => name.clone(),
        _ => Words::person(&found),
    })
}
