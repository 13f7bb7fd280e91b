//! cases/import.md, linking.md and duplicates.md by id, as far as they are about what a row becomes.

use std::ops::ControlFlow;

use kontor_core::flows::export::{self, Format, List};
use kontor_core::flows::import::general::{Policy, What};

use super::{column, counts, failures, import, nothing_more, preview, source, try_import};
use crate::fixture::value;
use crate::support::TestBook;

/// First and last names of all contacts with their e-mails.
fn people(book: &TestBook) -> String {
    column(
        book,
        "trim(c.first_name || ' ' || c.last_name) || ifnull(' <' || (SELECT group_concat(value, ' ') FROM
           (SELECT value FROM contact_point p WHERE p.contact_id = c.id AND p.kind = 'email' ORDER BY position)) || '>', '') AS x
         FROM contact c ORDER BY c.id",
    )
}

struct Case {
    id: &'static str,
    /// Imported before.
    before: &'static str,
    file: &'static str,
    policy: Policy,
    /// Created, updated, unchanged, skipped, failed.
    counts: [u32; 5],
    people: &'static str,
}

const CASES: &[Case] = &[
    Case {
        id: "I08",
        before: "",
        file: "First Name,Last Name,Email\nAnn,Lay,same@acme.com\nAnn,Ray,same@acme.com\n",
        policy: Policy::Update,
        counts: [1, 1, 0, 0, 0],
        people: "Ann Ray <same@acme.com>",
    },
    Case {
        id: "I08 again, both there",
        before: "First Name,Last Name,Email\nAnn,Ray,same@acme.com\n",
        file: "First Name,Last Name,Email\nAnn,Lay,same@acme.com\nAnn,Ray,same@acme.com\n",
        policy: Policy::Update,
        counts: [0, 2, 0, 0, 0],
        people: "Ann Ray <same@acme.com>",
    },
    Case {
        id: "I08 filled",
        before: "",
        file: "First Name,Last Name,Email\nAnn,Lay,same@acme.com\nAnn,Ray,same@acme.com\n",
        policy: Policy::Fill,
        counts: [1, 0, 1, 0, 0],
        people: "Ann Lay <same@acme.com>",
    },
    Case {
        id: "I10 by id",
        before: "ID,Last Name,Email\n5,Work,old@work.com\n",
        file: "ID,Last Name,Email\n5,Work,new@work.com\n",
        policy: Policy::Update,
        counts: [0, 1, 0, 0, 0],
        people: "Work <old@work.com new@work.com>",
    },
    Case {
        id: "I11",
        before: "Last Name,Email\nTest,existing@test.com\n",
        file: "Last Name,Email\nTest,\"existing@test.com, new@test.com\"\n",
        policy: Policy::Fill,
        counts: [0, 1, 0, 0, 0],
        people: "Test <existing@test.com new@test.com>",
    },
    Case {
        id: "I14",
        before: "",
        file: "ID,First Name,Last Name\n,Ann,Arm\n,Bob,Bee\n",
        policy: Policy::Update,
        counts: [2, 0, 0, 0, 0],
        people: "Ann Arm | Bob Bee",
    },
    Case {
        id: "D25",
        before: "First Name,Last Name,Email\nAnn,Arm,ann@acme.com\n",
        file: "First Name,Last Name,Email\nAnn,Other,ann@acme.com\n",
        policy: Policy::Skip,
        counts: [0, 0, 0, 1, 0],
        people: "Ann Arm <ann@acme.com>",
    },
    Case {
        id: "D29",
        before: "Last Name,Email\nArm,\"one@acme.com, two@acme.com\"\n",
        file: "Last Name,Email\nArm,two@acme.com\n",
        policy: Policy::Fill,
        counts: [0, 0, 1, 0, 0],
        people: "Arm <one@acme.com two@acme.com>",
    },
    Case {
        id: "D37",
        before: "First Name,Last Name,Phone\nAnn,Arm,030 901820\n",
        file: "First Name,Last Name,Phone,Email\nAnn,Arm,+49 30 901820,ann@acme.com\nZoe,Other,030 901820,\n",
        policy: Policy::Fill,
        counts: [1, 1, 0, 0, 0],
        people: "Ann Arm <ann@acme.com> | Zoe Other",
    },
    Case {
        id: "D38",
        before: "First Name,Last Name,City\nJon,Snow,Berlin\n",
        file: "First Name,Last Name,City\nJon,Snow,Bonn\n",
        policy: Policy::Update,
        counts: [1, 0, 0, 0, 0],
        people: "Jon Snow | Jon Snow",
    },
    Case {
        id: "D41",
        before: "",
        file: "First Name,Last Name,Company,Phone,Email\nJon,Snow,Wall,030 901820,jon@wall.example\nJon,Snow,Wall,030 901821,\n\
               Jon,Snow,North,,jon@wall.example\nJon,Snow,South,030 555555,jon@south.example\n",
        policy: Policy::Fill,
        counts: [2, 1, 1, 0, 0],
        people: "Jon Snow <jon@wall.example> | Jon Snow <jon@south.example>",
    },
    Case {
        id: "a mailbox that several people read is nobody's own",
        before: "",
        file: "First Name,Last Name,Email\nAnn,Arm,info@acme.com\nBob,Bee,info@acme.com\nAnn,Arm,info@acme.com\n",
        policy: Policy::Update,
        counts: [2, 0, 1, 0, 0],
        people: "Ann Arm <info@acme.com> | Bob Bee <info@acme.com>",
    },
    Case {
        id: "blank cells never erase",
        before: "First Name,Last Name,Email,Job Title\nAnn,Arm,ann@acme.com,Boss\n",
        file: "First Name,Last Name,Email,Job Title\n,Arm,ann@acme.com,\n",
        policy: Policy::Update,
        counts: [0, 0, 1, 0, 0],
        people: "Ann Arm <ann@acme.com>",
    },
    Case {
        id: "create makes new ones",
        before: "Last Name,Email\nArm,ann@acme.com\n",
        file: "Last Name,Email\nArm,ann@acme.com\n",
        policy: Policy::Create,
        counts: [1, 0, 0, 0, 0],
        people: "Arm <ann@acme.com> | Arm <ann@acme.com>",
    },
    Case {
        id: "create knows ids",
        before: "ID,Last Name\n5,Arm\n",
        file: "ID,Last Name\n5,Arm\n6,Bee\n",
        policy: Policy::Create,
        counts: [1, 0, 0, 1, 0],
        people: "Arm | Bee",
    },
    Case {
        id: "N16",
        before: "",
        file: "Last Name,Email\nArm,not-an-email\nBee,bee@x.example\n",
        policy: Policy::Fill,
        counts: [1, 0, 0, 0, 1],
        people: "Bee <bee@x.example>",
    },
    Case {
        id: "I22",
        before: "",
        file: "First Name,Last Name\n太郎,山田\nليلى,حداد\nZoë,Ñandú 🦆\n",
        policy: Policy::Fill,
        counts: [3, 0, 0, 0, 0],
        people: "太郎 山田 | ليلى حداد | Zoë Ñandú 🦆",
    },
];

