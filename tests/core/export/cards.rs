//! vCard and iCalendar, read back by a library.

use std::collections::BTreeMap;

use calcard::icalendar::{ICalendarComponentType, ICalendarProperty, ICalendarValue};
use calcard::vcard::{VCard, VCardParameterName, VCardProperty, VCardValue};
use calcard::{Entry, Parser};
use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::export::{Format, ItemQuery, List};
use kontor_core::records::addresses::{AddressDraft, AddressKind};
use kontor_core::records::points::PointDraft;
use kontor_core::records::{Draft, Typing, activity, contact, lead};
use proptest::prelude::*;

use super::{activities, contacts, leads, organizations, text};
use crate::fixture;
use crate::rich::rich;
use crate::support::TestBook;

const FORMATS: [Format; 2] = [Format::Vcard3, Format::Vcard4];

/// The cards of a file; anything else in it is a failure.
fn cards(file: &str) -> Vec<VCard> {
    for line in file.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "a line that is not folded: {line:?}");
    }
    let mut parser = Parser::new(file).strict();
    let mut cards = Vec::new();
    loop {
        match parser.entry() {
            Entry::VCard(card) => cards.push(card),
            Entry::Eof => return cards,
            other => panic!("{other:?}\n{file}"),
        }
    }
}

/// The values of a property, those of several lines one behind the other.
fn values(card: &VCard, name: &VCardProperty) -> Vec<String> {
    let entries = card.entries.iter().filter(|entry| entry.name == *name);
    entries
        .flat_map(|entry| &entry.values)
        .flat_map(|value| match value {
            VCardValue::Text(text) => vec![text.clone()],
            VCardValue::Component(parts) => parts.clone(),
            VCardValue::PartialDateTime(date) => {
                vec![format!("{:?}-{:?}-{:?}", date.year, date.month, date.day)]
            }
            VCardValue::Kind(kind) => vec![format!("{kind:?}")],
            other => vec![format!("{other:?}")],
        })
        .collect()
}

/// The types of each line of a property.
fn types(card: &VCard, name: &VCardProperty) -> Vec<Vec<String>> {
    let entries = card.entries.iter().filter(|entry| entry.name == *name);
    entries
        .map(|entry| {
            let types = entry.params.iter().filter(|parameter| parameter.name == VCardParameterName::Type);
            let mut types: Vec<String> =
                types.map(|parameter| parameter.value.clone().into_text().to_lowercase()).collect();
            types.retain(|kind| !["pref", "internet"].contains(&kind.as_str()));
            types
        })
        .collect()
}

fn add_contact(book: &TestBook, draft: &Draft<contact::Field>) -> String {
    book.transact(Op::new(OpKind::CreateContact, ""), |tx| contact::create(tx, draft, &Typing::of(tx, "en")?))
        .unwrap()
        .value
}

fn labelled(label: &str, value: &str) -> PointDraft {
    PointDraft { label: label.into(), ..PointDraft::of(value) }
}

fn zoe(book: &TestBook) -> String {
    let organization =
        fixture::organization(book, &fixture::Person { company: "Müller, Söhne; Co", ..Default::default() });
    let mut draft = Draft::of([
        (contact::Field::Salutation, "Dr."),
        (contact::Field::FirstName, "Zoë 👩‍👧"),
        (contact::Field::LastName, "שלום \"Quote\""),
        (contact::Field::Organization, organization.as_str()),
        (contact::Field::JobTitle, "Head of R&D; Europe"),
        (contact::Field::Birthday, "1980-12-31"),
        (contact::Field::Language, "de-AT"),
        (contact::Field::Description, "One, two; three\\four\nfive"),
    ]);
    draft.emails = vec![PointDraft::of("zoe@acme.example"), labelled("private", "zoe@home.example")];
    draft.phones = vec![
        labelled("work", "+49 30 3920001"),
        labelled("Handy", "+49 170 1234567"),
        labelled("home", "030 99"),
        labelled("fax", "030 98"),
        labelled("Skihütte", "+43 1 234"),
    ];
    draft.websites = vec![PointDraft::of("https://acme.example/a,b")];
    draft.addresses = BTreeMap::from([(
        AddressKind::Main,
        AddressDraft {
            street: "Hauptstr. 1\nHinterhaus".into(),
            postal_code: "50667".into(),
            city: "Köln".into(),
            region: "NRW".into(),
            country: "DE".into(),
        },
    )]);
    draft.tags = vec!["Fair, spring".into(), "VIP".into()];
    add_contact(book, &draft)
}

