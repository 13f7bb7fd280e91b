//! Whatever a lead holds and whatever is chosen: nothing is lost, undo gives the book back, turning back gives the lead back.

use std::collections::BTreeMap;

use kontor_core::flows::convert::{Choices, Target};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{convert, turn_back};
use crate::fixture::{Person, contact, lead, opportunity, organization, step, value};
use crate::support::TestBook;

/// Columns of a lead that any subset of is filled.
const TEXTS: [&str; 7] = ["salutation", "first_name", "last_name", "job_title", "company", "industry", "language"];

#[derive(Debug, Clone)]
struct Given {
    /// One text per column of [`TEXTS`], or blank.
    texts: Vec<String>,
    description: String,
    rating: &'static str,
    employees: Option<u32>,
    amount: Option<u32>,
    has_status: bool,
    has_source: bool,
    address: Option<String>,
    points: Vec<(usize, String, String)>,
    /// Of activity, note, attachment, tag: how many.
    items: [usize; 4],
    /// Of organization, contact, opportunity: new, existing, none.
    choices: [usize; 3],
    /// What the existing records have: the same name and points as the lead, fields filled, items hanging there.
    alike: bool,
    full: bool,
    shared_items: bool,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        4 => "[A-Z][a-zäöüß]{2,8}( [A-Z][a-z]{2,6})?",
        1 => "[\u{5d0}-\u{5ea}]{3,6}",
        1 => Just("O'Brien \"x\" 🎉".to_owned()),
    ]
}

fn given() -> impl Strategy<Value = Given> {
    let values = (
        prop::collection::vec(text(), TEXTS.len()),
        prop_oneof![Just(String::new()), "[a-z]{3,9}\n\n[a-z ]{3,20}x"],
        prop_oneof![Just(""), Just("cold"), Just("hot")],
        prop::option::of(1..9_000_u32),
        prop::option::of(1..9_000_000_u32),
        any::<bool>(),
        any::<bool>(),
        prop::option::of("[A-Z][a-z]{3,8} [1-9]"),
    );
    let rest = (
        prop::collection::vec(
            (0..3_usize, "[a-z]{4,9}", prop_oneof![Just(String::new()), Just("home".to_owned())]),
            0..5,
        ),
        [0..3_usize, 0..3, 0..2, 0..3],
        [0..3_usize, 0..3, 0..3],
        any::<[bool; 3]>(),
    );
    (values, rest).prop_map(|(values, (points, items, choices, [alike, full, shared_items]))| {
        let (texts, description, rating, employees, amount, has_status, has_source, address) = values;
        Given {
            texts,
            description,
            rating,
            employees,
            amount,
            has_status,
            has_source,
            address,
            points,
            items,
            choices,
            alike,
            full,
            shared_items,
        }
    })
}

/// A lead as given; the records that may be chosen stand beside it.
struct Prepared {
    lead: String,
    choices: Choices,
    /// Every value of the lead as it can be read.
    values: Vec<String>,
}

fn prepare(book: &TestBook, given: &Given) -> Prepared {
    let of = |column: &str| given.texts[TEXTS.iter().position(|known| *known == column).unwrap()].as_str();
    let (first, last, company) = (of("first_name"), of("last_name"), of("company"));
    let id = lead(book, &Person { title: "Request of theirs", first, last, company, ..Person::default() });
    let mut values: Vec<String> = given.texts.iter().filter(|text| !text.is_empty()).cloned().collect();
    values.push("Request of theirs".to_owned());
    values.extend([given.rating.to_owned(), given.description.clone()].into_iter().filter(|text| !text.is_empty()));
    values.extend(given.employees.map(|employees| employees.to_string()));
    let points: Vec<(&str, String, String, String)> = given
        .points
        .iter()
        .map(|(kind, name, label)| match kind {
            0 => ("email", format!("{name}@own.de"), format!("{name}@own.de"), label.clone()),
            1 => ("phone", format!("030 {}", 1_000_000 + name.len()), String::new(), label.clone()),
            _ => ("website", format!("https://{name}.de"), format!("{name}.de"), label.clone()),
        })
        .collect();
    values.extend(points.iter().map(|point| point.1.clone()));
    values.extend(given.address.clone());
    step(book, |tx| {
        let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| tx.conn().execute(sql, params).map(|_| ());
        for (column, text) in TEXTS.iter().zip(&given.texts) {
            run(&format!("UPDATE lead SET {column} = ?1"), &[text])?;
        }
        run(
            "UPDATE lead SET description = ?1, rating = ?2, employees = ?3, expected_amount = ?4, currency = 'USD'",
            &[&given.description, &given.rating, &given.employees, &given.amount],
        )?;
        if given.has_status {
            run("UPDATE lead SET status_id = (SELECT id FROM lead_status LIMIT 1)", &[])?;
        }
        if given.has_source {
            run("UPDATE lead SET source_id = (SELECT id FROM source LIMIT 1)", &[])?;
        }
        if let Some(street) = &given.address {
            run("INSERT INTO address (id, kind, street, lead_id) VALUES ('adr', 'main', ?1, ?2)", &[street, &id])?;
        }
        Ok(())
    });
    write_points(book, "lead_id", &id, &points);
    for (table, column, count) in items(given) {
        for at in 0..count {
            add_item(book, table, at);
            link(book, table, column, at, "lead_id", &id);
        }
    }
    let choices = Choices {
        organization: target(book, given, "organization", &points),
        contact: target(book, given, "contact", &points),
        opportunity: target(book, given, "opportunity", &points),
        role: String::new(),
    };
    Prepared { lead: id, choices, values }
}

