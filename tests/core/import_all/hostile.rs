//! What goes wrong in the middle of an import: a clear refusal, and the book as it was, with no file left behind.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use kontor_core::book::faults;
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Known, What};
use kontor_core::flows::import::{ReadOptions, Table};
use rust_xlsxwriter::Workbook;

use super::cards::of_path;
use super::{Source, counts, import, sentence, source, try_import};
use crate::fixture::value;
use crate::support::TestBook;

fn people(count: u32) -> String {
    let mut text = String::from("First Name,Last Name,Email,Organization\n");
    for n in 0..count {
        text.push_str(&format!("Ann {n},Arm {n},ann{n}@acme{n}.example,Acme {n}\n"));
    }
    text
}

/// The files of failed rows in the book's folder.
fn files(book: &TestBook) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(book.folder().join("imports")) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().path()).collect()
}

#[track_caller]
fn is_refused(book: &TestBook, file: &Source, code: &str) {
    let before = book.rows();
    let error = try_import(book, file).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(book.rows() == before, "{code}: something was left behind");
    assert!(files(book).is_empty(), "{code}: a file was left behind");
    book.assert_sound();
}

#[test]
fn a_disk_that_fills_up_in_the_middle() {
    let book = TestBook::new();
    import(&book, &source(&book, What::Contact, None, "Last Name\nBee\n"));
    book.leave_the_index();
    let limit = |pages: i64| {
        book.with_writer(|conn| conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))).unwrap();
    };
    let pages: i64 = book.with_writer(|conn| conn.query_row("PRAGMA page_count", [], |row| row.get(0))).unwrap();
    let file = source(&book, What::Contact, None, &people(600));
    for more in [0, 3, 60] {
        limit(pages + more);
        is_refused(&book, &file, "disk_full");
    }
    limit(1 << 30);
    assert_eq!(counts(&try_import(&book, &file).unwrap().value.outcome), [600, 0, 0, 0, 0]);
}

#[test]
fn a_disk_that_fills_up_under_the_file_of_failed_rows() {
    let book = TestBook::new();
    let rows: String =
        (0..400).map(|n| format!("Ann {n},no address at all {n}\nBob {n},bob{n}@bee.example\n")).collect();
    let file = source(&book, What::Contact, None, &format!("Last Name,Email\n{rows}"));
    for room in [0, 3, 9_000] {
        faults::with_room(room, || is_refused(&book, &file, "disk_full"));
    }
    let done = try_import(&book, &file).unwrap().value;
    assert_eq!(counts(&done.outcome), [400, 0, 0, 0, 400]);
    assert_eq!(files(&book), [done.bad_rows.unwrap()]);
}

#[test]
fn a_field_of_50_mb_behind_rows_that_are_fine() {
    let book = TestBook::new();
    let mut text = people(1_500);
    text.push_str("Bob,\"");
    text.extend(std::iter::repeat_n("0123456789 abcdef\n", 50 * 1024 * 1024 / 18));
    text.push_str("\",bob@bee.example,Bee\n");
    let file = source(&book, What::Contact, None, &text);
    is_refused(&book, &file, "table_cell_too_large");
}

#[test]
fn a_cell_of_a_workbook_far_to_the_right_behind_rows_that_are_fine() {
    let folder = tempfile::tempdir().unwrap();
    let saved = |name: &str, far_away: bool| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (at, line) in people(700).lines().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                sheet.write(at as u32, column as u16, cell).unwrap();
            }
        }
        if far_away {
            sheet.write(900, 5_000, "far away").unwrap();
        }
        let path = folder.path().join(name);
        workbook.save(&path).unwrap();
        path
    };
    let book = TestBook::new();
    let (path, far_path) = (saved("people.xlsx", false), saved("far.xlsx", true));
    is_refused(&book, &of_path(&book, far_path, Some(What::Contact)), "table_too_many_columns");
    assert_eq!(counts(&import(&book, &of_path(&book, path, Some(What::Contact))).value.outcome), [700, 0, 0, 0, 0]);
}

