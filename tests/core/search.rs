//! One search over everything (R12), and the rows of cases/normalisation.md that are about finding.

use kontor_core::book::{Kind, Op, OpKind, Tx};
use kontor_core::flows::search::{self, Hit, HitKind, SearchQuery};
use kontor_core::value::{company, email, name, phone, text};
use proptest::prelude::*;
use rusqlite::params;

use crate::support::TestBook;

fn op() -> Op {
    Op::new(OpKind::EditLead, "test")
}

fn lead(tx: &Tx, title: &str, first: &str, last: &str) -> String {
    let id = tx.new_id();
    tx.conn()
        .execute(
            "INSERT INTO lead (id, title, title_key, first_name, last_name, person_key, company, company_key, currency, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?2, ?7, 'EUR', ?8, ?8)",
            params![id, title, text::key(title), first, last, name::person_key(first, last), company::key(title), tx.now_text()],
        )
        .unwrap();
    id
}

fn point(tx: &Tx, lead: &str, kind: &str, value: &str, country: &str) {
    let key = match kind {
        "phone" => phone::key(value, country),
        _ => email::key(value),
    };
    tx.conn()
        .execute(
            "INSERT INTO contact_point (id, kind, value, match_key, position, lead_id) VALUES (?1, ?2, ?3, ?4, 0, ?5)",
            params![tx.new_id(), kind, value, key, lead],
        )
        .unwrap();
}

fn note(tx: &Tx, body: &str, column: &str, record: &str) -> String {
    let id = tx.new_id();
    tx.conn()
        .execute(
            "INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
            params![id, body, tx.now_text()],
        )
        .unwrap();
    tx.conn()
        .execute(
            &format!("INSERT INTO timeline_link (id, note_id, {column}) VALUES (?1, ?2, ?3)"),
            params![tx.new_id(), id, record],
        )
        .unwrap();
    id
}

/// A book in the country with leads of these titles, each with these contact points.
fn book_with(country: &str, leads: &[(&str, &[(&str, &str)])]) -> TestBook {
    let book = TestBook::with(|opening| opening.country = country.to_owned());
    book.transact(op(), |tx| {
        for (title, points) in leads {
            let id = lead(tx, title, "", "");
            for (kind, value) in *points {
                point(tx, &id, kind, value, country);
            }
        }
        Ok(())
    })
    .unwrap();
    book
}

fn hits(book: &TestBook, typed: &str) -> Vec<Hit> {
    let query = SearchQuery { text: typed.to_owned(), ..SearchQuery::default() };
    book.read(|db| search::search(db, &query)).unwrap().hits
}

fn titles(book: &TestBook, typed: &str) -> Vec<String> {
    let mut titles: Vec<String> = hits(book, typed).into_iter().map(|hit| hit.title).collect();
    titles.sort();
    titles
}

