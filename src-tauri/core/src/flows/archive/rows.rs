//! The rows of an archive, as text that anybody may have written: nothing of it reaches the book or a path before it is known to be
//! what the schema has.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read};

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::{LONGEST_ROW, Part, hex, refused};
use crate::book::{Db, base_tables};
use crate::{Code, Result};

/// One row: its columns with their values.
pub(super) type Row = Map<String, Json>;

/// The columns of every base table of this program.
pub(super) struct Schema(BTreeMap<String, BTreeSet<String>>);

impl Schema {
    pub(super) fn read(db: &Db) -> Result<Self> {
        let tables = base_tables(db.conn())?.into_iter().map(|table| {
            let columns = super::columns(db.conn(), &table)?.into_iter().collect();
            Ok((table, columns))
        });
        Ok(Self(tables.collect::<Result<_>>()?))
    }

    /// The columns of a base table.
    pub(super) fn columns(&self, table: &str) -> Option<&BTreeSet<String>> {
        self.0.get(table)
    }

    /// Values of columns that the table has. A change of a row holds only the columns that changed.
    fn fits(&self, table: &str, row: &Row) -> bool {
        self.columns(table)
            .is_some_and(|columns| row.iter().all(|(column, value)| columns.contains(column) && is_plain(value)))
            && (!matches!(table, "conversion" | "former") || !row.contains_key("origin") || self.fits_origin(row))
    }

    /// Rows by table, as conversions and leads that were customers hold them.
    fn fits_origin(&self, row: &Row) -> bool {
        let text = row.get("origin").and_then(Json::as_str).unwrap_or_default();
        serde_json::from_str(text).is_ok_and(|origin: Map<String, Json>| {
            origin.iter().filter(|(table, _)| *table != "names").all(|(table, rows)| {
                let mut rows = rows.as_array().into_iter().flatten();
                rows.all(|row| row.as_object().is_some_and(|row| self.fits(table, row)))
            })
        })
    }

    /// A text that holds such values, or nothing.
    fn fits_text(&self, table: &str, text: &Json) -> bool {
        match text {
            Json::Null => true,
            Json::String(text) => serde_json::from_str(text).is_ok_and(|row: Row| self.fits(table, &row)),
            _ => false,
        }
    }

    /// What must hold of a row beyond the columns of its table. Undo and turning back put the rows that history and conversions
    /// hold into the book, and a hash names a file: neither may come from somebody else unseen.
    pub(super) fn check(&self, part: &Part, row: &Row) -> Result<()> {
        let text = |column: &str| row.get(column).and_then(Json::as_str).unwrap_or_default();
        let holds = match part.table.as_str() {
            "history_change" => {
                let table = text("tbl");
                let before = row.get("before").unwrap_or(&Json::Null);
                self.fits_text(table, before)
                    && self.fits_text(table, row.get("after").unwrap_or(&Json::Null))
                    && (table != "attachment" || sha256_in(before).is_none_or(|sha256| is_sha256(&sha256)))
            }
            "conversion" | "former" => self.fits_origin(row),
            "attachment" => is_sha256(text("sha256")),
            _ => true,
        };
        if holds { Ok(()) } else { Err(refused(Code::ArchiveUnknown, &part.json_name())) }
    }
}

/// What a column can hold.
fn is_plain(value: &Json) -> bool {
    value.is_null() || value.is_string() || value.is_i64()
}

/// 64 hexadecimal digits, and so no path.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The hash in the fields of an attachment that a change holds.
fn sha256_in(before: &Json) -> Option<String> {
    let row: Row = serde_json::from_str(before.as_str()?).ok()?;
    Some(row.get("sha256")?.as_str()?.to_owned())
}

/// The content that a row needs, if it is one that needs any.
pub(super) fn file_of(part: &Part, row: &Row) -> Option<String> {
    match part.table.as_str() {
        "attachment" => row.get("sha256")?.as_str().map(str::to_owned),
        "history_change" if row.get("tbl").and_then(Json::as_str) == Some("attachment") => {
            sha256_in(row.get("before")?)
        }
        _ => None,
    }
}

/// The contents that the book needs, sorted: those of its attachments, and with history of those that an undo would bring back.
pub(super) fn file_names(db: &Db, with_history: bool) -> Result<BTreeSet<String>> {
    let history = " UNION SELECT before ->> '$.sha256' FROM history_change
                    WHERE tbl = 'attachment' AND before ->> '$.sha256' IS NOT NULL";
    let sql = format!("SELECT sha256 FROM attachment{}", if with_history { history } else { "" });
    let mut statement = db.conn().prepare(&sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Reads the rows of a part one after the other, and holds the whole against the manifest at the end.
///
/// # Errors
/// [`Code::ArchiveDamaged`], [`Code::ArchiveTooLarge`], and those of `each`.
pub(super) fn read(part: &Part, from: impl Read, mut each: impl FnMut(Row, usize) -> Result<()>) -> Result<()> {
    let name = part.json_name();
    let damaged = || refused(Code::ArchiveDamaged, &name);
    // One byte more than there should be gives away that there is more.
    let mut from = BufReader::with_capacity(64 * 1024, from.take(part.json.size.saturating_add(1)));
    let (mut hash, mut size, mut count) = (Sha256::new(), 0_u64, 0_u64);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut from).take(LONGEST_ROW as u64 + 1).read_until(b'\n', &mut line).map_err(|_| damaged())?;
        if read == 0 {
            break;
        }
        if read > LONGEST_ROW {
            return Err(refused(Code::ArchiveTooLarge, &name));
        }
        hash.update(&line);
        size += read as u64;
        if size > part.json.size {
            return Err(damaged());
        }
        let row: Row = serde_json::from_slice(&line).map_err(|_| damaged())?;
        let whole = row.len() == part.columns.len() && part.columns.iter().all(|column| row.contains_key(column));
        if !whole || !row.values().all(is_plain) {
            return Err(damaged());
        }
        count += 1;
        each(row, read)?;
    }
    let same = size == part.json.size && count == part.rows && hex(hash) == part.json.sha256;
    if same { Ok(()) } else { Err(damaged()) }
}

/// Reads a content to its end without keeping it; whether it is so long and has this hash.
pub(super) fn is_content(
    from: impl Read,
    size: u64,
    sha256: &str,
    mut each: impl FnMut(u64) -> Result<()>,
) -> Result<bool> {
    let mut from = from.take(size.saturating_add(1));
    let (mut hash, mut found) = (Sha256::new(), 0_u64);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Ok(false),
        };
        hash.update(&buffer[..read]);
        found += read as u64;
        each(read as u64)?;
    }
    Ok(found == size && hex(hash) == sha256)
}
