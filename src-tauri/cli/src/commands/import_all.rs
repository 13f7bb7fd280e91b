//! import of everything but plain lists of leads; imports.

use std::ops::ControlFlow;
use std::path::PathBuf;

use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{
    self, Known, Mapping, Outcome as Counts, Plan, Policy, Preview, Sample, UNKNOWN_SYSTEM, What,
};
use kontor_core::flows::import::{BadRow, Table, ValueStyles};
use kontor_core::{Error, Refusal};
use serde_json::json;

use super::import::{choice, share};
use crate::args::Import;
use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Failure, Outcome};
use crate::print;
use crate::sentence;

/// The plan for a file, unless it is a plain list of leads and nothing else is asked for.
pub(super) fn plan(on: &Context, wanted: &Import, table: &Table) -> Result<Option<Plan>, Failure> {
    let known = Known { what: wanted.what.as_deref().and_then(What::parse), system: wanted.system.as_deref() };
    let mut plan = general::look(&on.book, table, known)?;
    let is_asked = wanted.what.is_some() || wanted.policy.is_some() || wanted.system.is_some();
    if !is_asked && plan.what == What::Lead && plan.system == UNKNOWN_SYSTEM {
        return Ok(None);
    }
    for setting in &wanted.map {
        general::set(&mut plan, setting)?;
    }
    plan.styles =
        ValueStyles { decimals: choice(wanted.decimals.as_deref())?, dates: choice(wanted.dates.as_deref())? };
    plan.policy = choice::<Policy>(wanted.policy.as_deref())?.unwrap_or_default();
    if wanted.duplicates {
        plan.policy = Policy::Create;
    }
    Ok(Some(plan))
}

pub(super) fn run(on: &Context, wanted: &Import, table: &Table, plan: Plan) -> Outcome {
    if wanted.preview { preview(on, table, &plan) } else { import(on, wanted, table, &plan) }
}

fn preview(on: &Context, table: &Table, plan: &Plan) -> Outcome {
    let language = on.texts.language();
    let found = general::preview(&on.book, table, plan, language, &mut |_| ControlFlow::Continue(()))?;
    let mut mapped = print::Table::new(["column", "field", "values"].map(|name| on.texts.word(name)));
    for mapping in &plan.mappings {
        mapped.row([mapping.header.clone(), target(mapping), mapping.values.join(" | ")]);
    }
    let updates: Vec<String> = found.updates.iter().map(|sample| update_line(on, sample)).collect();
    let system = on.texts.own("import_system", &[("what", &what_word(on, plan.what)), ("system", &plan.system)]);
    let parts = [
        system,
        mapped.text(),
        counts(on, &found.outcome),
        updates.join("\n"),
        lines(on, &found.skipped_rows),
        lines(on, &found.failed_rows),
    ];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    Ok(Answer::new(&json!({ "shape": table.shape(), "plan": plan, "preview": found }), text)?)
}

fn what_word(on: &Context, what: What) -> String {
    on.texts.word(match what {
        What::Activity => "kind_task",
        What::Organization => "kind_organization",
        What::Contact => "kind_contact",
        What::Opportunity => "kind_opportunity",
        What::Lead => "kind_lead",
        What::Note => "kind_note",
    })
}

/// `contact.phone:mobile`, `keep`.
fn target(mapping: &Mapping) -> String {
    let label = if mapping.label.is_empty() { String::new() } else { format!(":{}", mapping.label) };
    match mapping.what {
        Some(what) => format!("{}.{}{label}", what.as_str(), mapping.field),
        None => mapping.field.clone(),
    }
}