#[test]
fn words_are_found_as_they_are_typed() {
    let book = book_with(
        "DE",
        &[
            ("Müller GmbH", &[("email", "info@mueller-bau.de")]),
            ("Mueller Söhne", &[]),
            ("Straßenbau Köln", &[]),
            ("Ørsted Łódź", &[]),
            ("René Citroën", &[]),
            ("Jean-Luc & Söhne", &[("email", "Picard@Example.com")]),
            ("Μαρία ООО Ёлка", &[]),
            ("O'Neil \"Quotes\" AND NOT", &[]),
            ("日本電気", &[]),
        ],
    );
    for (id, typed, expected) in [
        ("prefix", "mul", &["Müller GmbH"][..]),
        ("case", "MÜLLER", &["Mueller Söhne", "Müller GmbH"]),
        ("accent", "citroen", &["René Citroën"]),
        ("german 1", "Mueller", &["Mueller Söhne", "Müller GmbH"]),
        ("german 2", "Müller", &["Mueller Söhne", "Müller GmbH"]),
        ("german 3", "mueller soeh", &["Mueller Söhne"]),
        ("german 4", "strassenb", &["Straßenbau Köln"]),
        ("german 5", "koeln STRAẞE", &["Straßenbau Köln"]),
        ("letters", "orst lodz", &["Ørsted Łódź"]),
        ("scripts", "μαρια", &["Μαρία ООО Ёлка"]),
        ("scripts 2", "ёлка", &["Μαρία ООО Ёлка"]),
        ("scripts 3", "日本", &["日本電気"]),
        ("decomposed", "Mu\u{308}ller", &["Mueller Söhne", "Müller GmbH"]),
        ("two words", "soh jean", &["Jean-Luc & Söhne"]),
        ("all words", "jean müller", &[]),
        ("hyphen", "jean-lu", &["Jean-Luc & Söhne"]),
        ("ampersand", "jean-luc & söhne", &["Jean-Luc & Söhne"]),
        ("one letter more", "mueller s", &["Mueller Söhne"]),
        ("word and e-mail", "jean example", &["Jean-Luc & Söhne"]),
        ("word and e-mail 2", "luc ple.com", &["Jean-Luc & Söhne"]),
        ("word and e-mail of another", "müller example", &[]),
        ("quotes", "\"quotes\"", &["O'Neil \"Quotes\" AND NOT"]),
        ("apostrophe", "o'ne", &["O'Neil \"Quotes\" AND NOT"]),
        ("operators", "NOT AND", &["O'Neil \"Quotes\" AND NOT"]),
        ("star is no wildcard", "*ller", &[]),
        ("columns are no syntax", "title:müller", &[]),
        ("NEAR is no syntax", "NEAR(jean luc)", &[]),
    ] {
        assert_eq!(titles(&book, typed), expected, "{id}: {typed}");
    }
}

#[test]
fn any_part_of_an_e_mail_is_found() {
    let book = book_with(
        "DE",
        &[("Acme", &[("email", "Déb.Wong@Acme-Tools.example")]), ("Broken", &[("email", "not an address")])],
    );
    for part in ["wong", "ong@acm", "tools.ex", "DEB.W", "déb.wong@acme-tools.example", "ool", "ols.example"] {
        assert_eq!(titles(&book, part), ["Acme"], "{part}");
    }
    assert_eq!(titles(&book, "address"), ["Broken"]);
    let hit = hits(&book, "ong@acm").remove(0);
    let snippet = hit.snippet.unwrap();
    assert_eq!(snippet.text, "Déb.Wong@Acme-Tools.example");
    let units: Vec<u16> = snippet.text.encode_utf16().collect();
    let marked: Vec<String> =
        snippet.marks.iter().map(|mark| String::from_utf16(&units[mark.start..mark.end]).unwrap()).collect();
    assert_eq!(marked, ["ong@Acm"]);
}

#[test]
fn any_spelling_of_a_phone_number_is_found() {
    let book = book_with(
        "BE",
        &[
            ("N28 plus", &[("phone", "+32485001122")]),
            ("N28 zeros", &[("phone", "0032485001122")]),
            ("N29 third", &[("phone", "+32485112233")]),
            ("N31", &[("phone", "hello")]),
            ("N32 a", &[("phone", "0499/223311")]),
            ("N32 b", &[("phone", "0499/22.33.11")]),
            ("N32 c", &[("phone", "0499/22 33 11")]),
            ("N32 d", &[("phone", "0499/223 311")]),
            ("N35", &[("phone", "12 34 / x 567")]),
        ],
    );
    let n28 = &["N28 plus", "N28 zeros"][..];
    let n32 = &["N32 a", "N32 b", "N32 c", "N32 d"][..];
    for (id, typed, expected) in [
        ("N28", "+32485001122", n28),
        ("N28", "0032485001122", n28),
        ("N28", "485001122", n28),
        ("N28", "0485 00 11 22", n28),
        ("N28", "+32 (0)485/00.11.22", n28),
        ("N29", "1122", &["N28 plus", "N28 zeros", "N29 third"]),
        ("N29", "11 22", &["N28 plus", "N28 zeros", "N29 third"]),
        ("N31", "hello", &["N31"]),
        ("N32", "0499/223311", n32),
        ("N32", "0499/22.33.11", n32),
        ("N32", "0499/22 33 11", n32),
        ("N32", "0499/223 311", n32),
        ("N32", "0499 22", n32),
        ("name and number", "n28 0485 00", n28),
        ("number and name", "0485 00 plus", &["N28 plus"]),
        ("N35", "567", &["N35"]),
    ] {
        assert_eq!(titles(&book, typed), expected, "{id}: {typed}");
    }
}

