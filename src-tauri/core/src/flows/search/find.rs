//! Asking the index: newest first, bounded everywhere.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::ToSql;

use super::HitKind;
use super::hits::LOOKED_THROUGH_CHARS;
use super::query::Query;
use crate::Result;
use crate::book::Db;
use crate::value::text::{fold, fold_german};
use crate::value::words::words;

/// What is ranked: the newest so many matches, and a few titles that begin with the text. Ordering all of them would take the
/// longer the larger the book is.
const NEWEST: i64 = 2 * super::MOST as i64;
/// How many matches of a part of an e-mail or phone are held against the other words.
const NEWEST_PARTS: i64 = 1_000;

const IN_TITLES: &str = include_str!("in_titles.sql");
const IN_WORDS: &str = include_str!("in_words.sql");
const IN_HANDLES: &str = include_str!("in_handles.sql");
const PART_AND_WORDS: &str = include_str!("part_and_words.sql");
const WORDS_AND_PART: &str = include_str!("words_and_part.sql");

/// A search document that matched and is shown.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) docid: i64,
    pub(super) kind: HitKind,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) detail: String,
}

/// The documents that match, best first, of those that are ranked: as many as are wanted, and whether there are more.
///
/// Parts of e-mails and phones are looked for only where the words alone do not fill the answer.
pub(super) fn documents(db: &Db, query: &Query, kinds: &[HitKind], limit: usize) -> Result<(Vec<Document>, bool)> {
    let kinds = kinds.iter().map(|kind| format!(" {} ", kind.as_str())).collect();
    let mut asked = Asked { db, query, kinds, found: BTreeSet::new() };
    for start in &query.starts {
        let to = format!("{start}{}", char::MAX);
        asked.ask(IN_TITLES, &[(":from", start), (":to", &to)])?;
    }
    let answered = asked.ask(IN_WORDS, &[(":words", &query.in_words())])?;
    if answered == NEWEST && query.terms.len() == 1 {
        // What is called so goes before what only speaks of it, of which there is so much that it may be all of the newest. Of
        // several words that many notes speak of there are few names, and putting their lists together costs twice as much.
        asked.ask(IN_WORDS, &[(":words", &query.in_names())])?;
    }
    if asked.found.len() <= limit {
        asked.parts()?;
    }
    let found = asked.found;
    let shown: Vec<Option<Document>> =
        found.iter().take(limit).map(|(_, docid)| read(db, docid.0)).collect::<Result<_>>()?;
    Ok((shown.into_iter().flatten().collect(), found.len() > limit))
}

/// The rank and the number of a document: sorted, the best and newest come first.
type Found = (u8, Reverse<i64>);

/// What is asked of the index, and what it answered.
struct Asked<'a> {
    db: &'a Db<'a>,
    query: &'a Query,
    kinds: String,
    found: BTreeSet<Found>,
}

