//! What was typed, read into words for the index. Only letters, digits and what stands between quotes reach it.

use crate::value::phone;
use crate::value::text::{fold, fold_german};
use crate::value::words::words;

/// More characters and words than these are a paste, not a search; they are not looked at.
const MOST_CHARS: usize = 200;
const MOST_TERMS: usize = 8;
/// Shorter parts of e-mails and phones are not found: the index of parts holds them by three.
const PART_CHARS: usize = 3;

/// What to ask the index.
#[derive(Debug)]
pub(super) struct Query {
    /// Each must match.
    pub(super) terms: Vec<Term>,
    /// Single letters beside longer words: some word must begin with each. They are looked at in what the longer words
    /// found, for the index has no list of what begins with one letter.
    pub(super) letters: Vec<String>,
    /// The beginnings a title can have, in both spellings.
    pub(super) starts: Vec<String>,
    /// The digits, where all of the text is a part of a phone number.
    pub(super) digits: Option<String>,
}

/// One word as typed, or several that are one phone number.
#[derive(Debug)]
pub(super) struct Term {
    /// Its spellings, each as the words it is made of; the last may be the beginning of a word.
    pub(super) spellings: Vec<Vec<String>>,
    /// The parts of e-mails, hosts and phone numbers it can be.
    pub(super) parts: Vec<String>,
}

impl Query {
    /// None below two letters or digits.
    pub(super) fn read(text: &str) -> Option<Query> {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_CHARS).collect();
        if fold(&text).chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return None;
        }
        let (mut terms, mut letters) = (Vec::new(), Vec::new());
        for group in groups(&text).into_iter().take(MOST_TERMS) {
            let term = Term::read(&group);
            match term.letter() {
                Some(letter) => letters.push(letter),
                None if !term.spellings.is_empty() => terms.push(term),
                None => {}
            }
        }
        if terms.is_empty() {
            // Nothing but single letters: then they are the words.
            terms = letters.drain(..).map(|letter| Term { spellings: vec![vec![letter]], parts: Vec::new() }).collect();
        }
        let mut starts = vec![spaced(&fold(&text)), spaced(&fold_german(&text))];
        starts.dedup();
        (!terms.is_empty()).then(|| Query { terms, letters, starts, digits: phone::search_digits(&text) })
    }

    /// All terms in the index of words.
    pub(super) fn in_words(&self) -> String {
        self.terms.iter().map(Term::in_words).collect::<Vec<_>>().join(" AND ")
    }

    /// All terms in what records are called: their title and what stands beside it. `variants` has further spellings of these.
    pub(super) fn in_names(&self) -> String {
        format!("{{title detail variants}} : ({})", self.in_words())
    }

    /// All terms but this one in the index of words, if there are others.
    pub(super) fn in_words_without(&self, at: usize) -> Option<String> {
        let others = self.terms.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<String> = others.map(|(_, term)| term.in_words()).collect();
        (!others.is_empty()).then(|| others.join(" AND "))
    }

    /// The digits as a part of a phone number, or all terms as parts of e-mails, hosts and phone numbers.
    pub(super) fn in_handles(&self) -> Option<String> {
        let terms: Option<Vec<String>> = self.terms.iter().map(Term::in_handles).collect();
        let terms = terms.filter(|_| self.letters.is_empty()).map(|terms| terms.join(" AND "));
        match (&self.digits, terms) {
            (Some(digits), Some(terms)) => Some(format!("{} OR ({terms})", quoted(digits))),
            (Some(digits), None) => Some(quoted(digits)),
            (None, terms) => terms,
        }
    }

    /// Every part of an e-mail or phone number it can be about.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().flat_map(|term| term.parts.iter()).chain(&self.digits).map(String::as_str)
    }
}

/// The words as typed; neighbours that are digits and what stands between digits are one.
fn groups(text: &str) -> Vec<String> {
    let is_dialled = |word: &str| word.chars().all(|c| c.is_numeric() || "+-/().".contains(c));
    let mut groups: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match groups.last_mut().filter(|last| is_dialled(word) && last.split(' ').all(is_dialled)) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => groups.push(word.to_owned()),
        }
    }
    groups
}

impl Term {
    fn read(typed: &str) -> Term {
        let mut spellings: Vec<Vec<String>> = Vec::new();
        for spelling in [fold(typed), fold_german(typed)] {
            let spelling: Vec<String> = words(&spelling).map(|(_, word)| word.to_owned()).collect();
            if !spelling.is_empty() && !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
        let mut parts = Vec::new();
        if !spellings.is_empty() {
            let as_text = fold(typed);
            parts.extend((as_text.chars().count() >= PART_CHARS && !as_text.contains(' ')).then_some(as_text));
            parts.extend(phone::search_digits(typed));
            parts.dedup();
        }
        Term { spellings, parts }
    }

    /// The one letter it is.
    fn letter(&self) -> Option<String> {
        match self.spellings.first()?.as_slice() {
            [word] if word.chars().count() == 1 => Some(word.clone()),
            _ => None,
        }
    }

    fn in_words(&self) -> String {
        let spellings: Vec<String> = self
            .spellings
            .iter()
            .map(|words| match words.as_slice() {
                // "o'n": what begins with n is not looked up, as with any single letter.
                [start @ .., last] if !start.is_empty() && last.chars().count() == 1 => quoted(&start.join(" ")),
                words => format!("{} *", quoted(&words.join(" "))),
            })
            .collect();
        format!("({})", spellings.join(" OR "))
    }

    pub(super) fn in_handles(&self) -> Option<String> {
        let parts: Vec<String> = self.parts.iter().map(|part| quoted(part)).collect();
        (!parts.is_empty()).then(|| format!("({})", parts.join(" OR ")))
    }
}

/// A string of the index's query language: nothing in it is syntax.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_quoted_words() {
        for (typed, in_words, in_handles) in [
            ("Mü", r#"("mu" * OR "mue" *)"#, None),
            ("wong", r#"("wong" *)"#, Some(r#"("wong")"#)),
            ("jean-lu", r#"("jean lu" *)"#, Some(r#"("jean-lu")"#)),
            ("a\" OR b* NEAR(", r#"("or" *) AND ("near" *)"#, None),
            ("title:x", r#"("title")"#, Some(r#"("title:x")"#)),
            ("wong & sons", r#"("wong" *) AND ("sons" *)"#, Some(r#"("wong") AND ("sons")"#)),
            ("0485 00 11", r#"("0485 00 11" *)"#, Some(r#""4850011" OR (("4850011"))"#)),
            ("a b", r#"("a" *) AND ("b" *)"#, None),
            ("x\0y\u{7}", r#"("x" *) AND ("y" *)"#, None),
        ] {
            let query = Query::read(typed).unwrap();
            assert_eq!((query.in_words().as_str(), query.in_handles().as_deref()), (in_words, in_handles), "{typed}");
        }
        for nothing in ["", " ", "m", "🎉🎉🎉", "\"*:^", "\0"] {
            assert!(Query::read(nothing).is_none(), "{nothing}");
        }
    }
}
