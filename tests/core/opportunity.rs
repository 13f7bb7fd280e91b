//! Opportunities: what they keep, and cases/won-lost.md.

use std::collections::BTreeMap;

use chrono::{TimeDelta, TimeZone, Utc};
use kontor_core::book::Kind;
use kontor_core::records::opportunity::{self, Draft, Field, Query, Sort, State};
use kontor_core::records::pipeline;
use kontor_core::records::tags;
use kontor_core::value::date::utc_text;

use crate::deals::{deal, deal_with, get, lost, of, stage, step};
use crate::fixture::{self, Person};
use crate::records::{complaint, record, refusal, typing};
use crate::support::{TestBook, noon};

#[test]
fn an_opportunity_is_given_back_as_it_was_typed() {
    let book = TestBook::new();
    let acme = fixture::organization(&book, &Person { company: "Acme GmbH", ..Person::default() });
    let ann = fixture::contact(
        &book,
        &Person { first: "Ann", last: "Wong", emails: &["ann@acme.example"], ..Person::default() },
    );
    let bob = fixture::contact(&book, &Person { first: "Bob", last: "Alder", ..Person::default() });
    let fields = [
        (Field::Title, "  Zwei Pressen 🎉 "),
        (Field::Organization, "acme gmbh"),
        (Field::Amount, "12,500.50"),
        (Field::Currency, "chf"),
        (Field::Probability, "35 %"),
        (Field::ExpectedClose, "31.12.2025"),
        (Field::Source, "trade fair"),
        (Field::Description, "Erste\r\nzweite"),
    ];
    let draft = Draft {
        fields: fields.map(|(field, text)| (field, text.to_owned())).into(),
        contacts: vec![ann.clone(), bob.clone()],
        tags: vec!["Messe".into()],
        ..Draft::default()
    };
    let id = step(&book, |tx| opportunity::create(tx, &draft, &typing(tx))).unwrap();
    let deal = get(&book, &id);
    assert_eq!(deal.title, "Zwei Pressen 🎉");
    assert_eq!(
        deal.organization.as_ref().map(|o| (o.record.id.clone(), o.title.clone())),
        Some((acme, "Acme GmbH".into()))
    );
    assert_eq!((deal.amount, deal.currency.as_str()), (Some(1_250_050), "CHF"));
    assert_eq!((deal.probability, deal.probability_by_hand), (35, Some(35)));
    assert_eq!((deal.expected_close.as_deref(), deal.description.as_str()), (Some("2025-12-31"), "Erste\nzweite"));
    assert_eq!((deal.pipeline.name.as_str(), deal.stage.name.as_str(), deal.state), ("Sales", "New", State::Open));
    assert_eq!(deal.source.map(|source| source.name), Some("Trade fair".into()));
    assert_eq!(deal.tags[0].name, "Messe");
    let contacts: Vec<_> = deal.contacts.iter().map(|c| (c.name.as_str(), c.is_primary, c.email.as_str())).collect();
    assert_eq!(contacts, [("Ann Wong", true, "ann@acme.example"), ("Bob Alder", false, "")]);

    // A name that no organization has makes one, in the same step.
    let new: BTreeMap<Field, String> = [(Field::Organization, "Newcomer AG".to_owned())].into();
    step(&book, |tx| opportunity::set(tx, &id, &new, &typing(tx))).unwrap();
    assert_eq!(get(&book, &id).organization.map(|o| o.title), Some("Newcomer AG".into()));

    // One of two currencies keeps the figure; blank goes back to the stage's probability and the book's currency.
    let change: BTreeMap<Field, String> =
        [(Field::Currency, String::new()), (Field::Probability, String::new()), (Field::Organization, String::new())]
            .into();
    step(&book, |tx| opportunity::set(tx, &id, &change, &typing(tx))).unwrap();
    let deal = get(&book, &id);
    assert_eq!((deal.amount, deal.currency.as_str(), deal.probability), (Some(1_250_050), "EUR", 10));
    assert_eq!((deal.probability_by_hand, deal.organization), (None, None));

    step(&book, |tx| opportunity::delete(tx, &id)).unwrap();
    assert_eq!(refusal(book.read(|db| opportunity::get(db, &id))).code, "not_found");
    book.undo().unwrap();
    assert_eq!(get(&book, &id).contacts.len(), 2);
    book.assert_sound();
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_field() {
    let book = TestBook::new();
    for _ in 0..2 {
        fixture::organization(&book, &Person { company: "Twin", ..Person::default() });
    }
    for (fields, expected) in [
        (vec![], "title: field_needed"),
        (vec![(Field::Title, "a\0")], "title: has_nul"),
        (vec![(Field::Title, "x"), (Field::Amount, "abc")], "amount: not_an_amount"),
        (vec![(Field::Title, "x"), (Field::ExpectedClose, "31.02.2025")], "expectedClose: no_such_day"),
        (vec![(Field::Title, "x"), (Field::Probability, "101")], "probability: not_a_percentage"),
        (vec![(Field::Title, "x"), (Field::Probability, "-1")], "probability: not_a_number"),
        (vec![(Field::Title, "x"), (Field::Currency, "EURO!")], "currency: not_a_currency"),
        (vec![(Field::Title, "x"), (Field::Organization, "twin")], "organization: several_matches"),
        (vec![(Field::Title, "x"), (Field::Source, "Nowhere")], "source: not_a_choice"),
    ] {
        let before = book.rows();
        let fields: BTreeMap<_, _> = fields.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
        let draft = Draft { fields, ..Draft::default() };
        assert_eq!(complaint(step(&book, |tx| opportunity::create(tx, &draft, &typing(tx)))), expected);
        assert_eq!(book.rows(), before, "{expected}");
    }
}

#[test]
fn a_contact_has_a_role_and_one_is_always_the_primary_one() {
    let book = TestBook::new();
    let [ann, bob, eve] =
        ["Ann", "Bob", "Eve"].map(|first| fixture::contact(&book, &Person { first, last: "X", ..Person::default() }));
    let id = deal(&book, "Deal", "New");
    let roles = |book: &TestBook| -> Vec<(String, String, bool)> {
        get(book, &id).contacts.into_iter().map(|c| (c.name, c.role, c.is_primary)).collect()
    };
    let row = |name: &str, role: &str, primary| (format!("{name} X"), role.to_owned(), primary);
    for (contact, role) in [(&ann, "buyer"), (&bob, ""), (&eve, "boss"), (&ann, "again")] {
        step(&book, |tx| opportunity::add_contact(tx, &id, contact, role)).unwrap();
    }
    assert_eq!(roles(&book), [row("Ann", "buyer", true), row("Bob", "", false), row("Eve", "boss", false)]);
    step(&book, |tx| opportunity::set_primary_contact(tx, &id, &eve)).unwrap();
    step(&book, |tx| opportunity::set_role(tx, &id, &bob, "user")).unwrap();
    assert_eq!(roles(&book), [row("Eve", "boss", true), row("Ann", "buyer", false), row("Bob", "user", false)]);
    let before = book.rows();
    step(&book, |tx| opportunity::remove_contact(tx, &id, &eve)).unwrap();
    assert_eq!(roles(&book), [row("Ann", "buyer", true), row("Bob", "user", false)]);
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    step(&book, |tx| opportunity::remove_contact(tx, &id, &ann)).unwrap();
    assert_eq!(roles(&book)[0], row("Eve", "boss", true));
    assert_eq!(refusal(step(&book, |tx| opportunity::set_primary_contact(tx, &id, &ann))).code, "not_found");
    assert_eq!(roles(&book)[0], row("Eve", "boss", true));
    book.assert_sound();
}

/// What cases/won-lost.md looks at.
fn standing(book: &TestBook, id: &str) -> (State, i64, String, bool) {
    let deal = get(book, id);
    (deal.state, deal.probability, deal.stage.name, deal.closed_at.is_some())
}

type Case = (&'static str, fn(&TestBook));

/// cases/won-lost.md. W11: what is open again counts as pending; W19 is about leads and stands with them.
const WON_LOST: &[Case] = &[
    ("W01", |book| {
        let id = deal(book, "W01", "Proposal");
        step(book, |tx| opportunity::set_probability(tx, &id, Some(100))).unwrap();
        assert_eq!(standing(book, &id), (State::Open, 100, "Proposal".into(), false));
    }),
    ("W02", |book| {
        let id = deal(book, "W02", "New");
        step(book, |tx| opportunity::win(tx, &id)).unwrap();
        assert_eq!(standing(book, &id), (State::Won, 100, "Won".into(), true));
        assert_eq!(get(book, &id).closed_at, Some(utc_text(noon())));
    }),
    ("W04", |book| {
        // Nothing is archived here. What is won stays so whatever else is changed, also when it was deleted and comes back.
        let id = deal(book, "W04", "Won");
        let won = (State::Won, 100, "Won".to_owned(), true);
        let title: BTreeMap<_, _> = [(Field::Title, "W04 put away".to_owned())].into();
        step(book, |tx| opportunity::set(tx, &id, &title, &typing(tx))).unwrap();
        assert_eq!(standing(book, &id), won);
        step(book, |tx| opportunity::delete(tx, &id)).unwrap();
        book.undo().unwrap();
        assert_eq!(standing(book, &id), won);
    }),
    ("W05", |book| {
        let id = deal(book, "W05", "Won");
        assert_eq!(standing(book, &id), (State::Won, 100, "Won".into(), true));
        let refused = complaint(step(book, |tx| opportunity::set_probability(tx, &id, Some(75))));
        assert_eq!(refused, "probability: probability_fixed");
        let typed: BTreeMap<_, _> = [(Field::Probability, "75".to_owned())].into();
        let refused = complaint(step(book, |tx| opportunity::set(tx, &id, &typed, &typing(tx))));
        assert_eq!(refused, "probability: probability_fixed");
        assert_eq!(standing(book, &id), (State::Won, 100, "Won".into(), true));
    }),
    ("W07", |book| {
        let id = deal(book, "W07", "Qualified");
        step(book, |tx| opportunity::lose(tx, &id, &lost("Price", ""))).unwrap();
        assert_eq!(standing(book, &id), (State::Lost, 0, "Qualified".into(), true));
        let deal = get(book, &id);
        assert_eq!(deal.closed_at, Some(utc_text(noon())));
        assert_eq!(deal.lost.map(|lost| lost.reason.name), Some("Price".into()));
    }),
    ("W08", |book| {
        let id = deal(book, "W08", "New");
        step(book, |tx| opportunity::lose(tx, &id, &lost("Price", "too dear"))).unwrap();
        let won = stage(book, "Won");
        step(book, |tx| opportunity::move_to(tx, &id, &won, None)).unwrap();
        assert_eq!(standing(book, &id), (State::Won, 100, "Won".into(), true));
        assert_eq!(get(book, &id).lost, None);
    }),
    ("W10", |book| {
        let id = deal(book, "W10", "New");
        step(book, |tx| opportunity::lose(tx, &id, &lost("Price", ""))).unwrap();
        step(book, |tx| tags::add(tx, &of(&id), "later")).unwrap();
        let title: BTreeMap<_, _> = [(Field::Title, "W10 again".to_owned())].into();
        step(book, |tx| opportunity::set(tx, &id, &title, &typing(tx))).unwrap();
        assert_eq!(standing(book, &id), (State::Lost, 0, "New".into(), true));
    }),
    ("W11", |book| {
        let id = deal(book, "W11", "Qualified");
        step(book, |tx| opportunity::lose(tx, &id, &lost("Timing", ""))).unwrap();
        step(book, |tx| opportunity::reopen(tx, &id)).unwrap();
        assert_eq!(standing(book, &id), (State::Open, 25, "Qualified".into(), false));
        assert_eq!(get(book, &id).lost, None);
    }),
    ("W13", |book| {
        let id = deal(book, "W13", "Won");
        let pipeline = get(book, &id).pipeline.id;
        let second = step(book, |tx| pipeline::add_stage(tx, &pipeline, "Paid", true)).unwrap();
        book.world.advance(TimeDelta::days(3));
        step(book, |tx| opportunity::move_to(tx, &id, &second, None)).unwrap();
        assert_eq!(standing(book, &id), (State::Won, 100, "Paid".into(), true));
        assert_eq!(get(book, &id).closed_at, Some(utc_text(noon())));
    }),
    ("W14", |book| {
        let (won, open) = (deal(book, "W14 won", "Won"), deal(book, "W14 open", "New"));
        let pipeline = get(book, &won).pipeline.id;
        let second = step(book, |tx| pipeline::add_stage(tx, &pipeline, "Paid", true)).unwrap();
        let later = Utc.with_ymd_and_hms(2025, 2, 2, 18, 0, 0).unwrap();
        book.world.set(later);
        step(book, |tx| [&won, &open].into_iter().try_for_each(|id| opportunity::set_stage(tx, id, &second))).unwrap();
        assert_eq!(get(book, &won).closed_at, Some(utc_text(noon())));
        assert_eq!(get(book, &open).closed_at, Some(utc_text(later)));
    }),
    ("W16", |book| {
        let id = deal(book, "W16", "Qualified");
        let before = book.rows();
        book.world.advance(TimeDelta::days(3));
        let same = stage(book, "Qualified");
        step(book, |tx| opportunity::move_to(tx, &id, &same, None)).unwrap();
        step(book, |tx| opportunity::move_to(tx, &id, &same, Some(&id))).unwrap();
        step(book, |tx| opportunity::set_stage(tx, &id, &same)).unwrap();
        assert_eq!(book.rows(), before);
        assert_eq!(get(book, &id).stage_since, utc_text(noon()));
    }),
    ("W17", |book| {
        let id = deal(book, "W17", "New");
        for (draft, expected) in [
            (lost("", "because"), "reason: field_needed"),
            (lost("Other", " \n "), "note: field_needed"),
            (lost("Bad luck", ""), "reason: not_a_choice"),
        ] {
            assert_eq!(complaint(step(book, |tx| opportunity::lose(tx, &id, &draft))), expected);
        }
        assert_eq!(standing(book, &id), (State::Open, 10, "New".into(), false));
        step(book, |tx| opportunity::lose(tx, &id, &lost("other", "moved abroad"))).unwrap();
        assert_eq!(get(book, &id).lost.map(|lost| lost.note), Some("moved abroad".into()));
    }),
    ("W20", |book| {
        let ids: Vec<String> = (0..10).map(|at| deal(book, &format!("W20 {at}"), "New")).collect();
        step(book, |tx| ids.iter().try_for_each(|id| opportunity::lose(tx, id, &lost("Price", "too dear")))).unwrap();
        assert!(ids.iter().all(|id| get(book, id).lost.is_some_and(|lost| lost.note == "too dear")));
        step(book, |tx| ids.iter().try_for_each(|id| opportunity::lose(tx, id, &lost("Price", "  ")))).unwrap();
        assert!(ids.iter().all(|id| get(book, id).lost.is_some_and(|lost| lost.note.is_empty())));
        book.undo().unwrap();
        book.undo().unwrap();
        assert!(ids.iter().all(|id| get(book, id).state == State::Open));
    }),
    ("W22", |book| {
        // Nothing is made as lost here; what is lost keeps the stage it had, and one that was won opens in the last open one.
        let id = deal(book, "W22", "Won");
        assert_eq!(refusal(step(book, |tx| opportunity::lose(tx, &id, &lost("Price", "")))).code, "won_cannot_be_lost");
        step(book, |tx| opportunity::reopen(tx, &id)).unwrap();
        step(book, |tx| opportunity::lose(tx, &id, &lost("Price", ""))).unwrap();
        assert_eq!(standing(book, &id), (State::Lost, 0, "Negotiation".into(), true));
    }),
    ("W23", |book| {
        let automatic = deal(book, "W23 automatic", "New");
        let by_hand = deal_with(book, "New", [(Field::Title, "W23 by hand"), (Field::Probability, "33")]);
        let proposal = stage(book, "Proposal");
        for id in [&automatic, &by_hand] {
            step(book, |tx| opportunity::move_to(tx, id, &proposal, None)).unwrap();
        }
        assert_eq!((get(book, &automatic).probability, get(book, &by_hand).probability), (50, 33));
    }),
    ("R17: won, moved back", |book| {
        let automatic = deal(book, "back", "New");
        let by_hand = deal_with(book, "New", [(Field::Title, "back by hand"), (Field::Probability, "33")]);
        for id in [&automatic, &by_hand] {
            step(book, |tx| opportunity::win(tx, id)).unwrap();
        }
        let proposal = stage(book, "Proposal");
        for id in [&automatic, &by_hand] {
            step(book, |tx| opportunity::move_to(tx, id, &proposal, None)).unwrap();
        }
        assert_eq!(standing(book, &automatic), (State::Open, 50, "Proposal".into(), false));
        assert_eq!(standing(book, &by_hand), (State::Open, 33, "Proposal".into(), false));
        step(book, |tx| opportunity::set_probability(tx, &by_hand, None)).unwrap();
        assert_eq!(get(book, &by_hand).probability, 50);
    }),
];

#[test]
fn won_and_lost_follow_the_cases() {
    for (id, case) in WON_LOST {
        let book = TestBook::new();
        let run = std::panic::AssertUnwindSafe(|| case(&book));
        assert!(std::panic::catch_unwind(run).is_ok(), "{id}");
        book.assert_sound();
    }
}

#[test]
fn deleting_an_opportunity_leaves_its_customer() {
    let book = TestBook::new();
    let acme = fixture::organization(&book, &Person { company: "Acme", ..Person::default() });
    let id = fixture::opportunity(&book, "Deal", Some(&acme), None);
    step(&book, |tx| opportunity::delete(tx, &id)).unwrap();
    let still = book.read(|db| kontor_core::records::title_of(db, &record(Kind::Organization, &acme)));
    assert_eq!(still.unwrap(), "Acme");
}

/// Titles of the list, page by page of three.
fn list(book: &TestBook, query: &Query) -> Vec<String> {
    let mut query = Query { limit: 3, ..query.clone() };
    let mut all = Vec::new();
    loop {
        let page = book.read(|db| opportunity::page(db, &query)).unwrap();
        all.extend(page.rows.into_iter().map(|row| row.title));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

#[test]
fn the_list_is_sorted_and_filtered_in_every_way_page_by_page() {
    let book = TestBook::new();
    let acme = fixture::organization(&book, &Person { company: "Acme", ..Person::default() });
    let ann = fixture::contact(&book, &Person { first: "Ann", last: "Wong", ..Person::default() });
    let rows = [
        ("Delta", "New", "", "2025-03-01", ""),
        ("älpha", "Proposal", "500", "", acme.as_str()),
        ("Bravo", "New", "-3", "2025-02-01", ""),
        ("charly", "Proposal", "500", "2025-02-01", ""),
        ("Echo", "Won", "20", "", acme.as_str()),
    ];
    let mut ids = BTreeMap::new();
    for (title, stage, amount, close, organization) in rows {
        book.world.advance(TimeDelta::seconds(1));
        let fields = [
            (Field::Title, title),
            (Field::Amount, amount),
            (Field::ExpectedClose, close),
            (Field::Organization, organization),
        ];
        ids.insert(title, deal_with(&book, stage, fields));
    }
    book.world.advance(TimeDelta::seconds(1));
    step(&book, |tx| opportunity::add_contact(tx, &ids["Bravo"], &ann, "")).unwrap();
    step(&book, |tx| tags::add(tx, &of(&ids["Delta"]), "hot")).unwrap();
    step(&book, |tx| opportunity::lose(tx, &ids["charly"], &lost("Price", ""))).unwrap();
    for (sort, expected) in [
        (Sort::Title, ["älpha", "Bravo", "charly", "Delta", "Echo"]),
        (Sort::Stage, ["Bravo", "Delta", "charly", "älpha", "Echo"]),
        (Sort::Amount, ["Delta", "Bravo", "Echo", "älpha", "charly"]),
        (Sort::Close, ["Bravo", "charly", "Delta", "älpha", "Echo"]),
        (Sort::Created, ["Delta", "älpha", "Bravo", "charly", "Echo"]),
        (Sort::Updated, ["älpha", "Echo", "Delta", "Bravo", "charly"]),
        (Sort::Next, ["Delta", "älpha", "Bravo", "charly", "Echo"]),
    ] {
        let query = Query { sort, ..Query::default() };
        // Those changed at the same moment stand in the order in which they were made.
        assert_eq!(list(&book, &query), expected, "{sort:?}");
        let mut backwards = expected;
        backwards.reverse();
        assert_eq!(list(&book, &Query { descending: true, ..query }), backwards, "{sort:?} descending");
    }
    let stage = Some(stage(&book, "Proposal"));
    let sort = Sort::Title;
    for (query, expected) in [
        (Query { state: Some(State::Won), ..Query::default() }, vec!["Echo"]),
        (Query { state: Some(State::Lost), ..Query::default() }, vec!["charly"]),
        (Query { stage, sort, ..Query::default() }, vec!["älpha", "charly"]),
        (Query { organization: Some(acme), sort, ..Query::default() }, vec!["älpha", "Echo"]),
        (Query { contact: Some(ann), ..Query::default() }, vec!["Bravo"]),
        (Query { tags: vec!["HOT".into()], ..Query::default() }, vec!["Delta"]),
        (Query { text: "acm".into(), sort, ..Query::default() }, vec!["älpha", "Echo"]),
        (Query { pipeline: Some("none such".into()), ..Query::default() }, vec![]),
    ] {
        assert_eq!(list(&book, &query), expected, "{query:?}");
    }
}
