//! Text: what a field accepts, and the folded forms that sorting and matching use.

use super::Problem;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most characters in a field of one line.
pub const LINE_MAX_CHARS: usize = 1_000;

/// The most bytes in a text of several lines: a note of 10 MB is accepted.
pub const BLOCK_MAX_BYTES: usize = 16 * 1024 * 1024;

/// The folded form: without accents, in lower case, `ß` as `ss`, `ü` as `u`. Spaces and punctuation stay. Idempotent (R12).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lower case first and last: decomposing can bring out capitals (`㎒` is `MHz`), and lower case can bring out accents
    // (`İ` is `i` and a dot).
    let lower: String = text.nfkd().collect::<String>().to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for c in lower.nfkd().filter(|c| !is_combining_mark(*c)) {
        push_plain(&mut out, c);
    }
    out
}

/// The folded form in German spelling: `ü` as `ue`, so that "Müller" and "Mueller" agree; otherwise as [`fold`]. Idempotent.
pub fn fold_german(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut spelled = String::with_capacity(text.len() + 8);
    for c in text.nfc() {
        match c {
            'ä' | 'Ä' => spelled.push_str("ae"),
            'ö' | 'Ö' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            other => spelled.push(other),
        }
    }
    fold(&spelled)
}

/// Letters that Unicode does not take apart, but that people type plain.
fn push_plain(out: &mut String, c: char) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        other => out.push(other),
    }
}

/// [`fold`], trimmed, with one space between words: the form of the `*_key` columns for titles and names.
pub fn key(text: &str) -> String {
    one_spaced(&fold(text))
}

/// The words with one space between them.
pub(crate) fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A field of one line: trimmed at both ends, everything else kept, emoji and right-to-left text included (R26).
///
/// # Errors
/// [`Problem::HasNul`], [`Problem::HasLineBreak`], [`Problem::HasControl`], [`Problem::TooLong`] (over [`LINE_MAX_CHARS`]).
pub fn line(text: &str) -> Result<String, Problem> {
    let trimmed = text.trim();
    if trimmed.chars().count() > LINE_MAX_CHARS {
        return Err(Problem::TooLong);
    }
    match trimmed.chars().find_map(line_problem) {
        Some(problem) => Err(problem),
        None => Ok(trimmed.to_owned()),
    }
}

fn line_problem(c: char) -> Option<Problem> {
    match c {
        '\0' => Some(Problem::HasNul),
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(Problem::HasLineBreak),
        c if c.is_control() => Some(Problem::HasControl),
        _ => None,
    }
}

/// A text of several lines (notes, descriptions): line ends become `\n`, everything else stays as typed (R26).
///
/// # Errors
/// [`Problem::HasNul`], [`Problem::TooLong`] (over [`BLOCK_MAX_BYTES`]).
pub fn block(text: &str) -> Result<String, Problem> {
    if text.len() > BLOCK_MAX_BYTES {
        return Err(Problem::TooLong);
    }
    if text.contains('\0') {
        return Err(Problem::HasNul);
    }
    if !text.contains('\r') {
        return Ok(text.to_owned());
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_accents_and_case_away() {
        for (typed, folded) in [
            ("Müller", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("STRASSE Straße ẞ", "strasse strasse ss"),
            ("Ångström", "angstrom"),
            ("Łódź Ørsted Æther", "lodz orsted aether"),
            ("İstanbul ısı", "istanbul isi"),
            ("ﬁn Ⅳ", "fin iv"),
            ("日本 מכתב 🎉", "日本 מכתב 🎉"),
        ] {
            assert_eq!(fold(typed), folded, "{typed}");
        }
    }

    #[test]
    fn german_folding_spells_umlauts_out() {
        for typed in ["Müller", "Mu\u{308}ller", "MÜLLER", "Mueller"] {
            assert_eq!(fold_german(typed), "mueller", "{typed}");
        }
        assert_eq!(fold_german("Äpfel Öl René"), "aepfel oel rene");
    }

    #[test]
    fn a_key_has_single_spaces() {
        assert_eq!(key("  Käse \u{a0} & \t Brot "), "kase & brot");
    }

    #[test]
    fn a_line_is_trimmed_and_otherwise_kept() {
        assert_eq!(line("  שלום \"Ali\" 🎉\u{200f} ").unwrap(), "שלום \"Ali\" 🎉\u{200f}");
        assert_eq!(line("").unwrap(), "");
        assert_eq!(line(&"é".repeat(LINE_MAX_CHARS)).unwrap().chars().count(), LINE_MAX_CHARS);
    }

    #[test]
    fn a_line_refuses_what_cannot_stand_in_it() {
        assert_eq!(line("a\0b"), Err(Problem::HasNul));
        assert_eq!(line("a\nb"), Err(Problem::HasLineBreak));
        assert_eq!(line("a\r\nb"), Err(Problem::HasLineBreak));
        assert_eq!(line("a\u{2028}b"), Err(Problem::HasLineBreak));
        assert_eq!(line("a\tb"), Err(Problem::HasControl));
        assert_eq!(line("a\u{1b}[0m"), Err(Problem::HasControl));
        assert_eq!(line(&"x".repeat(LINE_MAX_CHARS + 1)), Err(Problem::TooLong));
    }

    #[test]
    fn a_block_keeps_all_but_the_kind_of_line_end() {
        assert_eq!(block(" a\r\nb\rc\n\td ").unwrap(), " a\nb\nc\n\td ");
        assert_eq!(block("a\0"), Err(Problem::HasNul));
    }

    #[test]
    fn a_note_of_ten_megabytes_is_accepted_and_one_over_the_limit_is_refused() {
        assert_eq!(block(&"n".repeat(10_000_000)).unwrap().len(), 10_000_000);
        assert_eq!(block(&"n".repeat(BLOCK_MAX_BYTES + 1)), Err(Problem::TooLong));
    }
}
