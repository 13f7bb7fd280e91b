//! Whatever the records hold and whatever is chosen: nothing is lost, nothing is out of reach, undo gives every row back.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::merge::Choices;
use kontor_core::records::timeline;
use proptest::prelude::*;

use super::merge;
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, value};
use crate::support::TestBook;

/// One record: a text per column (blank: none), points, and which of four items hang on it.
#[derive(Debug, Clone)]
struct Given {
    texts: [String; 3],
    description: String,
    emails: Vec<String>,
    city: String,
    items: [bool; 4],
    /// A lead among opportunities.
    is_lead: bool,
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![2 => Just(String::new()), 3 => "[A-Z][a-zäöü]{2,7}"]
}

fn given() -> impl Strategy<Value = Given> {
    let emails = prop::collection::vec("[a-c]@[x-z]\\.de", 0..3);
    ([word(), word(), word()], "[a-z]{0,9}", emails, word(), any::<[bool; 4]>(), any::<bool>()).prop_map(
        |(texts, description, emails, city, items, is_lead)| Given { texts, description, emails, city, items, is_lead },
    )
}

const COLUMNS: [(Kind, [&str; 3]); 4] = [
    (Kind::Lead, ["job_title", "company", "industry"]),
    (Kind::Organization, ["industry", "vat_number", "name"]),
    (Kind::Contact, ["job_title", "language", "first_name"]),
    (Kind::Opportunity, ["title", "title", "title"]),
];

/// Makes the record; the value is what it is, and every text of it.
fn prepare(book: &TestBook, kind: Kind, at: usize, given: &Given) -> (RecordRef, Vec<String>) {
    let name = format!("Record{at}");
    let emails: Vec<&str> = given.emails.iter().map(String::as_str).collect();
    let person = Person { title: &name, last: &name, company: &name, emails: &emails, ..Person::default() };
    let kind = if kind == Kind::Opportunity && given.is_lead && at > 0 { Kind::Lead } else { kind };
    let id = match kind {
        Kind::Lead => lead(book, &person),
        Kind::Organization => organization(book, &person),
        Kind::Contact => contact(book, &person),
        Kind::Opportunity => opportunity(book, &name, None, None),
    };
    let mut texts = vec![given.description.clone()];
    let columns = COLUMNS.iter().find(|(of, _)| *of == kind).unwrap().1;
    let mut sets = vec![format!("description = '{}'", given.description)];
    for (column, text) in columns.iter().zip(&given.texts).filter(|(_, text)| !text.is_empty()) {
        sets.retain(|set| !set.starts_with(&format!("{column} =")));
        sets.push(format!("{column} = '{text}'"));
    }
    texts.extend(sets.iter().skip(1).filter_map(|set| set.split('\'').nth(1)).map(str::to_owned));
    sql(book, &format!("UPDATE {} SET {} WHERE id = '{id}'", kind.table(), sets.join(", ")));
    if kind != Kind::Opportunity {
        texts.extend(given.emails.iter().cloned());
        if !given.city.is_empty() {
            let block = if kind == Kind::Organization { "shipping" } else { "main" };
            let column = kind.column();
            sql(
                book,
                &format!(
                    "INSERT INTO address (id, kind, city, {column}) VALUES ('adr{at}', '{block}', '{}', '{id}')",
                    given.city
                ),
            );
            texts.push(given.city.clone());
        }
    }
    for (item, hangs) in given.items.iter().enumerate() {
        if *hangs {
            let column = kind.column();
            sql(
                book,
                &format!(
                    "INSERT INTO timeline_link (id, note_id, {column}) VALUES ('l{at}{item}', 'n{item}', '{id}');
                                INSERT INTO tag_link (id, tag_id, {column}) VALUES ('t{at}{item}', 't{item}', '{id}')"
                ),
            );
        }
    }
    (RecordRef { kind, id }, texts.into_iter().filter(|text| !text.is_empty()).collect())
}

