//! Lists: every sort has its index, and walking the pages finds each row once, in order.

use std::collections::BTreeMap;

use kontor_core::Result;
use kontor_core::book::{Db, Kind, Op, OpKind, Tx};
use kontor_core::records::{Page, contact, lead, opportunity, organization, tags, vocabulary};
use kontor_core::value::{company, name, text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{record, typing};
use crate::support::TestBook;

fn op() -> Op {
    Op::new(OpKind::Import, "")
}

/// An open activity on a record, due on this day.
fn plan(tx: &Tx, column: &str, id: &str, due: &str) -> Result<()> {
    let activity = tx.new_id();
    tx.conn().execute(
        "INSERT INTO activity (id, kind, subject, due_on, created_at, updated_at) VALUES (?1, 'call', 'x', ?2, ?3, ?3)",
        [&activity, due, &tx.now_text()],
    )?;
    let sql = format!("INSERT INTO timeline_link (id, activity_id, {column}) VALUES (?1, ?2, ?3)");
    tx.conn().execute(&sql, [&tx.new_id(), &activity, id])?;
    Ok(())
}

/// All rows of a list, page by page.
fn walk<T>(mut page: impl FnMut(Option<String>) -> Result<Page<T>>) -> Vec<T> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let first = after.is_none();
        let page = page(after).unwrap();
        assert_eq!(page.count.is_some(), first, "only the first page counts");
        assert!(page.next.is_none() || !page.rows.is_empty());
        all.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

/// Text, number or nothing, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key(Vec<String>, i64);

fn words(text: String) -> Key {
    Key(vec![text], 0)
}

fn number(number: i64) -> Key {
    Key(Vec::new(), number)
}

fn due(next_due: Option<String>) -> Key {
    next_due.map_or(number(1), |due| Key(vec![due], 0)).moved()
}

impl Key {
    /// Those with a date first.
    fn moved(self) -> Key {
        let none = self.0.is_empty();
        Key([vec![i64::from(none).to_string()], self.0].concat(), 0)
    }
}

fn lead_key(db: &Db, sort: lead::Sort, id: &str) -> Key {
    let lead = lead::get(db, id).unwrap();
    match sort {
        lead::Sort::Title => words(text::key(&lead.title)),
        lead::Sort::Company => words(company::key(&lead.company)),
        lead::Sort::Person => words(name::person_key(&lead.first_name, &lead.last_name)),
        lead::Sort::Status => {
            let statuses = vocabulary::all(db, vocabulary::Vocabulary::LeadStatuses).unwrap();
            let at = lead.status.map(|status| statuses.iter().position(|word| word.id == status.id).unwrap() as i64);
            number(at.unwrap_or(-1))
        }
        lead::Sort::Rating => number(lead.rating.map_or(-1, |rating| rating as i64)),
        lead::Sort::Amount => number(lead.expected_amount.unwrap_or(i64::MIN)),
        lead::Sort::Next => due(lead.next_due),
        lead::Sort::Created => words(lead.created_at),
        lead::Sort::Updated => words(lead.updated_at),
    }
}

/// The ids in the order of their keys, and within one key of the ids; or exactly backwards.
fn ordered(mut keyed: Vec<(Key, String)>, descending: bool) -> Vec<String> {
    keyed.sort();
    if descending {
        keyed.reverse();
    }
    keyed.into_iter().map(|(_, id)| id).collect()
}

#[derive(Debug, Clone)]
struct Given {
    title: &'static str,
    company: &'static str,
    last: &'static str,
    rating: &'static str,
    status: &'static str,
    amount: &'static str,
    due: Option<&'static str>,
    closed: bool,
}

fn given() -> impl Strategy<Value = Given> {
    (
        select(vec!["Alpha", "álpha", "Beta", "\"quoted\"", "Ökotest", "🎉", "日本"]),
        select(vec!["", "Acme GmbH", "ACME", "Zeta AG", "Ünal"]),
        select(vec!["", "Müller", "Muller", "O'Brien", "שלום"]),
        select(vec!["", "cold", "warm", "hot"]),
        select(vec!["", "New", "Contacted", "Paused"]),
        select(vec!["", "0", "5", "5", "1000000", "-3"]),
        select(vec![None, None, Some("2025-01-19"), Some("2025-01-20"), Some("2025-02-01")]),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(title, company, last, rating, status, amount, due, closed)| Given {
            title,
            company,
            last,
            rating,
            status,
            amount,
            due,
            closed,
        })
}

fn fill(book: &TestBook, rows: &[Given]) {
    for (at, given) in rows.iter().enumerate() {
        if at % 3 == 0 {
            book.world.advance(chrono::TimeDelta::seconds(1));
        }
        book.transact(op(), |tx| {
            let lead = lead::Draft::of([
                (lead::Field::Title, given.title),
                (lead::Field::Company, given.company),
                (lead::Field::LastName, given.last),
                (lead::Field::Rating, given.rating),
                (lead::Field::Status, given.status),
                (lead::Field::ExpectedAmount, given.amount),
            ]);
            let lead = lead::create(tx, &lead, &typing(tx))?;
            let organization = organization::Draft::of([(organization::Field::Name, given.title)]);
            let organization = organization::create(tx, &organization, &typing(tx))?;
            let contact = contact::Draft::of([
                (contact::Field::FirstName, given.title),
                (contact::Field::LastName, given.last),
                // Some work nowhere.
                (contact::Field::Organization, if at % 5 == 0 { "" } else { organization.as_str() }),
            ]);
            let contact = contact::create(tx, &contact, &typing(tx))?;
            if given.closed {
                lead::close(tx, &lead, &lead::CloseDraft::default())?;
            }
            if let Some(due) = given.due {
                plan(tx, "lead_id", &lead, due)?;
                plan(tx, "organization_id", &organization, due)?;
                plan(tx, "contact_id", &contact, due)?;
            }
            Ok(())
        })
        .unwrap();
    }
    // Some change later, so that created and updated differ.
    let ids: Vec<String> = book.read(|db| Ok(walk_leads(db, lead::Sort::Created, false, lead::Shown::All))).unwrap();
    for id in ids.iter().step_by(4) {
        book.world.advance(chrono::TimeDelta::seconds(1));
        book.transact(op(), |tx| tags::add(tx, &record(Kind::Lead, id), "seen")).unwrap();
    }
}

fn walk_leads(db: &Db, sort: lead::Sort, descending: bool, shown: lead::Shown) -> Vec<String> {
    let rows = walk(|after| {
        lead::page(db, &lead::Query { sort, descending, shown, after, limit: 7, ..lead::Query::default() })
    });
    rows.into_iter().map(|row| row.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn walking_the_pages_of_any_sort_finds_each_row_once_and_in_order(rows in vec(given(), 0..32)) {
        let book = TestBook::new();
        fill(&book, &rows);
        book.read(|db| {
            let all = walk_leads(db, lead::Sort::Created, false, lead::Shown::All);
            assert_eq!(all.len(), rows.len());
            for sort in lead::Sort::ALL {
                for descending in [false, true] {
                    let expected = ordered(all.iter().map(|id| (lead_key(db, sort, id), id.clone())).collect(), descending);
                    assert_eq!(walk_leads(db, sort, descending, lead::Shown::All), expected, "{:?} {}", sort, descending);
                }
            }
            let shown = [lead::Shown::Open, lead::Shown::Closed].map(|shown| walk_leads(db, lead::Sort::Title, false, shown).len());
            assert_eq!(shown[1], rows.iter().filter(|row| row.closed).count());
            assert_eq!(shown[0] + shown[1], rows.len());
            organizations(db, &rows);
            contacts(db, &rows);
            Ok(())
        }).unwrap();
    }
}

fn organizations(db: &Db, rows: &[Given]) {
    for sort in organization::Sort::ALL {
        for descending in [false, true] {
            let query = |after| organization::Query { sort, descending, after, limit: 7, ..Default::default() };
            let found = walk(|after| organization::page(db, &query(after)));
            assert_eq!(found.len(), rows.len());
            let key = |row: &organization::Row| match sort {
                organization::Sort::Name => words(text::key(&row.name)),
                organization::Sort::Next => due(row.next_due.clone()),
                organization::Sort::Created => words(row.created_at.clone()),
                organization::Sort::Updated => words(row.updated_at.clone()),
            };
            let expected = ordered(found.iter().map(|row| (key(row), row.id.clone())).collect(), descending);
            assert_eq!(found.into_iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{:?}", sort);
        }
    }
}

fn contacts(db: &Db, rows: &[Given]) {
    let mut people = BTreeMap::new();
    for sort in contact::Sort::ALL {
        for descending in [false, true] {
            let query = |after| contact::Query { sort, descending, after, limit: 7, ..Default::default() };
            let found = walk(|after| contact::page(db, &query(after)));
            assert_eq!(found.len(), rows.len());
            for row in &found {
                people.entry(row.id.clone()).or_insert_with(|| contact::get(db, &row.id).unwrap());
            }
            let key = |row: &contact::Row| match sort {
                contact::Sort::Person => {
                    let person = &people[&row.id];
                    words(name::person_key(&person.first_name, &person.last_name))
                }
                contact::Sort::Organization => due(row.organization.as_ref().map(|one| text::key(&one.name))),
                contact::Sort::Next => due(row.next_due.clone()),
                contact::Sort::Created => words(row.created_at.clone()),
                contact::Sort::Updated => words(row.updated_at.clone()),
            };
            let expected = ordered(found.iter().map(|row| (key(row), row.id.clone())).collect(), descending);
            assert_eq!(found.into_iter().map(|row| row.id).collect::<Vec<_>>(), expected, "{:?}", sort);
        }
    }
}

/// Asserts that the first and later pages read an index in its order: no sort, no look at every row of the table.
#[track_caller]
pub(crate) fn reads_in_order(db: &Db, what: &str, statements: &[String]) {
    for sql in statements {
        let mut statement = db.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut steps = statement.raw_query();
        let mut plan: Vec<String> = Vec::new();
        while let Some(step) = steps.next().unwrap() {
            plan.push(step.get(3).unwrap());
        }
        let sorts =
            plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY") || step.contains("RIGHT PART OF ORDER"));
        let scans =
            plan.iter().any(|step| step.starts_with("SCAN") && !step.contains("USING") && !step.contains("CONSTANT"));
        let makes = plan.iter().any(|step| step.contains("AUTOMATIC"));
        assert!(!sorts && !scans && !makes, "{what}: {sql}\n{plan:#?}");
        // A later page begins at its place, and does not walk there.
        if sql.contains("> (?") || sql.contains("< (?") || sql.contains("id > ?") || sql.contains("id < ?") {
            let begins = plan.iter().any(|step| {
                ["SEARCH r", "SEARCH p", "SEARCH w"].iter().any(|start| step.starts_with(start))
                    && (step.contains(">?") || step.contains("<?") || step.contains(">(?") || step.contains("<(?"))
            });
            assert!(begins, "{what}: {sql}\n{plan:#?}");
        }
    }
}

#[test]
fn every_sort_has_its_index() {
    let book = TestBook::new();
    book.read(|db| {
        for descending in [false, true] {
            for sort in lead::Sort::ALL {
                for shown in [lead::Shown::Open, lead::Shown::All] {
                    let query = lead::Query { sort, descending, shown, ..Default::default() };
                    reads_in_order(db, &format!("leads {sort:?}"), &lead::statements(db, &query)?);
                }
            }
            for sort in organization::Sort::ALL {
                let query = organization::Query { sort, descending, ..Default::default() };
                reads_in_order(db, &format!("organizations {sort:?}"), &organization::statements(db, &query)?);
            }
            for sort in contact::Sort::ALL {
                let query = contact::Query { sort, descending, ..Default::default() };
                reads_in_order(db, &format!("contacts {sort:?}"), &contact::statements(db, &query)?);
            }
            for sort in opportunity::Sort::ALL {
                for state in [None, Some(opportunity::State::Open)] {
                    let query = opportunity::Query { sort, descending, state, ..Default::default() };
                    reads_in_order(db, &format!("opportunities {sort:?}"), &opportunity::statements(db, &query)?);
                }
            }
            let query = contact::Query { organization: Some("x".into()), descending, ..Default::default() };
            reads_in_order(db, "contacts of an organization", &contact::statements(db, &query)?);
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_filter_that_many_rows_pass_finds_the_same_as_one_that_few_do() {
    let book = TestBook::new();
    let many = 1_040;
    book.transact(op(), |tx| {
        for at in 0..many + 30 {
            let (title, status, tag) = if at < many { ("Alpha", "New", "many") } else { ("Beta", "Paused", "few") };
            let mut draft = lead::Draft::of([
                (lead::Field::Title, format!("{title} {}", (at * 7) % 100)),
                (lead::Field::Status, status.to_owned()),
            ]);
            draft.tags = vec![tag.to_owned()];
            lead::create(tx, &draft, &typing(tx))?;
        }
        Ok(())
    })
    .unwrap();
    book.read(|db| {
        let status =
            |name| vocabulary::find(db, vocabulary::Vocabulary::LeadStatuses, name).unwrap().map(|found| found.id);
        for (name, expected, text, tag, status) in
            [("Alpha", many, "alph", "many", status("New")), ("Beta", 30, "beta", "few", status("Paused"))]
        {
            let filters = [
                lead::Query { text: text.into(), ..Default::default() },
                lead::Query { tags: vec![tag.into()], ..Default::default() },
                lead::Query { status: status.clone(), ..Default::default() },
                lead::Query { text: text.into(), tags: vec![tag.into()], status, ..Default::default() },
            ];
            for filter in filters {
                for sort in [lead::Sort::Title, lead::Sort::Status, lead::Sort::Next] {
                    let query = |after| lead::Query { sort, after, limit: 300, ..filter.clone() };
                    let first = lead::page(db, &query(None))?.count.unwrap();
                    assert_eq!(
                        (first.value, first.capped),
                        (expected.min(1_000) as i64, expected > 1_000),
                        "{filter:?}"
                    );
                    let rows = walk(|after| lead::page(db, &query(after)));
                    assert_eq!(rows.len(), expected, "{filter:?} {sort:?}");
                    assert!(rows.iter().all(|row| row.title.starts_with(name)));
                    let keys: Vec<_> = rows.iter().map(|row| (lead_key(db, sort, &row.id), row.id.clone())).collect();
                    assert!(keys.is_sorted_by(|a, b| a < b), "{filter:?} {sort:?}");
                }
            }
        }
        Ok(())
    })
    .unwrap();
}
