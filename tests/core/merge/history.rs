//! What happened to a record before it was merged is told by the survivor (R5, R15): its history and its timeline.

use std::collections::BTreeMap;

use kontor_core::book::history::{self, HistoryEntry};
use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::merge::Choices;
use kontor_core::records::{activity, contact, lead, note, organization, timeline};

use super::{merge, records};
use crate::fixture::{self, Person, opportunity, sql};
use crate::records::typing;
use crate::support::TestBook;

fn told(book: &TestBook, id: &str) -> Vec<HistoryEntry> {
    book.read(|db| history::of_record(db, id, None, 50)).unwrap()
}

/// Each change of a field: of which record, from what, to what; the newest first.
fn changes(book: &TestBook, id: &str) -> Vec<String> {
    let entries = told(book, id);
    let all = entries.iter().flat_map(|entry| &entry.changes).filter(|change| !change.field.is_empty());
    all.map(|change| {
        let of = change.of.as_deref().unwrap_or("this");
        let side = |value: &Option<String>| value.clone().unwrap_or_default();
        format!("{of}: {} {} -> {}", change.field, side(&change.before), side(&change.after))
    })
    .collect()
}

fn kinds(book: &TestBook, id: &str) -> Vec<String> {
    told(book, id).into_iter().map(|entry| entry.step.kind).collect()
}

fn rename(book: &TestBook, kind: Kind, id: &str, text: &str) {
    let op = if kind == Kind::Lead { OpKind::EditLead } else { OpKind::EditOrganization };
    book.transact(Op::new(op, ""), |tx| match kind {
        Kind::Lead => lead::set(tx, id, &BTreeMap::from([(lead::Field::JobTitle, text.to_owned())]), &typing(tx)),
        Kind::Contact => {
            contact::set(tx, id, &BTreeMap::from([(contact::Field::JobTitle, text.to_owned())]), &typing(tx))
        }
        _ => {
            organization::set(tx, id, &BTreeMap::from([(organization::Field::Industry, text.to_owned())]), &typing(tx))
        }
    })
    .unwrap();
}

#[test]
fn the_survivors_history_has_what_happened_to_the_losers_and_says_to_whom() {
    let book = TestBook::new();
    let [ours, theirs, third] = ["Acme", "Acme GmbH", "ACME AG"]
        .map(|company| fixture::organization(&book, &Person { company, ..Person::default() }));
    for (id, text) in [(&theirs, "Steel"), (&ours, "Wood"), (&theirs, "Pumps"), (&third, "Glass")] {
        rename(&book, Kind::Organization, id, text);
    }
    let before = changes(&book, &ours);
    assert_eq!(before, ["this: industry  -> Wood"]);
    let survivor = Choices { survivor: Some(ours.clone()), ..Choices::default() };
    let done = merge(&book, &records(Kind::Organization, &[&ours, &theirs]), &survivor).unwrap();
    // The second survivor of a chain has all of it.
    merge(&book, &records(Kind::Organization, &[&ours, &third]), &survivor).unwrap();
    let after = changes(&book, &ours);
    let told_of_losers: Vec<&String> = after.iter().filter(|line| !line.starts_with("this")).collect();
    assert_eq!(
        told_of_losers,
        ["ACME AG: industry  -> Glass", "Acme GmbH: industry Steel -> Pumps", "Acme GmbH: industry  -> Steel"]
    );
    let kinds = kinds(&book, &ours);
    assert_eq!(kinds[..2], ["merge_records", "merge_records"], "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "edit_organization").count(), 4);
    // A page of it goes on where the one before ended, step by step.
    let mut paged = Vec::new();
    let mut from = None;
    loop {
        let page = book.read(|db| history::of_record(db, &ours, from, 2)).unwrap();
        let Some(last) = page.last() else { break };
        from = Some(last.step.seq);
        paged.extend(page);
    }
    assert_eq!(paged, told(&book, &ours));
    // Undone, each has its own again.
    book.undo().unwrap();
    book.undo_step(done.op.unwrap()).unwrap();
    assert!(changes(&book, &ours).iter().all(|line| line.starts_with("this")));
    assert_eq!(changes(&book, &theirs).iter().filter(|line| line.contains("industry")).count(), 2);
}

#[test]
fn a_lead_that_is_merged_into_an_opportunity_or_converted_is_told_of_there() {
    let book = TestBook::new();
    let asked = fixture::lead(&book, &Person { title: "Asked", first: "Ann", last: "Arm", ..Person::default() });
    let again = fixture::lead(&book, &Person { title: "Asked again", first: "Ann", last: "Arm", ..Person::default() });
    rename(&book, Kind::Lead, &asked, "Boss");
    rename(&book, Kind::Lead, &again, "Buyer");
    let deal = opportunity(&book, "Deal", None, None);
    let mut all = records(Kind::Lead, &[&asked]);
    all.extend(records(Kind::Opportunity, &[&deal]));
    merge(&book, &all, &Choices::default()).unwrap();
    let losers = |book: &TestBook, id: &str| -> Vec<String> {
        changes(book, id).into_iter().filter(|line| !line.starts_with("this")).collect()
    };
    assert_eq!(losers(&book, &deal), ["Asked: job_title  -> Boss"]);
    let done = crate::conversion::convert(&book, &again, None).unwrap().value;
    assert_eq!(losers(&book, &done.opportunity.unwrap().id), ["Asked again: job_title  -> Buyer"]);
    // Not told three times: the old id leads to the opportunity.
    assert_eq!(losers(&book, &done.contact.unwrap().id), [] as [&str; 0]);
}

#[test]
fn the_survivors_timeline_has_what_hung_on_the_losers_in_its_order() {
    let book = TestBook::new();
    let people =
        ["Ann", "Anne"].map(|first| fixture::contact(&book, &Person { first, last: "Arm", ..Person::default() }));
    let of = |id: &str| RecordRef { kind: Kind::Contact, id: id.to_owned() };
    for (at, id) in people.iter().chain(&people).enumerate() {
        book.world.advance(chrono::TimeDelta::hours(1));
        book.transact(Op::new(OpKind::AddNote, ""), |tx| {
            let fields = [(activity::Field::Subject, format!("Call {at}"))];
            activity::add(tx, &[of(id)], &activity::Draft { fields: fields.into(), done: true }, &typing(tx))?;
            note::add(tx, &[of(id)], &format!("Note {at}"))
        })
        .unwrap();
    }
    // One that hangs on both is there once.
    sql(
        &book,
        &format!(
            "INSERT INTO timeline_link (id, note_id, contact_id) SELECT 'both', min(id), '{}' FROM note",
            people[1]
        ),
    );
    merge(&book, &records(Kind::Contact, &[&people[0], &people[1]]), &Choices::default()).unwrap();
    let survivor = book.read(|db| kontor_core::records::merged::now(db, &people[1])).unwrap().unwrap();
    let page = book.read(|db| timeline::of(db, &survivor, None, 100)).unwrap();
    let notes: Vec<&str> = page
        .rows
        .iter()
        .filter_map(|item| if let timeline::Item::Note(note) = item { Some(note.body.as_str()) } else { None })
        .collect();
    assert_eq!(notes, ["Note 3", "Note 2", "Note 1", "Note 0"]);
    assert_eq!(page.rows.len(), 8);
}
