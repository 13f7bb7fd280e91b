//! Several records that are one become one, in one step that can be undone (R15): leads with leads, opportunities with
//! opportunities, contacts, organizations, and leads with an opportunity.
//!
//! - order.rs: which of them survives, and whose values come first.
//! - fields.rs: the fields of each kind, and whose value wins.
//! - plan.rs: what a merge would write. The preview shows the plan and apply writes it, so that a preview cannot say what is not
//!   done.
//! - united.rs: what is added up and not chosen: e-mails, phones, websites, addresses as blocks, descriptions.
//! - carry.rs: everything that refers to the others goes over, found from the schema's foreign keys.
//! - apply.rs: writes the plan.
//!
//! A lead that is merged into an opportunity is converted into it (`flows/convert`): its origin is kept, it is found under its
//! old title, and it can be turned back into a lead. Other ids are kept in the table `merged` (`records/merged.rs`).
//!
//! Undo gives all of them back. What was added to the survivor since stays there (M35); a field of it that was changed since is
//! in the way, as for every undo (`book/undo.rs`).

mod apply;
mod carry;
mod fields;
mod order;
mod plan;
mod united;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::book::{Book, Db, Done, Op, OpKind, RecordRef, Tx};
use crate::flows::words::Words;

/// What the user chose. By default the record furthest on survives, and the first value that is not blank wins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeChoices"))]
pub struct Choices {
    /// The id of the record that stays; its values come first then (M19).
    pub survivor: Option<String>,
    /// Whose value a field takes: the field as [`Field::field`] names it, the id of one of the records. Also a blank value.
    pub take: BTreeMap<String, String>,
}

/// One of the records that would be merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeRecord"))]
pub struct Record {
    /// Which.
    pub record: RecordRef,
    /// Its title or name.
    pub title: String,
    /// What to know about it before (M04).
    pub standing: Standing,
    /// When it was made, in UTC.
    pub created_at: String,
}

/// How it stands with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeStanding"))]
pub enum Standing {
    /// A lost opportunity, or a lead that came to nothing.
    Closed,
    /// Nothing special.
    Open,
    /// A won opportunity.
    Won,
}

/// How a field of the survivor comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeHow"))]
pub enum How {
    /// One record's value is taken: by default, or by choice.
    Chosen,
    /// The values of all are added up: nothing to choose.
    United,
}

/// One field of all the records side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeField"))]
pub struct Field {
    /// The field in camel case; emails, phones, websites, tags; mainAddress, billingAddress, shippingAddress.
    pub field: String,
    /// What each record has, in the order of [`Preview::records`], in words; blank for nothing.
    pub values: Vec<String>,
    /// How the value comes about.
    pub how: How,
    /// The id of the record whose value is taken; none where values are added up.
    pub from: Option<String>,
    /// What the survivor holds afterwards, in words.
    pub value: String,
}

/// How much of the others goes over to the survivor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeMoves"))]
pub struct Moves {
    /// Activities, open and done.
    pub activities: usize,
    /// Notes.
    pub notes: usize,
    /// Files.
    pub files: usize,
    /// Tags.
    pub tags: usize,
    /// Contacts of organizations and opportunities; those who report to a contact.
    pub contacts: usize,
    /// Opportunities of organizations and contacts.
    pub opportunities: usize,
    /// Subsidiaries.
    pub organizations: usize,
    /// Anything else: conversions that they came from, ids that were merged into them earlier.
    pub others: usize,
}

/// What a merge would do, without doing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergePreview"))]
pub struct Preview {
    /// The survivor first, then the others in the order in which their values count.
    pub records: Vec<Record>,
    /// Every field that any of them has a value in, in the order of a form.
    pub fields: Vec<Field>,
    /// What moves.
    pub moves: Moves,
    /// The lines at the end of the description that keep the values which were not taken (R8).
    pub lines: Vec<String>,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "MergeOutcome"))]
pub struct Outcome {
    /// The record that stayed.
    pub survivor: RecordRef,
    /// What it is called now.
    pub title: String,
    /// Those that are part of it now: their ids lead to it.
    pub merged: Vec<RecordRef>,
    /// What moved.
    pub moved: Moves,
}

/// What merging the records would do. An id that was merged earlier stands for the record that it leads to. `language` ("de",
/// "en") is what values are written in.
///
/// # Errors
/// [`crate::Code::MergeNeedsTwo`] (M16), [`crate::Code::MergeOfKinds`], [`crate::Code::NotMerged`] (M20),
/// [`crate::Code::LeadBehindOpportunity`], [`crate::Code::NotFound`]; [`crate::Code::NotAChoice`] for a field that has no choice.
pub fn preview(db: &Db, records: &[RecordRef], choices: &Choices, language: &str) -> Result<Preview> {
    plan::Plan::make(db, records, choices, &Words::of(db, language)?)?.preview(db)
}

/// Merges the records as one step.
///
/// # Errors
/// As [`merge`]; the book is then as it was.
pub fn apply(book: &Book, records: &[RecordRef], choices: &Choices, language: &str) -> Result<Done<Outcome>> {
    book.transact(Op::new(OpKind::MergeRecords, ""), |tx| merge(tx, records, choices, language))
}

/// Merges the records inside the caller's step.
///
/// # Errors
/// As [`preview`]; [`crate::Code::FieldNeeded`] where the choices leave the survivor without a name.
pub fn merge(tx: &Tx, records: &[RecordRef], choices: &Choices, language: &str) -> Result<Outcome> {
    let words = Words::of(tx, language)?;
    let plan = plan::Plan::make(tx, records, choices, &words)?;
    apply::write(tx, &plan, language)
}
