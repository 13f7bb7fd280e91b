//! The rest of the app keeps working while a large file comes in: it is looked through and imported with progress and a way to stop, lists
//! and search answer, what is changed meanwhile waits where everybody can see it, and nothing of it is lost.

use std::fmt::Write;

use kontor_driver::Window;
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::{list, row, settled},
};

/// So many that the import takes some seconds.
const ROWS: usize = 20_000;
const FILE: &str = "fair.csv";

fn fair() -> String {
    let mut text = "Company;First name;Last name;E-mail\n".to_owned();
    for row in 0..ROWS {
        writeln!(text, "Hall {row} Ltd;Ann;Stone{row};ann@hall{row}.example").unwrap();
    }
    text
}

#[test]
fn the_app_goes_on_while_a_large_file_comes_in() {
    let desk = Desk::new(Language::English);
    desk.cli(&["add", "lead", "company=Brook Mills", "firstName=Ian", "lastName=Hale", "jobTitle=Miller"]);
    desk.cli(&["add", "contact", "firstName=Amy", "lastName=Wong"]);
    let file = desk.file(FILE, fair());
    let mut window = desk.open();

    list(&window, "Control+1").unwrap();
    window.keys("Control+i").unwrap();
    window.click(".import .drop button.primary");
    window.choose_file(&file).unwrap();
    for step in ["h2.selectable", ".goes"] {
        window.css(&format!(".import {step}")).unwrap();
        settled(&window).unwrap();
        window.keys("Control+Enter").unwrap();
    }
    look(&desk, &window);
    change_while_it_is_looked_through(&desk, &window);
    import(&desk, &window);
    close_in_the_middle(&desk, &mut window);
    window.close().unwrap();
    desk.cli(&["check"]);
}

/// The preview shows how far it is, and can be stopped.
fn look(desk: &Desk, window: &Window) {
    window.css(".import fieldset").unwrap();
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    window.css(".import footer progress").unwrap();
    window.role("button", &desk.say("cancel")).unwrap().click().unwrap();
    window.shows(".import [role=alert]", &desk.say("error_import_cancelled"));
}

/// A rehearsal gives way: what is changed meanwhile does not wait for it.
fn change_while_it_is_looked_through(desk: &Desk, window: &Window) {
    window.keys("Control+Enter").unwrap();
    window.css(".import footer progress").unwrap();
    list(window, "Control+1").unwrap();
    row(window, 2).unwrap();
    change(desk, window, "field_job_title", "Owner");
    window.css("section.fields").unwrap();
    window.shows("section.fields .shown", "Owner");
    assert!(!window.page().unwrap().contains(&desk.say("change_waits_import")), "it did not wait");
    window.keys("Control+i").unwrap();
    window.css(".import .figures").unwrap();
    window.shows(".import .figure.good", "20,000");
}

/// Types into a field of the record that is open.
fn change(desk: &Desk, window: &Window, field: &str, value: &str) {
    let label = desk.say(field);
    let button = format!("section.fields button.shown[aria-label*='{label}']");
    window.css(&button).unwrap().click().unwrap();
    window.css("section.fields input:focus").unwrap().fill(value).unwrap();
    window.keys("Enter").unwrap();
}

/// Lists, search and boards answer; a change waits, and undo is refused rather than done to something else.
fn import(desk: &Desk, window: &Window) {
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    window.shows(".import .running h2", FILE);
    list(window, "Control+3").unwrap();
    window.shows("[role=grid]", "Amy Wong");
    window.css("nav .foot .numbers").unwrap();
    window.keys("Control+z").unwrap();
    window.shows(".toast", &desk.say("error_book_busy"));
    desk.find(window, "brook", "kind_lead", "Brook Mills");
    change(desk, window, "field_job_title", "Chairman");
    window.shows(".toast", &desk.say("change_waits_import"));
    window.css("section.fields [aria-busy=true] input").unwrap();
    list(window, "Control+3").unwrap();
    window.shows("[role=grid]", "Amy Wong");
    let amount = desk.say_with("import_amount_rows", &[("shown", "20,000")]);
    desk.hear(window, &desk.say_with("import_said", &[("amount", &amount), ("file", FILE)]));
    window.shows_no(".toast", &desk.say("change_waits_import"));
    desk.find(window, "brook", "kind_lead", "Brook Mills");
    window.shows("section.fields .shown", "Chairman");
}

/// Whoever closes the window keeps what was typed; of an import that was not through nothing is left.
fn close_in_the_middle(desk: &Desk, window: &mut Window) {
    let file = desk.file("again.csv", fair().replace("Hall", "Barn").replace("@hall", "@barn"));
    window.keys("Control+i").unwrap();
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    window.click(".import .drop button.primary");
    window.choose_file(&file).unwrap();
    for step in ["h2.selectable", ".goes", "fieldset", ".figures"] {
        window.css(&format!(".import {step}")).unwrap();
        settled(window).unwrap();
        window.css(".import footer button.primary:not([disabled])").unwrap();
        window.keys("Control+Enter").unwrap();
    }
    window.css(".import .running").unwrap();
    desk.find(window, "brook", "kind_lead", "Brook Mills");
    change(desk, window, "field_job_title", "Emeritus");
    window.shows(".toast", &desk.say("change_waits_import"));
    window.restart().unwrap();
    // Where its user was.
    window.shows("section.fields .shown", "Emeritus");
    list(window, "Control+1").unwrap();
    window.shows("nav .place", "20,001");
}
