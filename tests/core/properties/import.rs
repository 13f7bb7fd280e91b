//! What must hold of imports, whatever the book and the file: a book's own lists say the same in an empty book, a file imported twice
//! changes nothing the second time, a blank cell erases nothing, an import undone gives back every row, and what failed can be mended.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kontor_core::flows::export::{Format, ItemQuery, List, export};
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Imported, Known, Outcome, Policy, What};
use kontor_core::flows::import::{ReadError, ReadOptions, Table};
use kontor_core::records::{contact, lead, opportunity, organization};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::difference;
use super::steps::{Step, orderly_step};
use crate::rich::rich_lead;
use crate::support::TestBook;

type Failed = Result<(), TestCaseError>;

/// Imports a file. None: it has no rows.
pub(super) fn import(book: &TestBook, path: &Path, known: Known, policy: Policy) -> Option<(Imported, Option<i64>)> {
    try_import(book, path, known, policy).unwrap()
}

pub(super) fn try_import(
    book: &TestBook,
    path: &Path,
    known: Known,
    policy: Policy,
) -> kontor_core::Result<Option<(Imported, Option<i64>)>> {
    let table = match Table::open(path, &ReadOptions::default()) {
        Ok(table) => table,
        Err(ReadError::NoRows) => return Ok(None),
        Err(error) => panic!("{error}"),
    };
    let mut plan = general::look(book, &table, known)?;
    plan.policy = policy;
    let sentence = |refusal: &kontor_core::Refusal| format!("{} {:?}", refusal.code, refusal.values);
    let watch = &mut |_| ControlFlow::Continue(());
    let done = general::run(book, &table, &plan, BAD_ROWS_HEADERS[0], &sentence, watch)?;
    let op = done.op;
    Ok(Some((done.value, op)))
}

/// All lists of a book, in an order in which what is named comes before what names it.
fn lists() -> [(What, List); 6] {
    let leads = lead::Query { shown: lead::Shown::All, ..Default::default() };
    [
        (What::Organization, List::Organizations(organization::Query::default())),
        (What::Contact, List::Contacts(contact::Query::default())),
        (What::Lead, List::Leads(leads)),
        (What::Opportunity, List::Opportunities(opportunity::Query::default())),
        (What::Activity, List::Activities(ItemQuery::default())),
        (What::Note, List::Notes(ItemQuery::default())),
    ]
}

/// Each way to write a list as a table.
const TABLES: [(Format, &str); 5] =
    [(Format::CsvExact, "en"), (Format::Csv, "en"), (Format::Csv, "de"), (Format::Xlsx, "en"), (Format::Xlsx, "de")];

/// A book in which these steps were done through the rules; those that were refused were not.
pub(super) fn lived(steps: &[Step]) -> TestBook {
    let book = TestBook::new();
    for title in ["Acme GmbH", "Beta"] {
        rich_lead(&book, title);
    }
    live(&book, steps);
    book
}

/// A text that some program damaged is refused, wherever it comes from.
pub(super) fn is_readable(book: &TestBook) -> bool {
    !book.rows().iter().any(|row| row.contains("239, 191, 189"))
}

fn live(book: &TestBook, steps: &[Step]) {
    for step in steps {
        book.world.advance(chrono::TimeDelta::seconds(7));
        let _ = step.run(book);
    }
}

/// A folder with the lists of a book as files.
pub(super) struct Files {
    folder: tempfile::TempDir,
    pub(super) files: Vec<(What, PathBuf)>,
}

pub(super) fn exported(book: &TestBook, format: Format, language: &str) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let files = lists().map(|(what, list)| {
        let path = folder.path().join(format!("{}.file", what.as_str()));
        export(book, &path, &list, format, language, &mut |_| ControlFlow::Continue(())).unwrap();
        (what, path)
    });
    Files { files: files.into(), folder }
}

/// A list as it is read again: by the id of each row, its cells by the name that programs have for the column.
type Rows = BTreeMap<String, BTreeMap<String, String>>;

/// The columns of a list by the names that programs have for them. They stand in the same order in every form.
fn columns(book: &TestBook, what: What, path: &Path) -> Vec<String> {
    let exact = path.with_extension("exact");
    let (_, list) = lists().into_iter().find(|(of, _)| *of == what).unwrap();
    export(book, &exact, &list, Format::CsvExact, "en", &mut |_| ControlFlow::Continue(())).unwrap();
    let text = std::fs::read_to_string(&exact).unwrap();
    text.lines().next().unwrap().split(',').map(str::to_owned).collect()
}

