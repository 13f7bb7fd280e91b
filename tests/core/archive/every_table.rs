//! Every table of the schema is in an archive, or is left out for a reason that stands here; and a book that has something in each of
//! them comes back as it was.

use std::collections::BTreeSet;

use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::cleanup::{self, Shape, Wanted};
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Known, What};
use kontor_core::flows::import::{ReadOptions, Table};
use kontor_core::flows::merge::Choices;
use kontor_core::records::{distinct, merged};

use super::{Place, contents, entry, go_on, restore, write};
use crate::fixture::{Person, contact, lead, opportunity, organization, value};
use crate::merge::{merge, records};
use crate::rich::rich;
use crate::support::TestBook;

/// Beginnings of names of tables that are not in an archive, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("search_", "the index is made anew from the records"),
    ("derived_", "made anew from the records"),
    ("local_", "belongs to this machine: the last place, drafts, theme"),
    ("sqlite_", "SQLite's own"),
];

fn all_tables(book: &TestBook) -> Vec<String> {
    book.read(|db| {
        let mut statement = db.conn().prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

fn left_out(table: &str) -> bool {
    LEFT_OUT.iter().any(|(start, _)| table.starts_with(start))
}

/// The tables that a manifest names, with how many rows each has.
fn archived_tables(place: &Place) -> Vec<(String, u64)> {
    let manifest: serde_json::Value = serde_json::from_str(&entry(&place.path(), "manifest.json")).unwrap();
    let parts = ["tables", "history"].into_iter().flat_map(|key| manifest[key].as_array().unwrap().clone());
    parts.map(|part| (part["table"].as_str().unwrap().to_owned(), part["rows"].as_u64().unwrap())).collect()
}

fn import(book: &TestBook, what: What, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, text).unwrap();
    let table = Table::open(path, &ReadOptions::default()).unwrap();
    let plan = general::look(book, &table, Known { what: Some(what), system: Some("crm") }).unwrap();
    let sentence = |refusal: &kontor_core::Refusal| refusal.code.to_owned();
    let watch = &mut |_| std::ops::ControlFlow::Continue(());
    general::run(book, &table, &plan, BAD_ROWS_HEADERS[0], &sentence, watch).unwrap();
}

/// A book in which everything has happened that leaves rows of its own.
fn full() -> TestBook {
    let book = TestBook::new();
    let made = rich(&book);
    crate::conversion::convert(&book, &made.lead, None).unwrap();
    opportunity(&book, "Deal", Some(&made.organization), Some(&made.contact));
    // Merged; said to be none.
    let twins = ["Twin", "Twin GmbH"].map(|company| organization(&book, &Person { company, ..Person::default() }));
    merge(&book, &records(Kind::Organization, &[&twins[0], &twins[1]]), &Choices::default()).unwrap();
    let apart = ["One", "Other"].map(|title| lead(&book, &Person { title, ..Person::default() }));
    let [one, other] = apart.map(|id| RecordRef { kind: Kind::Lead, id });
    book.transact(Op::new(OpKind::TellApart, ""), |tx| distinct::say(tx, &one, &other)).unwrap();
    // Back to the leads.
    let idle = organization(&book, &Person { company: "Idle", ..Person::default() });
    contact(&book, &Person { last: "Arm", organization: Some(&idle), ..Person::default() });
    let wanted =
        Wanted { records: vec![RecordRef { kind: Kind::Organization, id: idle }], shape: Shape::PerOrganization };
    book.transact(Op::new(OpKind::CleanUp, ""), |tx| cleanup::clean_up(tx, &wanted, "en", &mut go_on)).unwrap();
    // The lead that it became is merged into another one: a change of a row that holds others.
    let into = lead(&book, &Person { title: "Idle too", ..Person::default() });
    let idle = value(&book, "SELECT lead_id FROM former LIMIT 1");
    merge(
        &book,
        &records(Kind::Lead, &[&into, &idle]),
        &Choices { survivor: Some(into.clone()), ..Choices::default() },
    )
    .unwrap();
    // Imported, with a link to somebody whom no file has brought yet, and a row that failed.
    import(&book, What::Contact, "ID,Last Name,Email,Account ID\n1,Bee,bee@x.example,99\n2,Cee,none,\n");
    book
}

#[test]
fn every_table_is_in_an_archive_or_left_out_for_a_reason() {
    let (book, place) = (full(), Place::new());
    write(&book, &place.path(), true).unwrap();
    let archived: BTreeSet<String> = archived_tables(&place).into_iter().map(|(table, _)| table).collect();
    for table in all_tables(&book) {
        assert_ne!(
            archived.contains(&table),
            left_out(&table),
            "{table} is neither in the archive nor explained, or both"
        );
    }
    for (start, why) in LEFT_OUT {
        assert!(all_tables(&book).iter().any(|table| table.starts_with(start)), "{start} ({why}) is no table any more");
    }
}

#[test]
fn a_book_with_something_in_every_table_comes_back_with_and_without_its_history() {
    let book = full();
    let empty: Vec<String> = all_tables(&book)
        .into_iter()
        .filter(|table| !left_out(table) && value(&book, &format!("SELECT count(*) FROM \"{table}\"")) == "0")
        .collect();
    assert!(empty.is_empty(), "nothing is shown of {empty:?}: fill them in full()");
    for with_history in [true, false] {
        let place = Place::new();
        write(&book, &place.path(), with_history).unwrap();
        let rows_of = archived_tables(&place);
        assert!(rows_of.iter().all(|(_, rows)| *rows > 0), "{rows_of:?}");
        assert_eq!(rows_of.iter().any(|(table, _)| table.starts_with("history_")), with_history);
        let copy = TestBook::new();
        copy.world.advance(chrono::TimeDelta::days(30));
        restore(&copy, &place.path()).unwrap();
        assert!(copy.rows() == book.rows());
        assert_eq!(contents(&copy), contents(&book));
        copy.assert_sound();
        // What the rows are for works on: old ids lead on, ids of the other program are known, the waiting link is made.
        let old = value(&book, "SELECT record_id FROM merged");
        let now = |book: &TestBook| book.read(|db| merged::now(db, &old)).unwrap();
        assert!(now(&copy).is_some());
        assert_eq!(now(&copy), now(&book));
        import(&copy, What::Organization, "ID,Name\n99,Late Ltd\n");
        import(&copy, What::Contact, "ID,Last Name,Email\n1,Bee,\n");
        let of_bee =
            "SELECT o.name FROM contact c JOIN organization o ON o.id = c.organization_id WHERE c.last_name = 'Bee'";
        assert_eq!(
            (
                value(&copy, of_bee).as_str(),
                value(&copy, "SELECT count(*) FROM contact WHERE last_name = 'Bee'").as_str()
            ),
            ("Late Ltd", "1")
        );
        let imports = "SELECT group_concat(file || rows || created || failed || ifnull(op, '')) FROM history_import WHERE at < '2025-02-01'";
        assert_eq!(value(&copy, imports) == value(&book, imports), with_history, "the record of imports is history");
    }
}
