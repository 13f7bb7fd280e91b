//! Records that a file names: by name, by e-mail, by the other system's id, in one file or in several one after the other.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::import::general::{Policy, What};
use kontor_core::records::merged;

use super::{column, counts, failures, import, nothing_more, preview, source};
use crate::fixture::value;
use crate::support::TestBook;

const ORGANIZATIONS: &str = "SELECT name || iif(parent_id IS NULL, '', ' < ' || (SELECT p.name FROM organization p WHERE p.id = o.parent_id)) AS x
                             FROM organization o ORDER BY name";
const CONTACTS: &str =
    "SELECT trim(first_name || ' ' || last_name) || ifnull(' @ ' || (SELECT o.name FROM organization o WHERE o.id = c.organization_id), '')
                        || ifnull(' -> ' || (SELECT b.last_name FROM contact b WHERE b.id = c.reports_to_id), '') AS x
                        FROM contact c ORDER BY last_name, first_name";

fn organizations(book: &TestBook) -> String {
    value(book, &format!("SELECT group_concat(x, '; ') FROM ({ORGANIZATIONS})"))
}

fn contacts(book: &TestBook) -> String {
    value(book, &format!("SELECT group_concat(x, '; ') FROM ({CONTACTS})"))
}

/// I16.
#[test]
fn i16_three_people_of_a_new_company_are_three_contacts_of_one_organization() {
    let book = TestBook::new();
    let file = source(
        &book,
        What::Contact,
        None,
        "First Name,Last Name,Company,Email\nAnn,Arm,Same Corp,ann@same.example\nBob,Bee,Same Corp,bob@same.example\n\
         Cy,Cook,SAME CORP Inc.,cy@same.example\n",
    );
    let done = import(&book, &file);
    assert_eq!(counts(&done.value.outcome), [3, 0, 0, 0, 0]);
    assert_eq!(contacts(&book), "Ann Arm @ Same Corp; Bob Bee @ Same Corp; Cy Cook @ Same Corp");
    assert_eq!(organizations(&book), "Same Corp");
    nothing_more(&book, &file);
    book.undo_step(done.op.unwrap()).unwrap();
    assert_eq!((organizations(&book), contacts(&book)), (String::new(), String::new()));
}

