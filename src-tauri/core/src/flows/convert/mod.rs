//! A lead becomes an organization, a contact, an opportunity, in one step that can be undone (R1 to R9).
//!
//! - origin.rs: everything the lead is made of, found from the schema, kept whole (R6).
//! - propose.rs: what a dialog begins with: the targets that strong evidence allows (R14), the fields filled from the lead.
//! - plan.rs (fields.rs, lines.rs): what a conversion with given choices would write. The preview shows the plan and apply writes
//!   it, so that a preview cannot say what is not done.
//! - apply.rs: writes the plan.
//! - back/: "turn back into a lead" (R7), with its own plan, preview and apply.
//! - former.rs: what a lead was before a clean-up, and how that comes back (R11).
//! - many.rs: a selection of leads, one after the other (R10).
//! - came.rs: what a lead held, to be read from what it became (R6).

mod apply;
mod back;
mod came;
mod fields;
pub(in crate::flows) mod former;
mod lines;
pub mod many;
mod origin;
mod plan;
mod preview;
mod propose;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::book::{Book, Db, Done, Kind, Op, OpKind, RecordRef, Tx};
use crate::flows::duplicates::Candidate;
use crate::flows::{row, words};

pub(in crate::flows) use apply::into_opportunity;
pub use back::{Because, Stays, TurnBackPreview, TurnedBack, turn_back, turn_back_apply, turn_back_preview};
pub use came::{Came, CameLine, came_from};
pub(in crate::flows) use fields::set_keys;
pub(in crate::flows) use plan::joined;
pub(in crate::flows) use preview::lines_into_opportunity;
pub use preview::preview;

/// What becomes of one of the three kinds (R3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "choice", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertTarget"))]
pub enum Target {
    /// A new record. The fields as typed, by their names in camel case; one that is not named is taken from the lead.
    /// Organization: name, industry, employees, vatNumber, annualRevenue. Contact: salutation, firstName, lastName, jobTitle,
    /// language, birthday. Opportunity: title, stage (an id; blank: the first), amount, currency, expectedClose.
    New {
        /// As typed.
        #[serde(default)]
        fields: BTreeMap<String, String>,
    },
    /// A record that is there already: only its blanks are filled (R4). An opportunity must be open.
    Existing {
        /// Its id.
        id: String,
    },
    /// None of this kind.
    None,
}

impl Target {
    /// A new record with everything from the lead.
    #[must_use]
    pub fn new() -> Self {
        Target::New { fields: BTreeMap::new() }
    }

    /// A record that is there.
    pub fn existing(id: impl Into<String>) -> Self {
        Target::Existing { id: id.into() }
    }
}

impl Default for Target {
    fn default() -> Self {
        Target::new()
    }
}

/// What the user chose (R3). By default all three are new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertChoices"))]
pub struct Choices {
    /// The organization.
    pub organization: Target,
    /// The contact.
    pub contact: Target,
    /// The opportunity.
    pub opportunity: Target,
    /// The contact's role in the opportunity; may be blank.
    pub role: String,
}

impl Choices {
    /// The choice for a kind; none for a lead.
    #[must_use]
    pub fn of(&self, kind: Kind) -> &Target {
        match kind {
            Kind::Organization => &self.organization,
            Kind::Contact => &self.contact,
            Kind::Opportunity => &self.opportunity,
            Kind::Lead => &Target::None,
        }
    }
}

/// What happens to one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Action {
    /// A new record's field.
    Made,
    /// An existing record's blank, filled.
    Filled,
    /// An existing record's value stays, the lead had another (R4). The lead's is kept in the origin.
    Kept,
    /// Added beside what is there: a further e-mail, text behind a description.
    Added,
    /// Not taken, for it is there already.
    Skipped,
}

/// What happens to one field of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FieldOutcome {
    /// The field in camel case; email, phone, website; mainAddress, billingAddress, shippingAddress.
    pub field: String,
    /// What happens.
    pub action: Action,
    /// What the record holds afterwards, in words.
    pub value: String,
    /// What the lead had, where that differs; blank otherwise.
    pub lead: String,
}

/// What would happen to one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct RecordPreview {
    /// The existing record's id; none for a new one.
    pub id: Option<String>,
    /// Its title; blank while a new one has none.
    pub title: String,
    /// Field by field, in the order of a form.
    pub fields: Vec<FieldOutcome>,
}

