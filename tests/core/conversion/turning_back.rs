//! "Turn back into a lead" (R7).

use kontor_core::flows::convert::{Because, Choices, Moves, Target, turn_back_preview};

use super::moving::hang_items;
use super::{convert, turn_back, typed};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, value};
use crate::support::TestBook;

fn acme(book: &TestBook) -> String {
    let id = lead(
        book,
        &Person {
            title: "Pump request",
            first: "Amy",
            last: "Wong",
            company: "Acme",
            emails: &["amy@acme.de", "amy@gmail.com"],
            phones: &["030 1234567"],
            websites: &["acme.de"],
            ..Person::default()
        },
    );
    sql(
        book,
        &format!(
            "UPDATE lead SET rating = 'hot', job_title = 'CTO', language = 'fr', description = 'Met.', expected_amount = 500,
                             source_id = (SELECT id FROM source LIMIT 1), status_id = (SELECT id FROM lead_status LIMIT 1);
             INSERT INTO address (id, kind, street, city, lead_id) VALUES ('adr', 'main', 'Street 1', 'Berlin', '{id}');"
        ),
    );
    hang_items(book, "lead_id", &id);
    id
}

#[test]
fn a_lead_comes_back_exactly_as_it_was() {
    let book = TestBook::new();
    let id = acme(&book);
    let before = book.rows();
    let outcome = convert(&book, &id, None).unwrap().value;
    let preview = book.read(|db| turn_back_preview(db, &outcome.conversion_id, "en")).unwrap();
    assert_eq!(preview.removed.len(), 3);
    assert_eq!(preview.moves, Moves { activities: 10, notes: 2, files: 2, tags: 2 });
    assert!(preview.stays.is_empty() && preview.lines.is_empty());
    let converted = book.rows();
    let back = turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(back.value.lead_id, id);
    assert_eq!(book.rows(), before);
    book.assert_sound();
    book.undo().unwrap();
    assert_eq!(book.rows(), converted, "Ctrl+Z takes the turning back");
    book.redo().unwrap();
    // It converts again.
    assert!(!convert(&book, &id, None).unwrap().value.already);
    assert_eq!(turn_back(&book, &outcome.conversion_id).unwrap_err().code(), "not_found");
}

#[test]
fn existing_records_stay_and_lose_only_what_the_conversion_put_there() {
    let book = TestBook::new();
    let company = organization(&book, &Person { company: "Acme", ..Person::default() });
    let person = contact(&book, &Person { first: "Amy", last: "Wong", emails: &["first@x.de"], ..Person::default() });
    let deal = opportunity(&book, "Deal", None, None);
    sql(&book, "UPDATE opportunity SET description = 'Known.'");
    let id = acme(&book);
    let before = book.rows();
    let choices = Choices {
        organization: Target::existing(&company),
        contact: Target::existing(&person),
        opportunity: Target::existing(&deal),
        role: "Buyer".into(),
    };
    let outcome = convert(&book, &id, Some(choices)).unwrap().value;
    let converted = book.rows();
    let preview = book.read(|db| turn_back_preview(db, &outcome.conversion_id, "en")).unwrap();
    assert!(preview.removed.is_empty());
    assert!(preview.stays.iter().all(|stays| stays.because == Because::WasThere));
    turn_back(&book, &outcome.conversion_id).unwrap();
    let strip = |rows: Vec<String>| -> Vec<String> {
        // The records were touched; all else is as before.
        rows.into_iter()
            .filter(|row| !["contact:", "organization:", "opportunity:"].iter().any(|t| row.starts_with(t)))
            .collect()
    };
    assert_eq!(strip(book.rows()), strip(before));
    assert_eq!(value(&book, "SELECT job_title || language || ifnull(organization_id, '') FROM contact"), "");
    assert_eq!(
        value(&book, "SELECT description || ifnull(amount, '') || ifnull(source_id, '') FROM opportunity"),
        "Known."
    );
    book.undo().unwrap();
    assert_eq!(book.rows(), converted);
    // What was changed since stays with its record.
    sql(&book, "UPDATE contact SET job_title = 'CEO'; UPDATE opportunity SET description = description || ' Later.'");
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(value(&book, "SELECT job_title || language FROM contact"), "CEO");
    assert_eq!(value(&book, "SELECT description FROM opportunity"), "Known. Later.");
    assert_eq!(value(&book, "SELECT job_title FROM lead"), "CTO");
    book.assert_sound();
}

