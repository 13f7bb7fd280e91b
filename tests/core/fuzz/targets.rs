//! What is fed: the mapping of tables, cards, calendars, workbooks and their guard, archives.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;

use kontor_core::flows::archive;
use kontor_core::flows::import::general::{self, Known};
use kontor_core::flows::import::{ReadOptions, Table};

use super::{Fuzz, PATIENCE, kept};
use crate::support::TestBook;

/// Rows of one input that go through the whole import: enough to fail, and soon done.
const ROWS: usize = 12;

thread_local! {
    static BOOK: TestBook = TestBook::new();
    /// How many inputs there were: the book looks at some of them.
    static COUNT: RefCell<u32> = const { RefCell::new(0) };
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

/// Reads a file to its end as whatever it is, guesses its mapping, and now and then rehearses the import of it.
fn table(bytes: &[u8]) {
    let file = written(bytes);
    let Some(table) = read(file.path()) else { return };
    let shape = table.shape();
    assert!(shape.columns.len() <= 1000 && !shape.columns.is_empty());
    let distinct: std::collections::BTreeSet<&String> = shape.columns.iter().collect();
    assert_eq!(distinct.len(), shape.columns.len(), "columns of the same name");
    let sample = table.sample(200).unwrap_or_default();
    let plan = general::guess(&shape.columns, &sample, Known::default());
    assert_eq!(plan.mappings.len(), shape.columns.len());
    let _ = general::parse(&table, &plan, &mut |_| ControlFlow::Continue(()));
    let count = COUNT.with_borrow_mut(|count| {
        *count += 1;
        *count
    });
    if count % 6 == 1 && table.rows().is_ok_and(|rows| rows.take(ROWS + 1).count() <= ROWS) {
        BOOK.with(|book| {
            let _ = general::preview(book, &table, &plan, "en", &mut |_| ControlFlow::Continue(()));
        });
    }
}

/// The table, where it is one, after all of its rows have been read or the reading has been refused.
fn read(path: &Path) -> Option<Table> {
    let table = Table::open(path, &ReadOptions::default()).ok()?;
    for row in table.rows().ok()? {
        let Ok(row) = row else { break };
        assert!(row.cells.len() >= table.shape().columns.len());
        assert!(row.cells.iter().all(|cell| cell.len() <= 1024 * 1024));
    }
    Some(table)
}

#[test]
fn tables_of_text() {
    let words = &[
        "\"",
        "\"\"",
        ";",
        ",",
        "\t",
        "|",
        "\r",
        "\r\n",
        "\u{feff}",
        "sep=;\n",
        "@",
        "E-Mail",
        "1.234,56",
        "31/01/2024",
        "\0",
        "=cmd",
    ];
    let seeds = kept(&["csv", "corpus/csv"]).into_iter().filter(|seed| seed.len() < 64 * 1024).collect();
    Fuzz { name: "csv", seeds, words, is_zip: false, target: table, patience: PATIENCE }.run();
}

#[test]
fn cards() {
    let words = &[
        "BEGIN:VCARD\n",
        "END:VCARD\n",
        ";ENCODING=QUOTED-PRINTABLE",
        ";CHARSET=UTF-16",
        ";ENCODING=b",
        "=\n",
        "\n ",
        "=C3=",
        "item1.",
        "X-ABLabel:",
        "_$!<",
        "PHOTO:data:",
        "TYPE=\"",
        ";PREF=",
        "N:;;;;",
        "ADR:,,,;;",
        "BDAY:",
        "--",
        "AGENT:\n",
        "\\n",
        "\\",
        "KIND:org\n",
    ];
    Fuzz {
        name: "vcard",
        seeds: kept(&["vcard", "corpus/vcard"]),
        words,
        is_zip: false,
        target: table,
        patience: PATIENCE,
    }
    .run();
}

#[test]
fn calendars() {
    let words = &[
        "BEGIN:VEVENT\n",
        "END:VEVENT\n",
        "BEGIN:VTODO\n",
        "BEGIN:VTIMEZONE\n",
        "BEGIN:VALARM\n",
        "RRULE:FREQ=",
        "SECONDLY",
        ";COUNT=",
        "DTSTART",
        ";TZID=",
        ";VALUE=DATE",
        ":20240229T",
        "Z",
        "UID:",
        "ATTENDEE;CN=\"",
        "mailto:",
        "RECURRENCE-ID:",
        "DURATION:P",
        "\n ",
        "\\,",
    ];
    Fuzz {
        name: "ical",
        seeds: kept(&["ical", "corpus/ical"]),
        words,
        is_zip: false,
        target: table,
        patience: PATIENCE,
    }
    .run();
}

#[test]
fn workbooks_and_their_guard() {
    let words = &[
        "<c r=\"A1\"",
        "<row r=\"",
        "<si>",
        "<t>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "<?",
        "uniqueCount=\"",
        " t=\"s\"",
        "table:number-columns-repeated=\"",
        "table:number-rows-repeated=\"",
        "office:value=\"",
        "&#x0;",
        "&amp;",
        "</sheetData>",
        "<table:table>",
        "<dimension ref=\"",
        "../",
        "xl/",
    ];
    Fuzz {
        name: "workbook",
        seeds: kept(&["corpus/workbook"]),
        words,
        is_zip: true,
        target: table,
        patience: PATIENCE,
    }
    .run();
}

/// Into an empty book comes a whole archive or nothing.
fn archived(bytes: &[u8]) {
    thread_local! {
        static EMPTY: RefCell<Option<TestBook>> = const { RefCell::new(None) };
    }
    let file = written(bytes);
    EMPTY.with_borrow_mut(|empty| {
        let book = empty.get_or_insert_with(TestBook::new);
        let before = book.rows();
        match archive::restore(book, file.path(), &mut |_| ControlFlow::Continue(())) {
            Ok(_) => {
                book.assert_sound();
                *empty = None;
            }
            Err(_) => assert!(book.rows() == before, "half an archive came in"),
        }
    });
}

#[test]
fn archives() {
    let folder = tempfile::tempdir().unwrap();
    let book = TestBook::new();
    crate::rich::rich(&book);
    let seeds = [false, true].map(|with_history| {
        let path = folder.path().join(format!("archive-{with_history}"));
        archive::write(&book, &path, with_history, &mut |_| ControlFlow::Continue(())).unwrap();
        std::fs::read(path).unwrap()
    });
    let words =
        &["\"", "{", "}", "null", "[]", ",", "\n", "id", "../", "files/", "\\u0000", "manifest.json", "0", "true"];
    Fuzz { name: "archive", seeds: seeds.into(), words, is_zip: true, target: archived, patience: PATIENCE }.run();
}
