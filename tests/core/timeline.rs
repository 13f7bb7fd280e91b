//! Timelines: one for each record, of items that may hang on several.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kontor_core::book::{Kind, RecordRef, history};
use kontor_core::records::activity::{self, ActivityKind, Draft, Field};
use kontor_core::records::timeline::{self, Item, ItemKind, ItemRef};
use kontor_core::records::{Due, attachment, note, opportunity};

use crate::deals::{deal, of, step};
use crate::fixture::{self, Person};
use crate::records::{complaint, record, refusal, typing};
use crate::support::TestBook;

fn fields<'a>(given: impl IntoIterator<Item = (Field, &'a str)>) -> BTreeMap<Field, String> {
    given.into_iter().map(|(field, text)| (field, text.to_owned())).collect()
}

/// Adds a task; with a due moment as "2025-01-21" or "2025-01-21 14:30".
fn task(book: &TestBook, owner: &RecordRef, subject: &str, due: &str) -> String {
    let (day, time) = due.split_once(' ').unwrap_or((due, ""));
    let draft =
        Draft { fields: fields([(Field::Subject, subject), (Field::DueOn, day), (Field::DueTime, time)]), done: false };
    step(book, |tx| activity::add(tx, std::slice::from_ref(owner), &draft, &typing(tx))).unwrap()
}

fn write(book: &TestBook, owners: &[RecordRef], body: &str) -> String {
    step(book, |tx| note::add(tx, owners, body)).unwrap()
}

fn label(item: &Item) -> String {
    match item {
        Item::Activity(activity) => activity.subject.clone(),
        Item::Note(note) => note.body.clone(),
        Item::File(file) => file.name.clone(),
        Item::Converted(converted) => converted.title.clone(),
    }
}

fn labels(book: &TestBook, owner: &RecordRef) -> Vec<String> {
    book.read(|db| timeline::of(db, owner, None, 100)).unwrap().rows.iter().map(label).collect()
}

#[test]
fn what_is_planned_comes_first_then_what_happened_newest_first() {
    let book = TestBook::new();
    let owner = of(&deal(&book, "Deal", "New"));
    write(&book, std::slice::from_ref(&owner), "first note");
    book.world.advance(TimeDelta::minutes(1));
    task(&book, &owner, "some day", "");
    task(&book, &owner, "tomorrow", "2025-01-21");
    task(&book, &owner, "tomorrow at nine", "2025-01-21 9:00");
    task(&book, &owner, "yesterday", "2025-01-19");
    let call = Draft { fields: fields([(Field::Kind, "call"), (Field::Subject, "logged call")]), done: true };
    step(&book, |tx| activity::add(tx, std::slice::from_ref(&owner), &call, &typing(tx))).unwrap();
    book.world.advance(TimeDelta::minutes(1));
    let stored = book.store_file(&b"offer"[..]).unwrap();
    step(&book, |tx| attachment::attach(tx, std::slice::from_ref(&owner), &stored, "offer.pdf")).unwrap();
    let expected = ["yesterday", "tomorrow at nine", "tomorrow", "some day", "offer.pdf", "logged call", "first note"];
    assert_eq!(labels(&book, &owner), expected);

    // Page by page it is the same, wherever a page ends.
    for limit in 1..=8 {
        let (mut paged, mut after, mut counted) = (Vec::new(), None, Vec::new());
        loop {
            let page = book.read(|db| timeline::of(db, &owner, after.as_deref(), limit)).unwrap();
            assert!(page.rows.len() <= limit);
            paged.extend(page.rows.iter().map(label));
            counted.push(page.count.map(|count| count.value));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, expected, "{limit} a page");
        assert_eq!(counted[0], Some(7));
        assert!(counted[1..].iter().all(Option::is_none));
    }
    assert_eq!(complaint(book.read(|db| timeline::of(db, &owner, Some("x"), 5))), "after: not_a_choice");
}