#[test]
fn a_file_that_another_program_changes_while_it_is_imported() {
    let book = TestBook::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, people(1_000)).unwrap();
    let table = Table::open(&path, &ReadOptions::default()).unwrap();
    let plan = general::look(&book, &table, Known { what: Some(What::Contact), system: None }).unwrap();
    let before = book.rows();
    let mut append = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    let error = general::run(&book, &table, &plan, BAD_ROWS_HEADERS[0], &sentence, &mut |progress| {
        if progress.rows == 500 {
            append.write_all(b"Eve,Evil,eve@evil.example,Evil\n").unwrap();
        }
        ControlFlow::Continue(())
    });
    assert_eq!(error.unwrap_err().code(), "table_changed");
    assert!(book.rows() == before, "something was left behind");
    book.assert_sound();
}

/// The photo is left out, whether it is one line of a hundred megabytes or many; nothing of it is held.
#[test]
fn a_card_with_a_photo_of_100_mb() {
    let book = TestBook::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.vcf");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx";
    file.write_all(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Arm\r\nPHOTO;ENCODING=b;TYPE=JPEG:").unwrap();
    for _ in 0..100 * 1024 * 1024 / line.len() / 2 {
        file.write_all(line.as_bytes()).unwrap();
    }
    for _ in 0..100 * 1024 * 1024 / line.len() / 2 {
        file.write_all(b"\r\n ").unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }
    file.write_all(b"\r\nEMAIL:ann@arm.example\r\nEND:VCARD\r\n").unwrap();
    file.into_inner().unwrap();
    let source = of_path(&book, path, None);
    let photo = source.plan.mappings.iter().find(|mapping| mapping.header == "PHOTO").unwrap();
    assert_eq!((photo.field.as_str(), photo.values.join("")), ("ignore", "103112 KB".to_owned()));
    assert_eq!(counts(&try_import(&book, &source).unwrap().value.outcome), [1, 0, 0, 0, 0]);
    assert_eq!(
        value(&book, "SELECT last_name || ' ' || (SELECT value FROM contact_point) FROM contact"),
        "Arm ann@arm.example"
    );
    #[cfg(target_os = "linux")]
    assert!(peak_mb() < 300, "{} MB", peak_mb());
}

/// The most memory that this process ever held, in MB.
#[cfg(target_os = "linux")]
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// A line that nobody folds and that is no picture is refused with its number.
#[test]
fn a_note_of_50_mb_on_a_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.vcf");
    for note in [format!("NOTE:{}", "x".repeat(50 * 1024 * 1024)), format!("NOTE:{}", "x\r\n ".repeat(600_000))] {
        std::fs::write(&path, format!("BEGIN:VCARD\r\nFN:Ann\r\n{note}\r\nEND:VCARD\r\n")).unwrap();
        let error = Table::open(&path, &ReadOptions::default()).unwrap_err();
        assert_eq!((error.code(), error.line()), ("table_cell_too_large", Some(3)));
    }
}