#[test]
fn each_case_by_its_id() {
    for case in CASES {
        let book = TestBook::new();
        if !case.before.is_empty() {
            import(&book, &source(&book, What::Contact, Some("crm"), case.before));
        }
        let before = book.rows();
        let file = source(&book, What::Contact, Some("crm"), case.file).with(case.policy);
        let done = import(&book, &file);
        let failed = preview(&book, &file).failed_rows;
        assert_eq!(counts(&done.value.outcome), case.counts, "{}: {failed:?}", case.id);
        assert_eq!(people(&book), case.people, "{}", case.id);
        if case.policy != Policy::Create {
            nothing_more(&book, &file);
        }
        if let Some(op) = done.op {
            book.undo_step(op).unwrap();
        }
        assert_eq!(book.rows(), before, "{}: undo gives back what was (I26)", case.id);
    }
}

/// I13.
#[test]
fn i13_an_id_that_is_none_is_left_out_and_reported() {
    let book = TestBook::new();
    let file = source(&book, What::Contact, None, "Our id,Last Name\n99999,Arm\n,Bee\n").set("Our id=id");
    let found = preview(&book, &file);
    let left: Vec<(u32, &str)> = found.skipped_rows.iter().map(|row| (row.line, row.reason.code)).collect();
    assert_eq!(left, [(2, "import_id_unknown")]);
    assert_eq!(counts(&import(&book, &file).value.outcome), [1, 0, 0, 1, 0]);
    let id = value(&book, "SELECT id FROM contact");
    let file = source(&book, What::Contact, None, &format!("Our id,Last Name\n{id},Bean\n")).set("Our id=id");
    assert_eq!(counts(&import(&book, &file.with(Policy::Update)).value.outcome), [0, 1, 0, 0, 0]);
    assert_eq!(people(&book), "Bean");
}

