//! Words for finding (R12): how stored text is spelled for the index, and how a query and its matches are read.
//!
//! The index (FTS5 `unicode61 remove_diacritics 2`) takes case and Latin accents away by itself. What it does not know stands
//! beside the text as [`variants`]: `ü` as `ue`, `ß` as `ss`, `ø` as `o`, letters of other scripts without their accents.

use std::collections::HashSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::phone;
use super::text::{fold, fold_german};

/// The further spellings of the words of a text, each once: "Müller Straße" gives "mueller strasse". A query in the form of
/// [`fold`] or of [`fold_german`] finds each word by the text itself or by these.
pub fn variants(text: &str) -> String {
    if text.is_ascii() {
        return String::new();
    }
    let mut out = String::new();
    let mut seen = HashSet::new();
    for word in text.split_whitespace().filter(|word| !word.is_ascii()) {
        let (folded, german) = (fold(word), fold_german(word));
        let spelled_out = (german != folded).then_some(german);
        let unknown = (indexed(word) != folded).then_some(folded);
        for variant in unknown.into_iter().chain(spelled_out) {
            if !seen.contains(&variant) {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(&variant);
                seen.insert(variant);
            }
        }
    }
    out
}

/// What the index makes of a word, as far as it is sure: accents leave Latin letters, everything else only changes its case.
fn indexed(word: &str) -> String {
    let plain: String = word.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    if plain.is_ascii() { plain } else { word.to_lowercase() }
}

/// What of an e-mail, phone or website is found by any part: folded; phones by their digits, however they were typed (N28
/// to N32), and as text where they cannot be read (N31). `key` is the match key of the contact point, `""` without one.
pub fn handle(kind: &str, value: &str, key: &str) -> String {
    match (kind, key) {
        ("phone", "") => match phone::search_digits(value) {
            Some(digits) => format!("{} {digits}", fold(value)),
            None => fold(value),
        },
        ("phone", key) => key.trim_start_matches('+').to_owned(),
        (_, "") => fold(value),
        (_, key) => fold(key),
    }
}

/// The runs of letters and digits in a text, with where each stands (bytes). Accents that stand apart from their letter
/// belong to the word.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut rest = text;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = rest.find(is_part)?;
        let word = &rest[start..];
        let word = &word[..word.find(|c| !is_part(c)).unwrap_or(word.len())];
        let found = (at + start, word);
        at += start + word.len();
        rest = &rest[start + word.len()..];
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_spell_out_what_the_index_does_not_know() {
        for (text, expected) in [
            ("Mueller Strasse", ""),
            ("Müller", "mueller"),
            ("MÜLLER Müller", "mueller"),
            ("Straße", "strasse"),
            ("Weißmüller", "weissmuller weissmueller"),
            ("Ørsted Łódź", "orsted lodz"),
            ("René", ""),
            ("Jean-Lüc", "jean-luec"),
            ("Μαρία", "μαρια"),
            ("日本", ""),
            ("ﬁn", "fin"),
        ] {
            assert_eq!(variants(text), expected, "{text}");
        }
    }

    #[test]
    fn handles_are_digits_for_phones_and_folded_text_otherwise() {
        for (kind, value, key, expected) in [
            ("phone", "0485 00 11 22", "+32485001122", "32485001122"),
            ("phone", "Hello", "", "hello"),
            ("phone", "0815 / 4711", "", "0815 / 4711 8154711"),
            ("email", "Déb@Example.com", "Déb@example.com", "deb@example.com"),
            ("email", "Broken", "", "broken"),
            ("website", "https://www.Acme.de/x", "acme.de", "acme.de"),
        ] {
            assert_eq!(handle(kind, value, key), expected, "{value}");
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let found: Vec<_> = words(" a.wong@Acme-2.de, Mu\u{308}ller 🎉").collect();
        assert_eq!(found, [(1, "a"), (3, "wong"), (8, "Acme"), (13, "2"), (15, "de"), (19, "Mu\u{308}ller")]);
        assert_eq!(words("🎉 -- ").count(), 0);
    }
}
