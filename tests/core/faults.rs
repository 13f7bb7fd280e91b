//! What happens when SQLite fails in the middle: nothing (R1, R22). Each statement of a step is made to fail once, the inner ones
//! of triggers and of the search index included, and every table, also those of history and search, must be byte for byte what
//! it was. Then the disk that is full, the file that is damaged, the folder that cannot be written.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use kontor_core::book::{Book, Kind, Op, OpKind, Opening, RecordRef};
use kontor_core::flows::convert::{self, Choices, Target};
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Known};
use kontor_core::flows::import::{ReadOptions, Table};
use kontor_core::flows::merge;
use kontor_core::records::{Draft, Typing, lead};
use kontor_core::{Error, Refusal, Result};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::types::ValueRef;

use crate::rich::{rich, rich_lead};
use crate::support::TestBook;

/// Every row of every table there is in the file, the inner ones of the search index and of SQLite included, as bytes.
fn bytes(book: &Book) -> Vec<u8> {
    book.read(|db| {
        let mut tables = db.conn().prepare_cached(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
        )?;
        let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut all = Vec::new();
        for table in tables {
            all.extend(table.as_bytes());
            let mut statement = db.conn().prepare_cached(&format!("SELECT * FROM \"{table}\""))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..width {
                    match row.get_ref(at)? {
                        ValueRef::Null => all.push(0),
                        ValueRef::Integer(number) => all.extend(number.to_be_bytes()),
                        ValueRef::Real(number) => all.extend(number.to_be_bytes()),
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                            all.extend(bytes.len().to_be_bytes());
                            all.extend(bytes);
                        }
                    }
                }
            }
        }
        Ok(all)
    })
    .unwrap()
}

/// Counts the statements that the writer begins, and lets one of them fail.
#[derive(Clone, Default)]
struct Fault {
    begun: Arc<AtomicUsize>,
    failing: Arc<AtomicUsize>,
    armed: Arc<AtomicBool>,
    struck: Arc<AtomicBool>,
}

impl Fault {
    fn install(book: &Book) -> Fault {
        book.leave_the_index();
        let fault = Fault::default();
        let (on_statement, on_progress) = (fault.clone(), fault.clone());
        book.with_writer(|conn| {
            conn.trace_v2(
                TraceEventCodes::SQLITE_TRACE_STMT,
                Some(move |_: TraceEvent<'_>| {
                    let number = 1 + on_statement.begun.fetch_add(1, Ordering::SeqCst);
                    // Armed until it strikes: what has no jump in it fails as soon as it is over.
                    let is_it = number == on_statement.failing.load(Ordering::SeqCst);
                    on_statement.armed.fetch_or(is_it, Ordering::SeqCst);
                }),
            )
            .unwrap();
            // Asked at every jump of SQLite's machine: true interrupts what runs.
            let asked = move || {
                let strikes = on_progress.armed.swap(false, Ordering::SeqCst);
                on_progress.struck.fetch_or(strikes, Ordering::SeqCst);
                strikes
            };
            conn.progress_handler(1, Some(asked)).unwrap();
        });
        fault
    }

    /// Lets the n-th statement from now on fail; 0 for none.
    fn fail_at(&self, n: usize) {
        self.begun.store(0, Ordering::SeqCst);
        self.armed.store(false, Ordering::SeqCst);
        self.struck.store(false, Ordering::SeqCst);
        self.failing.store(n, Ordering::SeqCst);
    }
}

/// Does the action once for each of its statements, each time with another one failing.
#[track_caller]
fn assert_whole_or_nothing<T>(book: &TestBook, action: impl Fn(&Book) -> Result<T>) {
    let fault = Fault::install(book);
    let before = bytes(book);
    let mut n = 0;
    loop {
        n += 1;
        fault.fail_at(n);
        let result = action(book);
        let (hit, begun) = (fault.struck.load(Ordering::SeqCst), fault.begun.load(Ordering::SeqCst));
        fault.fail_at(0);
        match result {
            // The commit itself cannot be interrupted, and nothing comes after it.
            Ok(_) => {
                assert!(!hit && n >= begun, "statement {n} of {begun} was to fail, and the step went on");
                break;
            }
            Err(error) => {
                assert!(hit, "the step failed by itself: {error}");
                assert!(bytes(book) == before, "statement {n} failed ({error}) and left something behind");
            }
        }
    }
    book.assert_sound();
    assert!(n > 20, "only {n} statements failed");
}

fn op() -> Op {
    Op::new(OpKind::EditLead, "test")
}

