//! The whole path of a rep, in both languages: a list of leads comes in, one is found and worked, becomes an opportunity, goes
//! along the pipeline and is won. Then all of it is taken back, done again, and still there after a restart.

use std::path::PathBuf;

use kontor_driver::Window;
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk, name},
    screens::settled,
};

const COMPANY: &str = "Mühle & Söhne";
const ORGANIZATION: &str = "Mühle & Söhne Maschinenbau GmbH";
const NOTE: &str = "Braucht 7 Pressen bis März";
const CALL: &str = "Preisrahmen geklärt 📞";
const FILE: &str = "Angebot 7 Pressen.txt";

/// Where cards lie, by the number of the stage.
const COLUMN: &str = "section.column:nth-of-type";

#[test]
fn from_a_list_to_a_deal_and_back_in_english() {
    whole_path(Language::English);
}

#[test]
fn from_a_list_to_a_deal_and_back_in_german() {
    whole_path(Language::German);
}

fn whole_path(language: Language) {
    let desk = Desk::new(language);
    desk.cli(&["add", "organization", &format!("name={ORGANIZATION}"), "website=https://www.muehle.example"]);
    let mut window = desk.open();

    let leads = import(&desk, &window);
    let lead = work(&desk, &window);
    let opportunity = convert(&desk, &window);
    carry(&desk, &window);
    desk.find(&window, "muehle", "kind_opportunity", COMPANY);
    window.shows("article .subtitle", &desk.say("outcome_won"));
    settled(&window).unwrap();
    let won = window.content();

    back_and_again(&desk, &window, &leads, &lead, &opportunity, &won);

    window.restart().unwrap();
    window.css("article.full h1").unwrap();
    window.content_is("the won opportunity after a restart", &won);
    let step = desk.say_with("step_win_opportunity", &[("subject", COMPANY)]);
    desk.press_and_hear(&window, "Control+z", &desk.say_with("undone", &[("step", &step)]));
    window.shows_no("article .subtitle", &desk.say("outcome_won"));
    desk.press_and_hear(&window, "Control+Shift+z", &desk.say_with("redone", &[("step", &step)]));
    window.content_is("the won opportunity", &won);

    window.close().unwrap();
    desk.cli(&["check"]);
}

/// A list as a fair gives it: in the words of the country, with one line that cannot be taken.
fn list(desk: &Desk) -> PathBuf {
    let head = desk
        .either("Company,First name,Last name,E-mail,Phone,Tags", "Firma;Vorname;Nachname;E-Mail;Telefon;Schlagworte");
    let between = desk.either(",", ";");
    let mut lines = vec![head.to_owned()];
    for number in 1..=12 {
        let (name, phone) = (format!("Probe {number}"), format!("030 2310{number:02}"));
        lines.push([&name, "Anna", &name, &format!("anna@probe{number}.example"), &phone, "Messe"].join(between));
    }
    lines.push([COMPANY, "Amy", "Wong", "amy.wong@muehle.example", "+49 30 23125 001", "Messe"].join(between));
    lines.push(["Kaputt AG", "Karl", "Kaputt", "karl.kaputt.example", "", ""].join(between));
    desk.file(desk.either("fair.csv", "messe.csv"), lines.join("\r\n"))
}

/// Imports the list by the system's dialog. Answers what the list of leads then says.
fn import(desk: &Desk, window: &Window) -> String {
    let file = list(desk);
    window.css("nav .place").unwrap();
    window.keys("Control+1").unwrap();
    window.click("main header .tools > button:not(.primary)");
    window.click(".import .drop button.primary");
    window.choose_file(&file).unwrap();
    window.shows(".import h2", &name(&file));
    for step in ["import_columns_title", "import_values_title"] {
        window.click(".import footer button.primary:not([disabled])");
        window.shows(".import h2", &desk.say(step));
    }
    window.click(".import footer button.primary:not([disabled])");
    window.shows(".import .figure.good", "13");
    window.shows(".import", &desk.say_with("error_not_an_email", &[("value", "karl.kaputt.example")]));
    window.click(".import footer button.primary:not([disabled])");
    let amount = desk.say_with("import_amount_rows", &[("shown", "13")]);
    window.shows(".import .drop", &desk.say_with("import_done_title", &[("amount", &amount)]));
    window.click(".import .drop button.primary");
    window.shows("[role=grid]", COMPANY);
    settled(window).unwrap();
    window.content()
}

