//! What a table of cases does not hold: a merge from its preview to what comes after it.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::merge::{Choices, Standing};

use super::cases::{deal, ranked};
use super::{choices, merge, previewed, records, text_of};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, step, value};
use crate::support::TestBook;

/// M04: what is won, lost or closed is in the list, and the list says so.
#[test]
fn m04_the_preview_says_how_each_record_stands() {
    let book = TestBook::new();
    let closed = lead(&book, &Person { title: "C", closed: true, ..Person::default() });
    let won = deal(&book, "Won deal", "Won");
    let open = deal(&book, "Open deal", "New");
    let mut all = records(Kind::Lead, &[&closed]);
    all.extend(records(Kind::Opportunity, &[&open, &won]));
    let shown = previewed(&book, &all, &Choices::default()).unwrap();
    let standings: Vec<_> = shown.records.iter().map(|record| (record.title.as_str(), record.standing)).collect();
    assert_eq!(standings, [("Won deal", Standing::Won), ("Open deal", Standing::Open), ("C", Standing::Closed)]);
}

/// M35: both are as they were, and what was added since is on the survivor.
#[test]
fn m35_undo_gives_both_back_and_later_additions_stay_on_the_survivor() {
    let book = TestBook::new();
    let (a, b) = (ranked(&book, "A", "Qualified", 1), ranked(&book, "B", "New", 2));
    let before = book.rows();
    let done = merge(&book, &records(Kind::Lead, &[&a, &b]), &Choices::default()).unwrap();
    let owner = RecordRef { kind: Kind::Lead, id: a.clone() };
    step(&book, |tx| {
        kontor_core::records::note::add(tx, std::slice::from_ref(&owner), "Later")?;
        kontor_core::records::tags::add(tx, &owner, "Later")?;
        let typing = kontor_core::records::Typing::of(tx, "en")?;
        let email = kontor_core::records::PointDraft::of("later@x.de");
        kontor_core::records::points::add(tx, &owner, kontor_core::records::PointKind::Email, &email, &typing)
    });
    book.undo_step(done.op.unwrap()).unwrap();
    let after = book.rows();
    let rows_of_b = |rows: &[String]| rows.iter().filter(|row| text_of(row).contains(&b)).cloned().collect::<Vec<_>>();
    assert_eq!(rows_of_b(&after), rows_of_b(&before));
    assert_eq!(value(&book, "SELECT count(*) FROM lead"), "2");
    for query in [
        "SELECT count(*) FROM timeline_link WHERE lead_id = 'A'",
        "SELECT count(*) FROM tag_link WHERE lead_id = 'A'",
        "SELECT count(*) FROM contact_point WHERE lead_id = 'A'",
    ] {
        assert_eq!(value(&book, &query.replace("'A'", &format!("'{a}'"))), "1", "{query}");
    }
    assert_eq!(value(&book, "SELECT count(*) FROM merged"), "0");
    book.assert_sound();
}

/// M35: a field of the survivor that was changed since is in the way; nothing is undone then.
#[test]
fn m35_a_field_that_was_changed_since_is_in_the_way_and_named() {
    let book = TestBook::new();
    let (a, b) = (ranked(&book, "A", "Qualified", 1), ranked(&book, "B", "New", 2));
    let done = merge(&book, &records(Kind::Lead, &[&a, &b]), &Choices::default()).unwrap();
    sql(&book, "UPDATE lead SET description = 'Mine'");
    let before = book.rows();
    assert_eq!(book.undo_step(done.op.unwrap()).unwrap_err().code(), "undo_conflict");
    assert_eq!(book.rows(), before);
}

#[test]
fn the_preview_shows_all_values_side_by_side_and_what_moves() {
    let book = TestBook::new();
    let acme = organization(&book, &Person { company: "Acme", emails: &["a@acme.de"], ..Person::default() });
    let other =
        organization(&book, &Person { company: "Acme GmbH", emails: &["A@acme.de", "b@acme.de"], ..Person::default() });
    contact(&book, &Person { last: "Wong", organization: Some(&other), ..Person::default() });
    opportunity(&book, "Deal", Some(&other), None);
    sql(
        &book,
        &format!(
            "UPDATE organization SET parent_id = NULL, industry = 'Steel', created_at = '2030' WHERE id = '{other}'"
        ),
    );
    let shown = previewed(&book, &records(Kind::Organization, &[&other, &acme]), &choices(Some(&acme), &[])).unwrap();
    let fields: Vec<(&str, Vec<&str>, &str, Option<&str>)> = shown
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.values.iter().map(String::as_str).collect(), f.value.as_str(), f.from.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [
            ("name", vec!["Acme", "Acme GmbH"], "Acme", Some(acme.as_str())),
            ("industry", vec!["", "Steel"], "Steel", Some(other.as_str())),
            ("emails", vec!["a@acme.de", "A@acme.de, b@acme.de"], "a@acme.de, b@acme.de", None),
        ]
    );
    assert_eq!((shown.moves.contacts, shown.moves.opportunities, shown.moves.tags), (1, 1, 0));
    assert_eq!(shown.lines, ["Name: Acme GmbH"]);
}

/// Without a choice the customer with a deal survives, then the older one.
#[test]
fn the_customer_with_a_deal_survives() {
    let book = TestBook::new();
    let older = organization(&book, &Person { company: "Older", ..Person::default() });
    let dealing = organization(&book, &Person { company: "Dealing", ..Person::default() });
    opportunity(&book, "Deal", Some(&dealing), None);
    let done = merge(&book, &records(Kind::Organization, &[&older, &dealing]), &Choices::default()).unwrap();
    assert_eq!(done.value.survivor.id, dealing);
}
