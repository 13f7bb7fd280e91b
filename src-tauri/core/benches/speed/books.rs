//! The books that are measured: made once, kept in the target folder, copied for each use.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kontor_core::book::{Book, Op, OpKind, Opening, SCHEMA_VERSION};
use kontor_core::flows::fill::fill;

pub(crate) struct Books {
    pub(crate) small: PathBuf,
    pub(crate) large: PathBuf,
}

pub(crate) fn open(folder: &Path) -> Book {
    Book::open(folder, Opening::default()).unwrap()
}

impl Books {
    /// A book of so many leads and one of a tenth.
    pub(crate) fn make(leads: u32) -> Books {
        Books { small: book_of(leads / 10), large: book_of(leads) }
    }
}

fn book_of(leads: u32) -> PathBuf {
    let schema = include_str!("../../sql/schema.sql").len();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{SCHEMA_VERSION}-{schema}-{leads}"));
    if folder.join("whole").exists() {
        return folder;
    }
    let _ = fs::remove_dir_all(&folder);
    let start = std::time::Instant::now();
    let book = open(&folder);
    fill(&book, leads, 1, |_, _| {}).unwrap();
    // The board is measured with nothing but open ones.
    book.transact(Op::new(OpKind::AddDemoData, ""), |tx| {
        Ok(tx.conn().execute(
            "UPDATE opportunity SET state = 'open', closed_at = NULL, lost_reason_id = NULL, lost_note = '', probability = 25,
               stage_id = (SELECT id FROM stage WHERE is_won = 0 ORDER BY position LIMIT 1)
             WHERE state <> 'open'",
            [],
        )?)
    })
    .unwrap();
    drop(book);
    fs::write(folder.join("whole"), "").unwrap();
    println!("made a book of {leads} leads in {:.0} s: {}", start.elapsed().as_secs_f64(), folder.display());
    folder
}

/// A closed book, copied.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::copy(from.join("book.sqlite"), to.join("book.sqlite")).unwrap();
}

/// Leads that are not in the book yet.
pub(crate) fn write_csv(file: &Path, rows: u32) {
    let mut out = BufWriter::new(fs::File::create(file).unwrap());
    writeln!(out, "Company,First name,Last name,E-mail,Phone,Street,Postal code,City,Source,Notes").unwrap();
    for row in 0..rows {
        // Each its own: the same number and a similar name are the same person.
        let number = 2_000_000 + row * 53;
        writeln!(
            out,
            "Nordlicht {row} GmbH,Petra,Muster{},p.muster{row}@nordlicht{row}.example,+49 40 {number},Weg {},20095,Hamburg,Website,Met at the fair {row}",
            row % 977,
            row % 120
        )
        .unwrap();
    }
}

/// The same people with a page of notes each: a file that no memory should hold.
pub(crate) fn write_large_csv(file: &Path, rows: u32) {
    let mut out = BufWriter::new(fs::File::create(file).unwrap());
    writeln!(out, "Company,First name,Last name,E-mail,Notes").unwrap();
    let page = "Met at the fair, wants an offer for two halls, calls back in spring. ".repeat(60);
    for row in 0..rows {
        writeln!(
            out,
            "Nordlicht {row} GmbH,Petra,Muster{},p.muster{row}@nordlicht{row}.example,\"{row}: {page}\"",
            row % 977
        )
        .unwrap();
    }
}
