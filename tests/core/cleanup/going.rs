//! What becomes of those that go, and why others stay.

use std::ops::ControlFlow;

use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::cleanup::{self, Shape, Wanted};
use kontor_core::flows::convert::Moves;
use kontor_core::flows::progress::Progress;
use kontor_core::records::foreign::{self, ForeignId, Owner};
use kontor_core::records::{distinct, lead as leads, merged, points};

use super::{clean_up, contact_of, go_on, organization_of, previewed};
use crate::conversion::{convert, turn_back};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, step, value};
use crate::support::TestBook;

/// Acme with everything on it, and two people.
struct Acme {
    id: String,
    ann: String,
    bo: String,
}

fn acme(book: &TestBook) -> Acme {
    let id = organization(
        book,
        &Person {
            company: "Acme GmbH",
            emails: &["info@acme.de"],
            phones: &["030 555000"],
            websites: &["acme.de"],
            ..Person::default()
        },
    );
    let person = |first, last, email| {
        let person = Person { first, last, emails: &[email], organization: Some(&id), ..Person::default() };
        contact(book, &person)
    };
    let (ann, bo) = (person("Ann", "Lee", "ann@acme.de"), person("Bo", "Zed", "bo@acme.de"));
    sql(
        book,
        &format!(
            "UPDATE organization SET industry = 'Pumps', employees = 12, annual_revenue = 500000, currency = 'CHF', vat_number = 'DE99',
                                     description = 'Makes pumps.', created_at = '2020-01-01T00:00:00.000Z' WHERE id = '{id}';
             UPDATE contact SET job_title = 'Buyer', birthday = '1980-12-31', no_phone = 1, description = 'Likes tea.', salutation = 'Ms'
              WHERE id = '{ann}';
             UPDATE contact SET job_title = 'Boss', language = 'fr', reports_to_id = '{ann}' WHERE id = '{bo}';
             INSERT INTO address (id, kind, street, city, organization_id) VALUES ('bill', 'billing', 'Way 1', 'Bonn', '{id}');
             INSERT INTO address (id, kind, city, organization_id) VALUES ('ship', 'shipping', 'Köln', '{id}');
             INSERT INTO tag (id, name, name_key) VALUES ('t', 'Fair', 'fair');
             INSERT INTO tag_link (id, tag_id, organization_id) VALUES ('tl', 't', '{id}');
             INSERT INTO note (id, body, created_at, updated_at) VALUES ('n', 'of Acme', '', ''), ('m', 'of Bo', '', '');
             INSERT INTO timeline_link (id, note_id, organization_id) VALUES ('nl', 'n', '{id}');
             INSERT INTO timeline_link (id, note_id, contact_id) VALUES ('ml', 'm', '{bo}');
             INSERT INTO foreign_id (id, system, kind, value, organization_id) VALUES ('fo', 'odoo', 'organization', '17', '{id}');
             INSERT INTO foreign_id (id, system, kind, value, contact_id) VALUES ('fb', 'odoo', 'contact', '18', '{bo}');"
        ),
    );
    Acme { id, ann, bo }
}

fn points_of(book: &TestBook, column: &str, id: &str) -> String {
    value(
        book,
        &format!(
            "SELECT group_concat(value || iif(label = '', '', ' ' || label), ', ' ORDER BY kind, position)
             FROM contact_point WHERE {column} = '{id}'"
        ),
    )
}

fn lead_of(book: &TestBook, id: &str) -> leads::Detail {
    book.read(|db| leads::get(db, id)).unwrap()
}

fn found(book: &TestBook, kind: &str, value: &str) -> Option<Owner> {
    book.read(|db| foreign::find(db, ForeignId { system: "odoo", kind, value })).unwrap()
}

fn choices(book: &TestBook, lead: &str) -> kontor_core::flows::convert::Choices {
    let mut choices = crate::conversion::proposed(book, lead).unwrap().choices;
    choices.opportunity = kontor_core::flows::convert::Target::None;
    choices
}

