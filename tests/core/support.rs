//! A book in a folder of its own, at a moment that stands still.

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use kontor_core::book::{Book, FixedWorld, Opening};
use tempfile::TempDir;

/// Every fresh test book is at this moment: Monday, 20 January 2025, noon (the "now" of cases/rotting.md).
pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 1, 20, 12, 0, 0).unwrap()
}

/// A book that goes away with the test.
pub(crate) struct TestBook {
    pub(crate) book: Book,
    pub(crate) world: Arc<FixedWorld>,
    pub(crate) folder: TempDir,
}

impl std::ops::Deref for TestBook {
    type Target = Book;

    fn deref(&self) -> &Book {
        &self.book
    }
}

impl TestBook {
    /// A new book in English, country DE, currency EUR.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A new book opened otherwise.
    pub(crate) fn with(change: impl FnOnce(&mut Opening)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Arc::new(FixedWorld::at(noon()));
        let mut opening = Opening { world: world.clone(), ..Opening::default() };
        change(&mut opening);
        let book = Book::open(folder.path(), opening).unwrap();
        Self { book, world, folder }
    }

    /// Closes the book and opens it again: a restart.
    pub(crate) fn reopen(self) -> Self {
        let Self { book, world, folder } = self;
        drop(book);
        let book = Book::open(folder.path(), Opening { world: world.clone(), ..Opening::default() }).unwrap();
        Self { book, world, folder }
    }

    /// Every row of every base table as text, in order: what "the book is as it was" is measured by.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.book
            .read(|db| {
                let mut tables = db.conn().prepare(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'
                     AND name NOT GLOB 'history_*' AND name NOT GLOB 'search_*' AND name NOT GLOB 'local_*' ORDER BY name",
                )?;
                let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                let mut all = Vec::new();
                for table in tables {
                    let mut statement = db.conn().prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1"))?;
                    let width = statement.column_count();
                    let mut rows = statement.query([])?;
                    while let Some(row) = rows.next()? {
                        let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
                        all.push(format!("{table}: {}", cells.join(" | ")));
                    }
                }
                Ok(all)
            })
            .unwrap()
    }

    /// Asserts that the whole book checks out.
    #[track_caller]
    pub(crate) fn assert_sound(&self) {
        let check = self.book.check().unwrap();
        assert!(check.ok, "the book's check found {:#?}", check.findings);
    }
}
