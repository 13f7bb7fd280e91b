//! The cases of merge.md by id.
//!
//! | not as there | because |
//! |---|---|
//! | M02 | "L1 has the higher probability" is no rank here (R15: stage, then age): the older one of the same stage survives |
//! | M04 | nothing is left out of the list: the preview says how each record stands (asserted below) |
//! | M13 | only a file whose name the survivor has for another content gets the origin: a name as typed is not changed (R26) |
//! | M14 | followers: a book has one user |
//! | M22, M23 | "primary" is the first one of the survivor |

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::merge::Choices;

use super::{choices, merge, previewed, records, text_of};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, step, value};
use crate::support::TestBook;

/// What is merged.
type Given = fn(&TestBook) -> (Vec<RecordRef>, Choices);
/// A query and the text of its first value.
type Holds = (&'static str, &'static str);

/// A lead of this title in this status ("" for none), made on that day.
pub(super) fn ranked(book: &TestBook, title: &str, status: &str, day: u32) -> String {
    let id = lead(book, &Person { title, ..Person::default() });
    sql(
        book,
        &format!(
            "UPDATE lead SET status_id = (SELECT id FROM lead_status WHERE name = '{status}'), description = 'Text {title}',
             created_at = '2024-01-{day:02}T09:00:00.000Z' WHERE id = '{id}'"
        ),
    );
    id
}

/// The leads A, B, L1, W of the fixture, in another order.
fn four(book: &TestBook) -> Vec<RecordRef> {
    let w = ranked(book, "W", "", 1);
    let l1 = ranked(book, "L1", "New", 2);
    let a = ranked(book, "A", "Qualified", 3);
    let b = ranked(book, "B", "Qualified", 4);
    records(Kind::Lead, &[&w, &b, &l1, &a])
}

pub(super) fn deal(book: &TestBook, title: &str, stage: &str) -> String {
    let id = opportunity(book, title, None, None);
    step(book, |tx| {
        let stage: String = tx.conn().query_row("SELECT id FROM stage WHERE name = ?1", [stage], |row| row.get(0))?;
        kontor_core::records::opportunity::set_stage(tx, &id, &stage)
    });
    id
}

fn with_points(book: &TestBook, last: &str, emails: &[&str], phones: &[&str]) -> String {
    contact(book, &Person { last, emails, phones, ..Person::default() })
}

const POINTS: &str = "SELECT group_concat(value, ' ') FROM (SELECT value FROM contact_point ORDER BY kind, position)";