#[test]
fn what_others_use_stays_and_is_named_beforehand() {
    let book = TestBook::new();
    let id = acme(&book);
    let outcome = convert(&book, &id, None).unwrap().value;
    let (person, company) = (outcome.contact.unwrap().id, outcome.organization.unwrap().id);
    opportunity(&book, "Second deal", None, Some(&person));
    let preview = book.read(|db| turn_back_preview(db, &outcome.conversion_id, "en")).unwrap();
    let removed: Vec<&str> = preview.removed.iter().map(|named| named.record.kind.table()).collect();
    assert_eq!(removed, ["opportunity"]);
    let stays: Vec<_> =
        preview.stays.iter().map(|s| (s.record.record.id.as_str(), s.because, s.users.join(","))).collect();
    assert!(stays.contains(&(person.as_str(), Because::InUse, "Second deal".into())), "{stays:?}");
    assert!(stays.contains(&(company.as_str(), Because::InUse, "Amy Wong".into())), "{stays:?}");
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM contact_point WHERE contact_id IS NOT NULL"), "3", "it stays whole");
    assert_eq!(value(&book, "SELECT count(*) FROM contact_point WHERE lead_id IS NOT NULL"), "4");
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link WHERE lead_id IS NOT NULL"), "14");
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link WHERE contact_id IS NOT NULL"), "14");
    assert_eq!(value(&book, "SELECT count(*) FROM opportunity"), "1");
    book.assert_sound();
    book.undo().unwrap();
    book.assert_sound();
}

#[test]
fn what_was_changed_and_added_since_is_taken_over_or_told() {
    let book = TestBook::new();
    let id = acme(&book);
    let outcome = convert(&book, &id, None).unwrap().value;
    let (deal, person, company) =
        (outcome.opportunity.unwrap().id, outcome.contact.unwrap().id, outcome.organization.unwrap().id);
    let helper = contact(&book, &Person { first: "Hermes", last: "Conrad", ..Person::default() });
    sql(
        &book,
        &format!(
            "UPDATE opportunity SET title = 'Bigger pumps', amount = 9000, expected_close = '2025-05-01',
                    stage_id = (SELECT id FROM stage WHERE name = 'Proposal'), probability = 50,
                    description = 'Met twice.' || char(10) || char(10) || substr(description, 7);
             UPDATE contact SET last_name = 'Wong-Kroker', birthday = '1980-02-03', description = 'Likes tea.' WHERE id = '{person}';
             UPDATE organization SET vat_number = 'DE123' WHERE id = '{company}';
             UPDATE address SET street = 'Street 2' WHERE kind = 'main';
             UPDATE contact_point SET value = 'amy@new.de', match_key = 'amy@new.de' WHERE value = 'amy@acme.de';
             INSERT INTO contact_point (id, kind, value, match_key, position, contact_id)
             VALUES ('new', 'phone', '030 99', '', 1, '{person}');
             DELETE FROM contact_point WHERE value = 'amy@gmail.com';
             INSERT INTO note (id, body, created_at, updated_at) VALUES ('later', 'Later', '', '');
             INSERT INTO timeline_link (id, note_id, opportunity_id) VALUES ('ll', 'later', '{deal}');
             INSERT INTO note (id, body, created_at, updated_at) VALUES ('there', 'Only there', '', '');
             INSERT INTO timeline_link (id, note_id, organization_id) VALUES ('lo', 'there', '{company}');
             DELETE FROM timeline_link WHERE note_id = 'note0'; DELETE FROM note WHERE id = 'note0';
             INSERT INTO opportunity_contact (id, opportunity_id, contact_id, role) VALUES ('oc', '{deal}', '{helper}', 'Clerk');"
        ),
    );
    let before = book.rows();
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(
        value(
            &book,
            "SELECT title || '|' || last_name || '|' || person_key || '|' || expected_amount || '|' || job_title FROM lead"
        ),
        "Bigger pumps|Wong-Kroker|wong-kroker amy|9000|CTO"
    );
    assert_eq!(
        value(&book, "SELECT description FROM lead"),
        "Met twice.\n\nLikes tea.\n\nVAT number: DE123\nBirthday: 1980-02-03\nExpected close: 2025-05-01\nStage: Proposal\n\
         Contact: Hermes Conrad (Clerk)"
            .replace("\n         ", "\n")
    );
    assert_eq!(value(&book, "SELECT street FROM address WHERE lead_id IS NOT NULL"), "Street 2");
    assert_eq!(value(&book, "SELECT count(*) FROM address"), "1");
    assert_eq!(
        value(&book, "SELECT group_concat(value) FROM (SELECT value FROM contact_point ORDER BY kind, position)"),
        "amy@new.de,amy@gmail.com,030 1234567,030 99,acme.de"
    );
    assert_eq!(
        value(&book, "SELECT count(*) FROM timeline_link WHERE lead_id IS NOT NULL AND note_id IS NOT NULL"),
        "3"
    );
    assert_eq!(value(&book, "SELECT count(*) FROM note WHERE id = 'note0'"), "0", "C59");
    assert_eq!(value(&book, "SELECT count(*) FROM contact"), "1", "the helper stays");
    assert_eq!(value(&book, "SELECT count(*) FROM timeline_link WHERE lead_id IS NULL"), "0");
    book.assert_sound();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
}