/// Finds the lead by search and writes down what happens with it. Answers what the lead said before that.
fn work(desk: &Desk, window: &Window) -> String {
    desk.find(window, "amy wong", "kind_lead", COMPANY);
    settled(window).unwrap();
    let before = window.content();

    window.role("textbox", &desk.say("composer_body")).unwrap().click().unwrap();
    window.type_text(NOTE).unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say("said_note_added"));
    window.role("button", &desk.say("kind_call")).unwrap().click().unwrap();
    window.role("textbox", &desk.say("composer_subject")).unwrap().type_text(CALL).unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say("said_activity_added"));
    window.role("button", &desk.say("timeline_attach")).unwrap().click().unwrap();
    window.choose_file(&desk.file(FILE, "Sieben Pressen, 84.000 EUR")).unwrap();
    [NOTE, CALL, FILE].into_iter().for_each(|text| window.shows(".timeline", text));
    before
}

/// Converts the lead; the organization that is there already is found by its domain. Answers what the opportunity says.
fn convert(desk: &Desk, window: &Window) -> String {
    window.click("article header .tools button.primary");
    let evidence = desk.say_with("evidence_domain", &[("value", "muehle.example")]);
    window.shows("[role=dialog] .column:nth-of-type(1) .offer.chosen", ORGANIZATION);
    window.shows("[role=dialog] .column:nth-of-type(1) .offer.chosen", &evidence);
    window.click("[role=dialog] footer button.primary:not([disabled])");
    window.gone("[role=dialog]").unwrap();
    window.shows("article.full h1", COMPANY);
    [NOTE, CALL, FILE].into_iter().for_each(|text| window.shows(".timeline", text));
    window.shows("article header", "Messe");
    [ORGANIZATION, "Amy Wong", "amy.wong@muehle.example"]
        .into_iter()
        .for_each(|text| window.shows("section.fields", text));
    settled(window).unwrap();
    window.content()
}

/// Carries the card two stages by the mouse and one by the keys; then the deal is won.
fn carry(desk: &Desk, window: &Window) {
    window.keys("Control+2").unwrap();
    window.css(&format!("{COLUMN}(1) li[data-id]")).unwrap();
    let stages = window
        .script("return [...document.querySelectorAll('section.column h2')].map((one) => one.textContent)", vec![]);
    let stages: Vec<String> = serde_json::from_value(stages.unwrap()).unwrap();
    assert!(stages.len() >= 4, "{stages:?}");
    let arrived = |stage: usize| {
        let said = desk.say_with("said_moved", &[("title", COMPANY), ("stage", &stages[stage - 1])]);
        desk.hear(window, &said);
        window.css(&format!("{COLUMN}({stage}) li[data-id]")).unwrap();
        settled(window).unwrap();
    };
    for stage in [2, 3] {
        let card = window.css(&format!("{COLUMN}({}) li[data-id]", stage - 1)).unwrap();
        card.drag_to(&window.css(&format!("{COLUMN}({stage}) ol[data-zone]")).unwrap()).unwrap();
        arrived(stage);
    }
    window.tab_to("li[data-id]");
    window.keys("Space").unwrap();
    window.css("li.carried").unwrap();
    window.keys("ArrowRight Space").unwrap();
    arrived(4);
    window.css("li[data-id]:focus").unwrap();
    window.keys("Enter").unwrap();
    window.css("article.full h1").unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say_with("said_won", &[("title", COMPANY)]));
}

/// Takes back every step, one by one, to the lead as it was imported, and does all of them again.
fn back_and_again(desk: &Desk, window: &Window, leads: &str, lead: &str, opportunity: &str, won: &str) {
    let steps = [
        "step_add_note",
        "step_add_activity",
        "step_attach_file",
        "step_convert_lead",
        "step_move_opportunity",
        "step_move_opportunity",
        "step_move_opportunity",
        "step_win_opportunity",
    ];
    let said = |what: &str, step: &str| {
        let step = desk.say_with(step, &[("subject", COMPANY)]);
        desk.say_with(what, &[("step", &step)])
    };
    for step in steps[4..].iter().rev() {
        desk.press_and_hear(window, "Control+z", &said("undone", step));
    }
    window.content_is("the opportunity as it was made", opportunity);
    for step in steps[..4].iter().rev() {
        desk.press_and_hear(window, "Control+z", &said("undone", step));
    }
    window.keys("Control+1").unwrap();
    window.content_is("the list as it was imported", leads);
    desk.find(window, "amy wong", "kind_lead", COMPANY);
    window.content_is("the lead as it was imported", lead);

    for step in &steps[..3] {
        desk.press_and_hear(window, "Control+Shift+z", &said("redone", step));
    }
    [NOTE, CALL, FILE].into_iter().for_each(|text| window.shows(".timeline", text));
    for step in &steps[3..] {
        desk.press_and_hear(window, "Control+Shift+z", &said("redone", step));
    }
    desk.find(window, "muehle", "kind_opportunity", COMPANY);
    window.content_is("the won opportunity, done again", won);
}
