//! A place that the window remembers may lead to a record that is no more: to what it became, of whatever kind, or to a sentence
//! that says what can be done (R15).

use kontor_driver::Window;
use kontor_texts::Language;
use serde_json::Value;

use crate::desk::{Asks, Desk};

const TITLE: &str = "Mühle & Söhne";

/// A book with two leads and an opportunity; the window was closed on the first lead, over the whole screen.
fn closed_on_a_lead(desk: &Desk) {
    desk.cli(&["add", "lead", &format!("title={TITLE}"), "email=amy@muehle.example"]);
    desk.cli(&["add", "lead", "title=Mühle Nord"]);
    desk.cli(&["add", "opportunity", "title=Sieben Pressen"]);
    let mut window = desk.open();
    window.shows("[role=grid]", TITLE);
    desk.find(&window, "mühle söhne", "kind_lead", TITLE);
    window.close().unwrap();
}

fn reopened(desk: &Desk, heading: &str) -> Window {
    let window = desk.open();
    window.shows("article.full h1", heading);
    assert!(window.all(".toast").unwrap().is_empty(), "{}", window.page().unwrap());
    window
}

#[test]
fn a_place_leads_to_what_its_lead_was_merged_into() {
    let desk = Desk::new(Language::English);
    closed_on_a_lead(&desk);
    desk.cli(&["merge", "lead", "Mühle Nord", &format!("lead:{TITLE}")]);
    let mut window = reopened(&desk, "Mühle Nord");
    // What is changed now is changed on the record that stayed.
    window.tab_to("form textarea");
    window.type_text("Braucht 7 Pressen").unwrap();
    desk.press_and_hear(&window, "Control+Enter", &desk.say("said_note_added"));
    window.close().unwrap();
    let shown: Value = serde_json::from_str(&desk.cli(&["--json", "show", "Mühle Nord"])).unwrap();
    assert!(shown.to_string().contains("Braucht 7 Pressen"), "{shown}");
}

#[test]
fn a_place_leads_to_the_opportunity_that_its_lead_went_into() {
    let desk = Desk::new(Language::German);
    closed_on_a_lead(&desk);
    desk.cli(&["merge", "opportunity", "opportunity:Sieben Pressen", &format!("lead:{TITLE}")]);
    let window = reopened(&desk, "Sieben Pressen");
    window.shows(".came", TITLE);
    window.css("nav .place[aria-current=page]").unwrap();
}

#[test]
fn a_place_of_a_record_that_was_deleted_says_so_and_what_can_be_done() {
    let desk = Desk::new(Language::German);
    closed_on_a_lead(&desk);
    let steps: Value = serde_json::from_str(&desk.cli(&["--json", "history"])).unwrap();
    let made = steps.as_array().unwrap().iter().find(|step| step["subject"] == TITLE).unwrap();
    desk.cli(&["undo", &made["seq"].to_string()]);
    let window = desk.open();
    window.shows("main .empty", &desk.say("record_gone"));
    window.shows("main .empty", &desk.say("record_gone_text"));
    assert!(window.all(".toast, [role=alert]").unwrap().is_empty(), "{}", window.page().unwrap());
    window.role("button", &desk.say("record_gone_list")).unwrap().click().unwrap();
    window.shows("[role=grid]", "Mühle Nord");
    window.keys("Alt+ArrowLeft").unwrap();
    window.shows("[role=grid]", "Mühle Nord");
}
