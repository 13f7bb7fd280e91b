//! Bad input: a sentence in the user's language with its code, and nothing changed (R26).

use std::fs;

use crate::program::Cli;

/// A book with one lead and one opportunity.
fn book() -> Cli {
    let cli = Cli::new();
    cli.json(["add", "lead", "company=Acme GmbH", "lastName=Wong"]);
    cli.json(["add", "opportunity", "title=Deal"]);
    cli
}

fn steps(cli: &Cli) -> usize {
    cli.json(["history"]).as_array().unwrap().len()
}

#[test]
fn what_is_typed_wrongly_is_named_in_both_languages() {
    let cli = book();
    let before = steps(&cli);
    for (args, code, english, german) in [
        (
            &["add", "lead", "company=X", "email=anna"][..],
            "not_an_email",
            "E-mail: “anna” is not",
            "E-Mail: „anna“ ist keine",
        ),
        (&["set", "Deal", "amount=abc"], "not_an_amount", "Amount: “abc” is not", "Betrag: „abc“ ist kein Geldbetrag"),
        (
            &["set", "Deal", "expectedClose=31.02.2026"],
            "no_such_day",
            "no such day: “31.02.2026”",
            "Diesen Tag gibt es nicht",
        ),
        (
            &["set", "Acme GmbH", "rating=lukewarm"],
            "not_a_choice",
            "“lukewarm” is not one of",
            "„lukewarm“ gehört nicht",
        ),
        (&["set", "Acme GmbH", "employees=many"], "not_a_number", "“many” is not a whole", "„many“ ist keine ganze"),
        (&["add", "lead", "rating=hot"], "no_name", "A name is missing", "Es fehlt ein Name"),
        (
            &["add", "organization", "industry=Glass"],
            "field_needed",
            "Name: This must not be blank",
            "Name: Dieses Feld darf nicht leer",
        ),
        (
            &["show", "nobody"],
            "not_found",
            "no such entry in the book, or no longer. (nobody)",
            "Diesen Eintrag gibt es im Buch nicht",
        ),
        (&["move", "Deal", "Nowhere"], "not_a_choice", "Stage: “Nowhere”", "Phase: „Nowhere“"),
        (&["log", "Deal", "--call", "x", "--due", "2026-12-01", "--time", "25:00"], "not_a_time", "“25:00”", "„25:00“"),
        (&["log", "Deal", "--note", "  "], "field_needed", "must not be blank", "darf nicht leer"),
        (&["log", "Deal", "--file", "nowhere.txt"], "file_failed", "could not be read", "ließ sich nicht lesen"),
        (&["import", "nowhere.csv"], "table_unreadable", "nowhere.csv could not be read", "nowhere.csv"),
        (&["redo"], "nothing_to_redo", "nothing to redo", "nichts zu wiederholen"),
        (&["undo", "99"], "not_found", "no such entry", "gibt es im Buch nicht"),
        (
            &["convert", "Acme GmbH", "--organization", "none", "--contact", "none", "--opportunity", "none"],
            "nothing_chosen",
            "",
            "",
        ),
    ] {
        let said = cli.run(args).refused(code);
        assert!(said.starts_with("refused (") && said.contains(english), "{args:?}: {said}");
        let said = cli.run(["--language", "de"].iter().chain(args)).refused(code);
        assert!(said.starts_with("abgelehnt (") && said.contains(german), "{args:?}: {said}");
        assert!(!said.contains('…'), "{args:?}: a value is missing in: {said}");
        let json = cli.run(["--json"].iter().chain(args));
        let json: serde_json::Value = serde_json::from_str(&json.err).unwrap();
        assert_eq!(json["code"], code, "{args:?}");
        assert!(json["sentence"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{args:?}");
    }
    assert_eq!(steps(&cli), before, "something was changed");
}

#[test]
fn wrong_calls_leave_with_status_2() {
    let cli = book();
    for args in [
        &[][..],
        &["frobnicate"],
        &["add"],
        &["add", "lead"],
        &["add", "house", "title=x"],
        &["add", "lead", "company"],
        &["add", "lead", "colour=red"],
        &["add", "lead", "tag-=x"],
        &["add", "opportunity", "email=a@b.example"],
        &["set", "Deal", "title+=x"],
        &["set", "Deal", "email=a@b.example"],
        &["list", "lead", "--sort", "colour"],
        &["list", "lead", "--limit", "some"],
        &["search"],
        &["search", "x", "--kind", "house"],
        &["log", "Deal"],
        &["log", "Deal", "--note", "x", "--call", "y"],
        &["convert", "Acme GmbH", "--set", "title=x"],
        &["convert", "Acme GmbH", "--opportunity", "none", "--set", "opportunity.title=x"],
        &["fill"],
        &["fill", "--leads", "0"],
        &["--language", "fr", "check"],
        &["undo", "last"],
    ] {
        let said = cli.run(args).misused();
        assert!(said.contains("--help") || said.contains("Usage"), "{args:?}: {said}");
    }
    assert_eq!(steps(&cli), 3);
}

#[test]
fn a_nul_and_what_is_no_text_are_refused_and_a_large_note_is_kept() {
    let cli = book();
    cli.run_with(["log", "Deal", "--note", "-"], b"before\0after").refused("has_nul");
    cli.run_with(["log", "Deal", "--note", "-"], b"\xff\xfe\xfa").refused("table_is_binary");
    let line = "Zeile mit Umlauten: äöü 😀 עברית\n";
    let large = line.repeat(10 * 1024 * 1024 / line.len());
    cli.run_with(["log", "Deal", "--note", "-"], large.as_bytes()).done();
    let shown = cli.json(["show", "Deal"]);
    assert_eq!(shown["timeline"]["rows"][0]["cut"], true, "a timeline carries the beginning only");
    cli.run_with(["log", "Deal", "--note", "-"], large.repeat(2).as_bytes()).refused("too_long");
    assert_eq!(cli.json(["check"])["ok"], true);
}

#[test]
fn any_name_is_kept_as_typed() {
    let cli = Cli::new();
    for name in ["😀 GmbH", "שלום בע״מ", "O'Neill \"The Pump\"; DROP TABLE lead", "—", "%_\\"] {
        let added = cli.json(["add", "lead", &format!("company={name}")]);
        let shown = cli.json(["show", added["value"].as_str().unwrap()]);
        assert_eq!(shown["record"]["company"], name);
        cli.run(["show", &format!("lead:{name}")]).done();
    }
    assert_eq!(cli.json(["check"])["ok"], true);
}

#[test]
fn a_second_program_on_the_same_book_is_kept_out() {
    let cli = book();
    let opening = kontor_core::book::Opening::default();
    let book = kontor_core::book::Book::open(&cli.folder.path().join("book"), opening).unwrap();
    let said = cli.run(["list", "lead"]).refused("book_in_use");
    assert!(said.contains("Another program has the book in book open"), "{said}");
    cli.run(["--language", "de", "undo"]).refused("book_in_use");
    drop(book);
    cli.run(["list", "lead"]).done();
}

#[test]
fn a_newer_a_foreign_and_a_damaged_book_are_left_as_they_are() {
    let cli = book();
    let file = cli.folder.path().join("book/book.sqlite");
    let sound = fs::read(&file).unwrap();
    // Where the file format keeps user_version (sqlite.org/fileformat.html, 1.3).
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let mut damaged = sound;
    damaged[1000..40_000].fill(0x55);
    for (content, code, german) in [
        (newer, "book_too_new", "Fassung 999"),
        (b"Dear diary, this is no database.".to_vec(), "not_a_book", "ist kein Buch von Kontor"),
        (damaged, "book_damaged", "ist beschädigt"),
    ] {
        fs::write(&file, &content).unwrap();
        let said = cli.run(["--language", "de", "list", "lead"]).refused(code);
        assert!(said.contains(german), "{said}");
        assert_eq!(fs::read(&file).unwrap(), content, "{code}: the file was touched");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let cli = Cli::new();
    cli.file("book", "a file where the folder should be");
    let said = cli.run(["check"]).refused("folder_not_writable");
    assert!(said.contains("The folder book cannot"), "{said}");
}

#[test]
fn a_file_that_is_no_table_is_refused_with_advice() {
    let cli = book();
    let before = steps(&cli);
    for (content, code) in [
        (&b""[..], "table_empty"),
        (b"PK\x03\x04 and so on, a zip archive", "table_is_zip"),
        (b"%PDF-1.7\n", "table_is_pdf"),
        (b"Company\n", "table_without_rows"),
        (b"Company;Phone\nAcme;\"030 1\nBolt;1\n", "table_quote_unclosed"),
    ] {
        cli.file("leads.csv", content);
        cli.run(["import", "leads.csv"]).refused(code);
        cli.run(["--language", "de", "import", "leads.csv", "--preview"]).refused(code);
    }
    cli.file("leads.csv", "Town\nKiel\n");
    cli.run(["import", "leads.csv"]).refused("import_nothing_names");
    cli.run(["import", "leads.csv", "--map", "City=company"]).refused("import_column_unknown");
    cli.run(["import", "leads.csv", "--map", "Town=colour"]).refused("import_field_unknown");
    assert_eq!(steps(&cli), before);
}

#[test]
fn an_older_step_that_later_work_rests_on_stays() {
    let cli = book();
    let said = cli.json(["add", "organization", "name=Acme"]);
    let step = said["step"].to_string();
    cli.json(["add", "contact", "lastName=Wong", "organization=Acme"]);
    let said = cli.run(["undo", &step]).refused("undo_in_use");
    assert!(said.contains("Wong"), "{said}");
}
