//! convert, reopen.

use kontor_core::book::{Db, Kind};
use kontor_core::flows::convert::{self, Action, Choices, Outcome as Converted, Preview, Target};
use kontor_core::flows::naming;
use kontor_core::{Code, Refusal, Result};

use super::stage;
use crate::args::Convert;
use crate::context::Context;
use crate::fields::Assignment;
use crate::output::{Answer, Failure, Outcome};
use crate::print;

pub(super) fn run(on: &Context, wanted: &Convert) -> Outcome {
    let sets = Assignment::all(&wanted.set)?;
    let Some(name) = &wanted.lead else { return super::convert_all::run(on, wanted, &sets) };
    if wanted.filter.is_any() {
        return Err(Failure::Usage("--text, --tag, --sort, --descending: only with --all".into()));
    }
    let lead = on.book.read(|db| lead(db, name))?;
    let language = on.texts.language();
    let proposed = on.book.read(|db| convert::preview(db, &lead, None, language))?;
    let mut choices = proposed.choices;
    choices.role.clone_from(&wanted.role);
    on.book.read(|db| choose(db, wanted, &mut choices))?;
    for one in &sets {
        fill(on, &mut choices, one)?;
    }
    if wanted.preview {
        let preview = on.book.read(|db| convert::preview(db, &lead, Some(&choices), language))?;
        return Ok(Answer::new(&preview, preview_text(on, &preview))?);
    }
    let done = convert::apply(&on.book, &lead, &choices, language)?;
    let first = if done.value.already { on.texts.word("already_converted") } else { on.step_text(&done)? };
    on.saved_as(&done, format!("{first}\n{}", made(on, &done.value)))
}

/// A lead, also one that has been converted: asking again gives what it became (R2).
fn lead(db: &Db, name: &str) -> Result<String> {
    if convert::outcome_of(db, name.trim())?.is_some() {
        return Ok(name.trim().to_owned());
    }
    Ok(naming::record(db, name, &[Kind::Lead])?.id)
}

fn choose(db: &Db, wanted: &Convert, choices: &mut Choices) -> Result<()> {
    let named = [
        (Kind::Organization, &wanted.organization, &mut choices.organization),
        (Kind::Contact, &wanted.contact, &mut choices.contact),
        (Kind::Opportunity, &wanted.opportunity, &mut choices.opportunity),
    ];
    for (kind, name, target) in named {
        match name.as_deref() {
            None => {}
            Some("none") => *target = Target::None,
            Some("new") if matches!(target, Target::New { .. }) => {}
            Some("new") => *target = Target::new(),
            Some(name) => *target = Target::existing(naming::record(db, name, &[kind])?.id),
        }
    }
    Ok(())
}

/// `--set opportunity.title=...`
fn fill(on: &Context, choices: &mut Choices, one: &Assignment) -> std::result::Result<(), Failure> {
    let target = match one.scope.as_str() {
        "organization" => &mut choices.organization,
        "contact" => &mut choices.contact,
        _ => &mut choices.opportunity,
    };
    let Target::New { fields } = target else {
        return Err(Failure::Usage(format!("{}.{}: only a new record is filled in", one.scope, one.name)));
    };
    fields.insert(one.name.clone(), value(on, one)?);
    Ok(())
}

/// What a field of a new record is set to.
pub(super) fn value(on: &Context, one: &Assignment) -> std::result::Result<String, Failure> {
    one.only_set()?;
    match (one.scope.as_str(), one.name.as_str()) {
        ("opportunity", "stage") => Ok(on.book.read(|db| stage::find(db, &one.value, None))?),
        ("organization" | "contact" | "opportunity", _) => Ok(one.value.clone()),
        _ => Err(Failure::Usage(format!("{}: not organization., contact. or opportunity.", one.name))),
    }
}

