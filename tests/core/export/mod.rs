//! Lists as files, read back by programs that are not ours.

mod cards;
mod tables;

use std::ops::ControlFlow;
use std::path::PathBuf;

use kontor_core::Result;
use kontor_core::book::faults;
use kontor_core::flows::export::{Exported, Format, ItemQuery, List, export};
use kontor_core::records::{contact, lead, opportunity, organization};
use tempfile::TempDir;

use crate::rich::rich;
use crate::support::TestBook;

/// A file that goes away with the test.
struct Out(TempDir);

impl Out {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("list")
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(self.0.path()).unwrap().next().is_none()
    }
}

fn leads() -> List {
    List::Leads(lead::Query::default())
}

fn contacts() -> List {
    List::Contacts(contact::Query::default())
}

fn organizations() -> List {
    List::Organizations(organization::Query::default())
}

fn activities() -> List {
    List::Activities(ItemQuery::default())
}

fn all() -> [List; 6] {
    let opportunities = List::Opportunities(opportunity::Query::default());
    [leads(), organizations(), contacts(), opportunities, activities(), List::Notes(ItemQuery::default())]
}

fn try_export(book: &TestBook, out: &Out, list: &List, format: Format, language: &str) -> Result<Exported> {
    export(book, &out.path(), list, format, language, &mut |_| ControlFlow::Continue(()))
}

/// What the file holds.
fn bytes(book: &TestBook, list: &List, format: Format, language: &str) -> Vec<u8> {
    let out = Out::new();
    try_export(book, &out, list, format, language).unwrap();
    std::fs::read(out.path()).unwrap()
}

fn text(book: &TestBook, list: &List, format: Format, language: &str) -> String {
    String::from_utf8(bytes(book, list, format, language)).unwrap()
}

#[test]
fn a_list_that_the_format_cannot_hold_is_refused() {
    let (book, out) = (TestBook::new(), Out::new());
    for (list, format) in
        all().iter().flat_map(|list| [(list, Format::Vcard3), (list, Format::Vcard4), (list, Format::Ical)])
    {
        let suits = match list {
            List::Leads(_) | List::Organizations(_) | List::Contacts(_) => format != Format::Ical,
            List::Activities(_) => format == Format::Ical,
            List::Opportunities(_) | List::Notes(_) => false,
        };
        let result = try_export(&book, &out, list, format, "en");
        assert_eq!(
            result.as_ref().err().map(|error| error.code()),
            (!suits).then_some("export_unsuitable"),
            "{list:?}"
        );
    }
}

#[test]
fn a_disk_that_fills_up_leaves_no_half_list_and_the_file_before_as_it_was() {
    let book = TestBook::new();
    rich(&book);
    for (list, format) in [
        (leads(), Format::Csv),
        (leads(), Format::CsvExact),
        (leads(), Format::Xlsx),
        (leads(), Format::Vcard4),
        (activities(), Format::Ical),
    ] {
        let out = Out::new();
        let size = bytes(&book, &list, format, "en").len() as u64;
        for room in [0, size / 2, size - 1] {
            std::fs::write(out.path(), "before").unwrap();
            let result = faults::with_room(room, || try_export(&book, &out, &list, format, "en"));
            assert_eq!(result.unwrap_err().code(), "disk_full", "{format:?} {room}");
            assert_eq!(std::fs::read(out.path()).unwrap(), b"before");
            std::fs::remove_file(out.path()).unwrap();
            assert!(out.is_empty(), "{format:?} {room}: something was left behind");
        }
    }
}

#[test]
fn breaking_off_leaves_no_file() {
    let (book, out) = (TestBook::new(), Out::new());
    kontor_core::flows::fill::fill(&book, 250, 3, |_, _| {}).unwrap();
    let mut told = Vec::new();
    let result = export(&book, &out.path(), &leads(), Format::Csv, "en", &mut |rows| {
        told.push(rows);
        if rows < 200 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!(result.unwrap_err().code(), "export_cancelled");
    assert_eq!(told, [100, 200]);
    assert!(out.is_empty());
}

#[test]
fn the_filter_of_the_list_and_its_order_are_those_of_the_file() {
    let book = TestBook::new();
    kontor_core::flows::fill::fill(&book, 1_200, 9, |_, _| {}).unwrap();
    let mut query = lead::Query { rating: Some(lead::Rating::Hot), ..lead::Query::default() };
    query.limit = 500;
    let mut expected = Vec::new();
    loop {
        let page = book.read(|db| lead::page(db, &query)).unwrap();
        expected.extend(page.rows.iter().map(|row| row.id.clone()));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert!(expected.len() > 100);
    // Paging that was left in the query is of no account.
    query = lead::Query { limit: 3, after: Some("nonsense".into()), ..query };
    let found = text(&book, &List::Leads(query), Format::CsvExact, "en");
    let mut reader = csv::Reader::from_reader(found.as_bytes());
    let ids: Vec<String> = reader.records().map(|row| row.unwrap().iter().next_back().unwrap().to_owned()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn activities_and_notes_are_found_by_words_record_and_state() {
    let book = TestBook::new();
    let made = rich(&book);
    let rows = |list: &List| text(&book, list, Format::CsvExact, "en").lines().count() - 1;
    let items = |change: fn(&mut ItemQuery)| {
        let mut query = ItemQuery::default();
        change(&mut query);
        query
    };
    assert_eq!(rows(&activities()), 10);
    assert_eq!(rows(&List::Activities(items(|query| query.done = Some(true)))), 5);
    assert_eq!(rows(&List::Activities(items(|query| query.done = Some(false)))), 5);
    assert_eq!(rows(&List::Activities(items(|query| query.text = "STEP 3".into()))), 1);
    assert_eq!(rows(&List::Notes(items(|query| query.text = "cránE".into()))), 3);
    let on = |id: &str, kind| {
        let record = kontor_core::book::RecordRef { kind, id: id.to_owned() };
        ItemQuery { record: Some(record), ..ItemQuery::default() }
    };
    assert_eq!(rows(&List::Notes(on(&made.lead, kontor_core::book::Kind::Lead))), 3);
    assert_eq!(rows(&List::Notes(on(&made.contact, kontor_core::book::Kind::Contact))), 0);
}
