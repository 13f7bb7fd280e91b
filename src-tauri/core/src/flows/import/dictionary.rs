//! The words of `dictionary.txt`, ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::columns::ImportField;

/// Words by their use.
#[derive(Default)]
pub(super) struct Dictionary {
    /// Whole headers.
    pub(super) fields: HashMap<&'static str, ImportField>,
    /// Words around a field's name that say only whose it is.
    pub(super) frame: HashSet<&'static str>,
    /// Words that tell that a header is about an e-mail or a telephone without being one.
    pub(super) about: HashSet<&'static str>,
    /// Which of several numbers or addresses; the first label with a fitting word counts.
    pub(super) labels: Vec<(&'static str, HashSet<&'static str>)>,
    /// Mr, Frau Dr.
    pub(super) salutations: HashSet<&'static str>,
    /// GmbH, Ltd.
    pub(super) legal_forms: HashSet<&'static str>,
}

/// The dictionary; read at first use.
pub(super) static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut dictionary = Dictionary::default();
    for (key, phrase) in entries() {
        match key {
            "@frame" => drop(dictionary.frame.insert(phrase)),
            "@about" => drop(dictionary.about.insert(phrase)),
            "@salutation" => drop(dictionary.salutations.insert(phrase)),
            "@legal" => drop(dictionary.legal_forms.insert(phrase)),
            _ => {
                if let Some(label) = key.strip_prefix("@label ") {
                    match dictionary.labels.iter_mut().find(|(known, _)| *known == label) {
                        Some((_, words)) => drop(words.insert(phrase)),
                        None => dictionary.labels.push((label, HashSet::from([phrase]))),
                    }
                } else if let Some(field) = ImportField::of(key) {
                    dictionary.fields.insert(phrase, field);
                }
            }
        }
    }
    dictionary
});

/// Every phrase with its key.
fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("dictionary.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .flat_map(|(key, phrases)| phrases.split(',').map(move |phrase| (key.trim(), phrase.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::import::columns::words_of;

    #[test]
    fn every_phrase_is_written_as_headers_are_compared_and_stands_once() {
        let mut seen = HashSet::new();
        for (key, phrase) in entries() {
            assert!(key.starts_with('@') || ImportField::of(key).is_some(), "{key} is no field");
            assert_eq!(words_of(phrase).join(" "), phrase, "{key}");
            assert!(key.starts_with('@') || seen.insert(phrase), "{key}: {phrase} stands twice");
        }
        assert!(seen.len() > 300);
    }
}
