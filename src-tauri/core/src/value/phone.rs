//! Phone numbers: the key two of them are compared by, their display, and the digits to search for.
//!
//! The phonenumber crate knows the numbering plans. It is handed only `+` and digits, cleaned here: its parser is made
//! for running text and reads letters and symbols in ways that a field of a CRM should not.

mod cleaned;

use cleaned::{Cleaned, MIN_DIGITS};
use phonenumber::metadata::{DATABASE, Database, Metadata};
use phonenumber::{Mode, PhoneNumber, country};
use std::cell::OnceCell;
use std::fmt::Write;
use std::sync::LazyLock;

/// How many compiled patterns of the plans are kept. A country has up to twenty; the crate keeps a hundred of them all, so
/// that a list with numbers of ten countries compiles for each line anew: 4.5 ms instead of 0.07 ms.
const PATTERNS_KEPT: usize = 1_000;

/// The numbering plans.
static PLANS: LazyLock<&Database> = LazyLock::new(|| {
    if let Ok(mut patterns) = DATABASE.cache().lock() {
        patterns.set_capacity(PATTERNS_KEPT);
    }
    &DATABASE
});

/// How sure it is that a text can be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The numbering plan has such a number.
    Correct,
    /// It has the form of a number, but the plan does not know it: a new range, or a digit too few.
    Doubtful,
    /// It is no number of that country, or no number at all. The text is kept and found as text (N31, N35).
    Incorrect,
}

/// The number in E.164 (`+493012345`), or `""` when it is none; `country` is the ISO 3166 alpha-2 code for numbers typed
/// without country code, normally the book's. An extension is not part of the key. Idempotent.
pub fn key(text: &str, country: &str) -> String {
    read(text, country).map(|read| read.e164).unwrap_or_default()
}

/// As people of all countries read it (`+1 202-555-0888`); the text as typed, trimmed, where it is not a correct number.
pub fn display(text: &str, country: &str) -> String {
    read(text, country).and_then(|read| read.international()).unwrap_or_else(|| text.trim().to_owned())
}

/// How sure it is that the text can be dialled (N34, N35).
pub fn quality(text: &str, country: &str) -> Quality {
    match read(text, country) {
        Some(read) if read.correct() => Quality::Correct,
        Some(_) => Quality::Doubtful,
        None => Quality::Incorrect,
    }
}

/// The digits to look for when somebody searches any spelling of a phone number (R12, N28, N29, N32): without `+`, `00`,
/// trunk zero and `(0)`. None where the text is no part of a phone number: letters, or fewer than three digits.
pub fn search_digits(text: &str) -> Option<String> {
    let cleaned = Cleaned::from(text)?;
    let digits = cleaned.digits.trim_start_matches('0');
    (digits.len() >= MIN_DIGITS).then(|| digits.to_owned())
}

/// Whether this is the ISO 3166 alpha-2 code of a country whose numbers can be read.
pub fn is_country(code: &str) -> bool {
    plan(code).is_some()
}

/// Loads the numbering plans, so that the first number typed is read at once. The book calls it on a thread of its own.
pub fn warm_up() {
    // Reading, checking and formatting each load a part.
    let _ = display("+49 30 123456", "DE");
}

/// A number that was understood.
struct Read {
    number: PhoneNumber,
    e164: String,
    extension: Option<String>,
    /// Asked only where it matters: it takes longer than all the rest.
    correct: OnceCell<bool>,
}

impl Read {
    /// The number where it could be dialled from abroad (8 to 15 digits) and is possible, or where it is correct.
    fn of(number: PhoneNumber, is_possible: impl FnOnce(&str) -> bool) -> Option<Read> {
        let national = number.national().to_string();
        let e164 = format!("+{}{national}", number.country().code());
        let is_long_enough = (9..=16).contains(&e164.len());
        let read = Read { number, e164, extension: None, correct: OnceCell::new() };
        ((is_long_enough && is_possible(&national)) || read.correct()).then_some(read)
    }

    fn correct(&self) -> bool {
        *self.correct.get_or_init(|| self.number.is_valid())
    }

    fn international(&self) -> Option<String> {
        let mut out = String::new();
        if !self.correct() || write!(out, "{}", self.number.format().mode(Mode::International)).is_err() {
            return None;
        }
        if let Some(extension) = &self.extension {
            let _ = write!(out, " ext. {extension}");
        }
        Some(out)
    }
}

fn read(text: &str, country: &str) -> Option<Read> {
    let cleaned = Cleaned::from(text)?;
    let mut found = readings(&cleaned, plan(country));
    let best = if found.len() > 1 { found.iter().position(Read::correct).unwrap_or(0) } else { 0 };
    let best = (best < found.len()).then(|| found.swap_remove(best));
    // Only a number whose key is read as the same number again: a key must be stable (the plans' trunk and carrier
    // prefixes can also begin a number, and then the crate takes them off again).
    let is_key = |read: &Read| cleaned.plus && read.e164.strip_prefix('+') == Some(&cleaned.digits);
    let best =
        best.filter(|read| is_key(read) || international(&read.e164).is_some_and(|again| again.e164 == read.e164));
    best.map(|read| Read { extension: cleaned.extension, ..read })
}

