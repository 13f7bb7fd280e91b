//! Rules of leads, organizations and contacts that no case table has.

use std::collections::BTreeMap;

use kontor_core::Result;
use kontor_core::book::{Kind, Op, OpKind, Tx};
use kontor_core::records::settings::{self, SettingsDraft};
use kontor_core::records::vocabulary::{self, Vocabulary};
use kontor_core::records::{
    AddressDraft, AddressKind, PointDraft, PointKind, addresses, contact, lead, organization, points, tags,
};

use super::{complaint, record, refusal, typing};
use crate::support::TestBook;

fn op() -> Op {
    Op::new(OpKind::Import, "")
}

fn new_organization(tx: &Tx, name: &str) -> Result<String> {
    organization::create(tx, &organization::Draft::of([(organization::Field::Name, name)]), &typing(tx))
}

fn new_contact(tx: &Tx, last: &str, organization: &str) -> Result<String> {
    let fields = [(contact::Field::LastName, last), (contact::Field::Organization, organization)];
    contact::create(tx, &contact::Draft::of(fields), &typing(tx))
}

fn new_lead(tx: &Tx, title: &str) -> Result<String> {
    lead::create(tx, &lead::Draft::of([(lead::Field::Title, title)]), &typing(tx))
}

fn one<F: Ord>(field: F, text: &str) -> BTreeMap<F, String> {
    BTreeMap::from([(field, text.to_owned())])
}

/// A note that hangs on these records.
fn note_on(tx: &Tx, owners: &[(&str, &str)]) -> Result<String> {
    let note = tx.new_id();
    tx.conn().execute(
        "INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, 'n', ?2, ?2)",
        [&note, &tx.now_text()],
    )?;
    for (column, id) in owners {
        let sql = format!("INSERT INTO timeline_link (id, note_id, {column}) VALUES (?1, ?2, ?3)");
        tx.conn().execute(&sql, [&tx.new_id(), &note, *id])?;
    }
    Ok(note)
}

#[test]
fn what_cannot_stand_in_a_field_is_refused_with_the_field() {
    use lead::Field::*;
    let long = "x".repeat(1_001);
    let book = TestBook::new();
    let id = book.transact(op(), |tx| new_lead(tx, "Acme")).unwrap().value;
    let before = book.rows();
    for (field, text, code) in [
        (Title, "a\0b", "has_nul"),
        (Title, "a\nb", "has_line_break"),
        (LastName, long.as_str(), "too_long"),
        (Company, "a\tb", "has_control"),
        (Description, "a\0b", "has_nul"),
        (Description, "\0", "has_nul"),
        (Employees, "many", "not_a_number"),
        (Employees, "-3", "not_a_number"),
        (Employees, "12.50", "not_a_number"),
        (Employees, "99999999999999999999", "not_a_number"),
        (Rating, "lukewarm", "not_a_choice"),
        (Status, "Nowhere", "not_a_choice"),
        (Source, "Nowhere", "not_a_choice"),
        (ExpectedAmount, "abc", "not_an_amount"),
        (ExpectedAmount, "1.2345", "too_many_decimals"),
        (ExpectedAmount, "USD 5", "other_currency"),
        (Currency, "EURO", "not_a_currency"),
    ] {
        let set = book.transact(op(), |tx| lead::set(tx, &id, &one(field, text), &typing(tx)));
        assert_eq!(complaint(set), format!("{}: {code}", field.as_str()), "{text:.20}");
        assert_eq!(book.rows(), before);
    }
    let gone = book.transact(op(), |tx| lead::set(tx, "gone", &one(Title, "x"), &typing(tx)));
    assert_eq!(refusal(gone).code, "not_found");
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, employees) in [("12", 12), (" 1.200 ", 1200), ("1,200", 1200), ("1 200 000", 1_200_000), ("1’200", 1200)]
    {
        let book = TestBook::new();
        let id = book.transact(op(), |tx| new_lead(tx, "x")).unwrap().value;
        book.transact(op(), |tx| lead::set(tx, &id, &one(lead::Field::Employees, text), &typing(tx))).unwrap();
        assert_eq!(book.read(|db| lead::get(db, &id)).unwrap().employees, Some(employees), "{text}");
    }
}

