//! An archive, looked at from end to end before anything is written. Whoever made it, what passes here is the rows of this
//! program's tables and the contents they need, and nothing else.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::read::{Config, ZipFile};
use zip::unstable::read::ZipIterable;

use super::rows::{Row, Schema, file_of, is_content, is_sha256, read};
use super::{FORMAT, FORMAT_VERSION, MANIFEST, Manifest, Meter, Part, Versions, file_name, refused};
use crate::book::{Book, SCHEMA_VERSION, history_tables};
use crate::{Code, Error, Refusal, Result};

/// The longest table of contents, bytes.
const LONGEST_MANIFEST: u64 = 32 * 1024 * 1024;
/// The most entries.
const MOST_ENTRIES: usize = 1_000_000;
/// What any archive may inflate to, bytes, and how many times its own length beyond that: a book's text shrinks to a tenth, and
/// attachments are not compressed.
const INFLATES_TO: u64 = 1024 * 1024 * 1024;
const INFLATES_TIMES: u64 = 200;

type Entry<'a> = ZipFile<'a, BufReader<File>>;

/// An archive whose every part is what its table of contents says.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    pub(super) manifest: Manifest,
    /// The contents of attachments in it, by SHA-256.
    pub(super) files: BTreeSet<String>,
    /// Bytes of its parts, inflated.
    pub(super) size: u64,
}

impl Archive {
    /// Opens an archive and reads all of it.
    ///
    /// # Errors
    /// [`Code::NotAnArchive`], [`Code::ArchiveTooNew`], [`Code::ArchiveDamaged`], [`Code::ArchiveUnsafe`],
    /// [`Code::ArchiveTooLarge`], [`Code::ArchiveUnknown`], [`Code::ArchiveCancelled`], [`Error::File`].
    pub(super) fn open(book: &Book, path: &Path, watch: super::Watch) -> Result<Self> {
        let file = File::open(path).map_err(Error::file(path))?;
        let length = file.metadata().map_err(Error::file(path))?.len();
        let not_one = || Refusal::new(Code::NotAnArchive).with("path", path.display());
        let mut file = BufReader::new(file);
        // The number of entries before any of them takes up memory.
        let entries = ZipIterable::try_new(&mut file, Config::default()).map_err(|_| not_one())?.len();
        if entries > MOST_ENTRIES {
            return Err(refused(Code::ArchiveTooLarge, &entries.to_string()));
        }
        let mut zip = ZipArchive::new(file).map_err(|_| not_one())?;
        if zip.index_for_name(MANIFEST).is_none() {
            return Err(not_one().into());
        }
        if zip.has_duplicate_names() || zip.has_overlapping_entries().unwrap_or(true) {
            let name = path.file_name().unwrap_or_default();
            return Err(refused(Code::ArchiveUnsafe, &name.to_string_lossy()));
        }
        let size = inflated(&mut zip, length)?;
        let manifest = manifest(&mut zip)?;
        let mut archive = Self { zip, manifest, files: BTreeSet::new(), size };
        let (schema, histories) = book.read(|db| Ok((Schema::read(db)?, history_columns(db)?)))?;
        archive.check_tables(&schema, &histories)?;
        archive.check_names()?;
        archive.check_contents(&schema, &mut Meter::new(watch, size))?;
        Ok(archive)
    }

    /// All tables, those of the history last.
    pub(super) fn parts(&self) -> Vec<Part> {
        self.manifest.tables.iter().chain(&self.manifest.history).cloned().collect()
    }

    /// Reads the rows of a part.
    pub(super) fn rows(&mut self, part: &Part, each: impl FnMut(Row, usize) -> Result<()>) -> Result<()> {
        read(part, self.entry(&part.json_name())?, each)
    }

