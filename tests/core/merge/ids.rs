//! Old ids lead to the survivor: in every way to name a record, through chains, and back when it is undone.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::convert::{self, Choices as Convert};
use kontor_core::flows::merge::Choices;
use kontor_core::flows::naming;
use kontor_core::flows::search::{HitKind, SearchQuery, search};
use kontor_core::records::{lead, merged, note, timeline};

use super::{merge, records};
use crate::fixture::{Person, contact, lead as new_lead, opportunity, organization, step, value};
use crate::support::TestBook;

fn now(book: &TestBook, id: &str) -> Option<RecordRef> {
    book.read(|db| merged::now(db, id)).unwrap()
}

fn leads(book: &TestBook, titles: &[&str]) -> Vec<String> {
    titles.iter().map(|&title| new_lead(book, &Person { title, ..Person::default() })).collect()
}

#[test]
fn an_old_id_leads_on_through_a_chain_of_merges() {
    let book = TestBook::new();
    let ids = leads(&book, &["A", "B", "C"]);
    let [a, b, c] = [0, 1, 2].map(|at| ids[at].as_str());
    let into = |loser: &str, survivor: &str| {
        let choices = Choices { survivor: Some(survivor.to_owned()), ..Choices::default() };
        merge(&book, &records(Kind::Lead, &[loser, survivor]), &choices).unwrap()
    };
    let owner = [RecordRef { kind: Kind::Lead, id: a.to_owned() }];
    step(&book, |tx| note::add(tx, &owner, "Hello"));
    let first = into(a, b);
    assert_eq!(now(&book, a).unwrap().id, b);
    into(b, c);
    for old in [a, b, c] {
        assert_eq!(now(&book, old).unwrap().id, c);
        assert_eq!(book.read(|db| lead::get(db, old)).unwrap().title, "C");
        let hangs =
            book.read(|db| timeline::of(db, &RecordRef { kind: Kind::Lead, id: old.to_owned() }, None, 9)).unwrap();
        assert_eq!(hangs.rows.len(), 1, "the note on A");
        assert_eq!(book.read(|db| naming::record(db, old, &Kind::ALL)).unwrap().id, c);
        let found =
            book.read(|db| search(db, &SearchQuery { text: format!(" {old} "), ..SearchQuery::default() })).unwrap();
        assert_eq!(found.hits.iter().map(|hit| (hit.kind, hit.id.as_str())).collect::<Vec<_>>(), [(HitKind::Lead, c)]);
    }
    // Found under the old titles, too: they stand in the description.
    for title in ["A", "B"] {
        assert!(value(&book, "SELECT description FROM lead").contains(&format!("Title: {title}")));
    }
    // The inner merge cannot be taken out from below the outer one.
    assert_eq!(book.undo_step(first.op.unwrap()).unwrap_err().code(), "undo_conflict");
    book.undo().unwrap();
    assert_eq!((now(&book, a).unwrap().id.as_str(), now(&book, b).unwrap().id.as_str()), (b, b));
    book.undo().unwrap();
    assert_eq!(now(&book, a).unwrap().id, a);
    assert_eq!(value(&book, "SELECT count(*) FROM merged"), "0");
}

#[test]
fn a_merged_id_named_again_stands_for_the_survivor() {
    let book = TestBook::new();
    let ids = leads(&book, &["A", "B", "C"]);
    let done = merge(&book, &records(Kind::Lead, &[&ids[0], &ids[1]]), &Choices::default()).unwrap().value;
    let again = merge(&book, &records(Kind::Lead, &[&ids[0], &ids[1]]), &Choices::default());
    assert_eq!(again.unwrap_err().code(), "merge_needs_two");
    let gone = ids.iter().find(|id| **id != done.survivor.id && **id != ids[2]).unwrap();
    let more = merge(&book, &records(Kind::Lead, &[gone, &ids[2]]), &Choices::default()).unwrap().value;
    assert_eq!(value(&book, "SELECT count(*) FROM lead"), "1");
    assert_eq!(now(&book, gone).unwrap(), more.survivor);
}

