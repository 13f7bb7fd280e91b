//! Every code and every kind of step has its text in both languages (R24): the window and the command line read these files.

use std::collections::BTreeSet;
use std::path::Path;

use kontor_core::book::OpKind;
use kontor_core::flows::import::{FileKind, ReadError, RowProblem, general, leads};
use kontor_core::value::Problem;
use kontor_core::{Code, Error};
use serde_json::{Map, Value};

fn messages(language: &str) -> Map<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../ui/messages/{language}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn placeholders(text: &Value) -> BTreeSet<String> {
    let text = text.to_string();
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.extend(Problem::ALL.iter().map(|problem| problem.code()));
    codes.extend(Error::OTHER_CODES);
    codes.extend(FileKind::ALL.iter().map(|kind| kind.code()));
    codes.extend(ReadError::CODES);
    codes.extend(RowProblem::CODES);
    codes.extend([leads::NOTHING_NAMES_A_LEAD, leads::CANCELLED]);
    codes.extend(general::CODES);
    let (english, german) = (messages("en"), messages("de"));
    for code in codes {
        let key = format!("error_{code}");
        for (language, texts) in [("en", &english), ("de", &german)] {
            assert!(texts.get(&key).is_some_and(|text| text.as_str() != Some("")), "{language}: no {key}");
        }
        assert_eq!(placeholders(&english[&key]), placeholders(&german[&key]), "{key}");
    }
}

#[test]
fn every_kind_of_step_has_a_text_in_both_languages() {
    let known = BTreeSet::from(["subject".to_owned(), "count".to_owned()]);
    for (language, texts) in [("en", messages("en")), ("de", messages("de"))] {
        for kind in OpKind::ALL {
            let key = format!("step_{}", kind.as_str());
            let text = texts.get(&key).unwrap_or_else(|| panic!("{language}: no {key}"));
            assert!(placeholders(text).is_subset(&known), "{language}: {key} names what no step has");
        }
    }
}
