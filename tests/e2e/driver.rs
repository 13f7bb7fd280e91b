//! The driver itself: what it presses, types and drags arrives in the page.

use kontor_driver::{Start, Window};
use serde_json::json;
use tempfile::TempDir;

/// A page with a field and two boxes that write down what happens to them in `window.seen`.
const PAGE: &str = r#"
    document.body.innerHTML = `<label>Name <input id="name" value="old"></label>
        <div id="from" tabindex="0">from</div><div id="to">  the
        target </div><button id="hidden" hidden>target</button>`;
    window.seen = [];
    for (const [id, left] of [['from', 40], ['to', 400]]) {
        const style = document.getElementById(id).style;
        Object.assign(style, { position: 'absolute', left: left + 'px', top: '200px', width: '80px', height: '40px' });
    }
    for (const kind of ['pointerdown', 'pointermove', 'pointerup', 'keydown']) {
        document.addEventListener(kind, (event) => {
            const keys = (event.ctrlKey ? 'Control+' : '') + (event.shiftKey ? 'Shift+' : '') + (event.key ?? '');
            window.seen.push([kind, event.target.id, kind === 'keydown' ? keys : event.buttons]);
        }, true);
    }
"#;

fn page() -> (TempDir, Window) {
    let folder = TempDir::new().unwrap();
    let window = Window::open(Start::on(folder.path().join("book"))).unwrap();
    window.css("h1").unwrap();
    window.script(PAGE, vec![]).unwrap();
    (folder, window)
}

#[test]
fn finds_types_presses_and_drags() {
    let (_folder, window) = page();
    let field = window.role("textbox", "Name").unwrap();
    field.fill("Müller & Söhne 🎉").unwrap();
    assert_eq!(field.value().unwrap(), "Müller & Söhne 🎉", "emptied and typed");
    assert_eq!(
        window.text("the target").unwrap().attribute("id").unwrap().as_deref(),
        Some("to"),
        "spaces run together"
    );
    assert!(window.all("#hidden").unwrap().is_empty(), "what is hidden is not found");

    window.script("window.seen = []", vec![]).unwrap();
    window.keys("Control+Shift+k ArrowDown").unwrap();
    let keys = window.script("return window.seen.map((one) => one[2])", vec![]).unwrap();
    let combined =
        keys.as_array().unwrap().iter().any(|key| key.as_str().unwrap().eq_ignore_ascii_case("Control+Shift+k"));
    assert!(combined && keys.as_array().unwrap().contains(&json!("ArrowDown")), "{keys}");

    window.script("window.seen = []", vec![]).unwrap();
    window.css("#from").unwrap().drag_to(&window.css("#to").unwrap()).unwrap();
    let seen = window.script("return window.seen", vec![]).unwrap();
    let seen = seen.as_array().unwrap();
    let moves = seen.iter().filter(|one| one[0] == "pointermove" && one[2] == 1).count();
    assert!(seen.contains(&json!(["pointerdown", "from", 1])), "{seen:?}");
    assert!(moves >= 15, "a hand moves in small steps: {moves}");
    assert_eq!(seen.last().unwrap(), &json!(["pointerup", "to", 0]), "{seen:?}");
}

#[test]
fn says_what_was_missing_and_what_was_there_instead() {
    let (_folder, window) = page();
    let error = window.role("button", "No such button").err().unwrap().to_string();
    assert!(error.contains("button \"No such button\"") && error.contains("the target"), "{error}");
}

#[test]
fn two_windows_stand_side_by_side() {
    let (_one_folder, one) = page();
    let (_other_folder, other) = page();
    one.css("#name").unwrap().fill("one").unwrap();
    other.css("#name").unwrap().fill("other").unwrap();
    assert_eq!(one.css("#name").unwrap().value().unwrap(), "one");
    assert_eq!(other.css("#name").unwrap().value().unwrap(), "other");
}
