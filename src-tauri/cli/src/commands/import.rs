//! import: leads from a spreadsheet; everything else in import_all.rs.

use std::ops::ControlFlow;

use kontor_core::Refusal;
use kontor_core::book::{Op, OpKind};
use kontor_core::flows::import::bad_rows::{BAD_ROWS_HEADERS, BadRowsFile};
use kontor_core::flows::import::{
    Duplicates, ImportPlan, ImportPreview, ImportProgress, ReadOptions, Table, UnknownWords, ValueStyles, columns,
    leads,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::import_all;
use crate::args::Import;
use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Failure, Outcome};
use crate::print;
use crate::sentence;

/// How many rows the mapping is guessed from.
const SAMPLE: usize = 200;

pub(super) fn run(on: &Context, wanted: &Import) -> Outcome {
    let options = ReadOptions {
        encoding: wanted.encoding.clone(),
        delimiter: choice(wanted.delimiter.as_deref())?,
        has_header: None,
        sheet: wanted.sheet.clone(),
    };
    let table = Table::open(&wanted.file, &options)?;
    if let Some(plan) = import_all::plan(on, wanted, &table)? {
        return import_all::run(on, wanted, &table, plan);
    }
    let mut mappings = columns::guess(&table.shape().columns, &table.sample(SAMPLE)?);
    for setting in &wanted.map {
        columns::set(&mut mappings, setting).map_err(Refusal::from)?;
    }
    let plan = ImportPlan {
        mappings,
        styles: ValueStyles { decimals: choice(wanted.decimals.as_deref())?, dates: choice(wanted.dates.as_deref())? },
        duplicates: if wanted.duplicates { Duplicates::Create } else { Duplicates::Skip },
        unknown_words: if wanted.known_words_only { UnknownWords::Refuse } else { UnknownWords::Add },
    };
    if wanted.preview { preview(on, &table, &plan) } else { import(on, wanted, &table, &plan) }
}

/// A choice of the core by its name.
pub(super) fn choice<T: DeserializeOwned>(name: Option<&str>) -> Result<Option<T>, Failure> {
    let read = |name| serde_json::from_value(Value::from(name)).map_err(|error| Failure::Usage(error.to_string()));
    name.map(read).transpose()
}

fn preview(on: &Context, table: &Table, plan: &ImportPlan) -> Outcome {
    let found = on.book.read(|db| leads::preview(db, table, plan, &mut |_| ControlFlow::Continue(())))?;
    let texts = on.texts;
    let mut mapped = print::Table::new(["column", "field", "values"].map(|name| texts.word(name)));
    for mapping in &plan.mappings {
        let label = if mapping.label.is_empty() { String::new() } else { format!(":{}", mapping.label) };
        let field = format!("{}{label}", mapping.field.as_str());
        mapped.row([mapping.header.clone(), field, mapping.values.join(" | ")]);
    }
    let text = [mapped.text(), counts(on, &found), bad_lines(on, &found)];
    let text = text.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    Ok(Answer::new(&json!({ "shape": table.shape(), "plan": plan, "preview": found }), text)?)
}

fn counts(on: &Context, found: &ImportPreview) -> String {
    let number = |count: u32| count.to_string();
    on.texts.own(
        "import_preview",
        &[
            ("rows", &number(found.rows)),
            ("new", &number(found.new)),
            ("known", &number(found.known + found.repeated)),
            ("bad", &number(found.bad)),
        ],
    )
}

fn bad_lines(on: &Context, found: &ImportPreview) -> String {
    let line = |line: u32, reason: &Refusal| {
        let reason = sentence::of_refusal(reason, on.texts);
        on.texts.own("bad_row", &[("line", &line.to_string()), ("reason", &reason)])
    };
    found.bad_rows.iter().map(|bad| line(bad.line, &bad.reason)).collect::<Vec<_>>().join("\n")
}

fn import(on: &Context, wanted: &Import, table: &Table, plan: &ImportPlan) -> Outcome {
    let headers = BAD_ROWS_HEADERS[usize::from(on.texts.language() == "de")];
    let file = wanted.bad_rows.as_ref().map(|path| BadRowsFile::create(path, table.shape(), headers));
    let mut file = file.transpose()?;
    let mut said = Vec::new();
    let mut meter = Meter::start(on.args.json);
    let done = on.book.transact(Op::new(OpKind::Import, ""), |tx| {
        leads::run(
            tx,
            table,
            plan,
            &mut |progress| meter.show(share(progress), Some(progress.rows)),
            &mut |row, reason| {
                let reason = sentence::of_refusal(reason, on.texts);
                if let Some(file) = &mut file {
                    file.write(row, &reason)?;
                }
                if said.len() < ImportPreview::SHOWN {
                    said.push(on.texts.own("bad_row", &[("line", &row.line.to_string()), ("reason", &reason)]));
                }
                Ok(())
            },
        )
    });
    meter.end();
    let done = done?;
    let written = file.map(BadRowsFile::finish).transpose()?.flatten();
    let number = |count: u32| count.to_string();
    let counts = on.texts.own(
        "imported",
        &[
            ("created", &number(done.value.created)),
            ("skipped", &number(done.value.skipped)),
            ("bad", &number(done.value.bad)),
        ],
    );
    let mut text = vec![on.step_text(&done)?, counts];
    text.extend(said);
    text.extend(written.map(|path| on.texts.own("bad_rows_saved", &[("path", &path.display().to_string())])));
    on.saved_as(&done, text.join("\n"))
}

/// In a hundred parts.
pub(super) fn share(progress: ImportProgress) -> u64 {
    progress.bytes * 100 / progress.of_bytes.max(1)
}
