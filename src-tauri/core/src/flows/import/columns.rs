//! Which column of a table is which field of a lead.
//!
//! A guess from the header (I05), or from the values where the header says nothing. What rows of other kinds become is made of it
//! (general/mapping.rs).

use serde::{Deserialize, Serialize};

use super::bad_rows::BAD_ROWS_HEADERS;
use super::dictionary::DICTIONARY;
use super::headers::which_address;
use super::reading::Row;
use crate::value::{email, text, website};

/// How many different values of a column are shown beside it.
const SHOWN_VALUES: usize = 3;

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Where the values of a column go.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum ImportField { $($(#[doc = $doc])+ $name,)+ }

        impl ImportField {
            /// All of them, in the order in which a person chooses.
            pub(super) const ALL: &'static [ImportField] = &[$(ImportField::$name,)+];

            /// The name by which the command line and the message files know it.
            #[must_use]
            pub(super) const fn as_str(self) -> &'static str {
                match self { $(ImportField::$name => $text,)+ }
            }
        }
    };
}

fields! {
    /// What the lead is called.
    Title = "title",
    /// Mr, Frau Dr.
    Salutation = "salutation",
    /// First and middle names; several columns are joined by a blank.
    FirstName = "firstName",
    /// Family name.
    LastName = "lastName",
    /// A whole name, to be taken apart.
    FullName = "fullName",
    /// What the person does in the company.
    JobTitle = "jobTitle",
    /// The company's name.
    Company = "company",
    /// One or more e-mail addresses; any number of columns.
    Email = "email",
    /// One or more telephone numbers; any number of columns.
    Phone = "phone",
    /// One or more websites; any number of columns.
    Website = "website",
    /// Street and house number; several columns are joined.
    Street = "street",
    /// Postal code.
    PostalCode = "postalCode",
    /// Town.
    City = "city",
    /// State, Bundesland, canton.
    Region = "region",
    /// Country, as typed or as a code.
    Country = "country",
    /// Where the lead came from; a new word becomes a new source.
    Source = "source",
    /// Line of business.
    Industry = "industry",
    /// How many people work there.
    Employees = "employees",
    /// cold, warm or hot.
    Rating = "rating",
    /// A status of the book; a new word becomes a new status.
    Status = "status",
    /// The amount expected.
    ExpectedAmount = "expectedAmount",
    /// The currency of the amount.
    Currency = "currency",
    /// The language to write in.
    Language = "language",
    /// Free text; the second and later columns stand as "Header: value".
    Description = "description",
    /// Tags, separated by commas or semicolons; any number of columns.
    Tags = "tags",
    /// The day the lead was made.
    CreatedOn = "createdOn",
    /// Kept as a line "Header: value" in the description.
    Keep = "keep",
    /// Not taken over.
    Ignore = "ignore",
}

impl ImportField {
    /// The field of this name.
    #[must_use]
    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str().eq_ignore_ascii_case(name))
    }

    /// A part of an address.
    pub(super) const fn is_address(self) -> bool {
        use ImportField as F;
        matches!(self, F::Street | F::PostalCode | F::City | F::Region | F::Country)
    }

    /// Whether several columns may go there.
    #[must_use]
    pub(super) const fn takes_several(self) -> bool {
        matches!(
            self,
            ImportField::FirstName
                | ImportField::Email
                | ImportField::Phone
                | ImportField::Website
                | ImportField::Street
                | ImportField::Description
                | ImportField::Tags
                | ImportField::Keep
                | ImportField::Ignore
        )
    }
}

/// What a mapping rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum GuessedBy {
    /// The column's name.
    Header,
    /// What its values look like.
    Values,
    /// Nothing was recognised.
    Nothing,
    /// The user said so.
    User,
    /// A file of the same columns was imported so before.
    Before,
}

/// Where one column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ColumnMapping {
    /// The column's place, from 0.
    pub(super) column: u32,
    /// The column's name.
    pub(super) header: String,
    /// Where its values go.
    pub(super) field: ImportField,
    /// For e-mails and telephones: work, home, mobile, fax, a word of the user's, or "".
    pub(super) label: String,
    /// What this rests on.
    pub(super) guessed_by: GuessedBy,
    /// A few different values, as they stand in the file.
    pub(super) values: Vec<String>,
}

