//! What the user decides about an import, and what it will do: the types that cross to the window.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::columns::ColumnMapping;
use super::values::{Finding, ValueStyles};
use crate::Refusal;
use crate::book::RecordRef;
use crate::records::vocabulary::Vocabulary;
use crate::value::date::DateOrder;
use crate::value::money::DecimalStyle;

/// What becomes of a row whose e-mail address somebody has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Duplicates {
    /// It is left out.
    #[default]
    Skip,
    /// It becomes a lead like any other.
    Create,
}

/// What becomes of a status or source that the book does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum UnknownWords {
    /// It is added to the book's words, in the same step.
    #[default]
    Add,
    /// Its row is bad (I20).
    Refuse,
}

/// What the user decides about an import of leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportPlan {
    /// Where each column goes.
    pub mappings: Vec<ColumnMapping>,
    /// How amounts and dates are read, as far as the user has said so.
    pub styles: ValueStyles,
    /// Rows whose e-mail address is there already.
    pub duplicates: Duplicates,
    /// Statuses and sources that the book does not have.
    pub unknown_words: UnknownWords,
}

impl ImportPlan {
    /// This mapping, and nothing else decided.
    #[must_use]
    pub fn of(mappings: Vec<ColumnMapping>) -> Self {
        Self {
            mappings,
            styles: ValueStyles::default(),
            duplicates: Duplicates::default(),
            unknown_words: UnknownWords::default(),
        }
    }
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

/// A row whose e-mail address is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct DuplicateRow {
    /// The line in the file where it begins, from 1.
    pub line: u32,
    /// The address.
    pub email: String,
    /// An earlier line of the file has it.
    pub earlier_line: Option<u32>,
    /// A record of the book has it.
    pub record: Option<RecordRef>,
}

/// A status or source that the import would add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct NewWord {
    /// Which list.
    pub vocabulary: Vocabulary,
    /// The word.
    pub name: String,
}

/// A lead as it would be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct LeadSample {
    /// The line in the file where its row begins, from 1.
    pub line: u32,
    /// Its fields by name, as text; blank ones are missing.
    pub fields: BTreeMap<String, String>,
    /// Its e-mail addresses.
    pub emails: Vec<String>,
    /// Its telephone numbers.
    pub phones: Vec<String>,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportPreview {
    /// How many rows the file has.
    pub rows: u32,
    /// How many leads would be made.
    pub new: u32,
    /// How many rows cannot be taken.
    pub bad: u32,
    /// How many have an e-mail address that an earlier row has.
    pub repeated: u32,
    /// How many have an e-mail address that is in the book.
    pub known: u32,
    /// How many were wrapped in quotes by a spreadsheet and taken apart.
    pub unwrapped: u32,
    /// The first bad rows, at most [`ImportPreview::SHOWN`].
    pub bad_rows: Vec<BadRow>,
    /// The first duplicates, at most [`ImportPreview::SHOWN`].
    pub duplicate_rows: Vec<DuplicateRow>,
    /// The words that would be added to the book.
    pub new_words: Vec<NewWord>,
    /// The first leads, at most [`ImportPreview::SAMPLES`].
    pub leads: Vec<LeadSample>,
    /// Which decimal sign the amounts have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub amounts: Finding<DecimalStyle>,
    /// Which order the dates have.
    #[cfg_attr(feature = "bindings", ts(as = "Finding<String>"))]
    pub dates: Finding<DateOrder>,
}

impl ImportPreview {
    /// How many bad rows and duplicates are named one by one.
    pub const SHOWN: usize = 100;
    /// How many leads are shown as they would be.
    pub const SAMPLES: usize = 20;
}

/// What an import has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportOutcome {
    /// How many leads were made.
    pub created: u32,
    /// How many rows were left out because their e-mail address is there already.
    pub skipped: u32,
    /// How many rows could not be taken.
    pub bad: u32,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportProgress {
    /// Rows so far.
    pub rows: u32,
    /// Bytes of the file so far.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Bytes of the file.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub of_bytes: u64,
}

/// Is told now and then how far it is, and may break it off: nothing is written then.
pub type Watch<'a> = &'a mut dyn FnMut(ImportProgress) -> ControlFlow<()>;
