//! Cells that hold one or several e-mails, phones, websites. Texts are handed on as they stand in the row, without a copy.

use std::borrow::Cow;

use super::plan::shortened;
use crate::Refusal;
use crate::flows::import::columns::words_of;
use crate::value::{Problem, email};

/// The code for a number that a spreadsheet has shortened.
const NUMBER_SHORTENED: &str = "row_number_shortened";

/// An e-mail, telephone or website with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointText<'r> {
    pub(super) label: &'r str,
    pub(super) value: Cow<'r, str>,
}

/// Points of one column, taken apart.
pub(super) struct Points<'a, 'r> {
    pub(super) header: &'r str,
    pub(super) label: &'r str,
    pub(super) into: &'a mut Vec<PointText<'r>>,
}

impl<'r> Points<'_, 'r> {
    /// One address as it stands, or several in one cell. Nothing of the cell is passed over: what is no address refuses the row.
    pub(super) fn emails(self, value: &'r str) -> Result<(), Refusal> {
        if email::is_plain(value) {
            self.into.push(PointText { label: self.label, value: value.into() });
            return Ok(());
        }
        let header = self.header;
        self.add_all(value, |cell| several_emails(cell).map_err(|refusal| refusal.with("column", header)))
    }

    /// Several numbers in a cell are told from one with strange punctuation by the digits that each part has.
    pub(super) fn phones(self, value: &'r str) -> Result<(), Refusal> {
        if is_shortened_number(value) {
            let refusal = Refusal::of_field("phones", NUMBER_SHORTENED);
            return Err(refusal.with("value", shortened(value)).with("column", self.header));
        }
        if !value.contains(is_list_separator) && !value.contains(LINES) {
            self.into.push(PointText { label: self.label, value: value.into() });
            return Ok(());
        }
        self.add_all(value, |cell| Ok(several_phones(cell)))
    }

    /// One or more websites in a cell.
    pub(super) fn websites(self, value: &'r str) {
        self.into.extend(several_websites(value).map(|part| PointText { label: self.label, value: part.into() }));
    }

    /// The parts of a cell; of a copy where its lines are written as Google does.
    fn add_all(self, value: &'r str, take_apart: impl Fn(&str) -> Result<Vec<&str>, Refusal>) -> Result<(), Refusal> {
        let Self { label, into, .. } = self;
        if value.contains(LINES) {
            let lines = value.replace(LINES, "\n");
            into.extend(take_apart(&lines)?.into_iter().map(|part| PointText { label, value: part.to_owned().into() }));
        } else {
            into.extend(take_apart(value)?.into_iter().map(|part| PointText { label, value: part.into() }));
        }
        Ok(())
    }
}

/// What Google writes between several values of a column.
const LINES: &str = " ::: ";

fn is_list_separator(c: char) -> bool {
    matches!(c, ';' | '\n' | '\r' | ',' | '|')
}

fn parts_of(value: &str) -> impl Iterator<Item = &str> {
    value.split(is_list_separator).map(str::trim).filter(|part| !part.is_empty())
}

fn several_emails(value: &str) -> Result<Vec<&str>, Refusal> {
    let refused = |problem: Problem| Refusal::of_field("emails", problem.code()).with("value", shortened(value));
    if email::parse_one(value).is_ok() {
        return Ok(vec![value.trim()]);
    }
    let mut parts: Vec<&str> = parts_of(value).collect();
    if let [only] = parts.as_slice() {
        let words: Vec<&str> = only.split_whitespace().collect();
        if words.len() > 1 && words.iter().all(|word| word.contains('@')) {
            parts = words;
        }
    }
    parts.iter().try_for_each(|part| email::parse_one(part).map(drop)).map_err(refused)?;
    Ok(parts)
}

/// A comma or a semicolon may stand in an address of the web: it separates where a blank or the beginning of another one follows.
fn several_websites(value: &str) -> impl Iterator<Item = &str> {
    let begins = |rest: &str| ["http://", "https://", "www."].iter().any(|start| rest.starts_with(start));
    let mut rest = Some(value);
    let parts = std::iter::from_fn(move || {
        let text = rest?;
        let ends = text.char_indices().find(|(at, c)| {
            let behind = &text[at + c.len_utf8()..];
            is_list_separator(*c)
                && (!matches!(c, ',' | ';') || behind.starts_with(char::is_whitespace) || begins(behind))
        });
        let (part, behind) = match ends {
            Some((at, c)) => (&text[..at], Some(&text[at + c.len_utf8()..])),
            None => (text, None),
        };
        rest = behind;
        Some(part.trim())
    });
    parts.filter(|part| !part.is_empty())
}