#[test]
fn a_new_currency_keeps_the_figure_of_the_amount() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| new_lead(tx, "x")).unwrap().value;
    let set = |field, text: &str| {
        book.transact(op(), |tx| lead::set(tx, &id, &one(field, text), &typing(tx))).map(|_| {
            let lead = book.read(|db| lead::get(db, &id)).unwrap();
            (lead.expected_amount.unwrap(), lead.currency)
        })
    };
    assert_eq!(set(lead::Field::ExpectedAmount, "1,500").unwrap(), (150_000, "EUR".into()));
    assert_eq!(set(lead::Field::Currency, "jpy").unwrap(), (1_500, "JPY".into()));
    assert_eq!(set(lead::Field::Currency, "KWD").unwrap(), (1_500_000, "KWD".into()));
    assert_eq!(set(lead::Field::Currency, "").unwrap(), (150_000, "EUR".into()));
    assert_eq!(set(lead::Field::ExpectedAmount, "0.50").unwrap(), (50, "EUR".into()));
    assert_eq!(complaint(set(lead::Field::Currency, "JPY")), "currency: too_many_decimals");
    let both =
        BTreeMap::from([(lead::Field::ExpectedAmount, "7".to_owned()), (lead::Field::Currency, "JPY".to_owned())]);
    book.transact(op(), |tx| lead::set(tx, &id, &both, &typing(tx))).unwrap();
    assert_eq!(book.read(|db| lead::get(db, &id)).unwrap().expected_amount, Some(7));
}

