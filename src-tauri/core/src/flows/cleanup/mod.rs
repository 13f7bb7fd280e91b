//! Back to the leads (R11): organizations and contacts that never were customers, without any opportunity, in one step that can be
//! undone. Nothing is lost: what a lead has a field for stands there, the rest as lines in its description; e-mails, phones, notes,
//! activities, files, tags and ids of other systems go along; and what each was is kept whole, so that converting the lead gives it back
//! (`flows/convert/former.rs`).
//!
//! Which ones there are, the lists tell: `unused` of their queries (`records/unused.rs`).
//!
//! - plan.rs: who goes, who stays because somebody who stays needs it, and which lead is made of whom.
//! - snapshot.rs: a record with everything that hangs on it, and what a conversion knows of the lead that it was.
//! - apply.rs: writes the leads. A preview does it and takes it back, so that it cannot say what is not done.

mod apply;
mod plan;
mod snapshot;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::book::{Book, Done, Op, OpKind, RecordRef, Tx};
use crate::flows::convert::{Moves, Stays};
use crate::flows::progress::Watch;
use crate::flows::words::Words;
use crate::records::Named;

/// What becomes of an organization that has contacts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "CleanUpShape"))]
pub enum Shape {
    /// A lead for each contact. What hangs on the organization hangs on all of them, its e-mails and phones on the first.
    #[default]
    PerContact,
    /// One lead: its person is the first contact, the others stand in the description.
    PerOrganization,
}

/// What goes back to the leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "CleanUp"))]
pub struct Wanted {
    /// Organizations, each with its contacts, and contacts.
    pub records: Vec<RecordRef>,
    /// What becomes of an organization with contacts.
    pub shape: Shape,
}

/// A lead that is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "CleanUpExample"))]
pub struct Example {
    /// What it is called.
    pub title: String,
    /// What it was.
    pub was: Vec<Named>,
    /// The lines in its description that keep what a lead has no field for.
    pub lines: Vec<String>,
}

/// What a clean-up did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "CleanUpOutcome"))]
pub struct Outcome {
    /// How many leads are made.
    pub leads: usize,
    /// How many organizations go.
    pub organizations: usize,
    /// How many contacts go.
    pub contacts: usize,
    /// What moves along.
    pub moves: Moves,
    /// Those of the chosen ones that stay, for somebody who stays needs them: at most [`Outcome::SHOWN`].
    pub stays: Vec<Stays>,
    /// How many stay.
    pub staying: usize,
    /// Some of the leads.
    pub examples: Vec<Example>,
    /// The first of the leads by id, at most [`Outcome::SHOWN`]; those of a preview lead nowhere.
    pub first: Vec<String>,
}

impl Outcome {
    /// How many are named one by one.
    pub const SHOWN: usize = 200;
    /// How many leads are shown as examples.
    pub const EXAMPLES: usize = 10;
}

/// What a clean-up would do, by doing it and taking it back: readers see nothing of it, whoever writes waits. `language` is what lines
/// are written in.
///
/// # Errors
/// As [`apply`].
pub fn preview(book: &Book, wanted: &Wanted, language: &str, watch: Watch) -> Result<Outcome> {
    book.rehearse(&Op::new(OpKind::CleanUp, ""), |tx| clean_up(tx, wanted, language, watch))
}

/// Takes organizations and contacts back to the leads, as one step (R11).
///
/// # Errors
/// [`crate::Code::CleanUpCancelled`], [`crate::Code::NotAChoice`] for records of other kinds, [`crate::Code::NotFound`]; the book is then
/// as it was. Who cannot go is no error, but named in the outcome.
pub fn apply(book: &Book, wanted: &Wanted, language: &str, watch: Watch) -> Result<Done<Outcome>> {
    book.transact(Op::new(OpKind::CleanUp, ""), |tx| clean_up(tx, wanted, language, watch))
}

/// The same inside the caller's step.
///
/// # Errors
/// As [`apply`].
pub fn clean_up(tx: &Tx, wanted: &Wanted, language: &str, watch: Watch) -> Result<Outcome> {
    let plan = plan::Plan::make(tx, wanted)?;
    apply::write(tx, plan, &Words::of(tx, language)?, watch)
}
