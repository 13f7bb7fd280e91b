//! Text for a reader: tables, details, amounts and moments as the language writes them.

use chrono::{DateTime, Local, NaiveDate};
use kontor_core::records::Typing;
use kontor_core::value::money::{self, Currency};
use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

use crate::texts::Texts;

/// The widest a column of a table gets, and the last one, which pushes nothing aside.
const WIDEST: usize = 48;
const WIDEST_LAST: usize = 100;

/// Lines of aligned cells. Empty columns are left out.
pub(crate) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
}

impl Table {
    pub(crate) fn new(heads: impl IntoIterator<Item = String>) -> Self {
        let heads: Vec<String> = heads.into_iter().collect();
        Self { right: vec![false; heads.len()], rows: Vec::new(), heads }
    }

    /// Sets a column of numbers to the right.
    pub(crate) fn right(mut self, column: usize) -> Self {
        self.right[column] = true;
        self
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    pub(crate) fn text(&self) -> String {
        let width = |column: usize| {
            let most = if column + 1 == self.heads.len() { WIDEST_LAST } else { WIDEST };
            let widest = self.rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
            if widest == 0 { 0 } else { widest.max(self.heads[column].width()).min(most) }
        };
        let widths: Vec<usize> = (0..self.heads.len()).map(width).collect();
        let line = |cells: &[String]| {
            let shown = cells.iter().enumerate().filter(|(column, _)| widths[*column] > 0);
            let padded: Vec<String> = shown.map(|(at, cell)| pad(cell, widths[at], self.right[at])).collect();
            padded.join("  ").trim_end().to_owned()
        };
        std::iter::once(&self.heads).chain(&self.rows).map(|row| line(row)).collect::<Vec<_>>().join("\n")
    }
}

fn pad(cell: &str, width: usize, right: bool) -> String {
    let cell = if cell.width() > width { shortened(cell, width) } else { cell.to_owned() };
    let space = " ".repeat(width.saturating_sub(cell.width()));
    if right { space + &cell } else { cell + &space }
}

fn shortened(text: &str, width: usize) -> String {
    let mut short = String::new();
    for c in text.chars() {
        if short.width() + c.to_string().width() + 1 > width {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// The first line of a text without characters that move the cursor.
pub(crate) fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// An amount in minor units with its currency.
pub(crate) fn amount(minor: Option<i64>, code: &str, typing: &Typing) -> String {
    match (minor, Currency::of(code)) {
        (None, _) => String::new(),
        (Some(minor), Ok(currency)) => format!("{} {code}", money::format(minor, currency, typing.decimal)),
        (Some(minor), Err(_)) => format!("{minor} {code}"),
    }
}

/// A day, a due moment, or a moment in UTC on the user's clock, as the language writes it.
pub(crate) fn moment(text: &str, texts: &Texts) -> String {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        let local = moment.with_timezone(&Local);
        return format!("{} {}", day(local.date_naive(), texts), local.format("%H:%M"));
    }
    let (date, time) = text.split_once(' ').map_or((text, ""), |(date, time)| (date, time));
    match date.parse() {
        Ok(date) => format!("{} {time}", day(date, texts)).trim_end().to_owned(),
        Err(_) => text.to_owned(),
    }
}

fn day(day: NaiveDate, texts: &Texts) -> String {
    let form = if texts.language() == "de" { "%d.%m.%Y" } else { "%-d %b %Y" };
    day.format(form).to_string()
}

/// A record's JSON as lines of label and value; what is blank is left out.
pub(crate) fn detail(record: &Map<String, Value>, names: &[&str], texts: &Texts, typing: &Typing) -> String {
    let currency = record.get("currency").and_then(Value::as_str).unwrap_or_default();
    let mut lines = Vec::new();
    for name in names {
        let shown = match record.get(*name).unwrap_or(&Value::Null) {
            Value::Number(minor) if matches!(*name, "expectedAmount" | "annualRevenue" | "amount") => {
                amount(minor.as_i64(), currency, typing)
            }
            Value::Number(percent) if *name == "probability" => format!("{percent} %"),
            value
                if matches!(
                    *name,
                    "createdAt" | "updatedAt" | "closedAt" | "nextDue" | "expectedClose" | "birthday"
                ) =>
            {
                moment(value.as_str().unwrap_or_default(), texts)
            }
            Value::String(word) if matches!(*name, "rating" | "state") => texts.word(&format!("{name}_{word}")),
            value if *name == "tags" => plain(value, texts).replace('\n', ", "),
            value => plain(value, texts),
        };
        if !shown.is_empty() {
            lines.push((texts.word(name), shown));
        }
    }
    labelled(&lines)
}

/// Lines of label and value, the values one below the other.
pub(crate) fn labelled(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let indent = " ".repeat(width + 2);
    lines
        .iter()
        .map(|(label, value)| {
            let value: Vec<String> = safe(value).lines().map(str::to_owned).collect();
            let rows = value.iter().enumerate().map(|(at, line)| match at {
                0 => format!("{}  {line}", pad(label, width, false)),
                _ => format!("{indent}{line}").trim_end().to_owned(),
            });
            rows.collect::<Vec<_>>().join("\n")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A text of several lines without characters that move the cursor.
pub(crate) fn safe(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect()
}

/// A value that may be a choice, a named record, a point, an address, or a list of those.
fn plain(value: &Value, texts: &Texts) -> String {
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => texts.word("yes"),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let shown: Vec<String> = values.iter().map(|value| plain(value, texts)).collect();
            shown.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        }
        Value::Object(object) => object_text(object, texts),
    }
}

fn object_text(object: &Map<String, Value>, texts: &Texts) -> String {
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    if let Some(records) = object.get("records") {
        return plain(records, texts);
    }
    if object.contains_key("city") {
        let city = format!("{} {}", text("postalCode"), text("city"));
        let parts = [&text("street").replace('\n', ", "), city.trim(), text("region"), text("country")];
        return parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }
    let title = ["display", "title", "name"].into_iter().map(text).find(|text| !text.is_empty()).unwrap_or_default();
    let beside = ["role", "label", "detail", "jobTitle"].into_iter().map(text).find(|text| !text.is_empty());
    match (object.get("reason"), beside) {
        (Some(reason), _) => [plain(reason, texts), text("note").to_owned()].join("\n").trim().to_owned(),
        (None, Some(beside)) => format!("{title} ({beside})"),
        (None, None) => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_whatever_the_letters_are() {
        let mut table = Table::new(["Name", "Leer", "Betrag"].map(str::to_owned)).right(2);
        table.row(["Müller 工業".to_owned(), String::new(), "5,00".to_owned()]);
        table.row(["A\u{1b}[2J\nsecond line".to_owned(), String::new(), "1.200,00".to_owned()]);
        assert_eq!(table.text(), "Name           Betrag\nMüller 工業      5,00\nA[2J         1.200,00");
    }

    #[test]
    fn what_is_too_wide_is_shortened() {
        assert_eq!(pad("abcdef", 4, false), "abc…");
        assert_eq!(pad("ab", 4, true), "  ab");
    }
}