fn several_phones(value: &str) -> Vec<&str> {
    let is_number = |part: &&str| part.bytes().filter(u8::is_ascii_digit).count() >= 6;
    let parts: Vec<&str> = parts_of(value).collect();
    if parts.iter().all(is_number) { parts } else { vec![value.trim()] }
}

/// `4.93E+11`: what Excel makes of a long number unless the column is text.
fn is_shortened_number(value: &str) -> bool {
    let Some((digits, power)) = value.split_once(['E', 'e']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    power.strip_prefix('+').is_some_and(is_digits) && is_digits(&digits.replacen(['.', ','], "", 1))
}

/// The label of an e-mail or phone as it is called here: address books write `* Work`, each in its own language.
pub(super) fn label_of(written: &str) -> &str {
    let written = written.trim();
    let label = written.strip_prefix("* ").unwrap_or(written);
    match label.to_lowercase().as_str() {
        "work" | "arbeit" | "geschäftlich" => "work",
        "home" | "privat" => "home",
        "mobile" | "mobil" | "handy" => "mobile",
        _ => label,
    }
}

/// A house number stands beside its street, a second line of the street below it.
pub(super) fn joint_of_street(header: &str) -> char {
    let is_number = |word: &String| ["house", "hausnummer", "hausnr", "hnr", "nr"].contains(&word.as_str());
    if words_of(header).iter().any(is_number) { ' ' } else { '\n' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(found: &[PointText]) -> Vec<String> {
        found.iter().map(|point| point.value.to_string()).collect()
    }

    fn emails(cell: &str) -> Result<Vec<String>, Refusal> {
        let mut into = Vec::new();
        Points { header: "E-Mail", label: "", into: &mut into }.emails(cell)?;
        Ok(values(&into))
    }

    fn phones(cell: &str) -> Result<Vec<String>, Refusal> {
        let mut into = Vec::new();
        Points { header: "Phone", label: "mobile", into: &mut into }.phones(cell)?;
        assert!(into.iter().all(|phone| phone.label == "mobile"));
        Ok(values(&into))
    }

    #[test]
    fn several_addresses_and_numbers_in_a_cell_are_taken_apart() {
        for (cell, parts) in [
            ("ann@x.example", vec!["ann@x.example"]),
            (
                "ann@x.example, bob@x.example ; Cy <cy@x.example>",
                vec!["ann@x.example", "bob@x.example", "Cy <cy@x.example>"],
            ),
            ("ann@x.example bob@x.example", vec!["ann@x.example", "bob@x.example"]),
            ("ann@x.example ::: bob@x.example", vec!["ann@x.example", "bob@x.example"]),
            ("Arm, Ann <ann@x.example>", vec!["Arm, Ann <ann@x.example>"]),
        ] {
            assert_eq!(emails(cell).unwrap_or_default(), parts, "{cell}");
        }
        assert_eq!(phones("0171 1234567; +49 30 901820").unwrap(), ["0171 1234567", "+49 30 901820"]);
        assert_eq!(
            phones("030/901820, App. 12").unwrap(),
            ["030/901820, App. 12"],
            "an extension is no number of its own"
        );
    }

    #[test]
    fn an_address_without_at_refuses_the_row_and_names_the_column() {
        for cell in ["ann.example", "ann@x.example, bob@"] {
            let refusal = emails(cell).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), ("not_an_email", Some("emails")), "{cell}");
            assert_eq!(refusal.values["column"], "E-Mail");
        }
    }

    #[test]
    fn labels_are_called_as_here_where_they_mean_the_same() {
        for (written, label) in
            [("* Work", "work"), ("Privat", "home"), ("Work Fax", "Work Fax"), ("* Boss", "Boss"), ("", "")]
        {
            assert_eq!(label_of(written), label);
        }
    }

    #[test]
    fn websites_keep_their_commas() {
        for (cell, parts) in [
            ("https://x.example/a,12;b.html", vec!["https://x.example/a,12;b.html"]),
            ("x.example, y.example", vec!["x.example", "y.example"]),
            ("www.x.example;www.y.example", vec!["www.x.example", "www.y.example"]),
            ("x.example\ny.example", vec!["x.example", "y.example"]),
            ("1.234,50", vec!["1.234,50"]),
        ] {
            let mut into = Vec::new();
            Points { header: "Website", label: "", into: &mut into }.websites(cell);
            assert_eq!(values(&into), parts, "{cell}");
        }
    }

    #[test]
    fn a_number_that_excel_shortened_is_refused() {
        assert_eq!(phones("4,93022E+11").unwrap_err().code, NUMBER_SHORTENED);
        assert_eq!(phones("4930E").unwrap(), ["4930E"]);
    }
}