#[test]
fn an_old_id_leads_to_what_the_surviving_lead_became_and_back_with_it() {
    let book = TestBook::new();
    let ids = leads(&book, &["A", "B"]);
    let survivor = merge(&book, &records(Kind::Lead, &[&ids[0], &ids[1]]), &Choices::default()).unwrap().value.survivor;
    let merged_rows = book.rows();
    let outcome = convert::apply(&book, &survivor.id, &Convert::default(), "en");
    // Neither company nor person: an opportunity alone.
    assert!(outcome.is_err());
    let only_deal =
        Convert { organization: convert::Target::None, contact: convert::Target::None, ..Convert::default() };
    let outcome = convert::apply(&book, &survivor.id, &only_deal, "en").unwrap().value;
    let deal = outcome.opportunity.unwrap().id;
    for id in &ids {
        assert_eq!(now(&book, id), Some(RecordRef { kind: Kind::Opportunity, id: deal.clone() }), "{id}");
    }
    convert::turn_back_apply(&book, &outcome.conversion_id, "en").unwrap();
    assert_eq!(book.rows(), merged_rows);
}

#[test]
fn a_lead_merged_into_an_opportunity_can_be_turned_back_into_a_lead() {
    let book = TestBook::new();
    let id = new_lead(&book, &Person { title: "Ships", company: "Planet Express", ..Person::default() });
    let deal = opportunity(&book, "Deal", None, None);
    let before = book.rows();
    let mut both = records(Kind::Lead, &[&id]);
    both.extend(records(Kind::Opportunity, &[&deal]));
    merge(&book, &both, &Choices::default()).unwrap();
    assert_eq!(now(&book, &id).unwrap().id, deal);
    assert_eq!(value(&book, "SELECT title FROM search_document WHERE kind = 'conversion'"), "Ships");
    let conversion = value(&book, "SELECT id FROM conversion");
    convert::turn_back_apply(&book, &conversion, "en").unwrap();
    assert_eq!(book.rows(), before);
}

#[test]
fn what_was_deleted_leads_nowhere() {
    let book = TestBook::new();
    let ids = leads(&book, &["A", "B"]);
    let survivor = merge(&book, &records(Kind::Lead, &[&ids[0], &ids[1]]), &Choices::default()).unwrap().value.survivor;
    step(&book, |tx| lead::delete(tx, &survivor.id));
    assert!(ids.iter().all(|id| now(&book, id).is_none()));
    assert_eq!(value(&book, "SELECT count(*) FROM merged"), "0");
}

/// Turning a conversion back leaves a record in which others were merged since: it is more than what the conversion made.
#[test]
fn turning_back_a_conversion_leaves_the_survivor_of_a_merge() {
    for convert_the_survivor in [true, false] {
        let book = TestBook::new();
        let id = new_lead(&book, &Person { title: "Acme", last: "Wong", company: "Acme", ..Person::default() });
        let outcome = convert::apply(&book, &id, &Convert::default(), "en").unwrap().value;
        let (made, deal) = (outcome.contact.unwrap().id, outcome.opportunity.unwrap().id);
        let other = contact(&book, &Person { first: "Amy", last: "Wong", ..Person::default() });
        let survivor = if convert_the_survivor { &made } else { &other };
        let choices = Choices { survivor: Some(survivor.clone()), ..Choices::default() };
        merge(&book, &records(Kind::Contact, &[&made, &other]), &choices).unwrap();
        let turned = convert::turn_back_apply(&book, &outcome.conversion_id, "en").unwrap().value;
        let gone: Vec<&str> = turned.removed.iter().map(|named| named.record.id.as_str()).collect();
        assert!(gone.contains(&deal.as_str()) && !gone.contains(&survivor.as_str()), "{gone:?}");
        assert_eq!(value(&book, "SELECT first_name || ' ' || last_name FROM contact"), "Amy Wong");
        book.assert_sound();
    }
}

#[test]
fn organizations_contacts_and_opportunities_are_followed_too() {
    let book = TestBook::new();
    let person = |last: &'static str| Person { last, company: last, ..Person::default() };
    let organizations = [organization(&book, &person("A")), organization(&book, &person("B"))];
    let contacts = [contact(&book, &person("A")), contact(&book, &person("B"))];
    let deals = [opportunity(&book, "A", None, None), opportunity(&book, "B", None, None)];
    for (kind, [one, other]) in
        [(Kind::Organization, &organizations), (Kind::Contact, &contacts), (Kind::Opportunity, &deals)]
    {
        let choices = Choices { survivor: Some(other.clone()), ..Choices::default() };
        merge(&book, &records(kind, &[one, other]), &choices).unwrap();
        let title = book.read(|db| {
            Ok(match kind {
                Kind::Organization => kontor_core::records::organization::get(db, one)?.name,
                Kind::Contact => kontor_core::records::contact::get(db, one)?.last_name,
                _ => kontor_core::records::opportunity::get(db, one)?.title,
            })
        });
        assert_eq!(title.unwrap(), "B", "{kind:?}");
    }
}
