//! The cases of conversion.md and linking.md that apply to us, by id.
//!
//! | in a test of its own | where |
//! |---|---|
//! | C04, C38, C40, C50, C52 | what the dialog is told: dialog.rs |
//! | C43, C44, C55 | what hangs on the lead: moving.rs |
//! | C22, C23, C35 of a selection | many.rs |
//! | C64 | the lead itself: records/cases.rs; its dialog: C50 |
//!
//! | left out | because |
//! |---|---|
//! | C10, C19, C20, C34 | teams, owners and assignees: a book has one user |
//! | C16, C17 | custom values come later; a column that is added later is kept (moving.rs) |
//! | C14 | leads have no stage; the status is kept as a line (C61) |
//! | C25, C26 | merging several leads is R15: another flow |
//! | C28 | a lead is not linked to a customer; "none" is a choice (C31) |
//! | C47 | there is no status to set again; a second conversion changes nothing (C38) |
//! | C65 | no mail is read |

use kontor_core::flows::convert::{Choices, Target};

use super::{convert, typed};
use crate::fixture::{Person, contact, lead, opportunity, organization, sql, value};
use crate::support::TestBook;

/// Amy Wong's lead of the fixture in conversion.md.
pub(super) fn amy(book: &TestBook) -> String {
    let id = lead(
        book,
        &Person {
            title: "Nibbler Spacecraft Request",
            first: "Amy",
            last: "Wong",
            emails: &["amy.wong@test.example.com"],
            phones: &["+1 202 555 9999"],
            ..Person::default()
        },
    );
    sql(book, "UPDATE lead SET language = 'fr'");
    id
}

fn with_address(book: &TestBook, lead: &str) {
    sql(
        book,
        &format!(
            "INSERT INTO address (id, kind, street, postal_code, city, country, lead_id)
             VALUES ('a', 'main', 'my street', '1000', 'my city', 'FR', '{lead}')"
        ),
    );
}

pub(super) fn none(opportunity: Target) -> Choices {
    Choices { organization: Target::None, contact: Target::None, opportunity, role: String::new() }
}

/// What the case prepares: the lead, and the choices if not the proposed ones.
type Given = fn(&TestBook) -> (String, Option<Choices>);
/// A query and the text of its first value.
type Holds = (&'static str, &'static str);