/// The rich conversion of issue 2: into an organization and a contact that are there, with everything that hangs on the lead.
fn into_customers(made: &crate::rich::Rich) -> Choices {
    Choices {
        organization: Target::existing(&made.organization),
        contact: Target::existing(&made.contact),
        ..Choices::default()
    }
}

#[test]
fn converting_a_rich_lead_is_whole_or_nothing_and_so_are_undo_and_redo() {
    let book = TestBook::new();
    let made = rich(&book);
    let choices = into_customers(&made);
    let before = book.rows();
    assert_whole_or_nothing(&book, |book| convert::apply(book, &made.lead, &choices, "en"));
    let after = book.rows();
    assert_whole_or_nothing(&book, Book::undo);
    assert_eq!(book.rows(), before);
    assert_whole_or_nothing(&book, Book::redo);
    assert_eq!(book.rows(), after);
}

#[test]
fn converting_into_nothing_but_new_records_is_whole_or_nothing() {
    let book = TestBook::new();
    let made = rich(&book);
    assert_whole_or_nothing(&book, |book| convert::apply(book, &made.lead, &Choices::default(), "en"));
}

#[test]
fn an_import_is_whole_or_nothing() {
    let book = TestBook::new();
    rich(&book);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leads.csv");
    std::fs::write(
        &file,
        "Company,First name,Last name,E-mail,Phone,Source\nAcme,Jo,Doe,jo@acme.example,040 123456,New one\n\
                           Beta,,,b@beta.example,,\n,,,,,\nGamma,Al,,not an e-mail,,New one\n",
    )
    .unwrap();
    let table = Table::open(&file, &ReadOptions::default()).unwrap();
    let plan = general::look(&book, &table, Known::default()).unwrap();
    let code = |refusal: &Refusal| refusal.code.to_owned();
    assert_whole_or_nothing(&book, |book| {
        general::run(book, &table, &plan, BAD_ROWS_HEADERS[0], &code, &mut |_| ControlFlow::Continue(()))
    });
}

#[test]
fn deleting_a_rich_lead_is_whole_or_nothing() {
    let book = TestBook::new();
    let lead = rich(&book).lead;
    assert_whole_or_nothing(&book, |book| book.transact(op(), |tx| lead::delete(tx, &lead)));
}

#[test]
fn taking_it_back_and_doing_it_again_are_whole_or_nothing() {
    let book = TestBook::new();
    let lead = rich(&book).lead;
    book.transact(op(), |tx| lead::delete(tx, &lead)).unwrap();
    assert_whole_or_nothing(&book, Book::undo);
    assert_whole_or_nothing(&book, Book::redo);
}

#[test]
fn carrying_everything_from_one_record_to_another_is_whole_or_nothing() {
    let book = TestBook::new();
    let made = rich(&book);
    let loser = rich_lead(&book, "The same again");
    assert_whole_or_nothing(&book, |book| {
        book.transact(op(), |tx| {
            for table in ["timeline_link", "contact_point"] {
                let sql = format!("UPDATE {table} SET lead_id = NULL, organization_id = ?2 WHERE lead_id = ?1");
                tx.conn().execute(&sql, [&loser, &made.organization])?;
            }
            tx.conn().execute(
                "UPDATE OR IGNORE tag_link SET lead_id = ?2 WHERE lead_id = ?1 AND tag_id NOT IN (SELECT tag_id FROM tag_link WHERE lead_id = ?2)",
                [&loser, &made.lead],
            )?;
            lead::delete(tx, &loser)
        })
    });
}

#[test]
fn merging_two_rich_leads_into_an_opportunity_and_two_organizations_is_whole_or_nothing() {
    let book = TestBook::new();
    let made = rich(&book);
    let other = rich_lead(&book, "The same again");
    let record = |kind, id: &str| RecordRef { kind, id: id.to_owned() };
    let leads = [record(Kind::Lead, &made.lead), record(Kind::Lead, &other)];
    assert_whole_or_nothing(&book, |book| merge::apply(book, &leads, &merge::Choices::default(), "en"));
    let after = book.rows();
    assert_whole_or_nothing(&book, Book::undo);
    assert_whole_or_nothing(&book, Book::redo);
    assert_eq!(book.rows(), after);
    let lead = leads.into_iter().find(|lead| book.read(|db| lead::get(db, &lead.id)).unwrap().id == lead.id).unwrap();
    let deal = crate::fixture::opportunity(&book, "Deal", Some(&made.organization), Some(&made.contact));
    let both = [lead, record(Kind::Opportunity, &deal)];
    assert_whole_or_nothing(&book, |book| merge::apply(book, &both, &merge::Choices::default(), "en"));
    let twin = crate::fixture::organization(&book, &crate::fixture::Person { company: "Acme", ..Default::default() });
    let both = [record(Kind::Organization, &made.organization), record(Kind::Organization, &twin)];
    let choices = merge::Choices { survivor: Some(twin), ..Default::default() };
    assert_whole_or_nothing(&book, |book| merge::apply(book, &both, &choices, "en"));
}

