//! Rotting (R19): cases/rotting.md, with New at 5 days and Proposal at 3.

use std::collections::BTreeMap;

use chrono::{TimeZone, Utc};
use kontor_core::records::activity::{self, Draft};
use kontor_core::records::opportunity::{self, BoardQuery, Field};
use kontor_core::records::{note, pipeline, tags};

use crate::deals::{deal, get, lost, of, stage, step};
use crate::records::{english, typing};
use crate::support::TestBook;

fn at(book: &TestBook, day: u32) {
    book.world.set(Utc.with_ymd_and_hms(2025, 1, day, 12, 0, 0).unwrap());
}

/// The days as the record shows them; the card on the board must show the same.
#[track_caller]
fn rotten(book: &TestBook, id: &str) -> Option<i64> {
    let days = get(book, id).rotten_days;
    let board = book.read(|db| opportunity::board(db, &BoardQuery::default(), &english(db))).unwrap();
    let card = board.columns.iter().flat_map(|column| &column.cards).find(|card| card.id == id);
    assert_eq!(card.and_then(|card| card.rotten_days), days, "the card and the record differ");
    days
}

fn plan(book: &TestBook, id: &str, day: &str) -> String {
    let fields = [(activity::Field::Subject, "x"), (activity::Field::DueOn, day)];
    let draft = Draft { fields: fields.map(|(field, text)| (field, text.to_owned())).into(), done: false };
    step(book, |tx| activity::add(tx, &[of(id)], &draft, &typing(tx))).unwrap()
}

/// A deal that entered New on this day of January, looked at on the 20th.
fn entered(book: &TestBook, day: u32) -> String {
    at(book, day);
    let id = deal(book, "Deal", "New");
    at(book, 20);
    id
}

type Case = (&'static str, fn(&TestBook));

const ROTTING: &[Case] = &[
    ("R01", |book| assert_eq!(rotten(book, &entered(book, 10)), Some(10))),
    ("R02", |book| assert_eq!(rotten(book, &entered(book, 18)), None)),
    ("R04 an edit does not reset", |book| {
        let id = entered(book, 10);
        let title: BTreeMap<_, _> = [(Field::Title, "Better title".to_owned())].into();
        step(book, |tx| opportunity::set(tx, &id, &title, &typing(tx))).unwrap();
        step(book, |tx| tags::add(tx, &of(&id), "later")).unwrap();
        assert_eq!(rotten(book, &id), Some(10));
    }),
    ("R04 a note resets", |book| {
        let id = entered(book, 10);
        step(book, |tx| note::add(tx, &[of(&id)], "spoke to them")).unwrap();
        assert_eq!(rotten(book, &id), None);
        at(book, 26);
        assert_eq!(rotten(book, &id), Some(6));
    }),
    ("R04 a done activity resets", |book| {
        let id = entered(book, 10);
        let call = plan(book, &id, "2025-01-12");
        assert_eq!(rotten(book, &id), Some(10));
        step(book, |tx| activity::complete(tx, &call, true)).unwrap();
        assert_eq!(rotten(book, &id), None);
    }),
    ("R05", |book| {
        let id = entered(book, 10);
        let proposal = stage(book, "Proposal");
        step(book, |tx| opportunity::move_to(tx, &id, &proposal, None)).unwrap();
        assert_eq!(rotten(book, &id), None);
        at(book, 24);
        assert_eq!(rotten(book, &id), Some(4));
    }),
    ("R05 another place in the same column does not reset", |book| {
        let id = entered(book, 10);
        deal(book, "other", "New");
        let new = stage(book, "New");
        step(book, |tx| opportunity::move_to(tx, &id, &new, None)).unwrap();
        assert_eq!(rotten(book, &id), Some(10));
    }),
    ("R07", |book| {
        let id = entered(book, 10);
        at(book, 24);
        assert_eq!(rotten(book, &id), Some(14));
    }),
    ("R08", |book| {
        let id = entered(book, 20);
        at(book, 24);
        assert_eq!(rotten(book, &id), None);
        at(book, 25);
        assert_eq!(rotten(book, &id), None, "five days are allowed");
        at(book, 26);
        assert_eq!(rotten(book, &id), Some(6));
    }),
    ("R10", |book| {
        let id = entered(book, 10);
        plan(book, &id, "2025-01-27");
        assert_eq!(rotten(book, &id), None);
        at(book, 27);
        assert_eq!(rotten(book, &id), None, "due today is not overdue");
        at(book, 28);
        assert_eq!(rotten(book, &id), Some(18));
    }),
    ("R11", |book| {
        let id = entered(book, 10);
        plan(book, &id, "2025-01-19");
        assert_eq!(rotten(book, &id), Some(10));
        plan(book, &id, "2025-01-30");
        assert_eq!(rotten(book, &id), None, "one is overdue, but another one is planned");
    }),
    ("0 days switch it off, at once", |book| {
        let id = entered(book, 10);
        let new = stage(book, "New");
        step(book, |tx| pipeline::set_rot_days(tx, &new, 0)).unwrap();
        assert_eq!(rotten(book, &id), None);
        step(book, |tx| pipeline::set_rot_days(tx, &new, 9)).unwrap();
        assert_eq!(rotten(book, &id), Some(10));
    }),
    ("what is won or lost does not rot, and is fresh when open again", |book| {
        let id = entered(book, 10);
        step(book, |tx| opportunity::lose(tx, &id, &lost("Price", ""))).unwrap();
        assert_eq!(get(book, &id).rotten_days, None);
        step(book, |tx| opportunity::reopen(tx, &id)).unwrap();
        assert_eq!(rotten(book, &id), None);
    }),
];

#[test]
fn rotting_follows_the_cases() {
    for (id, case) in ROTTING {
        let book = TestBook::new();
        for (name, days) in [("New", 5), ("Proposal", 3)] {
            let stage = stage(&book, name);
            step(&book, |tx| pipeline::set_rot_days(tx, &stage, days)).unwrap();
        }
        let run = std::panic::AssertUnwindSafe(|| case(&book));
        assert!(std::panic::catch_unwind(run).is_ok(), "{id}");
    }
}
