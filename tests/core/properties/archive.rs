//! Any book archived and read into an empty one is the same book (I35), and whatever happens to an archive on its way, reading it
//! never panics and never leaves half a book.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use kontor_core::flows::archive::{self, Restored};
use kontor_core::flows::import::general::{Known, Policy, What};
use kontor_core::flows::search::{SearchQuery, search};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::foreign_files::some_file;
use super::import::try_import;
use super::steps::{Step, step};
use super::{difference, fail};
use crate::fixture::value;
use crate::rich::{rich, rich_lead};
use crate::support::TestBook;

fn go_on(_: kontor_core::flows::progress::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn archived(book: &TestBook, path: &Path, with_history: bool) {
    archive::write(book, path, with_history, &mut go_on).unwrap();
}

fn restored(book: &TestBook, path: &Path) -> kontor_core::Result<Restored> {
    Ok(archive::restore(book, path, &mut go_on)?.value)
}

/// Every file in the book's folder of contents, by its place.
fn files(book: &TestBook) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let Ok(folders) = std::fs::read_dir(book.folder.path().join("files")) else { return found };
    for folder in folders.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            found.insert(file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&file).unwrap());
        }
    }
    found
}

/// What search finds for the beginnings of words that the book's titles have: kind and id, whatever the order.
fn found(book: &TestBook) -> Vec<(String, Vec<String>)> {
    ["acme", "wo", "anna", "crane", "lead", "0221", "beta", "a.wong", "offer", "x"]
        .into_iter()
        .map(|text| {
            let query = SearchQuery { text: text.to_owned(), kinds: Vec::new(), limit: 200 };
            let hits = book.read(|db| search(db, &query)).unwrap().hits;
            let mut hits: Vec<String> =
                hits.iter().map(|hit| format!("{} {} {}", hit.kind.as_str(), hit.id, hit.title)).collect();
            hits.sort();
            (text.to_owned(), hits)
        })
        .collect()
}

fn history(book: &TestBook) -> Vec<String> {
    book.read(|db| {
        let mut all = Vec::new();
        for table in ["history_op", "history_change", "history_import"] {
            let mut statement = db.conn().prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
                all.push(format!("{table}: {}", cells.join(" | ")));
            }
        }
        Ok(all)
    })
    .unwrap()
}