/// I34.
#[test]
fn i34_a_card_says_who_it_is_and_how_to_reach_them_with_types() {
    let book = TestBook::new();
    let id = zoe(&book);
    for format in FORMATS {
        let file = text(&book, &contacts(), format, "en");
        let [card] = &cards(&file)[..] else { panic!("not one card: {file}") };
        let of = |name| values(card, &name);
        assert_eq!(of(VCardProperty::Fn), ["Zoë 👩‍👧 שלום \"Quote\""]);
        assert_eq!(of(VCardProperty::N), ["שלום \"Quote\"", "Zoë 👩‍👧", "", "Dr.", ""]);
        assert_eq!(of(VCardProperty::Org), ["Müller, Söhne; Co"]);
        assert_eq!(of(VCardProperty::Title), ["Head of R&D; Europe"]);
        assert_eq!(of(VCardProperty::Note), ["One, two; three\\four\nfive"]);
        assert_eq!(of(VCardProperty::Categories), ["Fair, spring", "VIP"]);
        assert_eq!(of(VCardProperty::Bday), ["Some(1980)-Some(12)-Some(31)"]);
        assert_eq!(of(VCardProperty::Adr), ["", "", "Hauptstr. 1\nHinterhaus", "Köln", "NRW", "50667", "DE"]);
        assert_eq!(of(VCardProperty::Email), ["zoe@acme.example", "zoe@home.example"]);
        assert_eq!(types(card, &VCardProperty::Email), [vec![], vec!["home".to_owned()]]);
        assert_eq!(of(VCardProperty::Tel), ["+49 30 3920001", "+49 170 1234567", "030 99", "030 98", "+43 1 234"]);
        let kinds = types(card, &VCardProperty::Tel).into_iter().map(|kinds| kinds.join(" ")).collect::<Vec<_>>();
        assert_eq!(kinds, ["work", "cell", "home", "fax", ""]);
        assert!(file.contains("item1.X-ABLABEL:Skihütte\r\n"), "{file}");
        assert_eq!(of(VCardProperty::Url), ["https://acme.example/a,b"]);
        assert!(file.contains(&id));
        assert!(file.contains("REV:20250120T120000Z\r\n"), "{file}");
    }
}

#[test]
fn a_lead_is_a_person_or_the_company_that_it_is() {
    let book = TestBook::new();
    rich(&book);
    fixture::lead(&book, &fixture::Person { title: "Only a firm", company: "Firm Ltd", ..Default::default() });
    for format in FORMATS {
        let file = text(&book, &leads(), format, "en");
        let found = cards(&file);
        let mut names: Vec<String> = found.iter().flat_map(|card| values(card, &VCardProperty::Fn)).collect();
        names.sort();
        assert_eq!(names, ["Anna Wong", "Only a firm"]);
        assert_eq!(file.contains("KIND:org\r\n"), format == Format::Vcard4);
        let organizations = cards(&text(&book, &organizations(), format, "en"));
        assert_eq!(values(&organizations[0], &VCardProperty::Org), ["Acme"]);
    }
}

/// A text as a line or a note takes it.
fn any_line() -> impl Strategy<Value = String> {
    prop_oneof!["[^\\p{Cc}\u{85}\u{2028}\u{2029}]{1,120}", "[a ,;:\\\\\"'\u{200f}א日👩‍👧=-]{1,80}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_names_and_notes_come_back_from_a_card(first in any_line(), last in any_line(), note in "[^\\p{Cc}]{0,300}|(a, b;\n\\\\){0,40}") {
        let book = TestBook::new();
        let draft = Draft::of([
            (contact::Field::FirstName, first.as_str()),
            (contact::Field::LastName, &last),
            (contact::Field::Description, &note),
        ]);
        let made = book.transact(Op::new(OpKind::CreateContact, ""), |tx| contact::create(tx, &draft, &Typing::of(tx, "en")?));
        let Ok(made) = made else { return Ok(()) };
        let stored = book.read(|db| contact::get(db, &made.value)).unwrap();
        for format in FORMATS {
            let found = cards(&text(&book, &contacts(), format, "en"));
            prop_assert_eq!(found.len(), 1);
            let name = values(&found[0], &VCardProperty::N);
            prop_assert_eq!((&name[0], &name[1]), (&stored.last_name, &stored.first_name));
            let notes = values(&found[0], &VCardProperty::Note);
            prop_assert_eq!(notes.join(""), stored.description.clone());
        }
    }

    #[test]
    fn any_activity_comes_back_from_a_calendar(subject in any_line(), body in "[^\\p{Cc}]{0,300}|(a, b;\n\\\\){0,40}") {
        let book = TestBook::new();
        let lead = fixture::lead(&book, &fixture::Person { company: "Acme", ..Default::default() });
        let owner = RecordRef { kind: Kind::Lead, id: lead };
        let fields = BTreeMap::from([(activity::Field::Subject, subject), (activity::Field::Body, body)]);
        let added = book.transact(Op::new(OpKind::AddActivity, ""), |tx| {
            activity::add(tx, &[owner], &activity::Draft { fields, done: false }, &Typing::of(tx, "en")?)
        });
        if added.is_err() {
            return Ok(());
        }
        let (subject, body): (String, String) = book
            .read(|db| Ok(db.conn().query_row("SELECT subject, body FROM activity", [], |row| Ok((row.get(0)?, row.get(1)?)))?))
            .unwrap();
        let found = components(&text(&book, &activities(), Format::Ical, "en"));
        prop_assert_eq!(&found[0]["SUMMARY"], &subject);
        prop_assert_eq!(found[0].get("DESCRIPTION").cloned().unwrap_or_default(), body);
    }
}

