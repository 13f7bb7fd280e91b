//! The cases about single records, by their ids.

use std::collections::BTreeMap;

use kontor_core::book::{Kind, Op, OpKind};
use kontor_core::records::points::{self, PointQuality};
use kontor_core::records::vocabulary::{self, Vocabulary};
use kontor_core::records::{PointDraft, PointKind, contact, lead};

use super::{complaint, record, typing};
use crate::support::TestBook;

fn op() -> Op {
    Op::new(OpKind::EditLead, "")
}

fn add_lead(book: &TestBook, draft: &lead::Draft) -> String {
    book.transact(op(), |tx| lead::create(tx, draft, &typing(tx))).unwrap().value
}

fn named(title: &str) -> lead::Draft {
    lead::Draft::of([(lead::Field::Title, title)])
}

fn found(book: &TestBook, text: &str) -> Vec<String> {
    let query = lead::Query { text: text.into(), ..lead::Query::default() };
    book.read(|db| Ok(lead::page(db, &query)?.rows.into_iter().map(|row| row.title).collect())).unwrap()
}

#[test]
fn c64_a_lead_without_a_title_is_called_after_what_it_has() {
    use lead::Field::{Company, FirstName, LastName, Salutation};
    type Case =
        (&'static str, &'static [(lead::Field, &'static str)], &'static str, Result<&'static str, &'static str>);
    let rows: &[Case] = &[
        ("C64 company", &[(Company, "Tech Corp")], "", Ok("Tech Corp")),
        ("C64 e-mail", &[], "contact@company.com", Ok("contact")),
        ("C64 nothing", &[], "", Err("title: no_name")),
        (
            "C64 person",
            &[(Salutation, "Mr"), (FirstName, "James Robert"), (LastName, "Smith")],
            "",
            Ok("Mr James Robert Smith"),
        ),
        ("C64 both", &[(Company, "Tech Corp"), (LastName, "Smith")], "a@b.de", Ok("Tech Corp")),
        ("C64 blank", &[(Company, "  "), (LastName, "\t")], "", Err("title: no_name")),
        ("C64 spaces", &[(Company, "  "), (LastName, " ")], "", Err("title: no_name")),
    ];
    for (id, fields, email, expected) in rows {
        let book = TestBook::new();
        let mut draft = lead::Draft::of(fields.iter().copied());
        draft.emails = vec![PointDraft::of(*email)];
        let made = book.transact(op(), |tx| lead::create(tx, &draft, &typing(tx)));
        match expected {
            Ok(title) => {
                let made = made.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert_eq!(book.read(|db| lead::get(db, &made.value)).unwrap().title, *title, "{id}");
            }
            Err(expected) => assert_eq!(complaint(made.map(|_| ())), *expected, "{id}"),
        }
    }
}

#[test]
fn c64_clearing_the_title_later_follows_the_same_rule() {
    let book = TestBook::new();
    let mut draft = named("Something");
    draft.emails = vec![PointDraft::of("Zoë <zoe@x.example>")];
    let id = add_lead(&book, &draft);
    let blank = BTreeMap::from([(lead::Field::Title, " ".to_owned())]);
    book.transact(op(), |tx| lead::set(tx, &id, &blank, &typing(tx))).unwrap();
    assert_eq!(book.read(|db| lead::get(db, &id)).unwrap().title, "zoe");
}

#[test]
fn n16_an_email_that_is_none_is_refused_with_its_field() {
    let book = TestBook::new();
    let mut draft = named("x");
    draft.emails = vec![PointDraft::of("not-an-email")];
    let before = book.rows();
    let refused = super::refusal(book.transact(op(), |tx| lead::create(tx, &draft, &typing(tx))));
    assert_eq!((refused.code, refused.field.as_deref()), ("not_an_email", Some("emails")));
    assert_eq!(refused.values["value"], "not-an-email");
    assert_eq!(book.rows(), before);

    draft.emails = vec![PointDraft::of("ok@x.example")];
    let owner = record(Kind::Lead, &add_lead(&book, &draft));
    for bad in ["not-an-email", "a@b.de, c@d.de", "@gmail.com", "a\nb@c.de", "a\0@c.de"] {
        let added = book.transact(op(), |tx| {
            points::add(tx, &owner, PointKind::Email, &PointDraft::of(bad), &typing(tx)).map(|_| ())
        });
        assert!(complaint(added).starts_with("emails: "), "{bad}");
    }
    let point = book.read(|db| lead::get(db, &owner.id)).unwrap().emails.remove(0);
    let changed =
        book.transact(op(), |tx| points::change(tx, &owner, &point.id, &PointDraft::of("broken"), &typing(tx)));
    assert_eq!(complaint(changed), "emails: not_an_email");
    assert_eq!(book.read(|db| lead::get(db, &owner.id)).unwrap().emails, [point]);
}

#[test]
fn n31_a_phone_that_is_no_number_is_kept_and_found_as_text() {
    let book = TestBook::new();
    let mut draft = named("Acme");
    draft.phones = vec![PointDraft::of("hello"), PointDraft::of("0499/22.33.11")];
    let id = add_lead(&book, &draft);
    let phones = book.read(|db| lead::get(db, &id)).unwrap().phones;
    assert_eq!((phones[0].value.as_str(), phones[0].key.as_str(), phones[0].display.as_str()), ("hello", "", "hello"));
    assert_eq!(phones[0].quality, PointQuality::Incorrect);
    for text in ["hello", "hell", "0499 223311", "22.33.11"] {
        assert_eq!(found(&book, text), ["Acme"], "N31 {text}");
    }
    assert!(found(&book, "goodbye").is_empty());
}

#[test]
fn n35_broken_values_that_are_there_stay_and_are_marked() {
    let book = TestBook::new();
    let id = add_lead(&book, &named("Acme"));
    book.transact(op(), |tx| {
        for (kind, value) in [("email", "broken"), ("phone", "alsobroken")] {
            tx.conn().execute(
                "INSERT INTO contact_point (id, kind, value, position, lead_id) VALUES (?1, ?2, ?3, 0, ?4)",
                [&tx.new_id(), kind, value, &id],
            )?;
        }
        Ok(())
    })
    .unwrap();
    let lead = book.read(|db| lead::get(db, &id)).unwrap();
    assert_eq!((lead.emails[0].value.as_str(), lead.emails[0].quality), ("broken", PointQuality::Incorrect));
    assert_eq!((lead.phones[0].value.as_str(), lead.phones[0].quality), ("alsobroken", PointQuality::Incorrect));
}

/// N37.
#[test]
fn n37_clearing_a_leads_email_leaves_the_contacts() {
    let book = TestBook::new();
    let (same, phone) = (PointDraft::of("a@x.example"), PointDraft::of("030 123456"));
    let mut draft = named("Acme");
    (draft.emails, draft.phones) = (vec![same.clone()], vec![phone.clone()]);
    let lead = record(Kind::Lead, &add_lead(&book, &draft));
    let mut person = contact::Draft::of([(contact::Field::LastName, "Wong")]);
    (person.emails, person.phones) = (vec![same], vec![phone]);
    let person = book.transact(op(), |tx| contact::create(tx, &person, &typing(tx))).unwrap().value;
    let before = book.read(|db| contact::get(db, &person)).unwrap();
    let points = book.read(|db| points::of(db, &lead)).unwrap();
    assert_eq!(points.len(), 2);
    for point in points {
        // Clearing the text is removing.
        book.transact(op(), |tx| points::change(tx, &lead, &point.id, &PointDraft::of(" "), &typing(tx))).unwrap();
    }
    assert!(book.read(|db| points::of(db, &lead)).unwrap().is_empty());
    assert_eq!(book.read(|db| contact::get(db, &person)).unwrap(), before);
}

/// N38.
#[test]
fn n38_blank_over_blank_and_the_same_again_are_no_change() {
    let book = TestBook::new();
    let id = add_lead(&book, &named("Acme"));
    book.world.advance(chrono::TimeDelta::hours(1));
    let blank: BTreeMap<_, _> = lead::Field::ALL
        .iter()
        .filter(|field| **field != lead::Field::Title)
        .map(|field| (*field, String::new()))
        .collect();
    let same = BTreeMap::from([(lead::Field::Title, " Acme ".to_owned())]);
    for fields in [blank, same] {
        let done = book.transact(op(), |tx| lead::set(tx, &id, &fields, &typing(tx))).unwrap();
        assert_eq!(done.op, None, "{fields:?}");
    }
}

#[test]
fn c58_names_are_kept_exactly_and_found_in_any_spelling() {
    let names = [
        ("C58", "Siobhán", "O'Brien", &["siobhan", "o'brien", "O'BRIEN Siob"] as &[&str]),
        ("C58 quotes", "\"Bob\"); DROP TABLE lead;--", "%_*", &["bob", "drop table"]),
        ("emoji", "🎉 Zoë 👩🏽‍💻", "Ångström", &["zoe angstrom", "🎉"]),
        ("right to left", "דוד", "\u{200f}כהן", &["כהן", "דוד"]),
        ("taken apart", "Rene\u{301}", "Mu\u{308}ller", &["rené", "mueller", "muller"]),
        ("not Latin", "太郎", "山田", &["山田"]),
    ];
    for (id, first, last, texts) in names {
        let book = TestBook::new();
        let draft = lead::Draft::of([
            (lead::Field::Title, first),
            (lead::Field::FirstName, first),
            (lead::Field::LastName, last),
        ]);
        let lead = add_lead(&book, &draft);
        let kept = book.read(|db| lead::get(db, &lead)).unwrap();
        assert_eq!(
            (kept.first_name.as_str(), kept.last_name.as_str(), kept.title.as_str()),
            (first, last, first),
            "{id}"
        );
        for text in texts {
            assert_eq!(found(&book, text).len(), 1, "{id}: {text}");
        }
        book.assert_sound();
    }
}

#[test]
fn c61_no_status_source_or_reason_is_needed_by_a_lead() {
    let book = TestBook::new();
    let draft = lead::Draft::of([
        (lead::Field::Title, "Acme"),
        (lead::Field::Status, "Contacted"),
        (lead::Field::Source, "Website"),
    ]);
    let id = add_lead(&book, &draft);
    let reason = lead::CloseDraft { reason: "Price".into(), note: "too dear".into() };
    book.transact(op(), |tx| lead::close(tx, &id, &reason)).unwrap();
    let status = book.read(|db| lead::get(db, &id)).unwrap().status.unwrap();
    book.transact(op(), |tx| vocabulary::rename(tx, Vocabulary::LeadStatuses, &status.id, "Rung up")).unwrap();
    assert_eq!(book.read(|db| lead::get(db, &id)).unwrap().status.unwrap().name, "Rung up");
    let before = book.rows();
    for list in Vocabulary::ALL {
        for word in book.read(|db| vocabulary::all(db, list)).unwrap() {
            book.transact(op(), |tx| vocabulary::remove(tx, list, &word.id)).unwrap();
        }
        assert!(book.read(|db| vocabulary::all(db, list)).unwrap().is_empty());
    }
    let lead = book.read(|db| lead::get(db, &id)).unwrap();
    assert_eq!((lead.status, lead.source), (None, None));
    let closed = lead.closed.unwrap();
    assert_eq!((closed.reason, closed.note.as_str()), (None, "too dear"));
    while book.rows() != before {
        book.undo().unwrap();
    }
    book.assert_sound();
}

#[test]
fn w19_a_lead_is_closed_without_a_reason_and_opened_again() {
    let book = TestBook::new();
    let id = add_lead(&book, &named("Acme"));
    let open = book.rows();
    book.transact(op(), |tx| lead::close(tx, &id, &lead::CloseDraft::default())).unwrap();
    let closed = book.read(|db| lead::get(db, &id)).unwrap().closed.unwrap();
    assert_eq!((closed.reason, closed.note.as_str(), closed.at.as_str()), (None, "", "2025-01-20T12:00:00.000Z"));
    assert!(found(&book, "").is_empty());
    book.transact(op(), |tx| lead::close(tx, &id, &lead::CloseDraft::default())).unwrap();
    book.transact(op(), |tx| lead::reopen(tx, &id)).unwrap();
    assert_eq!(book.rows(), open);
    assert_eq!(book.transact(op(), |tx| lead::reopen(tx, &id)).unwrap().op, None);
    let unknown = lead::CloseDraft { reason: "Because".into(), note: String::new() };
    assert_eq!(complaint(book.transact(op(), |tx| lead::close(tx, &id, &unknown))), "reason: not_a_choice");
}
