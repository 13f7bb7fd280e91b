//! What a hit shows.

use rusqlite::{OptionalExtension, params};

use super::find::Document;
use super::query::Query;
use super::{Hit, HitKind, Snippet, marks};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::records::note;
use crate::value::words::handle;

/// As much of a text is looked through for the place that matched.
pub(super) const LOOKED_THROUGH_CHARS: usize = 100_000;
/// A snippet shows so many characters before the match, and in all.
const BEFORE_CHARS: usize = 30;
const SNIPPET_CHARS: usize = 120;

/// The hit of a document.
pub(super) fn hit(db: &Db, query: &Query, document: &Document) -> Result<Hit> {
    let mut hit = bare(db, document.kind, document.id.clone(), document.title.clone())?;
    let in_title = marks::in_words(&hit.title, query);
    hit.title_marks = marks::spans(&hit.title, &in_title);
    if !document.is_named_by(query) {
        hit.snippet = match handle_snippet(db, query, document)? {
            Some(snippet) => Some(snippet),
            None => body_snippet(db, query, document, &hit.title)?,
        };
    }
    Ok(hit)
}

/// The hit of a record that was asked for by its id.
pub(super) fn of_record(db: &Db, record: &RecordRef) -> Result<Hit> {
    let kind = match record.kind {
        Kind::Lead => HitKind::Lead,
        Kind::Organization => HitKind::Organization,
        Kind::Contact => HitKind::Contact,
        Kind::Opportunity => HitKind::Opportunity,
    };
    bare(db, kind, record.id.clone(), crate::records::title_of(db, record)?)
}

/// A hit without anything about what matched.
fn bare(db: &Db, kind: HitKind, id: String, title: String) -> Result<Hit> {
    let of = |kind: Kind| Some(RecordRef { kind, id: id.clone() });
    let (title, subtitle, record) = match kind {
        HitKind::Lead => (title, text(db, include_str!("subtitle_lead.sql"), &id)?, of(Kind::Lead)),
        HitKind::Organization => {
            (title, text(db, include_str!("subtitle_organization.sql"), &id)?, of(Kind::Organization))
        }
        HitKind::Contact => (title, text(db, include_str!("subtitle_contact.sql"), &id)?, of(Kind::Contact)),
        HitKind::Opportunity => {
            (title, text(db, include_str!("subtitle_opportunity.sql"), &id)?, of(Kind::Opportunity))
        }
        HitKind::Note => {
            let record = linked(db, include_str!("record_of_note.sql"), &id)?;
            let first_line = text(db, "SELECT substr(body, 1, 1000) FROM note WHERE id = ?1", &id)?;
            (line(&note::unformatted(line(first_line.trim_start()).as_str())), title_of(db, record.as_ref())?, record)
        }
        HitKind::Conversion => {
            let record = linked(db, include_str!("record_of_conversion.sql"), &id)?;
            (title, title_of(db, record.as_ref())?, record)
        }
    };
    Ok(Hit { kind, id, title, title_marks: Vec::new(), subtitle, snippet: None, record })
}

/// The first line, not longer than a snippet.
fn line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SNIPPET_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn text(db: &Db, sql: &str, id: &str) -> Result<String> {
    let found = db.conn().prepare_cached(sql)?.query_row([id], |row| row.get::<_, Option<String>>(0)).optional()?;
    Ok(found.flatten().unwrap_or_default())
}

/// The record that a note or conversion leads to: the one furthest on.
fn linked(db: &Db, sql: &str, id: &str) -> Result<Option<RecordRef>> {
    let found = db.conn().prepare_cached(sql)?.query_row([id], |row| {
        let kind = row.get_ref(0)?.as_str().ok().and_then(Kind::of_table);
        Ok(kind.zip(row.get(1)?).map(|(kind, id)| RecordRef { kind, id }))
    });
    Ok(found.optional()?.flatten())
}

fn title_of(db: &Db, record: Option<&RecordRef>) -> Result<String> {
    match record {
        Some(record) => text(db, "SELECT title FROM search_document WHERE record_id = ?1", &record.id),
        None => Ok(String::new()),
    }
}