#[test]
fn a_row_of_people_and_companies_fills_both() {
    let book = TestBook::new();
    let file = source(
        &book,
        What::Organization,
        None,
        "Firma;Ort;Ansprechpartner;Webseite\nAcme GmbH;Berlin;Frau Ann Arm;www.acme.example\nBeta AG;Bonn;;\n",
    );
    let done = import(&book, &file);
    assert_eq!(counts(&done.value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(organizations(&book), "Acme GmbH; Beta AG");
    assert_eq!(contacts(&book), "Ann Arm @ Acme GmbH");
    assert_eq!(value(&book, "SELECT kind || city FROM address WHERE city = 'Bonn'"), "billingBonn");
    nothing_more(&book, &file);
}

#[test]
fn parents_and_subsidiaries_come_in_any_order() {
    let book = TestBook::new();
    let text =
        "Account ID,Account Name,Parent Account ID,Account Owner\n3,Small Ltd,2,me\n1,Top AG,,me\n2,Middle GmbH,1,me\n";
    let file = source(&book, None, None, text);
    assert_eq!((file.plan.what, file.plan.system.as_str()), (What::Organization, "salesforce"));
    let done = import(&book, &file);
    assert_eq!((counts(&done.value.outcome), done.value.outcome.waiting), ([3, 0, 0, 0, 0], 0));
    assert_eq!(organizations(&book), "Middle GmbH < Top AG; Small Ltd < Middle GmbH; Top AG");
    nothing_more(&book, &file.with(Policy::Update));
    book.undo_step(done.op.unwrap()).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM foreign_id") + &organizations(&book), "0");
}

#[test]
fn files_of_one_system_find_each_other_by_its_ids_whichever_comes_first() {
    let accounts = "Account ID,Account Name,Billing Street\nA1,Acme GmbH,Markt 1\nA2,Beta AG,Hof 2\n";
    let people = "Contact ID,Account ID,First Name,Last Name,Reports To ID\nC2,A2,Bob,Bee,C1\nC1,A1,Ann,Arm,\n";
    let deals = "Opportunity ID,Opportunity Name,Account ID,Contact ID,Stage,Amount,Close Date\n\
                 O1,Big deal,A1,C1,New,1000,2025-05-01\n";
    let orders = [[accounts, people, deals], [deals, people, accounts], [people, deals, accounts]];
    for (at, order) in orders.into_iter().enumerate() {
        let book = TestBook::new();
        for text in order {
            let file = source(&book, None, None, text);
            assert_eq!(file.plan.system, "salesforce");
            let done = import(&book, &file);
            assert_eq!(done.value.outcome.failed, 0, "{at}");
        }
        assert_eq!(contacts(&book), "Ann Arm @ Acme GmbH; Bob Bee @ Beta AG -> Arm", "{at}");
        let deal =
            "SELECT o.name || ', ' || c.last_name FROM opportunity p JOIN organization o ON o.id = p.organization_id
                    JOIN opportunity_contact l ON l.opportunity_id = p.id JOIN contact c ON c.id = l.contact_id";
        assert_eq!(value(&book, deal), "Acme GmbH, Arm", "{at}");
        assert_eq!(value(&book, "SELECT count(*) FROM foreign_link"), "0", "{at}");
        for text in order {
            nothing_more(&book, &source(&book, None, None, text).with(Policy::Update));
        }
    }
}

#[test]
fn ids_of_two_systems_do_not_meet() {
    let book = TestBook::new();
    import(&book, &source(&book, What::Organization, Some("one"), "ID,Name\n1,Acme GmbH\n"));
    import(&book, &source(&book, What::Organization, Some("two"), "ID,Name\n1,Beta AG\n"));
    assert_eq!(organizations(&book), "Acme GmbH; Beta AG");
    // Nobody said where it is from: its ids are text.
    let file = source(&book, What::Organization, None, "ID,Firma\n1,Gamma KG\n");
    assert_eq!(file.plan.mappings[0].field, "keep");
    import(&book, &file);
    assert_eq!(value(&book, "SELECT description FROM organization WHERE name = 'Gamma KG'"), "ID: 1");
}

#[test]
fn one_who_has_another_id_in_the_other_system_is_somebody_else() {
    let book = TestBook::new();
    let file = source(
        &book,
        What::Contact,
        Some("crm"),
        "ID,First Name,Last Name,Email\n1,Ann,Arm,info@acme.example\n2,Bob,Bee,ann@acme.example\n3,Cy,Cook,ann@acme.example\n",
    );
    assert_eq!(counts(&import(&book, &file).value.outcome), [3, 0, 0, 0, 0]);
    assert_eq!(contacts(&book), "Ann Arm; Bob Bee; Cy Cook");
    nothing_more(&book, &file.with(Policy::Update));
}

#[test]
fn an_id_goes_along_when_its_record_is_merged() {
    let book = TestBook::new();
    let accounts = "Account ID,Account Name,Billing Street\nA1,Acme GmbH,Markt 1\nA2,Acme Berlin,Hof 2\n";
    import(&book, &source(&book, None, None, accounts));
    let id = |name: &str| value(&book, &format!("SELECT id FROM organization WHERE name = '{name}'"));
    let (winner, loser) = (id("Acme GmbH"), id("Acme Berlin"));
    let of = |id: &str| RecordRef { kind: Kind::Organization, id: id.to_owned() };
    let choices = kontor_core::flows::merge::Choices { survivor: Some(winner.clone()), ..Default::default() };
    kontor_core::flows::merge::apply(&book, &[of(&winner), of(&loser)], &choices, "en").unwrap();
    assert_eq!(book.read(|db| merged::id_now(db, Kind::Organization, &loser)).unwrap(), winner);
    let people = "Contact ID,Account ID,First Name,Last Name\nC1,A2,Ann,Arm\n";
    import(&book, &source(&book, None, None, people));
    assert_eq!(contacts(&book), "Ann Arm @ Acme GmbH");
}

#[test]
fn relations_by_e_mail_and_by_name() {
    let book = TestBook::new();
    let people = "First Name,Last Name,Email,Company\nAnn,Arm,ann@acme.example,Acme GmbH\nBob,Bee,,Beta AG\n";
    import(&book, &source(&book, What::Contact, None, people));
    let notes =
        "Note,Contact,Company\nShe called,ann@acme.example,\nHe wrote,Bob Bee,Beta AG\nLost,nobody@x.example,\n";
    let file = source(&book, What::Note, None, notes);
    assert_eq!(failures(&preview(&book, &file)), [(4, "import_relation_unknown", "contact")]);
    let done = import(&book, &file);
    assert_eq!(counts(&done.value.outcome), [2, 0, 0, 0, 1]);
    let places = "n.body || ': ' || ifnull((SELECT last_name FROM contact c WHERE c.id = l.contact_id), 'company') AS x
                  FROM note n JOIN timeline_link l ON l.note_id = n.id ORDER BY n.body, x";
    assert_eq!(column(&book, places), "He wrote: Bee | He wrote: company | She called: Arm");
    nothing_more(&book, &file);
}
