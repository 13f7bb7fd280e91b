//! Leads.

use kontor_core::book::{Op, OpKind};
use kontor_core::records::lead::{self, Draft, Field};
use kontor_core::records::{AddressDraft, AddressKind, PointDraft};

use super::typing;
use crate::support::TestBook;

fn full() -> Draft {
    let mut draft = Draft::of([
        (Field::Title, "Acme wants a machine"),
        (Field::Salutation, "Frau Dr."),
        (Field::FirstName, "Siobhán"),
        (Field::LastName, "O'Brien"),
        (Field::JobTitle, "Einkäuferin"),
        (Field::Company, "Acme GmbH"),
        (Field::Industry, "Maschinenbau"),
        (Field::Employees, "1.200"),
        (Field::Rating, "hot"),
        (Field::Status, "contacted"),
        (Field::Source, "Trade fair"),
        (Field::ExpectedAmount, "12,500.50"),
        (Field::Currency, "usd"),
        (Field::Language, "de"),
        (Field::Description, "Zwei\r\nZeilen"),
    ]);
    draft.emails = vec![PointDraft::of(""), PointDraft::of("Siobhan@Acme.example"), PointDraft::of("so@gmail.com")];
    draft.phones = vec![PointDraft { label: "work".into(), value: "030 123456".into() }];
    draft.websites = vec![PointDraft::of("www.Acme.example/shop")];
    let address = AddressDraft { street: "Hauptstr. 1".into(), city: "Berlin".into(), ..AddressDraft::default() };
    draft.addresses.insert(AddressKind::Main, address);
    draft.tags = vec!["Messe".into(), "messe".into(), "Wichtig".into()];
    draft
}

#[test]
fn a_lead_is_given_back_as_it_was_typed() {
    let book = TestBook::new();
    let id = book.transact(Op::new(OpKind::CreateLead, ""), |tx| lead::create(tx, &full(), &typing(tx))).unwrap().value;
    let lead = book.read(|db| lead::get(db, &id)).unwrap();
    assert_eq!((lead.title.as_str(), lead.company.as_str()), ("Acme wants a machine", "Acme GmbH"));
    assert_eq!((lead.first_name.as_str(), lead.last_name.as_str()), ("Siobhán", "O'Brien"));
    assert_eq!((lead.employees, lead.expected_amount, lead.currency.as_str()), (Some(1200), Some(1_250_050), "USD"));
    assert_eq!((lead.status.unwrap().name, lead.source.unwrap().name), ("Contacted".into(), "Trade fair".into()));
    assert_eq!(lead.description, "Zwei\nZeilen");
    let emails: Vec<_> = lead.emails.iter().map(|e| (e.position, e.value.as_str(), e.key.as_str())).collect();
    assert_eq!(emails, [(0, "Siobhan@Acme.example", "siobhan@acme.example"), (1, "so@gmail.com", "so@gmail.com")]);
    assert_eq!((lead.phones[0].key.as_str(), lead.phones[0].display.as_str()), ("+4930123456", "+49 30 123456"));
    assert_eq!(lead.websites[0].key, "acme.example");
    assert_eq!(lead.address.unwrap().city, "Berlin");
    assert_eq!(lead.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Messe", "Wichtig"]);
    assert_eq!(lead.missing, [lead::Missing::NextStep]);
    book.assert_sound();
}
