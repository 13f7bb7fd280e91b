//! The process is killed at random moments of converting in a loop (R1, R22): after reopening each lead is whole or converted
//! whole, the book checks out, and nothing that was reported done is missing.
//!
//! The process is this test binary itself, started again with an environment variable.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kontor_core::book::{Book, Kind, Op, OpKind, Opening, RecordRef};
use kontor_core::flows::convert::{self, Choices};
use kontor_core::records::points::PointDraft;
use kontor_core::records::{Draft, Typing, activity, lead, note};

/// The folder of the book that the child works in.
const FOLDER: &str = "KONTOR_TEST_KILL_FOLDER";
/// How the child's reports begin.
const READY: &str = "kill-test ready";
const DONE: &str = "kill-test done ";

/// What hangs on each lead.
const EMAILS: i64 = 2;
const ITEMS: i64 = 4;

#[test]
fn killed_while_converting_the_first_hundred_times() {
    run("kill::killed_while_converting_the_first_hundred_times");
}

#[test]
fn killed_while_converting_the_second_hundred_times() {
    run("kill::killed_while_converting_the_second_hundred_times");
}

fn run(name: &str) {
    match std::env::var_os(FOLDER) {
        Some(folder) => convert_forever(Path::new(&folder)),
        None => (0..4).for_each(|_| kill_a_book(name, 25)),
    }
}

fn open(folder: &Path) -> Book {
    Book::open(folder, Opening::default()).unwrap()
}

fn add_lead(book: &Book) -> String {
    let made = book.transact(Op::new(OpKind::CreateLead, "Acme"), |tx| {
        let typing = Typing::of(tx, "en")?;
        let mut draft = Draft::of([(lead::Field::Company, "Acme GmbH"), (lead::Field::LastName, "Wong")]);
        draft.emails = vec![PointDraft::of("a@acme.example"), PointDraft::of("b@acme.example")];
        draft.tags = vec!["Fair".into()];
        let id = lead::create(tx, &draft, &typing)?;
        let owners = [RecordRef { kind: Kind::Lead, id: id.clone() }];
        for number in 1..ITEMS {
            let fields = [(activity::Field::Subject, format!("Call {number}"))].into();
            activity::add(tx, &owners, &activity::Draft { fields, done: number == 1 }, &typing)?;
        }
        note::add(tx, &owners, "A note")?;
        Ok(id)
    });
    made.unwrap().value
}

/// The child: converts the oldest lead, reports it, adds a new one, and so on until it is killed.
fn convert_forever(folder: &Path) {
    let book = open(folder);
    let report = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{line}").and_then(|()| out.flush()).unwrap();
    };
    report(READY.to_owned());
    // Should the parent be gone, the child ends by itself.
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        let oldest: Option<String> =
            book.read(|db| Ok(db.conn().query_row("SELECT min(id) FROM lead", [], |row| row.get(0))?)).unwrap();
        let oldest = oldest.unwrap_or_else(|| add_lead(&book));
        convert::apply(&book, &oldest, &Choices::default(), "en").unwrap();
        report(format!("{DONE}{oldest}"));
        add_lead(&book);
    }
}

/// A number below the limit that nobody can foresee.
fn random(limit: u64) -> u64 {
    let bits = uuid::Uuid::now_v7().as_u128();
    (bits >> 8) as u64 % limit
}

fn kill_a_book(name: &str, times: usize) {
    let folder = tempfile::tempdir().unwrap();
    let book = open(folder.path());
    for _ in 0..3 {
        add_lead(&book);
    }
    drop(book);
    let mut reported = BTreeSet::new();
    for _ in 0..times {
        reported.extend(run_and_kill(name, folder.path()));
        hold(folder.path(), &reported);
    }
    assert!(!reported.is_empty(), "nothing was ever converted");
}

/// Starts the child and kills it; mostly while it converts, now and then while it still opens the book. The leads it reported.
fn run_and_kill(name: &str, folder: &Path) -> Vec<String> {
    let exe: PathBuf = std::env::current_exe().unwrap();
    let mut child = Command::new(exe)
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    if random(8) > 0 {
        while !said.ends_with(&format!("{READY}\n")) {
            assert!(out.read_line(&mut said).unwrap() > 0, "the child ended: {said}");
        }
    }
    std::thread::sleep(Duration::from_micros(random(400_000)));
    child.kill().unwrap();
    child.wait().unwrap();
    out.read_to_string(&mut said).unwrap();
    assert!(!said.contains("panicked") && !said.contains("test result"), "{said}");
    said.lines().filter_map(|line| line.strip_prefix(DONE)).map(str::to_owned).collect()
}

/// Each lead is whole or converted whole, and what was reported is there.
fn hold(folder: &Path, reported: &BTreeSet<String>) {
    let book = open(folder);
    let check = book.check().unwrap();
    assert!(check.ok, "{:#?}", check.findings);
    book.read(|db| {
        let count = |sql: &str, id: &str| -> i64 { db.conn().query_row(sql, [id], |row| row.get(0)).unwrap() };
        let mut leads = db.conn().prepare("SELECT id FROM lead")?;
        for id in leads.query_map([], |row| row.get::<_, String>(0))? {
            let id = id?;
            assert!(!reported.contains(&id), "lead {id} was reported converted, and is a lead");
            assert_eq!(count("SELECT count(*) FROM contact_point WHERE lead_id = ?1", &id), EMAILS);
            assert_eq!(count("SELECT count(*) FROM timeline_link WHERE lead_id = ?1", &id), ITEMS);
            assert_eq!(count("SELECT count(*) FROM tag_link WHERE lead_id = ?1", &id), 1);
            assert_eq!(count("SELECT count(*) FROM conversion WHERE lead_id = ?1", &id), 0);
        }
        let mut conversions = db.conn().prepare("SELECT lead_id, opportunity_id, contact_id FROM conversion")?;
        let mut rows = conversions.query([])?;
        let mut converted = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let (lead, opportunity, contact): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            assert_eq!(count("SELECT count(*) FROM contact_point WHERE contact_id = ?1", &contact), EMAILS);
            assert_eq!(count("SELECT count(*) FROM timeline_link WHERE opportunity_id = ?1", &opportunity), ITEMS);
            assert_eq!(count("SELECT count(*) FROM tag_link WHERE opportunity_id = ?1", &opportunity), 1);
            converted.insert(lead);
        }
        let missing: Vec<_> = reported.difference(&converted).collect();
        assert!(missing.is_empty(), "reported, and not there: {missing:?}");
        Ok(())
    })
    .unwrap();
}
