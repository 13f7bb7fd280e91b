//! Names of persons, and what a record is called.

use super::{Problem, email, similar, text};

/// A person's name in its parts; each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Form of address and titles: "Frau Dr.".
    pub salutation: String,
    /// First and middle names.
    pub first: String,
    /// Family name with its particles and suffixes: "van Gogh", "Smith Jr.".
    pub last: String,
}

impl Person {
    /// "Mr James Robert Smith" (C64); empty for nobody.
    pub fn display(&self) -> String {
        text::one_spaced(&format!("{} {} {}", self.salutation, self.first, self.last))
    }

    /// See [`person_key`].
    pub fn key(&self) -> String {
        person_key(&self.first, &self.last)
    }
}

/// Words in front of a name that are no part of it, folded and without dots.
const SALUTATIONS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "madam",
    "herr",
    "herrn",
    "frau",
    "hr",
    "fr",
    "dr",
    "prof",
    "professor",
    "dipl",
    "ing",
    "mag",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "sr",
    "sra",
    "dott",
    "avv",
    "rev",
    "doctor",
    "doktor",
    "med",
    "jur",
    "phil",
    "nat",
    "rer",
    "habil",
    "hc",
    "dipl-ing",
    "dipl-kfm",
    "ra",
];

/// Of these, the ones that count only after another: "Dr. med." is a title, "Phil Collins" is a name.
const AFTER_A_TITLE: &[&str] = &["ing", "med", "jur", "phil", "nat", "rer", "habil", "hc", "mag", "fr", "ra"];

/// Words that begin the family name when written small.
const PARTICLES: &[&str] = &[
    "von", "vom", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "des", "la", "le",
    "zu", "zum", "zur", "ter", "ten", "bin", "ibn", "al", "el", "af", "av", "y", "e", "ten", "und", "'t",
];

/// Words after the family name, folded and without dots.
const SUFFIXES: &[&str] =
    &["jr", "sr", "ii", "iii", "iv", "phd", "mba", "msc", "bsc", "llm", "ma", "ba", "md", "esq", "cpa"];

/// Takes a name apart: "Mr James Robert Smith", "Smith, James", "Frau Prof. Dr. Anna von der Heide". Every word stays in one
/// of the parts (R26). A single word is a family name.
pub fn parse_person(typed: &str) -> Person {
    let line = text::one_spaced(typed);
    match line.split_once(',') {
        Some((last, rest)) if !last.trim().is_empty() && !rest.trim().is_empty() => from_list_form(last, rest),
        _ => from_words(&words(&line)),
    }
}

/// "Smith, Dr. James" or "James Smith, PhD".
fn from_list_form(before: &str, after: &str) -> Person {
    let (mut before, after) = (words(before), words(after));
    if after.iter().all(|word| SUFFIXES.contains(&bare(word).as_str())) {
        before.extend(after);
        return from_words(&before);
    }
    let (salutation_before, last) = before.split_at(salutation_length(&before));
    let (salutation_after, first) = after.split_at(salutation_length(&after));
    Person {
        salutation: [salutation_before, salutation_after].concat().join(" "),
        first: first.join(" "),
        last: last.join(" "),
    }
}

fn from_words(words: &[&str]) -> Person {
    let (salutation, name) = words.split_at(salutation_length(words));
    let (first, last) = name.split_at(last_name_start(name));
    Person { salutation: salutation.join(" "), first: first.join(" "), last: last.join(" ") }
}

/// Words without commas that stand alone.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().map(|word| word.trim_matches(',')).filter(|word| !word.is_empty()).collect()
}

/// How many words in front are form of address or title.
fn salutation_length(words: &[&str]) -> usize {
    let mut length = 0;
    for word in words {
        // "h.c." and "Dipl.-Ing." are one word, "Prof.Dr." two titles in one.
        let parts: Vec<String> =
            text::fold(word).split('.').map(|p| p.trim_matches('-').to_owned()).filter(|p| !p.is_empty()).collect();
        let known = |part: &String| {
            SALUTATIONS.contains(&part.as_str()) && (length > 0 || !AFTER_A_TITLE.contains(&part.as_str()))
        };
        let is_title =
            parts.first().is_some_and(known) && parts.iter().all(|part| SALUTATIONS.contains(&part.as_str()));
        let is_honorary = length > 0 && parts.concat() == "hc";
        if !is_title && !is_honorary {
            break;
        }
        length += 1;
    }
    length
}

/// Where the family name begins: at the first particle written small, else at the last word before the suffixes.
fn last_name_start(name: &[&str]) -> usize {
    let suffixes = name.iter().rev().take_while(|word| SUFFIXES.contains(&bare(word).as_str())).count();
    let end = name.len().saturating_sub(suffixes);
    let particle = name.iter().take(end.saturating_sub(1)).position(|word| PARTICLES.contains(word));
    particle.unwrap_or_else(|| end.saturating_sub(1))
}

fn bare(word: &str) -> String {
    text::fold(word).replace(['.', ','], "")
}

