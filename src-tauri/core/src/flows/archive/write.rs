//! The book into a file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use rusqlite::types::ValueRef;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::rows::file_names;
use super::{
    Content, FORMAT, FORMAT_VERSION, Files, LONGEST_ROW, MANIFEST, Manifest, Meter, Part, Watch, columns, csv_name,
    file_name, hex, json_name, refused,
};
use crate::book::{Book, Db, Kind, SCHEMA_VERSION, base_tables, history_tables};
use crate::flows::formulas::harmless;
use crate::flows::new_file::NewFile;
use crate::value::date::utc_text;
use crate::{Code, Error, Result};

/// What went into an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Archived {
    /// Leads, organizations, contacts, opportunities.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub records: u64,
    /// Contents of attachments.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub files: u64,
    /// By SHA-256: contents that the book's folder does not hold any more, or damaged. The archive is made all the same.
    pub missing_files: Vec<String>,
    /// Bytes of the archive.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub size: u64,
}

/// Writes the whole book as it is at this moment into a new file. Others may go on writing into the book meanwhile.
///
/// # Errors
/// [`Code::DiskFull`], [`Code::TargetInBook`], [`Code::ArchiveCancelled`], [`Code::ArchiveTooLarge`] for a single row beyond
/// every measure, [`Error::File`], those of SQLite. There is no new file then; one that was there before is as it was.
pub fn write(book: &Book, path: &Path, with_history: bool, watch: Watch) -> Result<Archived> {
    let file = NewFile::create(book, path)?;
    book.read(|db| {
        let bases = base_tables(db.conn())?;
        let histories = if with_history { history_tables(db.conn())? } else { Vec::new() };
        let shas = file_names(db, with_history)?;
        let mut of = shas.len() as u64;
        for (tables, times) in [(&bases, 2), (&histories, 1)] {
            for table in tables {
                of += times * count(db, table)?;
            }
        }
        let mut writer = Writer { db, book, path, zip: ZipWriter::new(file), meter: Meter::new(watch, of) };
        let tables = bases.iter().map(|table| writer.table(table, true)).collect::<Result<Vec<_>>>()?;
        let history = histories.iter().map(|table| writer.table(table, false)).collect::<Result<Vec<_>>>()?;
        let files = writer.files(&shas)?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            schema_version: SCHEMA_VERSION,
            program: concat!("Kontor ", env!("CARGO_PKG_VERSION")).to_owned(),
            made_at: utc_text(db.now()),
            tables,
            history,
            files,
        };
        writer.finish(&manifest)?;
        let records = manifest.tables.iter().filter(|part| Kind::of_table(&part.table).is_some());
        Ok(Archived {
            records: records.map(|part| part.rows).sum(),
            files: manifest.files.count,
            missing_files: manifest.files.missing,
            size: std::fs::metadata(path).map_err(Error::file(path))?.len(),
        })
    })
}

fn count(db: &Db, table: &str) -> Result<u64> {
    Ok(db.conn().query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?)
}

/// Writes a row with these columns; without a row, the head of the table.
type Line = fn(&[String], Option<&rusqlite::Row>, &mut Vec<u8>) -> Result<()>;

struct Writer<'a> {
    db: &'a Db<'a>,
    book: &'a Book,
    path: &'a Path,
    zip: ZipWriter<NewFile>,
    meter: Meter<'a>,
}

