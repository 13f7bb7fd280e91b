//! The first answers: the start, undo and redo, preferences, and the shape of errors.

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::support::TestApp;

#[test]
fn the_first_start_makes_an_empty_book() {
    let folder = tempdir().unwrap();
    let book = folder.path().join("new book ü");
    let app = TestApp::on(&book);
    let start = app.call("start", json!({})).unwrap();
    assert_eq!(start["book"], json!({ "state": "open", "empty": true, "folder": book }), "{start}");
    assert_eq!(start["preferences"], json!({ "language": null, "theme": null, "place": null }));
    assert!(book.is_dir());
    let counts = json!({ "lead": 0, "organization": 0, "contact": 0, "opportunity": 0 });
    assert_eq!(app.call("counts", json!({})), Ok(counts));
}

#[test]
fn a_change_is_told_and_is_taken_back_and_done_again() {
    let folder = tempdir().unwrap();
    let app = TestApp::on(folder.path());
    let nothing = app.call("counts", json!({})).unwrap();
    let saved = app.call("demo_fill", json!({ "language": "de" })).unwrap();
    assert!(saved["value"]["leads"].as_i64().unwrap() > 0 && saved["step"].is_i64(), "{saved}");
    let change = app.change().unwrap();
    let tables = change["tables"].as_array().unwrap();
    assert!(tables.contains(&json!("lead")) && tables.contains(&json!("opportunity")), "{change}");
    assert!(change["many"] == true || change["records"][0]["kind"].is_string(), "{change}");
    let full = app.call("counts", json!({})).unwrap();
    assert_eq!(app.call("start", json!({})).unwrap()["book"]["empty"], false);
    for (command, counts) in [("undo", &nothing), ("redo", &full), ("undo", &nothing)] {
        let step = app.call(command, json!({})).unwrap();
        assert_eq!(step["kind"], "add_demo_data", "{command}: {step}");
        assert!(step["count"].as_i64().unwrap() > 1, "{command}: {step}");
        assert_eq!(&app.call("counts", json!({})).unwrap(), counts, "{command}");
        assert!(app.change().is_some(), "{command} is a change as well");
    }
}

#[test]
fn preferences_outlive_the_app() {
    let folder = tempdir().unwrap();
    {
        let app = TestApp::on(folder.path());
        for (key, value) in [("language", "de"), ("theme", "dark"), ("place", "leads")] {
            assert_eq!(app.call("preference_set", json!({ "key": key, "value": value })), Ok(Value::Null));
        }
        assert_eq!(app.call("preference_set", json!({ "key": "theme", "value": "" })), Ok(Value::Null));
        assert!(app.call("preference_set", json!({ "key": "colour", "value": "red" })).is_err(), "no such preference");
    }
    let app = TestApp::on(folder.path());
    let start = app.call("start", json!({})).unwrap();
    assert_eq!(start["preferences"], json!({ "language": "de", "theme": null, "place": "leads" }));
}

#[test]
fn a_refusal_is_a_code_with_values_and_a_field() {
    let folder = tempdir().unwrap();
    let app = TestApp::on(folder.path());
    for command in ["undo", "redo"] {
        let code = format!("nothing_to_{command}");
        let refused = json!({ "code": code, "values": {}, "field": null });
        assert_eq!(app.call(command, json!({})), Err(refused), "an empty history");
    }
    assert_eq!(app.change(), None, "nothing changed, so nobody is told");
}

#[test]
fn what_is_typed_wrongly_is_refused_at_its_field_and_names_are_kept_letter_for_letter() {
    let folder = tempdir().unwrap();
    let app = TestApp::on(folder.path());
    let create = |kind: &str, fields: Value| {
        let draft = json!({ "draft": { "fields": fields }, "language": "de" });
        app.call(&format!("{kind}_create"), draft).unwrap()["value"].as_str().unwrap().to_owned()
    };
    let lead = create("lead", json!({ "company": "Probe AG" }));
    let opportunity = create("opportunity", json!({ "title": "Pressen" }));
    let owner = json!({ "kind": "lead", "id": lead });
    let set = |kind: &str, id: &str, field: &str, text: &str| {
        let arguments = json!({ "id": id, "fields": { field: text }, "language": "de" });
        app.call(&format!("{kind}_set"), arguments).map(drop)
    };
    let email = |text: &str| {
        let draft = json!({ "value": text, "label": "work" });
        app.call("point_add", json!({ "owner": owner, "kind": "email", "draft": draft, "language": "de" })).map(drop)
    };
    let note = |text: &str| app.call("note_add", json!({ "owners": [owner], "body": text })).map(drop);

    for (answer, code, field) in [
        (set("lead", &lead, "expectedAmount", "abc"), "not_an_amount", "expectedAmount"),
        (set("opportunity", &opportunity, "amount", "abc"), "not_an_amount", "amount"),
        (set("opportunity", &opportunity, "expectedClose", "31.02.2026"), "no_such_day", "expectedClose"),
        (set("lead", &lead, "company", "Probe\0AG"), "has_nul", "company"),
        (email("amy.wong"), "not_an_email", "emails"),
        (note("before\0after"), "has_nul", "body"),
        (note(&"x".repeat(20_000_000)), "too_long", "body"),
    ] {
        let refused = answer.unwrap_err();
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)), "{refused}");
    }
    assert_eq!(app.call("lead_get", json!({ "id": lead })).unwrap()["company"], "Probe AG", "as it was");

    for name in ["😀 GmbH", "שלום בע״מ", "O'Neill \"Die Pumpe\"; DROP TABLE lead", "%_\\"] {
        set("lead", &lead, "company", name).unwrap();
        assert_eq!(app.call("lead_get", json!({ "id": lead })).unwrap()["company"], name);
    }
}

#[test]
fn a_book_that_cannot_be_opened_is_refused_by_code_and_opened_when_asked_again() {
    let folder = tempdir().unwrap();
    let book = folder.path().join("book");
    std::fs::write(&book, "a file where the folder should be").unwrap();
    let app = TestApp::on(&book);
    let start = app.call("start", json!({})).unwrap();
    let status = &start["book"];
    assert_eq!(status["state"], "refused", "{start}");
    assert_eq!(status["code"], "folder_not_writable", "{start}");
    assert_eq!(status["values"]["path"], json!(book), "{start}");
    assert_eq!(app.call("counts", json!({})).unwrap_err()["code"], "folder_not_writable");
    assert_eq!(std::fs::read_to_string(&book).unwrap(), "a file where the folder should be", "nothing was touched");

    std::fs::remove_file(&book).unwrap();
    assert_eq!(app.call("start", json!({})).unwrap()["book"]["state"], "open");
}

#[test]
fn a_book_in_use_is_refused() {
    let folder = tempdir().unwrap();
    let first = TestApp::on(folder.path());
    assert_eq!(first.call("start", json!({})).unwrap()["book"]["state"], "open");
    let second = TestApp::on(folder.path());
    let start = second.call("start", json!({})).unwrap();
    assert_eq!(start["book"]["code"], "book_in_use", "{start}");
}

#[test]
fn what_is_no_command_is_refused() {
    let folder = tempdir().unwrap();
    let app = TestApp::on(folder.path());
    for command in ["no_such_command", "plugin:dialog|open", "plugin:opener|open_path", "plugin:window|close"] {
        assert!(app.call(command, json!({})).is_err(), "{command}");
    }
}
