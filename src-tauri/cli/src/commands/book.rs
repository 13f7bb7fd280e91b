//! history, undo, redo, check, demo, fill.

use kontor_core::book::{Done, Kind, history};
use kontor_core::flows::{demo, fill, naming};

use crate::context::Context;
use crate::output::{Answer, Failure, Outcome};
use crate::print::{self, Table};
use crate::sentence;

pub(super) fn history(on: &Context, record: Option<&str>, before: Option<i64>, limit: usize) -> Outcome {
    let Some(name) = record else {
        let steps = on.book.read(|db| history::steps(db, before, limit))?;
        let mut table = Table::new(["step", "when", "what"].map(|name| on.texts.word(name))).right(0);
        for step in &steps {
            let name = on.book.read(|db| sentence::of_step_and_state(db, step, on.texts))?;
            table.row([step.seq.to_string(), print::moment(&step.at, on.texts), name]);
        }
        return Ok(Answer::new(&steps, table.text())?);
    };
    let record = on.book.read(|db| naming::record(db, name, &Kind::ALL))?;
    let entries = on.book.read(|db| history::of_record(db, &record.id, before, limit))?;
    let mut parts = Vec::new();
    for entry in &entries {
        let step = &entry.step;
        let name = on.book.read(|db| sentence::of_step_and_state(db, step, on.texts))?;
        let head = format!("{}  {name}", print::moment(&step.at, on.texts));
        let lines = entry.changes.iter().filter(|change| !change.field.is_empty()).map(|change| {
            let side = |value: &Option<String>| match value.as_deref().map(print::one_line) {
                Some(text) if !text.is_empty() => print::moment(&text, on.texts),
                _ => "–".to_owned(),
            };
            let change_text = format!("{} → {}", side(&change.before), side(&change.after));
            // It happened to another record, which is part of this one by now.
            let of = change.of.as_ref().map_or(String::new(), |title| format!(" ({})", print::one_line(title)));
            (format!("  {}{of}", on.texts.word(&camel(&change.field))), change_text)
        });
        let lines: Vec<_> = lines.collect();
        parts.push(if lines.is_empty() { head } else { format!("{head}\n{}", print::labelled(&lines)) });
    }
    let text = if parts.is_empty() { on.texts.word("nothing_found") } else { parts.join("\n") };
    Ok(Answer::new(&entries, text)?)
}

/// The field of a column: expected_amount is expectedAmount, status_id is status.
fn camel(column: &str) -> String {
    let mut name = String::new();
    for (at, part) in column.trim_end_matches("_id").split('_').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => name.extend(first.to_uppercase().chain(letters)),
            Some(first) => name.extend(std::iter::once(first).chain(letters)),
            None => {}
        }
    }
    name
}

pub(super) fn undo(on: &Context, step: Option<i64>) -> Outcome {
    let done = match step {
        Some(step) => on.book.undo_step(step)?,
        None => on.book.undo()?,
    };
    taken_back(on, &done, "undone")
}

pub(super) fn redo(on: &Context) -> Outcome {
    let done = on.book.redo()?;
    taken_back(on, &done, "redone")
}

fn taken_back(on: &Context, done: &Done<String>, key: &str) -> Outcome {
    let Some(step) = done.op else { return on.saved(done) };
    let origin = on.book.read(|db| history::origin(db, step))?;
    let name = sentence::of_step(&origin, on.texts);
    let text = on.texts.app(key, &[("step", &name)]).unwrap_or(name);
    on.saved_as(done, text)
}

pub(super) fn check(on: &Context) -> Outcome {
    let check = on.book.check()?;
    if check.ok {
        return Ok(Answer::new(&check, on.texts.word("check_ok"))?);
    }
    let mut table = Table::new(["area", "what"].map(|name| on.texts.word(name)));
    for finding in &check.findings {
        table.row([finding.area.to_owned(), finding.detail.clone()]);
    }
    Ok(Answer::new(&check, table.text())?.failing())
}

pub(super) fn demo(on: &Context) -> Outcome {
    let done = demo::add(&on.book, on.texts.language(), |_, _| {})?;
    let count = |count: usize| count.to_string();
    let added = done.value;
    let text = on.texts.own(
        "added",
        &[
            ("leads", &count(added.leads)),
            ("organizations", &count(added.organizations)),
            ("contacts", &count(added.contacts)),
            ("opportunities", &count(added.opportunities)),
        ],
    );
    on.saved_as(&done, format!("{}\n{text}", on.step_text(&done)?))
}

pub(super) fn fill(on: &Context, leads: u32, seed: u64) -> Outcome {
    if leads == 0 {
        return Err(Failure::Usage("--leads: at least 1".into()));
    }
    let filled = fill::fill(&on.book, leads, seed, |_, _| {})?;
    let count = |count: u32| count.to_string();
    let text = on.texts.own(
        "added",
        &[
            ("leads", &count(filled.leads)),
            ("organizations", &count(filled.organizations)),
            ("contacts", &count(filled.contacts)),
            ("opportunities", &count(filled.opportunities)),
        ],
    );
    Ok(Answer::new(&filled, text)?)
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn a_column_has_the_name_of_its_field() {
        for (column, field) in [("expected_amount", "expectedAmount"), ("status_id", "status"), ("title", "title")] {
            assert_eq!(camel(column), field);
        }
    }
}