/// "last first", folded, with one space between words: sorting and matching of persons. Idempotent as a text.
pub fn person_key(first: &str, last: &str) -> String {
    text::key(&format!("{last} {first}"))
}

/// The words of a name in a fixed order, in German folding, without titles and punctuation: "Dr. Zoë Müller-Voß" typed in any
/// order, with or without umlauts and titles, has one key. Idempotent as a last name.
pub fn match_key(first: &str, last: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    for part in [first, last] {
        let typed: Vec<&str> = part.split([',', ';', ' ', '\t', '\u{a0}']).flat_map(str::split_whitespace).collect();
        // Hardly any name begins with a title: a look at its first word tells.
        let titles = if typed.first().is_some_and(|word| may_be_title(word)) { salutation_length(&typed) } else { 0 };
        for word in &typed[titles..] {
            if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
                all.push(word.to_ascii_lowercase());
                continue;
            }
            let plain: String = text::fold_german(word)
                .chars()
                .filter(|c| !matches!(c, '\'' | '’' | '‘' | '`' | '´'))
                .map(|c| if c.is_alphanumeric() { c } else { ' ' })
                .collect();
            all.extend(plain.split_whitespace().map(str::to_owned));
        }
    }
    all.sort_unstable();
    all.join(" ")
}

/// A part of a name without the titles in front of it: people type them into either.
pub fn without_titles(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().collect();
    words[salutation_length(&words)..].join(" ")
}

fn may_be_title(word: &str) -> bool {
    word.contains('.') || SALUTATIONS.iter().any(|title| title.eq_ignore_ascii_case(word))
}

/// Whether two keys may mean the same person: every word of the shorter has a similar one in the longer, in any order, so
/// that swapped first and last names and a missing one are seen. Weak evidence, only offered (R14). Symmetric.
pub fn similar(a_key: &str, b_key: &str) -> bool {
    similar::words(a_key, b_key, similar::Missing::Allowed)
}

/// What a lead is called when no title was typed (C64): its company, else its person, else the part of its e-mail before the
/// `@`.
///
/// # Errors
/// [`Problem::NoName`] where there is none of them.
pub fn title(company: &str, person: &Person, email_text: &str) -> Result<String, Problem> {
    let from_email = email::parse_all(email_text).into_iter().next();
    let local = from_email.as_ref().and_then(|email| email.value.rsplit_once('@')).map(|(local, _)| local);
    [company.trim(), person.display().as_str(), local.unwrap_or_default()]
        .into_iter()
        .find(|name| !name.is_empty())
        .map(str::to_owned)
        .ok_or(Problem::NoName)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (typed, salutation, first, last) in [
            ("Mr James Robert Smith", "Mr", "James Robert", "Smith"),
            ("Smith, James", "", "James", "Smith"),
            ("Smith, Dr. James", "Dr.", "James", "Smith"),
            ("Frau Prof. Dr. Anna von der Heide", "Frau Prof. Dr.", "Anna", "von der Heide"),
            ("Dr. med. Karl Huber", "Dr. med.", "Karl", "Huber"),
            ("Prof. Dr. h.c. Karl Huber", "Prof. Dr. h.c.", "Karl", "Huber"),
            ("Dipl.-Ing. Eva Maurer", "Dipl.-Ing.", "Eva", "Maurer"),
            ("von der Heide, Anna", "", "Anna", "von der Heide"),
            ("Vincent van Gogh", "", "Vincent", "van Gogh"),
            ("Phil Collins", "", "Phil", "Collins"),
            ("Herr Müller", "Herr", "", "Müller"),
            ("charlie", "", "", "charlie"),
            ("John Smith Jr.", "", "John", "Smith Jr."),
            ("John Smith, PhD", "", "John", "Smith PhD"),
            ("  Zoë \u{a0} Müller-Lüdenscheidt ", "", "Zoë", "Müller-Lüdenscheidt"),
            ("Dr.", "Dr.", "", ""),
            ("", "", "", ""),
            (",", "", "", ""),
            ("Smith,", "", "", "Smith"),
            ("שרה כהן", "", "שרה", "כהן"),
        ] {
            let expected = Person { salutation: salutation.into(), first: first.into(), last: last.into() };
            assert_eq!(parse_person(typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_key_is_last_then_first_without_accents() {
        assert_eq!(person_key("Zoë", " Müller"), "muller zoe");
        assert_eq!(person_key("", ""), "");
        assert_eq!(parse_person("Frau Dr. Zoë Müller").key(), "muller zoe");
    }

    #[test]
    fn similar_persons() {
        for (a, b, expected) in [
            ("smith james", "james smith", true),
            ("meyer anna", "meier anna", true),
            ("smith", "smith james", true),
            ("smith james", "jones james", false),
            ("depape asa", "depapel casa", false),
            ("", "smith", false),
        ] {
            assert_eq!(similar(a, b), expected, "{a} / {b}");
            assert_eq!(similar(b, a), expected, "{b} / {a}");
        }
    }
}
