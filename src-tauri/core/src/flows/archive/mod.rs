//! The whole book as one file, and that file read into an empty book as the same book (I35).
//!
//! The file is a zip:
//! - `data/TABLE.jsonl`: every row of the table, one JSON object a line, exactly. This is what is read back.
//! - `tables/TABLE.csv`: the same for people and their spreadsheets, no cell of which can start a formula.
//! - `files/SHA256`: the content of every attachment, under its own hash.
//! - `data/history_*.jsonl`: the steps and changes, if they were asked for.
//! - `manifest.json`: versions, tables with their columns and numbers of rows, the size and SHA-256 of each part.
//!
//! write.rs makes it from one snapshot, as a stream. open.rs looks at all of it before a byte is written anywhere: the archive may
//! come from anybody. restore.rs then fills the book, in one step, or with the history that came along
//! (docs/decisions/archive.md).

mod open;
mod restore;
mod rows;
mod write;

use std::ops::ControlFlow;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::flows::progress::{Progress, Watch};
use crate::{Code, Error, Refusal, Result};

pub use restore::{Restored, restore};
pub use write::{Archived, write};

/// What a manifest calls itself.
const FORMAT: &str = "kontor-archive";
/// The newest layout of the file that this program knows.
const FORMAT_VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";

/// The table of contents of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: String,
    format_version: u32,
    /// Of the book: `book::SCHEMA_VERSION`.
    schema_version: i32,
    /// The program that wrote it, for a reader.
    program: String,
    made_at: String,
    tables: Vec<Part>,
    /// Empty: without history.
    history: Vec<Part>,
    files: Files,
}

/// What must be known of a manifest before the rest of it can be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Versions {
    format: String,
    format_version: u32,
    schema_version: i32,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    table: String,
    columns: Vec<String>,
    rows: u64,
    json: Content,
    /// Of a base table; the history has none.
    csv: Option<Content>,
}

impl Part {
    fn json_name(&self) -> String {
        json_name(&self.table)
    }

    fn csv_name(&self) -> String {
        csv_name(&self.table)
    }
}

fn json_name(table: &str) -> String {
    format!("data/{table}.jsonl")
}

fn csv_name(table: &str) -> String {
    format!("tables/{table}.csv")
}

fn file_name(sha256: &str) -> String {
    format!("files/{sha256}")
}

/// How long a part is, in bytes, and its SHA-256 in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    size: u64,
    sha256: String,
}

/// The contents of the attachments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Files {
    count: u64,
    /// Bytes in all.
    size: u64,
    /// By SHA-256: those that the book's folder did not hold any more, or damaged.
    missing: Vec<String>,
}

fn columns(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    Ok(statement.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// A hash in hexadecimal digits.
fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The longest row, in bytes of JSON. Both sides hold to it, so that reading needs no more memory than writing did.
const LONGEST_ROW: usize = 64 * 1024 * 1024;

/// Where something stands in an archive, and what is wrong with it.
fn refused(code: Code, part: &str) -> Error {
    // A name out of a file that anybody may have made goes into a sentence: not endless, and on one line.
    let part: String = part.chars().filter(|c| !c.is_control()).take(120).collect();
    Refusal::new(code).with("part", part).into()
}

/// Counts, and asks whether to go on, every now and then.
struct Meter<'a> {
    watch: Watch<'a>,
    progress: Progress,
    asked: u64,
}

impl<'a> Meter<'a> {
    fn new(watch: Watch<'a>, of: u64) -> Self {
        Self { watch, progress: Progress { done: 0, of }, asked: 0 }
    }

    fn add(&mut self, done: u64) -> Result<()> {
        self.progress.done = (self.progress.done + done).min(self.progress.of);
        if self.progress.done < self.progress.of && self.progress.done - self.asked < self.progress.of / 200 {
            return Ok(());
        }
        self.asked = self.progress.done;
        match (self.watch)(self.progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Refusal::new(Code::ArchiveCancelled).into()),
        }
    }
}