fn refusal<T>(result: Result<T>) -> kontor_core::Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => panic!("failed otherwise: {other}"),
        Ok(_) => panic!("was not refused"),
    }
}

#[test]
fn a_full_disk_is_named_and_leaves_the_book_as_it_was() {
    let book = TestBook::new();
    rich(&book);
    book.leave_the_index();
    let before = bytes(&book);
    let limit = |pages: i64| {
        book.with_writer(|conn| conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))).unwrap();
    };
    let pages: i64 = book.with_writer(|conn| conn.query_row("PRAGMA page_count", [], |row| row.get(0))).unwrap();
    let import = || {
        book.transact(Op::new(OpKind::Import, "leads.csv"), |tx| {
            let typing = Typing::of(tx, "en")?;
            (0..500).try_for_each(|n| {
                let title = format!("Lead {n} {}", "of many words ".repeat(40));
                lead::create(tx, &Draft::of([(lead::Field::Title, title)]), &typing).map(drop)
            })
        })
    };
    // Full at once, and full somewhere on the way.
    for more in [0, 3, 50] {
        limit(pages + more);
        assert_eq!(refusal(import()).code, "disk_full");
        assert!(bytes(&book) == before, "something was left behind");
    }
    limit(1 << 30);
    import().unwrap();
    book.undo().unwrap();
    book.assert_sound();
}

#[test]
fn a_damaged_book_says_so_and_is_not_touched() {
    let TestBook { book, world, folder } = TestBook::new();
    for number in 0..40 {
        rich_lead(&book, &format!("Lead {number}"));
    }
    drop(book);
    let file = folder.path().join("book.sqlite");
    let sound = std::fs::read(&file).unwrap();
    // Every stretch of the file once, in steps that do not fall on the pages' borders.
    let opening = || Opening { world: world.clone(), ..Opening::default() };
    let stretch = sound.len() / 12;
    for at in (0..sound.len() - stretch).step_by(stretch) {
        let mut damaged = sound.clone();
        damaged[at + 100..at + stretch].fill(0xa5);
        std::fs::write(&file, &damaged).unwrap();
        match Book::open(folder.path(), opening()) {
            Err(error) => {
                assert_eq!(error.code(), "book_damaged", "at {at}");
                assert!(std::fs::read(&file).unwrap() == damaged, "at {at}: the file was touched");
            }
            Ok(book) => match book.check() {
                Err(error) => assert_eq!(error.code(), "book_damaged", "at {at}"),
                Ok(check) => assert!(!check.ok, "at {at}: nobody noticed"),
            },
        }
    }
    std::fs::write(&file, &sound).unwrap();
    assert!(Book::open(folder.path(), opening()).unwrap().check().unwrap().ok);
}

/// Set in the environment of the test that this one starts as a user without rights.
#[cfg(unix)]
const READ_ONLY_FOLDER: &str = "KONTOR_TEST_READ_ONLY_FOLDER";

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    if let Some(folder) = std::env::var_os(READ_ONLY_FOLDER) {
        let folder = std::path::PathBuf::from(folder);
        for folder in [folder.clone(), folder.join("new")] {
            let refusal = refusal(Book::open(&folder, Opening::default()));
            assert_eq!(refusal.code, "folder_not_writable");
            assert_eq!(refusal.values["path"], folder.display().to_string());
        }
        return;
    }
    let book = TestBook::new();
    let folder = book.folder.path().to_owned();
    drop(book.book);
    let before = std::fs::read(folder.join("book.sqlite")).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let name = "faults::a_folder_that_may_not_be_written_is_named";
    let mut child = std::process::Command::new("/proc/self/exe");
    if cfg!(not(target_os = "linux")) {
        child = std::process::Command::new(std::env::current_exe().unwrap());
    }
    child.args(["--exact", name, "--nocapture"]).env(READ_ONLY_FOLDER, &folder).current_dir("/");
    // Rights do not bind root: then as nobody.
    if std::fs::write(folder.join("probe"), "").is_ok() {
        std::fs::remove_file(folder.join("probe")).unwrap();
        child.uid(65534).gid(65534);
    }
    let output = child.output().unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(folder.join("book.sqlite")).unwrap(), before);
}
