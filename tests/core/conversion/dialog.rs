//! What the dialog is told and what it may ask for: proposals, what is missing, what is kept, and a second conversion.

use kontor_core::flows::convert::{Action, Choices, Target, apply, preview};
use kontor_core::flows::duplicates::Strength;

use super::cases::{amy, none};
use super::{convert, previewed, proposed, typed};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, value};
use crate::support::TestBook;

#[test]
fn c04_other_leads_and_the_customer_are_shown_and_the_choice_stays_the_users() {
    let book = TestBook::new();
    let (first, copy) = (amy(&book), amy(&book));
    let known = contact(
        &book,
        &Person { last: "Wong", emails: &["\"Amy, PhD\" <AMY.WONG@test.example.com>"], ..Person::default() },
    );
    let preview = proposed(&book, &first).unwrap();
    assert_eq!(preview.candidates.leads.len(), 1);
    assert_eq!(preview.candidates.leads[0].record.id, copy);
    assert_eq!(preview.choices.contact, Target::existing(&known));
    let own = Choices { organization: Target::None, ..Choices::default() };
    assert_eq!(previewed(&book, &first, &own).unwrap().choices, own);
}

/// D19.
#[test]
fn d19_what_came_to_nothing_is_not_offered() {
    let book = TestBook::new();
    let id = amy(&book);
    lead(&book, &Person { emails: &["amy.wong@test.example.com"], closed: true, ..Person::default() });
    let known = contact(&book, &Person { last: "W", emails: &["amy.wong@test.example.com"], ..Person::default() });
    opportunity(&book, "Lost", None, Some(&known));
    sql(
        &book,
        "UPDATE opportunity SET state = 'lost', probability = 0, closed_at = created_at,
         lost_reason_id = (SELECT id FROM lost_reason LIMIT 1)",
    );
    let open = opportunity(&book, "Open", None, Some(&known));
    let candidates = proposed(&book, &id).unwrap().candidates;
    assert!(candidates.leads.is_empty());
    let offered: Vec<&str> = candidates.opportunities.iter().map(|offered| offered.id.as_str()).collect();
    assert_eq!(offered, [open.as_str()]);
}

/// C38, C52.
#[test]
fn c38_c52_a_lead_converts_once_whatever_is_asked_the_second_time() {
    let book = TestBook::new();
    let id = amy(&book);
    let first = convert(&book, &id, None).unwrap();
    assert!(!first.value.already && first.op.is_some());
    let rows = book.rows();
    let all_new = Choices { organization: typed(&[("name", "Other")]), ..Choices::default() };
    for choices in [all_new, none(Target::None), none(Target::new())] {
        let again = convert(&book, &id, Some(choices)).unwrap();
        assert_eq!(again.op, None, "it left a step");
        assert!(again.value.already);
        let first = &first.value;
        assert_eq!(
            (&again.value.conversion_id, &again.value.contact, &again.value.opportunity, again.value.moved),
            (&first.conversion_id, &first.contact, &first.opportunity, first.moved)
        );
        assert_eq!(book.rows(), rows);
    }
    assert!(proposed(&book, &id).unwrap().already.is_some());
    let book = book.reopen();
    assert!(convert(&book, &id, None).unwrap().value.already);
}

/// C40: a contact is known already while the organization would be new.
#[test]
fn c40_a_clash_is_named_before_anything_is_made_and_the_user_may_go_on() {
    let book = TestBook::new();
    let id = amy(&book);
    sql(&book, "UPDATE lead SET company = 'Planet Express', company_key = 'planet express'");
    let known = contact(
        &book,
        &Person { first: "Amy", last: "Wong", emails: &["amy.wong@test.example.com"], ..Person::default() },
    );
    let before = book.rows();
    let all_new = Choices::default();
    for preview in [proposed(&book, &id).unwrap(), previewed(&book, &id, &all_new).unwrap()] {
        let clash = &preview.candidates.contacts[0];
        assert_eq!(
            (clash.record.kind.table(), clash.record.id.as_str(), clash.title.as_str(), clash.strength),
            ("contact", known.as_str(), "Amy Wong", Strength::Strong)
        );
        assert!(preview.candidates.organizations.is_empty());
    }
    assert_eq!(book.rows(), before, "nothing is made before the choice");
    convert(&book, &id, Some(all_new)).unwrap();
    let made = "SELECT (SELECT count(*) FROM organization) || (SELECT count(*) FROM contact) || (SELECT count(*) FROM opportunity)";
    assert_eq!(value(&book, made), "121", "all three, beside the contact that was there");
}

