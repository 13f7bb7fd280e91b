//! Back to the leads (R11): who is listed, who goes, what is kept, and that converting gives it back.

mod going;
mod lists;
mod there_and_back;

use std::ops::ControlFlow;

use kontor_core::Result;
use kontor_core::book::{Book, Done, Kind, RecordRef};
use kontor_core::flows::cleanup::{self, Outcome, Shape, Wanted};
use kontor_core::flows::progress::Progress;

pub(crate) fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn organization_of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Organization, id: id.to_owned() }
}

pub(crate) fn contact_of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Contact, id: id.to_owned() }
}

pub(crate) fn clean_up(book: &Book, records: &[RecordRef], shape: Shape) -> Result<Done<Outcome>> {
    cleanup::apply(book, &Wanted { records: records.to_vec(), shape }, "en", &mut go_on)
}

pub(crate) fn previewed(book: &Book, records: &[RecordRef], shape: Shape) -> Result<Outcome> {
    cleanup::preview(book, &Wanted { records: records.to_vec(), shape }, "en", &mut go_on)
}