/// I07.
#[test]
fn i07_nothing_names_what_the_file_is_about() {
    let book = TestBook::new();
    let file = source(&book, What::Organization, None, "Colour,Size\nred,2\n");
    assert_eq!(try_import(&book, &file).unwrap_err().code(), "import_nothing_names");
}

#[test]
fn i17_i19_amounts_and_dates_are_read_as_the_file_writes_them_or_asked() {
    let book = TestBook::new();
    let file = source(
        &book,
        What::Opportunity,
        None,
        "Opportunity;Amount;Close Date\nA;1.234,56;31/01/2024\nB;1.000;01/02/2024\n",
    );
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        column(&book, "amount || ' ' || expected_close AS x FROM opportunity ORDER BY title"),
        "123456 2024-01-31 | 100000 2024-02-01"
    );
    let open = source(&book, What::Opportunity, None, "Opportunity;Amount;Close Date\nC;1.234;01/02/2024\n");
    let found = preview(&book, &open);
    assert!(found.amounts.must_ask() && found.dates.must_ask());
    assert_eq!(failures(&found), [(2, "ambiguous_amount", "amount")]);
}

/// A time beside a day is not passed over; a day alone is the same day everywhere.
#[test]
fn moments_keep_the_time_that_the_file_names() {
    let book = TestBook::new();
    let file = source(
        &book,
        What::Activity,
        None,
        "Subject,Type,Due date,Created at,Company\nA,Call,2025-02-01 14:30,31.12.2024 09:15,Acme\nB,Call,2025-02-02,30.12.2024,Acme\n",
    );
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        column(
            &book,
            "due_on || ' ' || ifnull(due_time, '-') || ' ' || substr(created_at, 1, 16) AS x FROM activity ORDER BY subject"
        ),
        "2025-02-01 14:30 2024-12-31T09:15 | 2025-02-02 - 2024-12-30T12:00"
    );
    nothing_more(&book, &file);
}

#[test]
fn a01_a02_an_address_is_one_block() {
    let book = TestBook::new();
    let text = |street: &str, city: &str, country: &str| {
        format!("Last Name,Email,Street,City,Country\nArm,ann@acme.com,{street},{city},{country}\n")
    };
    let address = |book: &TestBook| value(book, "SELECT street || ', ' || city || ', ' || country FROM address");
    import(&book, &source(&book, What::Contact, None, &text("Markt 1", "Berlin", "DE")));
    let update = |text: &str| import(&book, &source(&book, What::Contact, None, text).with(Policy::Update));
    // A02: no address in the row.
    update(&text("", "", ""));
    assert_eq!(address(&book), "Markt 1, Berlin, DE", "A02");
    // Filling never mixes two addresses.
    import(&book, &source(&book, What::Contact, None, &text("Rue X", "Paris", "")));
    assert_eq!(address(&book), "Markt 1, Berlin, DE", "fill");
    update(&text("Rue X", "Paris", ""));
    assert_eq!(address(&book), "Rue X, Paris, ", "another address is another block");
    // A01: a country alone is no other address.
    update(&text("", "", "FR"));
    assert_eq!(address(&book), "Rue X, Paris, FR", "A01");
}

#[test]
fn i25_failed_rows_come_back_as_a_file_that_can_be_mended_and_imported_again() {
    let book = TestBook::new();
    let file = source(&book, What::Contact, None, "Last Name,Email\nArm,wrong\nBee,bee@x.example\n");
    let done = import(&book, &file);
    let path = done.value.bad_rows.clone().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "\u{feff}Line,Reason,Last Name,Email\r\n2,not_an_email,Arm,wrong\r\n");
    let mended = text.replace("wrong", "ann@x.example");
    let again = import(&book, &source(&book, What::Contact, None, &mended));
    assert_eq!(counts(&again.value.outcome), [1, 0, 0, 0, 0]);
    assert_eq!(people(&book), "Bee <bee@x.example> | Arm <ann@x.example>");
    assert_eq!(value(&book, "SELECT description FROM contact WHERE last_name = 'Arm'"), "");
    // The record of imports has both, newest first.
    let records = book.read(|db| kontor_core::flows::import::general::records(db, 10)).unwrap();
    let told: Vec<(&str, u32, u32, bool)> =
        records.iter().map(|r| (r.what.as_str(), r.created, r.failed, r.bad_rows.is_empty())).collect();
    assert_eq!(told, [("contact", 1, 0, true), ("contact", 1, 1, false)]);
    assert_eq!(kontor_core::flows::import::general::bad_rows_path(&book, &records[1]).unwrap(), path);
    book.undo_step(records[0].op.unwrap()).unwrap();
    let records = book.read(|db| kontor_core::flows::import::general::records(db, 1)).unwrap();
    assert!(records[0].undone);
}

