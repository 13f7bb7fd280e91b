//! A row of a table as a lead, still as text: cells go to their fields, lists are taken apart, what has no field becomes a line of the
//! description (R26).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::columns::{ColumnMapping, ImportField, words_of};
use super::reading::Row;
use crate::Refusal;
use crate::flows::formulas::as_typed;
use crate::flows::tag_list;
use crate::value::{Problem, email, name, text};

/// An e-mail, telephone or website with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointText {
    pub(super) label: String,
    pub(super) value: String,
}

/// A lead as a row says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowLead {
    /// Fields of one value, trimmed; blank ones are missing.
    pub(super) fields: BTreeMap<ImportField, String>,
    pub(super) emails: Vec<PointText>,
    pub(super) phones: Vec<PointText>,
    pub(super) websites: Vec<PointText>,
    pub(super) tags: Vec<String>,
}

impl RowLead {
    pub(super) fn field(&self, field: ImportField) -> &str {
        self.fields.get(&field).map_or("", String::as_str)
    }
}

/// The code for a number that a spreadsheet has shortened.
pub(super) const NUMBER_SHORTENED: &str = "row_number_shortened";

/// Puts a row together. The refusal names the field, and the column in the value `column`.
pub(super) fn assemble(row: &Row, mappings: &[ColumnMapping]) -> Result<RowLead, Refusal> {
    if let Some(problem) = &row.problem {
        return Err(problem.refusal());
    }
    let mut lead = RowLead::default();
    let mut lines = Vec::new();
    for mapping in mappings {
        let Some(cell) = row.cells.get(mapping.column as usize) else { continue };
        let value = as_typed(cell.trim()).trim();
        if value.is_empty() {
            continue;
        }
        match mapping.field {
            ImportField::Ignore => {}
            ImportField::Keep => lines.push((mapping.header.as_str(), value)),
            ImportField::Description if lead.fields.contains_key(&ImportField::Description) => {
                lines.push((mapping.header.as_str(), value));
            }
            ImportField::Email => lead.emails.extend(emails(&mapping.header, &mapping.label, value)?),
            ImportField::Phone => lead.phones.extend(phones(&mapping.header, &mapping.label, value)?),
            ImportField::Website => lead.websites.extend(websites(&mapping.label, value)),
            ImportField::Tags => lead.tags.extend(tags(value)),
            ImportField::Street => add(&mut lead.fields, ImportField::Street, value, joint_of_street(&mapping.header)),
            field => add(&mut lead.fields, field, value, ' '),
        }
    }
    take_name_apart(&mut lead);
    describe(&mut lead, &lines);
    Ok(lead)
}

/// Several columns of one field stand one behind the other.
fn add(fields: &mut BTreeMap<ImportField, String>, field: ImportField, value: &str, joint: char) {
    let text = fields.entry(field).or_default();
    if !text.is_empty() {
        text.push(joint);
    }
    text.push_str(value);
}

/// A house number stands beside its street, a second line of the street below it.
pub(super) fn joint_of_street(header: &str) -> char {
    let is_number = |word: &String| ["house", "hausnummer", "hausnr", "hnr", "nr"].contains(&word.as_str());
    if words_of(header).iter().any(is_number) { ' ' } else { '\n' }
}

fn is_list_separator(c: char) -> bool {
    matches!(c, ';' | '\n' | '\r' | ',' | '|')
}

/// One or more websites in a cell.
pub(super) fn websites(label: &str, value: &str) -> Vec<PointText> {
    labelled(label, value.split(is_list_separator))
}

fn labelled<'a>(label: &str, values: impl Iterator<Item = &'a str>) -> Vec<PointText> {
    values
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(|value| PointText { label: label.to_owned(), value: value.to_owned() })
        .collect()
}

/// Google writes several values of a column so.
fn of_lines(value: &str) -> Cow<'_, str> {
    if value.contains(" ::: ") { value.replace(" ::: ", "\n").into() } else { value.into() }
}

/// One address as it stands, or several in one cell. Nothing of the cell is passed over: what is no address refuses the row.
pub(super) fn emails(header: &str, label: &str, value: &str) -> Result<Vec<PointText>, Refusal> {
    let value = of_lines(value);
    let refused = |problem: Problem| {
        Refusal::of_field("emails", problem.code()).with("value", shortened(&value)).with("column", header)
    };
    if email::parse_one(&value).is_ok() {
        return Ok(labelled(label, std::iter::once(&*value)));
    }
    let mut parts = labelled(label, value.split(is_list_separator));
    if let [only] = parts.as_slice() {
        let words: Vec<&str> = only.value.split_whitespace().collect();
        if words.len() > 1 && words.iter().all(|word| word.contains('@')) {
            parts = labelled(label, words.into_iter());
        }
    }
    for part in &parts {
        email::parse_one(&part.value).map_err(refused)?;
    }
    Ok(parts)
}

/// Several numbers in a cell are told from one with strange punctuation by the digits that each part has.
pub(super) fn phones(header: &str, label: &str, value: &str) -> Result<Vec<PointText>, Refusal> {
    if is_shortened_number(value) {
        let refusal = Refusal::of_field("phones", NUMBER_SHORTENED);
        return Err(refusal.with("value", shortened(value)).with("column", header));
    }
    let value = of_lines(value);
    let is_number = |part: &str| part.chars().filter(char::is_ascii_digit).count() >= 6;
    let parts = labelled(label, value.split(is_list_separator));
    if parts.iter().all(|part| is_number(&part.value)) {
        return Ok(parts);
    }
    Ok(labelled(label, std::iter::once(&*value)))
}