fn made(on: &Context, outcome: &Converted) -> String {
    let records = [
        ("kind_organization", &outcome.organization),
        ("kind_contact", &outcome.contact),
        ("kind_opportunity", &outcome.opportunity),
    ];
    let lines: Vec<(String, String)> = records
        .into_iter()
        .filter_map(|(kind, made)| Some((kind, made.as_ref()?)))
        .map(|(kind, made)| {
            let how = on.texts.word(if made.created { "new" } else { "existing" });
            (on.texts.word(kind), format!("{} ({how})  {}", made.title, made.id))
        })
        .collect();
    print::labelled(&lines)
}

fn preview_text(on: &Context, preview: &Preview) -> String {
    if let Some(already) = &preview.already {
        return format!("{}\n{}", on.texts.word("already_converted"), made(on, already));
    }
    let texts = on.texts;
    let mut parts = Vec::new();
    let records = [
        ("kind_organization", &preview.organization),
        ("kind_contact", &preview.contact),
        ("kind_opportunity", &preview.opportunity),
    ];
    for (kind, record) in records {
        let Some(record) = record else { continue };
        let how = texts.word(if record.id.is_none() { "new" } else { "existing" });
        let head = format!("{}: {} ({how})", texts.word(kind), record.title);
        let lines = record.fields.iter().map(|field| {
            let lead = if field.lead.is_empty() { String::new() } else { format!("  [{}]", field.lead) };
            let mark = match field.action {
                Action::Made | Action::Filled => "",
                Action::Kept => "action_kept",
                Action::Added => "action_added",
                Action::Skipped => "action_skipped",
            };
            let mark = if mark.is_empty() { String::new() } else { format!("  ({})", texts.word(mark)) };
            (format!("  {}", texts.word(&field.field)), format!("{}{lead}{mark}", field.value))
        });
        let lines: Vec<_> = lines.filter(|(_, value)| !value.trim().is_empty()).collect();
        parts.push(format!("{head}\n{}", print::labelled(&lines)));
    }
    let moves = preview.moves;
    let count = |count: usize| count.to_string();
    parts.push(texts.own(
        "moves",
        &[
            ("activities", &count(moves.activities)),
            ("notes", &count(moves.notes)),
            ("files", &count(moves.files)),
            ("tags", &count(moves.tags)),
        ],
    ));
    for missing in &preview.missing {
        let refusal = match missing.kind {
            Kind::Lead => Refusal::new(Code::NothingChosen).with("title", &preview.title),
            kind => Refusal::new(Code::FieldNeeded).at(format!("{}.{}", kind.table(), missing.field)),
        };
        parts.push(crate::sentence::of_refusal(&refusal, texts));
    }
    parts.join("\n\n")
}

pub(super) fn reopen(on: &Context, name: &str, preview: bool) -> Outcome {
    let conversion = on.book.read(|db| naming::conversion(db, name))?;
    let language = on.texts.language();
    if preview {
        let found = on.book.read(|db| convert::turn_back_preview(db, &conversion, language))?;
        let text = turned(on, &found.title, &found.lead_id, &found.removed, &found.stays);
        return Ok(Answer::new(&found, text)?);
    }
    let done = convert::turn_back_apply(&on.book, &conversion, language)?;
    let value = &done.value;
    let text = turned(on, &value.title, &value.lead_id, &value.removed, &value.stays);
    on.saved_as(&done, format!("{}\n{text}", on.step_text(&done)?))
}

fn turned(
    on: &Context,
    title: &str,
    lead: &str,
    removed: &[kontor_core::records::Named],
    stays: &[convert::Stays],
) -> String {
    let texts = on.texts;
    let mut lines = vec![(texts.word("kind_lead"), format!("{title}  {lead}"))];
    let kind = |kind: Kind| texts.word(&format!("kind_{}", kind.table()));
    lines.extend(removed.iter().map(|one| (texts.word("goes"), format!("{} ({})", one.title, kind(one.record.kind)))));
    lines.extend(stays.iter().map(|one| {
        let record = &one.record;
        (texts.word("stays"), format!("{} ({})", record.title, kind(record.record.kind)))
    }));
    print::labelled(&lines)
}
