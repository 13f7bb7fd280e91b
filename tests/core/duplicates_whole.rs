//! Duplicates over the whole book (R14): groups, pairs, and what is said to be none. The cases of two leads are held in
//! duplicates.rs, beside those of one record.

use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::duplicates::whole::{self, Group, Page, Query};
use kontor_core::flows::duplicates::{EvidenceKind, MOST_HITS, Probe, Strength, candidates, probe_of_lead};
use kontor_core::flows::{convert, merge};
use kontor_core::records::{distinct, lead as leads};
use proptest::prelude::*;

use crate::fixture::{Person, contact, lead, opportunity, organization, step, value};
use crate::support::TestBook;

fn whole(book: &TestBook, query: &Query) -> Page {
    book.read(|db| whole::page(db, &whole::find(db, query)?, 0, 1000)).unwrap()
}

fn groups(book: &TestBook) -> Vec<Group> {
    whole(book, &Query::default()).groups
}

fn ids(group: &Group) -> Vec<&str> {
    group.records.iter().map(|member| member.record.id.as_str()).collect()
}

fn record(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: id.to_owned() }
}

fn not_duplicates(book: &TestBook, one: &RecordRef, other: &RecordRef) {
    book.transact(Op::new(OpKind::TellApart, ""), |tx| distinct::say(tx, one, other)).unwrap();
}

#[test]
fn strong_evidence_connects_a_lead_with_the_customers_it_is_about() {
    let book = TestBook::new();
    let acme = organization(&book, &Person { company: "Acme Pumpen GmbH", ..Person::default() });
    let ann = contact(
        &book,
        &Person {
            first: "Ann",
            last: "Lee",
            emails: &["ann@gmail.com"],
            organization: Some(&acme),
            ..Person::default()
        },
    );
    let request = lead(
        &book,
        &Person { first: "Ann", last: "Lee", company: "ACME Pumpen", emails: &["Ann@gmail.com"], ..Person::default() },
    );
    lead(
        &book,
        &Person { first: "Bo", last: "Zed", company: "Zenith", emails: &["bo@zenith.de"], ..Person::default() },
    );
    let found = whole(&book, &Query::default());
    assert_eq!((found.strong, found.weak, found.groups.len()), (1, 0, 1), "{found:#?}");
    assert_eq!(ids(&found.groups[0]), [&acme, &ann, &request]);
    let evidence: Vec<(EvidenceKind, &str, usize)> =
        found.groups[0].evidence.iter().map(|one| (one.kind, one.value.as_str(), one.records.len())).collect();
    assert_eq!(
        evidence,
        [
            (EvidenceKind::Email, "ann@gmail.com", 2),
            (EvidenceKind::Company, "acme pumpen", 3),
            (EvidenceKind::Person, "ann lee", 2)
        ]
    );
}

#[test]
fn people_and_their_company_are_no_duplicates_and_neither_are_colleagues() {
    let book = TestBook::new();
    let acme = organization(
        &book,
        &Person {
            company: "Acme",
            emails: &["info@acme.de"],
            phones: &["030 1234567"],
            websites: &["acme.de"],
            ..Person::default()
        },
    );
    for (first, emails) in [("Ann", &["ann@acme.de", "info@acme.de"]), ("Bob", &["bob@acme.de", "b@acme.de"])] {
        contact(
            &book,
            &Person {
                first,
                last: first,
                emails,
                phones: &["030 1234567"],
                organization: Some(&acme),
                ..Person::default()
            },
        );
    }
    assert_eq!(groups(&book), []);
}

#[test]
fn the_same_name_at_the_same_company_is_strong_and_elsewhere_weak() {
    let book = TestBook::new();
    let acme = organization(&book, &Person { company: "Acme", ..Person::default() });
    let named = Person { first: "Zoë", last: "Müller", ..Person::default() };
    let one = contact(&book, &Person { organization: Some(&acme), ..named.clone() });
    let other =
        contact(&book, &Person { first: "Dr. Mueller", last: "Zoe", organization: Some(&acme), ..Person::default() });
    let elsewhere = contact(&book, &named);
    let found = groups(&book);
    let strengths: Vec<(Strength, usize)> = found.iter().map(|group| (group.strength, group.records.len())).collect();
    assert_eq!(strengths, [(Strength::Strong, 2), (Strength::Weak, 2), (Strength::Weak, 2)], "{found:#?}");
    assert_eq!(ids(&found[0]), [&one, &other]);
    assert!(found[1..].iter().all(|pair| ids(pair).contains(&elsewhere.as_str())));
    assert!(whole(&book, &Query { weak: false, ..Query::default() }).groups.len() == 1);
}