    /// The content of an attachment.
    pub(super) fn file(&mut self, sha256: &str) -> Result<Entry<'_>> {
        self.entry(&file_name(sha256))
    }

    fn entry(&mut self, name: &str) -> Result<Entry<'_>> {
        self.zip.by_name(name).map_err(|_| refused(Code::ArchiveDamaged, name))
    }

    /// Tables and columns are those of this program, each table is there once.
    fn check_tables(&self, schema: &Schema, histories: &[(String, BTreeSet<String>)]) -> Result<()> {
        let history = |table: &str| histories.iter().find(|(name, _)| name == table).map(|(_, columns)| columns);
        let mut seen = BTreeSet::new();
        let bases = self.manifest.tables.iter().map(|part| (part, schema.columns(&part.table), true));
        let histories = self.manifest.history.iter().map(|part| (part, history(&part.table), false));
        for (part, known, has_csv) in bases.chain(histories) {
            let Some(known) = known else { return Err(refused(Code::ArchiveUnknown, &part.table)) };
            if let Some(column) = part.columns.iter().find(|column| !known.contains(*column)) {
                return Err(refused(Code::ArchiveUnknown, &format!("{}.{column}", part.table)));
            }
            let distinct: BTreeSet<&String> = part.columns.iter().collect();
            if !seen.insert(&part.table) || distinct.len() != part.columns.len() || part.csv.is_some() != has_csv {
                return Err(refused(Code::ArchiveDamaged, MANIFEST));
            }
        }
        Ok(())
    }

    /// The entries are those of the table of contents, by name: no other name leads anywhere, whatever it looks like.
    fn check_names(&mut self) -> Result<()> {
        let mut expected = BTreeSet::from([MANIFEST.to_owned()]);
        for part in self.parts() {
            expected.insert(part.json_name());
            expected.extend(part.csv.is_some().then(|| part.csv_name()));
        }
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_data(index).map_err(|_| refused(Code::ArchiveDamaged, ""))?;
            let name = entry.name().map_err(|_| refused(Code::ArchiveUnsafe, ""))?.into_owned();
            let sha256 = name.strip_prefix("files/").filter(|sha256| is_sha256(sha256));
            if entry.encrypted() || entry.is_symlink() || !(sha256.is_some() || expected.remove(&name)) {
                return Err(refused(Code::ArchiveUnsafe, &name));
            }
            self.files.extend(sha256.map(str::to_owned));
        }
        match expected.pop_first() {
            Some(missing) => Err(refused(Code::ArchiveDamaged, &missing)),
            None => Ok(()),
        }
    }

    fn check_contents(&mut self, schema: &Schema, meter: &mut Meter) -> Result<()> {
        let mut needed = BTreeSet::new();
        for part in self.parts() {
            self.rows(&part, |row, length| {
                schema.check(&part, &row)?;
                needed.extend(file_of(&part, &row));
                meter.add(length as u64)
            })?;
            if let Some(csv) = &part.csv {
                let name = part.csv_name();
                if !is_content(self.entry(&name)?, csv.size, &csv.sha256, |read| meter.add(read))? {
                    return Err(refused(Code::ArchiveDamaged, &name));
                }
            }
        }
        let mut size = 0;
        for sha256 in self.files.clone() {
            let entry = self.file(&sha256)?;
            let length = entry.size();
            if !needed.remove(&sha256) || !is_content(entry, length, &sha256, |read| meter.add(read))? {
                return Err(refused(Code::ArchiveDamaged, &file_name(&sha256)));
            }
            size += length;
        }
        let missing: BTreeSet<String> = self.manifest.files.missing.iter().cloned().collect();
        if needed != missing || self.manifest.files.count != self.files.len() as u64 || self.manifest.files.size != size
        {
            return Err(refused(Code::ArchiveDamaged, "files"));
        }
        Ok(())
    }
}

fn history_columns(db: &crate::book::Db) -> Result<Vec<(String, BTreeSet<String>)>> {
    let tables = history_tables(db.conn())?.into_iter();
    tables.map(|table| Ok((table.clone(), super::columns(db.conn(), &table)?.into_iter().collect()))).collect()
}

/// How much the entries say they inflate to.
fn inflated(zip: &mut ZipArchive<BufReader<File>>, length: u64) -> Result<u64> {
    let bound = length.saturating_mul(INFLATES_TIMES).saturating_add(INFLATES_TO);
    let mut sum = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_data(index).map_err(|_| refused(Code::ArchiveDamaged, ""))?;
        sum = sum.saturating_add(entry.size());
        if sum > bound {
            return Err(refused(Code::ArchiveTooLarge, &entry.name().unwrap_or_default()));
        }
    }
    Ok(sum)
}

fn manifest(zip: &mut ZipArchive<BufReader<File>>) -> Result<Manifest> {
    let damaged = || refused(Code::ArchiveDamaged, MANIFEST);
    let entry = zip.by_name(MANIFEST).map_err(|_| damaged())?;
    if entry.size() > LONGEST_MANIFEST {
        return Err(refused(Code::ArchiveTooLarge, MANIFEST));
    }
    let mut text = Vec::new();
    entry.take(LONGEST_MANIFEST).read_to_end(&mut text).map_err(|_| damaged())?;
    let versions: Versions = serde_json::from_slice(&text).map_err(|_| damaged())?;
    if versions.format != FORMAT {
        return Err(damaged());
    }
    if versions.format_version > FORMAT_VERSION || versions.schema_version > SCHEMA_VERSION {
        let refusal = Refusal::new(Code::ArchiveTooNew).with("archive", versions.schema_version);
        return Err(refusal.with("program", SCHEMA_VERSION).into());
    }
    serde_json::from_slice(&text).map_err(|_| damaged())
}
