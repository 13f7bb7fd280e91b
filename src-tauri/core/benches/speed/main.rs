//! The speed that issue and product promise, measured on a book of 100,000 leads and on one of a tenth of that, as ratios within
//! one run (docs/performance.md). `cargo xtask bench`; `-- board search` measures only these parts (search, list, board,
//! conversion, import, parsing, memory), `-- --small` measures on a fiftieth, to see that the benchmark works (`-- --leads 20000` on as many), `-- --profile` tells where a
//! conversion spends its time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that fails by stopping and answers by printing"
)]

mod books;
mod profile;
mod replay;
mod report;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use fastrand::Rng;
use kontor_core::book::{Book, Done};
use kontor_core::flows::convert::{self, Choices};
use kontor_core::flows::duplicates::whole;
use kontor_core::flows::import::general::{self, Imported, Known, What};
use kontor_core::flows::import::{ReadOptions, Table};
use kontor_core::flows::search::{SearchQuery, search};
use kontor_core::records::{Typing, contact, lead, opportunity, organization};

use books::{Books, copy};
use replay::Replay;
use report::{Measured, Report};

/// What was measured on one book, by name.
type Figures = BTreeMap<String, Measured>;

/// Measures something of the book in the first folder, with the second one to work in, on so many leads.
type Part = fn(&Path, &Path, u32) -> Figures;

/// What is measured of a book. The names in the figures begin with these.
const PARTS: &[(&str, Part)] = &[
    ("search", |master, work, _| with_copy(master, work, searches)),
    ("list", |master, work, _| with_copy(master, work, lists)),
    ("board", |master, work, _| with_copy(master, work, boards)),
    ("duplicates", |master, work, _| with_copy(master, work, duplicates)),
    ("conversion", |master, work, _| conversions(master, work)),
    ("import", import),
    ("parsing", parsing),
    ("memory", memory),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let leads = leads(&arguments);
    let books = Books::make(leads);
    if arguments.iter().any(|argument| argument == "--profile") {
        profile::print(&books.small);
        return profile::print(&books.large);
    }
    let named = |part: &str| arguments.iter().any(|argument| argument == part);
    let all = !PARTS.iter().any(|(name, _)| named(name));
    let mut report = Report::default();
    for (part, measure) in PARTS.iter().filter(|(name, _)| all || named(name)) {
        let measure = |master: &Path, leads| {
            measure(master, tempfile::tempdir_in(master.parent().unwrap()).unwrap().path(), leads)
        };
        let (mut small, mut large) = (Figures::new(), Figures::new());
        for _ in 0..rounds(part) {
            better(&mut small, measure(&books.small, leads / 10));
            better(&mut large, measure(&books.large, leads));
        }
        for (name, figure) in &large {
            report.add(name, small.get(name), figure);
        }
    }
    report.print(leads);
}

/// How many leads the large book has.
fn leads(arguments: &[String]) -> u32 {
    let said = arguments.iter().position(|argument| argument == "--leads").and_then(|at| arguments.get(at + 1));
    let small = arguments.iter().any(|argument| argument == "--small");
    said.map_or(if small { 2_000 } else { 100_000 }, |number| number.parse().unwrap())
}

/// What only reads is measured in turns, and the better figure counts: a machine that others use has fast and slow times.
fn rounds(part: &str) -> u32 {
    if ["search", "list", "board", "parsing"].contains(&part) { 3 } else { 1 }
}

fn better(figures: &mut Figures, again: Figures) {
    for (name, measured) in again {
        let known = figures.entry(name).or_insert_with(|| measured.clone());
        if measured.p50 < known.p50 {
            *known = measured;
        }
    }
}

/// Measures an open copy of the book. Each copy is large, and goes as soon as it was measured.
fn with_copy(master: &Path, work: &Path, measure: impl FnOnce(&Book) -> Figures) -> Figures {
    copy(master, work);
    measure(&books::open(work))
}

fn time<T>(f: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = f();
    let time = start.elapsed();
    drop(value);
    time
}