/// A new record is shown with what it holds, and not with wishes that nobody has uttered.
#[test]
fn a_preview_shows_what_a_new_record_holds() {
    let book = TestBook::new();
    let file = source(&book, What::Contact, None, "First name,Last name,E-mail,No calls\nAmy,Wong,amy@x.example,yes\n");
    let found = preview(&book, &file);
    let held: Vec<_> =
        found.new[0].changes.iter().map(|change| (change.field.as_str(), change.after.as_str())).collect();
    let said = [("first_name", "Amy"), ("last_name", "Wong"), ("no_phone", "yes"), ("email", "amy@x.example")];
    assert_eq!(held, said);
}

#[test]
fn i25_a_mended_file_is_mapped_as_the_file_that_its_rows_come_from_and_that_one_afterwards_as_before() {
    let book = TestBook::new();
    let text = "Gizmo,Name,Email\nA7,Arm,wrong\nB8,Bee,bee@x.example\n";
    let file = source(&book, What::Contact, None, text).set("Gizmo=jobTitle");
    let done = import(&book, &file);
    let mended = std::fs::read_to_string(done.value.bad_rows.unwrap()).unwrap().replace("wrong", "ann@x.example");
    for (text, headers) in [(mended.as_str(), "Line Reason Gizmo Name Email"), (text, "Gizmo Name Email")] {
        // Nothing is said about it any more.
        let again = source(&book, None, None, text);
        let mappings = &again.plan.mappings;
        assert_eq!(again.plan.what, What::Contact);
        assert_eq!(mappings.iter().map(|one| one.header.as_str()).collect::<Vec<_>>().join(" "), headers);
        assert!(mappings.iter().enumerate().all(|(at, one)| one.column as usize == at), "{mappings:?}");
        let gizmo = mappings.iter().find(|one| one.header == "Gizmo").unwrap();
        assert_eq!((gizmo.field.as_str(), gizmo.values[0].as_str()), ("jobTitle", "A7"));
        import(&book, &again);
    }
    assert_eq!(column(&book, "job_title AS x FROM contact ORDER BY id"), "B8 | A7");
}

#[test]
fn i25_the_mended_rows_of_an_exact_export_are_known_as_one() {
    let book = TestBook::new();
    import(&book, &source(&book, What::Contact, None, "Last Name,Email\nArm,ann@x.example\n"));
    let path = tempfile::tempdir().unwrap();
    let path = path.path().join("exact.csv");
    let list = List::Contacts(kontor_core::records::contact::Query::default());
    export::export(&book, &path, &list, Format::CsvExact, "en", &mut |_| ControlFlow::Continue(())).unwrap();
    let text = std::fs::read_to_string(&path).unwrap().replace('\u{feff}', "");
    let mended: String = text
        .lines()
        .enumerate()
        .map(|(at, line)| format!("{},{line}\r\n", if at == 0 { "Line,Reason" } else { "2,not_an_email" }))
        .collect();
    let again = source(&book, None, None, &mended);
    assert!(kontor_core::flows::import::general::is_own(&again.plan), "{:?}", again.plan.system);
    assert_eq!(again.plan.mappings[1].field, "ignore");
    assert_eq!(counts(&preview(&book, &again).outcome), [0, 0, 1, 0, 0]);
}

/// Where the rows of one record take turns with its text, the lines of columns without a field stand together, whoever added them.
#[test]
fn rows_that_take_turns_with_a_text_leave_the_same_lines_the_second_time() {
    let book = TestBook::new();
    let text = "Company,Description,Shelf\nAcme GmbH,First,A1\nAcme GmbH,Second,B2\nAcme GmbH,,C3\n";
    let file = source(&book, What::Organization, None, text).with(Policy::Update);
    import(&book, &file);
    let kept = column(&book, "description AS x FROM organization");
    assert_eq!(kept, "Second\n\nShelf: A1\nShelf: B2\nShelf: C3");
    nothing_more(&book, &file);
}
