//! The door: what it records, takes back, refuses, and what is still there after a restart.

use std::fs;

use kontor_core::book::{Book, Kind, Op, OpKind, Opening, Tx, counts, history, is_empty};
use kontor_core::{Error, Result};

use crate::support::TestBook;

fn add_source(tx: &Tx, name: &str) -> Result<String> {
    let id = tx.new_id();
    tx.conn().execute("INSERT INTO source (id, name, position) VALUES (?1, ?2, 99)", [&id, name])?;
    Ok(id)
}

fn op() -> Op {
    Op::new(OpKind::ChangeVocabulary, "sources")
}

fn code<T>(result: Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

#[test]
fn a_step_is_undone_and_redone_row_by_row_also_after_a_restart() {
    let book = TestBook::new();
    let empty = book.rows();
    let id = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap().value;
    let with_one = book.rows();
    book.transact(op(), |tx| {
        Ok(tx.conn().execute("UPDATE source SET name = 'Trade fair 2025' WHERE id = ?1", [&id])?)
    })
    .unwrap();
    let renamed = book.rows();
    book.transact(op(), |tx| Ok(tx.conn().execute("DELETE FROM source WHERE id = ?1", [&id])?)).unwrap();
    assert_eq!(book.rows(), empty);

    let book = book.reopen();
    for state in [&renamed, &with_one, &empty] {
        book.undo().unwrap();
        assert_eq!(&book.rows(), state);
    }
    assert_eq!(code(book.undo()), "nothing_to_undo");
    let book = book.reopen();
    for state in [&with_one, &renamed, &empty] {
        book.redo().unwrap();
        assert_eq!(&book.rows(), state);
    }
    assert_eq!(code(book.redo()), "nothing_to_redo");
    book.assert_sound();
}

#[test]
fn an_error_leaves_the_book_as_it_was() {
    let book = TestBook::new();
    let (before, steps) = (book.rows(), book.read(|db| history::steps(db, None, 9)).unwrap());
    let result: Result<_> = book.transact(op(), |tx| {
        add_source(tx, "Fair")?;
        Err::<(), _>(Error::from(rusqlite::Error::InvalidQuery))
    });
    assert!(result.is_err());
    assert_eq!(book.rows(), before);
    assert_eq!(book.read(|db| history::steps(db, None, 9)).unwrap(), steps);
}

#[test]
fn a_step_that_changes_nothing_leaves_no_trace() {
    let book = TestBook::new();
    let done = book.transact(op(), |tx| Ok(tx.conn().execute("UPDATE source SET name = name", [])?)).unwrap();
    assert_eq!(done.op, None);
    assert_eq!(code(book.undo()), "nothing_to_undo");
}

#[test]
fn an_undo_that_would_lose_later_work_is_refused_as_a_whole() {
    let book = TestBook::new();
    let made = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap();
    let id = made.value;
    book.transact(Op::new(OpKind::ChangeVocabulary, "later"), |tx| {
        Ok(tx.conn().execute("UPDATE source SET name = 'Fair in May' WHERE id = ?1", [&id])?)
    })
    .unwrap();
    let before = book.rows();
    let Err(Error::Refused(refusal)) = book.undo_step(made.op.unwrap()) else { panic!("it lost the later name") };
    assert_eq!(refusal.code, "undo_conflict");
    assert_eq!(refusal.values["subject"], "later");
    assert_eq!(book.rows(), before);
    // Once the later step is taken back, nothing is in the way.
    book.undo().unwrap();
    book.undo_step(made.op.unwrap()).unwrap();
}

#[test]
fn an_older_step_is_undone_on_its_own_when_nothing_is_in_the_way() {
    let book = TestBook::new();
    let first = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap();
    book.transact(op(), |tx| add_source(tx, "Radio")).unwrap();
    book.undo_step(first.op.unwrap()).unwrap();
    assert_eq!(code(book.undo_step(first.op.unwrap())), "already_undone");
    let names: String = book
        .read(|db| {
            Ok(db
                .conn()
                .query_row("SELECT group_concat(name) FROM source WHERE position = 99", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(names, "Radio");
}

#[test]
fn a_new_step_ends_what_could_be_redone() {
    let book = TestBook::new();
    book.transact(op(), |tx| add_source(tx, "Fair")).unwrap();
    book.undo().unwrap();
    book.transact(op(), |tx| add_source(tx, "Radio")).unwrap();
    assert_eq!(code(book.redo()), "nothing_to_redo");
}

#[test]
fn an_undo_or_redo_names_the_step_it_was_about() {
    let book = TestBook::new();
    let origin = |seq: Option<i64>| book.read(|db| history::origin(db, seq.unwrap()));
    let made = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap().op;
    assert_eq!(origin(made).unwrap().seq, made.unwrap(), "a step is its own origin");
    for round in ["once", "again"] {
        let (undone, redone) = (book.undo().unwrap().op, book.redo().unwrap().op);
        for step in [undone, redone] {
            let origin = origin(step).unwrap();
            assert_eq!((origin.seq, origin.kind.as_str()), (made.unwrap(), "change_vocabulary"), "{round}");
        }
    }
    assert_eq!(code(origin(Some(9999))), "not_found");
}

#[test]
fn an_empty_book_is_told_from_one_with_records() {
    let book = TestBook::new();
    assert!(book.read(is_empty).unwrap());
    assert!(book.read(counts).unwrap().values().all(|&count| count == 0));
    book.transact(op(), |tx| {
        Ok(tx.conn().execute_batch(
            "INSERT INTO organization (id, name, name_key, company_key, currency, created_at, updated_at)
             VALUES ('o', 'Acme', 'acme', 'acme', 'EUR', '', '')",
        )?)
    })
    .unwrap();
    assert!(!book.read(is_empty).unwrap());
    assert_eq!(book.read(counts).unwrap()[&Kind::Organization], 1);
}

#[test]
fn a_write_outside_the_door_is_refused_by_the_database() {
    let book = TestBook::new();
    let result = book.read(|db| Ok(db.conn().execute("UPDATE source SET name = 'x' || name", [])?));
    assert!(result.is_err());
}

#[test]
fn settings_of_sqlite_are_the_promised_ones() {
    let book = TestBook::new();
    let expected = [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("secure_delete", "1"),
        ("trusted_schema", "0"),
        ("recursive_triggers", "1"),
        ("cell_size_check", "1"),
        ("busy_timeout", "5000"),
    ];
    let pragmas = |conn: &rusqlite::Connection| -> Vec<(&str, String)> {
        let answer = |name: &str| {
            conn.query_row(&format!("PRAGMA {name}"), [], |row| {
                Ok(row.get::<_, String>(0).or_else(|_| row.get::<_, i64>(0).map(|n| n.to_string())).unwrap())
            })
        };
        expected.iter().map(|(name, _)| (*name, answer(name).unwrap())).collect()
    };
    let expected_owned: Vec<(&str, String)> =
        expected.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    book.read(|db| {
        assert_eq!(pragmas(db.conn()), expected_owned, "a reader");
        Ok(())
    })
    .unwrap();
    book.transact(op(), |tx| {
        assert_eq!(pragmas(tx.conn()), expected_owned, "the writer");
        Ok(())
    })
    .unwrap();
}

#[test]
fn sqlite_is_compiled_as_cargo_config_says() {
    let book = TestBook::new();
    let options: Vec<String> = book
        .read(|db| {
            let mut statement = db.conn().prepare("PRAGMA compile_options")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?)
        })
        .unwrap();
    for option in ["DEFAULT_MEMSTATUS=0", "DEFAULT_PCACHE_INITSZ=0", "STMTJRNL_SPILL=-1"] {
        assert!(options.iter().any(|is| is == option), "{option} did not arrive: {options:?}");
    }
}

#[test]
fn a_second_program_is_kept_out() {
    let book = TestBook::new();
    assert_eq!(code(Book::open(book.folder.path(), Opening::default())), "book_in_use");
}

#[test]
fn what_is_no_book_or_a_newer_one_is_refused_and_not_touched() {
    let sound = {
        let TestBook { book, folder, .. } = TestBook::new();
        drop(book);
        fs::read(folder.path().join("book.sqlite")).unwrap()
    };
    // Where the file format keeps user_version (sqlite.org/fileformat.html, 1.3).
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let mut damaged = sound;
    damaged[1000..40_000].fill(0x55);
    let foreign = {
        let folder = tempfile::tempdir().unwrap();
        let conn = rusqlite::Connection::open(folder.path().join("x")).unwrap();
        conn.execute_batch("CREATE TABLE t (a)").unwrap();
        drop(conn);
        fs::read(folder.path().join("x")).unwrap()
    };
    for (content, expected) in [
        (b"Dear diary, this is no database at all.".to_vec(), "not_a_book"),
        (foreign, "not_a_book"),
        (newer, "book_too_new"),
        (damaged, "book_damaged"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("book.sqlite");
        fs::write(&file, &content).unwrap();
        assert_eq!(code(Book::open(folder.path(), Opening::default())), expected);
        assert_eq!(fs::read(&file).unwrap(), content, "{expected}: the file was touched");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    fs::write(&file, "x").unwrap();
    let Err(Error::Refused(refusal)) = Book::open(&file.join("below"), Opening::default()) else { panic!() };
    assert_eq!(refusal.code, "folder_not_writable");
    assert!(refusal.values["path"].contains("a file"));
}

#[test]
fn a_new_table_is_recorded_and_undone_without_a_line_of_code() {
    let TestBook { book, folder, world } = TestBook::new();
    drop(book);
    let conn = rusqlite::Connection::open(folder.path().join("book.sqlite")).unwrap();
    conn.execute_batch(
        "CREATE TABLE campaign (id TEXT PRIMARY KEY, name TEXT NOT NULL, budget INTEGER,
         source_id TEXT REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED) STRICT",
    )
    .unwrap();
    drop(conn);
    let book = Book::open(folder.path(), Opening { world: world.clone(), ..Opening::default() }).unwrap();
    let book = TestBook { book, world, folder };
    let before = book.rows();
    let done = book
        .transact(op(), |tx| {
            let source = add_source(tx, "Spring")?;
            tx.conn().execute(
                "INSERT INTO campaign VALUES (?1, 'May \u{1f33c}', 9007199254740993, ?2)",
                [&tx.new_id(), &source],
            )?;
            tx.conn().execute("UPDATE campaign SET budget = budget + 1", [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(done.changes.tables, ["campaign", "source"]);
    let after = book.rows();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    book.redo().unwrap();
    assert_eq!(book.rows(), after);
}

#[test]
fn stored_files_are_named_by_their_content_and_kept_once() {
    let book = TestBook::new();
    let first = book.store_file(&b"offer"[..]).unwrap();
    assert_eq!(book.store_file(&b"offer"[..]).unwrap(), first);
    assert_eq!(first.size, 5);
    assert_eq!(fs::read(book.file_path(&first.sha256)).unwrap(), b"offer");
}

fn add_lead(tx: &Tx, title: &str) -> Result<String> {
    let id = tx.new_id();
    tx.conn().execute(
        "INSERT INTO lead (id, title, title_key, currency, created_at, updated_at) VALUES (?1, ?2, ?2, 'EUR', ?3, ?3)",
        [&id, title, &tx.now_text()],
    )?;
    Ok(id)
}

#[test]
fn a_value_that_sqlite_made_as_json_is_recorded_as_the_text_it_is() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap().value;
    let before = book.rows();
    book.transact(op(), |tx| {
        // SQLite marks what a JSON function returns, and would nest it where it means the text. Undo reads keys in another order.
        Ok(tx.conn().execute("UPDATE source SET name = json_object('z', 1, 'a', 2.50) WHERE id = ?1", [&id])?)
    })
    .unwrap();
    let after = book.rows();
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    book.redo().unwrap();
    assert_eq!(book.rows(), after);
}

#[test]
fn changed_records_are_named_or_said_to_be_many_whatever_else_changed() {
    let book = TestBook::new();
    let made = book
        .transact(op(), |tx| {
            // Notes get search documents too, and sort before the lead; they are no records of their own.
            let notes: Vec<String> = (0..450).map(|_| tx.new_id()).collect();
            let lead = add_lead(tx, "Host")?;
            for note in &notes {
                tx.conn().execute(
                    "INSERT INTO note (id, body, created_at, updated_at) VALUES (?1, 'x', ?2, ?2)",
                    [note, &tx.now_text()],
                )?;
                tx.conn().execute(
                    "INSERT INTO timeline_link (id, note_id, lead_id) VALUES (?1, ?2, ?3)",
                    [&tx.new_id(), note, &lead],
                )?;
            }
            Ok(lead)
        })
        .unwrap();
    assert_eq!(made.changes.records.iter().map(|record| &record.id).collect::<Vec<_>>(), [&made.value]);
    assert!(!made.changes.many);
    let many = book.transact(op(), |tx| (0..201).try_for_each(|n| add_lead(tx, &n.to_string()).map(|_| ()))).unwrap();
    assert_eq!((many.changes.records.len(), many.changes.many), (200, true));
}

#[test]
fn an_older_step_is_undone_although_the_record_was_changed_since_in_another_field() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| add_lead(tx, "Acme")).unwrap().value;
    let set = |column: &str, value: &str| {
        book.world.advance(chrono::TimeDelta::minutes(1));
        book.transact(op(), |tx| {
            let sql = format!("UPDATE lead SET {column} = ?2, updated_at = ?3 WHERE id = ?1");
            Ok(tx.conn().execute(&sql, [&id, value, &tx.now_text()])?)
        })
        .unwrap()
    };
    let industry = set("industry", "Solar");
    set("job_title", "Owner");
    let later = book.rows();
    book.undo_step(industry.op.unwrap()).unwrap();
    let fields = |column: &str| -> String {
        let sql = format!("SELECT {column} FROM lead");
        book.read(|db| Ok(db.conn().query_row(&sql, [], |row| row.get(0))?)).unwrap()
    };
    assert_eq!((fields("industry"), fields("job_title")), (String::new(), "Owner".into()));
    assert_eq!(fields("updated_at"), "2025-01-20T12:02:00.000Z", "it was last changed by the later step");
    book.redo().unwrap();
    assert_eq!(book.rows(), later);
}

#[test]
fn an_undo_that_meets_a_name_taken_since_says_so() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| add_source(tx, "Fair")).unwrap().value;
    let gone = book.transact(op(), |tx| Ok(tx.conn().execute("DELETE FROM source WHERE id = ?1", [&id])?)).unwrap();
    book.transact(Op::new(OpKind::ChangeVocabulary, "taken"), |tx| add_source(tx, "Fair")).unwrap();
    let before = book.rows();
    assert_eq!(code(book.undo_step(gone.op.unwrap())), "undo_conflict");
    assert_eq!(book.rows(), before);
}

#[test]
fn of_several_undos_of_one_step_at_once_one_is_done_and_the_others_are_told() {
    let book = TestBook::new();
    let id = book.transact(op(), |tx| add_lead(tx, "Acme")).unwrap().value;
    for round in 0..20 {
        let step = book
            .transact(op(), |tx| {
                Ok(tx.conn().execute("UPDATE lead SET industry = ?2 WHERE id = ?1", [&id, &round.to_string()])?)
            })
            .unwrap();
        let start = std::sync::Barrier::new(4);
        let codes: Vec<&str> = std::thread::scope(|scope| {
            let undo = || {
                start.wait();
                code(book.book.undo_step(step.op.unwrap()))
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(undo)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let count = |wanted: &str| codes.iter().filter(|code| **code == wanted).count();
        assert_eq!((count("ok"), count("already_undone")), (1, 3), "{codes:?}");
    }
}

#[test]
fn a_check_sees_the_index_as_it_is_now_and_not_as_an_earlier_check_saw_it() {
    let book = TestBook::new();
    for round in 0..3 {
        book.transact(op(), |tx| add_lead(tx, &format!("Lead {round}"))).unwrap();
        book.assert_sound();
        book.undo().unwrap();
        book.assert_sound();
    }
}

/// The newest recorded change of this field of any row, as "put back" names it.
fn change_of(book: &TestBook, record: &str, field: &str) -> (i64, bool) {
    let entries = book.read(|db| history::of_record(db, record, None, 50)).unwrap();
    let changes = entries.iter().flat_map(|entry| &entry.changes);
    changes.filter(|change| change.field == field).map(|change| (change.change, change.can_put_back)).next().unwrap()
}

#[test]
fn a_field_is_put_back_with_the_keys_that_follow_from_it() {
    use kontor_core::records::{Draft, Typing, contact, opportunity, organization};
    let book = TestBook::new();
    let typing = book.read(|db| Typing::of(db, "en")).unwrap();
    let (acme, wong, deal) = book
        .transact(op(), |tx| {
            let acme = organization::create(tx, &Draft::of([(organization::Field::Name, "Acme GmbH")]), &typing)?;
            let wong = Draft::of([(contact::Field::FirstName, "Anna"), (contact::Field::LastName, "Wong")]);
            let wong = contact::create(tx, &wong, &typing)?;
            let fields = [(opportunity::Field::Title, "Roof".to_owned())].into();
            let deal = opportunity::create(tx, &opportunity::Draft { fields, ..Default::default() }, &typing)?;
            Ok((acme, wong, deal))
        })
        .unwrap()
        .value;
    let set = |f: &dyn Fn(&Tx) -> Result<()>| drop(book.transact(op(), f).unwrap());
    set(&|tx| organization::set(tx, &acme, &[(organization::Field::Name, "Beta AG".into())].into(), &typing));
    set(&|tx| {
        let both = [(contact::Field::FirstName, "Berta".into()), (contact::Field::LastName, "Zorn".into())];
        contact::set(tx, &wong, &both.into(), &typing)
    });
    set(&|tx| opportunity::win(tx, &deal));
    let keys = |sql: &str| -> String { book.read(|db| Ok(db.conn().query_row(sql, [], |row| row.get(0))?)).unwrap() };

    book.put_back(change_of(&book, &acme, "name").0, "name").unwrap();
    assert_eq!(
        keys("SELECT name || '|' || name_key || '|' || company_key FROM organization"),
        "Acme GmbH|acme gmbh|acme"
    );
    let step = book.put_back(change_of(&book, &wong, "last_name").0, "last_name").unwrap();
    assert_eq!(keys("SELECT first_name || '|' || person_key FROM contact"), "Berta|wong berta");
    let steps = book.read(|db| history::steps(db, None, 1)).unwrap();
    assert_eq!((Some(steps[0].seq), steps[0].subject.as_str()), (step.op, "Berta Wong"));
    // Where it stands in the pipeline is no field of its own: the won one would stand in an open stage.
    let before = book.rows();
    let (change, offered) = change_of(&book, &deal, "stage_id");
    assert!(!offered);
    assert_eq!(code(book.put_back(change, "stage_id")), "not_found");
    assert_eq!(book.rows(), before);
    book.assert_sound();
}
