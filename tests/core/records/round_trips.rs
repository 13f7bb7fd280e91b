//! Whatever is made, set, tagged and deleted: undone step by step the book is what it was, redone it is what it became.

use std::collections::BTreeMap;

use kontor_core::Result;
use kontor_core::book::{Kind, Op, OpKind, RecordRef, Tx};
use kontor_core::records::{
    AddressDraft, AddressKind, PointDraft, PointKind, addresses, contact, lead, organization, points, tags,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::typing;
use crate::support::TestBook;

/// What a user does; an index picks one of the records there are.
#[derive(Debug, Clone)]
enum Act {
    NewLead(String, String),
    NewOrganization(String),
    NewContact(String, Option<Index>),
    SetLead(Index, lead::Field, String),
    SetOrganization(Index, organization::Field, String),
    SetContact(Index, contact::Field, String),
    AddPoint(Index, PointKind, String),
    RemovePoint(Index, Index),
    MakePrimary(Index, Index),
    SetAddress(Index, String),
    Tag(Index, String),
    Close(Index),
    Delete(Index),
    Wait,
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "",
            " ",
            "Acme GmbH",
            "O'Brien",
            "Zoë 🎉",
            "שלום",
            "5",
            "1,000",
            "hot",
            "New",
            "yes",
            "31.12.1980"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let point = select(vec![PointKind::Email, PointKind::Phone, PointKind::Website]);
    let value = prop_oneof![words(), select(vec!["a@x.example", "030 123456", "www.acme.de"]).prop_map(str::to_owned)];
    let any = any::<Index>;
    prop_oneof![
        3 => (words(), words()).prop_map(|(title, company)| Act::NewLead(title, company)),
        2 => words().prop_map(Act::NewOrganization),
        2 => (words(), prop::option::of(any())).prop_map(|(name, at)| Act::NewContact(name, at)),
        3 => (any(), select(lead::Field::ALL), words()).prop_map(|(at, field, text)| Act::SetLead(at, field, text)),
        2 => (any(), select(organization::Field::ALL), words()).prop_map(|(at, field, text)| Act::SetOrganization(at, field, text)),
        2 => (any(), select(contact::Field::ALL), words()).prop_map(|(at, field, text)| Act::SetContact(at, field, text)),
        3 => (any(), point, value).prop_map(|(at, kind, value)| Act::AddPoint(at, kind, value)),
        1 => (any(), any()).prop_map(|(at, point)| Act::RemovePoint(at, point)),
        1 => (any(), any()).prop_map(|(at, point)| Act::MakePrimary(at, point)),
        1 => (any(), words()).prop_map(|(at, city)| Act::SetAddress(at, city)),
        2 => (any(), words()).prop_map(|(at, name)| Act::Tag(at, name)),
        1 => any().prop_map(Act::Close),
        2 => any().prop_map(Act::Delete),
        1 => Just(Act::Wait),
    ]
}

/// The records of some kinds, in the order they were made.
fn records(tx: &Tx, kinds: &[Kind]) -> Result<Vec<RecordRef>> {
    let mut all = Vec::new();
    for kind in kinds {
        let mut statement = tx.conn().prepare(&format!("SELECT id FROM {} ORDER BY id", kind.table()))?;
        let ids = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        all.extend(ids.into_iter().map(|id| RecordRef { kind: *kind, id }));
    }
    Ok(all)
}

fn pick(tx: &Tx, at: &Index, kinds: &[Kind]) -> Result<Option<RecordRef>> {
    let all = records(tx, kinds)?;
    Ok(if all.is_empty() { None } else { Some(at.get(&all).clone()) })
}

const OWNERS: &[Kind] = &[Kind::Lead, Kind::Organization, Kind::Contact];

fn point_of(tx: &Tx, at: &Index, point: &Index) -> Result<Option<(RecordRef, String)>> {
    let Some(owner) = pick(tx, at, OWNERS)? else { return Ok(None) };
    let all = points::of(tx, &owner)?;
    Ok(if all.is_empty() { None } else { Some((owner, point.get(&all).id.clone())) })
}

fn perform(tx: &Tx, act: &Act) -> Result<()> {
    let typing = &typing(tx);
    match act {
        Act::NewLead(title, company) => {
            let mut draft =
                lead::Draft::of([(lead::Field::Title, title.as_str()), (lead::Field::Company, company.as_str())]);
            draft.emails = vec![PointDraft::of("first@x.example")];
            draft.tags = vec!["new".into()];
            lead::create(tx, &draft, typing).map(|_| ())
        }
        Act::NewOrganization(name) => {
            let draft = organization::Draft::of([(organization::Field::Name, name.as_str())]);
            organization::create(tx, &draft, typing).map(|_| ())
        }
        Act::NewContact(name, at) => {
            let employer = match at {
                Some(at) => pick(tx, at, &[Kind::Organization])?.map(|record| record.id),
                None => Some("Acme GmbH".to_owned()),
            };
            let draft = contact::Draft::of([
                (contact::Field::LastName, name.clone()),
                (contact::Field::Organization, employer.unwrap_or_default()),
            ]);
            contact::create(tx, &draft, typing).map(|_| ())
        }
        Act::SetLead(at, field, text) => match pick(tx, at, &[Kind::Lead])? {
            Some(lead) => lead::set(tx, &lead.id, &BTreeMap::from([(*field, text.clone())]), typing),
            None => Ok(()),
        },
        Act::SetOrganization(at, field, text) => match pick(tx, at, &[Kind::Organization])? {
            Some(found) => organization::set(tx, &found.id, &BTreeMap::from([(*field, text.clone())]), typing),
            None => Ok(()),
        },
        Act::SetContact(at, field, text) => match pick(tx, at, &[Kind::Contact])? {
            Some(found) => contact::set(tx, &found.id, &BTreeMap::from([(*field, text.clone())]), typing),
            None => Ok(()),
        },
        Act::AddPoint(at, kind, value) => match pick(tx, at, OWNERS)? {
            Some(owner) => points::add(tx, &owner, *kind, &PointDraft::of(value.as_str()), typing).map(|_| ()),
            None => Ok(()),
        },
        Act::RemovePoint(at, point) => match point_of(tx, at, point)? {
            Some((owner, point)) => points::remove(tx, &owner, &point),
            None => Ok(()),
        },
        Act::MakePrimary(at, point) => match point_of(tx, at, point)? {
            Some((owner, point)) => points::make_primary(tx, &owner, &point),
            None => Ok(()),
        },
        Act::SetAddress(at, city) => match pick(tx, at, OWNERS)? {
            Some(owner) => {
                let kind = if owner.kind == Kind::Organization { AddressKind::Billing } else { AddressKind::Main };
                addresses::set(tx, &owner, kind, &AddressDraft { city: city.clone(), ..AddressDraft::default() })
            }
            None => Ok(()),
        },
        Act::Tag(at, name) => match pick(tx, at, OWNERS)? {
            Some(owner) => tags::add(tx, &owner, name).map(|_| ()),
            None => Ok(()),
        },
        Act::Close(at) => match pick(tx, at, &[Kind::Lead])? {
            Some(lead) => lead::close(tx, &lead.id, &lead::CloseDraft::default()),
            None => Ok(()),
        },
        Act::Delete(at) => match pick(tx, at, OWNERS)? {
            Some(RecordRef { kind: Kind::Lead, id }) => lead::delete(tx, &id),
            Some(RecordRef { kind: Kind::Contact, id }) => contact::delete(tx, &id),
            Some(RecordRef { id, .. }) => organization::delete(tx, &id),
            None => Ok(()),
        },
        Act::Wait => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_step_is_undone_and_redone_exactly(acts in vec(act(), 1..24)) {
        let book = TestBook::new();
        let mut states = vec![book.rows()];
        for act in &acts {
            if matches!(act, Act::Wait) {
                book.world.advance(chrono::TimeDelta::minutes(1));
            }
            match book.transact(Op::new(OpKind::Import, ""), |tx| perform(tx, act)) {
                Ok(done) if done.op.is_some() => states.push(book.rows()),
                // A refusal, with a code that has a sentence, leaves the book as it was.
                Ok(_) => prop_assert_eq!(Some(&book.rows()), states.last()),
                Err(error) => {
                    prop_assert!(!["broken_rule", "database_failed"].contains(&error.code()), "{:?}: {}", act, error);
                    prop_assert_eq!(Some(&book.rows()), states.last());
                }
            }
        }
        book.assert_sound();
        for state in states.iter().rev().skip(1) {
            book.undo().unwrap();
            prop_assert_eq!(&book.rows(), state);
        }
        book.assert_sound();
        for state in &states[1..] {
            book.redo().unwrap();
            prop_assert_eq!(&book.rows(), state);
        }
    }
}
