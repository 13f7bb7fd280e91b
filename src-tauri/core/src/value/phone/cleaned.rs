//! What people type as a phone number, taken apart into `+`, digits and extension.

use unicode_normalization::UnicodeNormalization;

/// Fewer digits are no phone number, and nothing to search for.
pub(super) const MIN_DIGITS: usize = 3;
/// More digits than any number has, with carrier and international prefix.
const MAX_DIGITS: usize = 20;

/// What was typed, reduced to what a numbering plan can judge.
pub(super) struct Cleaned {
    /// Typed with a `+` in front.
    pub(super) plus: bool,
    /// ASCII digits, at most [`MAX_DIGITS`].
    pub(super) digits: String,
    pub(super) extension: Option<String>,
}

impl Cleaned {
    pub(super) fn from(text: &str) -> Option<Cleaned> {
        // A field is a line; a whole note is no phone number, and need not be looked at.
        if text.len() > 200 {
            return None;
        }
        let plain = text.nfkc().map(western_digit).collect::<String>().to_lowercase();
        let (number, extension) = split_extension(without_label(plain.trim()));
        let is_international = number.trim_start_matches(['(', ' ']).starts_with(['+', '0']);
        // "+49 (0)40": the zero is dialled only within the country. In Italy it belongs to the number.
        let number = match number.find("(0)") {
            Some(at) if at > 0 && is_international && !is_italian(&number[..at]) => number.replacen("(0)", " ", 1),
            _ => number.to_owned(),
        };
        let mut cleaned = Cleaned { plus: false, digits: String::new(), extension };
        for c in number.chars() {
            match c {
                '0'..='9' => cleaned.digits.push(c),
                '+' if cleaned.digits.is_empty() && !cleaned.plus => cleaned.plus = true,
                c if is_separator(c) => {}
                _ => return None,
            }
        }
        (MIN_DIGITS..=MAX_DIGITS).contains(&cleaned.digits.len()).then_some(cleaned)
    }
}

/// Arabic and Persian digits; all others are settled by the normal form.
fn western_digit(c: char) -> char {
    let value = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}

/// Drops `tel:` or `Mobil:` or `Tel.` in front.
fn without_label(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_alphabetic() || c == '-');
    if rest.len() == text.len() {
        return text;
    }
    rest.strip_prefix(['.', ':']).map_or(text, |rest| rest.trim_start_matches([':', ' ']))
}

/// Splits `… ext. 12`, `… x12`, `… Durchwahl 12`, `…;ext=12`; text in lower case.
fn split_extension(text: &str) -> (&str, Option<String>) {
    const WORDS: [&str; 7] = ["durchwahl", "extension", "ext", "app", "dw", "x", "#"];
    let at = text.char_indices().find(|(_, c)| c.is_alphabetic() || *c == '#').map(|(at, _)| at);
    let Some(at) = at.filter(|at| *at > 0) else { return (text, None) };
    let (number, rest) = text.split_at(at);
    let extension = WORDS
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .map(|rest| rest.trim_start_matches(['.', ':', '=', ' ']))
        .filter(|rest| (1..=8).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()));
    match extension {
        Some(extension) => (number.trim_end_matches([';', ',', ' ']), Some(extension.to_owned())),
        None => (text, None),
    }
}

fn is_italian(before: &str) -> bool {
    let digits: String = before.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0') == "39"
}

/// Between digits stand spaces, strokes, dots, brackets, and marks of writing direction from address books.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || "-./()[],'_~·".contains(c)
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