/// D17.
#[test]
fn d17_what_more_than_twenty_share_is_no_evidence_and_costs_nothing() {
    let book = TestBook::new();
    for at in 0..=MOST_HITS {
        let mail = format!("p{at}@bigcorp.com");
        lead(&book, &Person { emails: &[&mail], ..Person::default() });
    }
    // Each has twenty others.
    assert_eq!(groups(&book)[0].records.len(), MOST_HITS + 1);
    lead(&book, &Person { emails: &["one.more@bigcorp.com"], ..Person::default() });
    assert_eq!(groups(&book), []);
    // Counted per kind: two organizations of that domain are still seen.
    for company in ["Big Corp", "Bigcorp East"] {
        organization(&book, &Person { company, websites: &["bigcorp.com"], ..Person::default() });
    }
    let found = groups(&book);
    assert_eq!((found.len(), found[0].records.len(), found[0].strength), (1, 2, Strength::Strong), "{found:#?}");
}

#[test]
fn d41_four_jon_snows_are_two_and_a_hint() {
    let book = TestBook::new();
    let watch = organization(&book, &Person { company: "Night's Watch", ..Person::default() });
    let wall = organization(&book, &Person { company: "Winterfell", ..Person::default() });
    let jon = Person { first: "Jon", last: "Snow", ..Person::default() };
    let one = contact(&book, &Person { emails: &["jon@gmail.com"], organization: Some(&watch), ..jon.clone() });
    let two = contact(&book, &Person { phones: &["030 7654321"], organization: Some(&watch), ..jon.clone() });
    let three = contact(&book, &Person { emails: &["Jon@gmail.com"], organization: Some(&wall), ..jon.clone() });
    let four = contact(&book, &jon);
    let found = groups(&book);
    assert_eq!(ids(&found[0]), [&one, &two, &three]);
    assert!(found[1..].iter().all(|pair| pair.strength == Strength::Weak && ids(pair).contains(&four.as_str())));
}

/// D43.
#[test]
fn d43_who_has_an_opportunity_comes_first() {
    let book = TestBook::new();
    let person = Person { first: "Ann", last: "Lee", phones: &["030 1234567"], ..Person::default() };
    let (without, with) = (contact(&book, &person), contact(&book, &person));
    opportunity(&book, "Deal", None, Some(&with));
    assert_eq!(ids(&groups(&book)[0]), [&with, &without]);
}

#[test]
fn names_with_one_slip_meet_and_other_names_do_not() {
    for (one, other, similar) in [
        ("Acme Corporation", "Acme Corporaton", true),
        ("Meyer Maschinenbau", "Meier Maschinenbau", true),
        ("Schmidt Elektro", "Elektro Schmidt", true),
        ("Face Book Inc.", "Facebook", true),
        ("Müller Maschinenbau GmbH", "Mueller Maschinebau", true),
        ("Planet Express", "Plnaet Express", true),
        ("Alpha 1 GmbH", "Alpha 2 GmbH", false),
        ("Stadtwerke München", "Stadtwerke Münster", false),
        ("Acme", "Acme Bau", false),
        ("Acme Corp", "Totally Different Inc", false),
    ] {
        let book = TestBook::new();
        let id = organization(&book, &Person { company: one, ..Person::default() });
        lead(&book, &Person { company: other, ..Person::default() });
        let found = groups(&book);
        let evidence: Vec<_> =
            found.iter().flat_map(|group| group.evidence.iter().map(|one| (one.kind, one.strength))).collect();
        let expected = if similar { vec![(EvidenceKind::SimilarCompany, Strength::Weak)] } else { vec![] };
        assert_eq!(evidence, expected, "{one} / {other} {id}");
    }
    for (one, other, similar) in [
        (("Anna", "Meyer"), ("Anna", "Meier"), true),
        (("Jo", "Smith"), ("Joanna", "Smith"), true),
        (("J.", "Smith"), ("Joanna", "Smith"), true),
        (("Alice", "Doe"), ("Bob", "Doe"), false),
    ] {
        let book = TestBook::new();
        contact(&book, &Person { first: one.0, last: one.1, ..Person::default() });
        lead(&book, &Person { first: other.0, last: other.1, ..Person::default() });
        let found = groups(&book);
        assert_eq!(found.len(), usize::from(similar), "{one:?} / {other:?}: {found:#?}");
    }
}

