//! A rep arrives with the deals of another program, in both languages and without the mouse: one file fills organizations, contacts and
//! opportunities. The same file again changes nothing, and the whole of it is taken back in one step.

use kontor_driver::{Window, project};
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::{list, settled},
};

const FILE: &str = "deals.csv";
const ORGANIZATION: &str = "Mühle & Söhne GmbH";

#[test]
fn the_deals_of_another_program_come_in_once_in_english() {
    deals(Language::English);
}

#[test]
fn the_deals_of_another_program_come_in_once_in_german() {
    deals(Language::German);
}

fn deals(language: Language) {
    let desk = Desk::new(language);
    let mut window = desk.open();
    window.role("heading", &desk.say("start_title")).unwrap();
    window.click("main.start li:first-child button");

    choose(&window);
    window.shows(".import .badges", &desk.say_with("import_recognized_as", &[("system", "Pipedrive")]));
    columns(&desk, &window);
    let stage = values(&desk, &window);
    first_time(&desk, &window);
    what_came(&desk, &window, &stage);
    second_time(&desk, &window);
    taken_back(&desk, &window);

    window.close().unwrap();
    desk.cli(&["check"]);
}

/// The keys are on the button as soon as the screen is there, and then on what the file is.
fn choose(window: &Window) {
    window.css(".import .drop button.primary:focus").unwrap();
    window.keys("Enter").unwrap();
    window.choose_file(&project().join("tests/fixtures/csv").join(FILE)).unwrap();
    window.css(".import h2.selectable:focus").unwrap();
    window.shows(".import h2", FILE);
}

/// What nobody recognised goes where the reader types it; the first Tab goes into the step.
fn columns(desk: &Desk, window: &Window) {
    window.keys("Enter").unwrap();
    window.shows(".import h2:focus", &desk.say("import_columns_title"));
    window.keys("Tab").unwrap();
    window.css(".import tbody tr:first-of-type .picker:focus").unwrap();
    let goes = |column: &str| format!(".picker[aria-label*='{column}']");
    window.tab_to(&goes("Sonderwunsch"));
    window.keys("ArrowDown").unwrap();
    window.css(".picker-list input:focus").unwrap();
    window.type_text(&format!("{} {}", desk.say("kind_opportunity"), desk.say("field_description"))).unwrap();
    window.keys("Enter").unwrap();
    window.css(&format!("{}:focus", goes("Sonderwunsch"))).unwrap();
    window.shows(&goes("Sonderwunsch"), &desk.say("field_description"));
}

/// Which day 03/04 is, and how much 1.234, is asked; a word of the file becomes a stage of the book. Answers that stage.
fn values(desk: &Desk, window: &Window) -> String {
    window.keys("Control+Enter").unwrap();
    window.shows(".import h2:focus", &desk.say("import_values_title"));
    window.shows(".import .ask", "1.234");
    window.shows(".import .ask", "03/04/2027");
    // The first of each: the comma, and the day in front.
    for question in ["1", "2"] {
        window.tab_to(&format!(".import .ask fieldset:nth-of-type({question}) input"));
        window.keys("Space").unwrap();
    }
    window.css(".import .ask fieldset:nth-of-type(2) label:first-of-type input:checked").unwrap();
    window.tab_to(".import .becomes .picker[aria-label*='Angebot raus']");
    window.keys("ArrowDown").unwrap();
    window.css(".picker-list input:focus").unwrap();
    let stage = window.script("return document.querySelectorAll('.picker-item')[1].innerText.trim()", vec![]).unwrap();
    let stage = stage.as_str().unwrap().to_owned();
    window.type_text(&stage).unwrap();
    window.keys("Enter").unwrap();
    window.shows(".import .becomes .picker:focus", &stage);
    stage
}

fn first_time(desk: &Desk, window: &Window) {
    window.keys("Control+Enter").unwrap();
    window.css(".import .figures").unwrap();
    window.shows(".import .figure.good", "3");
    window.shows(".import .figure.bad", "1");
    window.shows(".import", &desk.say_with("error_not_an_amount", &[("value", "abc")]));
    settled(window).unwrap();
    let said = desk.say_with("import_said", &[("shown", "3"), ("file", FILE)]);
    desk.press_and_hear(window, "Control+Enter", &said);
    window.shows(".import .drop h2", &desk.say_with("import_done_title", &[("shown", "3")]));
    window.css(".import .drop button.primary:focus").unwrap();
}

fn what_came(desk: &Desk, window: &Window, stage: &str) {
    window.keys("Enter").unwrap();
    window.shows("section.column:nth-of-type(2) h2", stage);
    window.shows("section.column:nth-of-type(2)", "Sieben Pressen");
    window.shows("section.column:nth-of-type(2)", desk.either("1,234", "1.234"));
    window.shows("section.column:nth-of-type(2)", ORGANIZATION);
    for (keys, one) in [("Control+3", "Amy Wong"), ("Control+4", ORGANIZATION)] {
        list(window, keys).unwrap();
        window.shows("[role=grid]", one);
        let found = format!(
            "return [...document.querySelectorAll('[role=grid] [role=row]')].filter((one) => one.innerText.includes('{one}')).length"
        );
        assert_eq!(window.script(&found, vec![]).unwrap(), 1, "{one} came once");
    }
}

fn second_time(desk: &Desk, window: &Window) {
    window.keys("Control+i").unwrap();
    window.css(".import .drop").unwrap();
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    choose(window);
    window.shows(".import .badges", &desk.say("import_remembered"));
    for step in [".goes", "fieldset", ".figures"] {
        window.keys("Control+Enter").unwrap();
        window.css(&format!(".import {step}")).unwrap();
        settled(window).unwrap();
    }
    window.shows(".import", &desk.say("import_nothing_changes"));
    window.css(".import footer button.primary[disabled]").unwrap();
    // Step by step back to where one came from.
    for heading in ["import_values_title", "import_columns_title"] {
        window.keys("Escape").unwrap();
        window.shows(".import h2:focus", &desk.say(heading));
    }
    window.keys("Escape").unwrap();
    window.shows(".import h2:focus", FILE);
    window.keys("Escape").unwrap();
}

fn taken_back(desk: &Desk, window: &Window) {
    window.css(".import .drop button.primary:focus").unwrap();
    window.shows(".import ol .counts", &desk.say_with("import_count_failed", &[("shown", "1")]));
    let button = format!("[aria-label='{}']", desk.say_with("import_undo_of", &[("file", FILE)]));
    window.tab_to(&button);
    window.keys("Enter").unwrap();
    let step = desk.say_with("step_import", &[("subject", FILE), ("count", "3")]);
    desk.hear(window, &desk.say_with("undone", &[("step", &step)]));
    window.shows(".import ol .undone", &desk.say("history_undone"));
    window.keys("Control+2").unwrap();
    window.css(".pipeline .nothing").unwrap();
}