/// C50.
#[test]
fn c50_nothing_is_invented_what_is_missing_is_named() {
    let book = TestBook::new();
    let id = lead(&book, &Person { title: "contact", emails: &["contact@company.com"], ..Person::default() });
    let preview = proposed(&book, &id).unwrap();
    assert_eq!((&preview.choices.organization, &preview.choices.contact), (&Target::None, &Target::None), "C64");
    let preview = previewed(&book, &id, &Choices::default()).unwrap();
    let missing: Vec<_> =
        preview.missing.iter().map(|missing| (missing.kind.table(), missing.field.as_str())).collect();
    assert_eq!(missing, [("organization", "name"), ("contact", "lastName")]);
    let choices = Choices {
        organization: typed(&[("name", "Company")]),
        contact: typed(&[("lastName", "Li")]),
        opportunity: typed(&[("title", " ")]),
        role: String::new(),
    };
    let error = convert(&book, &id, Some(choices)).unwrap_err();
    assert_eq!(error.to_string(), "field_needed [opportunity.title]");
}

#[test]
fn r4_the_preview_says_what_is_kept_filled_added_and_skipped() {
    let book = TestBook::new();
    let id = lead(
        &book,
        &Person {
            first: "Amy",
            last: "Wong",
            company: "Acme GmbH",
            emails: &["amy@acme.de", "amy@gmail.com"],
            websites: &["acme.de"],
            ..Person::default()
        },
    );
    sql(&book, "UPDATE lead SET job_title = 'CTO', industry = 'Ships', language = 'fr'");
    let company = organization(&book, &Person { company: "ACME", websites: &["www.acme.de"], ..Person::default() });
    let person = contact(
        &book,
        &Person {
            first: "Amy",
            last: "Wong",
            emails: &["Amy@acme.de"],
            organization: Some(&company),
            ..Person::default()
        },
    );
    sql(&book, "UPDATE contact SET language = 'en'");
    let before = book.rows();
    let preview = proposed(&book, &id).unwrap();
    assert_eq!(preview.choices.organization, Target::existing(&company));
    assert_eq!(preview.choices.contact, Target::existing(&person));
    assert!(preview.candidates.organizations.iter().all(|found| found.strength == Strength::Strong));
    let said = |fields: &[kontor_core::flows::convert::FieldOutcome]| {
        fields
            .iter()
            .map(|field| (field.field.clone(), field.action, field.value.clone(), field.lead.clone()))
            .collect::<Vec<_>>()
    };
    let row =
        |field: &str, action, value: &str, lead: &str| (field.to_owned(), action, value.to_owned(), lead.to_owned());
    assert_eq!(
        said(&preview.organization.unwrap().fields),
        [
            row("name", Action::Kept, "ACME", "Acme GmbH"),
            row("industry", Action::Filled, "Ships", ""),
            row("website", Action::Skipped, "acme.de", ""),
        ]
    );
    assert_eq!(
        said(&preview.contact.unwrap().fields),
        [
            row("jobTitle", Action::Filled, "CTO", ""),
            row("language", Action::Kept, "en", "fr"),
            row("email", Action::Skipped, "amy@acme.de", ""),
            row("email", Action::Added, "amy@gmail.com", ""),
        ]
    );
    assert_eq!(
        said(&preview.opportunity.unwrap().fields),
        [row("title", Action::Made, "Acme GmbH", ""), row("stage", Action::Made, "New", ""),]
    );
    assert_eq!(book.rows(), before, "a preview writes nothing");
}

#[test]
fn the_first_name_of_one_is_not_put_before_the_last_name_of_another() {
    let book = TestBook::new();
    let id = lead(&book, &Person { first: "Amy", last: "Wong", ..Person::default() });
    let other = contact(&book, &Person { last: "Smith", ..Person::default() });
    let choices = Choices { organization: Target::None, contact: Target::existing(other), ..Choices::default() };
    convert(&book, &id, Some(choices)).unwrap();
    assert_eq!(value(&book, "SELECT first_name || last_name FROM contact"), "Smith");
}

#[test]
fn r8_lines_are_written_in_the_users_language() {
    let book = TestBook::new();
    let id = amy(&book);
    sql(&book, "UPDATE lead SET rating = 'hot', expected_amount = 123450");
    let choices = Choices { opportunity: Target::None, organization: Target::None, ..Choices::default() };
    let preview = book.read(|db| preview(db, &id, Some(&choices), "de")).unwrap();
    assert_eq!(
        preview.lines,
        ["Titel: Nibbler Spacecraft Request", "Bewertung: heiß", "Erwarteter Betrag: 1.234,50 EUR"]
    );
    apply(&book, &id, &choices, "de").unwrap();
    assert_eq!(value(&book, "SELECT description FROM contact"), preview.lines.join("\n"));
}
