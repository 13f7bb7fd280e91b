//! Where a conversion spends its time, statement by statement: `cargo xtask bench -- --profile`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kontor_core::flows::convert::{self, Choices};
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::{books, texts};

/// Converts leads of a copy of the book and prints the statements that took longest in all.
pub(crate) fn print(master: &Path) {
    let work = tempfile::tempdir_in(master.parent().unwrap()).unwrap();
    books::copy(master, work.path());
    let book = books::open(work.path());
    let ids = texts(
        &book,
        "SELECT id FROM lead WHERE closed_at IS NULL AND last_name <> '' ORDER BY substr(id, -6) LIMIT 330",
    );
    let convert = |id: &String| drop(convert::apply(&book, id, &Choices::default(), "en").unwrap());
    ids[..30].iter().for_each(convert);
    let start = Instant::now();
    ids[30..180].iter().for_each(convert);
    let unwatched = start.elapsed() / 150;
    let spent: Arc<Mutex<BTreeMap<String, (Duration, u32)>>> = Arc::default();
    let watch = spent.clone();
    book.with_writer(|conn| {
        conn.trace_v2(
            TraceEventCodes::SQLITE_TRACE_PROFILE,
            Some(move |event: TraceEvent<'_>| {
                if let TraceEvent::Profile(statement, took) = event {
                    let mut spent = watch.lock().unwrap();
                    let entry = spent.entry(statement.sql().to_string()).or_default();
                    *entry = (entry.0 + took, entry.1 + 1);
                }
            }),
        )
        .unwrap();
    });
    ids[180..330].iter().for_each(convert);
    let mut spent: Vec<_> = std::mem::take(&mut *spent.lock().unwrap()).into_iter().collect();
    spent.sort_by_key(|(_, (took, _))| std::cmp::Reverse(*took));
    let all: Duration = spent.iter().map(|(_, (took, _))| *took).sum();
    let statements: u32 = spent.iter().map(|(_, (_, count))| count).sum();
    println!("a conversion: {unwatched:?}; in SQLite {:?} of it, {} statements", all / 150, statements / 150);
    for (sql, (took, count)) in spent.iter().take(40) {
        let line: String = sql.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(110).collect();
        println!("{:>9.1} us {:>5.1} x  {line}", took.as_secs_f64() * 1e6 / 150.0, f64::from(*count) / 150.0);
    }
}
