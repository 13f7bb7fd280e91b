//! "Turn back into a lead" (R7): the lead comes back with its old id and all that it was made of, and what the conversion
//! made goes unless something else uses it.
//!
//! - plan.rs: what goes, what stays and why, and the lead's row as it will be. The preview shows it, apply does it.
//! - lead.rs: newer values of what goes, taken over into the lead or kept as lines.
//! - hanging.rs: what hangs on the records: e-mails and phones, address, tags, activities, notes, files.
//! - apply.rs: writes it.

mod apply;
mod hanging;
mod lead;
mod plan;

use serde::Serialize;

use super::Moves;
use super::words::Words;
use crate::Result;
use crate::book::{Book, Db, Done, Op, OpKind, Tx};
use crate::records::Named;

/// Why a record stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Because {
    /// It was there before the conversion: what the conversion filled in is taken out again where it still stands.
    WasThere,
    /// Others use it.
    InUse,
}

/// A record that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "TurnBackStays"))]
pub struct Stays {
    /// Which.
    pub record: Named,
    /// Why.
    pub because: Because,
    /// Who uses it, some of them by title.
    pub users: Vec<String>,
}

/// What turning back would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct TurnBackPreview {
    /// The conversion.
    pub conversion_id: String,
    /// The lead that comes back.
    pub lead_id: String,
    /// Its title then.
    pub title: String,
    /// Records that go.
    pub removed: Vec<Named>,
    /// Records that stay.
    pub stays: Vec<Stays>,
    /// What hangs on the lead again.
    pub moves: Moves,
    /// Lines that keep what was added since and a lead has no field for.
    pub lines: Vec<String>,
}

/// What turning back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct TurnedBack {
    /// The lead, with the id it had.
    pub lead_id: String,
    /// Its title.
    pub title: String,
    /// Records that went.
    pub removed: Vec<Named>,
    /// Records that stayed.
    pub stays: Vec<Stays>,
}

/// What turning this conversion back would do. `language` is what lines are written in.
///
/// # Errors
/// [`crate::Code::NotFound`] if there is no such conversion (any more).
pub fn turn_back_preview(db: &Db, conversion_id: &str, language: &str) -> Result<TurnBackPreview> {
    let plan = plan::Plan::make(db, conversion_id, &Words::of(db, language)?)?;
    Ok(TurnBackPreview {
        conversion_id: conversion_id.to_owned(),
        lead_id: plan.lead_id().to_owned(),
        title: plan.title().to_owned(),
        moves: plan.hanging.moves(),
        removed: plan.removed,
        stays: plan.stays,
        lines: plan.lines,
    })
}

/// Turns a conversion back, as one step.
///
/// # Errors
/// As [`turn_back`]; the book is then as it was.
pub fn turn_back_apply(book: &Book, conversion_id: &str, language: &str) -> Result<Done<TurnedBack>> {
    book.transact(Op::new(OpKind::TurnBackIntoLead, ""), |tx| turn_back(tx, conversion_id, language))
}

/// Turns a conversion back inside the caller's step. The lead can be converted again.
///
/// # Errors
/// [`crate::Code::NotFound`] if there is no such conversion (any more).
pub fn turn_back(tx: &Tx, conversion_id: &str, language: &str) -> Result<TurnedBack> {
    let plan = plan::Plan::make(tx, conversion_id, &Words::of(tx, language)?)?;
    apply::write(tx, &plan)?;
    tx.about(plan.title());
    Ok(TurnedBack {
        lead_id: plan.lead_id().to_owned(),
        title: plan.title().to_owned(),
        removed: plan.removed,
        stays: plan.stays,
    })
}