#[test]
fn an_item_hangs_on_several_records_as_one_thing() {
    let book = TestBook::new();
    let acme =
        record(Kind::Organization, &fixture::organization(&book, &Person { company: "Acme", ..Person::default() }));
    let ann =
        record(Kind::Contact, &fixture::contact(&book, &Person { first: "Ann", last: "Wong", ..Person::default() }));
    let lead = record(Kind::Lead, &fixture::lead(&book, &Person { company: "Other", ..Person::default() }));
    let opp = of(&deal(&book, "Deal", "New"));
    let everywhere = [acme.clone(), ann.clone(), lead.clone(), opp.clone()];
    let id = write(&book, &everywhere, "one *text*");
    for owner in &everywhere {
        let page = book.read(|db| timeline::of(db, owner, None, 10)).unwrap();
        let [Item::Note(note)] = page.rows.as_slice() else { panic!("{page:?}") };
        let places: Vec<_> = note.places.iter().map(|place| (place.record.kind, place.title.as_str())).collect();
        let expected = [
            (Kind::Opportunity, "Deal"),
            (Kind::Lead, "Other"),
            (Kind::Contact, "Ann Wong"),
            (Kind::Organization, "Acme"),
        ];
        assert_eq!(places, expected);
    }
    // Twice on the same record is once.
    let item = ItemRef { kind: ItemKind::Note, id: id.clone() };
    step(&book, |tx| timeline::hang(tx, &item, std::slice::from_ref(&ann))).unwrap();
    assert_eq!(labels(&book, &ann), ["one *text*"]);

    step(&book, |tx| timeline::take_off(tx, &item, &lead)).unwrap();
    assert!(labels(&book, &lead).is_empty());
    let before = book.rows();
    step(&book, |tx| note::delete(tx, &id)).unwrap();
    assert!(everywhere.iter().all(|owner| labels(&book, owner).is_empty()));
    book.undo().unwrap();
    assert_eq!(book.rows(), before);

    // A record takes with it only what hangs nowhere else.
    let alone = write(&book, std::slice::from_ref(&opp), "only here");
    step(&book, |tx| opportunity::delete(tx, &opp.id)).unwrap();
    assert_eq!(refusal(book.read(|db| note::get(db, &alone))).code, "not_found");
    assert_eq!(labels(&book, &acme), ["one *text*"]);
    // Taken off its last record, an item goes.
    for owner in [&acme, &ann] {
        step(&book, |tx| timeline::take_off(tx, &item, owner)).unwrap();
    }
    assert_eq!(refusal(book.read(|db| note::get(db, &id))).code, "not_found");
    book.assert_sound();
}

#[test]
fn an_activity_is_due_done_and_changed() {
    let book = TestBook::new();
    let owner = of(&deal(&book, "Deal", "New"));
    let id = task(&book, &owner, "Call back", "20.01.2025 14.30");
    let shown = |book: &TestBook| book.read(|db| activity::get(db, &id)).unwrap();
    let now = shown(&book);
    assert_eq!(
        (now.due_on.as_deref(), now.due_time.as_deref(), now.due),
        (Some("2025-01-20"), Some("14:30"), Due::Today)
    );
    book.world.advance(TimeDelta::hours(3));
    assert_eq!(shown(&book).due, Due::Overdue);
    let change = fields([(Field::Kind, "meeting"), (Field::DueOn, "2025-01-22"), (Field::Body, "**bring** it")]);
    step(&book, |tx| activity::set(tx, &id, &change, &typing(tx))).unwrap();
    let now = shown(&book);
    assert_eq!((now.kind, now.due, now.due_time.as_deref()), (ActivityKind::Meeting, Due::Planned, Some("14:30")));
    step(&book, |tx| activity::complete(tx, &id, true)).unwrap();
    assert_eq!((shown(&book).due, shown(&book).done_at.is_some()), (Due::None, true));
    let rows = book.rows();
    book.world.advance(TimeDelta::hours(1));
    step(&book, |tx| activity::complete(tx, &id, true)).unwrap();
    assert_eq!(book.rows(), rows, "done is done once");
    step(&book, |tx| activity::complete(tx, &id, false)).unwrap();
    assert_eq!(shown(&book).due, Due::Planned);
    step(&book, |tx| activity::set(tx, &id, &fields([(Field::DueOn, "")]), &typing(tx))).unwrap();
    assert_eq!((shown(&book).due_time, shown(&book).due), (None, Due::None));

    for (change, expected) in [
        (fields([(Field::Subject, " ")]), "subject: field_needed"),
        (fields([(Field::Kind, "party")]), "kind: not_a_choice"),
        (fields([(Field::DueTime, "25:00")]), "dueTime: not_a_time"),
        (fields([(Field::DueTime, "9:00")]), "dueOn: field_needed"),
        (fields([(Field::DueOn, "31.02.2025")]), "dueOn: no_such_day"),
    ] {
        assert_eq!(complaint(step(&book, |tx| activity::set(tx, &id, &change, &typing(tx)))), expected);
    }
    book.assert_sound();
}

