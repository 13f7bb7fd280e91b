//! archive, restore.

use std::path::Path;

use kontor_core::flows::archive;

use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Outcome};

pub(super) fn write(on: &Context, path: &Path, with_history: bool) -> Outcome {
    let mut meter = Meter::start(on.args.json);
    let written = archive::write(&on.book, path, with_history, &mut |progress| meter.show(progress.percent(), None));
    meter.end();
    let written = written?;
    let counts = on.texts.own(
        "archived",
        &[
            ("records", &written.records.to_string()),
            ("files", &written.files.to_string()),
            ("path", &path.display().to_string()),
        ],
    );
    let text = [counts, missing(on, &written.missing_files)].join("\n");
    Ok(Answer::new(&written, text)?)
}

pub(super) fn restore(on: &Context, path: &Path) -> Outcome {
    let mut meter = Meter::start(on.args.json);
    let done = archive::restore(&on.book, path, &mut |progress| meter.show(progress.percent(), None));
    meter.end();
    let done = done?;
    let restored = &done.value;
    let counts = [("records", restored.records.to_string()), ("files", restored.files.to_string())];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let mut text = vec![on.texts.own("restored", &counts)];
    if done.op.is_some() {
        text.insert(0, on.step_text(&done)?);
    }
    text.push(missing(on, &restored.missing_files));
    on.saved_as(&done, text.join("\n"))
}

fn missing(on: &Context, hashes: &[String]) -> String {
    if hashes.is_empty() {
        return String::new();
    }
    let count = hashes.len().to_string();
    on.texts.own("missing_files", &[("count", &count), ("hashes", &hashes.join(", "))])
}