fn items(given: &Given) -> [(&'static str, &'static str, usize); 4] {
    let [activities, notes, files, tags] = given.items;
    [
        ("activity", "activity_id", activities),
        ("note", "note_id", notes),
        ("attachment", "attachment_id", files),
        ("tag", "tag_id", tags),
    ]
}

fn add_item(book: &TestBook, table: &str, at: usize) {
    let insert = match table {
        "activity" => {
            "INSERT INTO activity (id, kind, subject, created_at, updated_at) VALUES (?1, 'call', ?1, '', '')"
        }
        "note" => "INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, ?1, '', '')",
        "tag" => "INSERT INTO tag (id, name, name_key) VALUES (?1, ?1, ?1)",
        _ => "INSERT INTO attachment (id, name, sha256, size, created_at) VALUES (?1, ?1, 'SHA', 0, '')",
    };
    let insert = insert.replace("SHA", &book.store_file(&b""[..]).unwrap().sha256);
    step(book, |tx| Ok(tx.conn().execute(&insert, [format!("{table}{at}")])?));
}

fn link(book: &TestBook, table: &str, column: &str, at: usize, owner: &str, id: &str) {
    let links = if table == "tag" { "tag_link" } else { "timeline_link" };
    step(book, |tx| {
        let sql = format!("INSERT INTO {links} (id, {column}, {owner}) VALUES (?1, ?2, ?3)");
        Ok(tx.conn().execute(&sql, [tx.new_id(), format!("{table}{at}"), id.to_owned()])?)
    });
}

fn write_points(book: &TestBook, owner: &str, id: &str, points: &[(&str, String, String, String)]) {
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    step(book, |tx| {
        for (kind, value, key, label) in points {
            let position = positions.entry(kind).or_default();
            tx.conn().execute(
                &format!(
                    "INSERT INTO contact_point (id, kind, label, value, match_key, position, {owner})
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                ),
                rusqlite::params![tx.new_id(), kind, label, value, key, *position, id],
            )?;
            *position += 1;
        }
        Ok(())
    });
}

/// The choice for a kind, with the record if it is an existing one. A new one that would have no name is left out, but for the
/// opportunity, so that something is chosen.
fn target(book: &TestBook, given: &Given, kind: &str, points: &[(&str, String, String, String)]) -> Target {
    let of = |column: &str| given.texts[TEXTS.iter().position(|known| *known == column).unwrap()].as_str();
    let at = ["organization", "contact", "opportunity"].iter().position(|known| *known == kind).unwrap();
    let nameless = match kind {
        "organization" => of("company").is_empty(),
        "contact" => of("first_name").is_empty() && of("last_name").is_empty(),
        _ => false,
    };
    match given.choices[at] {
        0 if nameless => return Target::None,
        0 => return Target::new(),
        2 if kind != "opportunity" || given.choices[0] == 1 || given.choices[1] == 1 => return Target::None,
        2 => return Target::new(),
        _ => {}
    }
    let (last, company) = if given.alike { (of("last_name"), of("company")) } else { ("", "") };
    let last = if last.is_empty() { "Smith" } else { last };
    let company = if company.is_empty() { "Other" } else { company };
    let id = match kind {
        "organization" => organization(book, &Person { company, ..Person::default() }),
        "contact" => contact(book, &Person { last, ..Person::default() }),
        _ => opportunity(book, "Old deal", None, None),
    };
    let column = format!("{kind}_id");
    if given.alike && kind != "opportunity" {
        write_points(book, &column, &id, &points[..points.len() / 2]);
    }
    if given.full {
        let set = match kind {
            "organization" => "UPDATE organization SET industry = 'Old', employees = 1, description = 'Old text.'",
            "contact" => "UPDATE contact SET job_title = 'Old', language = 'en', salutation = 'Dr.'",
            _ => "UPDATE opportunity SET amount = 7, description = 'Old text.'",
        };
        step(book, |tx| Ok(tx.conn().execute_batch(set)?));
    }
    if given.shared_items {
        for (table, item, count) in items(given) {
            if count > 0 {
                link(book, table, item, 0, &column, &id);
            }
        }
    }
    Target::existing(id)
}