#[test]
fn nothing_hangs_nowhere_and_nothing_is_blank() {
    let book = TestBook::new();
    let owner = [of(&deal(&book, "Deal", "New"))];
    let gone = [of("no such one")];
    assert_eq!(refusal(step(&book, |tx| note::add(tx, &[], "x"))).code, "no_owner");
    assert_eq!(refusal(step(&book, |tx| note::add(tx, &gone, "x"))).code, "not_found");
    assert_eq!(complaint(step(&book, |tx| note::add(tx, &owner, " \n "))), "body: field_needed");
    assert_eq!(complaint(step(&book, |tx| note::add(tx, &owner, "a\0b"))), "body: has_nul");
    let stored = book.store_file(&b""[..]).unwrap();
    assert_eq!(complaint(step(&book, |tx| attachment::attach(tx, &owner, &stored, " "))), "name: field_needed");
    assert!(labels(&book, &owner[0]).is_empty());
}

#[test]
fn a_note_of_ten_megabytes_is_kept_whole_and_shown_in_part() {
    let book = TestBook::new();
    let owner = [of(&deal(&book, "Deal", "New"))];
    let long = "Grüße aus Köln. ".repeat(555_556);
    assert!(long.len() > 10_000_000);
    let id = write(&book, &owner, &long);
    assert_eq!(book.read(|db| note::get(db, &id)).unwrap().body, long);
    let page = book.read(|db| timeline::of(db, &owner[0], None, 10)).unwrap();
    let [Item::Note(shown)] = page.rows.as_slice() else { panic!() };
    assert!(shown.cut && shown.body.len() <= note::SHOWN_BYTES && long.starts_with(&shown.body));
    step(&book, |tx| note::delete(tx, &id)).unwrap();
    assert_eq!(complaint(step(&book, |tx| note::add(tx, &owner, &"x".repeat(20_000_000)))), "body: too_long");
}

#[test]
fn a_note_is_changed_wherever_it_hangs_and_back() {
    let book = TestBook::new();
    let owner = [of(&deal(&book, "Deal", "New"))];
    let long = "Grüße aus Köln. ".repeat(2_000);
    let id = write(&book, &owner, &long);
    let before = book.rows();
    step(&book, |tx| note::set(tx, &id, &[(note::Field::Body, long.clone())].into())).unwrap();
    assert_eq!(book.rows(), before, "the same text again changes nothing");
    step(&book, |tx| note::set(tx, &id, &[(note::Field::Body, "short".to_owned())].into())).unwrap();
    assert_eq!(labels(&book, &owner[0]), ["short"]);
    book.undo().unwrap();
    assert_eq!(book.read(|db| note::get(db, &id)).unwrap().body, long);
    book.assert_sound();
}