/// The components of a calendar: their properties as text, and what they are as "BEGIN".
fn components(file: &str) -> Vec<BTreeMap<String, String>> {
    for line in file.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "a line that is not folded: {line:?}");
    }
    for (begin, end) in [("BEGIN:VTODO\r\n", "END:VTODO\r\n"), ("BEGIN:VEVENT\r\n", "END:VEVENT\r\n")] {
        assert_eq!(file.matches(begin).count(), file.matches(end).count());
    }
    let mut parser = Parser::new(file);
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("no calendar: {file}") };
    assert!(matches!(parser.entry(), Entry::Eof));
    let of =
        calendar.components.iter().filter(|component| component.component_type != ICalendarComponentType::VCalendar);
    of.map(|component| {
        let mut found = BTreeMap::from([("BEGIN".to_owned(), component.component_type.as_str().to_owned())]);
        for entry in &component.entries {
            let texts = entry.values.iter().map(|value| match value {
                ICalendarValue::Text(text) => text.clone(),
                ICalendarValue::PartialDateTime(date) => {
                    let number = |part: Option<u32>| part.map_or("-".to_owned(), |part| part.to_string());
                    let year = date.year.map(u32::from);
                    let parts = [
                        year,
                        date.month.map(u32::from),
                        date.day.map(u32::from),
                        date.hour.map(u32::from),
                        date.minute.map(u32::from),
                    ];
                    format!("{} {}", parts.map(number).join(" "), if date.tz_hour.is_some() { "UTC" } else { "local" })
                }
                other => format!("{other:?}"),
            });
            let name = match &entry.name {
                ICalendarProperty::Other(name) => name.clone(),
                known => known.as_str().to_owned(),
            };
            found.insert(name, texts.collect::<Vec<_>>().join("|"));
        }
        found
    })
    .collect()
}

#[test]
fn meetings_and_calls_with_a_time_are_events_and_everything_else_is_to_do() {
    let book = TestBook::new();
    let lead = fixture::lead(&book, &fixture::Person { company: "Acme, Inc; Co", ..Default::default() });
    let owner = RecordRef { kind: Kind::Lead, id: lead };
    let add = |kind: &str, subject: &str, due: &str, time: &str, done: bool| {
        let fields = BTreeMap::from([
            (activity::Field::Kind, kind.to_owned()),
            (activity::Field::Subject, subject.to_owned()),
            (activity::Field::DueOn, due.to_owned()),
            (activity::Field::DueTime, time.to_owned()),
        ]);
        book.world.advance(chrono::TimeDelta::seconds(1));
        book.transact(Op::new(OpKind::AddActivity, ""), |tx| {
            let draft = activity::Draft { fields, done };
            activity::add(tx, std::slice::from_ref(&owner), &draft, &Typing::of(tx, "en")?)
        })
        .unwrap()
        .value
    };
    let meeting = add("meeting", "Meet, and greet", "2025-02-03", "14:30", false);
    add("call", "Ring", "2025-02-04", "09:05", false);
    add("call", "Ring some time", "2025-02-05", "", false);
    add("task", "Write the offer", "2025-02-06", "17:00", false);
    add("email", "Sent", "", "", true);
    let file = text(&book, &List::Activities(ItemQuery::default()), Format::Ical, "en");
    let found = components(&file);
    let line = |at: usize, name: &str| found[at].get(name).cloned().unwrap_or_default();
    let kinds: Vec<String> = (0..found.len()).map(|at| line(at, "BEGIN")).collect();
    assert_eq!(kinds, ["VEVENT", "VEVENT", "VTODO", "VTODO", "VTODO"]);
    assert_eq!((line(0, "UID"), line(0, "SUMMARY")), (meeting, "Meet, and greet".into()));
    assert_eq!(line(0, "DTSTART"), "2025 2 3 14 30 local");
    assert_eq!(line(0, "CONTACT"), "Acme, Inc; Co");
    assert_eq!((line(2, "DUE"), line(3, "DUE")), ("2025 2 5 - - local".into(), "2025 2 6 17 0 local".into()));
    assert!(file.contains("DUE;VALUE=DATE:20250205\r\n") && file.contains("STATUS:COMPLETED\r\n"), "{file}");
    assert!(file.contains("DTSTAMP:20250120T120005Z\r\n") && file.contains("COMPLETED:20250120T120005Z\r\n"), "{file}");
}

/// What the largest note needs is a matter of its length.
#[test]
fn a_long_note_is_folded_in_no_time() {
    let book = TestBook::new();
    let mut draft = Draft::of([(lead::Field::Title, "Long")]);
    draft.fields.insert(lead::Field::Description, "ä, ".repeat(300_000));
    book.transact(Op::new(OpKind::CreateLead, ""), |tx| lead::create(tx, &draft, &Typing::of(tx, "en")?)).unwrap();
    let begun = std::time::Instant::now();
    assert!(text(&book, &leads(), Format::Vcard4, "en").len() > 1_000_000);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}
