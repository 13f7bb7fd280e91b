//! log: a note, an activity, a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use kontor_core::book::{Kind, Op, OpKind, RecordRef};
use kontor_core::flows::import::FileKind;
use kontor_core::flows::naming;
use kontor_core::records::{activity, attachment, note, title_of};
use kontor_core::{Error, Refusal, Result};

use crate::args::Log;
use crate::context::Context;
use crate::output::{Failure, Outcome};

pub(super) fn run(on: &Context, wanted: &Log) -> Outcome {
    let owners = on.book.read(|db| {
        let named = wanted.records.iter().map(|name| naming::record(db, name, &Kind::ALL));
        named.collect::<Result<Vec<RecordRef>>>()
    })?;
    let subject = on.book.read(|db| title_of(db, &owners[0]))?;
    if let Some(text) = &wanted.note {
        let text = if text == "-" { standard_input()? } else { text.clone() };
        let done = on.book.transact(Op::new(OpKind::AddNote, subject), |tx| note::add(tx, &owners, &text))?;
        return on.saved(&done);
    }
    if let Some(path) = &wanted.file {
        return attach(on, &owners, subject, path);
    }
    let kinds =
        [("call", &wanted.call), ("meeting", &wanted.meeting), ("email", &wanted.email), ("task", &wanted.task)];
    let Some((kind, title)) = kinds.into_iter().find_map(|(kind, title)| Some((kind, title.as_ref()?))) else {
        return Err(Failure::Usage("what is to be logged?".into()));
    };
    let fields = BTreeMap::from([
        (activity::Field::Kind, kind.to_owned()),
        (activity::Field::Subject, title.clone()),
        (activity::Field::Body, wanted.body.clone()),
        (activity::Field::DueOn, wanted.due.clone()),
        (activity::Field::DueTime, wanted.time.clone()),
    ]);
    let draft = activity::Draft { fields, done: wanted.due.trim().is_empty() };
    let op = Op::new(OpKind::AddActivity, subject);
    let done = on.book.transact(op, |tx| activity::add(tx, &owners, &draft, &on.typing))?;
    on.saved(&done)
}

fn attach(on: &Context, owners: &[RecordRef], subject: String, path: &Path) -> Outcome {
    let file = File::open(path).map_err(Error::file(path))?;
    if file.metadata().map_err(Error::file(path))?.is_dir() {
        let is_folder = std::io::Error::from(std::io::ErrorKind::IsADirectory);
        return Err(Error::file(path)(is_folder).into());
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let content = on.book.store_file(file)?;
    let op = Op::new(OpKind::AttachFile, subject);
    let done = on.book.transact(op, |tx| attachment::attach(tx, owners, &content, &name))?;
    on.saved(&done)
}

fn standard_input() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(Error::file("-"))?;
    String::from_utf8(bytes).map_err(|_| Refusal::of_field("body", FileKind::Binary.code()).into())
}
