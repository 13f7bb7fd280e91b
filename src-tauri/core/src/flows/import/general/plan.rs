//! What the user decides about an import, what it will do, and what it did: the types that cross to the window.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fields::{What, Words};
use crate::Refusal;
use crate::book::RecordRef;
use crate::flows::import::columns::GuessedBy;
use crate::flows::import::values::{Finding, ValueStyles};
use crate::value::date::DateOrder;
use crate::value::money::DecimalStyle;

/// What becomes of a row whose record is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportPolicy"))]
pub enum Policy {
    /// What the record has blank is filled; what it has stays. Addresses, e-mails, phones and tags are added.
    #[default]
    Fill,
    /// The file wins. A blank cell never erases.
    Update,
    /// The row is left out.
    Skip,
    /// A new record is made all the same, unless the row carries an id that is known.
    Create,
    /// A new record is made, unless the row carries an id that is known, or an e-mail that somebody of the book has: as a lead, a
    /// contact or an organization.
    New,
}

impl Policy {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Policy::Fill => "fill",
            Policy::Update => "update",
            Policy::Skip => "skip",
            Policy::Create => "create",
            Policy::New => "new",
        }
    }
}

/// Where one column goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportMapping"))]
pub struct Mapping {
    /// The column's place, from 0.
    pub column: u32,
    /// The column's name.
    pub header: String,
    /// What it fills; none for "keep" and "ignore".
    pub what: Option<What>,
    /// Which field of that (see [`super::field_names`]); "keep": a line "Header: value" in the text of what the row is about; "ignore".
    pub field: String,
    /// For e-mails and phones: work, home, mobile, fax, a word of the user's, or "".
    pub label: String,
    /// What this rests on.
    pub guessed_by: GuessedBy,
    /// A few different values, as they stand in the file.
    pub values: Vec<String>,
}

/// What a word of the file becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "to", content = "id")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportChoice"))]
pub enum Choice {
    /// This one of the book: an id, or the word itself where the book has no list (rating, state, kind of activity).
    Use(String),
    /// It is added to the book, once.
    Create,
    /// It is kept as a line of text.
    Keep,
}

/// What the user said about one word of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportChoiceSetting"))]
pub struct ChoiceSetting {
    /// Which list.
    pub words: Words,
    /// The word as it stands in the file; case and accents do not matter.
    pub value: String,
    /// What it becomes.
    pub choice: Choice,
}

/// What the user decides about an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportPlanOfAll"))]
pub struct Plan {
    /// What the rows are about. They may fill more than that.
    pub what: What,
    /// The system that the file comes from: ids are those of this system.
    pub system: String,
    /// Where each column goes.
    pub mappings: Vec<Mapping>,
    /// How amounts and dates are read, as far as the user has said so.
    pub styles: ValueStyles,
    /// What becomes of rows whose record is there already. What a row fills beside its main record is matched and linked also where
    /// that is made anew, and changed as this says.
    pub policy: Policy,
    /// What words of the file become, as far as the user has said so. Others are found by name, and added where they are new.
    pub choices: Vec<ChoiceSetting>,
    /// Words that are new are not added: their rows fail (I20). The window asks for each of them instead.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(skip))]
    pub known_words_only: bool,
}

/// One word of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportWord"))]
pub struct WordOfFile {
    /// As it stands in the file first.
    pub value: String,
    /// In how many rows.
    pub rows: u32,
    /// What becomes of it.
    pub choice: Choice,
}

/// The words of a column that a person chooses from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportWordsOfFile"))]
pub struct WordsOfFile {
    /// Which list.
    pub words: Words,
    /// The column's name.
    pub header: String,
    /// The words, at most [`WordsOfFile::MOST`], the most frequent first.
    pub values: Vec<WordOfFile>,
    /// There are more.
    pub more: bool,
}

impl WordsOfFile {
    /// More different words than this are no choice.
    pub const MOST: usize = 200;
}

/// What the values of a file leave open, and what its words become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportValues"))]
pub struct ValuesOfFile {
    /// The columns that a person chooses words in.
    pub words: Vec<WordsOfFile>,
    /// Which decimal sign the amounts have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub amounts: Finding<DecimalStyle>,
    /// The first amount that can be read in two ways; blank for none.
    pub open_amount: String,
    /// Which order the dates have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub dates: Finding<DateOrder>,
    /// The first date that can be read in two ways; blank for none.
    pub open_date: String,
}

/// One change that an update makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportChange"))]
pub struct Change {
    /// The column of the record ("job_title"), or email, phone, website, address, tag for what is added.
    pub field: String,
    /// What it held, in words; blank for what is added.
    pub before: String,
    /// What it would hold.
    pub after: String,
}

/// A record that would be made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportSample"))]
pub struct Sample {
    /// The line in the file where its row begins, from 1.
    pub line: u32,
    /// What it is.
    pub what: What,
    /// What it is called.
    pub title: String,
    /// The record, if it is there already.
    pub record: Option<RecordRef>,
    /// By what it was found: id, foreignId, email, phone, domain, name, row.
    pub found_by: Option<FoundBy>,
    /// For a new record every field, for one that is there what changes.
    pub changes: Vec<Change>,
}

