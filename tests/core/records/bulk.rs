//! Many records at once: one step, and who refuses is named.

use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::export::List;
use kontor_core::flows::selection;
use kontor_core::records::bulk::{Edit, Outcome, edit};
use kontor_core::records::{Typing, lead as leads};

use crate::fixture::{Person, contact, lead, opportunity, organization, value};
use crate::support::TestBook;

fn of(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: id.to_owned() }
}

fn run(book: &TestBook, records: &[RecordRef], wanted: &Edit) -> kontor_core::Result<Outcome> {
    let done =
        book.transact(Op::new(OpKind::EditRecords, ""), |tx| edit(tx, records, wanted, &Typing::of(tx, "en")?))?;
    Ok(done.value)
}

fn set(field: &str, value: &str) -> Edit {
    Edit::Set { field: field.into(), value: value.into() }
}

#[test]
fn fields_tags_and_deletion_of_many_are_one_step_and_who_refuses_is_left_out() {
    let book = TestBook::new();
    let ann = lead(&book, &Person { title: "Ann", ..Person::default() });
    let bo = lead(&book, &Person { title: "Bo", ..Person::default() });
    let both = [of(Kind::Lead, &ann), of(Kind::Lead, &bo)];
    let before = book.rows();
    let outcome =
        run(&book, &[both[0].clone(), of(Kind::Lead, "gone"), both[1].clone()], &set("rating", "hot")).unwrap();
    assert_eq!((outcome.done, outcome.refused.len(), outcome.refused[0].reason.code), (2, 1, "not_found"));
    assert_eq!(value(&book, "SELECT count(*) FROM lead WHERE rating = 'hot'"), "2");
    let step = book.read(|db| kontor_core::book::history::steps(db, None, 1)).unwrap().remove(0);
    assert_eq!((step.kind.as_str(), step.subject.as_str(), step.count), ("edit_records", "Ann", 2));
    book.undo().unwrap();
    assert_eq!(book.rows(), before);

    run(&book, &both, &Edit::Tag { name: "Fair".into() }).unwrap();
    run(&book, &both[..1], &Edit::Untag { name: "fair".into() }).unwrap();
    assert_eq!(value(&book, "SELECT group_concat(lead_id) FROM tag_link"), bo);

    let used = organization(&book, &Person { company: "Used", ..Person::default() });
    let free = organization(&book, &Person { company: "Free", ..Person::default() });
    opportunity(&book, "Deal", Some(&used), None);
    let outcome = run(&book, &[of(Kind::Organization, &used), of(Kind::Organization, &free)], &Edit::Delete).unwrap();
    assert_eq!(
        (outcome.done, outcome.refused[0].title.as_str(), outcome.refused[0].reason.code),
        (1, "Used", "organization_in_use")
    );
    assert_eq!(value(&book, "SELECT group_concat(name) FROM organization"), "Used");
    book.assert_sound();
}

#[test]
fn what_is_wrong_for_all_of_them_is_refused_as_such_and_changes_nothing() {
    let book = TestBook::new();
    let ann = of(Kind::Lead, &lead(&book, &Person { title: "Ann", ..Person::default() }));
    let bo = of(Kind::Contact, &contact(&book, &Person { last: "Bo", ..Person::default() }));
    let before = book.rows();
    for (wanted, code, field) in [
        (set("colour", "red"), "not_a_choice", "field"),
        (set("employees", "many"), "not_a_number", "employees"),
        (Edit::Tag { name: " ".into() }, "field_needed", "tags"),
    ] {
        let Err(kontor_core::Error::Refused(refusal)) = run(&book, std::slice::from_ref(&ann), &wanted) else {
            panic!("{wanted:?} was not refused");
        };
        assert_eq!((refusal.code, refusal.field.as_deref()), (code, Some(field)), "{wanted:?}");
    }
    assert_eq!(book.rows(), before);
    // A kind without that field is left out.
    let outcome = run(&book, &[ann, bo], &set("rating", "cold")).unwrap();
    assert_eq!((outcome.done, outcome.refused[0].reason.code), (1, "not_a_choice"));
}

#[test]
fn a_list_of_chosen_records_has_these_alone_in_its_order() {
    let book = TestBook::new();
    let ids: Vec<String> = ["C", "A", "B"].map(|title| lead(&book, &Person { title, ..Person::default() })).into();
    let query = leads::Query { ids: ids[..2].to_vec(), sort: leads::Sort::Title, ..Default::default() };
    let chosen = book.read(|db| selection::of(db, &List::Leads(query.clone()))).unwrap();
    assert_eq!(chosen.into_iter().map(|record| record.id).collect::<Vec<_>>(), [ids[1].clone(), ids[0].clone()]);
    assert_eq!(book.read(|db| leads::page(db, &query)).unwrap().count.map(|count| count.value), Some(2));
}
