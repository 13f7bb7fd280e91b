//! Files of other programs, of few different words, so that their rows meet each other in every way: imported twice they change nothing
//! the second time, undone they leave nothing behind, and rows that failed are mended and imported again.

use kontor_core::flows::import::general::{Known, Policy, What};
use proptest::prelude::*;

use super::difference;
use super::import::{few, import};
use crate::fixture::value;
use crate::support::TestBook;

/// A row of few different words, so that rows meet each other in every way.
fn rows(columns: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop::sample::select(vec!["", "", "1", "2", "3"]).prop_map(str::to_owned);
    // What it is called always stands there.
    let name = prop::sample::select(vec!["1", "2", "3"]).prop_map(str::to_owned);
    let row = (name, prop::collection::vec(cell, columns - 1)).prop_map(|(name, mut cells)| {
        cells.insert(0, name);
        cells
    });
    prop::collection::vec(row, 1..8)
}

/// A header, and the words that may stand below it.
type Column = (&'static str, [&'static str; 3]);

/// The headers of a kind of file, and what stands for 1, 2, 3 in each column.
const FILES: &[(What, &[Column])] = &[
    (
        What::Contact,
        &[
            ("First Name", ["Ann", "Anne", "Bob"]),
            ("Last Name", ["Arm", "Arms", "Bee"]),
            ("Email", ["ann@acme.example", "ann@acme.example, bob@beta.example", "info@acme.example"]),
            ("Phone", ["030 901820", "+49 30 901820", "0171 1234567"]),
            ("Company", ["Acme GmbH", "ACME", "Beta AG"]),
            ("City", ["Berlin", "Bonn", "Rom"]),
            ("Street", ["Markt 1", "Hof 2", "Weg 3"]),
            ("Reports to", ["Ann Arm", "Bob Bee", "Cy Cook"]),
            ("Hobby", ["chess", "golf", "chess"]),
            ("Notes", ["one", "two", "one\ntwo"]),
            ("Tags", ["a", "b", "a, b"]),
            ("ID", ["1", "2", "3"]),
        ],
    ),
    (
        What::Organization,
        &[
            ("Name", ["Acme GmbH", "Acme Service GmbH", "Beta AG"]),
            ("ID", ["1", "2", "3"]),
            ("Parent ID", ["1", "2", "3"]),
            ("Website", ["www.acme.example", "https://acme.example/shop", "beta.example"]),
            ("Email", ["info@acme.example", "info@beta.example", "x@gmail.com"]),
            ("Contact Person", ["Ann Arm", "Bob Bee", "Dr. Cy Cook"]),
            ("City", ["Berlin", "Bonn", "Rom"]),
        ],
    ),
    (
        What::Opportunity,
        &[
            ("Opportunity", ["Roof", "Cellar", "Roof"]),
            ("Company", ["Acme GmbH", "Acme", "Beta AG"]),
            ("Contact", ["Ann Arm", "Bob Bee", "Cy Cook"]),
            ("Stage", ["New", "Closed Won", "Closed Lost"]),
            ("Amount", ["100", "200", "300"]),
            ("Close Date", ["2025-01-31", "2025-02-28", "2025-03-31"]),
            ("Probability", ["10", "50", "100"]),
            ("ID", ["1", "2", "3"]),
        ],
    ),
    (
        What::Lead,
        &[
            ("Company", ["Acme GmbH", "ACME", "Beta AG"]),
            ("First Name", ["Ann", "Anne", "Bob"]),
            ("Last Name", ["Arm", "Bee", "Bee"]),
            ("Email", ["ann@acme.example", "bob@beta.example", "x@gmail.com"]),
            ("Rating", ["hot", "cold", "warm"]),
            ("Status", ["New", "Called", "called"]),
            ("Expected amount", ["100", "200", "300"]),
            ("ID", ["1", "2", "3"]),
        ],
    ),
    (
        What::Note,
        &[
            ("Note", ["one", "two", "three"]),
            ("Company", ["Acme GmbH", "Acme", "Beta AG"]),
            ("Contact", ["Ann Arm", "Bob Bee", "Cy Cook"]),
            ("ID", ["1", "2", "3"]),
        ],
    ),
    (
        What::Activity,
        &[
            ("Subject", ["call", "visit", "write"]),
            ("Type", ["Call", "Anruf", "Lunch"]),
            ("Due date", ["2025-02-01", "2025-02-02", "2025-02-03"]),
            ("Completed", ["yes", "no", "1"]),
            ("Company", ["Acme GmbH", "Acme", "Beta AG"]),
            ("ID", ["1", "2", "3"]),
        ],
    ),
];

/// A file as text, and what its rows are.
pub(super) fn some_file() -> impl Strategy<Value = (What, String)> {
    let file = (0..FILES.len()).prop_flat_map(|file| (Just(file), rows(FILES[file].1.len())));
    file.prop_map(|(file, table)| (FILES[file].0, written(FILES[file].1, &table, "")))
}

