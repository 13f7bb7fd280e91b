//! import: files of other programs; imports: what was imported.

use std::ops::ControlFlow;
use std::path::PathBuf;

use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{
    self, BadRow, Known, Mapping, Outcome as Counts, Plan, Policy, Sample, UNKNOWN_SYSTEM, What,
};
use kontor_core::flows::import::{ImportProgress, ReadOptions, Table, ValueStyles};
use kontor_core::{Error, Refusal};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::Import;
use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Failure, Outcome};
use crate::print;
use crate::sentence;

/// A file, and what is to become of it.
struct Wanted {
    table: Table,
    plan: Plan,
    /// A list of leads of nobody knows which system, and nothing else is asked for: the answer speaks of leads.
    is_plain: bool,
}

pub(super) fn run(on: &Context, wanted: &Import) -> Outcome {
    let options = ReadOptions {
        encoding: wanted.encoding.clone(),
        delimiter: choice(wanted.delimiter.as_deref())?,
        has_header: None,
        sheet: wanted.sheet.clone(),
    };
    let file = plan(on, wanted, Table::open(&wanted.file, &options)?)?;
    if wanted.preview { preview(on, &file) } else { import(on, wanted, &file) }
}

/// A choice of the core by its name.
fn choice<T: DeserializeOwned>(name: Option<&str>) -> Result<Option<T>, Failure> {
    let read = |name| serde_json::from_value(Value::from(name)).map_err(|error| Failure::Usage(error.to_string()));
    name.map(read).transpose()
}

fn plan(on: &Context, wanted: &Import, table: Table) -> Result<Wanted, Failure> {
    let known = Known { what: wanted.what.as_deref().and_then(What::parse), system: wanted.system.as_deref() };
    let mut plan = general::look(&on.book, &table, known)?;
    for setting in &wanted.map {
        general::set(&mut plan, setting)?;
    }
    plan.styles =
        ValueStyles { decimals: choice(wanted.decimals.as_deref())?, dates: choice(wanted.dates.as_deref())? };
    let is_asked = wanted.what.is_some() || wanted.policy.is_some() || wanted.system.is_some();
    let is_plain = !is_asked && plan.what == What::Lead && plan.system == UNKNOWN_SYSTEM;
    let usual = if is_plain { Policy::New } else { Policy::default() };
    plan.policy = match wanted.duplicates {
        true => Policy::Create,
        false => choice(wanted.policy.as_deref())?.unwrap_or(usual),
    };
    plan.known_words_only = wanted.known_words_only;
    Ok(Wanted { table, plan, is_plain })
}

fn preview(on: &Context, file: &Wanted) -> Outcome {
    let Wanted { table, plan, is_plain } = file;
    let language = on.texts.language();
    let found = general::preview(&on.book, table, plan, language, &mut |_| ControlFlow::Continue(()))?;
    let mut mapped = print::Table::new(["column", "field", "values"].map(|name| on.texts.word(name)));
    for mapping in &plan.mappings {
        mapped.row([mapping.header.clone(), target(mapping, *is_plain), mapping.values.join(" | ")]);
    }
    let updates: Vec<String> = found.updates.iter().map(|sample| update_line(on, sample)).collect();
    let system = on.texts.own("import_system", &[("what", &what_word(on, plan.what)), ("system", &plan.system)]);
    let parts = [
        if *is_plain { String::new() } else { system },
        mapped.text(),
        counts(on, &found.outcome, is_plain.then_some("import_preview")),
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

/// `contact.phone:mobile`, `keep`; of a plain list of leads `phone:mobile`.
fn target(mapping: &Mapping, is_plain: bool) -> String {
    let label = if mapping.label.is_empty() { String::new() } else { format!(":{}", mapping.label) };
    match mapping.what.filter(|what| !is_plain || *what != What::Lead) {
        Some(what) => format!("{}.{}{label}", what.as_str(), mapping.field),
        None => format!("{}{label}", mapping.field),
    }
}

/// `of_leads`: the name of the text that speaks of leads, where they are all there is.
fn counts(on: &Context, outcome: &Counts, of_leads: Option<&str>) -> String {
    let number = |count: u32| count.to_string();
    let mut text = vec![on.texts.own(
        of_leads.unwrap_or("import_counts"),
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

fn import(on: &Context, wanted: &Import, file: &Wanted) -> Outcome {
    let Wanted { table, plan, is_plain } = file;
    let headers = BAD_ROWS_HEADERS[usize::from(on.texts.language() == "de")];
    let mut meter = Meter::start(on.args.json);
    let reason = |refusal: &Refusal| sentence::of_refusal(refusal, on.texts);
    let done = general::run(&on.book, table, plan, headers, &reason, &mut |progress| {
        meter.show(share(progress), Some(progress.rows))
    });
    meter.end();
    let mut done = done?;
    if let (Some(from), Some(to)) = (&done.value.bad_rows, &wanted.bad_rows) {
        std::fs::copy(from, to).map_err(Error::file(to.as_path()))?;
        done.value.bad_rows = Some(PathBuf::from(to));
    }
    let counts = counts(on, &done.value.outcome, is_plain.then_some("imported"));
    let mut text = vec![on.step_text(&done)?, counts];
    text.extend(Some(lines(on, &done.value.failed_rows)).filter(|lines| !lines.is_empty()));
    let saved = done.value.bad_rows.as_ref().map(|path| path.display().to_string());
    text.extend(saved.map(|path| on.texts.own("bad_rows_saved", &[("path", &path)])));
    on.saved_as(&done.map(|imported| imported.outcome), text.join("\n"))
}

/// In a hundred parts.
fn share(progress: ImportProgress) -> u64 {
    progress.bytes * 100 / progress.of_bytes.max(1)
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