fn read(book: &TestBook, what: What, path: &Path) -> Rows {
    let table = match Table::open(path, &ReadOptions::default()) {
        Ok(table) => table,
        Err(ReadError::NoRows) => return Rows::new(),
        Err(error) => panic!("{error}"),
    };
    let names = columns(book, what, path);
    assert_eq!(names.len(), table.shape().columns.len());
    let rows = table.rows().unwrap().map(|row| {
        let cells: BTreeMap<String, String> = names.iter().cloned().zip(row.unwrap().cells.to_vec()).collect();
        (cells["id"].clone(), cells)
    });
    rows.collect()
}

/// What a record of the first book is in the other one, by the ids that its imports noted.
fn ids_there(copy: &TestBook) -> HashMap<String, String> {
    copy.read(|db| {
        let mut statement = db.conn().prepare(
            "SELECT value, coalesce(lead_id, organization_id, contact_id, opportunity_id, activity_id, note_id)
             FROM foreign_id WHERE system = 'kontor'",
        )?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

/// Columns that tell of the row in its book and not of the record.
fn is_of_the_book(column: &str) -> bool {
    matches!(column, "id" | "updatedAt")
}

fn is_of_ids(column: &str) -> bool {
    column.ends_with("Id") || column.ends_with("Ids")
}

/// The ids in a cell as they are in the other book, in an order of their own.
fn translated(cell: &str, ids: &HashMap<String, String>) -> Vec<String> {
    let mut all: Vec<String> = cell
        .lines()
        .map(|line| match line.split_once(':') {
            Some((kind, id)) => format!("{kind}:{}", ids.get(id).map_or(id, String::as_str)),
            None => ids.get(line).cloned().unwrap_or_else(|| line.to_owned()),
        })
        .collect();
    all.sort();
    all
}

fn sorted(cell: &str) -> Vec<String> {
    translated(cell, &HashMap::new())
}

fn same_values(book: &TestBook, copy: &TestBook, format: Format, language: &str) -> Failed {
    let (one, other) = (exported(book, format, language), exported(copy, format, language));
    let ids = ids_there(copy);
    for ((what, path), (_, path_there)) in one.files.iter().zip(&other.files) {
        let (rows, there) = (read(book, *what, path), read(copy, *what, path_there));
        prop_assert_eq!(rows.len(), there.len(), "{:?}", what);
        for (id, cells) in &rows {
            let Some(found) = ids.get(id).and_then(|id| there.get(id)) else {
                return Err(TestCaseError::fail(format!("{what:?} {cells:?} is not there")));
            };
            for (column, cell) in cells.iter().filter(|(column, _)| !is_of_the_book(column)) {
                let cell_there = found.get(column).map_or("", String::as_str);
                let same = match column.as_str() {
                    column if is_of_ids(column) => translated(cell, &ids) == sorted(cell_there),
                    // What is won stands in the won stage that the other book has.
                    "stage" if matches!(cells["state"].as_str(), "won" | "Won" | "gewonnen") => true,
                    // It follows from the stage, which the other book has already and keeps as it is.
                    "probability" if cells["probabilityByHand"].is_empty() => true,
                    "contacts" | "on" => sorted(cell) == sorted(cell_there),
                    _ => cell == cell_there,
                };
                prop_assert!(
                    same,
                    "{what:?} {column}: {cell:?} became {cell_there:?} by {format:?} {language}\n{cells:?}\n{found:?}"
                );
            }
        }
    }
    Ok(())
}

/// Each case is a book with dozens of steps and imports: few of them, and the same ones each time. PROPTEST_CASES asks for more, and for
/// others each time.
pub(super) fn few(cases: u32) -> ProptestConfig {
    let config = ProptestConfig { max_shrink_iters: 12, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => config,
        None => ProptestConfig { cases, rng_seed: RngSeed::Fixed(3), ..config },
    }
}

proptest! {
    #![proptest_config(few(5))]

    #[test]
    fn the_lists_of_any_book_say_the_same_in_an_empty_one_and_nothing_more_the_second_time(
        steps in prop::collection::vec(orderly_step(), 0..25),
        (format, language) in prop::sample::select(TABLES.to_vec()),
    ) {
        let book = lived(&steps);
        prop_assume!(is_readable(&book));
        let copy = TestBook::new();
        // Ids of another day: those of the first book are none of this one's.
        copy.world.advance(chrono::TimeDelta::days(40));
        let lists = exported(&book, format, language);
        for (what, path) in &lists.files {
            let Some((imported, _)) = import(&copy, path, Known::default(), Policy::Fill) else { continue };
            let Outcome { rows, created, failed, .. } = imported.outcome;
            let reasons = imported.bad_rows.map(|path| std::fs::read_to_string(path).unwrap().chars().take(1500).collect::<String>());
            prop_assert_eq!((failed, created), (0, rows), "{:?} {:?} {}: {:?}", what, format, language, reasons);
        }
        same_values(&book, &copy, format, language)?;
        let before = copy.rows();
        copy.world.advance(chrono::TimeDelta::seconds(7));
        for policy in [Policy::Fill, Policy::Update] {
            for (what, path) in &lists.files {
                let Some((imported, op)) = import(&copy, path, Known::default(), policy) else { continue };
                let after = copy.rows();
                prop_assert!(after == before, "{what:?} {format:?} {policy:?} again: {}", difference(&after, &before));
                prop_assert_eq!(op, None, "{:?} {:?}", what, imported.outcome);
            }
        }
        copy.assert_sound();
        drop(lists.folder);
    }
}

/// Imports all lists of a book into it again. The states of the book, each with the step that led there.
fn reimported(book: &TestBook, lists: &Files, policy: Policy) -> Result<Vec<(Vec<String>, i64)>, TestCaseError> {
    let mut states = Vec::new();
    for (what, path) in &lists.files {
        book.world.advance(chrono::TimeDelta::seconds(7));
        let Some((imported, op)) = import(book, path, Known::default(), policy) else { continue };
        let after = book.rows();
        states.extend(op.map(|op| (after.clone(), op)));
        book.world.advance(chrono::TimeDelta::seconds(7));
        // A row that failed was not imported: a later one may have made what it lacked.
        if imported.outcome.failed == 0 {
            let again = import(book, path, Known::default(), policy).unwrap();
            let rows = book.rows();
            prop_assert!(rows == after, "{what:?} {policy:?} again: {}", difference(&rows, &after));
            prop_assert_eq!(again.1, None, "{:?} {:?}", what, again.0.outcome);
        }
    }
    Ok(states)
}

proptest! {
    #![proptest_config(few(6))]

    /// Tags, words and records are renamed, merged, converted and deleted between the export and the import.
    #[test]
    fn old_lists_of_a_book_change_it_once_and_undone_give_back_every_row(
        steps in prop::collection::vec(orderly_step(), 0..20),
        later in prop::collection::vec(orderly_step(), 0..12),
        (format, language) in prop::sample::select(TABLES.to_vec()),
        update in any::<bool>(),
    ) {
        let book = lived(&steps);
        let lists = exported(&book, format, language);
        live(&book, &later);
        let before = book.rows();
        let states = reimported(&book, &lists, if update { Policy::Update } else { Policy::Fill })?;
        let check = book.check().unwrap();
        prop_assert!(check.ok, "{:#?}", check.findings);
        for at in (0..states.len()).rev() {
            book.undo_step(states[at].1).unwrap();
            let (rows, earlier) = (book.rows(), if at == 0 { &before } else { &states[at - 1].0 });
            prop_assert!(rows == *earlier, "undone: {}", difference(&rows, earlier));
        }
        for (later, _) in &states {
            book.redo().unwrap();
            let rows = book.rows();
            prop_assert!(rows == *later, "redone: {}", difference(&rows, later));
        }
    }

    #[test]
    fn blank_cells_of_a_list_erase_nothing(
        steps in prop::collection::vec(orderly_step(), 0..20),
        (format, language) in prop::sample::select(TABLES[..3].to_vec()),
        blanks in prop::collection::vec(any::<bool>(), 7..40),
    ) {
        let book = lived(&steps);
        let lists = exported(&book, format, language);
        let before = book.rows();
        let mut blanks = blanks.iter().cycle();
        for (what, path) in &lists.files {
            let text = std::fs::read_to_string(path).unwrap();
            let delimiter = if text.lines().next().is_some_and(|head| head.contains(';')) { b';' } else { b',' };
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            let head = reader.headers().unwrap().clone();
            let exact = columns(&book, *what, path);
            writer.write_record(&head).unwrap();
            for row in reader.records().map(Result::unwrap) {
                // A name without the id beside it may be somebody else's.
                let keeps = |at: usize| exact[at] == "id" || is_of_ids(&exact[at]);
                let cells = row.iter().enumerate();
                writer.write_record(cells.map(|(at, cell)| if !keeps(at) && *blanks.next().unwrap() { "" } else { cell })).unwrap();
            }
            std::fs::write(path, writer.into_inner().unwrap()).unwrap();
            for policy in [Policy::Update, Policy::Fill] {
                let Some((imported, op)) = import(&book, path, Known::default(), policy) else { continue };
                let after = book.rows();
                prop_assert!(after == before, "{what:?} {format:?} {policy:?}: {}", difference(&after, &before));
                prop_assert_eq!(op, None, "{:?} {:?}", what, imported.outcome);
            }
        }
    }
}
