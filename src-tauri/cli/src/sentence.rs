//! Refusals and steps in words.

use std::io::{self, Write};
use std::process::ExitCode;

use kontor_core::book::Db;
use kontor_core::book::history::{self, HistoryStep, StepState};
use kontor_core::{Error, Refusal, Result};
use serde_json::json;

use crate::texts::Texts;

/// Says on standard error why something was not done. Status 1.
pub(crate) fn refuse(error: &Error, texts: &Texts, json: bool) -> ExitCode {
    let sentence = of_error(error, texts);
    let line = if json {
        let refusal = match error {
            Error::Refused(refusal) => Some(refusal),
            _ => None,
        };
        json!({
            "code": error.code(),
            "field": refusal.and_then(|refusal| refusal.field.as_ref()),
            "values": refusal.map(|refusal| &refusal.values),
            "sentence": sentence,
        })
        .to_string()
    } else {
        texts.own("refused", &[("code", error.code()), ("sentence", &sentence)])
    };
    let _ = writeln!(io::stderr().lock(), "{line}");
    ExitCode::FAILURE
}

/// The sentence of an error.
pub(crate) fn of_error(error: &Error, texts: &Texts) -> String {
    match error {
        Error::Refused(refusal) => of_refusal(refusal, texts),
        other => sentence(other.code(), &[("detail", &other.to_string())], texts),
    }
}

/// The sentence of a refusal, with the field and the name it is about.
pub(crate) fn of_refusal(refusal: &Refusal, texts: &Texts) -> String {
    let values: Vec<(&str, &str)> = refusal.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut said = sentence(refusal.code, &values, texts);
    if let Some(name) = refusal.values.get("id").filter(|id| !id.is_empty()) {
        said.push_str(&format!(" ({name})"));
    }
    match &refusal.field {
        Some(field) => {
            let label = field.rsplit('.').next().unwrap_or(field);
            format!("{}: {said}", texts.word(label))
        }
        None => said,
    }
}

fn sentence(code: &str, values: &[(&str, &str)], texts: &Texts) -> String {
    texts
        .app(&format!("error_{code}"), values)
        .or_else(|| texts.app("error_unknown_code", &[("code", code)]))
        .unwrap_or_else(|| code.to_owned())
}

/// A step in words: "convert Acme GmbH".
pub(crate) fn of_step(step: &HistoryStep, texts: &Texts) -> String {
    let count = step.count.to_string();
    let values = [("subject", step.subject.as_str()), ("count", count.as_str())];
    texts
        .app(&format!("step_{}", step.kind), &values)
        .or_else(|| texts.app("step_other", &values))
        .unwrap_or_else(|| step.subject.clone())
}

/// The same with what became of it: taken back, or itself an undo or redo of another step.
pub(crate) fn of_step_and_state(db: &Db, step: &HistoryStep, texts: &Texts) -> Result<String> {
    Ok(match step.state {
        StepState::Done => of_step(step, texts),
        StepState::Undone => format!("{} ({})", of_step(step, texts), texts.word("undone")),
        StepState::Reversal => {
            let name = of_step(&history::origin(db, step.seq)?, texts);
            let key = if step.kind == "redo" { "redone" } else { "undone" };
            texts.app(key, &[("step", &name)]).unwrap_or(name)
        }
    })
}
