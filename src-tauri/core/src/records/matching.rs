//! The text filter of lists: over the search index, and by any part of an e-mail or phone (R12).

use rusqlite::types::Value;

use super::paging::Filter;
use crate::Result;
use crate::book::{Db, Kind};
use crate::value::{phone, text};

/// Letters that a part of an e-mail or phone must have to be looked for: the index is made of pieces of three.
const SHORTEST_PART: usize = 3;

/// Keeps the records in which every word stands, in any order and also only begun, or whose e-mails, phones or websites have
/// the text as a part. Blank keeps all.
pub(crate) fn text(filter: &mut Filter, kind: Kind, typed: &str, db: &Db) -> Result<()> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(());
    }
    let mut sources = Vec::new();
    let mut values = Vec::new();
    if let Some(words) = words(typed) {
        sources.push("SELECT rowid FROM search_text WHERE search_text MATCH ?");
        values.push(Value::Text(words));
    }
    for part in parts(typed) {
        sources.push("SELECT rowid FROM search_handle WHERE search_handle MATCH ?");
        values.push(Value::Text(quoted(&part)));
    }
    if sources.is_empty() {
        // Signs alone, an emoji: no index knows them.
        let column = match kind {
            Kind::Lead | Kind::Opportunity => "r.title",
            Kind::Organization => "r.name",
            Kind::Contact => "r.first_name || ' ' || r.last_name",
        };
        filter.add(format!("instr({column}, ?) > 0"), [Value::Text(typed.to_owned())]);
        return Ok(());
    }
    let documents = sources.join(" UNION ALL ");
    filter.few_or_many(
        db,
        &format!(
            "SELECT d.record_id FROM ({documents}) found CROSS JOIN search_document d ON d.docid = found.rowid WHERE d.kind = '{}'",
            kind.table()
        ),
        &format!("(SELECT docid FROM search_document WHERE record_id = r.id) IN ({documents})"),
        values,
    )
}

/// The words as the full-text index is asked for them; none where there is no letter or digit.
fn words(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("{}*", quoted(word)))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What may be a part of an e-mail, website or phone.
fn parts(typed: &str) -> Vec<String> {
    let mut parts: Vec<String> = phone::search_digits(typed).into_iter().collect();
    if !typed.contains(char::is_whitespace) && typed.chars().count() >= SHORTEST_PART {
        parts.push(text::fold(typed));
        parts.push(typed.to_lowercase());
    }
    parts.sort();
    parts.dedup();
    parts
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