/// The e-mail, phone or website that matched, as typed.
fn handle_snippet(db: &Db, query: &Query, document: &Document) -> Result<Option<Snippet>> {
    let sql = match document.kind {
        HitKind::Lead => "SELECT kind, value, match_key FROM contact_point WHERE lead_id = ?1 ORDER BY kind, position",
        HitKind::Organization => {
            "SELECT kind, value, match_key FROM contact_point WHERE organization_id = ?1 ORDER BY kind, position"
        }
        HitKind::Contact => {
            "SELECT kind, value, match_key FROM contact_point WHERE contact_id = ?1 ORDER BY kind, position"
        }
        HitKind::Conversion => include_str!("points_of_conversion.sql"),
        HitKind::Opportunity | HitKind::Note => return Ok(None),
    };
    let mut statement = db.conn().prepare_cached(sql)?;
    let mut rows = statement.query([&document.id])?;
    while let Some(row) = rows.next()? {
        let (kind, value, key): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let handle = handle(&kind, &value, &key);
        if query.parts().any(|part| handle.contains(part)) {
            let marks = marks::spans(&value, &marks::in_handle(&value, query));
            return Ok(Some(Snippet { text: value, marks }));
        }
    }
    Ok(None)
}

/// The line of the description or note that matched. Nothing where it is the title already, or too far down to look for.
fn body_snippet(db: &Db, query: &Query, document: &Document, title: &str) -> Result<Option<Snippet>> {
    let body: String = db
        .conn()
        .prepare_cached("SELECT substr(body, 1, ?2) FROM search_document WHERE docid = ?1")?
        .query_row(params![document.docid, LOOKED_THROUGH_CHARS], |row| row.get(0))?;
    let found = body.lines().map(|line| (line, marks::in_words(line, query))).find(|(_, found)| !found.is_empty());
    let Some((line, found)) = found else { return Ok(None) };
    if document.kind == HitKind::Note {
        // As it is read on its record; what matched may be no text there, but the address of a link.
        let read = note::unformatted(line);
        let found = marks::in_words(&read, query);
        if !found.is_empty() {
            return Ok((read.trim() != title).then(|| cut(&read, &found)));
        }
    }
    Ok((line.trim() != title).then(|| cut(line, &found)))
}

/// A part of the line around the first match.
fn cut(line: &str, found: &[(usize, usize)]) -> Snippet {
    let first = found.first().map_or(0, |(start, _)| *start);
    let start = line[..first].char_indices().rev().nth(BEFORE_CHARS).map_or(0, |(at, _)| at);
    let start = if start == 0 { 0 } else { line[start..first].find(' ').map_or(start, |space| start + space + 1) };
    let end = line[start..].char_indices().nth(SNIPPET_CHARS).map_or(line.len(), |(at, _)| start + at);
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < line.len() { "…" } else { "" });
    let text = format!("{before}{}{after}", &line[start..end]);
    let within = found.iter().filter(|(from, to)| *from >= start && *to <= end);
    let within: Vec<_> = within.map(|(from, to)| (from - start + before.len(), to - start + before.len())).collect();
    Snippet { marks: marks::spans(&text, &within), text }
}

/// The records changed last, newest first.
pub(super) fn newest(db: &Db, kinds: &[HitKind], limit: usize) -> Result<Vec<Hit>> {
    let mut changed: Vec<(String, HitKind, String, String)> = Vec::new();
    for (kind, sql) in [
        (HitKind::Lead, "SELECT updated_at, id, title FROM lead ORDER BY updated_at DESC, id DESC LIMIT ?1"),
        (
            HitKind::Organization,
            "SELECT updated_at, id, name FROM organization ORDER BY updated_at DESC, id DESC LIMIT ?1",
        ),
        (
            HitKind::Contact,
            "SELECT updated_at, id, trim(first_name || ' ' || last_name) FROM contact
             ORDER BY updated_at DESC, id DESC LIMIT ?1",
        ),
        (
            HitKind::Opportunity,
            "SELECT updated_at, id, title FROM opportunity ORDER BY updated_at DESC, id DESC LIMIT ?1",
        ),
    ] {
        if kinds.is_empty() || kinds.contains(&kind) {
            let mut statement = db.conn().prepare_cached(sql)?;
            let rows = statement.query_map([limit], |row| Ok((row.get(0)?, kind, row.get(1)?, row.get(2)?)))?;
            changed.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
    }
    changed.sort_by(|one, other| (&other.0, &other.2).cmp(&(&one.0, &one.2)));
    changed.truncate(limit);
    changed.into_iter().map(|(_, kind, id, title)| bare(db, kind, id, title)).collect()
}
