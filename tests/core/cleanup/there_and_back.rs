//! Over random books: whoever goes back to the leads and is converted again has everything that it had (R11).

use std::collections::{BTreeMap, BTreeSet};

use kontor_core::Error;
use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::cleanup::{Shape, Wanted, apply};
use kontor_core::flows::convert::{self, Target};
use kontor_core::flows::export::List;
use kontor_core::flows::selection;
use kontor_core::records::{contact, organization};
use proptest::prelude::*;

use super::go_on;
use crate::fixture::{sql, value};
use crate::properties::steps::{Step, orderly_step};
use crate::rich::rich;
use crate::support::TestBook;

/// What a record must have again: each thing by its name, and all that hangs on it.
#[derive(Debug, Default)]
struct Essence {
    /// Exactly the same afterwards.
    same: BTreeMap<String, String>,
    /// There afterwards, perhaps beside more: what hung on one of them hangs on all that a lead became (R5).
    holds: BTreeSet<String>,
    /// Stands at the beginning of the description: behind it, what a lead has and they have no field for.
    description: String,
}

const LEFT_OUT: [&str; 5] = ["updated_at", "lead_since", "description", "id", "created_at"];

fn essence(book: &TestBook, record: &RecordRef) -> Option<Essence> {
    let (table, owner) = (record.kind.table(), record.kind.column());
    let rows = |query: &str| -> Vec<BTreeMap<String, String>> {
        book.read(|db| {
            let mut statement = db.conn().prepare(query)?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let rows = statement.query_map([&record.id], |row| {
                let value = |at| Ok::<_, rusqlite::Error>(format!("{:?}", row.get::<_, rusqlite::types::Value>(at)?));
                names.iter().enumerate().map(|(at, name)| Ok((name.clone(), value(at)?))).collect()
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
    };
    let own = rows(&format!("SELECT * FROM {table} WHERE id = ?1")).pop()?;
    let description = value(book, &format!("SELECT description FROM {table} WHERE id = '{}'", record.id));
    let mut essence = Essence { description, ..Essence::default() };
    essence.same.extend(own.into_iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())));
    for (name, query) in [
        (
            "points",
            format!(
                "SELECT kind, label, value, match_key FROM contact_point WHERE {owner} = ?1 ORDER BY kind, position"
            ),
        ),
        (
            "addresses",
            format!(
                "SELECT kind, street, postal_code, city, region, country FROM address WHERE {owner} = ?1 ORDER BY kind"
            ),
        ),
        ("ids", format!("SELECT system, kind, value FROM foreign_id WHERE {owner} = ?1 ORDER BY 1, 2, 3")),
        ("distinct", format!("SELECT id FROM not_duplicate WHERE one_{owner} = ?1 OR other_{owner} = ?1 ORDER BY id")),
    ] {
        essence.same.insert(name.to_owned(), format!("{:?}", rows(&query)));
    }
    for query in [
        format!("SELECT tag_id FROM tag_link WHERE {owner} = ?1"),
        format!("SELECT activity_id, note_id, attachment_id FROM timeline_link WHERE {owner} = ?1"),
        format!("SELECT record_id FROM merged WHERE {owner} = ?1"),
    ] {
        essence.holds.extend(rows(&query).iter().map(|row| format!("{row:?}")));
    }
    Some(essence)
}

/// All that the lists of the clean-up show.
fn unused(book: &TestBook) -> Vec<RecordRef> {
    let organizations = List::Organizations(organization::Query { unused: true, ..Default::default() });
    let contacts = List::Contacts(contact::Query { unused: true, ..Default::default() });
    let of = |list| book.read(|db| selection::of(db, &list)).unwrap();
    let mut all = of(organizations);
    all.extend(of(contacts));
    all
}

fn fail(error: Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

fn held(record: &RecordRef, was: &Essence, is: Option<Essence>) -> Result<(), TestCaseError> {
    let Some(is) = is else { return Err(TestCaseError::fail(format!("{record:?} is not back"))) };
    prop_assert_eq!(&was.same, &is.same, "{:?}", record);
    prop_assert!(was.holds.is_subset(&is.holds), "{:?}: {:#?} of {:#?}", record, is.holds, was.holds);
    let (was, is) = (was.description.trim_end(), is.description.as_str());
    prop_assert!(is.starts_with(was), "{:?}: {} of {}", record, is, was);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_again_nothing_is_missing(
        steps in proptest::collection::vec(orderly_step(), 1..24),
        shape in prop::sample::select(vec![Shape::PerContact, Shape::PerOrganization]),
        backwards in any::<bool>(),
        with_opportunity in any::<bool>(),
        part in prop::sample::select(vec![1_usize, 2]),
    ) {
        let book = TestBook::new();
        rich(&book);
        run(&book, &steps);
        sql(&book, "
            UPDATE organization SET vat_number = 'DE' || substr(id, 30), annual_revenue = 1234567, industry = 'Iron';
            UPDATE contact SET birthday = '1980-12-31', no_mail = 1, language = 'pl';
            INSERT INTO foreign_id (id, system, kind, value, organization_id) SELECT 'f' || id, 'odoo', 'organization', id, id FROM organization;
            INSERT INTO foreign_id (id, system, kind, value, contact_id) SELECT 'f' || id, 'odoo', 'contact', id, id FROM contact;");
        let before = book.rows();
        let chosen: Vec<RecordRef> = unused(&book).into_iter().step_by(part).collect();
        let was: Vec<(RecordRef, Essence)> =
            all_of(&book).into_iter().map(|one| { let of = essence(&book, &one).unwrap(); (one, of) }).collect();
        let outcome = apply(&book, &Wanted { records: chosen, shape }, "de", &mut go_on).map_err(fail)?.value;
        let check = book.check().map_err(fail)?;
        prop_assert!(check.ok, "{:#?}", check.findings);

        let mut leads = outcome.first;
        if backwards {
            leads.reverse();
        }
        let mut done = 0;
        for lead in &leads {
            book.world.advance(chrono::TimeDelta::seconds(7));
            let mut choices = book.read(|db| convert::preview(db, lead, None, "de")).map_err(fail)?.choices;
            if !with_opportunity {
                choices.opportunity = Target::None;
            }
            convert::apply(&book, lead, &choices, "de").map_err(fail)?;
            done += 1;
        }
        for (record, was) in &was {
            held(record, was, essence(&book, record))?;
        }
        let check = book.check().map_err(fail)?;
        prop_assert!(check.ok, "{:#?}", check.findings);
        for _ in 0..done {
            book.undo().map_err(fail)?;
        }
        if outcome.leads > 0 {
            book.undo().map_err(fail)?;
        }
        prop_assert!(book.rows() == before, "undo gives the book as it was");
    }
}

fn all_of(book: &TestBook) -> Vec<RecordRef> {
    let ids = |kind: Kind| -> Vec<RecordRef> {
        book.read(|db| {
            let mut statement = db.conn().prepare(&format!("SELECT id FROM {}", kind.table()))?;
            let ids = statement.query_map([], |row| Ok(RecordRef { kind, id: row.get(0)? }))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
        .unwrap()
    };
    let mut all = ids(Kind::Organization);
    all.extend(ids(Kind::Contact));
    all
}

/// Does the steps; what is refused is left out.
fn run(book: &TestBook, steps: &[Step]) {
    for step in steps {
        book.world.advance(chrono::TimeDelta::seconds(7));
        match step.run(book) {
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(other) => panic!("{step:?}: {other}"),
        }
    }
}