/// The best of three: what another program took of the machine meanwhile is not measured.
fn best<T>(f: impl Fn() -> T) -> Duration {
    (0..3).map(|_| time(&f)).min().unwrap_or_default()
}

/// Some texts of the book to search for.
fn texts(book: &Book, sql: &str) -> Vec<String> {
    book.read(|db| {
        let mut statement = db.conn().prepare(sql)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

/// The beginning of some word of the texts.
fn begun(random: &mut Rng, texts: &[String], letters: usize) -> String {
    loop {
        let text = random.choice(texts).unwrap();
        let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().count() >= letters.min(5)).collect();
        if let Some(word) = random.choice(&words) {
            return word.chars().take(letters).collect();
        }
    }
}

/// Some letters out of the middle of one of the texts.
fn part(random: &mut Rng, texts: &[String], letters: usize) -> String {
    let text: Vec<char> = random.choice(texts).unwrap().chars().collect();
    let at = random.usize(..text.len() - letters);
    text[at..at + letters].iter().collect()
}

fn searches(book: &Book) -> Figures {
    let mut figures = Figures::new();
    let names = texts(book, "SELECT title || ' ' || last_name FROM lead ORDER BY title_key LIMIT 20000");
    let phones = texts(book, "SELECT match_key FROM contact_point WHERE kind = 'phone' AND match_key <> '' LIMIT 5000");
    let emails = texts(book, "SELECT value FROM contact_point WHERE kind = 'email' LIMIT 5000");
    let mut random = Rng::with_seed(1);
    let mut word = |letters: usize| begun(&mut random, &names, letters);
    let mut cases: Vec<(&str, Vec<String>)> =
        [(2, "search, 2 letters"), (3, "search, 3 letters"), (5, "search, 5 letters")]
            .map(|(letters, name)| (name, (0..300).map(|_| word(letters)).collect()))
            .into();
    cases.push(("search, two words", (0..300).map(|_| format!("{} {}", word(20), word(3))).collect()));
    cases.push(("search, part of a phone number", (0..300).map(|_| part(&mut random, &phones, 6)).collect()));
    cases.push(("search, part of an e-mail", (0..300).map(|_| part(&mut random, &emails, 7)).collect()));
    for (name, typed) in cases {
        let ask = |text: &String| {
            let query = SearchQuery { text: text.clone(), ..SearchQuery::default() };
            book.read(|db| search(db, &query)).unwrap()
        };
        typed.iter().take(20).for_each(|text| drop(ask(text)));
        figures.insert(name.into(), Measured::of(typed.iter().map(|text| best(|| ask(text))).collect()));
    }
    figures
}

/// The first page in every order, both ways. The slowest order counts.
fn lists(book: &Book) -> Figures {
    let mut figures = filtered_lists(book);
    let mut add = |name: String, ask: &dyn Fn()| {
        (0..3).for_each(|_| ask());
        let measured = Measured::of((0..60).map(|_| best(ask)).collect());
        let worst = figures.entry(name).or_insert_with(|| measured.clone());
        if measured.p50 > worst.p50 {
            *worst = measured;
        }
    };
    macro_rules! kind {
        ($kind:ident, $name:literal) => {
            for sort in $kind::Sort::ALL {
                for descending in [false, true] {
                    let query = $kind::Query { sort, descending, ..Default::default() };
                    add($name.into(), &|| drop(book.read(|db| $kind::page(db, &query)).unwrap()));
                }
            }
        };
    }
    kind!(lead, "list of leads, slowest sort");
    kind!(contact, "list of contacts, slowest sort");
    kind!(organization, "list of organizations, slowest sort");
    kind!(opportunity, "list of opportunities, slowest sort");
    figures
}

/// The first page of leads under a text, in every order in turn, both ways: the beginnings of words and parts of e-mails.
fn filtered_lists(book: &Book) -> Figures {
    let names = texts(book, "SELECT title || ' ' || last_name FROM lead ORDER BY substr(id, -6) LIMIT 5000");
    let emails = texts(book, "SELECT value FROM contact_point WHERE kind = 'email' ORDER BY substr(id, -6) LIMIT 5000");
    let mut random = Rng::with_seed(2);
    let mut typed = Vec::new();
    for letters in [2, 3, 5] {
        typed.extend((0..60).map(|_| begun(&mut random, &names, letters)));
    }
    typed.extend((0..60).map(|_| part(&mut random, &emails, 7)));
    let mut ways = lead::Sort::ALL.into_iter().flat_map(|sort| [(sort, false), (sort, true)]).cycle();
    let queries: Vec<lead::Query> = typed
        .into_iter()
        .zip(&mut ways)
        .map(|(text, (sort, descending))| lead::Query { text, sort, descending, ..Default::default() })
        .collect();
    let ask = |query: &lead::Query| book.read(|db| lead::page(db, query)).unwrap();
    queries.iter().take(20).for_each(|query| drop(ask(query)));
    let times = queries.iter().map(|query| best(|| ask(query))).collect();
    Figures::from([("list of leads, filtered by text".into(), Measured::of(times))])
}

fn boards(book: &Book) -> Figures {
    let measure = |filters: &[opportunity::BoardFilter]| {
        let ask = |filter: &opportunity::BoardFilter| {
            let query = opportunity::BoardQuery { filter: filter.clone(), ..Default::default() };
            book.read(|db| opportunity::board(db, &query, &Typing::of(db, "en")?)).unwrap()
        };
        filters.iter().take(5).for_each(|filter| drop(ask(filter)));
        Measured::of(filters.iter().map(|filter| best(|| ask(filter))).collect())
    };
    let titles = texts(book, "SELECT title FROM opportunity ORDER BY substr(id, -6) LIMIT 1000");
    let tags = texts(book, "SELECT name FROM tag ORDER BY name_key");
    let mut random = Rng::with_seed(3);
    let mut filters = Vec::new();
    for _ in 0..20 {
        let mut filtered = |f: &dyn Fn(&mut opportunity::BoardFilter, &mut Rng)| {
            let mut filter = opportunity::BoardFilter::default();
            f(&mut filter, &mut random);
            filters.push(filter);
        };
        filtered(&|filter, random| filter.text = begun(random, &titles, 2));
        filtered(&|filter, random| filter.text = begun(random, &titles, 5));
        filtered(&|filter, random| filter.tags = vec![random.choice(&tags).unwrap().clone()]);
        filtered(&|filter, random| filter.amount_from = random.u32(500..200_000).to_string());
    }
    let none = vec![opportunity::BoardFilter::default(); 100];
    Figures::from([
        ("board, 10,000 open".into(), measure(&none)),
        ("board, 10,000 open, filtered".into(), measure(&filters)),
    ])
}

/// All duplicates of the book, and one full read of the tables that are looked at for it.
fn duplicates(book: &Book) -> Figures {
    let find = || book.read(|db| whole::find(db, &whole::Query::default())).unwrap();
    let read = || {
        book.read(|db| {
            for table in ["lead", "organization", "contact", "contact_point"] {
                let mut statement = db.conn().prepare(&format!("SELECT * FROM {table}"))?;
                let width = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    for at in 0..width {
                        std::hint::black_box(row.get_ref(at)?);
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    };
    read();
    drop(find());
    let own = Measured::of((0..5).map(|_| time(find)).collect());
    let bare = Measured::of((0..5).map(|_| time(read)).collect());
    Figures::from([("duplicates".into(), own.next_to(&bare)), ("duplicates, bare SQL".into(), bare)])
}

/// Conversions through the door, and after each the same rows by bare SQL in one transaction, so that both meet the same noise.
fn conversions(master: &Path, work: &Path) -> Figures {
    let (own, bare) = (work.join("own"), work.join("bare"));
    copy(master, &own);
    copy(master, &bare);
    let (book, conn) = (books::open(&own), replay::open(&bare));
    let ids = texts(
        &book,
        "SELECT id FROM lead WHERE closed_at IS NULL AND last_name <> '' ORDER BY substr(id, -6) LIMIT 630",
    );
    let (mut times, mut bare_times) = (Vec::new(), Vec::new());
    for id in &ids {
        let start = Instant::now();
        let done = convert::apply(&book, id, &Choices::default(), "en").unwrap();
        times.push(start.elapsed());
        let replay = Replay::of_step(&book, done.op.unwrap());
        bare_times.push(time(|| replay.run(&conn)));
    }
    let bare = Measured::warm(bare_times, 30);
    let own = Measured::warm(times, 30).next_to(&bare);
    Figures::from([("conversion".into(), own), ("conversion, bare SQL".into(), bare)])
}

/// An import of as many rows as the book has leads, and the same rows by bare SQL in one transaction.
fn import(master: &Path, work: &Path, rows: u32) -> Figures {
    let (own, bare) = (work.join("import"), work.join("import-bare"));
    copy(master, &own);
    let file = work.join("leads.csv");
    books::write_csv(&file, rows);
    let book = books::open(&own);
    let start = Instant::now();
    let done = import_leads(&book, &file);
    let took = start.elapsed();
    assert_eq!(done.value.outcome.created, rows, "{:?}", done.value.outcome);
    let replay = Replay::of_step(&book, done.op.unwrap());
    let undone = Measured::of(vec![time(|| book.undo().unwrap())]);
    drop(book);
    std::fs::remove_dir_all(&own).unwrap();
    copy(master, &bare);
    let conn = replay::open(&bare);
    let bare = Measured::of(vec![time(|| replay.run(&conn))]);
    let own = Measured::of(vec![took]).next_to(&bare);
    Figures::from([("import".into(), own), ("import, bare SQL".into(), bare), ("import, undone".into(), undone)])
}

/// An import as the window does it, without a question.
fn import_leads(book: &Book, file: &Path) -> Done<Imported> {
    let table = Table::open(file, &ReadOptions::default()).unwrap();
    let plan = general::look(book, &table, Known { what: Some(What::Lead), system: None }).unwrap();
    let (headers, watch) = (["Line", "Reason"], &mut |_| ControlFlow::Continue(()));
    general::run(book, &table, &plan, headers, &|_| String::new(), watch).unwrap()
}

/// Parsing and mapping a file of as many rows as the book has leads, and the csv crate's bare read of the same file into strings.
fn parsing(_: &Path, work: &Path, rows: u32) -> Figures {
    let file = work.join("leads.csv");
    books::write_csv(&file, rows);
    let known = Known { what: Some(What::Lead), system: None };
    let mapped = || {
        let table = Table::open(&file, &ReadOptions::default()).unwrap();
        let plan = general::guess(&table.shape().columns, &table.sample(200).unwrap(), known);
        let parsed = general::parse(&table, &plan, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!((parsed.rows, parsed.failed, parsed.parts), (rows, 0, rows));
    };
    let read = || {
        let mut cells = 0;
        for record in csv::Reader::from_path(&file).unwrap().records() {
            let strings: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            cells += std::hint::black_box(strings).len();
        }
        assert!(cells > rows as usize);
    };
    let bare = Measured::of((0..5).map(|_| time(read)).collect());
    let own = Measured::of((0..5).map(|_| time(mapped)).collect()).next_to(&bare);
    Figures::from([("parsing".into(), own), ("parsing, bare csv".into(), bare)])
}

/// The most memory that an import of a large file holds. It is printed by itself: it is no time.
fn memory(_: &Path, work: &Path, rows: u32) -> Figures {
    let file = work.join("large.csv");
    books::write_large_csv(&file, rows);
    let size = std::fs::metadata(&file).unwrap().len() / 1024 / 1024;
    let book = books::open(&work.join("book"));
    // Counting begins anew here; what the benchmark held before does not count.
    let can_count = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let start = Instant::now();
    let done = import_leads(&book, &file);
    let took = start.elapsed();
    assert_eq!(done.value.outcome.created, rows, "{:?}", done.value.outcome);
    if can_count {
        println!("an import of {rows} rows, {size} MB, holds at most {} MB (promised: 300)", report::peak_mb());
    }
    Figures::from([("memory, the import it is measured by".into(), Measured::of(vec![took]))])
}