/// What the issue names, each through the door of the import: a code of its own, and nothing has happened. What reads such files is held
/// in reading.rs and workbooks.rs, archives in archive/hostile.rs.
#[test]
fn each_kind_of_bad_input_is_refused_and_the_book_is_as_it_was() {
    use crate::workbooks::{SHEET, STRINGS, compound, xlsx, zipped};
    let folder = tempfile::tempdir().unwrap();
    let part = |name: &'static str, content: &[u8]| {
        let content = content.to_vec();
        let mut parts: Vec<(&str, &[u8])> =
            xlsx(SHEET, STRINGS).into_iter().filter(|(known, _)| *known != name).collect();
        parts.push((name, &content));
        let path = folder.path().join(format!("{}.csv", uuid(&content)));
        std::fs::copy(zipped(&parts).path(), &path).unwrap();
        path
    };
    let written = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let copied = |name: &str, file: tempfile::NamedTempFile| written(name, &std::fs::read(file.path()).unwrap());
    let fixture = |name: &str| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv").join(name);
    let blanks = format!("<worksheet><sheetData>{}</sheetData></worksheet>", " ".repeat(9 * 1024 * 1024));
    let book = TestBook::new();
    import(&book, &source(&book, What::Contact, None, "Last Name,Email\nBee,bee@x.example\n"));
    let before = book.rows();
    for (what, path, code) in [
        ("an XLSX that inflates to gigabytes", part("xl/worksheets/sheet1.xml", blanks.as_bytes()), "table_inflates"),
        ("a zip with a path that climbs out", part("xl/../../../evil.xml", b"x"), "table_climbs"),
        ("the same as Windows writes it", part("..\\evil.xml", b"x"), "table_climbs"),
        ("an .xls renamed to .csv", fixture("i04-xls-named.csv"), "table_is_xls"),
        ("a workbook with a password", copied("secret.xlsx", compound("EncryptedPackage")), "table_protected"),
        (
            "a card with a note of 50 MB",
            written(
                "note.vcf",
                format!("BEGIN:VCARD\r\nFN:Ann\r\nNOTE:{}\r\nEND:VCARD\r\n", "x".repeat(50 << 20)).as_bytes(),
            ),
            "table_cell_too_large",
        ),
        (
            "an appointment with a text of 50 MB",
            written(
                "text.ics",
                format!(
                    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                    "x".repeat(50 << 20)
                )
                .as_bytes(),
            ),
            "table_cell_too_large",
        ),
    ] {
        let refused = Table::open(&path, &ReadOptions::default()).map(drop).unwrap_err();
        assert_eq!(refused.code(), code, "{what}: {refused}");
        assert!(book.rows() == before && files(&book).is_empty(), "{what}");
    }
    assert!(!folder.path().join("evil.xml").exists() && !folder.path().parent().unwrap().join("evil.xml").exists());
    book.assert_sound();
}

/// A name that two contents do not share.
fn uuid(content: &[u8]) -> String {
    format!("{}-{}", content.len(), content.first().copied().unwrap_or_default())
}

/// Whatever kind of file it is: replaced before the import, or longer in the middle of it.
#[test]
fn a_file_of_any_kind_that_changes_is_noticed() {
    let people = 700;
    let cards: String = (0..people)
        .map(|n| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Arm {n};Ann;;;\r\nFN:Ann Arm {n}\r\nEND:VCARD\r\n"))
        .collect();
    let events: String = (0..people)
        .map(|n| format!("BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Visit {n}\r\nDTSTART:20250201T100000\r\nATTENDEE:mailto:bee@x.example\r\nEND:VEVENT\r\n"))
        .collect();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, line) in self::people(people).lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            sheet.write(at as u32, column as u16, cell).unwrap();
        }
    }
    let xlsx = workbook.save_to_buffer().unwrap();
    let calendar = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    for (name, content, what) in [
        ("people.csv", self::people(people).into_bytes(), What::Contact),
        ("people.xlsx", xlsx, What::Contact),
        ("people.vcf", cards.into_bytes(), What::Contact),
        ("visits.ics", calendar.into_bytes(), What::Activity),
    ] {
        for after in [0, 250] {
            let book = TestBook::new();
            import(&book, &source(&book, What::Contact, None, "Last Name,Email\nBee,bee@x.example\n"));
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::write(&path, &content).unwrap();
            let file = of_path(&book, path.clone(), Some(what));
            let before = book.rows();
            let append = || std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"\r\n").unwrap();
            if after == 0 {
                append();
            }
            let mut reports = 0;
            let result =
                general::run(&book, &file.table, &file.plan, BAD_ROWS_HEADERS[0], &sentence, &mut |progress| {
                    reports += 1;
                    if progress.rows == after {
                        append();
                    }
                    ControlFlow::Continue(())
                });
            assert_eq!(result.unwrap_err().code(), "table_changed", "{name} after {after} rows");
            assert!(after == 0 || reports > 0, "{name}: nobody asked in the middle");
            assert!(book.rows() == before && files(&book).is_empty(), "{name} after {after} rows");
            book.assert_sound();
        }
    }
}
