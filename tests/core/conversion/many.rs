//! Many at once (R10): the rows of conversion.md about a selection, and that each lead is a step of its own.

use std::ops::ControlFlow;

use kontor_core::book::{Book, Kind, RecordRef};
use kontor_core::flows::convert::many::{self, Fate, Line, Report, Selection};
use kontor_core::flows::convert::{Made, Target};
use kontor_core::flows::export::List;
use kontor_core::flows::progress::Progress;
use kontor_core::flows::selection;
use kontor_core::records::lead as leads;

use super::{convert, typed};
use crate::fixture::{Person, lead, organization, sql, value};
use crate::support::TestBook;

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn apply(book: &Book, selection: &Selection) -> Report {
    many::apply(book, selection, "en", &mut go_on).unwrap()
}

fn preview(book: &Book, selection: &Selection) -> many::ManyPreview {
    many::preview(book, selection, "en", &mut go_on).unwrap()
}

fn company(book: &TestBook, name: &str, first: &str, last: &str) -> String {
    lead(book, &Person { company: name, first, last, ..Person::default() })
}

fn fates(report: &Report) -> Vec<Fate> {
    report.lines.iter().map(|line| line.fate).collect()
}

fn created(made: &Option<Made>) -> Option<bool> {
    made.as_ref().map(|made| made.created)
}

fn count(book: &TestBook, table: &str) -> String {
    value(book, &format!("SELECT count(*) FROM {table}"))
}

#[test]
fn c35_two_leads_of_one_company_come_to_one_organization_and_the_preview_says_so() {
    let book = TestBook::new();
    let one = company(&book, "Existing Corp", "Ann", "Lee");
    let other = company(&book, "EXISTING Corp.", "Bo", "Zed");
    let before = book.rows();
    let seen = preview(&book, &Selection::of([&one, &other]));
    assert_eq!(book.rows(), before);
    assert!(seen.duplicates.is_empty(), "two people are no duplicates: {:#?}", seen.duplicates);
    let report = apply(&book, &Selection::of([&one, &other]));
    assert_eq!(fates(&report), [Fate::Converted, Fate::Converted]);
    assert_eq!(
        report.lines.iter().map(|line| created(&line.organization)).collect::<Vec<_>>(),
        [Some(true), Some(false)]
    );
    assert_eq!(
        (count(&book, "organization"), count(&book, "contact"), count(&book, "lead")),
        ("1".into(), "2".into(), "0".into())
    );
    let said = |line: &Line| (line.title.clone(), line.fate, created(&line.organization), created(&line.contact));
    assert_eq!(
        seen.report.lines.iter().map(said).collect::<Vec<_>>(),
        report.lines.iter().map(said).collect::<Vec<_>>(),
        "the preview says what is done"
    );
    book.assert_sound();
}

#[test]
fn c22_duplicates_among_them_are_shown_first_and_merged_on_demand() {
    let book = TestBook::new();
    let one = company(&book, "Acme GmbH", "Ann", "Lee");
    let twin = company(&book, "ACME", "Ann", "Lee");
    let third = company(&book, "Zenith AG", "Bo", "Zed");
    let mut selection = Selection::of([&one, &third, &twin]);
    let seen = preview(&book, &selection);
    let ids: Vec<&str> = seen.duplicates[0].records.iter().map(|member| member.record.id.as_str()).collect();
    assert_eq!((seen.duplicates.len(), ids.contains(&one.as_str()), ids.contains(&twin.as_str())), (1, true, true));
    // Each on its own: the second is linked to what the first became.
    assert_eq!(created(&seen.report.lines[2].contact), Some(false), "{:#?}", seen.report.lines[2]);

    selection.merge = vec![vec![one.clone(), twin.clone()]];
    let report = apply(&book, &selection);
    assert_eq!(fates(&report), [Fate::Converted, Fate::Merged, Fate::Converted]);
    assert_eq!(report.lines[0].step, report.lines[1].step);
    assert_eq!((count(&book, "opportunity"), count(&book, "contact")), ("2".into(), "2".into()));
    let now = book.read(|db| kontor_core::records::merged::now(db, &twin)).unwrap();
    assert_eq!(now.map(|record| record.kind), Some(Kind::Opportunity), "the merged lead's id leads on");
    book.assert_sound();
}

#[test]
fn c23_a_name_that_lies_within_another_is_not_linked() {
    let book = TestBook::new();
    organization(&book, &Person { company: "casa depapel", ..Person::default() });
    let asa = lead(&book, &Person { title: "Asa Depape", company: "Asa Depape", ..Person::default() });
    let report = apply(&book, &Selection::of([&asa]));
    assert_eq!(created(&report.lines[0].organization), Some(true));
    assert_eq!(count(&book, "organization"), "2");
}

