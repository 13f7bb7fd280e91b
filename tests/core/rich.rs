//! A lead with everything on it, beside an organization and a contact that are customers already: what the conversion of issue 2
//! is proven with.

use std::collections::BTreeMap;

use kontor_core::book::{Book, Kind, Op, OpKind, RecordRef, Tx};
use kontor_core::records::addresses::{AddressDraft, AddressKind};
use kontor_core::records::points::PointDraft;
use kontor_core::records::{Draft, Typing, activity, attachment, contact, lead, note, organization};

/// The ids of what was made.
pub(crate) struct Rich {
    pub(crate) lead: String,
    pub(crate) organization: String,
    pub(crate) contact: String,
}

fn address(city: &str) -> AddressDraft {
    AddressDraft {
        street: "Hauptstr. 1".into(),
        postal_code: "50667".into(),
        city: city.into(),
        ..AddressDraft::default()
    }
}

fn points(values: &[&str]) -> Vec<PointDraft> {
    values.iter().map(|value| PointDraft::of(*value)).collect()
}

/// An organization and a contact that are there, and a lead of theirs: several e-mails, ten activities, three notes, two files,
/// tags.
pub(crate) fn rich(book: &Book) -> Rich {
    let (organization, contact) = book.transact(Op::new(OpKind::CreateOrganization, "Acme"), customers).unwrap().value;
    let lead = rich_lead(book, "Acme GmbH");
    Rich { lead, organization, contact }
}

fn customers(tx: &Tx) -> kontor_core::Result<(String, String)> {
    let typing = Typing::of(tx, "en")?;
    let mut acme = Draft::of([(organization::Field::Name, "Acme"), (organization::Field::Description, "A customer.")]);
    acme.emails = points(&["info@acme.example"]);
    acme.websites = points(&["acme.example"]);
    acme.addresses = BTreeMap::from([(AddressKind::Billing, address("Köln"))]);
    acme.tags = vec!["Customer".into()];
    let organization = organization::create(tx, &acme, &typing)?;
    let mut wong = Draft::of([(contact::Field::FirstName, "Anna"), (contact::Field::LastName, "Wong")]);
    wong.emails = points(&["a.wong@acme.example"]);
    let contact = contact::create(tx, &wong, &typing)?;
    tx.conn().execute("UPDATE contact SET organization_id = ?1 WHERE id = ?2", [&organization, &contact])?;
    Ok((organization, contact))
}

/// A lead with this title and everything on it, in one step.
pub(crate) fn rich_lead(book: &Book, title: &str) -> String {
    let files = [&b"An offer"[..], &b"A drawing"[..]].map(|content| book.store_file(content).unwrap());
    book.transact(Op::new(OpKind::CreateLead, title), |tx| {
        let typing = Typing::of(tx, "en")?;
        let mut draft = Draft::of([
            (lead::Field::Title, title),
            (lead::Field::Company, "Acme GmbH"),
            (lead::Field::FirstName, "Anna"),
            (lead::Field::LastName, "Wong"),
            (lead::Field::JobTitle, "Buyer"),
            (lead::Field::Industry, "Solar"),
            (lead::Field::Employees, "120"),
            (lead::Field::ExpectedAmount, "12000"),
            (lead::Field::Description, "Wants a roof.\nSoon."),
        ]);
        draft.emails = points(&["a.wong@acme.example", "anna@wong.example", "buying@acme.example"]);
        draft.phones = points(&["0221 123456", "+49 170 1234567"]);
        draft.websites = points(&["www.acme.example"]);
        draft.addresses = BTreeMap::from([(AddressKind::Main, address("Bonn"))]);
        draft.tags = vec!["Fair".into(), "Solar".into()];
        let id = lead::create(tx, &draft, &typing)?;
        let owners = [RecordRef { kind: Kind::Lead, id: id.clone() }];
        for number in 0..10 {
            let fields = BTreeMap::from([
                (activity::Field::Kind, ["call", "meeting", "email", "task"][number % 4].to_owned()),
                (activity::Field::Subject, format!("Step {number}")),
                (activity::Field::DueOn, format!("{:02}.02.2025", number + 1)),
            ]);
            activity::add(tx, &owners, &activity::Draft { fields, done: number % 2 == 0 }, &typing)?;
        }
        for number in 0..3 {
            note::add(tx, &owners, &format!("Note {number}: **crane**"))?;
        }
        for (file, name) in files.iter().zip(["offer.pdf", "drawing.dwg"]) {
            attachment::attach(tx, &owners, file, name)?;
        }
        Ok(id)
    })
    .unwrap()
    .value
}