#[test]
fn what_was_said_to_be_no_duplicate_is_remembered_and_can_be_taken_back() {
    let book = TestBook::new();
    let same = Person { company: "Acme", ..Person::default() };
    let (one, other) =
        (record(Kind::Lead, &lead(&book, &same)), record(Kind::Organization, &organization(&book, &same)));
    assert_eq!(groups(&book).len(), 1);
    not_duplicates(&book, &other, &one);
    let step = book.transact(Op::new(OpKind::TellApart, ""), |tx| distinct::say(tx, &one, &other)).unwrap();
    assert_eq!(step.op, None, "said once");
    let book = book.reopen();
    assert_eq!(groups(&book), []);
    book.undo().unwrap();
    assert_eq!(groups(&book).len(), 1);
    book.redo().unwrap();
    book.transact(Op::new(OpKind::DoNotTellApart, ""), |tx| distinct::unsay(tx, &one, &other)).unwrap();
    assert_eq!(groups(&book).len(), 1);
    let refused = |one: &RecordRef, other: &RecordRef| {
        book.transact(Op::new(OpKind::TellApart, ""), |tx| distinct::say(tx, one, other)).unwrap_err().code()
    };
    assert_eq!(refused(&one, &one), "same_record");
    assert_eq!(refused(&one, &record(Kind::Lead, "gone")), "not_found");
    let deal = record(Kind::Opportunity, &opportunity(&book, "Deal", None, None));
    assert_eq!(refused(&one, &deal), "not_a_choice");
    book.assert_sound();
}

#[test]
fn two_that_are_distinct_never_stand_in_one_group() {
    let book = TestBook::new();
    let ids: Vec<RecordRef> = (0..4)
        .map(|_| record(Kind::Lead, &lead(&book, &Person { emails: &["a@gmail.com"], ..Person::default() })))
        .collect();
    not_duplicates(&book, &ids[0], &ids[3]);
    not_duplicates(&book, &ids[1], &ids[3]);
    for group in groups(&book) {
        let has = |at: usize| group.records.iter().any(|member| member.record == ids[at]);
        assert!(!(has(3) && (has(0) || has(1))), "{group:#?}");
    }
}

#[test]
fn what_was_said_goes_along_with_merging_converting_and_deleting() {
    let book = TestBook::new();
    let same = Person { company: "Acme", last: "Wong", ..Person::default() };
    let new = || record(Kind::Lead, &lead(&book, &same));
    let (a, b, c) = (new(), new(), new());
    let said = |one: &RecordRef, other: &RecordRef| {
        let pairs = book.read(distinct::all).unwrap();
        pairs.iter().any(|(x, y)| (x, y) == (&one.id, &other.id) || (y, x) == (&one.id, &other.id))
    };
    not_duplicates(&book, &a, &b);
    not_duplicates(&book, &b, &c);
    let before = book.rows();
    // After all a and b are one: what was said of the two goes, what was said of b and c holds for a and c.
    let choices = merge::Choices { survivor: Some(a.id.clone()), ..merge::Choices::default() };
    merge::apply(&book, &[a.clone(), b.clone()], &choices, "en").unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM not_duplicate"), "1");
    assert!(said(&a, &c));
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    // A conversion takes it away, turning back brings it.
    let outcome = convert::apply(&book, &b.id, &convert::Choices::default(), "en").unwrap().value;
    assert_eq!(value(&book, "SELECT count(*) FROM not_duplicate"), "0");
    not_duplicates(&book, &record(Kind::Contact, &outcome.contact.unwrap().id), &a);
    convert::turn_back_apply(&book, &outcome.conversion_id, "en").unwrap();
    assert!(said(&a, &b) && said(&b, &c));
    assert_eq!(value(&book, "SELECT count(*) FROM not_duplicate"), "2");
    assert_eq!(value(&book, "SELECT count(*) FROM contact"), "0");
    step(&book, |tx| leads::delete(tx, &b.id));
    assert_eq!(value(&book, "SELECT count(*) FROM not_duplicate"), "0");
    book.assert_sound();
}