fn readable(book: &TestBook) -> String {
    let tables = ["lead", "organization", "contact", "opportunity", "contact_point", "address", "conversion"];
    let text = tables.map(|table| {
        let columns = value(
            book,
            &format!("SELECT group_concat('ifnull(' || name || ', '''')', ' || char(10) || ') FROM pragma_table_info('{table}')"),
        );
        value(book, &format!("SELECT group_concat({columns}, char(10)) FROM {table}"))
    });
    text.join("\n")
}

/// Each case is a book with a dozen steps on the disk. PROPTEST_CASES asks for more.
fn few() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 24 };
    ProptestConfig { cases, max_shrink_iters: 200, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few())]
    #[test]
    fn nothing_is_lost_nothing_is_out_of_reach_and_undo_gives_all_of_it_back(
        kind in prop::sample::select(Kind::ALL.to_vec()),
        all in prop::collection::vec(given(), 2..5),
        survivor in prop::option::of(any::<prop::sample::Index>()),
        take in prop::collection::vec((0..3_usize, any::<prop::sample::Index>()), 0..3),
    ) {
        let book = TestBook::new();
        for item in 0..4 {
            sql(&book, &format!("INSERT INTO note (id, body, created_at, updated_at) VALUES ('n{item}', 'Note {item}', '', '');
                                 INSERT INTO tag (id, name, name_key) VALUES ('t{item}', 'T{item}', 't{item}')"));
        }
        let made: Vec<_> = all.iter().enumerate().map(|(at, given)| prepare(&book, kind, at, given)).collect();
        let records: Vec<RecordRef> = made.iter().map(|(record, _)| record.clone()).collect();
        let of_kind: Vec<&RecordRef> = records.iter().filter(|record| record.kind == kind).collect();
        let mut choices = Choices { survivor: survivor.map(|at| of_kind[at.index(of_kind.len())].id.clone()), ..Choices::default() };
        let fields = match kind {
            Kind::Lead => ["jobTitle", "company", "title"],
            Kind::Organization => ["industry", "name", "shippingAddress"],
            Kind::Contact => ["lastName", "language", "mainAddress"],
            Kind::Opportunity => ["title", "amount", "stage"],
        };
        for (field, at) in take {
            let from = if fields[field] == "stage" { of_kind[at.index(of_kind.len())] } else { &records[at.index(records.len())] };
            choices.take.insert(fields[field].to_owned(), from.id.clone());
        }
        let before = book.rows();
        let done = merge(&book, &records, &choices).unwrap().value;
        let readable = readable(&book);
        for text in made.iter().flat_map(|(_, texts)| texts) {
            prop_assert!(readable.contains(text.as_str()), "{text:?} is lost: {readable}");
        }
        for item in 0..4 {
            let hung = all.iter().any(|given| given.items[item]);
            let page = book.read(|db| timeline::of(db, &done.survivor, None, 100)).unwrap();
            let there = page.rows.iter().any(|row| matches!(row, timeline::Item::Note(note) if note.body == format!("Note {item}")));
            prop_assert_eq!(there, hung, "note {}", item);
            let column = done.survivor.kind.column();
            let tags = value(&book, &format!("SELECT count(*) FROM tag_link WHERE tag_id = 't{item}' AND {column} = '{}'", done.survivor.id));
            prop_assert_eq!(tags, u8::from(hung).to_string(), "tag {}", item);
        }
        for record in &records {
            let now = book.read(|db| kontor_core::records::merged::now(db, &record.id)).unwrap();
            prop_assert_eq!(now.as_ref(), Some(&done.survivor));
        }
        book.assert_sound();
        let after = book.rows();
        book.undo().unwrap();
        prop_assert!(book.rows() == before, "undo did not give every row back");
        book.redo().unwrap();
        prop_assert!(book.rows() == after, "redo did not give the merge back");
    }
}
