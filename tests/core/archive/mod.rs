//! The whole book as one file and back (I35): what is in it, what is refused and how, and what stays behind when something fails.

mod every_table;
mod hostile;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kontor_core::book::{OpKind, faults};
use kontor_core::flows::archive::{self, Archived, Restored};
use kontor_core::flows::demo;
use kontor_core::flows::fill::fill;
use kontor_core::records::settings::{self, SettingsDraft};
use kontor_core::{Error, Refusal, Result};
use tempfile::TempDir;
use zip::ZipArchive;

use crate::rich::rich;
use crate::support::TestBook;

fn go_on(_: kontor_core::flows::progress::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn write(book: &TestBook, path: &Path, with_history: bool) -> Result<Archived> {
    archive::write(book, path, with_history, &mut go_on)
}

fn restore(book: &TestBook, path: &Path) -> Result<Restored> {
    Ok(archive::restore(book, path, &mut go_on)?.value)
}

#[track_caller]
fn refusal<T>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => panic!("failed otherwise: {other}"),
        Ok(_) => panic!("was not refused"),
    }
}

/// A place for an archive.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("book.zip")
    }

    /// What lies there, by name.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// The contents in a book's folder, and what else lies beside them.
fn contents(book: &TestBook) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![book.folder.path().join("files")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                names.insert(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names
}

fn entry(path: &Path, name: &str) -> String {
    let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn i35_a_large_book_and_the_demo_come_back_as_they_were() {
    for with_history in [false, true] {
        let (book, place) = (TestBook::new(), Place::new());
        demo::add(&book, "de", |_, _| {}).unwrap();
        fill(&book, 300, 5, |_, _| {}).unwrap();
        let archived = write(&book, &place.path(), with_history).unwrap();
        assert!(archived.records > 400 && archived.missing_files.is_empty(), "{archived:?}");
        assert_eq!(archived.size, std::fs::metadata(place.path()).unwrap().len());
        let copy = TestBook::new();
        let restored = restore(&copy, &place.path()).unwrap();
        assert_eq!((restored.records, restored.files), (archived.records, archived.files));
        assert!(copy.rows() == book.rows());
        assert_eq!(contents(&copy), contents(&book));
        copy.assert_sound();
        assert_eq!(place.names(), ["book.zip"]);
    }
}

#[test]
fn people_find_tables_in_it_that_no_spreadsheet_takes_for_formulas() {
    let (book, place) = (TestBook::new(), Place::new());
    crate::fixture::lead(&book, &crate::fixture::Person { company: "=cmd|' /C calc'!A0", ..Default::default() });
    write(&book, &place.path(), false).unwrap();
    let table = entry(&place.path(), "tables/lead.csv");
    assert!(table.contains("'=cmd|' /C calc'!A0") && !table.contains(",=cmd"), "{table}");
    assert!(table.starts_with("id,title,title_key,"), "{table}");
    let manifest: serde_json::Value = serde_json::from_str(&entry(&place.path(), "manifest.json")).unwrap();
    assert_eq!(manifest["format"], "kontor-archive");
    assert_eq!(manifest["schemaVersion"], kontor_core::book::SCHEMA_VERSION);
    assert_eq!(manifest["madeAt"], "2025-01-20T12:00:00.000Z");
    assert_eq!(manifest["history"], serde_json::json!([]));
    assert_eq!(entry(&place.path(), "data/lead.jsonl").lines().count(), 1);
}

#[test]
fn a_book_that_holds_something_is_not_filled() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    write(&book, &place.path(), true).unwrap();
    let before = book.rows();
    assert_eq!(refusal(restore(&book, &place.path())).code, "book_not_empty");
    assert!(book.rows() == before);
    // Everything taken back: there are no rows, but there is a history that would be gone.
    while book.undo().is_ok() {}
    assert_eq!(refusal(restore(&book, &place.path())).code, "book_not_empty");
    let without = Place::new();
    write(&TestBook::new(), &without.path(), false).unwrap();
    restore(&book, &without.path()).unwrap();
}

#[test]
fn what_a_new_book_is_asked_first_does_not_stand_in_the_way() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    write(&book, &place.path(), true).unwrap();
    let copy = TestBook::new();
    let draft = SettingsDraft { country: Some("AT".into()), ..SettingsDraft::default() };
    let op = kontor_core::book::Op::new(OpKind::ChangeSettings, "");
    copy.transact(op, |tx| settings::set(tx, &draft)).unwrap();
    restore(&copy, &place.path()).unwrap();
    assert!(copy.rows() == book.rows());
    assert_eq!(copy.undo().unwrap().value, book.undo().unwrap().value);
}