/// What tells that a row is about a record of the book (R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportFoundBy"))]
pub enum FoundBy {
    /// Our own id.
    Id,
    /// The id in the other system.
    ForeignId,
    /// An e-mail address.
    Email,
    /// A phone number, with a similar name.
    Phone,
    /// The company's own domain, with the same name for a person.
    Domain,
    /// The name: a company's without its legal form, a person's with the same company.
    Name,
    /// The name, and the row says nothing that the record does not have.
    Row,
}

/// How many records of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportCounts"))]
pub struct Counts {
    /// Made.
    pub created: u32,
    /// Changed.
    pub updated: u32,
    /// There already, as the file has them.
    pub unchanged: u32,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportResult"))]
pub struct Outcome {
    /// Rows of the file.
    pub rows: u32,
    /// Rows whose main record was made.
    pub created: u32,
    /// Rows whose main record was changed.
    pub updated: u32,
    /// Rows whose main record was as the row says.
    pub unchanged: u32,
    /// Rows that were left out, because of the policy or an id that leads nowhere.
    pub skipped: u32,
    /// Rows that could not be taken.
    pub failed: u32,
    /// Rows wrapped in quotes by a spreadsheet and taken apart.
    pub unwrapped: u32,
    /// By kind, all that the rows filled.
    pub by_what: BTreeMap<What, Counts>,
    /// Links that wait for a record which no file has brought yet.
    pub waiting: u32,
    /// Words that were added to the book.
    pub new_words: Vec<NewWord>,
}

/// A word that is added to the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportNewWord"))]
pub struct NewWord {
    /// Which list.
    pub words: Words,
    /// The word.
    pub name: String,
}

/// A row that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct BadRow {
    /// The line in the file where it begins, from 1.
    pub line: u32,
    /// The reason. Values: column, where it is about one.
    #[cfg_attr(
        feature = "bindings",
        ts(type = "{ code: string; field: string | null; values: Record<string, string> }")
    )]
    pub reason: Refusal,
    /// Its cells, shortened.
    pub cells: Vec<String>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportRehearsal"))]
pub struct Preview {
    /// The counts.
    pub outcome: Outcome,
    /// The first rows that cannot be taken, at most [`Preview::SHOWN`].
    pub failed_rows: Vec<BadRow>,
    /// The first rows that are left out, at most [`Preview::SHOWN`].
    pub skipped_rows: Vec<BadRow>,
    /// The first records that would be made, at most [`Preview::SAMPLES`].
    pub new: Vec<Sample>,
    /// The first records that would change, at most [`Preview::SAMPLES`].
    pub updates: Vec<Sample>,
    /// Which decimal sign the amounts have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub amounts: Finding<DecimalStyle>,
    /// Which order the dates have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub dates: Finding<DateOrder>,
}

impl Preview {
    /// How many failed and skipped rows are named one by one.
    pub const SHOWN: usize = 100;
    /// How many records are shown as they would be.
    pub const SAMPLES: usize = 20;
}

/// A record of the imports: what was imported when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportRecord"))]
pub struct Record {
    /// Its number.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub seq: i64,
    /// When, in UTC.
    pub at: String,
    /// The name of the file.
    pub file: String,
    /// What its rows were taken for.
    pub what: String,
    /// The system that it came from.
    pub system: String,
    /// The policy's name.
    pub policy: String,
    /// Rows of the file.
    pub rows: u32,
    /// Rows whose main record was made.
    pub created: u32,
    /// Rows whose main record was changed.
    pub updated: u32,
    /// Rows whose main record was as the row says.
    pub unchanged: u32,
    /// Rows that were left out.
    pub skipped: u32,
    /// Rows that could not be taken.
    pub failed: u32,
    /// The name of the file of failed rows in the book's folder `imports`; blank for none.
    pub bad_rows: String,
    /// Its step in the history; none if nothing changed.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub op: Option<i64>,
    /// The step was undone.
    pub undone: bool,
}

/// The refusal of a row, or of a plan.
pub(super) fn refusal(code: &'static str) -> Refusal {
    Refusal { code, field: None, values: BTreeMap::new() }
}

/// The code of a row whose id is none of the book's (I13): it is left out.
pub const ID_UNKNOWN: &str = "import_id_unknown";
/// The code of a row whose record has become something else since: it is left out. Values: title.
pub const BECAME_OTHER: &str = "import_became_other";
/// The code of a row that is left out because its record is there already. Values: title.
pub const THERE_ALREADY: &str = "import_there_already";
/// The code of a row that names another record which the book does not have. Values: value.
pub const RELATION_UNKNOWN: &str = "import_relation_unknown";
/// The code of an event or task that nobody of the book takes part in. Values: value.
pub const NOBODY_KNOWN: &str = "import_nobody_known";
/// The code of a row in which nothing stands for what the file is about.
pub const ROW_EMPTY: &str = "import_row_empty";
/// The code of a plan in which no column names what the file is about (I07). Values: what.
pub const NOTHING_NAMES: &str = "import_nothing_names";
/// The code of an import that the user broke off.
pub const CANCELLED: &str = "import_cancelled";
/// Every code, so that a test can hold the sentences against them.
pub const CODES: &[&str] =
    &[ID_UNKNOWN, BECAME_OTHER, THERE_ALREADY, RELATION_UNKNOWN, NOBODY_KNOWN, ROW_EMPTY, NOTHING_NAMES, CANCELLED];

/// What a refusal shows of a value.
pub(super) fn shortened(value: &str) -> String {
    value.chars().take(80).collect()
}
