//! Conversion and back again, R1 to R9: the cases of conversion.md and linking.md by id, and what holds beyond them.

mod cases;
mod dialog;
mod many;
mod moving;
mod nothing_lost;
mod turning_back;

use kontor_core::Result;
use kontor_core::book::Done;
use kontor_core::flows::convert::{Choices, Outcome, Preview, Target, TurnedBack, apply, preview, turn_back_apply};

use crate::support::TestBook;

/// Converts with these choices, or with the proposed ones.
pub(crate) fn convert(book: &TestBook, lead: &str, choices: Option<Choices>) -> Result<Done<Outcome>> {
    let choices = choices.map_or_else(|| Ok(proposed(book, lead)?.choices), Ok::<_, kontor_core::Error>)?;
    apply(book, lead, &choices, "en")
}

pub(crate) fn proposed(book: &TestBook, lead: &str) -> Result<Preview> {
    book.read(|db| preview(db, lead, None, "en"))
}

pub(crate) fn previewed(book: &TestBook, lead: &str, choices: &Choices) -> Result<Preview> {
    book.read(|db| preview(db, lead, Some(choices), "en"))
}

/// A new record with these fields typed.
pub(crate) fn typed(fields: &[(&str, &str)]) -> Target {
    Target::New { fields: fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect() }
}

pub(crate) fn turn_back(book: &TestBook, conversion: &str) -> Result<Done<TurnedBack>> {
    turn_back_apply(book, conversion, "en")
}