/// A book in which these steps were done and these files were imported; those that were refused were not.
fn lived(steps: &[Step], imports: &[(What, String)]) -> TestBook {
    let book = TestBook::new();
    for title in ["Acme GmbH", "Beta"] {
        rich_lead(&book, title);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut imports = imports.iter();
    for (at, step) in steps.iter().enumerate() {
        book.world.advance(chrono::TimeDelta::seconds(7));
        let _ = step.run(&book);
        if at % 3 == 0
            && let Some((what, text)) = imports.next()
        {
            let path = folder.path().join("file.csv");
            std::fs::write(&path, text).unwrap();
            let _ = try_import(&book, &path, Known { what: Some(*what), system: Some("crm") }, Policy::Fill);
        }
    }
    book
}

/// Another book, empty, which has lived later.
fn empty() -> TestBook {
    let book = TestBook::with(|opening| opening.language = "de".into());
    book.world.advance(chrono::TimeDelta::days(30));
    book
}

fn same(one: &[String], other: &[String], what: &str) -> Result<(), TestCaseError> {
    prop_assert!(one == other, "{what}: {}", difference(other, one));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_book_archived_and_read_into_an_empty_one_is_the_same_book(
        steps in proptest::collection::vec(step(), 0..25),
        imports in proptest::collection::vec(some_file(), 0..4),
        with_history in any::<bool>(),
    ) {
        let book = lived(&steps, &imports);
        let noted: usize = value(&book, "SELECT count(*) FROM history_import").parse()?;
        prop_assert!(noted > 0 || imports.is_empty() || steps.is_empty(), "nothing was imported");
        let file = tempfile::tempdir()?;
        let path = file.path().join("book.zip");
        archived(&book, &path, with_history);
        let copy = empty();
        let seeds = copy.rows();
        let done = restored(&copy, &path).map_err(fail)?;
        prop_assert_eq!(done.with_history, with_history);
        same(&book.rows(), &copy.rows(), "the rows")?;
        prop_assert_eq!(found(&book), found(&copy));
        let (all, came) = (files(&book), files(&copy));
        prop_assert!(came.iter().all(|(name, content)| all.get(name) == Some(content)));
        // A step that writes any row may say a wrong size of a file: the copy is no sounder than the book, and no less.
        let (was, is) = (book.check().map_err(fail)?, copy.check().map_err(fail)?);
        prop_assert_eq!(was.ok, is.ok, "{:#?} in the book, {:#?} in the copy", was.findings, is.findings);
        let copy = copy.reopen();
        if with_history {
            same(&history(&book), &history(&copy), "the history")?;
            // What was undoable is undoable, down to the new book.
            loop {
                let (one, other) = (book.undo(), copy.undo());
                prop_assert_eq!(one.as_ref().map(|done| &done.value).ok(), other.as_ref().map(|done| &done.value).ok());
                if one.is_err() {
                    break;
                }
                same(&book.rows(), &copy.rows(), "undone")?;
            }
        } else {
            copy.undo().map_err(fail)?;
            same(&seeds, &copy.rows(), "undone, the new book")?;
            copy.redo().map_err(fail)?;
            same(&book.rows(), &copy.rows(), "redone")?;
        }
        copy.assert_sound();
    }

    #[test]
    fn the_same_book_gives_the_same_archive_and_an_archive_of_the_copy_too(
        steps in proptest::collection::vec(step(), 0..12),
        imports in proptest::collection::vec(some_file(), 0..3),
    ) {
        let book = lived(&steps, &imports);
        let file = tempfile::tempdir()?;
        let [first, again, of_copy] = ["1.zip", "2.zip", "3.zip"].map(|name| file.path().join(name));
        archived(&book, &first, true);
        archived(&book, &again, true);
        prop_assert!(std::fs::read(&first)? == std::fs::read(&again)?);
        let copy = TestBook::new();
        copy.world.set(kontor_core::book::World::now(&*book.world));
        restored(&copy, &first).map_err(fail)?;
        archived(&copy, &of_copy, true);
        prop_assert!(std::fs::read(&first)? == std::fs::read(&of_copy)?);
    }
}

/// What may happen to a file on its way.
#[derive(Debug, Clone)]
enum Mutation {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), 1..=255_u8).prop_map(|(at, with)| Mutation::Flip(at, with)),
        1 => at().prop_map(Mutation::Cut),
        1 => (at(), proptest::collection::vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        1 => (at(), 1..200_usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        1 => (at(), 1..400_usize).prop_map(|(at, length)| Mutation::Repeat(at, length)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: &Mutation) {
    match mutation {
        _ if bytes.is_empty() => {}
        Mutation::Flip(at, with) => {
            let at = at.index(bytes.len());
            bytes[at] ^= with;
        }
        Mutation::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Mutation::Insert(at, new) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, new.iter().copied());
        }
        Mutation::Remove(at, length) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + length).min(bytes.len()));
        }
        Mutation::Repeat(at, length) => {
            let at = at.index(bytes.len());
            let piece = bytes[at..(at + length).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

#[test]
fn an_archive_that_was_changed_on_its_way_never_panics_and_is_read_as_it_was_or_not_at_all() {
    let book = TestBook::new();
    rich(&book);
    let file = tempfile::tempdir().unwrap();
    let path = file.path().join("book.zip");
    archived(&book, &path, true);
    let sound = std::fs::read(&path).unwrap();
    let copy = RefCell::new(TestBook::new());
    let (before, steps) = (copy.borrow().rows(), history(&copy.borrow()));
    let refusals = RefCell::new(BTreeMap::<&str, u32>::new());
    let config =
        ProptestConfig { cases: 250, max_shrink_iters: 50, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&proptest::collection::vec(mutation(), 1..4), |mutations| {
        let mut bytes = sound.clone();
        mutations.iter().for_each(|mutation| mutate(&mut bytes, mutation));
        std::fs::write(&path, &bytes)?;
        let mut copy = copy.borrow_mut();
        match restored(&copy, &path) {
            Err(error) => {
                *refusals.borrow_mut().entry(error.code()).or_default() += 1;
                prop_assert!(error.code() != "file_failed", "{error}");
                same(&before, &copy.rows(), "refused, and still the rows")?;
                same(&steps, &history(&copy), "refused, and still the history")?;
                prop_assert!(files(&copy).is_empty(), "files were left behind");
            }
            // A byte that means nothing, in a date of the zip for example: then it is the same book.
            Ok(_) => {
                same(&book.rows(), &copy.rows(), "the rows")?;
                *copy = TestBook::new();
            }
        }
        Ok(())
    });
    let refusals = refusals.into_inner();
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(refusals.len() >= 3 && refusals.values().sum::<u32>() > 100, "the mutations hit nothing: {refusals:?}");
}
