//! The general import: organizations, contacts, opportunities, activities, notes, leads, and what they say of each other.

mod calendars;
mod cards;
mod cases;
mod deals;
mod exports;
mod hostile;
mod relations;

use std::io::Write;
use std::ops::ControlFlow;

use kontor_core::Refusal;
use kontor_core::Result;
use kontor_core::book::Done;
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Imported, Known, Outcome, Plan, Policy, Preview, What};
use kontor_core::flows::import::{ReadOptions, Table};

use crate::fixture::value;
use crate::support::TestBook;

/// A file that goes away with the test, and the plan that was guessed for it.
struct Source {
    _folder: tempfile::TempDir,
    table: Table,
    plan: Plan,
}

fn source(book: &TestBook, what: impl Into<Option<What>>, system: Option<&str>, text: &str) -> Source {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    let table = Table::open(path, &ReadOptions::default()).unwrap();
    let plan = general::look(book, &table, Known { what: what.into(), system }).unwrap();
    Source { _folder: folder, table, plan }
}

impl Source {
    fn with(mut self, policy: Policy) -> Self {
        self.plan.policy = policy;
        self
    }

    fn set(mut self, setting: &str) -> Self {
        general::set(&mut self.plan, setting).unwrap();
        self
    }
}

fn sentence(refusal: &Refusal) -> String {
    refusal.code.to_owned()
}

fn try_import(book: &TestBook, source: &Source) -> Result<Done<Imported>> {
    let watch = &mut |_| ControlFlow::Continue(());
    general::run(book, &source.table, &source.plan, BAD_ROWS_HEADERS[0], &sentence, watch)
}

/// Imports; the preview must say beforehand what it does, and leave the book as it was.
#[track_caller]
fn import(book: &TestBook, source: &Source) -> Done<Imported> {
    let before = book.rows();
    let preview = preview(book, source);
    assert_eq!(book.rows(), before, "the preview wrote something");
    let done = try_import(book, source).unwrap();
    assert_eq!(preview.outcome, done.value.outcome, "the preview said otherwise");
    book.assert_sound();
    done
}

fn preview(book: &TestBook, source: &Source) -> Preview {
    general::preview(book, &source.table, &source.plan, "en", &mut |_| ControlFlow::Continue(())).unwrap()
}

/// The codes of the rows that fail, with their lines and fields.
fn failures(preview: &Preview) -> Vec<(u32, &'static str, &str)> {
    let rows = preview.failed_rows.iter();
    rows.map(|row| (row.line, row.reason.code, row.reason.field.as_deref().unwrap_or(""))).collect()
}

/// Created, updated, unchanged, skipped, failed.
fn counts(outcome: &Outcome) -> [u32; 5] {
    [outcome.created, outcome.updated, outcome.unchanged, outcome.skipped, outcome.failed]
}

/// The same file once more changes nothing: not a row of the book, and no step.
#[track_caller]
fn nothing_more(book: &TestBook, source: &Source) {
    let before = book.rows();
    let again = try_import(book, source).unwrap();
    assert_eq!(book.rows(), before, "the second time changed something: {:?}", again.value.outcome);
    assert_eq!(again.op, None, "the second time was a step: {:?}", again.value.outcome);
}

/// Every value of a column, in its order.
fn column(book: &TestBook, query: &str) -> String {
    value(book, &format!("SELECT group_concat(x, ' | ') FROM (SELECT {query})"))
}
