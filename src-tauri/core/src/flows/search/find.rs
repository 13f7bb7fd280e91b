//! Asking the index: newest first, bounded everywhere.

use rusqlite::{Row, named_params};

use super::HitKind;
use super::query::Query;
use crate::Result;
use crate::book::Db;
use crate::value::text::{fold, fold_german};
use crate::value::words::words;

/// What is ranked: the newest so many matches. Ordering all of them would take the longer the larger the book is.
const NEWEST: i64 = 1_000;
/// How many matches of a part of an e-mail or phone are held against the other words.
const NEWEST_PARTS: i64 = 5_000;

const IN_WORDS: &str = include_str!("in_words.sql");
const IN_HANDLES: &str = include_str!("in_handles.sql");
const PART_AND_WORDS: &str = include_str!("part_and_words.sql");
const WORDS_AND_PART: &str = include_str!("words_and_part.sql");

/// A search document that matched.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) docid: i64,
    pub(super) kind: HitKind,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) detail: String,
}

/// The documents that match, best first, of the newest [`NEWEST`].
pub(super) fn documents(db: &Db, query: &Query, kinds: &[HitKind]) -> Result<Vec<Document>> {
    let kinds: String = kinds.iter().map(|kind| format!(" {} ", kind.as_str())).collect();
    let ask = |sql: &str, words: &str, part: &str, needle: &str| -> Result<Vec<Document>> {
        let mut statement = db.conn().prepare_cached(sql)?;
        let values = named_params! {
            ":words": words, ":part": part, ":needle": needle, ":kinds": kinds, ":newest": NEWEST, ":parts": NEWEST_PARTS
        };
        // Each statement names only some of them.
        for (name, value) in values {
            if let Some(at) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(at, *value)?;
            }
        }
        let rows = statement.raw_query().mapped(read);
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    };
    let mut found = ask(IN_WORDS, &query.in_words(), "", "")?;
    if let Some(parts) = query.in_handles() {
        found.extend(ask(IN_HANDLES, "", &parts, "")?);
    }
    for (at, term) in query.terms.iter().enumerate() {
        if let (Some(words), Some(part)) = (query.in_words_without(at), term.in_handles()) {
            found.extend(ask(PART_AND_WORDS, &words, &part, "")?);
            for needle in &term.parts {
                found.extend(ask(WORDS_AND_PART, &words, "", needle)?);
            }
        }
    }
    found.retain(|document| query.letters.iter().all(|letter| document.has_word_with(letter)));
    found.sort_by_key(|document| (document.rank(query), std::cmp::Reverse(document.docid)));
    found.dedup_by_key(|document| document.docid);
    Ok(found)
}

fn read(row: &Row) -> rusqlite::Result<Option<Document>> {
    // A kind that this program does not know is of a newer one.
    let Some(kind) = HitKind::parse(row.get_ref(1)?.as_str().unwrap_or_default()) else { return Ok(None) };
    Ok(Some(Document { docid: row.get(0)?, kind, id: row.get(2)?, title: row.get(3)?, detail: row.get(4)? }))
}

impl Document {
    /// 0: the title begins with the text; 1: each term is the beginning of a word of the title; 2: it matched elsewhere.
    fn rank(&self, query: &Query) -> u8 {
        let titles = spellings(&self.title);
        if query.starts.iter().any(|start| titles.iter().any(|title| title.starts_with(start))) {
            return 0;
        }
        if all_in(query, &titles) { 1 } else { 2 }
    }

    /// Each term is the beginning of a word of the title or the detail.
    pub(super) fn is_named_by(&self, query: &Query) -> bool {
        all_in(query, &spellings(&format!("{} {}", self.title, self.detail)))
    }

    fn has_word_with(&self, letter: &str) -> bool {
        [&self.title, &self.detail].into_iter().any(|text| words(text).any(|(_, word)| fold(word).starts_with(letter)))
    }
}

fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![fold(text), fold_german(text)];
    spellings.dedup();
    spellings
}

/// Each term stands in one of the spellings of a text: its words side by side, the last one as the beginning of a word.
fn all_in(query: &Query, texts: &[String]) -> bool {
    let texts: Vec<Vec<&str>> = texts.iter().map(|text| words(text).map(|(_, word)| word).collect()).collect();
    let stands = |typed: &Vec<String>| {
        let Some((last, before)) = typed.split_last() else { return false };
        texts.iter().any(|words| {
            words.windows(typed.len()).any(|window| {
                window.last().is_some_and(|word| word.starts_with(last.as_str()))
                    && before.iter().zip(window).all(|(typed, word)| typed == word)
            })
        })
    };
    query.terms.iter().all(|term| term.spellings.iter().any(stands))
}
