//! Bad input in the window: each gets a sentence in the reader's language, in its place, and what was typed stays. (That every
//! code of the core has a sentence in both languages, and what the core does with each, is shown on lower floors.)

use std::fs;

use kontor_driver::{Window, project};
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::row,
};

const ALERT: &str = "article.full [role=alert]";

/// Opens a field of the record by its name, types something and presses Enter.
fn type_into(desk: &Desk, window: &Window, field: &str, text: &str) {
    let blank = desk.say_with("field_edit_blank", &[("label", field)]);
    open_field(window, &format!("section.fields button[aria-label^='{blank}']"));
    window.css("section.fields input:focus").unwrap().fill(text).unwrap();
    window.keys("Enter").unwrap();
}

fn open_field(window: &Window, button: &str) {
    window.click(button);
    window.css("section.fields input:focus").unwrap();
}

/// The sentence stands there, what was typed too; Escape takes it back.
fn refused(window: &Window, sentence: &str, typed: &str) {
    window.shows(ALERT, sentence);
    assert_eq!(window.css("section.fields input:focus").unwrap().value().unwrap(), typed, "{sentence}");
    window.keys("Escape").unwrap();
    window.gone(ALERT).unwrap();
}

#[test]
fn what_cannot_be_taken_is_said_in_its_place_in_german() {
    let desk = Desk::new(Language::German);
    desk.cli(&["add", "lead", "company=Probe AG", "lastName=Probe", "email=anna@probe.example"]);
    desk.cli(&["add", "opportunity", "title=Sieben Pressen"]);
    let mut window = desk.open();
    window.css("nav .place").unwrap();
    window.keys("Control+1").unwrap();
    row(&window, 2).unwrap();
    window.keys("Enter").unwrap();
    window.css("article.full h1").unwrap();

    type_into(&desk, &window, &desk.say("field_expected_amount"), "abc");
    refused(&window, &desk.say_with("field_amount_unreadable", &[("text", "abc")]), "abc");

    open_field(&window, "section.fields .several .add");
    window.type_text("amy.wong").unwrap();
    window.keys("Enter").unwrap();
    refused(&window, &desk.say_with("error_not_an_email", &[("value", "amy.wong")]), "amy.wong");

    let company = desk.say_with("field_edit", &[("label", &desk.say("field_company")), ("value", "Probe AG")]);
    open_field(&window, &format!("section.fields button[aria-label='{company}']"));
    let pasted = "this.value = 'Probe\\u0000AG'; this.dispatchEvent(new Event('input', { bubbles: true }))";
    window.css("section.fields input:focus").unwrap().script(pasted).unwrap();
    window.keys("Enter").unwrap();
    refused(&window, &desk.say("error_has_nul"), "Probe\0AG");

    let name = "O'Neill \"Die Pumpe\"; DROP TABLE lead; 😀 שלום בע״מ";
    open_field(&window, &format!("section.fields button[aria-label='{company}']"));
    window.css("section.fields input:focus").unwrap().fill(name).unwrap();
    window.keys("Enter").unwrap();
    window.shows("article.full header", name);

    desk.find(&window, "pressen", "kind_opportunity", "Sieben Pressen");
    type_into(&desk, &window, &desk.say("field_expected_close"), "31.02.2026");
    refused(&window, &desk.say_with("field_date_unreadable", &[("text", "31.02.2026")]), "31.02.2026");
    type_into(&desk, &window, &desk.say("field_amount"), "abc");
    refused(&window, &desk.say_with("field_amount_unreadable", &[("text", "abc")]), "abc");

    window.keys("Control+i").unwrap();
    for (file, code) in [
        ("i04-pdf-named.csv", "error_table_is_pdf"),
        ("i04-bytes.csv", "error_table_is_binary"),
        ("i04-empty.csv", "error_table_empty"),
    ] {
        window.click(".import .drop button.primary:not([disabled])");
        window.choose_file(&project().join("tests/fixtures/csv").join(file)).unwrap();
        window.shows(".import [role=alert]", &desk.say(code));
    }
    assert!(window.axe().unwrap().is_empty());

    window.close().unwrap();
    desk.cli(&["check"]);
    assert!(desk.cli(&["show", "lead:Probe AG"]).contains(name), "kept letter for letter");
}

#[test]
fn a_book_that_cannot_be_opened_says_why_and_opens_when_it_can_in_german() {
    let desk = Desk::new(Language::German);
    desk.cli(&["add", "lead", "company=Probe AG"]);
    let (book, elsewhere) = (desk.book(), desk.book().with_extension("elsewhere"));
    let file = book.join("book.sqlite");
    let sound = fs::read(&file).unwrap();
    // Where the file format keeps user_version (sqlite.org/fileformat.html, 1.3).
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    let mut damaged = sound.clone();
    damaged[1000..40_000].fill(0x55);
    let path = book.to_string_lossy();
    let says = |window: &Window, sentence: &str| {
        window.role("heading", &desk.say("book_refused_title")).unwrap();
        window.shows("main [role=alert]", sentence);
        assert!(window.axe().unwrap().is_empty(), "{sentence}");
    };
    let again = |window: &Window| window.role("button", &desk.say("book_retry")).unwrap().click().unwrap();

    // A file where the folder should be: a folder that cannot be written, whoever runs this.
    fs::rename(&book, &elsewhere).unwrap();
    fs::write(&book, "no folder").unwrap();
    let window = desk.open();
    says(&window, &desk.say_with("error_folder_not_writable", &[("path", &path)]));

    fs::remove_file(&book).unwrap();
    fs::rename(&elsewhere, &book).unwrap();
    for (content, sentence) in [(&newer, "Fassung 999"), (&damaged, "ist beschädigt")] {
        fs::write(&file, content).unwrap();
        again(&window);
        says(&window, sentence);
        assert_eq!(&fs::read(&file).unwrap(), content, "{sentence}: the file was touched");
    }

    fs::write(&file, &sound).unwrap();
    let mut other = desk.open();
    other.shows("[role=grid]", "Probe AG");
    again(&window);
    says(&window, &desk.say_with("error_book_in_use", &[("path", &path)]));
    other.close().unwrap();
    again(&window);
    window.shows("[role=grid]", "Probe AG");
}