/// Guesses the mapping of every column from its name and the first rows.
#[must_use]
pub(super) fn guess(columns: &[String], rows: &[Row]) -> Vec<ColumnMapping> {
    let mut mappings: Vec<ColumnMapping> =
        columns.iter().enumerate().map(|(index, header)| guess_column(index, header, rows)).collect();
    settle_names(&mut mappings, rows);
    settle_repeated(&mut mappings);
    settle_report(&mut mappings);
    mappings
}

fn guess_column(index: usize, header: &str, rows: &[Row]) -> ColumnMapping {
    let values = filled(index, rows);
    let words = words_of(header);
    let (field, guessed_by) = match by_header(&words) {
        Some(field) => (field, GuessedBy::Header),
        None => by_values(&values).map_or((ImportField::Keep, GuessedBy::Nothing), |field| (field, GuessedBy::Values)),
    };
    let label = if matches!(field, ImportField::Email | ImportField::Phone) { label_of(&words) } else { "" };
    let mut shown: Vec<String> = Vec::new();
    for value in values {
        if shown.len() < SHOWN_VALUES && !shown.iter().any(|known| known == value) {
            shown.push(value.to_owned());
        }
    }
    let column = u32::try_from(index).unwrap_or(u32::MAX);
    ColumnMapping { column, header: header.to_owned(), field, label: label.to_owned(), guessed_by, values: shown }
}