#[test]
fn pages_follow_each_other_and_what_is_gone_is_left_out() {
    let book = TestBook::new();
    for at in 0..5 {
        let mail = format!("p{at}@gmail.com");
        for _ in 0..2 {
            lead(&book, &Person { emails: &[&mail], ..Person::default() });
        }
    }
    let found = book.read(|db| whole::find(db, &Query::default())).unwrap();
    assert_eq!((found.len(), found.strong(), found.is_empty()), (5, 5, false));
    let mut from = Some(0);
    let mut seen = Vec::new();
    while let Some(place) = from {
        let page = book.read(|db| whole::page(db, &found, place, 2)).unwrap();
        seen.extend(page.groups);
        from = page.next;
    }
    assert_eq!(seen, groups(&book));
    let gone = seen[0].records[0].record.id.clone();
    step(&book, |tx| leads::delete(tx, &gone));
    assert_eq!(book.read(|db| whole::page(db, &found, 0, 9)).unwrap().groups, seen[1..]);
}

#[test]
fn only_the_wanted_kinds_are_looked_at() {
    let book = TestBook::new();
    let same = Person { company: "Acme", ..Person::default() };
    lead(&book, &same);
    organization(&book, &same);
    assert_eq!(groups(&book).len(), 1);
    let only = |kind| whole(&book, &Query { kinds: vec![kind], weak: true }).groups.len();
    assert_eq!((only(Kind::Lead), only(Kind::Organization), only(Kind::Contact)), (0, 0, 0));
}

fn given() -> impl Strategy<Value = (usize, usize, usize, usize, usize, bool)> {
    (0..4_usize, 0..4_usize, 0..4_usize, 0..5_usize, 0..4_usize, any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 100, ..ProptestConfig::default() })]

    /// What the dialog would preselect for a lead, the whole book has in one group.
    #[test]
    fn strong_candidates_of_a_lead_are_in_its_group(all in prop::collection::vec(given(), 2..12)) {
        let book = TestBook::new();
        for (first, last, company, mail, phone, is_contact) in all {
            let person = Person {
                first: ["", "Anna", "Bob", "Dr. Anna"][first],
                last: ["", "Meier", "Meyer", "Smith"][last],
                company: ["", "Acme GmbH", "ACME", "Planet Express"][company],
                emails: [&[][..], &["a@gmail.com"], &["a@acme.de"], &["b@acme.de"], &["x@planet.de"]][mail],
                phones: [&[][..], &["030 1234567"], &["+49 30 1234567"], &["030 7654321"]][phone],
                ..Person::default()
            };
            match (is_contact, person.first.is_empty() && person.last.is_empty()) {
                (true, false) => drop(contact(&book, &person)),
                _ => drop(lead(&book, &person)),
            }
        }
        let groups = groups(&book);
        let ids: Vec<String> = book
            .read(|db| {
                let mut statement = db.conn().prepare("SELECT id FROM lead")?;
                Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
            })
            .unwrap();
        for id in ids {
            let probe: Probe = book.read(|db| probe_of_lead(db, &id)).unwrap();
            for candidate in book.read(|db| candidates(db, &probe)).unwrap() {
                if candidate.strength == Strength::Strong {
                    let both = |group: &Group| {
                        let has = |id: &str| group.records.iter().any(|member| member.record.id == id);
                        group.strength == Strength::Strong && has(&id) && has(&candidate.record.id)
                    };
                    prop_assert!(groups.iter().any(both), "{candidate:#?} of {id} is in no group with it: {groups:#?}");
                }
            }
        }
    }
}
