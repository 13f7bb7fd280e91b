//! The kinds of record, each held to its rules through the door.

mod bulk;
mod cases;
mod leads;
pub(crate) mod lists;
mod round_trips;
mod rules;

use kontor_core::book::{Db, Kind, RecordRef, Tx};
use kontor_core::records::Typing;
use kontor_core::{Error, Refusal, Result};

/// As an English window reads what is typed.
pub(crate) fn english(db: &Db) -> Typing {
    Typing::of(db, "en").unwrap()
}

/// A record of a kind.
pub(crate) fn record(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: id.to_owned() }
}

/// The refusal that a step ended in.
#[track_caller]
pub(crate) fn refusal<T>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => panic!("failed otherwise: {other}"),
        Ok(_) => panic!("was not refused"),
    }
}

/// What a refusal is about: "field: code".
#[track_caller]
pub(crate) fn complaint<T>(result: Result<T>) -> String {
    let refusal = refusal(result);
    format!("{}: {}", refusal.field.unwrap_or_default(), refusal.code)
}

/// The typing of an English window inside a step.
pub(crate) fn typing(tx: &Tx) -> Typing {
    english(tx)
}
