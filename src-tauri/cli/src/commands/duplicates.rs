//! duplicates, merge.

use kontor_core::Result;
use kontor_core::book::{Db, Kind, Op, OpKind, RecordRef};
use kontor_core::flows::duplicates::Strength;
use kontor_core::flows::duplicates::whole::{self, Group, Query};
use kontor_core::flows::merge::{self, Choices, Moves, Preview, Standing};
use kontor_core::flows::naming;
use kontor_core::records::distinct;
use serde::Serialize;

use crate::args::{Duplicates, Merge};
use crate::context::Context;
use crate::output::{Answer, Failure, Outcome};
use crate::print::{self, Table};

/// The kinds that are compared.
const COMPARED: [Kind; 3] = [Kind::Lead, Kind::Organization, Kind::Contact];

pub(super) fn run(on: &Context, wanted: &Duplicates) -> Outcome {
    if let [one, other] = wanted.not.as_slice() {
        return tell_apart(on, OpKind::TellApart, one, other, distinct::say);
    }
    if let [one, other] = wanted.maybe.as_slice() {
        return tell_apart(on, OpKind::DoNotTellApart, one, other, distinct::unsay);
    }
    let query = Query { kinds: wanted.kind.iter().map(|kind| (*kind).into()).collect(), weak: !wanted.strong };
    let page = on.book.read(|db| whole::page(db, &whole::find(db, &query)?, wanted.after, wanted.limit))?;
    let mut parts: Vec<String> = page.groups.iter().map(|group| group_text(on, group)).collect();
    let count = [("strong", page.strong.to_string()), ("weak", page.weak.to_string())];
    let count: Vec<(&str, &str)> = count.iter().map(|(name, value)| (*name, value.as_str())).collect();
    parts.push(if page.strong + page.weak == 0 {
        on.texts.word("nothing_found")
    } else {
        on.texts.own("duplicates_count", &count)
    });
    if let Some(next) = page.next {
        let values = [("shown", page.groups.len().to_string()), ("next", next.to_string())];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        parts.push(on.texts.own("more", &values));
    }
    Ok(Answer::new(&page, parts.join("\n\n"))?)
}

/// Says of two records that they are not, or perhaps, the same.
fn tell_apart(
    on: &Context,
    kind: OpKind,
    one: &str,
    other: &str,
    say: fn(&kontor_core::book::Tx, &RecordRef, &RecordRef) -> Result<()>,
) -> Outcome {
    let (one, other) =
        on.book.read(|db| Ok((naming::record(db, one, &COMPARED)?, naming::record(db, other, &COMPARED)?)))?;
    let done = on.book.transact(Op::new(kind, ""), |tx| say(tx, &one, &other))?;
    on.saved(&done)
}

pub(super) fn group_text(on: &Context, group: &Group) -> String {
    let texts = on.texts;
    let word = |strength| texts.word(if strength == Strength::Strong { "strong" } else { "weak" });
    let evidence: Vec<String> = group
        .evidence
        .iter()
        .map(|one| format!("{} ({})", texts.word(&format!("evidence_{}", name(&one.kind))), print::safe(&one.value)))
        .collect();
    let mut table = Table::new(["kind", "title", "beside", "", "id"].map(|head| match head {
        "" => String::new(),
        head => texts.word(head),
    }));
    for member in &group.records {
        table.row([
            texts.word(&format!("kind_{}", member.record.kind.table())),
            member.title.clone(),
            member.subtitle.clone(),
            if member.closed { texts.word("closed") } else { String::new() },
            member.record.id.clone(),
        ]);
    }
    format!("{}: {}\n{}", word(group.strength), evidence.join("; "), table.text())
}

/// The name of a variant as JSON has it.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn merge(on: &Context, wanted: &Merge) -> Outcome {
    let language = on.texts.language();
    let (records, choices) = on.book.read(|db| named(db, wanted))?;
    let choices = take(on, wanted, &records, choices)?;
    if wanted.preview {
        let preview = on.book.read(|db| merge::preview(db, &records, &choices, language))?;
        return Ok(Answer::new(&preview, preview_text(on, &preview))?);
    }
    let done = merge::apply(&on.book, &records, &choices, language)?;
    let text = format!("{}\n{}", on.step_text(&done)?, moves_text(on, &done.value.moved));
    on.saved_as(&done, text)
}

/// The records, the survivor first. Leads merge with opportunities, too.
fn named(db: &Db, wanted: &Merge) -> Result<(Vec<RecordRef>, Choices)> {
    let kind: Kind = wanted.kind.into();
    let others: &[Kind] = if kind == Kind::Opportunity { &[Kind::Opportunity, Kind::Lead] } else { &[kind] };
    let survivor = naming::record(db, &wanted.survivor, &[kind])?;
    let choices = Choices { survivor: Some(survivor.id.clone()), ..Choices::default() };
    let mut records = vec![survivor];
    for name in &wanted.losers {
        records.push(naming::record(db, name, others)?);
    }
    Ok((records, choices))
}

/// `--take title=lead:Acme`
fn take(
    on: &Context,
    wanted: &Merge,
    records: &[RecordRef],
    mut choices: Choices,
) -> std::result::Result<Choices, Failure> {
    for text in &wanted.take {
        let (field, from) = text.split_once('=').ok_or_else(|| Failure::Usage(format!("{text}: not FIELD=RECORD")))?;
        let kinds: Vec<Kind> =
            Kind::ALL.into_iter().filter(|kind| records.iter().any(|one| one.kind == *kind)).collect();
        let from = on.book.read(|db| naming::record(db, from, &kinds))?;
        choices.take.insert(field.trim().to_owned(), from.id);
    }
    Ok(choices)
}

fn preview_text(on: &Context, preview: &Preview) -> String {
    let texts = on.texts;
    let records: Vec<(String, String)> = preview
        .records
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let standing = match one.standing {
                Standing::Open => String::new(),
                Standing::Won => format!(" ({})", texts.word("state_won")),
                Standing::Closed => format!(" ({})", texts.word("closed")),
            };
            let kind = texts.word(&format!("kind_{}", one.record.kind.table()));
            let label = texts.word(if at == 0 { "stays" } else { "goes" });
            (label, format!("{kind}: {}{standing}  {}", one.title, one.record.id))
        })
        .collect();
    let mut heads = vec![texts.word("field")];
    heads.extend(preview.records.iter().map(|one| one.title.clone()));
    heads.push(texts.word("afterwards"));
    let mut table = Table::new(heads);
    for field in &preview.fields {
        let mut cells = vec![texts.word(&field.field)];
        cells.extend(field.values.iter().cloned());
        cells.push(field.value.clone());
        table.row(cells);
    }
    let mut parts = vec![print::labelled(&records), table.text(), moves_text(on, &preview.moves)];
    if !preview.lines.is_empty() {
        let lines: Vec<String> = preview.lines.iter().map(|line| format!("  {}", print::safe(line))).collect();
        parts.push(format!("{}\n{}", texts.word("kept_as_lines"), lines.join("\n")));
    }
    parts.join("\n\n")
}

fn moves_text(on: &Context, moves: &Moves) -> String {
    let count = |count: usize| count.to_string();
    on.texts.own(
        "merge_moves",
        &[
            ("activities", &count(moves.activities)),
            ("notes", &count(moves.notes)),
            ("files", &count(moves.files)),
            ("tags", &count(moves.tags)),
            ("contacts", &count(moves.contacts)),
            ("opportunities", &count(moves.opportunities)),
            ("organizations", &count(moves.organizations)),
            ("others", &count(moves.others)),
        ],
    )
}
