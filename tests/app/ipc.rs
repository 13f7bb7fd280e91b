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
