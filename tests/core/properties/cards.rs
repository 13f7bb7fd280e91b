//! Cards and calendars of any book, read into an empty one: the same e-mails, phones, websites, addresses and dates; and nothing more the
//! second time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use kontor_core::flows::export::{Format, ItemQuery, List, export};
use kontor_core::flows::import::general::{Known, Policy, What};
use kontor_core::records::{contact, lead, organization};
use kontor_core::value::date::utc_text;
use proptest::prelude::*;

use super::difference;
use super::import::{exported, few, import, is_readable, lived};
use super::steps::orderly_step;
use crate::support::TestBook;

fn lists() -> [(What, List); 3] {
    let leads = lead::Query { shown: lead::Shown::All, ..Default::default() };
    [
        (What::Organization, List::Organizations(organization::Query::default())),
        (What::Contact, List::Contacts(contact::Query::default())),
        (What::Lead, List::Leads(leads)),
    ]
}

fn written(book: &TestBook, list: &List, format: Format, path: &Path) {
    export(book, path, list, format, "en", &mut |_| ControlFlow::Continue(())).unwrap();
}

/// Two columns of a query.
fn pairs(book: &TestBook, sql: &str) -> Vec<(String, String)> {
    book.read(|db| {
        let mut statement = db.conn().prepare(sql)?;
        Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

/// By the id of the record: what a card says of it that is no name.
fn told(book: &TestBook, what: What) -> HashMap<String, Vec<String>> {
    let table = what.as_str();
    let mut told: HashMap<String, Vec<String>> =
        pairs(book, &format!("SELECT id, id FROM {table}")).into_iter().map(|(id, _)| (id, Vec::new())).collect();
    let mut add = |sql: String| {
        for (id, line) in pairs(book, &sql) {
            told.entry(id).or_default().push(line);
        }
    };
    add(format!(
        "SELECT {table}_id, kind || ' ' || label || ': ' || value FROM contact_point WHERE {table}_id IS NOT NULL ORDER BY kind, position"
    ));
    // A card of a company tells one address from the others; those stay readable.
    add(format!(
        "SELECT {table}_id, street || '|' || postal_code || '|' || city || '|' || region || '|' || country FROM address
         WHERE {table}_id IS NOT NULL GROUP BY {table}_id HAVING kind = min(kind)"
    ));
    if what == What::Contact {
        add("SELECT id, birthday FROM contact WHERE birthday IS NOT NULL".to_owned());
    }
    add(format!(
        "SELECT {table}_id, group_concat(name, char(10)) FROM (SELECT l.{table}_id, t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id
         WHERE l.{table}_id IS NOT NULL ORDER BY t.name_key) GROUP BY 1"
    ));
    told
}

/// What the records of the first book are in the other one, by the ids of their cards.
fn ids_there(copy: &TestBook, system: &str) -> BTreeMap<String, String> {
    let sql = format!(
        "SELECT replace(value, 'urn:uuid:', ''), coalesce(lead_id, organization_id, contact_id, activity_id) FROM foreign_id
         WHERE system = '{system}'"
    );
    pairs(copy, &sql).into_iter().collect()
}

proptest! {
    #![proptest_config(few(6))]

    #[test]
    fn cards_of_any_book_give_the_same_points_addresses_and_birthdays(
        steps in prop::collection::vec(orderly_step(), 0..30),
        format in prop::sample::select(vec![Format::Vcard3, Format::Vcard4]),
    ) {
        let book = lived(&steps);
        prop_assume!(is_readable(&book));
        let folder = tempfile::tempdir().unwrap();
        for (what, list) in lists() {
            let path = folder.path().join("cards.vcf");
            written(&book, &list, format, &path);
            // Into the same book: nothing.
            let before = book.rows();
            // A company is on a card of people and companies.
            let as_what = if what == What::Organization { What::Contact } else { what };
            let known = Known { what: Some(as_what), system: None };
            if !std::fs::read_to_string(&path).unwrap().contains("BEGIN:VCARD") {
                continue;
            }
            for policy in [Policy::Fill, Policy::Update] {
                import(&book, &path, known, policy);
                let after = book.rows();
                prop_assert!(after == before, "{what:?} {format:?} {policy:?}: {}", difference(&after, &before));
            }
            let copy = TestBook::new();
            // Ids of another day: those of the first book are none of this one's.
            copy.world.advance(chrono::TimeDelta::days(40));
            let (imported, _) = import(&copy, &path, known, Policy::Fill).unwrap();
            let reasons = imported.bad_rows.map(|path| std::fs::read_to_string(path).unwrap());
            prop_assert_eq!((imported.outcome.failed, imported.outcome.created), (0, imported.outcome.rows), "{:?}: {:?}", what, reasons);
            let (told_here, told_there, ids) = (told(&book, what), told(&copy, what), ids_there(&copy, "vcard"));
            for (id, lines) in &told_here {
                let there = ids.get(id).and_then(|id| told_there.get(id));
                prop_assert_eq!(Some(lines), there, "{:?} {:?}: {}", what, format, std::fs::read_to_string(&path).unwrap());
            }
            let before = copy.rows();
            copy.world.advance(chrono::TimeDelta::seconds(7));
            for policy in [Policy::Fill, Policy::Update, Policy::Skip] {
                import(&copy, &path, known, policy);
                let after = copy.rows();
                prop_assert!(after == before, "{what:?} {format:?} {policy:?} again: {}", difference(&after, &before));
            }
        }
    }

    #[test]
    fn the_calendar_of_any_book_gives_the_same_days_and_times(steps in prop::collection::vec(orderly_step(), 0..25)) {
        let book = lived(&steps);
        prop_assume!(is_readable(&book));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("activities.ics");
        written(&book, &List::Activities(ItemQuery::default()), Format::Ical, &path);
        let known = Known { what: Some(What::Activity), system: None };
        if !std::fs::read_to_string(&path).unwrap().contains("SUMMARY") {
            return Ok(());
        }
        let before = book.rows();
        for policy in [Policy::Fill, Policy::Update] {
            import(&book, &path, known, policy);
            let after = book.rows();
            prop_assert!(after == before, "{policy:?}: {}", difference(&after, &before));
        }
        let copy = TestBook::new();
        copy.world.advance(chrono::TimeDelta::days(40));
        // The people come first: nobody is made for having been invited.
        for (_, list) in exported(&book, Format::CsvExact, "en").files.iter().filter(|(what, _)| what.kind().is_some()) {
            import(&copy, list, Known::default(), Policy::Fill);
        }
        let (imported, _) = import(&copy, &path, known, Policy::Fill).unwrap();
        let reasons = imported.bad_rows.map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
        let unknown = reasons.lines().filter(|line| line.contains("import_nobody_known")).count();
        prop_assert_eq!(imported.outcome.failed as usize, unknown, "{}", reasons);
        let ids = ids_there(&copy, "icalendar");
        // What is fixed for later has not taken place there, whatever the first book says.
        let today = utc_text(kontor_core::book::World::now(&*copy.world));
        let of = |book: &TestBook| -> HashMap<String, String> {
            let sql = format!(
                "SELECT id, kind || '; ' || ifnull(due_on, '-') || ' ' || ifnull(due_time, '-') || '; ' || substr(created_at, 1, 19) || '; '
                 || iif(due_time IS NOT NULL AND due_on >= '{}', '', done_at IS NOT NULL) FROM activity",
                &today[..10]
            );
            pairs(book, &sql).into_iter().collect()
        };
        let (here, there) = (of(&book), of(&copy));
        let came: BTreeSet<&String> = ids.keys().filter(|id| here.contains_key(*id)).collect();
        prop_assert_eq!(came.len(), here.len() - unknown);
        for id in came {
            prop_assert_eq!(&here[id], &there[&ids[id]]);
        }
        let before = copy.rows();
        copy.world.advance(chrono::TimeDelta::seconds(7));
        for policy in [Policy::Fill, Policy::Update, Policy::Skip] {
            import(&copy, &path, known, policy);
            let after = copy.rows();
            prop_assert!(after == before, "{policy:?} again: {}", difference(&after, &before));
        }
        prop_assert!(copy.check().unwrap().ok);
    }
}
