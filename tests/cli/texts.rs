//! The program's own texts stand in every language of the window, and there is one for everything that it says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kontor_core::records::{contact, lead, opportunity, organization};
use serde_json::{Map, Value};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("texts")
}

fn texts(language: &str) -> Map<String, Value> {
    serde_json::from_slice(&std::fs::read(folder().join(format!("{language}.json"))).unwrap()).unwrap()
}

/// The languages that have a file in this folder.
fn languages(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn placeholders(text: &Value) -> BTreeSet<String> {
    let text = text.as_str().unwrap();
    text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0.to_owned()).collect()
}

#[test]
fn all_languages_say_the_same_with_the_same_values() {
    let english = texts("en");
    let languages = languages(&folder());
    assert_eq!(languages, self::languages(&folder().join("../../../ui/messages")));
    for language in languages {
        let texts = texts(&language);
        assert_eq!(english.keys().collect::<Vec<_>>(), texts.keys().collect::<Vec<_>>(), "{language}");
        for (key, text) in &english {
            assert_eq!(placeholders(text), placeholders(&texts[key]), "{language}: {key}");
        }
    }
}

#[test]
fn every_field_has_a_word() {
    let texts = texts("en");
    let mut names: BTreeSet<&str> = BTreeSet::new();
    names.extend(lead::Field::ALL.iter().map(|field| field.as_str()));
    names.extend(organization::Field::ALL.iter().map(|field| field.as_str()));
    names.extend(contact::Field::ALL.iter().map(|field| field.as_str()));
    names.extend(opportunity::Field::ALL.iter().map(|field| field.as_str()));
    for name in names {
        assert!(texts.contains_key(name), "no word for {name}");
    }
}

/// Names in quotes that follow a call for a text.
#[test]
fn every_text_that_the_code_names_is_there() {
    let texts = texts("en");
    let mut files = vec![folder().join("../src")];
    let mut named = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let code = std::fs::read_to_string(&path).unwrap();
        for call in [".word(\"", ".own(\"", ".own(\n        \"", ".own(\n            \""] {
            for rest in code.split(call).skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(texts.contains_key(name), "{}: no text {name}", path.display());
                named += 1;
            }
        }
    }
    assert!(named > 20, "only {named} texts found: the search is wrong");
}