#[test]
fn a_status_and_a_source_that_are_gone_are_kept_by_name() {
    let book = TestBook::new();
    let id = acme(&book);
    let status = value(&book, "SELECT name FROM lead_status WHERE id = (SELECT status_id FROM lead)");
    let outcome = convert(&book, &id, None).unwrap().value;
    sql(&book, "DELETE FROM lead_status; UPDATE opportunity SET source_id = NULL; DELETE FROM source");
    turn_back(&book, &outcome.conversion_id).unwrap();
    let description = value(&book, "SELECT description FROM lead");
    assert!(description.contains(&format!("Status: {status}")) && description.contains("Source: "), "{description}");
    book.assert_sound();
}

#[test]
fn a_second_lead_in_the_same_opportunity_keeps_it() {
    let book = TestBook::new();
    let first = acme(&book);
    let outcome = convert(&book, &first, None).unwrap().value;
    let deal = outcome.opportunity.unwrap().id;
    let second = lead(&book, &Person { title: "Second", first: "Leela", last: "Turanga", ..Person::default() });
    let choices = Choices { organization: Target::None, opportunity: Target::existing(&deal), ..Choices::default() };
    let second = convert(&book, &second, Some(choices)).unwrap().value;
    let preview = book.read(|db| turn_back_preview(db, &outcome.conversion_id, "de")).unwrap();
    assert!(
        preview.stays.iter().any(|stays| stays.record.record.id == deal && stays.users == ["Second"]),
        "{preview:#?}"
    );
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM opportunity"), "1");
    book.assert_sound();
    turn_back(&book, &second.conversion_id).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM lead"), "2");
    book.assert_sound();
}

#[test]
fn a_record_deleted_since_does_not_hinder() {
    let book = TestBook::new();
    let id = acme(&book);
    let outcome = convert(&book, &id, None).unwrap().value;
    let person = outcome.contact.unwrap().id;
    book.transact(kontor_core::book::Op::new(kontor_core::book::OpKind::DeleteContact, ""), |tx| {
        kontor_core::records::contact::delete(tx, &person)
    })
    .unwrap();
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM contact_point WHERE lead_id IS NOT NULL"), "4");
    assert_eq!(value(&book, "SELECT first_name || last_name FROM lead"), "AmyWong");
    book.assert_sound();
}

#[test]
fn what_was_typed_in_the_dialog_is_not_lost() {
    let book = TestBook::new();
    let id = lead(&book, &Person { company: "Acme", ..Person::default() });
    let choices = Choices {
        organization: typed(&[("name", "Acme Pumps GmbH"), ("vatNumber", "DE5")]),
        contact: typed(&[("lastName", "Li")]),
        opportunity: typed(&[("title", "Pumps"), ("amount", "100"), ("expectedClose", "01/06/2025")]),
        role: "Boss".into(),
    };
    let outcome = convert(&book, &id, Some(choices)).unwrap().value;
    turn_back(&book, &outcome.conversion_id).unwrap();
    assert_eq!(
        value(
            &book,
            "SELECT title || '|' || company || '|' || last_name || '|' || expected_amount || '|' || description FROM lead"
        ),
        "Pumps|Acme Pumps GmbH|Li|10000|VAT number: DE5\nExpected close: 2025-06-01\nContact: Li (Boss)"
    );
    book.assert_sound();
}
