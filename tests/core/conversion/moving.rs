//! What hangs on a lead moves along (R5), what it held is kept and found (R6), and the records say where they came from.

use kontor_core::book::{Book, Opening, history};
use kontor_core::flows::convert::{Choices, Moves, Target};
use kontor_core::flows::search::{SearchQuery, search};

use super::convert;
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, value};
use crate::support::TestBook;

/// Ten activities, two notes, two files and two tags on a record.
pub(crate) fn hang_items(book: &TestBook, column: &str, id: &str) {
    for at in 0..10 {
        sql(
            book,
            &format!(
                "INSERT INTO activity (id, kind, subject, due_on, done_at, created_at, updated_at)
                 VALUES ('act{at}', 'call', 'Call {at}', '2025-02-0{}', iif({at} % 2, '2025-01-10T00:00:00.000Z', NULL), '', '');
                 INSERT INTO timeline_link (id, activity_id, {column}) VALUES ('la{at}', 'act{at}', '{id}');",
                at % 9 + 1
            ),
        );
    }
    for at in 0..2 {
        sql(
            book,
            &format!(
                "INSERT INTO note (id, body, created_at, updated_at) VALUES ('note{at}', 'Note number {at}', '', '');
                 INSERT INTO timeline_link (id, note_id, {column}) VALUES ('ln{at}', 'note{at}', '{id}');
                 INSERT INTO attachment (id, name, sha256, size, created_at)
                 VALUES ('file{at}', 'offer{at}.pdf', '{sha}', 5, '');
                 INSERT INTO timeline_link (id, attachment_id, {column}) VALUES ('lf{at}', 'file{at}', '{id}');
                 INSERT INTO tag (id, name, name_key) VALUES ('tag{at}', 'Tag {at}', 'tag {at}');
                 INSERT INTO tag_link (id, tag_id, {column}) VALUES ('lt{at}', 'tag{at}', '{id}');",
                sha = book.store_file(&b"offer"[..]).unwrap().sha256,
            ),
        );
    }
}

fn acme(book: &TestBook) -> String {
    let person = Person {
        first: "Amy",
        last: "Wong",
        company: "Acme",
        emails: &["amy@acme.de"],
        phones: &["030 1234567"],
        websites: &["acme.de"],
        ..Person::default()
    };
    lead(book, &person)
}

const ALL: Moves = Moves { activities: 10, notes: 2, files: 2, tags: 2 };

/// C44: a file is there once and hangs on all of them.
#[test]
fn c44_everything_hangs_on_all_three_and_nothing_is_copied() {
    let book = TestBook::new();
    let id = acme(&book);
    hang_items(&book, "lead_id", &id);
    let outcome = convert(&book, &id, None).unwrap().value;
    assert_eq!(outcome.moved, ALL);
    for column in ["opportunity_id", "contact_id", "organization_id"] {
        let count = |table: &str| value(&book, &format!("SELECT count(*) FROM {table} WHERE {column} IS NOT NULL"));
        assert_eq!((count("timeline_link").as_str(), count("tag_link").as_str()), ("14", "2"), "{column}");
    }
    for (table, expected) in [("activity", "10"), ("note", "2"), ("attachment", "2"), ("tag", "2")] {
        assert_eq!(value(&book, &format!("SELECT count(*) FROM {table}")), expected, "{table}");
    }
    assert_eq!(value(&book, "SELECT opportunity_id IS NOT NULL FROM timeline_link WHERE id = 'la0'"), "1");
    book.assert_sound();
}

/// C43.
#[test]
fn c43_without_an_opportunity_it_hangs_on_those_that_were_chosen() {
    let book = TestBook::new();
    let id = acme(&book);
    hang_items(&book, "lead_id", &id);
    let choices = Choices { opportunity: Target::None, ..Choices::default() };
    convert(&book, &id, Some(choices)).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link WHERE contact_id IS NOT NULL"), "14");
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link WHERE organization_id IS NOT NULL"), "14");
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link"), "28");
    book.assert_sound();
}