#[test]
fn an_organization_becomes_a_lead_per_contact_with_every_field_kept() {
    let book = TestBook::new();
    let Acme { id, ann, bo } = acme(&book);
    let before = book.rows();
    let would = previewed(&book, &[organization_of(&id)], Shape::PerContact).unwrap();
    assert_eq!(book.rows(), before, "a preview changes nothing");
    let done = clean_up(&book, &[organization_of(&id)], Shape::PerContact).unwrap();
    let outcome = &done.value;
    assert_eq!((outcome.leads, outcome.organizations, outcome.contacts, outcome.staying), (2, 1, 2, 0));
    assert_eq!(outcome.moves, Moves { activities: 0, notes: 2, files: 0, tags: 1 });
    let named = |outcome: &cleanup::Outcome| {
        outcome.examples.iter().map(|one| (one.title.clone(), one.lines.clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        (named(&would), would.leads, would.moves),
        (named(outcome), 2, outcome.moves),
        "the preview says what is done"
    );

    let [first, second] = [&outcome.first[0], &outcome.first[1]].map(|id| lead_of(&book, id));
    assert_eq!((first.title.as_str(), first.company.as_str()), ("Acme GmbH", "Acme GmbH"));
    assert_eq!((first.salutation.as_str(), first.last_name.as_str(), first.job_title.as_str()), ("Ms", "Lee", "Buyer"));
    assert_eq!((first.industry.as_str(), first.employees, first.currency.as_str()), ("Pumps", Some(12), "CHF"));
    assert_eq!(first.created_at, "2020-01-01T00:00:00.000Z");
    let lines = "Likes tea.\n\nMakes pumps.\n\nBirthday: 1980-12-31\nNo calls: yes\nAnnual revenue: 5,000.00 CHF\nVAT number: DE99\n\
                 Shipping address: Köln";
    assert_eq!(first.description, lines);
    assert_eq!(
        second.description,
        "Makes pumps.\n\nReports to: Ms Ann Lee\nAnnual revenue: 5,000.00 CHF\nVAT number: DE99\n\
                 Shipping address: Köln"
    );
    assert_eq!(points_of(&book, "lead_id", &first.id), "ann@acme.de, info@acme.de, 030 555000, acme.de");
    assert_eq!(points_of(&book, "lead_id", &second.id), "bo@acme.de");
    let city = |lead: &leads::Detail| lead.address.as_ref().map(|address| address.city.clone());
    assert_eq!((city(&first), city(&second)), (Some("Bonn".into()), Some("Bonn".into())));
    for lead in [&first, &second] {
        assert_eq!(lead.tags.len(), 1, "the organization's tag is on each");
        let notes = value(
            &book,
            &format!("SELECT group_concat(note_id ORDER BY note_id) FROM timeline_link WHERE lead_id = '{}'", lead.id),
        );
        assert_eq!(notes, if lead.id == second.id { "m,n" } else { "n" });
    }
    assert_eq!(value(&book, "SELECT (SELECT count(*) FROM organization) + (SELECT count(*) FROM contact)"), "0");
    // The old ids lead on, in the book and in files of other systems.
    let now = |id: &str| book.read(|db| merged::now(db, id)).unwrap().map(|record| record.id);
    assert_eq!([now(&id), now(&ann), now(&bo)], [&first.id, &first.id, &second.id].map(|id| Some(id.clone())));
    assert_eq!(found(&book, "organization", "17"), Some(Owner::record(Kind::Lead, &first.id)));
    assert_eq!(found(&book, "contact", "18"), Some(Owner::record(Kind::Lead, &second.id)));
    book.assert_sound();

    book.undo().unwrap();
    assert_eq!(book.rows(), before, "one step, and its undo restores all of it");
    book.redo().unwrap();
    book.assert_sound();
}

#[test]
fn an_organization_becomes_one_lead_with_its_people_in_the_description() {
    let book = TestBook::new();
    let Acme { id, ann, bo } = acme(&book);
    let before = book.rows();
    let outcome = clean_up(&book, &[organization_of(&id), contact_of(&bo)], Shape::PerOrganization).unwrap().value;
    assert_eq!((outcome.leads, outcome.organizations, outcome.contacts), (1, 1, 2));
    let lead = lead_of(&book, &outcome.first[0]);
    assert_eq!(
        lead.description,
        "Likes tea.\n\nMakes pumps.\n\nBirthday: 1980-12-31\nNo calls: yes\nContact: Bo Zed\nJob title: Boss\nLanguage: fr\n\
         Reports to: Ms Ann Lee\nAnnual revenue: 5,000.00 CHF\nVAT number: DE99\nShipping address: Köln"
    );
    assert_eq!(
        points_of(&book, "lead_id", &lead.id),
        "ann@acme.de, info@acme.de, bo@acme.de Bo Zed, 030 555000, acme.de"
    );
    book.assert_sound();

    // And back: the organization and both contacts, under their ids, with nothing left in the description.
    let back = convert(&book, &lead.id, Some(choices(&book, &lead.id))).unwrap().value;
    assert_eq!(
        (back.organization.map(|one| one.id), back.contact.map(|one| one.id)),
        (Some(id.clone()), Some(ann.clone()))
    );
    assert_eq!(points_of(&book, "organization_id", &id), "info@acme.de, 030 555000, acme.de");
    assert_eq!(
        (points_of(&book, "contact_id", &ann), points_of(&book, "contact_id", &bo)),
        ("ann@acme.de".into(), "bo@acme.de".into())
    );
    let row = |table: &str, id: &str, columns: &str| {
        value(&book, &format!("SELECT concat_ws('|', {columns}) FROM {table} WHERE id = '{id}'"))
    };
    assert_eq!(
        row("organization", &id, "name, vat_number, annual_revenue, currency, employees, description, created_at"),
        "Acme GmbH|DE99|500000|CHF|12|Makes pumps.|2020-01-01T00:00:00.000Z"
    );
    assert_eq!(
        row("contact", &ann, "birthday, no_phone, description, organization_id"),
        format!("1980-12-31|1|Likes tea.|{id}")
    );
    assert_eq!(
        row("contact", &bo, "job_title, language, reports_to_id, organization_id"),
        format!("Boss|fr|{ann}|{id}")
    );
    assert_eq!(
        value(
            &book,
            &format!(
                "SELECT group_concat(kind || ' ' || city ORDER BY kind) FROM address WHERE organization_id = '{id}'"
            )
        ),
        "billing Bonn,shipping Köln"
    );
    assert_eq!(found(&book, "organization", "17"), Some(Owner::record(Kind::Organization, &id)));
    assert_eq!(found(&book, "contact", "18"), Some(Owner::record(Kind::Contact, &bo)));
    assert_eq!(value(&book, "SELECT count(*) FROM former"), "0");
    book.assert_sound();
    while book.rows() != before {
        book.undo().unwrap();
    }
}

#[test]
fn what_was_changed_on_the_lead_since_holds_and_what_was_taken_away_stays_away() {
    let book = TestBook::new();
    let Acme { id, ann, .. } = acme(&book);
    let outcome = clean_up(&book, &[organization_of(&id)], Shape::PerOrganization).unwrap().value;
    let lead = outcome.first[0].clone();
    sql(
        &book,
        &format!(
            "UPDATE lead SET company = 'Acme AG', employees = NULL, description = 'Called.' || char(10) || char(10) || description
              WHERE id = '{lead}';
             UPDATE address SET street = 'New way 2' WHERE lead_id = '{lead}';
             DELETE FROM contact_point WHERE value = '030 555000';
             DELETE FROM tag_link WHERE lead_id = '{lead}';"
        ),
    );
    convert(&book, &lead, Some(choices(&book, &lead))).unwrap();
    let organization = "SELECT concat_ws('|', name, employees, vat_number) FROM organization";
    assert_eq!(value(&book, organization), "Acme AG|DE99");
    assert_eq!(
        value(&book, "SELECT group_concat(street || city, ', ' ORDER BY kind) FROM address"),
        "New way 2Bonn, Köln"
    );
    assert_eq!(points_of(&book, "organization_id", &id), "info@acme.de, acme.de");
    assert_eq!(value(&book, "SELECT count(*) FROM tag_link"), "0");
    let description = value(&book, &format!("SELECT description FROM contact WHERE id = '{ann}'"));
    // Its title is the company's name no more, and stands nowhere else without an opportunity (R8).
    assert_eq!(description, "Likes tea.\n\nCalled.\n\nTitle: Acme GmbH");
    book.assert_sound();
}

#[test]
fn who_is_needed_by_somebody_who_stays_stays_and_is_named() {
    let book = TestBook::new();
    let holding = organization(&book, &Person { company: "Holding", ..Person::default() });
    let daughter = organization(&book, &Person { company: "Daughter", ..Person::default() });
    let customer = organization(&book, &Person { company: "Customer", ..Person::default() });
    let of = |first, organization: Option<&str>| {
        contact(&book, &Person { first, last: "Y", organization, ..Person::default() })
    };
    let boss = of("Boss", Some(&holding));
    let buyer = of("Buyer", Some(&customer));
    let alone = of("Alone", None);
    sql(
        &book,
        &format!(
            "UPDATE organization SET parent_id = '{holding}' WHERE id = '{daughter}';
             UPDATE contact SET reports_to_id = '{boss}' WHERE id = '{buyer}';"
        ),
    );
    opportunity(&book, "Deal", None, Some(&buyer));
    let all = [&holding, &daughter, &customer].map(|id| organization_of(id));
    let mut records = all.to_vec();
    records.extend([contact_of(&boss), contact_of(&alone)]);
    let outcome = previewed(&book, &records, Shape::PerContact).unwrap();
    let stays: Vec<(&str, Vec<&str>)> = outcome
        .stays
        .iter()
        .map(|one| (one.record.title.as_str(), one.users.iter().map(String::as_str).collect()))
        .collect();
    // The buyer is part of a deal, so her employer and her boss stay, and the boss's employer.
    assert_eq!(stays, [("Holding", vec!["Boss Y"]), ("Customer", vec!["Buyer Y"]), ("Boss Y", vec!["Buyer Y"])]);
    assert_eq!((outcome.leads, outcome.organizations, outcome.contacts, outcome.staying), (2, 1, 1, 3));
    clean_up(&book, &records, Shape::PerContact).unwrap();
    assert_eq!(value(&book, "SELECT group_concat(title, ', ' ORDER BY title) FROM lead"), "Alone Y, Daughter");
    let daughter = value(&book, "SELECT description FROM lead WHERE title = 'Daughter'");
    assert_eq!(daughter, "Subsidiary of: Holding");
    book.assert_sound();
}

#[test]
fn a_contact_of_a_customer_goes_alone_and_comes_back_to_it() {
    let book = TestBook::new();
    let customer = organization(&book, &Person { company: "Customer AG", ..Person::default() });
    opportunity(&book, "Deal", Some(&customer), None);
    let ann = contact(&book, &Person { first: "Ann", last: "Lee", organization: Some(&customer), ..Person::default() });
    let outcome = clean_up(&book, &[contact_of(&ann)], Shape::PerContact).unwrap().value;
    let lead = lead_of(&book, &outcome.first[0]);
    assert_eq!((lead.title.as_str(), lead.company.as_str()), ("Customer AG", "Customer AG"));
    convert(&book, &lead.id, None).unwrap();
    assert_eq!(value(&book, &format!("SELECT organization_id FROM contact WHERE id = '{ann}'")), customer);
    assert_eq!(value(&book, "SELECT count(*) FROM organization"), "1");
}

#[test]
fn what_a_lead_held_before_it_became_a_customer_is_in_its_fields_again() {
    let book = TestBook::new();
    let request = lead(
        &book,
        &Person {
            title: "Wants a pump",
            first: "Ann",
            last: "Lee",
            company: "Acme",
            emails: &["ann@acme.de"],
            ..Person::default()
        },
    );
    sql(
        &book,
        "UPDATE lead SET rating = 'hot', expected_amount = 500, source_id = (SELECT id FROM source LIMIT 1),
                         status_id = (SELECT id FROM lead_status LIMIT 1)",
    );
    let outcome = convert(&book, &request, Some(choices(&book, &request))).unwrap().value;
    let organization = outcome.organization.unwrap().id;
    clean_up(&book, &[organization_of(&organization)], Shape::PerContact).unwrap();
    let lead = lead_of(&book, &request);
    assert_eq!((lead.title.as_str(), lead.expected_amount), ("Wants a pump", Some(500)), "under its own id");
    assert!(lead.rating.is_some() && lead.source.is_some() && lead.status.is_some());
    assert_eq!(value(&book, "SELECT count(*) FROM conversion"), "0");
    // Converted and turned back, it is what it was.
    let before = book.rows();
    let conversion = convert(&book, &request, Some(choices(&book, &request))).unwrap().value.conversion_id;
    turn_back(&book, &conversion).unwrap();
    assert_eq!(book.rows(), before);
    book.assert_sound();
}

#[test]
fn two_of_one_name_come_back_as_two_and_one_that_came_since_is_taken() {
    let book = TestBook::new();
    let twins = ["A", "B"]
        .map(|_| organization(&book, &Person { company: "Acme GmbH", websites: &["acme.de"], ..Person::default() }));
    let outcome = clean_up(&book, &twins.each_ref().map(|id| organization_of(id)), Shape::PerContact).unwrap().value;
    let [one, other] = [&outcome.first[0], &outcome.first[1]];
    convert(&book, one, Some(choices(&book, one))).unwrap();
    convert(&book, other, Some(choices(&book, other))).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM organization"), "2");

    clean_up(&book, &[organization_of(&twins[0])], Shape::PerContact).unwrap();
    sql(
        &book,
        &format!(
            "DELETE FROM contact_point WHERE organization_id = '{0}'; DELETE FROM conversion WHERE organization_id = '{0}'; DELETE FROM organization WHERE id = '{0}'",
            twins[1]
        ),
    );
    book.world.advance(chrono::TimeDelta::days(1));
    let newer = organization(&book, &Person { company: "ACME", ..Person::default() });
    let lead = value(&book, "SELECT id FROM lead");
    let taken = convert(&book, &lead, Some(choices(&book, &lead))).unwrap().value.organization.unwrap();
    assert_eq!((taken.id, taken.created), (newer, false));
    book.assert_sound();
}

#[test]
fn ids_of_other_systems_go_along_with_conversion_merge_and_clean_up() {
    let book = TestBook::new();
    let one = lead(&book, &Person { first: "Ann", last: "Lee", company: "Acme", ..Person::default() });
    let twin = lead(&book, &Person { first: "Ann", last: "Lee", company: "Acme", ..Person::default() });
    let note = |owner: &RecordRef, value: &str| {
        step(&book, |tx| {
            foreign::note(tx, &Owner::Record(owner.clone()), ForeignId { system: "odoo", kind: "lead", value })
        })
    };
    let of = |id: &String| RecordRef { kind: Kind::Lead, id: id.clone() };
    note(&of(&one), "1");
    note(&of(&twin), "2");
    let merge =
        kontor_core::flows::merge::apply(&book, &[of(&one), of(&twin)], &Default::default(), "en").unwrap().value;
    let lead = merge.survivor.id;
    let both = |book: &TestBook| [found(book, "lead", "1"), found(book, "lead", "2")];
    assert_eq!(both(&book), [Some(Owner::record(Kind::Lead, &lead)), Some(Owner::record(Kind::Lead, &lead))]);
    let outcome = convert(&book, &lead, Some(choices(&book, &lead))).unwrap().value;
    let ann = Some(Owner::record(Kind::Contact, outcome.contact.unwrap().id));
    assert_eq!(both(&book), [ann.clone(), ann], "without an opportunity the contact has them");
    clean_up(&book, &[organization_of(&outcome.organization.unwrap().id)], Shape::PerContact).unwrap();
    assert_eq!(both(&book), [Some(Owner::record(Kind::Lead, &lead)), Some(Owner::record(Kind::Lead, &lead))]);
    book.assert_sound();
}

#[test]
fn broken_off_the_book_is_as_it_was() {
    let book = TestBook::new();
    let all: Vec<RecordRef> = (0..3)
        .map(|at| {
            organization_of(&organization(&book, &Person { company: &format!("Number {at}"), ..Person::default() }))
        })
        .collect();
    let before = book.rows();
    let mut stop =
        |progress: Progress| if progress.done == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let wanted = Wanted { records: all, shape: Shape::PerContact };
    assert_eq!(cleanup::apply(&book, &wanted, "en", &mut stop).unwrap_err().code(), "clean_up_cancelled");
    assert_eq!(book.rows(), before);
    let wrong = Wanted { records: vec![RecordRef { kind: Kind::Lead, id: "x".into() }], ..Wanted::default() };
    assert_eq!(cleanup::apply(&book, &wrong, "en", &mut go_on).unwrap_err().code(), "not_a_choice");
}

#[test]
fn the_primary_e_mail_of_a_lead_is_the_contacts() {
    let book = TestBook::new();
    let id = lead(&book, &Person { first: "Ann", last: "Lee", emails: &["old@a.de", "new@a.de"], ..Person::default() });
    let of = RecordRef { kind: Kind::Lead, id: id.clone() };
    let second = value(&book, "SELECT id FROM contact_point WHERE value = 'new@a.de'");
    step(&book, |tx| points::make_primary(tx, &of, &second));
    convert(&book, &id, None).unwrap();
    assert_eq!(value(&book, "SELECT value FROM contact_point WHERE position = 0"), "new@a.de");
}

#[test]
fn two_that_were_told_apart_stay_so_whichever_goes_and_comes_back_first() {
    for (one_first, together) in [(true, true), (false, true), (true, false), (false, false)] {
        let book = TestBook::new();
        let named = |company: &str| organization(&book, &Person { company, ..Person::default() });
        let (one, other) = (organization_of(&named("Acme GmbH")), organization_of(&named("Acme AG")));
        book.transact(Op::new(OpKind::TellApart, ""), |tx| distinct::say(tx, &one, &other)).unwrap();
        let mut leads = Vec::new();
        if together {
            leads.extend(clean_up(&book, &[one.clone(), other.clone()], Shape::PerContact).unwrap().value.first);
        } else {
            for record in [&one, &other] {
                leads.extend(clean_up(&book, std::slice::from_ref(record), Shape::PerContact).unwrap().value.first);
            }
        }
        if !one_first {
            leads.reverse();
        }
        for lead in &leads {
            convert(&book, lead, Some(choices(&book, lead))).unwrap();
        }
        let said = book.read(distinct::all).unwrap();
        assert_eq!(said, [(one.id.clone(), other.id.clone())], "{one_first} {together}");
        book.assert_sound();
    }
}