/// An organization, two contacts, an opportunity, a converted lead, notes.
fn small_world() -> TestBook {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        let conn = tx.conn();
        let now = tx.now_text();
        let organization = tx.new_id();
        conn.execute(
            "INSERT INTO organization (id, name, name_key, company_key, currency, created_at, updated_at)
             VALUES (?1, 'Acme GmbH', 'acme gmbh', 'acme', 'EUR', ?2, ?2)",
            params![organization, now],
        )?;
        let contact = tx.new_id();
        conn.execute(
            "INSERT INTO contact (id, first_name, last_name, person_key, organization_id, created_at, updated_at)
             VALUES (?1, 'Anna', 'Wong', 'wong anna', ?2, ?3, ?3)",
            params![contact, organization, now],
        )?;
        let opportunity = tx.new_id();
        conn.execute(
            "INSERT INTO opportunity (id, title, title_key, organization_id, stage_id, rank, stage_since, currency, probability,
               description, created_at, updated_at)
             VALUES (?1, 'Solar roof', 'solar roof', ?2, (SELECT id FROM stage LIMIT 1), 'a', ?3, 'EUR', 10, ?4, ?3, ?3)",
            params![opportunity, organization, now, "Line one.\nThey want a very long offer for the northern hall before Easter, and a second one."],
        )?;
        note(tx, "Called about the **roof**.\nAsks for a crane on Tuesday", "opportunity_id", &opportunity);
        conn.execute(
            "INSERT INTO conversion (id, lead_id, title, converted_at, organization_id, opportunity_id, organization_created,
               contact_created, opportunity_created, origin, outcome)
             VALUES (?1, ?2, 'Old lead title', ?3, ?4, ?5, 1, 1, 1, ?6, '{}')",
            params![
                tx.new_id(),
                tx.new_id(),
                now,
                organization,
                opportunity,
                r#"{"lead": [{"first_name": "Zoë", "last_name": "Oldname", "company": "Former"}],
                    "contact_point": [{"kind": "email", "value": "z@former.example", "match_key": "z@former.example"}]}"#
            ],
        )?;
        Ok(())
    })
    .unwrap();
    book
}

#[test]
fn each_hit_says_what_it_is_and_what_it_opens() {
    let book = small_world();
    for (typed, kind, title, subtitle, opens, snippet) in [
        ("acme gm", HitKind::Organization, "Acme GmbH", "", Kind::Organization, None),
        ("wong", HitKind::Contact, "Anna Wong", "Acme GmbH", Kind::Contact, None),
        ("solar", HitKind::Opportunity, "Solar roof", "Acme GmbH", Kind::Opportunity, None),
        (
            "easter",
            HitKind::Opportunity,
            "Solar roof",
            "Acme GmbH",
            Kind::Opportunity,
            Some("…for the northern hall before Easter, and a second one."),
        ),
        (
            "crane",
            HitKind::Note,
            "Called about the roof.",
            "Solar roof",
            Kind::Opportunity,
            Some("Asks for a crane on Tuesday"),
        ),
        ("old lead", HitKind::Conversion, "Old lead title", "Solar roof", Kind::Opportunity, None),
        ("oldname zoe", HitKind::Conversion, "Old lead title", "Solar roof", Kind::Opportunity, None),
        ("z@form", HitKind::Conversion, "Old lead title", "Solar roof", Kind::Opportunity, Some("z@former.example")),
    ] {
        let hit = hits(&book, typed).into_iter().find(|hit| hit.kind == kind).unwrap_or_else(|| panic!("{typed}"));
        assert_eq!((hit.title.as_str(), hit.subtitle.as_str()), (title, subtitle), "{typed}");
        assert_eq!(hit.record.unwrap().kind, opens, "{typed}");
        assert_eq!(hit.snippet.as_ref().map(|snippet| snippet.text.as_str()), snippet, "{typed}");
        if let Some(snippet) = hit.snippet {
            assert!(!snippet.marks.is_empty(), "{typed}: nothing is marked");
        }
    }
}