/// What the digits can mean, the likeliest first: from abroad, then within the country.
fn readings(cleaned: &Cleaned, plan: Option<Plan>) -> Vec<Read> {
    if cleaned.plus {
        return international(&cleaned.digits).into_iter().collect();
    }
    let prefix = plan.and_then(|(_, plan)| plan.international_prefix()).and_then(|prefix| prefix.find(&cleaned.digits));
    let dialled = prefix.filter(|found| found.start() == 0).and_then(|found| cleaned.digits.get(found.end()..));
    // "00" is written for "+" also in countries that dial something else.
    let written = cleaned.digits.strip_prefix("00").filter(|rest| Some(*rest) != dialled);
    let national = plan.and_then(|plan| national(&cleaned.digits, plan));
    [dialled.and_then(international), written.and_then(international), national].into_iter().flatten().collect()
}

/// Reads a number that starts with the country code. The crate is given no country here: with one, it would strip that
/// country's trunk zero off a foreign number.
fn international(digits: &str) -> Option<Read> {
    let number = phonenumber::parse(None, format!("+{}", digits.trim_start_matches('+'))).ok()?;
    let number = with_ninth_digit(&number).unwrap_or(number);
    // Long enough to be dialled from abroad is enough: the plan may be newer than ours.
    Read::of(number, |_| true)
}

fn national(digits: &str, (id, plan): Plan) -> Option<Read> {
    let number = phonenumber::parse(Some(id), digits).ok()?;
    // Dialled from abroad after all: that was read before, and better.
    let number = Some(number).filter(|number| number.code().source() != country::Source::Idd)?;
    let number = with_ninth_digit(&number).unwrap_or(number);
    Read::of(number, |national| is_possible(plan, national))
}

/// A country and its numbering plan.
type Plan = (country::Id, &'static Metadata);

/// The country and its numbering plan; none for an unknown code, whose numbers need a `+`.
fn plan(country: &str) -> Option<Plan> {
    let plans: &'static Database = *PLANS;
    let id: country::Id = country.trim().to_ascii_uppercase().parse().ok()?;
    plans.by_id(id.as_ref()).map(|plan| (id, plan))
}

fn is_possible(plan: &Metadata, national: &str) -> bool {
    let general = plan.descriptors().general();
    let lengths = general.possible_length();
    general.is_match(national) && (lengths.is_empty() || lengths.iter().any(|l| usize::from(*l) == national.len()))
}

/// Brazilian mobile numbers got a ninth digit in front; older lists lack it (N23).
fn with_ninth_digit(number: &PhoneNumber) -> Option<PhoneNumber> {
    let national = number.national().to_string();
    let is_old_mobile = number.country().code() == 55
        && national.len() == 10
        && national.as_bytes().get(2).is_some_and(|digit| (b'6'..=b'9').contains(digit));
    let (area, rest) = national.split_at_checked(2).filter(|_| is_old_mobile)?;
    phonenumber::parse(None, format!("+55{area}9{rest}")).ok().filter(PhoneNumber::is_valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zero_in_brackets_is_left_out_except_in_italy() {
        for typed in ["+49 (0)40 123456", "+49(0) 40 123456", "0049 (0)40-123456", "040/12 34 56", "(040) 123456"] {
            assert_eq!(key(typed, "DE"), "+4940123456", "{typed}");
        }
        assert_eq!(key("+39 (0)6 69812345", "DE"), "+390669812345");
        assert_eq!(search_digits("+49 (0)40 123").unwrap(), "4940123");
    }

    #[test]
    fn labels_marks_and_foreign_digits_do_not_matter() {
        for typed in [
            "tel:+4940123456",
            "Tel.: 040 123456",
            "Mobil: +49 40 123456",
            "\u{202a}+49 40 123456\u{202c}",
            "＋４９ ４０ １２３４５６",
            "+٤٩ ٤٠ ١٢٣٤٥٦",
            "(+49) 40 123456",
        ] {
            assert_eq!(key(typed, "DE"), "+4940123456", "{typed}");
        }
    }

    #[test]
    fn an_extension_is_shown_and_not_part_of_the_key() {
        for typed in ["+1 202 555 0888 ext. 12", "202-555-0888 x12", "2025550888;ext=12", "202 555 0888 #12"] {
            assert_eq!(key(typed, "US"), "+12025550888", "{typed}");
            assert_eq!(display(typed, "US"), "+1 202-555-0888 ext. 12", "{typed}");
        }
    }

    #[test]
    fn text_is_no_number() {
        for typed in [
            "",
            "hello",
            "12",
            "a@b.de",
            "+",
            "++49 40 123456",
            "40+123456",
            "call 040 123456",
            "1234567890123456789012",
        ] {
            assert_eq!(key(typed, "DE"), "", "{typed}");
            assert_eq!(quality(typed, "DE"), Quality::Incorrect, "{typed}");
            assert_eq!(display(&format!(" {typed} "), "DE"), typed);
        }
    }

    #[test]
    fn without_a_known_country_only_international_numbers_are_read() {
        for country in ["", "XX", "germany", "🎉"] {
            assert_eq!(key("+49 40 123456", country), "+4940123456");
            assert_eq!(key("040 123456", country), "");
        }
        assert_eq!(key("0049 40 123456", "US"), "+4940123456");
        assert_eq!(key("011 49 40 123456", "us"), "+4940123456");
    }
}
