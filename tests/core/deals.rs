//! What the tests of opportunities share.

use std::collections::BTreeMap;

use kontor_core::Result;
use kontor_core::book::{Kind, Op, OpKind, RecordRef, Tx};
use kontor_core::records::opportunity::{self, Detail, Draft, Field, LostDraft};
use kontor_core::records::pipeline::{self, Stage};

use crate::records::typing;
use crate::support::TestBook;

/// One step on the board.
pub(crate) fn step<T>(book: &TestBook, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
    book.transact(Op::new(OpKind::MoveOpportunity, "test"), f).map(|done| done.value)
}

/// The stages of the first pipeline: New 10 %, Qualified 25 %, Proposal 50 %, Negotiation 75 %, Won.
pub(crate) fn stages(book: &TestBook) -> Vec<Stage> {
    book.read(|db| pipeline::get(db, None)).unwrap().stages
}

/// The stage of this name.
#[track_caller]
pub(crate) fn stage(book: &TestBook, name: &str) -> String {
    stages(book).into_iter().find(|stage| stage.name == name).expect("no such stage").id
}

/// A new opportunity in a stage.
pub(crate) fn deal(book: &TestBook, title: &str, in_stage: &str) -> String {
    deal_with(book, in_stage, [(Field::Title, title)])
}

/// A new opportunity with these fields in a stage.
pub(crate) fn deal_with<'a>(
    book: &TestBook,
    in_stage: &str,
    fields: impl IntoIterator<Item = (Field, &'a str)>,
) -> String {
    let fields: BTreeMap<Field, String> = fields.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
    let draft = Draft { fields, stage: Some(stage(book, in_stage)), ..Draft::default() };
    step(book, |tx| opportunity::create(tx, &draft, &typing(tx))).unwrap()
}

/// An opportunity as it is now.
pub(crate) fn get(book: &TestBook, id: &str) -> Detail {
    book.read(|db| opportunity::get(db, id)).unwrap()
}

/// An opportunity as a record.
pub(crate) fn of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Opportunity, id: id.to_owned() }
}

/// A reason for losing.
pub(crate) fn lost(reason: &str, note: &str) -> LostDraft {
    LostDraft { reason: reason.to_owned(), note: note.to_owned() }
}