/// The words of a header in the form of the dictionary.
pub(super) fn words_of(header: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut previous = ' ';
    for c in header.chars() {
        // "companyName" is two words; "PLZ" and "E-Mail" are not taken apart here.
        if c.is_uppercase() && previous.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        previous = c;
    }
    let folded = text::fold_german(&spaced);
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        match words.last_mut() {
            Some(last) if last == "e" && word.starts_with("mail") => *last = format!("e{word}"),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

fn by_header(words: &[String]) -> Option<ImportField> {
    let phrase = words.join(" ");
    let known = |phrase: &str| DICTIONARY.fields.get(phrase).copied();
    if let Some(field) = known(&phrase).or_else(|| known(&phrase.replace(' ', ""))) {
        return Some(field);
    }
    if words.iter().any(|word| DICTIONARY.about.contains(word.as_str())) {
        return None;
    }
    let core: Vec<&str> = words.iter().map(String::as_str).filter(|word| !DICTIONARY.frame.contains(word)).collect();
    if let Some(field) = known(&core.join(" ")) {
        return Some(field);
    }
    let has = |parts: &[&str]| words.iter().any(|word| parts.iter().any(|part| word.contains(part)));
    if has(&["email"]) || words.iter().any(|word| word == "mail") {
        Some(ImportField::Email)
    } else if has(&["telefon", "telephone", "phone", "handy", "telefax"])
        || words.iter().any(|word| word == "fax" || word == "tel")
    {
        Some(ImportField::Phone)
    } else if has(&["website", "webseite", "homepage"]) {
        Some(ImportField::Website)
    } else {
        None
    }
}

fn label_of(words: &[String]) -> &'static str {
    DICTIONARY
        .labels
        .iter()
        .find(|(_, names)| words.iter().any(|word| names.contains(word.as_str())))
        .map_or("", |(label, _)| label)
}

fn filled(index: usize, rows: &[Row]) -> Vec<&str> {
    let good = rows.iter().filter(|row| row.problem.is_none());
    good.filter_map(|row| row.cells.get(index)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
}

/// What the values look like, if most of them look alike.
fn by_values(values: &[&str]) -> Option<ImportField> {
    if values.is_empty() {
        return None;
    }
    let share = |looks_like: &dyn Fn(&str) -> bool| {
        values.iter().filter(|value| looks_like(value)).count() as f64 / values.len() as f64
    };
    if share(&|value| value.contains('@') && !email::parse_all(value).is_empty()) >= 0.6 {
        Some(ImportField::Email)
    } else if share(&is_web_address) >= 0.6 {
        Some(ImportField::Website)
    } else if share(&is_dialled) >= 0.6 {
        Some(ImportField::Phone)
    } else if share(&is_salutation) >= 0.9 {
        Some(ImportField::Salutation)
    } else if share(&has_legal_form) >= 0.4 {
        Some(ImportField::Company)
    } else {
        None
    }
}

fn is_web_address(value: &str) -> bool {
    let starts = ["http://", "https://", "www."].iter().any(|start| value.to_ascii_lowercase().starts_with(start));
    starts && !website::host(value).is_empty()
}

/// A telephone number as people write it: with a country code, a trunk zero or brackets. A bare number may be a customer's.
fn is_dialled(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let others = value.chars().all(|c| c.is_ascii_digit() || " +()/.-\u{a0}".contains(c));
    let spaced = value.contains([' ', '/', '-', '(']);
    (6..=17).contains(&digits)
        && others
        && (value.starts_with('+') || ((value.starts_with(['0', '('])) && (spaced || digits >= 9)))
}

fn is_salutation(value: &str) -> bool {
    DICTIONARY.salutations.contains(words_of(value).join(" ").as_str())
}

fn has_legal_form(value: &str) -> bool {
    words_of(&value.replace('.', "")).last().is_some_and(|word| DICTIONARY.legal_forms.contains(word.as_str()))
}

/// "Title", "Titel" and "Name" mean different things in different programs; what stands beside them tells.
fn settle_names(mappings: &mut [ColumnMapping], rows: &[Row]) {
    for index in 0..mappings.len() {
        let words = words_of(&mappings[index].header).join(" ");
        let has = |field: ImportField| mappings.iter().any(|mapping| mapping.field == field);
        let values = filled(index, rows);
        let most = |looks_like: &dyn Fn(&str) -> bool| {
            !values.is_empty() && values.iter().filter(|value| looks_like(value)).count() * 10 >= values.len() * 4
        };
        let person = has(ImportField::FirstName) || has(ImportField::LastName);
        let field = match words.as_str() {
            "title" | "titel" if most(&is_salutation) => ImportField::Salutation,
            "titel" if person && !has(ImportField::Salutation) => ImportField::Salutation,
            "title" | "titel" if person && !has(ImportField::JobTitle) => ImportField::JobTitle,
            "title" | "titel" if person => ImportField::Keep,
            "title" | "titel" | "bezeichnung" => ImportField::Title,
            "name" if has(ImportField::FirstName) && !has(ImportField::LastName) => ImportField::LastName,
            "name" if !has(ImportField::Company) && most(&has_legal_form) => ImportField::Company,
            // Google and Outlook repeat the whole name beside its parts.
            "name" if has(ImportField::FirstName) && has(ImportField::LastName) => ImportField::Keep,
            "name" if has(ImportField::FullName) => ImportField::Title,
            "name" | "namen" => ImportField::FullName,
            _ => continue,
        };
        mappings[index].field = field;
        mappings[index].guessed_by = GuessedBy::Header;
        mappings[index].label = String::new();
    }
}

/// The first column gets a field that holds one value; the others are kept as lines of the description. A whole name beside its parts
/// says nothing new.
fn settle_repeated(mappings: &mut [ColumnMapping]) {
    let has_parts = mappings.iter().any(|mapping| mapping.field == ImportField::LastName);
    for index in 0..mappings.len() {
        let field = mappings[index].field;
        let which = |mapping: &ColumnMapping| if field.is_address() { which_address(&mapping.header) } else { 0 };
        let here = which(&mappings[index]);
        let repeated = mappings[..index].iter().any(|earlier| earlier.field == field && which(earlier) == here);
        if (repeated && !field.takes_several()) || (field == ImportField::FullName && has_parts) {
            mappings[index].field = ImportField::Keep;
            mappings[index].guessed_by = GuessedBy::Nothing;
        }
    }
}

/// A file of bad rows that has been mended comes back with the two columns that told what was wrong: they are not the lead's.
fn settle_report(mappings: &mut [ColumnMapping]) {
    if let [line, reason, ..] = mappings {
        let headers = [words_of(&line.header).join(" "), words_of(&reason.header).join(" ")];
        if BAD_ROWS_HEADERS.iter().any(|names| headers == names.map(str::to_lowercase)) {
            line.field = ImportField::Ignore;
            reason.field = ImportField::Ignore;
        }
    }
}
