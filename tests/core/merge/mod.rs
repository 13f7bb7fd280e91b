//! Merging (R15): the cases of merge.md by id, and what holds beyond them.

mod cases;
mod history;
mod ids;
mod moving;
mod nothing_lost;
mod stories;

use kontor_core::Result;
use kontor_core::book::{Done, Kind, RecordRef};
use kontor_core::flows::merge::{Choices, Outcome, Preview, apply, preview};

use crate::support::TestBook;

pub(crate) fn records(kind: Kind, ids: &[&str]) -> Vec<RecordRef> {
    ids.iter().map(|id| RecordRef { kind, id: (*id).to_owned() }).collect()
}

/// The records on these conditions.
pub(crate) fn choices(survivor: Option<&str>, take: &[(&str, &str)]) -> Choices {
    Choices {
        survivor: survivor.map(str::to_owned),
        take: take.iter().map(|(field, id)| ((*field).to_owned(), (*id).to_owned())).collect(),
    }
}

pub(crate) fn merge(book: &TestBook, records: &[RecordRef], choices: &Choices) -> Result<Done<Outcome>> {
    apply(book, records, choices, "en")
}

pub(crate) fn previewed(book: &TestBook, records: &[RecordRef], choices: &Choices) -> Result<Preview> {
    book.read(|db| preview(db, records, choices, "en"))
}

/// The bytes in a row of [`TestBook::rows`] as text.
fn text_of(row: &str) -> String {
    let bytes = row.split("Text([").skip(1).flat_map(|cell| cell.split("])").next().unwrap_or_default().split(", "));
    String::from_utf8_lossy(&bytes.filter_map(|byte| byte.parse().ok()).collect::<Vec<u8>>()).into_owned()
}
