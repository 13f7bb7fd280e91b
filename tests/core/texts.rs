//! Every code and every kind of step has its text in every language (R24): the window and the command line read these files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kontor_core::book::OpKind;
use kontor_core::flows::import::{FileKind, ReadError, RowProblem, general};
use kontor_core::value::Problem;
use kontor_core::{Code, Error};
use serde_json::{Map, Value};

/// The texts of each language that has a file in this folder.
fn languages(folder: &str) -> BTreeMap<String, Map<String, Value>> {
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let read = |path: PathBuf| {
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (language, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
    };
    let all: BTreeMap<_, _> = files.map(|file| read(file.unwrap().path())).collect();
    assert!(all.contains_key("en") && all.contains_key("de"), "{folder}");
    all
}

fn messages() -> BTreeMap<String, Map<String, Value>> {
    languages("../../ui/messages")
}

fn placeholders(text: &Value) -> BTreeSet<String> {
    let text = text.to_string();
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_code_has_a_sentence_in_every_language() {
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.extend(Problem::ALL.iter().map(|problem| problem.code()));
    codes.extend(Error::OTHER_CODES);
    codes.extend(FileKind::ALL.iter().map(|kind| kind.code()));
    codes.extend(ReadError::CODES);
    codes.extend(RowProblem::CODES);
    codes.extend(general::CODES);
    let messages = messages();
    for code in codes {
        let key = format!("error_{code}");
        for (language, texts) in &messages {
            assert!(texts.get(&key).is_some_and(|text| text.as_str() != Some("")), "{language}: no {key}");
            assert_eq!(placeholders(&messages["en"][&key]), placeholders(&texts[&key]), "{language}: {key}");
        }
    }
}

#[test]
fn every_field_that_an_import_fills_has_a_word_in_every_language() {
    let snake = |name: &str| {
        name.chars().fold(String::new(), |mut text, c| {
            if c.is_ascii_uppercase() {
                text.push('_');
            }
            text.push(c.to_ascii_lowercase());
            text
        })
    };
    for (language, texts) in messages() {
        for what in general::What::ALL {
            for field in general::field_names(what) {
                // As `ui/src/import/words.ts` looks for it.
                let names = ["import_field", "field"].map(|start| format!("{start}_{}", snake(field)));
                assert!(names.iter().any(|name| texts.contains_key(name)), "{language}: {}.{field}", what.as_str());
            }
        }
    }
}

#[test]
fn every_kind_of_step_has_a_text_in_every_language() {
    let known = BTreeSet::from(["subject".to_owned(), "count".to_owned()]);
    for (language, texts) in messages() {
        for kind in OpKind::ALL {
            let key = format!("step_{}", kind.as_str());
            let text = texts.get(&key).unwrap_or_else(|| panic!("{language}: no {key}"));
            assert!(placeholders(text).is_subset(&known), "{language}: {key} names what no step has");
        }
    }
}

#[test]
fn what_the_core_writes_into_books_and_files_has_the_same_words_in_every_language() {
    for folder in ["sql/labels", "sql/seed", "sql/demo"] {
        let all = languages(folder);
        for (language, texts) in &all {
            let names = |texts: &Map<String, Value>| texts.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(&all["en"]), names(texts), "{folder}/{language}.json");
        }
        assert_eq!(all.keys().collect::<Vec<_>>(), messages().keys().collect::<Vec<_>>(), "{folder}");
    }
}