#[test]
fn an_organization_that_has_opportunities_is_not_deleted() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| new_organization(tx, "Acme")).unwrap().value;
    book.transact(op(), |tx| {
        for title in ["One", "Two"] {
            tx.conn().execute(
                "INSERT INTO opportunity (id, title, title_key, organization_id, stage_id, rank, stage_since, currency, probability,
                                          created_at, updated_at)
                 SELECT ?1, ?2, lower(?2), ?3, id, ?2, ?4, 'EUR', 10, ?4, ?4 FROM stage ORDER BY position LIMIT 1",
                [&tx.new_id(), title, &id, &tx.now_text()],
            )?;
        }
        Ok(())
    })
    .unwrap();
    let before = book.rows();
    let refused = refusal(book.transact(op(), |tx| organization::delete(tx, &id)));
    assert_eq!(refused.code, "organization_in_use");
    assert_eq!((refused.values["title"].as_str(), refused.values["count"].as_str()), ("Acme", "2"));
    assert_eq!(book.rows(), before);
    let detail = book.read(|db| organization::get(db, &id)).unwrap();
    assert_eq!(detail.opportunities.records.iter().map(|o| o.title.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
}

#[test]
fn deleting_an_organization_frees_its_people_and_undo_brings_all_back() {
    let book = TestBook::new();
    let (id, person, child) = book
        .transact(op(), |tx| {
            let id = new_organization(tx, "Acme")?;
            let owner = record(Kind::Organization, &id);
            points::add(tx, &owner, PointKind::Website, &PointDraft::of("acme.example"), &typing(tx))?;
            let draft = AddressDraft { city: "Bonn".into(), ..AddressDraft::default() };
            addresses::set(tx, &owner, AddressKind::Billing, &draft)?;
            addresses::set(tx, &owner, AddressKind::Shipping, &draft)?;
            tags::add(tx, &owner, "Key account")?;
            let person = new_contact(tx, "Wong", &id)?;
            let child = new_organization(tx, "Acme North")?;
            organization::set(tx, &child, &one(organization::Field::Parent, "Acme"), &typing(tx))?;
            note_on(tx, &[("organization_id", &id)])?;
            note_on(tx, &[("organization_id", &id), ("contact_id", &person)])?;
            Ok((id, person, child))
        })
        .unwrap()
        .value;
    let before = book.rows();
    book.transact(op(), |tx| organization::delete(tx, &id)).unwrap();
    book.read(|db| {
        assert_eq!(contact::get(db, &person)?.organization, None);
        assert_eq!(organization::get(db, &child)?.parent, None);
        let notes: i64 = db.conn().query_row("SELECT count(*) FROM note", [], |row| row.get(0))?;
        assert_eq!(notes, 1, "the note that also hangs on the contact stays");
        Ok(())
    })
    .unwrap();
    book.assert_sound();
    let after = book.rows();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    book.redo().unwrap();
    assert_eq!(book.rows(), after);
    book.assert_sound();
}

#[test]
fn deleting_a_lead_takes_what_hangs_only_on_it_and_undo_brings_it_back() {
    let book = TestBook::new();
    let id = book
        .transact(op(), |tx| {
            let mut draft = lead::Draft::of([(lead::Field::Title, "Acme")]);
            draft.emails = vec![PointDraft::of("a@x.example"), PointDraft::of("b@x.example")];
            draft.addresses =
                BTreeMap::from([(AddressKind::Main, AddressDraft { city: "Bonn".into(), ..AddressDraft::default() })]);
            draft.tags = vec!["Fair".into()];
            let id = lead::create(tx, &draft, &typing(tx))?;
            let other = new_lead(tx, "Other")?;
            note_on(tx, &[("lead_id", &id)])?;
            note_on(tx, &[("lead_id", &id), ("lead_id", &other)])?;
            Ok(id)
        })
        .unwrap()
        .value;
    let before = book.rows();
    book.transact(op(), |tx| lead::delete(tx, &id)).unwrap();
    let left = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        book.read(|db| Ok(db.conn().query_row(&sql, [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    assert_eq!(["lead", "contact_point", "address", "tag_link", "note", "timeline_link"].map(left), [1, 0, 0, 0, 1, 1]);
    assert_eq!(refusal(book.read(|db| lead::get(db, &id))).code, "not_found");
    assert_eq!(refusal(book.transact(op(), |tx| lead::delete(tx, &id))).code, "not_found");
    book.assert_sound();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
}

#[test]
fn no_organization_lies_below_itself_and_nobody_reports_to_themselves() {
    let book = TestBook::new();
    let ids = book
        .transact(op(), |tx| {
            let ids = ["A", "B", "C"].map(|name| new_organization(tx, name).unwrap());
            for (child, parent) in [(&ids[1], &ids[0]), (&ids[2], &ids[1])] {
                organization::set(tx, child, &one(organization::Field::Parent, parent), &typing(tx))?;
            }
            let people = ["Ada", "Bob"].map(|name| new_contact(tx, name, "").unwrap());
            contact::set(tx, &people[1], &one(contact::Field::ReportsTo, "Ada"), &typing(tx))?;
            Ok((ids, people))
        })
        .unwrap()
        .value;
    let (ids, people) = ids;
    for parent in [&ids[0], &ids[1], &ids[2]] {
        let set = book.transact(op(), |tx| {
            organization::set(tx, &ids[0], &one(organization::Field::Parent, parent), &typing(tx))
        });
        assert_eq!(complaint(set), "parent: own_ancestor");
    }
    for boss in &people {
        let set =
            book.transact(op(), |tx| contact::set(tx, &people[0], &one(contact::Field::ReportsTo, boss), &typing(tx)));
        assert_eq!(complaint(set), "reportsTo: own_ancestor");
    }
    let detail = book.read(|db| organization::get(db, &ids[1])).unwrap();
    assert_eq!((detail.parent.unwrap().title.as_str(), detail.children.records[0].title.as_str()), ("A", "C"));
    let ada = book.read(|db| contact::get(db, &people[0])).unwrap();
    assert_eq!(ada.reports.records[0].title, "Bob");
    book.transact(op(), |tx| contact::delete(tx, &people[0])).unwrap();
    assert_eq!(book.read(|db| contact::get(db, &people[1])).unwrap().reports_to, None);
}

#[test]
fn a_contacts_organization_is_found_by_id_or_name_or_made() {
    let book = TestBook::new();
    let acme = book.transact(op(), |tx| new_organization(tx, "Acme GmbH")).unwrap().value;
    let of = |name: &str| {
        let made = book.transact(op(), |tx| new_contact(tx, "Wong", name))?;
        Ok(book.read(|db| contact::get(db, &made.value)).unwrap().organization.map(|o| (o.record.id, o.title)))
    };
    for name in [acme.as_str(), "Acme GmbH", " acme gmbh ", "ACME"] {
        assert_eq!(of(name).unwrap().unwrap().0, acme, "{name}");
    }
    assert_eq!(of("").unwrap(), None);
    let (new, title) = of("Zeta AG").unwrap().unwrap();
    assert_eq!((new == acme, title.as_str()), (false, "Zeta AG"));
    book.transact(op(), |tx| new_organization(tx, "ACME GmbH")).unwrap();
    assert_eq!(complaint(of("Acme GmbH")), "organization: several_matches");
    // Two of that name without its legal form: neither is meant for sure, so it is a third.
    assert!(![acme, new].contains(&of("Acme").unwrap().unwrap().0));
    book.assert_sound();
}

#[test]
fn a_contact_is_given_back_as_it_was_typed() {
    let book = TestBook::new();
    let make = |fields: &[(contact::Field, &str)]| {
        let draft = contact::Draft::of(fields.iter().copied());
        book.transact(op(), |tx| contact::create(tx, &draft, &typing(tx))).map(|done| done.value)
    };
    use contact::Field::*;
    let id =
        make(&[(FirstName, "Zoë"), (Birthday, "31.12.1980"), (NoEmail, "ja"), (NoPhone, "no"), (NoMail, "1")]).unwrap();
    let contact = book.read(|db| contact::get(db, &id)).unwrap();
    assert_eq!((contact.birthday.as_deref(), contact.last_name.as_str()), (Some("1980-12-31"), ""));
    assert_eq!((contact.no_email, contact.no_phone, contact.no_mail), (true, false, true));
    assert_eq!(complaint(make(&[(JobTitle, "Boss")])), "lastName: no_name");
    assert_eq!(complaint(make(&[(LastName, "x"), (Birthday, "31.02.1980")])), "birthday: no_such_day");
    assert_eq!(complaint(make(&[(LastName, "x"), (NoMail, "maybe")])), "noMail: not_a_choice");
    assert_eq!(complaint(make(&[(LastName, "x"), (ReportsTo, "Nobody")])), "reportsTo: not_a_choice");
    let blank = book.transact(op(), |tx| contact::set(tx, &id, &one(FirstName, ""), &typing(tx)));
    assert_eq!(complaint(blank), "lastName: no_name");
}

#[test]
fn an_organization_needs_a_name() {
    let book = TestBook::new();
    assert_eq!(complaint(book.transact(op(), |tx| new_organization(tx, " "))), "name: field_needed");
    let id = book.transact(op(), |tx| new_organization(tx, "Acme")).unwrap().value;
    let blank = book.transact(op(), |tx| organization::set(tx, &id, &one(organization::Field::Name, ""), &typing(tx)));
    assert_eq!(complaint(blank), "name: field_needed");
}

#[test]
fn the_first_point_of_a_kind_is_the_primary_one() {
    let book = TestBook::new();
    let owner = record(Kind::Lead, &book.transact(op(), |tx| new_lead(tx, "x")).unwrap().value);
    for value in ["a@x.example", "b@x.example", "c@x.example"] {
        book.transact(op(), |tx| points::add(tx, &owner, PointKind::Email, &PointDraft::of(value), &typing(tx)))
            .unwrap();
    }
    let emails = || book.read(|db| lead::get(db, &owner.id)).unwrap().emails;
    let values = || emails().iter().map(|e| format!("{}{}", &e.value[..1], e.position)).collect::<Vec<_>>().concat();
    assert_eq!(values(), "a0b1c2");
    book.transact(op(), |tx| points::make_primary(tx, &owner, &emails()[2].id)).unwrap();
    assert_eq!(values(), "c0a1b2");
    book.transact(op(), |tx| points::remove(tx, &owner, &emails()[0].id)).unwrap();
    assert_eq!(values(), "a0b1");
    let other = record(Kind::Lead, &book.transact(op(), |tx| new_lead(tx, "y")).unwrap().value);
    let foreign = book.transact(op(), |tx| points::remove(tx, &other, &emails()[0].id));
    assert_eq!(refusal(foreign).code, "not_found");
}

#[test]
fn an_address_is_one_block_and_blank_is_none() {
    let book = TestBook::new();
    let owner = record(Kind::Lead, &book.transact(op(), |tx| new_lead(tx, "x")).unwrap().value);
    let set = |kind, city: &str, street: &str| {
        let draft = AddressDraft { city: city.into(), street: street.into(), ..AddressDraft::default() };
        book.transact(op(), |tx| addresses::set(tx, &owner, kind, &draft))
    };
    set(AddressKind::Main, "Bonn", "Hauptstr. 1\n2. OG").unwrap();
    assert_eq!(set(AddressKind::Main, "Bonn", "Hauptstr. 1\n2. OG").unwrap().op, None);
    let address = book.read(|db| addresses::of(db, &owner)).unwrap().remove(0);
    assert_eq!((address.city.as_str(), address.street.as_str()), ("Bonn", "Hauptstr. 1\n2. OG"));
    assert_eq!(complaint(set(AddressKind::Main, "a\nb", "")), "city: has_line_break");
    assert_eq!(complaint(set(AddressKind::Billing, "Bonn", "")), "addresses: not_a_choice");
    set(AddressKind::Main, " ", "").unwrap();
    assert!(book.read(|db| addresses::of(db, &owner)).unwrap().is_empty());
}

#[test]
fn spellings_of_one_tag_are_one_tag() {
    let book = TestBook::new();
    let owner = record(Kind::Lead, &book.transact(op(), |tx| new_lead(tx, "x")).unwrap().value);
    for name in ["Müller-Projekt", " müller-projekt ", "MULLER-PROJEKT"] {
        book.transact(op(), |tx| tags::add(tx, &owner, name)).unwrap();
    }
    let on = || book.read(|db| tags::of(db, &owner)).unwrap();
    assert_eq!(on().iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Müller-Projekt"]);
    assert_eq!(complaint(book.transact(op(), |tx| tags::add(tx, &owner, " "))), "tags: field_needed");
    book.transact(op(), |tx| tags::remove(tx, &owner, "muller-projekt")).unwrap();
    assert!(on().is_empty());
    assert_eq!(book.read(tags::all).unwrap().len(), 1);
}

#[test]
fn a_tag_is_renamed_marked_and_removed_everywhere() {
    let book = TestBook::new();
    let leads = ["x", "y"].map(|title| {
        let lead = record(Kind::Lead, &book.transact(op(), |tx| new_lead(tx, title)).unwrap().value);
        book.transact(op(), |tx| tags::add(tx, &lead, "Fair")).unwrap();
        lead
    });
    let id = book.transact(op(), |tx| tags::add(tx, &leads[0], "Partner")).unwrap().value;
    let names =
        |lead| -> Vec<String> { book.read(|db| tags::of(db, lead)).unwrap().into_iter().map(|tag| tag.name).collect() };
    let rename = |name: &str| book.transact(op(), |tx| tags::rename(tx, &id, name));
    assert_eq!(complaint(rename(" ")), "name: field_needed");
    assert_eq!(complaint(rename("FAIR")), "name: name_taken");
    rename("partner & friends").unwrap();
    rename("Partner & Friends").unwrap();
    assert_eq!(names(&leads[0]), ["Fair", "Partner & Friends"]);
    assert_eq!(complaint(book.transact(op(), |tx| tags::recolor(tx, &id, "pink"))), "color: not_a_choice");
    book.transact(op(), |tx| tags::recolor(tx, &id, "blue")).unwrap();
    assert_eq!(book.read(tags::all).unwrap()[1].color, "blue");
    let before = book.rows();
    let fair = book.read(tags::all).unwrap()[0].id.clone();
    assert_eq!(book.transact(op(), |tx| tags::delete(tx, &fair)).unwrap().value, 2);
    assert_eq!((names(&leads[0]), names(&leads[1])), (vec!["Partner & Friends".to_owned()], vec![]));
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    book.assert_sound();
}

#[test]
fn a_list_is_filtered_by_what_its_rows_have() {
    let book = TestBook::new();
    book.transact(op(), |tx| {
        for (title, rating, status, tag) in
            [("One", "hot", "New", "Fair"), ("Two", "hot", "Paused", "fair"), ("Three", "cold", "New", "Other")]
        {
            let mut draft = lead::Draft::of([
                (lead::Field::Title, title),
                (lead::Field::Rating, rating),
                (lead::Field::Status, status),
            ]);
            draft.tags = vec![tag.into()];
            lead::create(tx, &draft, &typing(tx))?;
        }
        Ok(())
    })
    .unwrap();
    let titles = |change: &dyn Fn(&mut lead::Query)| {
        let mut query = lead::Query { sort: lead::Sort::Title, ..lead::Query::default() };
        change(&mut query);
        let page = book.read(|db| lead::page(db, &query)).unwrap();
        assert_eq!(page.count.unwrap().value, page.rows.len() as i64);
        page.rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    let new = book.read(|db| vocabulary::find(db, Vocabulary::LeadStatuses, "new")).unwrap().unwrap().id;
    assert_eq!(titles(&|query| query.tags = vec!["FAIR".into()]), ["One", "Two"]);
    assert_eq!(titles(&|query| query.tags = vec!["fair".into(), "other".into()]), Vec::<String>::new());
    assert_eq!(titles(&|query| query.tags = vec!["no such tag".into()]), Vec::<String>::new());
    assert_eq!(titles(&|query| query.rating = Some(lead::Rating::Hot)), ["One", "Two"]);
    assert_eq!(titles(&|query| query.status = Some(new.clone())), ["One", "Three"]);
    assert_eq!(titles(&|query| query.text = "t".into()), ["Three", "Two"]);
    let odd = lead::Query { after: Some("what?".into()), ..lead::Query::default() };
    assert_eq!(complaint(book.read(|db| lead::page(db, &odd))), "after: not_a_choice");
}

#[test]
fn names_of_a_vocabulary_are_unique_and_a_reason_in_use_stays() {
    let book = TestBook::new();
    let add = |name: &str| book.transact(op(), |tx| vocabulary::add(tx, Vocabulary::Sources, name));
    assert_eq!(complaint(add("WEBSITE")), "name: name_taken");
    assert_eq!(complaint(add("")), "name: field_needed");
    let id = add("Radio").unwrap().value;
    assert_eq!(book.read(|db| vocabulary::all(db, Vocabulary::Sources)).unwrap().last().unwrap().id, id);
    let rename = |name: &str| book.transact(op(), |tx| vocabulary::rename(tx, Vocabulary::Sources, &id, name));
    rename("RADIO").unwrap();
    assert_eq!(complaint(rename("Website")), "name: name_taken");
    let gone = book.transact(op(), |tx| vocabulary::remove(tx, Vocabulary::Sources, "gone"));
    assert_eq!(refusal(gone).code, "not_found");

    let reason = book.read(|db| vocabulary::find(db, Vocabulary::LostReasons, "Price")).unwrap().unwrap().id;
    book.transact(op(), |tx| {
        tx.conn().execute(
            "INSERT INTO opportunity (id, title, title_key, stage_id, rank, stage_since, state, currency, probability, closed_at,
                                      lost_reason_id, created_at, updated_at)
             SELECT 'o', 'O', 'o', id, 'a', ?1, 'lost', 'EUR', 0, ?1, ?2, ?1, ?1 FROM stage ORDER BY position LIMIT 1",
            [&tx.now_text(), &reason],
        )?;
        Ok(())
    })
    .unwrap();
    let refused = refusal(book.transact(op(), |tx| vocabulary::remove(tx, Vocabulary::LostReasons, &reason)));
    assert_eq!((refused.code, refused.values["count"].as_str()), ("reason_in_use", "1"));
}

#[test]
fn settings_are_checked_and_used_by_what_comes_after() {
    let book = TestBook::new();
    let set = |country: Option<&str>, currency: Option<&str>| {
        let draft = SettingsDraft { country: country.map(str::to_owned), currency: currency.map(str::to_owned) };
        book.transact(op(), |tx| settings::set(tx, &draft))
    };
    assert_eq!(complaint(set(Some("Narnia"), None)), "country: not_a_country");
    assert_eq!(complaint(set(Some("ZZ"), Some("EUR"))), "country: not_a_country");
    assert_eq!(complaint(set(Some("AT"), Some("XXXX"))), "currency: not_a_currency");
    set(Some(" be "), Some("usd")).unwrap();
    let now = book.read(settings::get).unwrap();
    assert_eq!((now.country.as_str(), now.currency.as_str()), ("BE", "USD"));
    let mut draft = lead::Draft::of([(lead::Field::Title, "x")]);
    draft.phones = vec![PointDraft::of("0456 99 88 77")];
    let id = book.transact(op(), |tx| lead::create(tx, &draft, &typing(tx))).unwrap().value;
    set(Some("US"), None).unwrap();
    let lead = book.read(|db| lead::get(db, &id)).unwrap();
    assert_eq!((lead.currency.as_str(), lead.phones[0].key.as_str()), ("USD", "+32456998877"));
    assert_eq!(lead.phones[0].display, "+32 456 99 88 77", "still read as it was typed");
}
