//! What each command does, seen through `--json` and through the book afterwards.

use serde_json::Value;

use crate::program::Cli;

fn lead(cli: &Cli) -> String {
    let added = cli.json(["add", "lead", "company=Acme GmbH", "lastName=Wong", "email=ann@acme.example", "tag=fair"]);
    assert_eq!(added["step"], 2);
    assert_eq!(added["changes"]["records"][0]["kind"], "lead");
    added["value"].as_str().unwrap().to_owned()
}

fn titles(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

#[test]
fn a_lead_goes_all_the_way_to_won_and_back() {
    let cli = Cli::new();
    let id = lead(&cli);
    cli.json(["set", &id, "expectedAmount=12000", "phone+=+49 171 3920001", "rating=hot"]);
    cli.json(["log", &id, "--note", "# Hello"]);
    cli.json(["log", &id, "--meeting", "Visit", "--due", "2099-12-01"]);
    let shown = cli.json(["show", "acme"]);
    assert_eq!(shown["record"]["expectedAmount"], 1_200_000);
    assert_eq!(shown["timeline"]["rows"].as_array().unwrap().len(), 2);

    let preview = cli.json(["convert", &id, "--preview"]);
    assert_eq!(preview["moves"]["notes"], 1);
    let converted = cli.json(["convert", &id, "--set", "opportunity.title=Pilot"]);
    let opportunity = converted["value"]["opportunity"]["id"].as_str().unwrap().to_owned();
    // A second time gives what it became (R2).
    let again = cli.json(["convert", &id]);
    assert_eq!((&again["step"], &again["value"]["already"]), (&Value::Null, &Value::Bool(true)));
    assert_eq!(again["value"]["opportunity"]["id"], opportunity.as_str());
    assert!(titles(&cli.json(["list", "lead"])).is_empty());

    let moved = cli.json(["move", "Pilot", "negotiation"]);
    assert_eq!(moved["value"]["stage"]["name"], "Negotiation");
    let won = cli.json(["won", &opportunity]);
    assert_eq!((&won["value"]["state"], &won["value"]["probability"]), (&"won".into(), &100.into()));
    assert_eq!(cli.json(["check"])["ok"], true);

    for _ in 0..3 {
        cli.json(["undo"]);
    }
    assert_eq!(titles(&cli.json(["list", "lead"])), ["Acme GmbH"]);
    for _ in 0..3 {
        cli.json(["redo"]);
    }
    assert_eq!(titles(&cli.json(["list", "opportunity"])), ["Pilot"]);
    cli.json(["reopen", "Pilot"]);
    assert_eq!(cli.json(["show", &id])["kind"], "lead");
    assert_eq!(cli.json(["check"])["ok"], true);
}

#[test]
fn convert_takes_new_none_and_existing() {
    let cli = Cli::new();
    let id = lead(&cli);
    let there = cli.json(["add", "organization", "name=Acme Holding"])["value"].as_str().unwrap().to_owned();
    let args = ["convert", &id, "--organization", "Acme Holding", "--contact", "none", "--opportunity", "new"];
    let converted = cli.json(args);
    assert_eq!(converted["value"]["organization"]["id"], there.as_str());
    assert_eq!(converted["value"]["organization"]["created"], false);
    assert_eq!(converted["value"]["contact"], Value::Null);
    assert_eq!(converted["value"]["opportunity"]["created"], true);
}

#[test]
fn an_opportunity_is_lost_with_a_reason_and_a_lead_without() {
    let cli = Cli::new();
    let id = lead(&cli);
    cli.json(["add", "opportunity", "title=Deal", "stage=Proposal", "amount=100"]);
    cli.run(["lost", "Deal"]).refused("field_needed");
    let lost = cli.json(["lost", "Deal", "--reason", "price", "--note", "Too dear"]);
    assert_eq!((&lost["value"]["state"], &lost["value"]["lost"]["note"]), (&"lost".into(), &"Too dear".into()));
    let closed = cli.json(["lost", &id]);
    assert!(closed["value"]["closed"].is_object());
}

#[test]
fn set_adds_replaces_and_removes_what_hangs_on_a_record() {
    let cli = Cli::new();
    lead(&cli);
    cli.json([
        "set",
        "acme",
        "email=new@acme.example",
        "email+=second@acme.example",
        "tag-=Fair",
        "street=Dock 1",
        "city=Kiel",
    ]);
    let shown = cli.json(["show", "acme"]);
    let emails: Vec<&str> =
        shown["record"]["emails"].as_array().unwrap().iter().map(|email| email["value"].as_str().unwrap()).collect();
    assert_eq!(emails, ["new@acme.example", "second@acme.example"]);
    assert_eq!(shown["record"]["tags"], serde_json::json!([]));
    cli.json(["set", "acme", "email-=NEW@acme.example", "street="]);
    let shown = cli.json(["show", "acme"]);
    assert_eq!(shown["record"]["emails"].as_array().unwrap().len(), 1);
    assert_eq!(shown["record"]["address"]["city"], "Kiel");
    // One step each, and no step where nothing changes.
    let same = cli.json(["set", "acme", "city=Kiel"]);
    assert_eq!(same["step"], Value::Null);
    cli.json(["undo"]);
    assert_eq!(cli.json(["show", "acme"])["record"]["address"]["street"], "Dock 1");
}

#[test]
fn a_record_is_named_by_id_title_kind_or_a_search_that_finds_one() {
    let cli = Cli::new();
    let id = lead(&cli);
    cli.json(["add", "organization", "name=Acme GmbH"]);
    cli.json(["add", "contact", "firstName=Søren", "lastName=Ørsted"]);
    assert_eq!(cli.json(["show", &id])["kind"], "lead");
    assert_eq!(cli.json(["show", "organization:acme gmbh"])["kind"], "organization");
    assert_eq!(cli.json(["show", "ann@acme.example"])["record"]["id"], id.as_str());
    assert_eq!(cli.json(["show", "soren orsted"])["kind"], "contact");
    let sentence = cli.run(["show", "Acme GmbH"]).refused("several_matches");
    assert!(sentence.contains("(2)"), "{sentence}");
    cli.run(["show", "organization:nobody"]).refused("not_found");
    cli.run(["won", "lead:Acme GmbH"]).refused("not_found");
}

#[test]
fn lists_are_read_page_by_page() {
    let cli = Cli::new();
    cli.file("leads.csv", "Company\nDelta\nAlpha\nCharlie\nBravo\n");
    assert_eq!(cli.json(["import", "leads.csv"])["value"]["created"], 4);
    let first = cli.json(["list", "lead", "--sort", "title", "--limit", "3"]);
    assert_eq!(titles(&first), ["Alpha", "Bravo", "Charlie"]);
    assert_eq!(first["count"]["value"], 4);
    let next = first["next"].as_str().unwrap();
    assert_eq!(titles(&cli.json(["list", "lead", "--sort", "title", "--after", next])), ["Delta"]);
    let backwards = cli.json(["list", "lead", "--sort", "title", "--descending", "--text", "del"]);
    assert_eq!(titles(&backwards), ["Delta"]);
    assert_eq!(cli.json(["list", "leads"]), cli.json(["list", "lead"]), "a kind by its plural");
}

#[test]
fn an_import_is_shown_before_mapped_and_leaves_its_bad_rows_in_a_file() {
    let cli = Cli::new();
    cli.file("leads.csv", "Wer;Mail;Wert\nMüller KG;info@mueller.example;1.200,50\nKaputt;keine-adresse;5,00\n");
    let args = ["import", "leads.csv", "--map", "Wer=company", "--map", "Wert=expectedAmount"];
    let preview = cli.run(["--language", "de"].into_iter().chain(args).chain(["--preview"])).done();
    assert!(preview.contains("Zeilen: 2; neue Interessenten: 1"), "{preview}");
    assert!(titles(&cli.json(["list", "lead"])).is_empty(), "a preview writes nothing");
    let said = cli.run(["--language", "de"].into_iter().chain(args).chain(["--bad-rows", "bad.csv"])).done();
    assert!(said.contains("Zeile 3: E-Mail: „keine-adresse“ ist keine E-Mail-Adresse."), "{said}");
    let bad = std::fs::read_to_string(cli.folder.path().join("bad.csv")).unwrap();
    assert!(bad.contains("Zeile;Grund;Wer;Mail;Wert") && bad.contains("Kaputt"), "{bad}");
    let lead = cli.json(["show", "Müller KG"]);
    assert_eq!(lead["record"]["expectedAmount"], 120_050);
}

#[test]
fn the_language_is_that_of_the_system_unless_said_otherwise() {
    let cli = Cli::new();
    let in_system = |locale: &str, args: &[&str]| {
        let mut program = crate::program::program(cli.folder.path());
        program.env("LC_ALL", "").env("LANG", locale).args(["--book", "german"]).args(args);
        crate::program::run(program, b"")
    };
    let said = in_system("de_AT.UTF-8", &["add", "lead", "company=Käse & Söhne", "expectedAmount=1.000,50"]).done();
    assert!(said.starts_with("Erledigt: Interessent Käse & Söhne anlegen (Schritt 2)"), "{said}");
    // The new book is German, and Austrian: a national number is one of Vienna.
    in_system("de_AT.UTF-8", &["set", "Käse & Söhne", "phone=01 5880", "status=Neu"]).done();
    let shown = in_system("en_GB.UTF-8", &["show", "Käse & Söhne"]).done();
    assert!(shown.contains("Expected amount  1,000.50 EUR") && shown.contains("+43 1 5880"), "{shown}");
    let shown = in_system("en_GB.UTF-8", &["--language", "de", "show", "Käse & Söhne"]).done();
    assert!(shown.contains("Erwarteter Betrag  1.000,50 EUR"), "{shown}");
}

#[test]
fn demo_and_fill_make_sound_books() {
    let cli = Cli::new();
    let demo = cli.json(["--language", "de", "demo"]);
    assert_eq!(demo["value"]["opportunities"], 30);
    cli.json(["fill", "--leads", "30", "--seed", "5"]);
    assert_eq!(cli.json(["check"])["ok"], true);
    let names = |cli: &Cli| {
        let page = cli.json(["list", "lead", "--sort", "title", "--limit", "500"]);
        titles(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, other, third) = (Cli::new(), Cli::new(), Cli::new());
    for (cli, seed) in [(&one, "5"), (&other, "5"), (&third, "6")] {
        cli.json(["fill", "--leads", "30", "--seed", seed]);
    }
    assert_eq!(names(&one), names(&other), "the same seed");
    assert_ne!(names(&one), names(&third), "another seed");
}

#[test]
fn nobody_reading_on_is_no_failure() {
    let cli = Cli::new();
    lead(&cli);
    let mut program = crate::program::program(cli.folder.path());
    program.args(["--book", "book", "list", "lead"]).stdout(std::process::Stdio::piped());
    let mut child = program.spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn duplicates_are_found_told_apart_and_merged() {
    let cli = Cli::new();
    let one = lead(&cli);
    let other = cli.json(["add", "lead", "company=ACME", "firstName=Ann", "email=ann@acme.example", "rating=hot"]);
    let other = other["value"].as_str().unwrap();
    let organization = cli.json(["add", "organization", "name=Acme", "email=office@acme.example"]);
    let organization = organization["value"].as_str().unwrap();
    let found = cli.json(["duplicates"]);
    assert_eq!((&found["strong"], &found["weak"]), (&1.into(), &0.into()));
    let group = &found["groups"][0];
    assert_eq!((group["records"].as_array().unwrap().len(), &group["strength"]), (3, &"strong".into()));
    assert_eq!(group["evidence"][0]["kind"], "email");

    cli.json(["duplicates", "--not", organization, &one]);
    cli.json(["duplicates", "--not", organization, other]);
    assert_eq!(cli.json(["duplicates", "--strong"])["groups"][0]["records"].as_array().unwrap().len(), 2);
    assert_eq!(cli.json(["duplicates", "--kind", "organization", "--kind", "contact"])["strong"], 0);

    let preview = cli.json(["merge", "lead", &one, other, "--take", &format!("company={other}"), "--preview"]);
    assert_eq!(preview["records"][0]["record"]["id"], one.as_str());
    let take = format!("company={other}");
    let merged = cli.json(["merge", "lead", &one, other, "--take", &take]);
    assert_eq!(merged["value"]["merged"][0]["id"], other);
    // The old id leads to what it is now.
    let shown = cli.json(["show", other]);
    assert_eq!((&shown["record"]["id"], &shown["record"]["company"]), (&one.as_str().into(), &"ACME".into()));
    assert_eq!(shown["record"]["rating"], "hot");
    assert_eq!(cli.json(["search", other])["hits"][0]["id"], one.as_str());

    cli.json(["add", "opportunity", "title=Pumps"]);
    let merged = cli.json(["merge", "opportunity", "Pumps", &one]);
    let deal = merged["value"]["survivor"]["id"].as_str().unwrap();
    assert_eq!(cli.json(["show", other])["record"]["id"], deal);
    cli.json(["undo"]);
    cli.json(["undo"]);
    cli.json(["undo"]);
    assert_eq!(cli.json(["show", other])["record"]["id"], other);
    assert_eq!(cli.json(["check"])["ok"], true);
}