/// Each row: id, given, the refusal ("" for none), what holds afterwards.
const CASES: &[(&str, Given, &str, &[Holds])] = &[
    (
        "C01 C02",
        |book| (amy(book), None),
        "",
        &[
            ("SELECT count(*) FROM lead", "0"),
            ("SELECT first_name || '|' || last_name || '|' || language FROM contact", "Amy|Wong|fr"),
            (
                "SELECT value FROM contact_point WHERE kind = 'email' AND contact_id IS NOT NULL",
                "amy.wong@test.example.com",
            ),
            ("SELECT match_key FROM contact_point WHERE kind = 'phone' AND contact_id IS NOT NULL", "+12025559999"),
            ("SELECT title || '|' || state FROM opportunity", "Nibbler Spacecraft Request|open"),
            ("SELECT count(*) FROM organization", "0"),
            ("SELECT count(*) FROM opportunity_contact WHERE is_primary = 1", "1"),
            ("SELECT lead_since IS NOT NULL FROM contact", "1"),
        ],
    ),
    (
        "C05",
        |book| {
            let lead = amy(book);
            let fry =
                Person { first: "Philip", last: "Fry", emails: &["AMY.WONG@test.example.com"], ..Person::default() };
            contact(book, &fry);
            (lead, None)
        },
        "",
        &[
            ("SELECT count(*) FROM contact", "1"),
            ("SELECT c.last_name FROM opportunity_contact l JOIN contact c ON c.id = l.contact_id", "Fry"),
            ("SELECT count(*) FROM contact_point WHERE kind = 'email'", "1"),
        ],
    ),
    (
        "C07",
        |book| {
            let lead = amy(book);
            sql(book, "UPDATE lead SET closed_at = updated_at");
            (lead, None)
        },
        "lead_closed",
        &[("SELECT count(*) FROM lead", "1"), ("SELECT count(*) FROM contact", "0")],
    ),
    (
        "C08",
        |book| {
            let lead = amy(book);
            let won = opportunity(book, "Won deal", None, None);
            sql(
                book,
                "UPDATE opportunity SET state = 'won', probability = 100, closed_at = created_at,
                 stage_id = (SELECT id FROM stage WHERE is_won = 1)",
            );
            (lead, Some(none(Target::existing(won))))
        },
        "opportunity_not_open",
        &[("SELECT count(*) FROM lead", "1")],
    ),
    (
        "C11 C37 A02 A05",
        |book| {
            let lead = lead(
                book,
                &Person {
                    first: "De",
                    last: "Mo",
                    emails: &["demo@test.com"],
                    phones: &["030 1234567"],
                    ..Person::default()
                },
            );
            sql(book, "UPDATE lead SET language = 'fr'");
            with_address(book, &lead);
            let p = contact(book, &Person { first: "De", last: "Mo", ..Person::default() });
            sql(book, "UPDATE contact SET language = 'en'");
            let choices = Choices { contact: Target::existing(p), organization: Target::None, ..Choices::default() };
            (lead, Some(choices))
        },
        "",
        &[
            ("SELECT language FROM contact", "en"),
            ("SELECT group_concat(value) FROM contact_point WHERE contact_id IS NOT NULL", "demo@test.com,030 1234567"),
            ("SELECT street || '|' || city FROM address WHERE contact_id IS NOT NULL", "my street|my city"),
            ("SELECT origin ->> '$.lead[0].language' FROM conversion", "fr"),
        ],
    ),
    (
        "A01",
        |book| {
            let lead = lead(book, &Person { first: "A", last: "Wong", ..Person::default() });
            with_address(book, &lead);
            let known = contact(book, &Person { first: "A", last: "Wong", ..Person::default() });
            sql(
                book,
                &format!("INSERT INTO address (id, kind, country, contact_id) VALUES ('b', 'main', 'FR', '{known}')"),
            );
            (lead, Some(Choices { contact: Target::existing(known), organization: Target::None, ..Choices::default() }))
        },
        "",
        &[
            ("SELECT street || '|' || country FROM address WHERE contact_id IS NOT NULL", "|FR"),
            ("SELECT count(*) FROM address", "1"),
            ("SELECT outcome ->> '$.fields.contact[0].lead' FROM conversion", "my street, 1000 my city, FR"),
        ],
    ),
    (
        "A04 C46",
        |book| {
            let company = organization(book, &Person { company: "Planet Express", ..Person::default() });
            let amy_contact = Person {
                first: "Amy",
                last: "Wong",
                emails: &["amy.wong@test.example.com"],
                organization: Some(&company),
                ..Person::default()
            };
            let id = contact(book, &amy_contact);
            let choices = Choices { organization: Target::None, contact: Target::existing(id), ..Choices::default() };
            (amy(book), Some(choices))
        },
        "",
        &[("SELECT g.name FROM opportunity o JOIN organization g ON g.id = o.organization_id", "Planet Express")],
    ),
    (
        "C13",
        |book| (amy(book), None),
        "",
        &[(
            "SELECT s.name || s.probability || '|' || o.probability FROM opportunity o JOIN stage s ON s.id = o.stage_id",
            "New10|10",
        )],
    ),
    (
        "C23",
        |book| {
            organization(book, &Person { company: "casa depapel", ..Person::default() });
            organization(book, &Person { company: "Asa Depape Holding", ..Person::default() });
            (lead(book, &Person { title: "Asa Depape", ..Person::default() }), None)
        },
        "",
        &[
            ("SELECT g.name FROM opportunity o JOIN organization g ON g.id = o.organization_id", "Asa Depape"),
            ("SELECT count(*) FROM organization", "3"),
        ],
    ),
    (
        "C29 C32",
        |book| {
            let id = lead(
                book,
                &Person {
                    first: "Deal",
                    last: "Maker",
                    company: "Deal Corp",
                    emails: &["dealmaker@example.com"],
                    websites: &["https://copytest.com"],
                    ..Person::default()
                },
            );
            sql(
                book,
                "UPDATE lead SET expected_amount = 50000000, job_title = 'CEO', employees = 12, industry = 'Ships'",
            );
            (id, None)
        },
        "",
        &[
            ("SELECT name || '|' || industry || '|' || employees FROM organization", "Deal Corp|Ships|12"),
            (
                "SELECT o.amount || o.currency FROM opportunity o JOIN organization g ON g.id = o.organization_id",
                "50000000EUR",
            ),
            ("SELECT job_title FROM contact c JOIN organization g ON g.id = c.organization_id", "CEO"),
            (
                "SELECT value FROM contact_point WHERE kind = 'website' AND organization_id IS NOT NULL",
                "https://copytest.com",
            ),
            (
                "SELECT value FROM contact_point WHERE kind = 'email' AND contact_id IS NOT NULL",
                "dealmaker@example.com",
            ),
            ("SELECT count(*) FROM conversion c JOIN opportunity o ON o.id = c.opportunity_id", "1"),
        ],
    ),
    (
        "C31",
        |book| {
            let id = lead(
                book,
                &Person { first: "A", last: "B", company: "Lead Org", emails: &["a@lead.org"], ..Person::default() },
            );
            let company = organization(book, &Person { company: "Chosen Org", ..Person::default() });
            let person =
                contact(book, &Person { first: "Cho", last: "Sen", emails: &["c@chosen.org"], ..Person::default() });
            let choices = Choices {
                organization: Target::existing(company),
                contact: Target::existing(person),
                ..Choices::default()
            };
            (id, Some(choices))
        },
        "",
        &[
            ("SELECT group_concat(name) FROM organization", "Chosen Org"),
            ("SELECT first_name || last_name FROM contact", "ChoSen"),
            ("SELECT count(*) FROM contact_point WHERE contact_id IS NOT NULL", "2"),
            ("SELECT count(*) FROM contact WHERE organization_id IS NOT NULL", "1"),
        ],
    ),
    (
        "C35",
        |book| {
            let first = lead(book, &Person { company: "Existing Corp", ..Person::default() });
            convert(book, &first, None).unwrap();
            (lead(book, &Person { company: "existing corp.", ..Person::default() }), None)
        },
        "",
        &[("SELECT count(*) FROM organization", "1"), ("SELECT count(*) FROM opportunity", "2")],
    ),
    (
        "C41",
        |book| (amy(book), Some(none(Target::None))),
        "nothing_chosen",
        &[("SELECT count(*) FROM lead", "1"), ("SELECT count(*) FROM conversion", "0")],
    ),
    (
        "C49",
        |book| {
            let id = lead(book, &Person { company: "Acme", ..Person::default() });
            let company = organization(book, &Person { company: "Acme", ..Person::default() });
            let choices = Choices { organization: Target::existing(company), ..Choices::default() };
            (id, Some(choices))
        },
        "field_needed",
        &[("SELECT name FROM organization", "Acme"), ("SELECT count(*) FROM lead", "1")],
    ),
    (
        "C53",
        |book| {
            let id = lead(book, &Person { first: "Amy", last: "Wong", company: "Acme", ..Person::default() });
            with_address(book, &id);
            (id, None)
        },
        "",
        &[
            ("SELECT group_concat(kind) FROM (SELECT kind FROM address ORDER BY kind)", "billing,main,shipping"),
            ("SELECT count(DISTINCT street || postal_code || city || country) || street FROM address", "1my street"),
            ("SELECT count(*) FROM address WHERE lead_id IS NOT NULL", "0"),
        ],
    ),
    (
        "C56",
        |book| {
            let id = lead(book, &Person { first: "Amy", last: "Wong", phones: &["030 2222222"], ..Person::default() });
            sql(book, "UPDATE lead SET job_title = 'CTO'");
            let known =
                contact(book, &Person { first: "Amy", last: "Wong", phones: &["030 1111111"], ..Person::default() });
            (id, Some(Choices { organization: Target::None, contact: Target::existing(known), ..Choices::default() }))
        },
        "",
        &[
            ("SELECT job_title FROM contact", "CTO"),
            (
                "SELECT group_concat(value) FROM (SELECT value FROM contact_point ORDER BY position)",
                "030 1111111,030 2222222",
            ),
            ("SELECT value FROM contact_point WHERE position = 0", "030 1111111"),
        ],
    ),
    (
        "C58",
        |book| {
            let person = Person { first: "Siobhán", last: "O'Brien", emails: &["s@gmail.com"], ..Person::default() };
            contact(book, &person);
            (lead(book, &Person { company: "\"O'Brien\" & Sons", ..person }), None)
        },
        "",
        &[
            ("SELECT count(*) FROM contact", "1"),
            ("SELECT name FROM organization", "\"O'Brien\" & Sons"),
            ("SELECT g.name FROM contact c JOIN organization g ON g.id = c.organization_id", "\"O'Brien\" & Sons"),
        ],
    ),
    (
        "C59",
        |book| {
            let id = amy(book);
            sql(
                book,
                "INSERT INTO activity (id, kind, subject, created_at, updated_at) VALUES ('x', 'call', 'Old', '', '')",
            );
            sql(book, &format!("INSERT INTO timeline_link (id, activity_id, lead_id) VALUES ('l', 'x', '{id}')"));
            sql(book, "DELETE FROM timeline_link; DELETE FROM activity");
            (id, None)
        },
        "",
        &[("SELECT count(*) FROM activity", "0"), ("SELECT count(*) FROM timeline_link", "0")],
    ),
    (
        "C61",
        |book| {
            let id = amy(book);
            sql(book, "UPDATE lead SET status_id = (SELECT id FROM lead_status ORDER BY position LIMIT 1)");
            sql(book, "UPDATE lead_status SET name = 'Renamed' WHERE id = (SELECT status_id FROM lead)");
            sql(book, "DELETE FROM lead_status WHERE id <> (SELECT status_id FROM lead)");
            (id, None)
        },
        "",
        &[("SELECT description FROM opportunity", "Status: Renamed")],
    ),
    (
        "C62",
        |book| (lead(book, &Person { company: "Acme", phones: &["030 1234567"], ..Person::default() }), None),
        "",
        &[
            ("SELECT name FROM organization", "Acme"),
            ("SELECT count(*) FROM contact", "0"),
            ("SELECT count(*) FROM opportunity WHERE organization_id IS NOT NULL", "1"),
            ("SELECT value FROM contact_point WHERE organization_id IS NOT NULL", "030 1234567"),
        ],
    ),
    (
        "R3 an opportunity alone keeps everything as lines",
        |book| {
            let id = lead(
                book,
                &Person {
                    title: "Job",
                    first: "Amy",
                    last: "Wong",
                    company: "Acme",
                    emails: &["a@b.de"],
                    ..Person::default()
                },
            );
            sql(book, "UPDATE lead SET rating = 'hot', language = 'fr', description = 'Met at the fair.'");
            with_address(book, &id);
            (id, Some(none(Target::new())))
        },
        "",
        &[(
            "SELECT description FROM opportunity",
            "Met at the fair.\n\nCompany: Acme\nPerson: Amy Wong\nRating: hot\nLanguage: fr\nE-mail: a@b.de\nAddress: my street, 1000 my city, FR",
        )],
    ),
    (
        "R3 an existing open opportunity",
        |book| {
            let id = amy(book);
            sql(book, "UPDATE lead SET expected_amount = 700, currency = 'USD', rating = 'cold'");
            let deal = opportunity(book, "Old deal", None, None);
            sql(book, "UPDATE opportunity SET description = 'Known.'");
            let choices = Choices {
                organization: Target::None,
                opportunity: Target::existing(deal),
                role: "Buyer".into(),
                ..Choices::default()
            };
            (id, Some(choices))
        },
        "",
        &[
            (
                "SELECT title || '|' || amount || currency || '|' || description FROM opportunity",
                "Old deal|700USD|Known.\n\nRating: cold",
            ),
            ("SELECT role || is_primary FROM opportunity_contact", "Buyer1"),
        ],
    ),
    (
        "a stage, an amount and a date typed in the dialog",
        |book| {
            let stage = value(book, "SELECT id FROM stage WHERE name = 'Proposal'");
            let fields = [
                ("title", "Ships"),
                ("stage", stage.as_str()),
                ("amount", "1,234.50"),
                ("expectedClose", "31/03/2025"),
            ];
            (amy(book), Some(Choices { organization: Target::None, opportunity: typed(&fields), ..Choices::default() }))
        },
        "",
        &[(
            "SELECT title || '|' || amount || '|' || expected_close || '|' || probability FROM opportunity",
            "Ships|123450|2025-03-31|50",
        )],
    ),
    (
        "an amount that is none is refused",
        |book| {
            (
                amy(book),
                Some(Choices {
                    organization: Target::None,
                    opportunity: typed(&[("amount", "abc")]),
                    ..Choices::default()
                }),
            )
        },
        "not_an_amount",
        &[("SELECT count(*) FROM contact", "0")],
    ),
    (
        "a chosen record that is gone",
        |book| (amy(book), Some(Choices { organization: Target::existing("gone"), ..Choices::default() })),
        "not_found",
        &[("SELECT count(*) FROM contact", "0")],
    ),
];

#[test]
fn cases_by_id() {
    for (case, given, refusal, holds) in CASES {
        let book = TestBook::new();
        let (lead, choices) = given(&book);
        let before = book.rows();
        match convert(&book, &lead, choices) {
            Ok(_) => assert_eq!(*refusal, "", "{case}: it was not refused"),
            Err(error) => {
                assert_eq!(error.code(), *refusal, "{case}: {error}");
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