impl Writer<'_> {
    fn table(&mut self, table: &str, with_csv: bool) -> Result<Part> {
        let columns = columns(self.db.conn(), table)?;
        let (rows, json) = self.part(&json_name(table), table, &columns, json_line)?;
        let csv = if with_csv { Some(self.part(&csv_name(table), table, &columns, csv_line)?.1) } else { None };
        Ok(Part { table: table.to_owned(), columns, rows, json, csv })
    }

    /// One entry with all rows of a table.
    fn part(&mut self, name: &str, table: &str, columns: &[String], line: Line) -> Result<(u64, Content)> {
        self.start(name, CompressionMethod::Deflated, true)?;
        let (mut hash, mut size, mut count) = (Sha256::new(), 0, 0);
        let mut buffer = Vec::new();
        line(columns, None, &mut buffer)?;
        // The key is the first column of every table: the same book gives the same file.
        let mut statement = self.db.conn().prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1"))?;
        let mut rows = statement.query([])?;
        loop {
            if buffer.len() > LONGEST_ROW {
                return Err(refused(Code::ArchiveTooLarge, name));
            }
            hash.update(&buffer);
            size += buffer.len() as u64;
            self.zip.write_all(&buffer).map_err(Error::file(self.path))?;
            buffer.clear();
            let Some(row) = rows.next()? else { break };
            line(columns, Some(row), &mut buffer)?;
            count += 1;
            self.meter.add(1)?;
        }
        Ok((count, Content { size, sha256: hex(hash) }))
    }

    /// The contents, uncompressed: documents and pictures are compressed as they are.
    fn files(&mut self, shas: &BTreeSet<String>) -> Result<Files> {
        let mut files = Files::default();
        for sha256 in shas {
            self.meter.add(1)?;
            let path = self.book.file_path(sha256);
            // Looked at before it goes in: what is once in a zip cannot be taken out again.
            match File::open(&path).and_then(|file| digest(file, &mut io::sink())) {
                Ok(found) if found.sha256 == *sha256 => {
                    self.start(&file_name(sha256), CompressionMethod::Stored, found.size >= u64::from(u32::MAX))?;
                    let file = File::open(&path).map_err(Error::file(&path))?;
                    let copied = digest(file, &mut self.zip).map_err(Error::file(self.path))?;
                    if copied != found {
                        return Err(Error::file(&path)(io::ErrorKind::InvalidData.into()));
                    }
                    files.count += 1;
                    files.size += found.size;
                }
                _ => files.missing.push(sha256.clone()),
            }
        }
        Ok(files)
    }

    fn finish(mut self, manifest: &Manifest) -> Result<()> {
        self.start(MANIFEST, CompressionMethod::Deflated, false)?;
        let mut text = serde_json::to_vec_pretty(manifest)?;
        text.push(b'\n');
        self.zip.write_all(&text).map_err(Error::file(self.path))?;
        let path = self.path;
        self.zip.finish().map_err(|error| failed(error, path))?.finish()
    }

    fn start(&mut self, name: &str, method: CompressionMethod, large: bool) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(method).large_file(large);
        self.zip.start_file(name, options).map_err(|error| failed(error, self.path))
    }
}

fn failed(error: ZipError, path: &Path) -> Error {
    let error = match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    };
    Error::file(path)(error)
}

/// Copies a content and says what it was.
fn digest(mut from: impl Read, to: &mut impl Write) -> io::Result<Content> {
    let (mut hash, mut size) = (Sha256::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(Content { size, sha256: hex(hash) });
        }
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        size += read as u64;
    }
}

/// One row as a JSON object, its columns in the order of the table. There is no head.
fn json_line(columns: &[String], row: Option<&rusqlite::Row>, line: &mut Vec<u8>) -> Result<()> {
    let Some(row) = row else { return Ok(()) };
    for (at, column) in columns.iter().enumerate() {
        line.push(if at == 0 { b'{' } else { b',' });
        serde_json::to_writer(&mut *line, column)?;
        line.push(b':');
        match row.get_ref(at)? {
            ValueRef::Integer(number) => serde_json::to_writer(&mut *line, &number)?,
            ValueRef::Text(text) => serde_json::to_writer(&mut *line, &String::from_utf8_lossy(text))?,
            // Base tables and history hold nothing else (schema.sql).
            _ => line.extend(b"null"),
        }
    }
    line.extend(b"}\n");
    Ok(())
}

/// One row for a spreadsheet; the head are the columns' names.
fn csv_line(columns: &[String], row: Option<&rusqlite::Row>, line: &mut Vec<u8>) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *line);
    let written = match row {
        None => columns.iter().try_for_each(|column| writer.write_field(column)),
        Some(row) => (0..columns.len()).try_for_each(|at| match row.get_ref(at) {
            Ok(ValueRef::Integer(number)) => writer.write_field(number.to_string()),
            Ok(ValueRef::Text(text)) => writer.write_field(harmless(&String::from_utf8_lossy(text)).as_bytes()),
            _ => writer.write_field(""),
        }),
    };
    let ended = written.and_then(|()| writer.write_record(None::<&[u8]>)).map_err(io::Error::from);
    ended.and_then(|()| writer.flush()).map_err(Error::file(""))
}