/// C55: the second of two files cannot be carried over, and nothing is converted at all.
#[test]
fn c55_a_file_that_cannot_be_carried_over_stops_all_of_the_conversion() {
    let book = TestBook::new();
    let id = acme(&book);
    hang_items(&book, "lead_id", &id);
    let before = book.rows();
    let failing = "INSERT ON timeline_link WHEN NEW.attachment_id = 'file1' BEGIN SELECT RAISE(ABORT, 'no file'); END";
    book.with_writer(|conn| conn.execute_batch(&format!("CREATE TEMP TRIGGER failing BEFORE {failing}")).unwrap());
    let error = convert(&book, &id, None).unwrap_err();
    assert!(error.to_string().contains("no file"), "{error}");
    assert_eq!(book.rows(), before);
    assert_eq!(value(&book, "SELECT count(*) FROM history_op WHERE kind = 'convert_lead'"), "0");
    book.with_writer(|conn| conn.execute_batch("DROP TRIGGER temp.failing").unwrap());
    assert_eq!(convert(&book, &id, None).unwrap().value.moved, ALL);
    book.assert_sound();
}

#[test]
fn what_hangs_on_an_existing_record_already_is_not_hung_there_twice() {
    let book = TestBook::new();
    let id = acme(&book);
    let company = organization(&book, &Person { company: "Acme", ..Person::default() });
    let person = contact(&book, &Person { first: "Amy", last: "Wong", ..Person::default() });
    let deal = opportunity(&book, "Deal", Some(&company), Some(&person));
    hang_items(&book, "lead_id", &id);
    sql(
        &book,
        &format!(
            "INSERT INTO timeline_link (id, note_id, opportunity_id) VALUES ('x1', 'note0', '{deal}');
             INSERT INTO timeline_link (id, note_id, contact_id) VALUES ('x2', 'note0', '{person}');
             INSERT INTO tag_link (id, tag_id, organization_id) VALUES ('x3', 'tag0', '{company}');
             INSERT INTO tag_link (id, tag_id, opportunity_id) VALUES ('x4', 'tag0', '{deal}');"
        ),
    );
    let before = book.rows();
    let choices = Choices {
        organization: Target::existing(company),
        contact: Target::existing(person),
        opportunity: Target::existing(deal),
        role: String::new(),
    };
    convert(&book, &id, Some(choices)).unwrap();
    for column in ["opportunity_id", "contact_id", "organization_id"] {
        assert_eq!(value(&book, &format!("SELECT count(*) FROM timeline_link WHERE {column} IS NOT NULL")), "14");
        assert_eq!(value(&book, &format!("SELECT count(*) FROM tag_link WHERE {column} IS NOT NULL")), "2");
    }
    assert_eq!(value(&book, "SELECT count(*) FROM opportunity_contact"), "1");
    book.assert_sound();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
}

#[test]
fn r6_the_lead_is_kept_whole_and_found_under_its_old_names() {
    let book = TestBook::new();
    let id = acme(&book);
    sql(&book, "UPDATE lead SET title = 'Pump request', title_key = 'pump request'");
    hang_items(&book, "lead_id", &id);
    let lead_row = value(&book, "SELECT json_object('title', title, 'company', company) FROM lead");
    let outcome = convert(&book, &id, None).unwrap().value;
    let origin = |path: &str| value(&book, &format!("SELECT json_extract(origin, '{path}') FROM conversion"));
    assert_eq!(
        value(
            &book,
            "SELECT json_object('title', origin ->> '$.lead[0].title', 'company', origin ->> '$.lead[0].company') FROM conversion"
        ),
        lead_row
    );
    assert_eq!(value(&book, "SELECT json_array_length(origin, '$.timeline_link') FROM conversion"), "14");
    assert_eq!(value(&book, "SELECT json_array_length(origin, '$.contact_point') FROM conversion"), "3");
    assert_eq!((origin("$.tag_link[0].tag_id"), origin("$.names.tag0")), ("tag0".into(), "Tag 0".into()));
    for text in ["pump request", "wong", "amy@acme"] {
        let query = SearchQuery { text: text.into(), ..SearchQuery::default() };
        let result = book.read(|db| search(db, &query)).unwrap();
        assert!(
            result.hits.iter().any(|hit| hit.id == outcome.conversion_id),
            "{text} does not find the converted lead: {:#?}",
            result.hits
        );
    }
}