#[test]
fn each_lead_is_done_or_refused_on_its_own_with_its_reason() {
    let book = TestBook::new();
    let good = company(&book, "Good AG", "Ann", "Lee");
    let closed = lead(&book, &Person { title: "Gone", company: "Gone Ltd", closed: true, ..Person::default() });
    let done = company(&book, "Done KG", "Bo", "Zed");
    convert(&book, &done, None).unwrap();
    let nameless = lead(&book, &Person { first: "Cy", last: "Ott", ..Person::default() });
    let last = company(&book, "Last e.K.", "Di", "Ash");
    let mut selection = Selection::of([good.as_str(), &closed, &done, "nobody", &nameless, &last, &good]);
    // A new organization for each: one that names none cannot have it (R9).
    selection.organization = Some(Target::new());
    selection.opportunity = Some(typed(&[("amount", "100")]));
    let report = apply(&book, &selection);
    let reason = |at: usize| report.lines[at].reason.as_ref().map_or("", |reason| reason.code);
    assert_eq!(
        fates(&report),
        [Fate::Converted, Fate::Skipped, Fate::Skipped, Fate::Failed, Fate::Failed, Fate::Converted]
    );
    assert_eq!([reason(1), reason(2), reason(3), reason(4)], ["lead_closed", "", "not_found", "field_needed"]);
    assert_eq!(report.lines[2].title, "Done KG");
    assert_eq!(value(&book, &format!("SELECT count(*) FROM lead WHERE id IN ('{closed}', '{nameless}')")), "2");
    assert_eq!(value(&book, "SELECT count(*) FROM opportunity WHERE amount = 10000"), "2");
    book.assert_sound();
}

#[test]
fn a_stop_in_the_middle_keeps_what_was_done_and_says_how_much_is_left() {
    let book = TestBook::new();
    let all: Vec<String> = (0..5).map(|at| company(&book, &format!("Company {at}x{at}"), "", "")).collect();
    let mut told = Vec::new();
    let mut stop = |progress: Progress| {
        told.push((progress.done, progress.of));
        if progress.done == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = many::apply(&book, &Selection::of(&all), "en", &mut stop).unwrap();
    assert_eq!((report.lines.len(), report.left, told), (2, 3, vec![(0, 5), (1, 5), (2, 5)]));
    assert_eq!((count(&book, "lead"), count(&book, "opportunity")), ("3".into(), "2".into()));
    // The same selection again goes on where it stopped (R2).
    let again = apply(&book, &Selection::of(&all));
    assert_eq!(fates(&again), [Fate::Skipped, Fate::Skipped, Fate::Converted, Fate::Converted, Fate::Converted]);
    book.assert_sound();
}

#[test]
fn undone_together_the_book_is_as_it_was_and_what_is_in_the_way_of_one_is_named() {
    let book = TestBook::new();
    let all: Vec<String> = ["Alpha", "Beta", "Gamma"].map(|name| company(&book, name, "Ann", name)).into();
    let before = book.rows();
    let steps = |report: &Report| report.lines.iter().filter_map(|line| line.step).collect::<Vec<_>>();
    let report = apply(&book, &Selection::of(&all));
    let undone = many::take_back(&book, &steps(&report)).unwrap();
    assert!(undone.iter().all(|one| one.reason.is_none()), "{undone:#?}");
    assert_eq!(book.rows(), before);

    let report = apply(&book, &Selection::of(&all));
    let changed = report.lines[1].opportunity.as_ref().unwrap().id.clone();
    sql(&book, &format!("UPDATE opportunity SET description = 'worked on' WHERE id = '{changed}'"));
    let undone = many::take_back(&book, &steps(&report)).unwrap();
    let in_the_way: Vec<i64> = undone.iter().filter(|one| one.reason.is_some()).map(|one| one.step).collect();
    assert_eq!(in_the_way, [report.lines[1].step.unwrap()]);
    assert_eq!(count(&book, "lead"), "2");
    book.assert_sound();
}

#[test]
fn a_selection_is_all_of_a_list_with_its_filter_and_its_order() {
    let book = TestBook::new();
    sql(
        &book,
        "WITH RECURSIVE n (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < 1202)
         INSERT INTO lead (id, title, title_key, currency, created_at, updated_at)
         SELECT 'lead' || at, format('Company %04d', at), format('company %04d', at), 'EUR', '', '' FROM n",
    );
    lead(&book, &Person { title: "Company closed", closed: true, ..Person::default() });
    let query =
        leads::Query { text: "company".into(), sort: leads::Sort::Title, descending: true, ..Default::default() };
    let all = book.read(|db| selection::of(db, &List::Leads(query))).unwrap();
    assert_eq!(all.len(), 1_203);
    let titles = |record: &RecordRef| book.read(|db| kontor_core::records::title_of(db, record)).unwrap();
    assert_eq!((titles(&all[0]), titles(&all[1_202])), ("Company 1202".into(), "Company 0000".into()));
}