/// What the two indexes hold, as they hold it.
fn index(book: &TestBook) -> Vec<(i64, Vec<u8>)> {
    let sql = "SELECT id, block FROM search_text_data UNION ALL SELECT id, block FROM search_handle_data";
    let rows = |db: &kontor_core::book::Db| {
        let mut statement = db.conn().prepare(sql)?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    };
    book.read(rows).unwrap()
}

#[test]
fn texts_that_stay_are_not_written_to_the_index_again() {
    let book = TestBook::new();
    let step = |f: &dyn Fn(&Tx) -> String| book.transact(op(), |tx| Ok(f(tx))).unwrap().value;
    let one = step(&|tx| lead(tx, "Roof", "Ada", "Byron"));
    let two = step(&|tx| lead(tx, "Crane", "Ada", "Byron"));
    let note = step(&|tx| note(tx, "Called twice", "lead_id", &one));
    book.leave_the_index();
    let before = index(&book);
    for (what, sql) in [
        ("a note goes over to another record", "UPDATE timeline_link SET lead_id = ?1 WHERE note_id = ?2"),
        ("nothing but a rating", "UPDATE lead SET rating = 'hot' WHERE id IN (?1, ?2)"),
        ("a note is touched", "UPDATE note SET updated_at = ?1 WHERE id = ?2"),
    ] {
        book.transact(op(), |tx| Ok(tx.conn().execute(sql, [&two, &note])?)).unwrap();
        assert!(index(&book) == before, "{what}");
    }
    book.transact(op(), |tx| Ok(tx.conn().execute("UPDATE note SET body = 'Called' WHERE id = ?1", [&note])?)).unwrap();
    assert!(index(&book) != before, "the index is not looked at");
}

#[test]
fn the_index_is_put_together_when_nobody_writes_and_not_in_a_step() {
    let book = TestBook::new();
    let segments = || -> i64 {
        let sql = "SELECT (SELECT count(DISTINCT segid) FROM search_text_idx) + (SELECT count(DISTINCT segid) FROM search_handle_idx)";
        book.read(|db| Ok(db.conn().query_row(sql, [], |row| row.get(0))?)).unwrap()
    };
    for n in 0..20 {
        let step = |tx: &Tx| {
            let id = lead(tx, &format!("Roof {n}"), "Ada", "Byron");
            point(tx, &id, "email", &format!("ada{n}@roof.example"), "DE");
            Ok(())
        };
        book.transact(op(), step).unwrap();
    }
    let many = segments();
    assert!(many >= 20, "{many} segments: a step put them together");
    let start = std::time::Instant::now();
    while segments() > 8 {
        assert!(start.elapsed().as_secs() < 120, "{} of {many} segments are left", segments());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(
        book.read(|db| search::search(db, &SearchQuery { text: "roof".into(), limit: 30, ..SearchQuery::default() }))
            .unwrap()
            .hits
            .len()
            == 20
    );
    assert_eq!(hits(&book, "a17@roof").len(), 1);
    book.assert_sound();
}

#[test]
fn only_the_wanted_kinds_are_found() {
    let book = small_world();
    let query = SearchQuery { text: "acme".into(), kinds: vec![HitKind::Contact, HitKind::Organization], limit: 9 };
    let found = book.read(|db| search::search(db, &query)).unwrap();
    let mut kinds: Vec<HitKind> = found.hits.iter().map(|hit| hit.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [HitKind::Organization, HitKind::Contact]);
}

#[test]
fn titles_that_begin_with_the_text_come_first_then_words_of_titles_then_the_rest_newest_first() {
    let book = TestBook::new();
    for (title, last) in
        [("Roof 1", ""), ("Big roof", ""), ("Elsewhere", "Roofer"), ("Roof 2", ""), ("Other", "Rooftop")]
    {
        book.transact(op(), |tx| Ok(lead(tx, title, "", last))).unwrap();
    }
    let found: Vec<String> = hits(&book, "roof").into_iter().map(|hit| hit.title).collect();
    assert_eq!(found, ["Roof 2", "Roof 1", "Big roof", "Other", "Elsewhere"]);
}

#[test]
fn who_is_called_so_is_found_before_any_number_of_newer_notes_that_say_it() {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        lead(tx, "Old mill", "Anna", "Dunn");
        for number in 0..300 {
            let note = "INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)";
            tx.conn().execute(note, params![tx.new_id(), format!("Another {number}"), tx.now_text()])?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(hits(&book, "an")[0].title, "Old mill");
    assert_eq!(hits(&book, "an").len(), 50);
}

#[test]
fn a_single_letter_beside_a_word_may_stand_anywhere() {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        let id = lead(tx, "Old mill", "Anna", "Dunn");
        note(tx, "The gate at bay 3 sticks", "lead_id", &id);
        note(tx, "The gate at bay 4 sticks", "lead_id", &id);
        Ok(())
    })
    .unwrap();
    assert_eq!(titles(&book, "bay 3"), ["The gate at bay 3 sticks"]);
    assert_eq!(titles(&book, "dunn o"), ["Old mill"]);
    assert_eq!(titles(&book, "dunn x").len(), 0);
}

