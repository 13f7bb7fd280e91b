//! Which part of a text matched.

use super::query::Query;
use crate::value::text::{fold, fold_german};
use crate::value::words::words;

/// A range of a text, in UTF-16 units, as the window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Span {
    /// The first unit.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub start: usize,
    /// The unit after the last.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub end: usize,
}

/// The words of the text that the query names, as far as it names them (bytes).
pub(super) fn in_words(text: &str, query: &Query) -> Vec<(usize, usize)> {
    words(text).filter_map(|(at, word)| begin(word, query).map(|length| (at, at + length))).collect()
}

/// How much of the word was typed (bytes).
fn begin(word: &str, query: &Query) -> Option<usize> {
    let spellings = [fold(word), fold_german(word)];
    let typed = query.terms.iter().flat_map(|term| &term.spellings).flat_map(|spelling| {
        let last = spelling.len() - 1;
        spelling.iter().enumerate().map(move |(at, word)| (word.as_str(), at == last))
    });
    let typed = typed.chain(query.letters.iter().map(|letter| (letter.as_str(), true)));
    let longest = typed
        .filter(|(typed, open)| {
            spellings.iter().any(|word| if *open { word.starts_with(typed) } else { word == typed })
        })
        .map(|(typed, _)| typed)
        .max_by_key(|typed| typed.len())?;
    // As far as its beginning, spelled either way, holds what was typed.
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let mut ends = ends.filter(|end| {
        let begin = &word[..*end];
        fold(begin).starts_with(longest) || fold_german(begin).starts_with(longest)
    });
    ends.next().or(Some(word.len()))
}

/// Where a part of an e-mail, host or phone number stands in it as typed (bytes).
pub(super) fn in_handle(value: &str, query: &Query) -> Vec<(usize, usize)> {
    let lower = value.to_ascii_lowercase();
    let digits: Vec<(usize, char)> = value.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
    let only_digits: String = digits.iter().map(|(_, c)| *c).collect();
    let mut found: Vec<(usize, usize)> = query
        .parts()
        .filter_map(|part| match lower.find(part) {
            Some(at) => Some((at, at + part.len())),
            None if part.bytes().all(|b| b.is_ascii_digit()) => {
                let first = only_digits.find(part)?;
                Some((digits[first].0, digits[first + part.len() - 1].0 + 1))
            }
            None => None,
        })
        .collect();
    found.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (start, end) in found {
        match apart.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => apart.push((start, end)),
        }
    }
    apart
}

/// Counts in UTF-16 units what was counted in bytes.
pub(super) fn spans(text: &str, bytes: &[(usize, usize)]) -> Vec<Span> {
    let units = |end: usize| text[..end].encode_utf16().count();
    bytes.iter().map(|(start, end)| Span { start: units(*start), end: units(*end) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, typed: &str) -> String {
        let query = Query::read(typed).unwrap();
        let found =
            if text.contains('@') || text.contains('+') { in_handle(text, &query) } else { in_words(text, &query) };
        let mut out = text.to_owned();
        for (start, end) in found.into_iter().rev() {
            out.insert(end, ']');
            out.insert(start, '[');
        }
        out
    }

    #[test]
    fn the_typed_part_is_marked_in_the_text_as_it_stands() {
        for (text, typed, expected) in [
            ("Anna Müller", "mü", "Anna [Mü]ller"),
            ("Anna Müller", "mue", "Anna [Mü]ller"),
            ("Anna Müller", "mull", "Anna [Müll]er"),
            ("Straße 🎉 Strand", "stras", "[Straß]e 🎉 Strand"),
            ("Wong & Sons, Wongtown", "wong so", "[Wong] & [So]ns, [Wong]town"),
            ("Max Meier", "max m", "[Max] [M]eier"),
            ("Jean-Luc", "jean-l", "[Jean]-[L]uc"),
            ("a.Wong@Acme.de", "wong@ac", "a.[Wong@Ac]me.de"),
            ("+49 (0)40 12 34", "1234", "+49 (0)40 [12 34]"),
        ] {
            assert_eq!(marked(text, typed), expected, "{typed}");
        }
        assert_eq!(spans("🎉ü", &[(4, 6)]), [Span { start: 2, end: 3 }]);
    }
}