impl Asked<'_> {
    /// All of it as parts of e-mails and phones, and each term as one with the others as words.
    fn parts(&mut self) -> Result<()> {
        let query = self.query;
        if let Some(parts) = query.in_handles() {
            self.ask(IN_HANDLES, &[(":part", &parts)])?;
        }
        for (at, term) in query.terms.iter().enumerate() {
            if let (Some(words), Some(part)) = (query.in_words_without(at), term.in_handles()) {
                self.ask(PART_AND_WORDS, &[(":words", &words), (":part", &part)])?;
                for needle in &term.parts {
                    self.ask(WORDS_AND_PART, &[(":words", &words), (":needle", needle)])?;
                }
            }
        }
        Ok(())
    }

    /// All that stands in a document, as far as it is looked through.
    fn whole(&self, docid: i64) -> Result<String> {
        let sql = "SELECT title || ' ' || detail || ' ' || substr(body, 1, ?2) FROM search_document WHERE docid = ?1";
        Ok(self.db.conn().prepare_cached(sql)?.query_row((docid, LOOKED_THROUGH_CHARS), |row| row.get(0))?)
    }

    /// How many it answered.
    fn ask(&mut self, sql: &str, values: &[(&str, &String)]) -> Result<i64> {
        let mut statement = self.db.conn().prepare_cached(sql)?;
        let everywhere: [(&str, &dyn ToSql); 3] =
            [(":kinds", &self.kinds), (":newest", &NEWEST), (":parts", &NEWEST_PARTS)];
        let values = values.iter().map(|(name, value)| (*name, *value as &dyn ToSql));
        // Each statement names only some of them.
        for (name, value) in values.chain(everywhere) {
            if let Some(at) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(at, value)?;
            }
        }
        let (mut rows, mut answered) = (statement.raw_query(), 0);
        while let Some(row) = rows.next()? {
            answered += 1;
            let text = |at: usize| row.get_ref(at).map(|value| value.as_str().unwrap_or_default().to_owned());
            let (docid, title, detail) = (row.get(0)?, text(1)?, text(2)?);
            if has_letters(self.query, &format!("{title} {detail}")) || has_letters(self.query, &self.whole(docid)?) {
                self.found.insert((rank(self.query, &title, &detail), Reverse(docid)));
            }
        }
        Ok(answered)
    }
}

/// None for a kind that this program does not know: it is of a newer one.
fn read(db: &Db, docid: i64) -> Result<Option<Document>> {
    let mut statement =
        db.conn().prepare_cached("SELECT kind, record_id, title, detail FROM search_document WHERE docid = ?1")?;
    Ok(statement.query_row([docid], |row| {
        let Some(kind) = HitKind::parse(row.get_ref(0)?.as_str().unwrap_or_default()) else { return Ok(None) };
        Ok(Some(Document { docid, kind, id: row.get(1)?, title: row.get(2)?, detail: row.get(3)? }))
    })?)
}

/// 0: the title begins with the text; 1: each term is the beginning of a word of the title; 2: of the title or of what stands
/// beside it; 3: it matched elsewhere.
fn rank(query: &Query, title: &str, detail: &str) -> u8 {
    let titles = spellings(title);
    if query.starts.iter().any(|start| titles.iter().any(|title| title.starts_with(start))) {
        return 0;
    }
    if all_in(query, &titles) {
        return 1;
    }
    if is_named_by(query, title, detail) { 2 } else { 3 }
}

/// Each term is the beginning of a word of the title or the detail.
fn is_named_by(query: &Query, title: &str, detail: &str) -> bool {
    all_in(query, &spellings(&format!("{title} {detail}")))
}

/// Each single letter is the beginning of a word of the text.
fn has_letters(query: &Query, text: &str) -> bool {
    query.letters.iter().all(|letter| words(text).any(|(_, word)| fold(word).starts_with(letter.as_str())))
}

impl Document {
    /// Title and detail say why it matched.
    pub(super) fn is_named_by(&self, query: &Query) -> bool {
        is_named_by(query, &self.title, &self.detail)
    }
}

fn spellings(text: &str) -> Vec<String> {
    if text.is_ascii() {
        return vec![text.to_ascii_lowercase()];
    }
    let mut spellings = vec![fold(text), fold_german(text)];
    spellings.dedup();
    spellings
}

/// Each term stands in one of the spellings of a text: its words side by side, the last one as the beginning of a word.
fn all_in(query: &Query, texts: &[String]) -> bool {
    let stands = |typed: &Vec<String>| match typed.as_slice() {
        [] => false,
        [typed] => texts.iter().any(|text| words(text).any(|(_, word)| word.starts_with(typed.as_str()))),
        [before @ .., last] => texts.iter().any(|text| {
            let words: Vec<&str> = words(text).map(|(_, word)| word).collect();
            words.windows(typed.len()).any(|window| {
                window.last().is_some_and(|word| word.starts_with(last.as_str()))
                    && before.iter().zip(window).all(|(typed, word)| typed == word)
            })
        }),
    };
    query.terms.iter().all(|term| term.spellings.iter().any(stands))
}
