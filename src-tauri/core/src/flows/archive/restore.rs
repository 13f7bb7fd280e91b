//! An archive into an empty book: the same rows with the same ids, the same files, and the history if it came along.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use serde::Serialize;
use serde_json::Value as Json;

use super::open::Archive;
use super::{Meter, Part, Watch, file_name, refused};
use crate::book::{Book, Db, Done, Kind, Op, OpKind, Tx, base_tables};
use crate::{Code, Error, Refusal, Result};

/// What a new book has from the start: it gives way to what the archive holds. Rows in any other table make a book not empty.
const GIVES_WAY: &[&str] = &["setting", "source", "lead_status", "lost_reason", "tag", "pipeline", "stage"];

/// What came out of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Restored {
    /// Leads, organizations, contacts, opportunities.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub records: u64,
    /// Contents of attachments.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub files: u64,
    /// By SHA-256: contents that the archived book did not hold any more.
    pub missing_files: Vec<String>,
    /// The history came along: it is the book's own now. Without it, all of it is one step that can be taken back.
    pub with_history: bool,
}

/// Fills an empty book with what an archive holds, after looking at all of it.
///
/// # Errors
/// [`Code::BookNotEmpty`], [`Code::NotAnArchive`], [`Code::ArchiveTooNew`], [`Code::ArchiveDamaged`], [`Code::ArchiveUnsafe`],
/// [`Code::ArchiveTooLarge`], [`Code::ArchiveUnknown`], [`Code::ArchiveCancelled`], [`Code::DiskFull`], [`Error::File`], and those
/// of SQLite. The book is then as it was.
pub fn restore(book: &Book, path: &Path, watch: Watch) -> Result<Done<Restored>> {
    book.read(|db| must_be_empty(db, false))?;
    let mut archive = Archive::open(book, path, watch)?;
    let mut stored = NewFiles::default();
    let mut meter = Meter::new(watch, archive.size);
    for sha256 in archive.files.clone() {
        meter.add(0)?;
        stored.store(book, &mut archive, &sha256)?;
    }
    let with_history = !archive.manifest.history.is_empty();
    let parts = archive.manifest.tables.clone();
    let restored = Restored {
        records: parts.iter().filter(|part| Kind::of_table(&part.table).is_some()).map(|part| part.rows).sum(),
        files: archive.files.len() as u64,
        missing_files: archive.manifest.files.missing.clone(),
        with_history,
    };
    let source = RefCell::new((archive, meter));
    let rows = |tx: &Tx| {
        must_be_empty(tx, with_history)?;
        for table in base_tables(tx.conn())? {
            tx.conn().execute(&format!("DELETE FROM \"{table}\""), [])?;
        }
        tx.count(usize::try_from(restored.records).unwrap_or(usize::MAX));
        let (archive, meter) = &mut *source.borrow_mut();
        parts.iter().try_for_each(|part| insert(tx, archive, part, meter))?;
        links_hold(tx)?;
        Ok(restored)
    };
    let done = if with_history {
        book.take_over(rows, |tx| {
            let (archive, meter) = &mut *source.borrow_mut();
            let parts = archive.manifest.history.clone();
            parts.iter().try_for_each(|part| insert(tx, archive, part, meter))?;
            links_hold(tx)
        })
    } else {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        book.transact(Op::new(OpKind::RestoreArchive, name), rows)
    }?;
    stored.keep();
    Ok(done)
}

/// Nothing but what a new book has from the start. A history gives way as well, so that there must be none yet but of that.
fn must_be_empty(db: &Db, also_history: bool) -> Result<()> {
    let not_empty = || Err(Refusal::new(Code::BookNotEmpty).into());
    for table in base_tables(db.conn())?.iter().filter(|table| !GIVES_WAY.contains(&table.as_str())) {
        if db.conn().query_row(&format!("SELECT EXISTS (SELECT 1 FROM \"{table}\")"), [], |row| row.get(0))? {
            return not_empty();
        }
    }
    let steps = "SELECT EXISTS (SELECT 1 FROM history_op WHERE kind NOT IN
                 ('create_book', 'change_settings', 'change_pipeline', 'change_vocabulary') AND seq <> (SELECT seq FROM current_op))";
    if also_history && db.conn().query_row(steps, [], |row| row.get(0))? {
        return not_empty();
    }
    Ok(())
}

fn insert(tx: &Tx, archive: &mut Archive, part: &Part, meter: &mut Meter) -> Result<()> {
    let names: Vec<String> = part.columns.iter().map(|column| format!("\"{column}\"")).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT INTO \"{}\" ({}) VALUES ({})", part.table, names.join(", "), places.join(", "));
    let broken = |error: rusqlite::Error| match Error::from(error) {
        error if error.code() == Code::BrokenRule.as_str() => refused(Code::ArchiveDamaged, &part.json_name()),
        other => other,
    };
    let mut statement = tx.conn().prepare(&sql)?;
    archive.rows(part, |row, length| {
        meter.add(length as u64)?;
        statement
            .execute(params_from_iter(part.columns.iter().map(|column| sql_value(&row[column]))))
            .map_err(broken)?;
        Ok(())
    })
}

fn sql_value(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::Text(text.clone()),
        other => other.as_i64().map_or(Value::Null, Value::Integer),
    }
}

/// Every link leads somewhere. The schema would say so at the end too, but not which.
fn links_hold(tx: &Tx) -> Result<()> {
    let mut statement = tx.conn().prepare("PRAGMA foreign_key_check")?;
    match statement.query_row([], |row| row.get::<_, String>(0)).optional()? {
        Some(table) => Err(refused(Code::ArchiveDamaged, &super::json_name(&table))),
        None => Ok(()),
    }
}

/// Contents that were not in the book's folder before. They go again unless they are kept.
#[derive(Default)]
struct NewFiles(Vec<PathBuf>);

impl NewFiles {
    fn store(&mut self, book: &Book, archive: &mut Archive, sha256: &str) -> Result<()> {
        let path = book.file_path(sha256);
        let is_new = !path.exists();
        let found = book.store_file(archive.file(sha256)?);
        if is_new {
            self.0.push(path);
        }
        if found?.sha256 == sha256 { Ok(()) } else { Err(refused(Code::ArchiveDamaged, &file_name(sha256))) }
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        for path in &self.0 {
            // What stays belongs to no row, and harms nobody.
            let _ = fs::remove_file(path);
        }
    }
}