#[test]
fn r21_each_record_tells_that_it_came_from_a_conversion() {
    let book = TestBook::new();
    let id = acme(&book);
    let outcome = convert(&book, &id, None).unwrap().value;
    for made in [outcome.organization, outcome.contact, outcome.opportunity] {
        let made = made.unwrap();
        let entries = book.read(|db| history::of_record(db, &made.id, None, 9)).unwrap();
        let is_own = |entry: &&history::HistoryEntry| entry.changes.iter().any(|change| change.of.is_none());
        assert_eq!(entries.iter().filter(is_own).count(), 1, "{}", made.title);
        assert_eq!((entries[0].step.kind.as_str(), entries[0].step.subject.as_str()), ("convert_lead", "Acme"));
    }
}

#[test]
fn r21_what_came_along_from_the_lead_is_told_as_coming_and_not_by_its_columns() {
    let book = TestBook::new();
    let id = acme(&book);
    hang_items(&book, "lead_id", &id);
    let made = convert(&book, &id, None).unwrap().value.opportunity.unwrap();
    let entries = book.read(|db| history::of_record(db, &made.id, None, 9)).unwrap();
    let changes: Vec<_> = entries.iter().flat_map(|entry| &entry.changes).collect();
    assert!(changes.iter().any(|change| change.table == "timeline_link"), "{changes:#?}");
    for change in changes {
        assert_eq!((change.field.as_str(), &change.before), ("", &None), "{change:?}");
        assert!(change.after.as_ref().is_some_and(|name| !name.is_empty()), "{change:?}");
    }
}

#[test]
fn r1_a_failure_anywhere_leaves_the_book_as_it_was() {
    let book = TestBook::new();
    let id = acme(&book);
    hang_items(&book, "lead_id", &id);
    let before = book.rows();
    let failed: kontor_core::Result<_> =
        book.transact(kontor_core::book::Op::new(kontor_core::book::OpKind::ConvertLead, ""), |tx| {
            kontor_core::flows::convert::convert(tx, &id, &Choices::default(), "en")?;
            Err::<(), _>(rusqlite::Error::InvalidQuery.into())
        });
    assert!(failed.is_err());
    assert_eq!(book.rows(), before);
    book.assert_sound();
}

/// A table and a column that nobody thought of: kept, moved, brought back.
#[test]
fn r6_what_a_later_version_adds_to_leads_is_kept_without_a_line_of_code() {
    let TestBook { book, folder, world } = TestBook::new();
    drop(book);
    let conn = rusqlite::Connection::open(folder.path().join("book.sqlite")).unwrap();
    conn.execute_batch(
        "CREATE TABLE campaign_member (id TEXT PRIMARY KEY, response TEXT NOT NULL,
             lead_id TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
             contact_id TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
         CREATE TABLE score (id TEXT PRIMARY KEY, points INTEGER NOT NULL,
             lead_id TEXT NOT NULL REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
         ALTER TABLE lead ADD COLUMN shoe_size INTEGER;",
    )
    .unwrap();
    drop(conn);
    let book = Book::open(folder.path(), Opening { world: world.clone(), ..Opening::default() }).unwrap();
    let book = TestBook { book, world, folder };
    let id = acme(&book);
    sql(
        &book,
        &format!(
            "UPDATE lead SET shoe_size = 43;
             INSERT INTO campaign_member VALUES ('m', 'yes', '{id}', NULL);
             INSERT INTO score VALUES ('s', 7, '{id}');"
        ),
    );
    let before = book.rows();
    let outcome = convert(&book, &id, None).unwrap().value;
    assert_eq!(value(&book, "SELECT response || (contact_id IS NOT NULL) FROM campaign_member"), "yes1");
    assert_eq!(value(&book, "SELECT origin ->> '$.score[0].points' FROM conversion"), "7");
    assert_eq!(value(&book, "SELECT description FROM opportunity"), "shoe size: 43");
    super::turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(book.rows(), before);
}