fn counts(on: &Context, outcome: &Counts) -> String {
    let number = |count: u32| count.to_string();
    let mut text = vec![on.texts.own(
        "import_counts",
        &[
            ("rows", &number(outcome.rows)),
            ("created", &number(outcome.created)),
            ("updated", &number(outcome.updated)),
            ("unchanged", &number(outcome.unchanged)),
            ("skipped", &number(outcome.skipped)),
            ("failed", &number(outcome.failed)),
        ],
    )];
    for (what, counts) in outcome.by_what.iter().filter(|_| outcome.by_what.len() > 1) {
        let values = [
            ("what", what_word(on, *what)),
            ("created", number(counts.created)),
            ("updated", number(counts.updated)),
            ("unchanged", number(counts.unchanged)),
        ];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text.push(on.texts.own("import_counts_of", &values));
    }
    if !outcome.new_words.is_empty() {
        let words: Vec<&str> = outcome.new_words.iter().map(|word| word.name.as_str()).collect();
        text.push(on.texts.own("import_new_words", &[("words", &words.join(", "))]));
    }
    if outcome.waiting > 0 {
        text.push(on.texts.own("import_waiting", &[("count", &number(outcome.waiting))]));
    }
    text.join("\n")
}

/// "Line 3: Contact Ann Arm: job_title: clerk → boss".
fn update_line(on: &Context, sample: &Sample) -> String {
    let changes: Vec<String> = sample
        .changes
        .iter()
        .map(|change| {
            let before = if change.before.is_empty() { String::new() } else { format!("{} → ", change.before) };
            print::one_line(&format!("{}: {before}{}", change.field, change.after))
        })
        .collect();
    let text = format!("{} {}: {}", what_word(on, sample.what), sample.title, changes.join("; "));
    on.texts.own("bad_row", &[("line", &sample.line.to_string()), ("reason", &text)])
}

fn lines(on: &Context, rows: &[BadRow]) -> String {
    let line = |row: &BadRow| {
        let reason = sentence::of_refusal(&row.reason, on.texts);
        on.texts.own("bad_row", &[("line", &row.line.to_string()), ("reason", &reason)])
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn import(on: &Context, wanted: &Import, table: &Table, plan: &Plan) -> Outcome {
    let headers = BAD_ROWS_HEADERS[usize::from(on.texts.language() == "de")];
    let said = std::cell::RefCell::new(Vec::new());
    let mut meter = Meter::start(on.args.json);
    let reason = |refusal: &Refusal| {
        let reason = sentence::of_refusal(refusal, on.texts);
        if said.borrow().len() < Preview::SHOWN {
            said.borrow_mut().push(reason.clone());
        }
        reason
    };
    let done = general::run(&on.book, table, plan, headers, &reason, &mut |progress| {
        meter.show(share(progress), Some(progress.rows))
    });
    meter.end();
    let mut done = done?;
    if let (Some(from), Some(to)) = (&done.value.bad_rows, &wanted.bad_rows) {
        std::fs::copy(from, to).map_err(Error::file(to.as_path()))?;
        done.value.bad_rows = Some(PathBuf::from(to));
    }
    let mut text = vec![on.step_text(&done)?, counts(on, &done.value.outcome)];
    text.extend(said.into_inner());
    let saved = done.value.bad_rows.as_ref().map(|path| path.display().to_string());
    text.extend(saved.map(|path| on.texts.own("bad_rows_saved", &[("path", &path)])));
    on.saved_as(&done.map(|imported| imported.outcome), text.join("\n"))
}

/// The record of imports.
pub(super) fn records(on: &Context, limit: u32) -> Outcome {
    let records = on.book.read(|db| general::records(db, limit))?;
    let heads =
        ["when", "file", "what", "import_new", "import_changed", "import_same", "import_left", "import_bad", "step"];
    let mut table = print::Table::new(heads.map(|head| on.texts.word(head)));
    for column in 3..8 {
        table = table.right(column);
    }
    for record in &records {
        let step = record.op.map_or(String::new(), |op| op.to_string());
        let undone = if record.undone { format!(" ({})", on.texts.word("undone")) } else { String::new() };
        let what = What::parse(&record.what).map_or(record.what.clone(), |what| what_word(on, what));
        table.row([
            print::moment(&record.at, on.texts),
            record.file.clone(),
            what,
            record.created.to_string(),
            record.updated.to_string(),
            record.unchanged.to_string(),
            record.skipped.to_string(),
            record.failed.to_string(),
            format!("{step}{undone}"),
        ]);
    }
    let text = if records.is_empty() { on.texts.word("nothing_found") } else { table.text() };
    Ok(Answer::new(&records, text)?)
}
