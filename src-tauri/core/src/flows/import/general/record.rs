//! The record of imports: what was imported when, the file of rows that could not be taken, and how a kind of file was mapped last.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, params};

use super::mapping;
use super::plan::{Outcome, Plan, Record};
use crate::book::{Book, Db};
use crate::flows::import::bad_rows::BadRowsFile;
use crate::flows::import::reading::Table;
use crate::value::date::utc_text;
use crate::{Error, Result};

/// Where the files of failed rows lie in the book's folder.
const FOLDER: &str = "imports";

/// A file of failed rows in the making.
pub(super) struct BadRows {
    pub(super) file: BadRowsFile,
    pub(super) name: String,
}

/// Begins the file of failed rows. It appears when it is whole, and only if there are any.
pub(super) fn bad_rows_file(book: &Book, table: &Table, headers: [&str; 2]) -> Result<BadRows> {
    let folder = book.folder().join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let stem = table.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let at = book.read(|db| Ok(db.local().format("%Y-%m-%d %H-%M-%S").to_string()))?;
    let mut name = format!("{stem} ({at}).csv");
    for number in 2.. {
        if !folder.join(&name).exists() {
            break;
        }
        name = format!("{stem} ({at}) {number}.csv");
    }
    Ok(BadRows { file: BadRowsFile::create(folder.join(&name), table.shape(), headers)?, name })
}

/// Where the file of failed rows of an import lies.
#[must_use]
pub fn bad_rows_path(book: &Book, record: &Record) -> Option<PathBuf> {
    // A name, never a path: the record may come from an archive.
    let name = PathBuf::from(&record.bad_rows).file_name()?.to_owned();
    Some(book.folder().join(FOLDER).join(name))
}

/// Notes an import, and answers its number.
pub(super) fn note(
    db: &Db,
    table: &Table,
    plan: &Plan,
    outcome: &Outcome,
    bad_rows: &str,
    op: Option<i64>,
) -> Result<i64> {
    db.conn()
        .prepare_cached(
            "INSERT INTO history_import
               (at, file, kind, system, policy, rows, created, updated, unchanged, skipped, failed, bad_rows, op)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            utc_text(db.now()),
            table.name(),
            plan.what.as_str(),
            plan.system,
            plan.policy.as_str(),
            outcome.rows,
            outcome.created,
            outcome.updated,
            outcome.unchanged,
            outcome.skipped,
            outcome.failed,
            if outcome.failed > 0 { bad_rows } else { "" },
            op,
        ])?;
    Ok(db.conn().last_insert_rowid())
}

const SELECT: &str =
    "SELECT i.seq, i.at, i.file, i.kind, i.system, i.policy, i.rows, i.created, i.updated, i.unchanged,
        i.skipped, i.failed, i.bad_rows, i.op, o.undone_by IS NOT NULL
    FROM history_import i LEFT JOIN history_op o ON o.seq = i.op";

/// The imports, newest first.
///
/// # Errors
/// Those of SQLite.
pub fn records(db: &Db, limit: u32) -> Result<Vec<Record>> {
    let mut statement = db.conn().prepare_cached(&format!("{SELECT} ORDER BY i.seq DESC LIMIT ?1"))?;
    let records = statement.query_map([limit], read)?;
    Ok(records.collect::<Result<_, _>>()?)
}

/// The import of this number.
///
/// # Errors
/// Those of SQLite.
pub fn record(db: &Db, seq: i64) -> Result<Option<Record>> {
    let mut statement = db.conn().prepare_cached(&format!("{SELECT} WHERE i.seq = ?1"))?;
    Ok(statement.query_row([seq], read).optional()?)
}

fn read(row: &Row) -> rusqlite::Result<Record> {
    Ok(Record {
        seq: row.get(0)?,
        at: row.get(1)?,
        file: row.get(2)?,
        what: row.get(3)?,
        system: row.get(4)?,
        policy: row.get(5)?,
        rows: row.get(6)?,
        created: row.get(7)?,
        updated: row.get(8)?,
        unchanged: row.get(9)?,
        skipped: row.get(10)?,
        failed: row.get(11)?,
        bad_rows: row.get(12)?,
        op: row.get(13)?,
        undone: row.get(14)?,
    })
}

/// Remembers how this kind of file was mapped.
pub(super) fn remember(db: &Db, table: &Table, plan: &Plan) -> Result<()> {
    let mut plan = plan.clone();
    // Samples are the file's, not the mapping's; nor are the columns that told what was wrong with its rows.
    plan.mappings.drain(..mapping::report_columns(&table.shape().columns).min(plan.mappings.len()));
    plan.mappings.iter_mut().for_each(|mapping| mapping.values.clear());
    db.remember(&mapping::fingerprint(&table.shape().columns), &serde_json::to_string(&plan)?)
}