#[test]
fn a_content_that_is_missing_or_damaged_is_named_and_nothing_else_is_lost() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    let all = contents(&book);
    let [gone, damaged] = all.iter().collect::<Vec<_>>()[..] else { panic!("two files, not {all:?}") };
    std::fs::remove_file(book.file_path(gone)).unwrap();
    std::fs::write(book.file_path(damaged), "something else").unwrap();
    let archived = write(&book, &place.path(), true).unwrap();
    assert_eq!(archived.missing_files.iter().collect::<Vec<_>>(), [gone, damaged]);
    let copy = TestBook::new();
    let restored = restore(&copy, &place.path()).unwrap();
    assert_eq!((restored.files, restored.missing_files), (0, archived.missing_files));
    assert!(copy.rows() == book.rows());
}

#[test]
fn a_file_of_an_attachment_that_was_deleted_comes_along_with_the_history_for_an_undo() {
    let (book, place) = (TestBook::new(), Place::new());
    let made = rich(&book);
    let op = kontor_core::book::Op::new(OpKind::DeleteLead, "Acme");
    book.transact(op, |tx| kontor_core::records::lead::delete(tx, &made.lead)).unwrap();
    assert_eq!(write(&book, &place.path(), false).unwrap().files, 0);
    assert_eq!(write(&book, &place.path(), true).unwrap().files, 2);
    let copy = TestBook::new();
    restore(&copy, &place.path()).unwrap();
    copy.undo().unwrap();
    copy.assert_sound();
}

#[test]
fn an_archive_is_not_written_into_the_book_itself_nor_over_a_folder() {
    let book = TestBook::new();
    rich(&book);
    let before = std::fs::read(book.folder.path().join("book.sqlite")).unwrap();
    for path in ["book.sqlite", "files/book.zip", "new.zip"] {
        assert_eq!(refusal(write(&book, &book.folder.path().join(path), false)).code, "target_in_book");
    }
    assert!(std::fs::read(book.folder.path().join("book.sqlite")).unwrap() == before);
    let place = Place::new();
    std::fs::create_dir(place.path()).unwrap();
    assert_eq!(write(&book, &place.path(), false).unwrap_err().code(), "file_failed");
    assert_eq!(write(&book, &place.path().join("no/such/folder.zip"), false).unwrap_err().code(), "file_failed");
    assert_eq!(place.names(), ["book.zip"]);
}

#[test]
fn a_disk_that_fills_up_leaves_no_half_archive_and_the_one_before_as_it_was() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    let whole = write(&book, &place.path(), true).unwrap().size;
    for room in [0, 1, whole / 3, whole / 2, whole - 1] {
        std::fs::write(place.path(), "the one before").unwrap();
        let result = faults::with_room(room, || write(&book, &place.path(), true));
        assert_eq!(refusal(result).code, "disk_full", "{room}");
        assert_eq!(std::fs::read(place.path()).unwrap(), b"the one before");
        std::fs::remove_file(place.path()).unwrap();
        assert_eq!(refusal(faults::with_room(room, || write(&book, &place.path(), true))).code, "disk_full", "{room}");
        assert!(place.names().is_empty(), "{room}: {:?}", place.names());
    }
}

#[test]
fn a_disk_that_fills_up_while_reading_in_leaves_the_book_empty() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    fill(&book, 100, 3, |_, _| {}).unwrap();
    write(&book, &place.path(), true).unwrap();
    let copy = TestBook::new();
    let before = copy.rows();
    // Under the second content, and then under the rows.
    assert_eq!(refusal(faults::with_room(12, || restore(&copy, &place.path()))).code, "disk_full");
    let pages: i64 = copy.with_writer(|conn| conn.query_row("PRAGMA page_count", [], |row| row.get(0))).unwrap();
    for more in [0, 20] {
        let limit = format!("PRAGMA max_page_count = {}", pages + more);
        copy.with_writer(|conn| conn.query_row(&limit, [], |_| Ok(()))).unwrap();
        assert_eq!(refusal(restore(&copy, &place.path())).code, "disk_full");
        assert!(copy.rows() == before && contents(&copy).is_empty());
    }
    copy.with_writer(|conn| conn.query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(()))).unwrap();
    restore(&copy, &place.path()).unwrap();
    assert!(copy.rows() == book.rows());
}

#[test]
fn breaking_off_leaves_nothing_behind() {
    let (book, place) = (TestBook::new(), Place::new());
    rich(&book);
    let mut left = 5;
    let mut stop = |_: kontor_core::flows::progress::Progress| {
        left -= 1;
        if left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    assert_eq!(refusal(archive::write(&book, &place.path(), true, &mut stop)).code, "archive_cancelled");
    assert!(place.names().is_empty());
    write(&book, &place.path(), true).unwrap();
    let mut told = Vec::new();
    archive::restore(&TestBook::new(), &place.path(), &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(told.len() > 50 && told.iter().all(|progress| progress.done <= progress.of));
    let copy = TestBook::new();
    let before = copy.rows();
    for after in [1, told.len() / 2, told.len() - 3] {
        let mut left = after;
        let mut stop = |_: kontor_core::flows::progress::Progress| {
            left -= 1;
            if left > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        assert_eq!(refusal(archive::restore(&copy, &place.path(), &mut stop)).code, "archive_cancelled", "{after}");
        assert!(copy.rows() == before && contents(&copy).is_empty(), "{after}");
    }
}
