//! Whom the lists of the clean-up show, and that they are quick in a large book.

use kontor_core::records::{contact as contacts, organization as organizations};

use crate::fixture::{Person, contact, opportunity, organization, sql};
use crate::records::lists::reads_in_order;
use crate::support::TestBook;

fn named(book: &TestBook, query: organizations::Query) -> Vec<String> {
    let query = organizations::Query { unused: true, ..query };
    let page = book.read(|db| organizations::page(db, &query)).unwrap();
    assert_eq!(page.count.map(|count| count.value), Some(page.rows.len() as i64));
    page.rows.into_iter().map(|row| row.name).collect()
}

fn people(book: &TestBook, query: contacts::Query) -> Vec<String> {
    let query = contacts::Query { unused: true, ..query };
    let page = book.read(|db| contacts::page(db, &query)).unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn only_those_without_any_opportunity_are_listed() {
    let book = TestBook::new();
    let of = |company| organization(&book, &Person { company, ..Person::default() });
    let [_, own, lost, through] = ["Never", "Own deal", "Lost deal", "Deal of a contact"].map(of);
    opportunity(&book, "Deal", Some(&own), None);
    let gone = opportunity(&book, "Gone", Some(&lost), None);
    sql(
        &book,
        &format!(
            "UPDATE opportunity SET state = 'lost', probability = 0, closed_at = created_at,
                    lost_reason_id = (SELECT id FROM lost_reason LIMIT 1) WHERE id = '{gone}'"
        ),
    );
    let buyer =
        contact(&book, &Person { first: "Ann", last: "Buyer", organization: Some(&through), ..Person::default() });
    contact(&book, &Person { first: "Bo", last: "Colleague", organization: Some(&through), ..Person::default() });
    contact(&book, &Person { first: "Cy", last: "Alone", ..Person::default() });
    opportunity(&book, "Hers", None, Some(&buyer));
    assert_eq!(named(&book, Default::default()), ["Never"], "a lost deal was business, too");
    assert_eq!(people(&book, Default::default()), ["Cy Alone", "Bo Colleague"]);
}

#[test]
fn the_lists_are_filtered_by_tag_age_and_quiet() {
    let book = TestBook::new();
    let of = |company| organization(&book, &Person { company, ..Person::default() });
    let [old, talked, planned, of_contact, _] = ["Old", "Talked to", "Planned", "Contact talked to", "Young"].map(of);
    let ann =
        contact(&book, &Person { first: "Ann", last: "Lee", organization: Some(&of_contact), ..Person::default() });
    sql(
        &book,
        &format!(
            "UPDATE organization SET created_at = '2020-05-05T10:00:00.000Z' WHERE name <> 'Young';
             INSERT INTO tag (id, name, name_key) VALUES ('t', 'Fair', 'fair');
             INSERT INTO tag_link (id, tag_id, organization_id) VALUES ('tl', 't', '{old}');
             INSERT INTO note (id, body, created_at, updated_at) VALUES ('n', 'N', '2024-12-24T09:00:00.000Z', '');
             INSERT INTO activity (id, kind, subject, due_on, created_at, updated_at) VALUES ('a', 'call', 'A', '2025-03-01', '', '');
             INSERT INTO timeline_link (id, note_id, organization_id) VALUES ('1', 'n', '{talked}');
             INSERT INTO timeline_link (id, note_id, contact_id) VALUES ('2', 'n', '{ann}');
             INSERT INTO timeline_link (id, activity_id, organization_id) VALUES ('3', 'a', '{planned}');"
        ),
    );
    let before = |day: &str| named(&book, organizations::Query { created_before: day.into(), ..Default::default() });
    let quiet = |day: &str| named(&book, organizations::Query { quiet_since: day.into(), ..Default::default() });
    assert_eq!(before("2020-05-05"), Vec::<String>::new());
    assert_eq!(before("2020-05-06"), ["Contact talked to", "Old", "Planned", "Talked to"]);
    assert_eq!(quiet("2024-12-24"), ["Old", "Young"]);
    assert_eq!(quiet("2024-12-26"), ["Contact talked to", "Old", "Talked to", "Young"]);
    assert_eq!(named(&book, organizations::Query { tags: vec!["fair".into()], ..Default::default() }), ["Old"]);
    assert_eq!(
        people(&book, contacts::Query { quiet_since: "2024-12-24".into(), ..Default::default() }),
        Vec::<String>::new()
    );
    let wrong = organizations::Query { created_before: "soon".into(), ..Default::default() };
    assert_eq!(book.read(|db| organizations::page(db, &wrong)).unwrap_err().code(), "not_a_date");
}

/// Each page is read in the order of its sort's index, and whether there is business is looked up in one for each row: so that they are
/// quick in a book of 100,000 records, too.
#[test]
fn no_list_walks_a_table_or_sorts() {
    let book = TestBook::new();
    let (before, quiet) = ("2020-01-01", "2024-01-01");
    book.read(|db| {
        for sort in organizations::Sort::ALL {
            let (created_before, quiet_since) = (before.into(), quiet.into());
            let query = organizations::Query { unused: true, sort, created_before, quiet_since, ..Default::default() };
            reads_in_order(db, &format!("{sort:?}"), &organizations::statements(db, &query)?);
        }
        for sort in contacts::Sort::ALL {
            let (created_before, quiet_since) = (before.into(), quiet.into());
            let query = contacts::Query { unused: true, sort, created_before, quiet_since, ..Default::default() };
            reads_in_order(db, &format!("{sort:?}"), &contacts::statements(db, &query)?);
        }
        Ok(())
    })
    .unwrap();
}
