//! The lead as it comes back: as it was, with the newer values of what goes, and lines for what it has no field for.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::hanging::Hanging;
use super::plan::Part;
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::convert::apply::Record;
use crate::flows::convert::fields::{self, How};
use crate::flows::convert::origin::Origin;
use crate::flows::convert::plan::joined;
use crate::flows::convert::record;
use crate::flows::convert::row::{self, Row};
use crate::flows::convert::words::Words;
use crate::records::title_of;

/// Columns that say nothing of their own.
const SILENT: &[&str] = &[
    "id",
    "name_key",
    "title_key",
    "company_key",
    "person_key",
    "currency",
    "rank",
    "stage_since",
    "probability",
    "lead_since",
    "created_at",
    "updated_at",
    "description",
];

/// Columns that are told only if they changed since the conversion wrote them.
const TOLD_IF_CHANGED: &[&str] = &["stage_id", "state", "organization_id"];

/// The lead's row, and the lines that are new in its description.
pub(super) fn restored(
    db: &Db,
    origin: &Origin,
    done: &Record,
    parts: &BTreeMap<Kind, Part>,
    hanging: &Hanging,
    words: &Words,
) -> Result<(Row, Vec<String>)> {
    let before = origin.lead();
    let mut lead = before.clone();
    let mut lines = Vec::new();
    forget_lost_names(db, origin, &mut lead, words, &mut lines)?;
    for (kind, part) in parts.iter().filter(|(_, part)| part.goes) {
        take_over(*kind, part, before, &mut lead);
        tell(db, *kind, part, parts, done, words, &mut lines)?;
    }
    // The one that the lead's own description went to comes first: it replaces it, the others are added.
    for kind in [Kind::Opportunity, Kind::Contact, Kind::Organization] {
        if let Some(part) = parts.get(&kind).filter(|part| part.goes) {
            describe(kind, part, done, &mut lead);
        }
    }
    if let Some(deal) = parts.get(&Kind::Opportunity).filter(|part| part.goes) {
        tell_people(db, deal, parts, words, &mut lines)?;
    }
    lines.extend(hanging.other_addresses.iter().map(|(kind, text)| words.line(kind, text)));
    // What a clean-up wrote stands there already (R11).
    let known: Vec<&str> = row::text(&lead, "description").lines().collect();
    lines.retain(|line| !known.contains(&line.as_str()));
    let description = joined(row::text(&lead, "description"), &lines.join("\n"));
    lead.insert("description".to_owned(), Json::from(description));
    if lead != *before {
        fields::set_keys(Kind::Lead, &mut lead);
        lead.insert("updated_at".to_owned(), Json::from(crate::value::date::utc_text(db.now())));
    }
    Ok((lead, lines))
}

/// A status or source that was deleted since is kept by its name.
fn forget_lost_names(db: &Db, origin: &Origin, lead: &mut Row, words: &Words, lines: &mut Vec<String>) -> Result<()> {
    for (column, table) in [("status_id", "lead_status"), ("source_id", "source")] {
        let id = row::text(lead, column).to_owned();
        if !id.is_empty() && row::find(db, table, &id)?.is_none() {
            lead.insert(column.to_owned(), Json::Null);
            lines.extend(origin.names.get(&id).map(|name| words.line(column, name)));
        }
    }
    Ok(())
}

/// Newer values of the fields that a lead has too.
fn take_over(kind: Kind, part: &Part, before: &Row, lead: &mut Row) {
    for field in fields::of(kind).iter().filter(|field| field.how != How::Currency) {
        let Some(from) = field.from else { continue };
        let Some(now) = row::filled(&part.now, field.column) else { continue };
        // A new organization was called by the title where the lead had no company: nothing new in that.
        let is_title = from == "company" && row::filled(before, from).is_none() && Some(now) == before.get("title");
        let other_currency = field.how == How::Amount && part.now.get("currency") != before.get("currency");
        if is_title || (Some(now) == before.get(from) && !other_currency) {
            continue;
        }
        lead.insert(from.to_owned(), now.clone());
        if field.how == How::Amount {
            lead.insert("currency".to_owned(), part.now.get("currency").cloned().unwrap_or_default());
        }
    }
}

/// A description that was written on since.
fn describe(kind: Kind, part: &Part, done: &Record, lead: &mut Row) {
    let now = row::text(&part.now, "description");
    let written = done.created.get(kind.table()).map_or("", |row| row::text(row, "description"));
    if now.is_empty() || now == written {
        return;
    }
    let host = [Kind::Opportunity, Kind::Contact, Kind::Organization]
        .into_iter()
        .find(|kind| done.fields.contains_key(kind.table()));
    let text = if host == Some(kind) {
        without(now, &done.lines.join("\n"))
    } else {
        joined(row::text(lead, "description"), now)
    };
    lead.insert("description".to_owned(), Json::from(text));
}

/// A text without the lines that the conversion put into it: the lead has them as fields again.
fn without(text: &str, lines: &str) -> String {
    if lines.is_empty() {
        return text.to_owned();
    }
    match text.split_once(lines) {
        Some((before, after)) => joined(before.trim_end(), after.trim_start()),
        None => text.to_owned(),
    }
}

/// What a lead has no field for.
fn tell(
    db: &Db,
    kind: Kind,
    part: &Part,
    parts: &BTreeMap<Kind, Part>,
    done: &Record,
    words: &Words,
    lines: &mut Vec<String>,
) -> Result<()> {
    let none = Row::new();
    let written = done.created.get(kind.table()).unwrap_or(&none);
    for (column, value) in &part.now {
        let is_field = fields::of(kind).iter().any(|field| field.column == column && field.from.is_some());
        if SILENT.contains(&column.as_str()) || is_field || row::is_blank(value) {
            continue;
        }
        let unchanged = written.get(column) == Some(value);
        let is_default = column.starts_with("no_") && value.as_i64() == Some(0);
        let is_going = column == "organization_id"
            && parts.get(&Kind::Organization).is_some_and(|part| part.goes && value.as_str() == Some(&part.id));
        if is_default || is_going || (TOLD_IF_CHANGED.contains(&column.as_str()) && unchanged) {
            continue;
        }
        let text = words.value(db, &part.now, column)?;
        let text = if column == "closed_at" { text.chars().take(10).collect() } else { text };
        lines.push(words.line(column, &text));
    }
    Ok(())
}

/// The people of an opportunity that goes, but for the one that the lead is.
fn tell_people(
    db: &Db,
    deal: &Part,
    parts: &BTreeMap<Kind, Part>,
    words: &Words,
    lines: &mut Vec<String>,
) -> Result<()> {
    for link in row::all(db, "opportunity_contact", "opportunity_id", &deal.id)? {
        let (contact, role) = (row::text(&link, "contact_id"), row::text(&link, "role"));
        let is_own = parts.get(&Kind::Contact).is_some_and(|part| part.id == contact);
        if is_own && role.is_empty() {
            continue;
        }
        let name = title_of(db, &record(Kind::Contact, contact))?;
        lines.push(words.line("contact", &if role.is_empty() { name } else { format!("{name} ({role})") }));
    }
    Ok(())
}