/// Each row: id, given, the refusal ("" for none), what holds afterwards.
const CASES: &[(&str, Given, &str, &[Holds])] = &[
    (
        "M01",
        |book| (four(book), Choices::default()),
        "",
        &[
            ("SELECT group_concat(title) FROM lead", "A"),
            (
                "SELECT description FROM lead",
                "Text A\n\nText B\n\nText L1\n\nText W\n\nTitle: B\nTitle: L1\nStatus: New\nTitle: W",
            ),
        ],
    ),
    (
        "M02",
        |book| {
            let (l1, p) = (deal(book, "L1", "New"), deal(book, "P", "New"));
            let mut all = four(book);
            all.extend(records(Kind::Opportunity, &[&p, &l1]));
            (all, Choices::default())
        },
        "",
        &[
            ("SELECT group_concat(title) FROM opportunity", "L1"),
            ("SELECT count(*) FROM lead", "0"),
            ("SELECT count(*) FROM conversion WHERE opportunity_id IS NOT NULL", "4"),
            ("SELECT count(*) FROM merged WHERE opportunity_id IS NOT NULL", "1"),
        ],
    ),
    (
        "M02 the higher stage",
        |book| {
            let (l1, p) = (deal(book, "L1", "New"), deal(book, "P", "Proposal"));
            (records(Kind::Opportunity, &[&l1, &p]), Choices::default())
        },
        "",
        &[("SELECT title || probability FROM opportunity", "P50")],
    ),
    (
        "M05",
        |book| {
            let reason = "closed_at = '2025-01-02T00:00:00.000Z', lost_reason_id = (SELECT id FROM lost_reason WHERE name = 'Price')";
            let w = ranked(book, "W", "Qualified", 1);
            sql(book, &format!("UPDATE lead SET {reason} WHERE id = '{w}'"));
            let l1 = ranked(book, "L1", "New", 2);
            (records(Kind::Lead, &[&w, &l1]), Choices::default())
        },
        "",
        &[
            ("SELECT title || ifnull(closed_at, '-') || ifnull(lost_reason_id, '-') FROM lead", "L1--"),
            (
                "SELECT description FROM lead",
                "Text L1\n\nText W\n\nTitle: W\nStatus: Qualified\nClosed on: 2025-01-02\nLost because of: Price",
            ),
        ],
    ),
    (
        "M05 a lost lead into an opportunity, and a lost opportunity into an open one",
        |book| {
            let open = deal(book, "Open", "New");
            let lost = deal(book, "Lost", "Proposal");
            sql(
                book,
                &format!(
                    "UPDATE opportunity SET state = 'lost', probability = 0, closed_at = '2025-01-02T00:00:00.000Z',
                     lost_reason_id = (SELECT id FROM lost_reason WHERE name = 'Price') WHERE id = '{lost}'"
                ),
            );
            let closed = lead(book, &Person { title: "Closed", closed: true, ..Person::default() });
            let mut all = records(Kind::Opportunity, &[&lost, &open]);
            all.extend(records(Kind::Lead, &[&closed]));
            (all, Choices::default())
        },
        "",
        &[
            ("SELECT title || state || ifnull(lost_reason_id, '-') || probability FROM opportunity", "Openopen-10"),
            (
                "SELECT description FROM opportunity",
                "Title: Lost\nStage: Proposal\nState: lost\nClosed on: 2025-01-02\nLost because of: Price",
            ),
        ],
    ),
    (
        "M07",
        |book| {
            let a = lead(book, &Person { title: "A", ..Person::default() });
            let b = lead(book, &Person { title: "B", last: "Wong", company: "Acme", ..Person::default() });
            let c = lead(book, &Person { title: "C", last: "Kroker", ..Person::default() });
            sql(
                book,
                &format!(
                    "UPDATE lead SET rating = 'cold' WHERE id = '{a}'; UPDATE lead SET rating = 'hot' WHERE id = '{c}';
                                UPDATE lead SET created_at = '2024-0' || title || id;"
                ),
            );
            for (id, tags) in [(&a, vec!["Fair", "Solar"]), (&b, vec!["Solar"]), (&c, vec!["Wind"])] {
                let owner = RecordRef { kind: Kind::Lead, id: id.clone() };
                step(book, |tx| {
                    tags.into_iter().try_for_each(|tag| kontor_core::records::tags::add(tx, &owner, tag).map(drop))
                });
            }
            (records(Kind::Lead, &[&a, &b, &c]), Choices::default())
        },
        "",
        &[
            ("SELECT title || '|' || last_name || '|' || company || '|' || rating FROM lead", "A|Wong|Acme|hot"),
            (
                "SELECT group_concat(t.name) FROM (SELECT t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id ORDER BY 1) t",
                "Fair,Solar,Wind",
            ),
            ("SELECT description FROM lead", "Rating: cold\nTitle: B\nTitle: C\nLast name: Kroker"),
        ],
    ),
    (
        "M08",
        |book| {
            let one = lead(book, &Person { title: "One", ..Person::default() });
            let two = lead(book, &Person { title: "Two", ..Person::default() });
            sql(book, &format!("INSERT INTO address (id, kind, street, city, lead_id) VALUES ('a', 'main', 'S 1', 'Köln', '{one}'),
                                ('b', 'main', 'S 2', 'Bonn', '{two}')"));
            (records(Kind::Lead, &[&one, &two]), choices(Some(&two), &[]))
        },
        "",
        &[
            ("SELECT group_concat(street || city) FROM address", "S 2Bonn"),
            ("SELECT description FROM lead", "Title: One\nAddress: S 1, Köln"),
        ],
    ),
    (
        "M08 the one with most of it filled",
        |book| {
            let one = lead(book, &Person { title: "One", ..Person::default() });
            let two = lead(book, &Person { title: "Two", ..Person::default() });
            sql(book, &format!("INSERT INTO address (id, kind, street, city, lead_id) VALUES ('a', 'main', 'S 1', 'Köln', '{one}'),
                                ('b', 'main', '', 'Bonn', '{two}')"));
            (records(Kind::Lead, &[&one, &two]), choices(Some(&two), &[]))
        },
        "",
        &[("SELECT group_concat(street || city) FROM address", "S 1Köln")],
    ),
    (
        "M10 M17",
        |book| {
            let (a, b) = (deal(book, "A", "Proposal"), deal(book, "B", "New"));
            sql(
                book,
                &format!(
                    "UPDATE opportunity SET stage_since = '2024-05-05T00:00:00.000Z' WHERE id = '{a}';
                                UPDATE opportunity SET probability = 80, probability_by_hand = 80 WHERE id = '{b}'"
                ),
            );
            (records(Kind::Opportunity, &[&a, &b]), Choices::default())
        },
        "",
        &[
            (
                "SELECT probability || ifnull(probability_by_hand, '-') || substr(stage_since, 1, 10) FROM opportunity",
                "50-2024-05-05",
            ),
            ("SELECT description FROM opportunity", "Title: B\nStage: New\nProbability by hand: 80 %"),
        ],
    ),
    (
        "M11",
        |book| {
            let (a, b) = (deal(book, "A", "Proposal"), deal(book, "B", "New"));
            sql(book, &format!("UPDATE opportunity SET probability = 0, probability_by_hand = 0 WHERE id = '{a}'"));
            (records(Kind::Opportunity, &[&a, &b]), Choices::default())
        },
        "",
        &[("SELECT probability || '/' || probability_by_hand FROM opportunity", "0/0")],
    ),
    (
        "M13",
        |book| {
            let one = lead(book, &Person { title: "One", ..Person::default() });
            let two = lead(book, &Person { title: "Nibbler Spacecraft Request", ..Person::default() });
            for (id, content, name) in [(&one, "a", "01.txt"), (&two, "b", "01.txt"), (&two, "c", "02.txt")] {
                let file = book.store_file(content.as_bytes()).unwrap();
                let owner = [RecordRef { kind: Kind::Lead, id: id.clone() }];
                step(book, |tx| kontor_core::records::attachment::attach(tx, &owner, &file, name));
            }
            (records(Kind::Lead, &[&one, &two]), Choices::default())
        },
        "",
        &[(
            "SELECT group_concat(name, ', ') FROM (SELECT name FROM attachment ORDER BY name)",
            "01 (Nibbler Spacecraft Request).txt, 01.txt, 02.txt",
        )],
    ),
    (
        "M16",
        |book| (records(Kind::Lead, &[&ranked(book, "A", "New", 1)]), Choices::default()),
        "merge_needs_two",
        &[("SELECT count(*) FROM lead", "1")],
    ),
    (
        "M16 the same one twice",
        |book| {
            let a = ranked(book, "A", "New", 1);
            (records(Kind::Lead, &[&a, &a]), Choices::default())
        },
        "merge_needs_two",
        &[],
    ),
    (
        "M19",
        |book| {
            let (a, b) = (ranked(book, "A", "Qualified", 1), ranked(book, "B", "New", 2));
            sql(book, "UPDATE lead SET job_title = 'Job ' || title");
            (records(Kind::Lead, &[&a, &b]), choices(Some(&b), &[]))
        },
        "",
        &[("SELECT title || '|' || job_title FROM lead", "B|Job B")],
    ),
    (
        "M19 by field",
        |book| {
            let (a, b) = (ranked(book, "A", "Qualified", 1), ranked(book, "B", "New", 2));
            sql(book, "UPDATE lead SET job_title = 'Job ' || title, industry = iif(title = 'A', 'Steel', '')");
            (records(Kind::Lead, &[&a, &b]), choices(None, &[("jobTitle", &b), ("industry", &b), ("title", &b)]))
        },
        "",
        &[
            ("SELECT title || '|' || title_key || '|' || job_title || '|' || industry FROM lead", "B|b|Job B|"),
            (
                "SELECT description FROM lead",
                "Text A\n\nText B\n\nTitle: A\nJob title: Job A\nIndustry: Steel\nStatus: New",
            ),
        ],
    ),
    ("M20", |book| (four(book), choices(Some("gone"), &[])), "not_merged", &[("SELECT count(*) FROM lead", "4")]),
    ("M20 by field", |book| (four(book), choices(None, &[("title", "gone")])), "not_merged", &[]),
    ("no such field", |book| (four(book), choices(None, &[("shoeSize", "x")])), "not_a_choice", &[]),
    ("united fields have no choice", |book| (four(book), choices(None, &[("emails", "x")])), "not_a_choice", &[]),
    (
        "M22 M28",
        |book| {
            let r1 = with_points(book, "R", &["first@x.de", "extra1@x.de"], &[]);
            let p = with_points(book, "R", &["priority@x.de", "extra2@x.de"], &[]);
            let r3 = with_points(book, "R", &["third@x.de", "PRIORITY@x.de"], &[]);
            (records(Kind::Contact, &[&r1, &p, &r3]), choices(Some(&p), &[]))
        },
        "",
        &[(POINTS, "priority@x.de extra2@x.de first@x.de extra1@x.de third@x.de")],
    ),
    (
        "M23",
        |book| {
            let r1 = with_points(book, "R", &[], &["+49 30 1234567", "+49 30 1111111"]);
            let p = with_points(book, "R", &[], &["+49 30 9876543", "+49 30 2222222"]);
            let r3 = with_points(book, "R", &[], &["030 5555555", "030/9876543"]);
            (records(Kind::Contact, &[&r1, &p, &r3]), choices(Some(&p), &[]))
        },
        "",
        &[(POINTS, "+49 30 9876543 +49 30 2222222 +49 30 1234567 +49 30 1111111 030 5555555")],
    ),
    (
        "M25",
        |book| {
            let (one, two) = (ranked(book, "1", "Qualified", 1), ranked(book, "2", "New", 2));
            sql(book, &format!("INSERT INTO activity (id, kind, subject, created_at, updated_at) VALUES ('m', 'meeting', 'Meet', '', '');
                                INSERT INTO timeline_link (id, activity_id, lead_id) VALUES ('t', 'm', '{two}')"));
            (records(Kind::Lead, &[&one, &two]), Choices::default())
        },
        "",
        &[
            ("SELECT l.title FROM timeline_link t JOIN lead l ON l.id = t.lead_id WHERE t.activity_id = 'm'", "1"),
            ("SELECT count(*) FROM lead", "1"),
        ],
    ),
    (
        "M26",
        |book| {
            let (loser, winner) = (with_points(book, "L", &[], &[]), with_points(book, "W", &[], &[]));
            let id = opportunity(book, "Deal", None, Some(&loser));
            step(book, |tx| kontor_core::records::opportunity::add_contact(tx, &id, &winner, "Buyer"));
            sql(book, &format!("UPDATE opportunity_contact SET role = 'Decides' WHERE contact_id = '{loser}'"));
            (records(Kind::Contact, &[&loser, &winner]), choices(Some(&winner), &[]))
        },
        "",
        &[(
            "SELECT group_concat(c.last_name || '|' || role || '|' || is_primary) FROM opportunity_contact l JOIN contact c ON c.id = l.contact_id",
            "W|Buyer, Decides|1",
        )],
    ),
    (
        "M26 opportunities: one primary contact",
        |book| {
            let (x, y) = (with_points(book, "X", &[], &[]), with_points(book, "Y", &[], &[]));
            let (a, b) = (opportunity(book, "A", None, Some(&x)), opportunity(book, "B", None, Some(&y)));
            (records(Kind::Opportunity, &[&a, &b]), Choices::default())
        },
        "",
        &[(
            "SELECT group_concat(c.last_name || is_primary) FROM opportunity_contact l JOIN contact c ON c.id = l.contact_id ORDER BY 1",
            "X1,Y0",
        )],
    ),
    (
        "M29",
        |book| {
            let (one, two) = (ranked(book, "1", "Qualified", 1), ranked(book, "2", "New", 2));
            sql(book, &format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
                                INSERT INTO activity (id, kind, subject, created_at, updated_at) SELECT 'a' || i, 'task', 'T', '', '' FROM n;
                                INSERT INTO timeline_link (id, activity_id, lead_id) SELECT id, id, '{two}' FROM activity"));
            (records(Kind::Lead, &[&one, &two]), Choices::default())
        },
        "",
        &[("SELECT count(*) FROM timeline_link t JOIN lead l ON l.id = t.lead_id WHERE l.title = '1'", "1500")],
    ),
    (
        "M31 M32",
        |book| {
            let (acme, beta) = (
                organization(book, &Person { company: "Acme", ..Person::default() }),
                organization(book, &Person { company: "Beta", ..Person::default() }),
            );
            let winner = contact(book, &Person { last: "Fry", organization: Some(&acme), ..Person::default() });
            let loser =
                contact(book, &Person { first: "Philip", last: "Fry", organization: Some(&beta), ..Person::default() });
            sql(book, &format!("INSERT INTO note (id, body, created_at, updated_at) VALUES ('n', 'N', '', ''), ('o', 'O', '', '');
                                INSERT INTO timeline_link (id, note_id, contact_id) VALUES ('1', 'n', '{winner}'), ('2', 'n', '{loser}'), ('3', 'o', '{loser}')"));
            (records(Kind::Contact, &[&winner, &loser]), Choices::default())
        },
        "",
        &[
            (
                "SELECT first_name || last_name || (SELECT name FROM organization WHERE id = organization_id) FROM contact",
                "PhilipFryAcme",
            ),
            ("SELECT group_concat(note_id) FROM (SELECT note_id FROM timeline_link ORDER BY note_id)", "n,o"),
            ("SELECT description FROM contact", "Organization: Beta"),
        ],
    ),
    (
        "M34",
        |book| {
            let (old, new) = (ranked(book, "Old", "New", 1), ranked(book, "New", "Qualified", 2));
            sql(book, &format!("UPDATE lead SET created_at = '2019-02-03T04:05:06.000Z' WHERE id = '{old}'"));
            (records(Kind::Lead, &[&old, &new]), Choices::default())
        },
        "",
        &[("SELECT title || substr(created_at, 1, 4) FROM lead", "New2019")],
    ),
    (
        "a chosen stage is moved to",
        |book| {
            let (a, b) = (deal(book, "A", "Proposal"), deal(book, "B", "New"));
            (records(Kind::Opportunity, &[&a, &b]), choices(None, &[("stage", &b)]))
        },
        "",
        &[("SELECT title || probability || (SELECT name FROM stage WHERE id = stage_id) FROM opportunity", "A10New")],
    ),
    (
        "an amount goes with its currency",
        |book| {
            let (a, b) = (deal(book, "A", "Proposal"), deal(book, "B", "New"));
            sql(book, &format!("UPDATE opportunity SET amount = 700, currency = 'JPY' WHERE id = '{b}'"));
            (records(Kind::Opportunity, &[&a, &b]), Choices::default())
        },
        "",
        &[("SELECT amount || currency FROM opportunity", "700JPY")],
    ),
    (
        "who does not want to be called is not called",
        |book| {
            let (a, b) = (with_points(book, "A", &[], &[]), with_points(book, "B", &[], &[]));
            sql(book, &format!("UPDATE contact SET no_phone = 1, lead_since = '2020' WHERE id = '{b}'"));
            (records(Kind::Contact, &[&a, &b]), Choices::default())
        },
        "",
        &[("SELECT last_name || no_phone || no_email || lead_since FROM contact", "A102020")],
    ),
    (
        "a chosen blank name is refused",
        |book| {
            let a = contact(book, &Person { last: "A", ..Person::default() });
            let b = contact(book, &Person { first: "B", ..Person::default() });
            (records(Kind::Contact, &[&a, &b]), choices(None, &[("lastName", &b), ("firstName", &a)]))
        },
        "field_needed",
        &[],
    ),
    (
        "contacts and organizations do not merge",
        |book| {
            let mut both = records(Kind::Contact, &[&with_points(book, "A", &[], &[])]);
            both.extend(records(
                Kind::Organization,
                &[&organization(book, &Person { company: "A", ..Person::default() })],
            ));
            (both, Choices::default())
        },
        "merge_of_kinds",
        &[],
    ),
    (
        "a lead does not survive an opportunity",
        |book| {
            let lead = ranked(book, "A", "New", 1);
            let mut both = records(Kind::Opportunity, &[&opportunity(book, "B", None, None)]);
            both.extend(records(Kind::Lead, &[&lead]));
            (both, choices(Some(&lead), &[]))
        },
        "lead_behind_opportunity",
        &[],
    ),
    (
        "a record that is gone",
        |book| (records(Kind::Lead, &[&ranked(book, "A", "New", 1), "gone"]), Choices::default()),
        "not_found",
        &[],
    ),
    (
        "a lead has no stage to take",
        |book| {
            let lead = ranked(book, "A", "New", 1);
            let mut both = records(Kind::Opportunity, &[&opportunity(book, "B", None, None)]);
            both.extend(records(Kind::Lead, &[&lead]));
            (both, choices(None, &[("stage", &lead)]))
        },
        "not_a_choice",
        &[],
    ),
    (
        "a lead of a deal that is won already",
        |book| {
            let lead = ranked(book, "A", "New", 1);
            let mut both = records(Kind::Opportunity, &[&deal(book, "B", "Won")]);
            both.extend(records(Kind::Lead, &[&lead]));
            (both, Choices::default())
        },
        "",
        &[("SELECT title || state || probability || description FROM opportunity", "Bwon100Text A\n\nStatus: New")],
    ),
    (
        "A02 A05 of linking.md: an address and a phone of the lead stay readable in the opportunity",
        |book| {
            let id = lead(
                book,
                &Person {
                    title: "Ships",
                    company: "Planet Express",
                    phones: &["+1 202 555 9999"],
                    ..Person::default()
                },
            );
            sql(
                book,
                &format!("INSERT INTO address (id, kind, city, lead_id) VALUES ('a', 'main', 'New York', '{id}')"),
            );
            let mut both = records(Kind::Opportunity, &[&opportunity(book, "Deal", None, None)]);
            both.extend(records(Kind::Lead, &[&id]));
            (both, choices(None, &[("title", &id)]))
        },
        "",
        &[
            ("SELECT title FROM opportunity", "Ships"),
            (
                "SELECT description FROM opportunity",
                "Title: Deal\n\nCompany: Planet Express\nPhone: +1 202 555 9999\nAddress: New York",
            ),
        ],
    ),
    (
        "an organization and its subsidiary's subsidiary: nothing hangs below itself",
        |book| {
            let new = |company: &str| organization(book, &Person { company, ..Person::default() });
            let (top, middle, low) = (new("Top"), new("Middle"), new("Low"));
            sql(
                book,
                &format!(
                    "UPDATE organization SET parent_id = '{top}' WHERE id = '{middle}';
                                UPDATE organization SET parent_id = '{middle}' WHERE id = '{low}'"
                ),
            );
            (records(Kind::Organization, &[&top, &low]), choices(Some(&low), &[]))
        },
        "",
        &[
            ("SELECT ifnull(parent_id, '-') FROM organization WHERE name = 'Low'", "-"),
            (
                "SELECT p.name FROM organization o JOIN organization p ON p.id = o.parent_id WHERE o.name = 'Middle'",
                "Low",
            ),
        ],
    ),
    (
        "a parent that is below cannot be chosen",
        |book| {
            let new = |company: &str| organization(book, &Person { company, ..Person::default() });
            let (one, two) = (new("One"), new("Two"));
            sql(book, &format!("UPDATE organization SET parent_id = '{one}' WHERE id = '{two}'"));
            (records(Kind::Organization, &[&one, &two]), choices(None, &[("parent", &two)]))
        },
        "own_ancestor",
        &[],
    ),
];

#[test]
fn cases_by_id() {
    for (case, given, refusal, holds) in CASES {
        let book = TestBook::new();
        let (records, choices) = given(&book);
        let before = book.rows();
        let shown = previewed(&book, &records, &choices);
        match merge(&book, &records, &choices) {
            Ok(done) => {
                assert_eq!(*refusal, "", "{case}: it was not refused");
                let shown = shown.unwrap();
                assert_eq!(shown.records[0].record, done.value.survivor, "{case}: another one survived");
                for line in &shown.lines {
                    assert!(
                        book.rows().iter().any(|row| row.contains(line.as_str()) || text_of(row).contains(line)),
                        "{case}: {line}"
                    );
                }
            }
            Err(error) => {
                assert_eq!(error.code(), *refusal, "{case}: {error}");
                assert_eq!(shown.unwrap_err().code(), *refusal, "{case}: the preview");
                assert_eq!(book.rows(), before, "{case}: a refusal changed the book");
            }
        }
        for (query, expected) in *holds {
            assert_eq!(value(&book, query), *expected, "{case}: {query}");
        }
        let check = book.check().unwrap();
        assert!(check.ok, "{case}: {:#?}", check.findings);
        if refusal.is_empty() {
            book.undo().unwrap();
            assert_eq!(book.rows(), before, "{case}: undo did not give the book back");
        }
    }
}
