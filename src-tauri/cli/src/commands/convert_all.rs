//! convert --all.

use kontor_core::book::Kind;
use kontor_core::flows::convert::many::{self, Fate, Line, Report, Selection};
use kontor_core::flows::convert::{Made, Target};
use kontor_core::flows::duplicates::whole;
use kontor_core::flows::export::List;
use kontor_core::flows::{naming, selection};

use super::convert::value;
use super::duplicates::group_text;
use super::list::query;
use crate::args::Convert;
use crate::context::Context;
use crate::fields::Assignment;
use crate::meter::Meter;
use crate::output::{Answer, Failure, Outcome};
use crate::print::Table;
use crate::sentence;

pub(super) fn run(on: &Context, wanted: &Convert, sets: &[Assignment]) -> Outcome {
    let selection = selected(on, wanted, sets)?;
    let language = on.texts.language();
    let mut meter = Meter::start(on.args.json);
    let mut watch = |progress: kontor_core::flows::progress::Progress| meter.show(progress.percent(), None);
    if wanted.preview {
        let found = many::preview(&on.book, &selection, language, &mut watch);
        meter.end();
        let found = found?;
        let mut parts: Vec<String> = found.duplicates.iter().map(|group| group_text(on, group)).collect();
        parts.push(report_text(on, &found.report));
        return Ok(Answer::new(&found, parts.join("\n\n"))?);
    }
    let report = many::apply(&on.book, &selection, language, &mut watch);
    meter.end();
    let report = report?;
    let text = report_text(on, &report);
    Ok(Answer::new(&report, text)?)
}

fn selected(on: &Context, wanted: &Convert, sets: &[Assignment]) -> Result<Selection, Failure> {
    let list = List::Leads(query(&wanted.filter)?);
    let leads = on.book.read(|db| selection::of(db, &list))?.into_iter().map(|record| record.id).collect();
    let mut selection = Selection { leads, role: wanted.role.clone(), ..Selection::default() };
    let of_all = [
        (Kind::Organization, &wanted.organization, &mut selection.organization),
        (Kind::Contact, &wanted.contact, &mut selection.contact),
        (Kind::Opportunity, &wanted.opportunity, &mut selection.opportunity),
    ];
    for (kind, name, target) in of_all {
        *target = match name.as_deref() {
            None => None,
            Some("none") => Some(Target::None),
            Some("new") => Some(Target::new()),
            Some(name) => Some(Target::existing(on.book.read(|db| naming::record(db, name, &[kind]))?.id)),
        };
        for one in sets.iter().filter(|one| one.scope == kind.table()) {
            match target.get_or_insert_with(Target::new) {
                Target::New { fields } => fields.insert(one.name.clone(), value(on, one)?),
                _ => {
                    let only_new = format!("{}.{}: only a new record is filled in", one.scope, one.name);
                    return Err(Failure::Usage(only_new));
                }
            };
        }
    }
    // The others are refused for their names.
    for one in sets {
        value(on, one)?;
    }
    if wanted.merge_duplicates {
        let groups = on.book.read(|db| whole::among(db, Kind::Lead, &selection.leads))?;
        let ids = |group: whole::Group| group.records.into_iter().map(|member| member.record.id).collect();
        selection.merge = groups.into_iter().map(ids).collect();
    }
    Ok(selection)
}

fn report_text(on: &Context, report: &Report) -> String {
    let texts = on.texts;
    if report.lines.is_empty() {
        return texts.word("nothing_found");
    }
    let names = ["title", "outcome", "organization", "contact", "opportunity", "step"];
    let mut table = Table::new(names.map(|name| texts.word(name)));
    let made = |made: &Option<Made>| match made {
        None => String::new(),
        Some(made) => format!("{} ({})", made.title, texts.word(if made.created { "new" } else { "existing" })),
    };
    for line in &report.lines {
        table.row([
            line.title.clone(),
            outcome(on, line),
            made(&line.organization),
            made(&line.contact),
            made(&line.opportunity),
            line.step.map_or(String::new(), |step| step.to_string()),
        ]);
    }
    let count = |fate: Fate| report.lines.iter().filter(|line| line.fate == fate).count().to_string();
    let counts = texts.own(
        "converted_counts",
        &[
            ("converted", &count(Fate::Converted)),
            ("merged", &count(Fate::Merged)),
            ("skipped", &count(Fate::Skipped)),
            ("failed", &count(Fate::Failed)),
        ],
    );
    format!("{}\n\n{counts}", table.text())
}

fn outcome(on: &Context, line: &Line) -> String {
    let word = on.texts.word(match line.fate {
        Fate::Converted => "fate_converted",
        Fate::Merged => "fate_merged",
        Fate::Skipped => "fate_skipped",
        Fate::Failed => "fate_failed",
    });
    match &line.reason {
        Some(reason) => format!("{word}: {}", sentence::of_refusal(reason, on.texts)),
        None => word,
    }
}