#[test]
fn more_than_the_limit_says_so() {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        for number in 0..12 {
            lead(tx, &format!("Twelve {number}"), "", "");
        }
        Ok(())
    })
    .unwrap();
    let ask = |limit| {
        let query = SearchQuery { text: "twelve".into(), limit, ..SearchQuery::default() };
        let found = book.read(|db| search::search(db, &query)).unwrap();
        (found.hits.len(), found.capped)
    };
    assert_eq!((ask(5), ask(12), ask(0)), ((5, true), (12, false), (12, false)));
}

#[test]
fn below_two_letters_the_records_changed_last_are_shown() {
    let book = TestBook::new();
    let first = book.transact(op(), |tx| Ok(lead(tx, "First", "", ""))).unwrap().value;
    book.world.advance(chrono::TimeDelta::minutes(1));
    book.transact(op(), |tx| Ok(lead(tx, "Second", "Jo", "Doe"))).unwrap();
    book.world.advance(chrono::TimeDelta::minutes(1));
    book.transact(op(), |tx| {
        Ok(tx.conn().execute("UPDATE lead SET updated_at = ?1 WHERE id = ?2", [&tx.now_text(), &first])?)
    })
    .unwrap();
    for typed in ["", "x", " - ", "🎉🎉"] {
        let found: Vec<_> = hits(&book, typed).into_iter().map(|hit| (hit.title, hit.subtitle)).collect();
        assert_eq!(found, [("First".to_owned(), String::new()), ("Second".to_owned(), "Jo Doe".to_owned())], "{typed}");
    }
    assert_eq!(book.read(search::recent).unwrap().len(), 2);
}

#[test]
fn what_changes_or_goes_is_found_as_it_is_now_also_after_undo() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| Ok(lead(tx, "Alpha", "", ""))).unwrap().value;
    book.transact(op(), |tx| {
        point(tx, &id, "email", "jo@beta.example", "DE");
        Ok(())
    })
    .unwrap();
    assert_eq!(titles(&book, "beta"), ["Alpha"]);
    book.transact(op(), |tx| {
        Ok(tx.conn().execute("UPDATE lead SET title = 'Gamma', title_key = 'gamma', company = ''", [])?)
    })
    .unwrap();
    assert_eq!((titles(&book, "alpha").len(), titles(&book, "gamma").len()), (0, 1));
    book.transact(op(), |tx| {
        tx.conn().execute("DELETE FROM contact_point", [])?;
        Ok(tx.conn().execute("DELETE FROM lead", [])?)
    })
    .unwrap();
    assert_eq!((titles(&book, "beta").len(), titles(&book, "gamma").len()), (0, 0));
    book.undo().unwrap();
    assert_eq!((titles(&book, "beta").len(), titles(&book, "gamma").len()), (1, 1));
    book.undo().unwrap();
    assert_eq!((titles(&book, "alpha").len(), titles(&book, "gamma").len()), (1, 0));
    book.assert_sound();
}

