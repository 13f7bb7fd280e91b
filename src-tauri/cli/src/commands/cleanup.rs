//! cleanup.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::cleanup::{self, Example, Outcome as Cleaned, Shape, Wanted};
use kontor_core::flows::export::List;
use kontor_core::flows::progress::Progress;
use kontor_core::flows::{naming, selection};
use kontor_core::records::{contact, organization};
use kontor_core::value::date;

use crate::args::{Cleanup, CleanupKind};
use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Outcome};
use crate::print;

pub(super) fn run(on: &Context, wanted: &Cleanup) -> Outcome {
    let records = chosen(on, wanted)?;
    let shape = if wanted.shape == "organization" { Shape::PerOrganization } else { Shape::PerContact };
    let wanted_all = Wanted { records, shape };
    let language = on.texts.language();
    let mut meter = Meter::start(on.args.json);
    let mut watch = |progress: Progress| meter.show(progress.percent(), None);
    if wanted.preview {
        let found = cleanup::preview(&on.book, &wanted_all, language, &mut watch);
        meter.end();
        let found = found?;
        return Ok(Answer::new(&found, text(on, &found))?);
    }
    let done = cleanup::apply(&on.book, &wanted_all, language, &mut watch);
    meter.end();
    let done = done?;
    on.saved_as(&done, format!("{}\n{}", on.step_text(&done)?, counts(on, &done.value)))
}

fn chosen(on: &Context, wanted: &Cleanup) -> Result<Vec<RecordRef>, crate::output::Failure> {
    let kinds = [Kind::Organization, Kind::Contact];
    if !wanted.records.is_empty() {
        let all = wanted.records.iter();
        return Ok(on.book.read(|db| all.map(|name| naming::record(db, name, &kinds)).collect())?);
    }
    let (created_before, quiet_since) =
        (day(on, "createdBefore", &wanted.created_before)?, day(on, "quietSince", &wanted.quiet_since)?);
    let mut lists = Vec::new();
    if wanted.kind != Some(CleanupKind::Contact) {
        lists.push(List::Organizations(organization::Query {
            text: wanted.text.clone(),
            tags: wanted.tag.clone(),
            unused: true,
            created_before: created_before.clone(),
            quiet_since: quiet_since.clone(),
            ..Default::default()
        }));
    }
    if wanted.kind != Some(CleanupKind::Organization) {
        lists.push(List::Contacts(contact::Query {
            text: wanted.text.clone(),
            tags: wanted.tag.clone(),
            unused: true,
            created_before,
            quiet_since,
            ..Default::default()
        }));
    }
    let mut records = Vec::new();
    for list in &lists {
        records.extend(on.book.read(|db| selection::of(db, list))?);
    }
    Ok(records)
}

/// A day as typed in the language, as the lists take it.
fn day(on: &Context, field: &str, typed: &str) -> kontor_core::Result<String> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let day = date::parse(typed, on.typing.date).map_err(kontor_core::records::typed::at(field, typed))?;
    Ok(date::day_text(day))
}

fn text(on: &Context, found: &Cleaned) -> String {
    let kind = |kind: Kind| on.texts.word(&format!("kind_{}", kind.table()));
    let mut parts: Vec<String> = found.examples.iter().map(|example| example_text(on, example)).collect();
    if !found.stays.is_empty() {
        let stays: Vec<(String, String)> = found
            .stays
            .iter()
            .map(|one| {
                let record = &one.record;
                let users = on.texts.own("needed_by", &[("users", &one.users.join(", "))]);
                (on.texts.word("stays"), format!("{}: {} ({users})", kind(record.record.kind), record.title))
            })
            .collect();
        parts.push(print::labelled(&stays));
    }
    parts.push(counts(on, found));
    parts.join("\n\n")
}

fn example_text(on: &Context, example: &Example) -> String {
    let mut lines = vec![(on.texts.word("kind_lead"), example.title.clone())];
    lines.extend(example.was.iter().map(|was| {
        let kind = on.texts.word(&format!("kind_{}", was.record.kind.table()));
        (on.texts.word("goes"), format!("{kind}: {}", was.title))
    }));
    lines.extend(example.lines.iter().map(|line| (String::new(), line.clone())));
    print::labelled(&lines)
}

fn counts(on: &Context, found: &Cleaned) -> String {
    let count = |count: usize| count.to_string();
    let moves = found.moves;
    let counts = on.texts.own(
        "cleanup_counts",
        &[
            ("leads", &count(found.leads)),
            ("organizations", &count(found.organizations)),
            ("contacts", &count(found.contacts)),
            ("staying", &count(found.staying)),
        ],
    );
    let moves = on.texts.own(
        "moves",
        &[
            ("activities", &count(moves.activities)),
            ("notes", &count(moves.notes)),
            ("files", &count(moves.files)),
            ("tags", &count(moves.tags)),
        ],
    );
    format!("{counts}\n{moves}")
}