/// A field that is needed and blank: it is asked for, never invented (R9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertMissing"))]
pub struct Missing {
    /// Of which kind of record.
    pub kind: Kind,
    /// The field in camel case.
    pub field: String,
}

/// How much moves along (R5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Moves {
    /// Activities, open and done.
    pub activities: usize,
    /// Notes.
    pub notes: usize,
    /// Files.
    pub files: usize,
    /// Tags.
    pub tags: usize,
}

/// Records that may be what the lead is about, by kind, strongest first (R14).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Candidates {
    /// Organizations.
    pub organizations: Vec<Candidate>,
    /// Contacts.
    pub contacts: Vec<Candidate>,
    /// Open opportunities of these organizations and contacts. Never preselected.
    pub opportunities: Vec<OpenOpportunity>,
    /// Other open leads of the same person or company (C04): they are not touched.
    pub leads: Vec<Candidate>,
}

/// An open opportunity that the lead may belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct OpenOpportunity {
    /// The id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its organization's name; may be blank.
    pub organization: String,
    /// Its stage's name.
    pub stage: String,
}

/// What a conversion would do, without doing it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertPreview"))]
pub struct Preview {
    /// The lead.
    pub lead_id: String,
    /// Its title.
    pub title: String,
    /// A closed lead does not convert until it is reopened (C07).
    pub closed: bool,
    /// It has been converted: this is what it became (R2). The rest is empty then.
    pub already: Option<Outcome>,
    /// The choices it is about: those given, or the proposed ones with their fields filled.
    pub choices: Choices,
    /// What is already there.
    pub candidates: Candidates,
    /// The organization, if one was chosen.
    pub organization: Option<RecordPreview>,
    /// The contact, if one was chosen.
    pub contact: Option<RecordPreview>,
    /// The opportunity, if one was chosen.
    pub opportunity: Option<RecordPreview>,
    /// What must be filled in first. Nothing chosen at all is a missing choice: kind lead, field choices (C41).
    pub missing: Vec<Missing>,
    /// What moves along.
    pub moves: Moves,
    /// The lines that keep what has no field in the new records (R8).
    pub lines: Vec<String>,
}

/// A record that a conversion made or used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertedRecord"))]
pub struct Made {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// New, or there before.
    pub created: bool,
}

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertOutcome"))]
pub struct Outcome {
    /// The conversion.
    pub conversion_id: String,
    /// The id that the lead had.
    pub lead_id: String,
    /// The title that the lead had.
    pub title: String,
    /// The organization, if one was chosen and is still there.
    pub organization: Option<Made>,
    /// The contact, likewise.
    pub contact: Option<Made>,
    /// The opportunity, likewise.
    pub opportunity: Option<Made>,
    /// What moved along.
    pub moved: Moves,
    /// It had been converted before: nothing was done, this is what was done then (R2).
    pub already: bool,
}

/// Converts a lead as one step. `language` ("de", "en") is what values without a field are written in (R8).
///
/// # Errors
/// As [`convert`]; the book is then as it was.
pub fn apply(book: &Book, lead_id: &str, choices: &Choices, language: &str) -> Result<Done<Outcome>> {
    book.transact(Op::new(OpKind::ConvertLead, ""), |tx| convert(tx, lead_id, choices, language))
}

/// Converts a lead inside the caller's step. A lead that was converted before gives what was done then, whatever the choices
/// say now (R2).
///
/// # Errors
/// [`crate::Code::NotFound`] for the lead or a chosen record, [`crate::Code::LeadClosed`] (C07),
/// [`crate::Code::NothingChosen`] (C41), [`crate::Code::OpportunityNotOpen`], [`crate::Code::FieldNeeded`] (R9), and the
/// refusals of typed values with their field ("contact.birthday").
pub fn convert(tx: &Tx, lead_id: &str, choices: &Choices, language: &str) -> Result<Outcome> {
    apply::run(tx, lead_id, choices, language)
}

/// What the lead of this id was converted to; none if it was not.
///
/// # Errors
/// Those of SQLite.
pub fn outcome_of(db: &Db, lead_id: &str) -> Result<Option<Outcome>> {
    apply::earlier(db, lead_id)
}

fn record(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: id.to_owned() }
}