/// All that can be read in the records, and what the conversion says it did not take over.
fn readable(book: &TestBook) -> String {
    let mut all = Vec::new();
    for table in ["organization", "contact", "opportunity", "contact_point", "address"] {
        let columns = value(
            book,
            &format!(
                "SELECT group_concat('ifnull(' || name || ', '''')', ' || char(10) || ') FROM pragma_table_info('{table}')"
            ),
        );
        all.push(value(book, &format!("SELECT group_concat({columns}, char(10)) FROM {table}")));
    }
    let outcome: Json = serde_json::from_str(&value(book, "SELECT outcome FROM conversion")).unwrap();
    let fields = outcome["fields"].as_object().unwrap();
    for field in fields.values().flat_map(|fields| fields.as_array().unwrap()) {
        if field["action"] == json!("kept") || field["action"] == json!("skipped") {
            all.push(format!("{}\n{}", field["lead"].as_str().unwrap(), field["value"].as_str().unwrap()));
        }
    }
    all.join("\n")
}

/// Each case is a book with a dozen steps on the disk. PROPTEST_CASES asks for more.
fn few() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 24 };
    ProptestConfig { cases, max_shrink_iters: 200, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few())]
    #[test]
    fn nothing_is_lost_and_both_ways_lead_back(given in given()) {
        let book = TestBook::new();
        let prepared = prepare(&book, &given);
        let before = book.rows();
        let outcome = convert(&book, &prepared.lead, Some(prepared.choices.clone())).unwrap().value;
        let readable = readable(&book);
        for text in &prepared.values {
            prop_assert!(readable.contains(text.as_str()), "{text:?} is lost: {readable}");
            let origin = value(&book, "SELECT origin FROM conversion");
            let quoted = json!(text).to_string();
            prop_assert!(origin.contains(quoted.trim_matches('"')), "{text:?} is not in the origin");
        }
        let has_host = |column: &str| value(&book, &format!("SELECT count(*) FROM conversion WHERE {column} IS NOT NULL")) == "1";
        for (table, item, count) in items(&given) {
            let links = if table == "tag" { "tag_link" } else { "timeline_link" };
            for column in ["organization_id", "contact_id", "opportunity_id"].into_iter().filter(|column| has_host(column)) {
                let sql = format!("SELECT count(*) FROM {links} JOIN conversion c ON c.{column} = {links}.{column} WHERE {item} IS NOT NULL");
                prop_assert_eq!(value(&book, &sql), count.to_string(), "{} on {}", table, column);
            }
        }
        let converted = book.rows();
        book.undo().unwrap();
        prop_assert!(book.rows() == before, "undo did not give the book back");
        book.redo().unwrap();
        prop_assert!(book.rows() == converted, "redo did not give the conversion back");
        turn_back(&book, &outcome.conversion_id).unwrap();
        let back = book.rows();
        let differs: Vec<_> = back.iter().filter(|row| !before.contains(row)).chain(before.iter().filter(|row| !back.contains(row))).map(|row| readable_row(row)).collect();
        prop_assert!(differs.is_empty(), "turned back, these rows differ: {differs:#?}");
        book.assert_sound();
    }
}

/// A row of [`TestBook::rows`] with its bytes as text.
fn readable_row(row: &str) -> String {
    let mut out = String::new();
    for cell in row.split("Text([") {
        match cell.split_once("])") {
            Some((bytes, rest)) => {
                let bytes: Vec<u8> = bytes.split(", ").filter_map(|byte| byte.parse().ok()).collect();
                out.push_str(&format!("{:?}{rest}", String::from_utf8_lossy(&bytes)));
            }
            None => out.push_str(cell),
        }
    }
    out
}