/// `4.93E+11`: what Excel makes of a long number unless the column is text.
fn is_shortened_number(value: &str) -> bool {
    let Some((digits, power)) = value.split_once(['E', 'e']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    power.strip_prefix('+').is_some_and(is_digits) && is_digits(&digits.replacen(['.', ','], "", 1))
}

pub(super) fn tags(value: &str) -> Vec<String> {
    tag_list::split(value)
}

/// A whole name is taken apart unless its parts are there.
fn take_name_apart(lead: &mut RowLead) {
    let Some(whole) = lead.fields.remove(&ImportField::FullName) else { return };
    let person = name::parse_person(&whole);
    for (field, part) in [
        (ImportField::Salutation, person.salutation),
        (ImportField::FirstName, person.first),
        (ImportField::LastName, person.last),
    ] {
        // A salutation in a column of its own stands before the titles in the name.
        if !part.is_empty() && !text::key(lead.field(field)).split(' ').any(|word| word == text::key(&part)) {
            add(&mut lead.fields, field, &part, ' ');
        }
    }
}

/// Adds what has no field as lines "Header: value".
fn describe(lead: &mut RowLead, lines: &[(&str, &str)]) {
    let parts = [ImportField::FirstName, ImportField::LastName].map(|field| lead.field(field).to_owned());
    let person = text::key(&parts.join(" "));
    let kept: Vec<String> = lines
        .iter()
        // The whole name beside its parts says nothing new.
        .filter(|(_, value)| text::key(value) != person)
        .map(|(header, value)| format!("{header}: {value}"))
        .collect();
    if kept.is_empty() {
        return;
    }
    let text = lead.fields.entry(ImportField::Description).or_default();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(&kept.join("\n"));
}

/// What a refusal shows of a value.
pub(super) fn shortened(value: &str) -> String {
    value.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::import::columns::guess;

    fn lead(cells: &[(&str, &str)]) -> Result<RowLead, Refusal> {
        let headers: Vec<String> = cells.iter().map(|(header, _)| (*header).to_owned()).collect();
        let cells = cells.iter().map(|(_, cell)| *cell).collect();
        assemble(&Row { line: 2, cells, problem: None, was_wrapped: false }, &guess(&headers, &[]))
    }

    fn values(points: &[PointText]) -> Vec<&str> {
        points.iter().map(|point| point.value.as_str()).collect()
    }

    #[test]
    fn several_addresses_and_numbers_in_a_cell_are_taken_apart() {
        let found = lead(&[
            ("Email", "ann@x.example, bob@x.example ; Cy <cy@x.example>"),
            ("Mobile", "0171 1234567; +49 30 901820"),
        ])
        .unwrap();
        assert_eq!(values(&found.emails), ["ann@x.example", "bob@x.example", "Cy <cy@x.example>"]);
        assert_eq!(values(&found.phones), ["0171 1234567", "+49 30 901820"]);
        assert!(found.phones.iter().all(|phone| phone.label == "mobile"));
        let found = lead(&[("Email", "ann@x.example bob@x.example"), ("Phone", "030/901820, App. 12")]).unwrap();
        assert_eq!(values(&found.emails), ["ann@x.example", "bob@x.example"]);
        assert_eq!(values(&found.phones), ["030/901820, App. 12"], "an extension is no number of its own");
    }

    #[test]
    fn an_address_without_at_refuses_the_row_and_names_the_column() {
        for cell in ["ann.example", "ann@x.example, bob@"] {
            let refusal = lead(&[("E-Mail", cell)]).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), ("not_an_email", Some("emails")), "{cell}");
            assert_eq!(refusal.values["column"], "E-Mail");
        }
    }

    #[test]
    fn a_number_that_excel_shortened_is_refused() {
        assert_eq!(lead(&[("Phone", "4,93022E+11")]).unwrap_err().code, NUMBER_SHORTENED);
        assert_eq!(lead(&[("Phone", "4930E")]).unwrap().phones.len(), 1);
    }

    #[test]
    fn columns_of_one_field_are_joined() {
        let found = lead(&[
            ("Vorname", "Ann"),
            ("Weitere Vornamen", "Mary"),
            ("Nachname", "Arm"),
            ("Straße", "Markt"),
            ("Hausnummer", "1"),
            ("Straße 2", "Hof"),
        ])
        .unwrap();
        assert_eq!(found.field(ImportField::FirstName), "Ann Mary");
        assert_eq!(found.field(ImportField::Street), "Markt 1\nHof");
    }

    #[test]
    fn a_whole_name_is_taken_apart() {
        let found = lead(&[("Ansprechpartner", "Frau Dr. Anna von der Heide"), ("Firma", "Acme")]).unwrap();
        assert_eq!(
            [ImportField::Salutation, ImportField::FirstName, ImportField::LastName]
                .map(|field| found.field(field).to_owned()),
            ["Frau Dr.", "Anna", "von der Heide"]
        );
    }

    #[test]
    fn what_has_no_field_is_a_line_of_the_description() {
        let found = lead(&[("Notes", "first"), ("Comment", "second"), ("Kundennummer", "47"), ("Leer", "")]).unwrap();
        assert_eq!(found.field(ImportField::Description), "first\n\nComment: second\nKundennummer: 47");
        let found = lead(&[("Name", "Ann Arm"), ("First Name", "Ann"), ("Last Name", "Arm")]).unwrap();
        assert_eq!(found.field(ImportField::Description), "", "the whole name beside its parts is nothing new");
    }

    #[test]
    fn tags_are_separated_as_programs_do() {
        assert_eq!(lead(&[("Labels", "* myContacts ::: Fair")]).unwrap().tags, ["myContacts", "Fair"]);
        assert_eq!(lead(&[("Tags", "Fair, Hot;2024")]).unwrap().tags, ["Fair", "Hot", "2024"]);
    }
}