#[test]
fn a_long_note_is_found_and_shown_in_part() {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        let id = lead(tx, "Host", "", "");
        note(tx, &format!("{}needle in hay\n{}", "hay ".repeat(10_000), "straw ".repeat(400_000)), "lead_id", &id);
        Ok(())
    })
    .unwrap();
    let hit = hits(&book, "needle").remove(0);
    assert_eq!((hit.kind, hit.subtitle.as_str()), (HitKind::Note, "Host"));
    let snippet = hit.snippet.unwrap();
    assert!(snippet.text.contains("needle in hay") && snippet.text.chars().count() < 130, "{}", snippet.text);
    assert!(hit.title.chars().count() < 130);
}

/// The statements that a keystroke runs walk the index and never a whole table.
#[test]
fn no_table_is_read_as_a_whole() {
    let book = small_world();
    book.read(|db| {
        for (name, sql) in search::STATEMENTS {
            let mut statement = db.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let plan: Vec<String> =
                statement.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<_, _>>()?;
            for step in &plan {
                let whole =
                    step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE INDEX") && !step.contains("USING");
                let bounded =
                    ["SCAN newest", "SCAN parts"].contains(&step.as_str()) || step.starts_with("SCAN (subquery");
                assert!(!whole || bounded, "{name}: {plan:#?}");
                // What is sorted is at most what hangs on one record, or a bounded number of matches.
                let few = !["in_words", "in_handles", "part_and_words"].contains(name);
                assert!(few || !step.contains("TEMP B-TREE"), "{name} sorts: {plan:#?}");
            }
        }
        Ok(())
    })
    .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    /// No text makes a search fail, and every mark stands within its text.
    #[test]
    fn no_text_makes_it_fail(typed in "([\\PC\0\n\"*:^(){}+\\-'@.]|NEAR|AND|OR|NOT|mü|ß|title|[0-9]){0,40}", known in "[a-zäöüß0-9\"]{1,4}") {
        thread_local!(static BOOK: TestBook = small_world());
        BOOK.with(|book| {
            for text in [typed.clone(), format!("{known}{typed}"), format!("roof {typed}")] {
                for hit in hits(book, &text) {
                    let snippet = hit.snippet.iter().flat_map(|s| s.marks.iter().map(move |m| (&s.text, m)));
                    for (text, mark) in hit.title_marks.iter().map(|m| (&hit.title, m)).chain(snippet) {
                        prop_assert!(mark.start < mark.end && mark.end <= text.encode_utf16().count());
                    }
                }
            }
            Ok(())
        })?;
    }
}

/// A step that touches many records with long texts: their documents are made in portions.
#[test]
fn every_record_of_a_step_of_many_long_texts_is_found() {
    let book = TestBook::new();
    let text = "a page of many words ".repeat(12_000);
    book.transact(op(), |tx| {
        for number in 0..100 {
            let id = lead(tx, &format!("Longhouse {number}"), "", "");
            tx.conn().execute("UPDATE lead SET description = ?2 WHERE id = ?1", [&id, &text])?;
            note(tx, &format!("called about beam{number}x"), "lead_id", &id);
        }
        Ok(())
    })
    .unwrap();
    book.assert_sound();
    for number in [0, 31, 32, 33, 64, 99] {
        assert_eq!(
            titles(&book, &format!("longhouse {number}"))
                .iter()
                .filter(|title| title.ends_with(&format!(" {number}")))
                .count(),
            1
        );
        assert!(!hits(&book, &format!("beam{number}x")).is_empty(), "{number}");
    }
    book.undo().unwrap();
    book.assert_sound();
    assert!(titles(&book, "longhouse").is_empty());
}