/// The file of these rows. `id`: what stands in a blank cell of the column of ids.
fn written(columns: &[Column], table: &[Vec<String>], id: &str) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(header, _)| header)).unwrap();
    for row in table {
        let cells = row.iter().zip(columns).map(|(cell, (header, words))| match cell.parse::<usize>() {
            Ok(number) => words[number - 1],
            Err(_) if *header == "ID" => id,
            Err(_) => "",
        });
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(few(24))]

    #[test]
    fn a_file_imported_twice_changes_nothing_the_second_time(
        (file, table) in (0..FILES.len()).prop_flat_map(|file| (Just(file), rows(FILES[file].1.len()))),
        update in any::<bool>(),
    ) {
        let (what, columns) = FILES[file];
        // Where the file wins, what has been overwritten by a later row is known again only by its id.
        let text = written(columns, &table, if update { "1" } else { "" });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.csv");
        std::fs::write(&path, text).unwrap();
        let book = TestBook::new();
        let known = Known { what: Some(what), system: Some("crm") };
        // A deal of two stages in one file is moved there and back.
        let policy = if update && what != What::Opportunity { Policy::Update } else { Policy::Fill };
        let Some((imported, Some(step))) = import(&book, &path, known, policy) else { return Ok(()) };
        // A row that failed was not imported: a later one may have made what it lacked.
        prop_assume!(imported.outcome.failed == 0);
        let before = book.rows();
        book.world.advance(chrono::TimeDelta::seconds(7));
        let (again, op) = import(&book, &path, known, policy).unwrap();
        // A name that a row gave to another record means two people by then, which is said and not guessed.
        prop_assume!(again.outcome.failed == 0);
        let after = book.rows();
        prop_assert!(after == before, "{}", difference(&after, &before));
        prop_assert_eq!(op, None, "{:?}", again.outcome);
        let check = book.check().unwrap();
        prop_assert!(check.ok, "{:?}", check.findings);
        let made = book.undo_step(step).map(drop);
        prop_assert!(made.is_ok(), "{made:?}");
        let (left, fresh) = (book.rows(), TestBook::new().rows());
        prop_assert!(left == fresh, "undo: {}", difference(&left, &fresh));
    }
}

/// What is wrong in some cells, and what they are mended to.
const BAD: [(&str, &str); 2] = [("no address", "mended@mended.example"), ("twelve", "12")];

/// Two kinds of file that tell each row from the others, with columns in which something can be wrong.
const MENDED: [(What, &str, [usize; 2], &str); 2] = [
    (What::Contact, "ID,First Name,Last Name,Email,Company", [3, 3], "first_name || ' ' || last_name"),
    (
        What::Lead,
        "ID,Title,Company,Email,Expected amount",
        [3, 4],
        "title || ' ' || company || ' ' || ifnull(expected_amount, '')",
    ),
];

fn content(book: &TestBook, what: What, shown: &str) -> String {
    let column = what.as_str();
    value(
        book,
        &format!(
            "SELECT group_concat(x, char(10)) FROM (SELECT {shown} || ' ' || ifnull((SELECT group_concat(value) FROM contact_point p
             WHERE p.{column}_id = r.id), '') AS x FROM {column} r ORDER BY (SELECT value FROM foreign_id f WHERE f.{column}_id = r.id))"
        ),
    )
}

proptest! {
    #![proptest_config(few(12))]

    #[test]
    fn the_file_of_failed_rows_mended_imports_the_rest(
        which in 0..MENDED.len(),
        wrong in prop::collection::vec((any::<bool>(), 0..2_usize), 1..12),
    ) {
        let (what, headers, places, shown) = MENDED[which];
        let folder = tempfile::tempdir().unwrap();
        let row = |at: usize, bad: Option<usize>| {
            let mut cells: Vec<String> = vec![format!("{at:03}"), format!("Ann {at}"), format!("Arm {at}"), String::new(), String::new()];
            cells[3] = format!("ann{at}@acme.example");
            if what == What::Lead {
                cells[4] = "7".to_owned();
            }
            if let Some(bad) = bad {
                let bad = if what == What::Contact { 0 } else { bad };
                BAD[bad].0.clone_into(&mut cells[places[bad]]);
            }
            cells.join(",")
        };
        let written = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let mut text = format!("{headers}\n");
        for (at, (is_bad, bad)) in wrong.iter().enumerate() {
            text.push_str(&row(at, is_bad.then_some(*bad)));
            text.push('\n');
        }
        let mend = |text: &str| BAD.iter().fold(text.to_owned(), |text, (bad, good)| text.replace(bad, good));
        let known = Known { what: Some(what), system: Some("crm") };
        let at_once = TestBook::new();
        import(&at_once, &written("whole.csv", &mend(&text)), known, Policy::Fill).unwrap();
        let book = TestBook::new();
        let (imported, _) = import(&book, &written("file.csv", &text), known, Policy::Fill).unwrap();
        let failed = wrong.iter().filter(|(is_bad, _)| *is_bad).count();
        prop_assert_eq!(imported.outcome.failed as usize, failed);
        prop_assert_eq!(imported.bad_rows.is_some(), failed > 0);
        if let Some(path) = imported.bad_rows {
            let rest = std::fs::read_to_string(path).unwrap();
            prop_assert_eq!(rest.lines().count(), failed + 1);
            let (mended, _) = import(&book, &written("mended.csv", &mend(&rest)), known, Policy::Fill).unwrap();
            prop_assert_eq!((mended.outcome.created as usize, mended.outcome.failed), (failed, 0));
        }
        prop_assert_eq!(content(&book, what, shown), content(&at_once, what, shown));
    }
}
