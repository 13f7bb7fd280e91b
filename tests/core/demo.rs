//! Demo data: the story is whole in both languages, looks lived in, and goes away in one step.

use std::collections::BTreeMap;

use kontor_core::book::{Kind, RecordRef, history};
use kontor_core::flows::demo::{self, Added};
use kontor_core::records::opportunity::{self, State};
use kontor_core::records::{lead, timeline};
use rusqlite::Connection;

use crate::support::TestBook;

fn count(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

const PROMISED: Added = Added { leads: 60, organizations: 25, contacts: 40, opportunities: 30 };

#[test]
fn both_languages_tell_the_whole_story_and_go_away_in_one_step() {
    for language in ["de", "en"] {
        let book = TestBook::with(|opening| opening.language = language.into());
        let empty = book.rows();
        let mut told = (0, 0);
        let done = demo::add(&book, language, |at, of| told = (at, of)).unwrap();
        assert_eq!(done.value, PROMISED, "{language}");
        assert!(told.0 == told.1 && told.0 > 200, "{language}: progress ended at {told:?}");
        book.read(|db| {
            for (table, promised) in [
                ("lead", PROMISED.leads),
                ("organization", PROMISED.organizations),
                ("contact", PROMISED.contacts),
                ("opportunity", PROMISED.opportunities),
            ] {
                let found = count(db.conn(), &format!("SELECT count(*) FROM {table}"));
                assert_eq!(usize::try_from(found).unwrap(), promised, "{language}: {table}");
            }
            assert!(count(db.conn(), "SELECT count(*) FROM activity") > 80, "{language}");
            assert!(count(db.conn(), "SELECT count(*) FROM note") >= 10, "{language}");
            assert_eq!(count(db.conn(), "SELECT count(*) FROM attachment"), 3, "{language}");
            assert_eq!(count(db.conn(), "SELECT count(*) FROM lead WHERE closed_at IS NOT NULL"), 3, "{language}");
            // Every e-mail and phone has the form of one.
            let unread = texts(db.conn(), "SELECT value FROM contact_point WHERE match_key = ''");
            assert!(unread.is_empty(), "{language}: {unread:?}");
            assert_eq!(history::steps(db, None, 9)?.len(), 2, "{language}: more than one step");
            Ok(())
        })
        .unwrap();
        book.assert_sound();
        book.undo().unwrap();
        assert_eq!(book.rows(), empty, "{language}");
        book.redo().unwrap();
        book.assert_sound();
    }
}

#[test]
fn the_board_shows_every_state_of_a_card() {
    for language in ["de", "en"] {
        let book = TestBook::with(|opening| opening.language = language.into());
        demo::add(&book, language, |_, _| {}).unwrap();
        book.read(|db| {
            let stages = texts(db.conn(), "SELECT id FROM stage WHERE is_won = 0");
            for stage in &stages {
                let open = format!("SELECT count(*) FROM opportunity WHERE state = 'open' AND stage_id = '{stage}'");
                assert!(count(db.conn(), &open) > 0, "{language}: an open stage is empty");
            }
            let mut dues: BTreeMap<String, usize> = BTreeMap::new();
            let mut rotten = 0;
            let mut states: BTreeMap<&str, usize> = BTreeMap::new();
            for id in texts(db.conn(), "SELECT id FROM opportunity") {
                let found = opportunity::get(db, &id)?;
                *states.entry(found.state.as_str()).or_default() += 1;
                if found.state == State::Open {
                    *dues.entry(format!("{:?}", found.due)).or_default() += 1;
                    rotten += usize::from(found.rotten_days.is_some());
                }
                assert!(!found.contacts.is_empty() && found.organization.is_some(), "{language}: {}", found.title);
                if let Some(lost) = found.lost {
                    assert!(!lost.note.is_empty(), "{language}: {}", found.title);
                }
            }
            for due in ["None", "Planned", "Today", "Overdue"] {
                assert!(dues.get(due).is_some_and(|count| *count > 0), "{language}: {due} in {dues:?}");
            }
            assert!(
                rotten >= 2 && states["won"] >= 4 && states["lost"] >= 2,
                "{language}: {rotten} rotten, {states:?}"
            );
            Ok(())
        })
        .unwrap();
    }
}

#[test]
fn it_is_dated_in_the_past_months_and_in_order() {
    let book = TestBook::new();
    demo::add(&book, "en", |_, _| {}).unwrap();
    book.read(|db| {
        let now = kontor_core::value::date::utc_text(db.now());
        for table in ["lead", "organization", "contact", "opportunity", "activity", "note", "attachment", "conversion"]
        {
            let column = if table == "conversion" { "converted_at" } else { "created_at" };
            let later = format!("SELECT count(*) FROM {table} WHERE {column} > '{now}'");
            assert_eq!(count(db.conn(), &later), 0, "{table} in the future");
        }
        let days = count(db.conn(), "SELECT count(DISTINCT substr(created_at, 1, 10)) FROM lead");
        assert!(days > 30, "leads of {days} days only");
        let backwards = "SELECT count(*) FROM opportunity WHERE stage_since < created_at OR closed_at < stage_since";
        assert_eq!(count(db.conn(), backwards), 0);
        let early = "SELECT count(*) FROM opportunity o JOIN organization g ON g.id = o.organization_id
                     WHERE o.created_at < g.created_at";
        assert_eq!(count(db.conn(), early), 0, "an opportunity older than its organization");
        // The clock of the step itself stood still.
        assert_eq!(history::steps(db, None, 1)?[0].at, now);
        Ok(())
    })
    .unwrap();
}

#[test]
fn some_opportunities_came_from_leads_with_all_that_hung_on_them() {
    let book = TestBook::new();
    demo::add(&book, "en", |_, _| {}).unwrap();
    book.read(|db| {
        assert_eq!(count(db.conn(), "SELECT count(*) FROM conversion WHERE opportunity_id IS NOT NULL"), 6);
        let clockmaker = texts(db.conn(), "SELECT opportunity_id FROM conversion WHERE title GLOB 'Tarrant*'");
        let record = RecordRef { kind: Kind::Opportunity, id: clockmaker[0].clone() };
        let items = timeline::of(db, &record, None, 100)?.rows;
        assert!(items.iter().any(|item| matches!(item, timeline::Item::Converted(_))));
        assert!(items.iter().any(|item| matches!(item, timeline::Item::File(_))));
        Ok(())
    })
    .unwrap();
}

#[test]
fn duplicates_are_there_to_be_found() {
    let book = TestBook::new();
    demo::add(&book, "en", |_, _| {}).unwrap();
    book.read(|db| {
        let by_domain = "SELECT count(DISTINCT l.lead_id) FROM contact_point l JOIN contact_point o
             ON o.kind = 'website' AND o.organization_id IS NOT NULL
             AND substr(l.match_key, instr(l.match_key, '@') + 1) = o.match_key
             WHERE l.kind = 'email' AND l.lead_id IS NOT NULL";
        assert!(count(db.conn(), by_domain) >= 2, "leads whose company is an organization already");
        let twice = "SELECT count(*) FROM (SELECT 1 FROM contact_point WHERE kind = 'email' AND lead_id IS NOT NULL
             GROUP BY match_key HAVING count(*) > 1)";
        assert_eq!(count(db.conn(), twice), 1, "the same person as two leads");
        let known = "SELECT count(*) FROM contact_point l JOIN contact_point c ON c.match_key = l.match_key AND c.kind = 'email'
             WHERE l.lead_id IS NOT NULL AND c.contact_id IS NOT NULL";
        assert_eq!(count(db.conn(), known), 1, "a lead who is a contact already");
        Ok(())
    })
    .unwrap();
}

#[test]
fn it_adds_to_what_is_there() {
    let book = TestBook::new();
    let typing = book.read(|db| kontor_core::records::Typing::of(db, "en")).unwrap();
    let op = kontor_core::book::Op::new(kontor_core::book::OpKind::CreateLead, "");
    let draft = lead::Draft::of([(lead::Field::Company, "Real Customer Ltd")]);
    book.transact(op, |tx| lead::create(tx, &draft, &typing)).unwrap();
    // Words the user has taken away do not stop the story.
    let op = kontor_core::book::Op::new(kontor_core::book::OpKind::ChangeVocabulary, "");
    book.transact(op, |tx| Ok(tx.conn().execute("DELETE FROM source", [])?)).unwrap();
    let before = book.rows();
    demo::add(&book, "de", |_, _| {}).unwrap();
    book.assert_sound();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
}