#[test]
fn a_file_is_opened_under_its_name_made_harmless_and_read_only() {
    let book = TestBook::new();
    let owner = [of(&deal(&book, "Deal", "New"))];
    let stored = book.store_file(&b"offer"[..]).unwrap();
    let id = step(&book, |tx| attachment::attach(tx, &owner, &stored, "../An:ge\u{202e}bot.pdf")).unwrap();
    assert_eq!(labels(&book, &owner[0]), ["../An:ge\u{202e}bot.pdf"]);
    for _ in 0..2 {
        let path = attachment::copy_to_open(&book, &id).unwrap();
        assert!(path.starts_with(book.folder()) && path.ends_with("_An_gebot.pdf"), "{path:?}");
        assert_eq!(std::fs::read(&path).unwrap(), b"offer");
        assert!(std::fs::metadata(&path).unwrap().permissions().readonly());
    }
    step(&book, |tx| attachment::rename(tx, &id, "b.pdf")).unwrap();
    step(&book, |tx| attachment::detach(tx, &id)).unwrap();
    assert!(labels(&book, &owner[0]).is_empty());
    book.undo().unwrap();
    assert_eq!(labels(&book, &owner[0]), ["b.pdf"]);
    book.assert_sound();
}

#[test]
fn copies_of_opened_files_are_gone_when_the_book_is_opened_again() {
    let book = TestBook::new();
    let owner = [of(&deal(&book, "Deal", "New"))];
    let stored = book.store_file(&b"offer"[..]).unwrap();
    let id = step(&book, |tx| attachment::attach(tx, &owner, &stored, "offer.pdf")).unwrap();
    let copy = attachment::copy_to_open(&book, &id).unwrap();
    assert!(copy.exists());
    let book = book.reopen();
    assert!(!copy.exists(), "{copy:?}");
    assert!(attachment::copy_to_open(&book, &id).unwrap().exists(), "and made anew when it is opened again");
}

#[test]
fn of_two_activities_of_one_day_the_one_that_has_passed_is_the_next() {
    let book = TestBook::new();
    let owner = of(&deal(&book, "Deal", "New"));
    let due = |book: &TestBook| {
        let row = book.read(|db| opportunity::page(db, &opportunity::Query::default())).unwrap().rows.remove(0);
        (row.next_due.unwrap_or_default(), row.due)
    };
    // It is noon. A call without a time is due all day; one at nine has passed, and is overdue (R20).
    task(&book, &owner, "Some time today", "2025-01-20");
    assert_eq!(due(&book), ("2025-01-20".into(), Due::Today));
    task(&book, &owner, "At nine", "2025-01-20 09:00");
    assert_eq!(due(&book), ("2025-01-20 09:00".into(), Due::Overdue));
    book.assert_sound();
}

#[test]
fn a_step_is_named_after_the_record_that_it_is_seen_on() {
    let book = TestBook::new();
    let owner = of(&deal(&book, "Two presses", "New"));
    let subject = |book: &TestBook| book.read(|db| history::steps(db, None, 1)).unwrap()[0].subject.clone();
    let id = step(&book, |tx| note::add(tx, std::slice::from_ref(&owner), "x")).unwrap();
    assert_eq!(subject(&book), "Two presses");
    step(&book, |tx| note::set(tx, &id, &[(note::Field::Body, "y".to_owned())].into())).unwrap();
    assert_eq!(subject(&book), "Two presses");
    step(&book, |tx| note::delete(tx, &id)).unwrap();
    assert_eq!(subject(&book), "Two presses");
    let call = task(&book, &owner, "Call", "");
    step(&book, |tx| activity::complete(tx, &call, true)).unwrap();
    assert_eq!(subject(&book), "Two presses");
    let new = crate::deals::stage(&book, "New");
    step(&book, |tx| kontor_core::records::pipeline::set_rot_days(tx, &new, 3)).unwrap();
    assert_eq!(subject(&book), "Sales");
}
