//! A book is cleaned and leaves the program, in both languages: duplicates are found over all of it, told apart, merged side by
//! side, and given back; a list goes into a file; the whole book goes into an archive and comes back out of it.

use std::{fs, path::Path};

use kontor_driver::Window;
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::{calm, list, settled},
};

const MAIL: &str = "petra@hanke.example";
const NOTE: &str = "Ruft immer dienstags an";

#[test]
fn a_book_is_cleaned_exported_and_archived_in_english() {
    clean(Language::English);
}

#[test]
fn a_book_is_cleaned_exported_and_archived_in_german() {
    clean(Language::German);
}

fn clean(language: Language) {
    let desk = Desk::new(language);
    let mail = format!("email={MAIL}");
    desk.cli(&["add", "contact", "firstName=Petra", "lastName=Hanke", &mail]);
    desk.cli(&["add", "contact", "firstName=P.", "lastName=Hanke", "jobTitle=Einkauf", &mail]);
    desk.cli(&["add", "contact", "firstName=Pet", "lastName=Hanke", &mail]);
    desk.cli(&["add", "contact", "firstName=Kenji", "lastName=Ōtani"]);
    desk.cli(&["log", "contact:P. Hanke", "--note", NOTE]);
    let mut window = desk.open();

    find(&desk, &window);
    tell_apart(&desk, &window);
    merge(&desk, &window);
    merge_chosen_rows(&desk, &window);
    export(&desk, &window);
    let archive = archive(&desk, &window);
    window.close().unwrap();
    desk.cli(&["check"]);

    restore(language, &archive);
}

/// From the menu of the list to the page that has looked through the whole book.
fn find(desk: &Desk, window: &Window) {
    list(window, "Control+3").unwrap();
    window.click("main header .tools .menu-trigger");
    window.role("menuitem", &desk.say("duplicates_find")).unwrap().click().unwrap();
    window.shows("main h1", &desk.say("place_duplicates"));
    window.shows("main [role=group]", &desk.say_with("evidence_email", &[("value", MAIL)]));
    window.shows_no("main [role=group]", "Ōtani");
}

/// What was said is remembered, and taken back by the keys.
fn tell_apart(desk: &Desk, window: &Window) {
    settled(window).unwrap();
    desk.press_and_hear(window, "d", &desk.say("duplicates_apart_said"));
    window.shows("main", &desk.say("duplicates_none"));
    window.keys("Control+z").unwrap();
    window.shows("main [role=group]", "P. Hanke");
}

/// Three become one: the values of one of them are chosen, what hung on another is there. Taken back and done again.
fn merge(desk: &Desk, window: &Window) {
    settled(window).unwrap();
    window.keys("m").unwrap();
    window.shows(".dialog-title", &desk.say_with("merge_title", &[("shown", "3")]));
    let first = desk.say_with("merge_take", &[("field", &desk.say("field_first_name")), ("value", "Petra")]);
    window.click(&format!("[role=dialog] input[aria-label='{first}']"));
    window.css(&format!("[role=dialog] input[aria-label='{first}']:checked")).unwrap();
    settled(window).unwrap();
    let said = desk.say_with("merge_done", &[("shown", "2"), ("title", "Petra Hanke")]);
    desk.press_and_hear(window, "Control+Enter", &said);
    window.gone("[role=dialog]").unwrap();
    window.shows("main", &desk.say("duplicates_none"));
    window.click("main [role=status] button");
    window.shows("article.full h1", "Petra Hanke");
    window.shows("article.full .timeline", NOTE);

    let step = desk.say_with("step_merge_records", &[("subject", "Petra Hanke"), ("count", "3")]);
    desk.press_and_hear(window, "Control+z", &desk.say_with("undone", &[("step", &step)]));
    list(window, "Control+3").unwrap();
    window.shows("[role=grid]", "P. Hanke");
    window.shows("[role=grid]", "Pet Hanke");
}

/// Rows are chosen by the keys, merged from the list, and the survivor opens beside it.
fn merge_chosen_rows(desk: &Desk, window: &Window) {
    window.css("[role=grid]").unwrap().script("this.focus()").unwrap();
    settled(window).unwrap();
    window.keys("Home Space Shift+ArrowDown").unwrap();
    window.shows("[role=toolbar]", &desk.say_with("selection_count", &[("shown", "2")]));
    window.keys("m").unwrap();
    window.shows(".dialog-title", &desk.say_with("merge_title", &[("shown", "2")]));
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    window.gone("[role=dialog]").unwrap();
    window.shows("article h2", "Hanke");
    window.keys("Control+z").unwrap();
    calm(window).unwrap();
    window.shows("[role=grid]", "P. Hanke");
}

fn export(desk: &Desk, window: &Window) {
    list(window, "Control+3").unwrap();
    let path = file(desk, desk.either("People.csv", "Leute.csv"));
    window.click("main header .tools .menu-trigger");
    window.role("menuitem", &desk.say("export_csv")).unwrap().click().unwrap();
    window.choose_file(&path).unwrap();
    desk.hear(window, &desk.say_with("export_said", &[("shown", "4"), ("path", &path.display().to_string())]));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 5, "{text}");
    assert!(text.contains("Ōtani") && text.contains(MAIL), "{text}");
}

fn archive(desk: &Desk, window: &Window) -> std::path::PathBuf {
    window.keys("Control+,").unwrap();
    let path = file(desk, "book.zip");
    window.role("button", &desk.say("archive_save")).unwrap().click().unwrap();
    window.choose_file(&path).unwrap();
    desk.hear(window, &desk.say_with("archive_saved", &[("shown", "4"), ("path", &path.display().to_string())]));
    path
}

/// Into an empty book, with everything in it, and with the history it came with.
fn restore(language: Language, archive: &Path) {
    let desk = Desk::new(language);
    let mut window = desk.open();
    window.css(".start .way").unwrap();
    let button = desk.say("start_restore");
    let body = format!(
        "[...document.querySelectorAll('.start .way')].find((one) => one.innerText.includes({})).click()",
        serde_json::json!(button)
    );
    window.script(&body, vec![]).unwrap();
    window.choose_file(archive).unwrap();
    desk.hear(&window, &desk.say_with("archive_restored", &[("shown", "4")]));
    list(&window, "Control+3").unwrap();
    window.shows("[role=grid]", "P. Hanke");
    desk.find(&window, "p hanke", "kind_contact", "P. Hanke");
    window.shows("article.full .timeline", NOTE);
    window.close().unwrap();
    desk.cli(&["check"]);
}

/// A place beside the book for a file that is to be written.
fn file(desk: &Desk, name: &str) -> std::path::PathBuf {
    desk.book().parent().unwrap().join(name)
}
