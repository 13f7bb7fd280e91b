//! A rep arrives with the deals of another program, in both languages and without the mouse: one file fills organizations, contacts and
//! opportunities. The same file again changes nothing, the row that failed is mended and comes in, and the whole of it is taken back in one
//! step. Then a workbook of several sheets, the cards of a telephone, and a calendar.

use std::{fs, path::Path};

use kontor_driver::{Window, project};
use kontor_texts::Language;
use rust_xlsxwriter::Workbook;

use crate::{
    desk::{Asks, Desk, name},
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

    choose(&window, &project().join("tests/fixtures/csv").join(FILE));
    window.shows(".import .badges", &desk.say_with("import_recognized_as", &[("system", "Pipedrive")]));
    columns(&desk, &window);
    let stage = values(&desk, &window);
    first_time(&desk, &window);
    what_came(&desk, &window, &stage);
    second_time(&desk, &window);
    mended(&desk, &window);
    taken_back(&desk, &window);
    workbook(&desk, &window);
    cards(&desk, &window);
    calendar(&desk, &window);

    window.close().unwrap();
    desk.cli(&["check"]);
}

/// The keys are on the button as soon as the screen is there, and then on what the file is.
fn choose(window: &Window, file: &Path) {
    window.css(".import .drop button.primary:focus").unwrap();
    window.keys("Enter").unwrap();
    window.choose_file(file).unwrap();
    window.css(".import h2.selectable:focus").unwrap();
    window.shows(".import h2", &name(file));
}

/// From a chosen file to what it would do, with everything as it was found out.
fn through(window: &Window) {
    for step in [".goes", "fieldset", ".figures"] {
        window.keys("Control+Enter").unwrap();
        window.css(&format!(".import {step}")).unwrap();
        settled(window).unwrap();
    }
}

/// Imports what the preview shows, and waits for what it says about it.
fn import(desk: &Desk, window: &Window, count: &str, file: &str) {
    let unit = if file.ends_with(".ics") { "import_amount_entries" } else { "import_amount_rows" };
    let amount = desk.say_with(unit, &[("shown", count)]);
    let said = desk.say_with("import_said", &[("amount", &amount), ("file", file)]);
    desk.press_and_hear(window, "Control+Enter", &said);
    window.shows(".import .drop h2", &desk.say_with("import_done_title", &[("amount", &amount)]));
}

/// To the choice of a file, also where the result of another one is still shown.
pub(crate) fn anew(window: &Window) {
    window.keys("Control+i").unwrap();
    window.css(".import .drop").unwrap();
    settled(window).unwrap();
    if !window.all(".import footer").unwrap().is_empty() {
        window.keys("Control+Enter").unwrap();
    }
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
    import(desk, window, "3", FILE);
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
    anew(window);
    choose(window, &project().join("tests/fixtures/csv").join(FILE));
    window.shows(".import .badges", &desk.say("import_remembered"));
    through(window);
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

/// The rows that failed are saved from the record of imports, mended, and come in as the others did; Ctrl+Z takes that back.
fn mended(desk: &Desk, window: &Window) {
    window.css(".import .drop button.primary:focus").unwrap();
    window.tab_to(&format!("[aria-label='{}']", desk.say_with("import_save_bad_of", &[("file", FILE)])));
    window.keys("Enter").unwrap();
    let file = desk.file("mended.csv", "");
    fs::remove_file(&file).unwrap();
    window.choose_file(&file).unwrap();
    desk.hear(window, &desk.say("import_bad_saved"));
    let rows = fs::read_to_string(&file).unwrap();
    assert!(rows.contains(&desk.say_with("error_not_an_amount", &[("value", "abc")])), "{rows}");
    fs::write(&file, rows.replacen(",abc,", ",500,", 1)).unwrap();

    window.css(".import .drop button.primary").unwrap().script("this.focus()").unwrap();
    choose(window, &file);
    window.shows(".import .badges", &desk.say("import_remembered"));
    through(window);
    window.shows(".import .figure.good", "1");
    window.keys("Control+Enter").unwrap();
    window.shows(".import .drop button.primary:focus", &desk.say("kind_opportunities"));
    window.shows(".toast", "mended.csv");
    window.keys("Control+z").unwrap();
    window.shows(".import .drop h2", &desk.say_with("import_taken_back", &[("file", "mended.csv")]));
    window.keys("Control+Enter").unwrap();
}

/// The second sheet is chosen by the keys: its people and where they work.
fn workbook(desk: &Desk, window: &Window) {
    let mut book = Workbook::new();
    let first = book.add_worksheet().set_name("2019").unwrap();
    for (row, (company, city)) in [("Company", "City"), ("Old Mills Ltd", "Leeds")].into_iter().enumerate() {
        let row = u32::try_from(row).unwrap();
        first.write(row, 0, company).unwrap().write(row, 1, city).unwrap();
    }
    let people = book.add_worksheet().set_name("People").unwrap();
    let rows = [
        ["First name", "Last name", "E-mail", "Organization"],
        ["Nora", "Finch", "nora@brook.example", "Brook Mills Ltd"],
        ["Tom", "Reed", "tom@brook.example", "Brook Mills Ltd"],
    ];
    for (row, cells) in rows.into_iter().enumerate() {
        for (column, cell) in cells.into_iter().enumerate() {
            people.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    let file = desk.file("people.xlsx", book.save_to_buffer().unwrap());

    anew(window);
    choose(window, &file);
    window.shows(".import .badges", &desk.say("import_format_workbook"));
    window.shows(".import table", "Old Mills Ltd");
    pick(desk, window, "import_sheet", "People");
    window.shows(".import table", "nora@brook.example");
    pick(desk, window, "import_what", &desk.say("place_contacts"));
    window.css(".import .options[aria-busy=false]").unwrap();
    settled(window).unwrap();
    through(window);
    window.shows(".import .figure.good", "2");
    import(desk, window, "2", "people.xlsx");
    list(window, "Control+3").unwrap();
    window.shows("[role=grid]", "Nora Finch");
    window.shows("[role=grid]", "Brook Mills Ltd");
}

/// Chooses by the keys in one of the options of the file.
fn pick(desk: &Desk, window: &Window, label: &str, option: &str) {
    let body = format!(
        "const label = [...document.querySelectorAll('.import .options label')].find((one) => one.textContent.trim() === {});
         return label?.htmlFor",
        serde_json::json!(desk.say(label))
    );
    let id = window.until(label, &body).unwrap();
    window.tab_to(&format!("[id='{}']", id.as_str().unwrap()));
    window.keys("Enter").unwrap();
    window.css("[role=listbox] [role=option]").unwrap();
    settled(window).unwrap();
    for _ in 0..10 {
        let there = "return document.querySelector('[role=option][data-highlighted]')?.innerText.trim()";
        if window.script(there, vec![]).unwrap() == option {
            window.keys("Enter").unwrap();
            return window.gone("[role=listbox]").unwrap();
        }
        window.keys("ArrowDown").unwrap();
    }
    panic!("no {option} among {label}");
}

/// What a telephone wrote: one person with all that is on the card, and a company.
fn cards(desk: &Desk, window: &Window) {
    anew(window);
    choose(window, &project().join("tests/fixtures/vcard/iphone-3.0.vcf"));
    window.shows(".import .badges", &desk.say("import_format_cards"));
    through(window);
    window.keys("Control+Enter").unwrap();
    window.css(".import .drop h2").unwrap();
    desk.find(window, "cafe-zoe", "kind_contact", "Zoë");
    window.shows("article.full", "+43 660 1234567");
    window.shows("article.full", "Café Zoë");
}

/// An appointment of somebody who is in the book stands on their timeline, once however often the calendar comes.
fn calendar(desk: &Desk, window: &Window) {
    let event = |uid: &str, day: u8| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}@kontor.example\r\nDTSTART:202601{day:02}T090000Z\r\nDTEND:202601{day:02}T100000Z\r\nSUMMARY:Mill tour\r\n\
        ATTENDEE;CN=Nora Finch:mailto:nora@brook.example\r\nEND:VEVENT\r\n"
        )
    };
    let events = event("e1", 5) + &event("e2", 12);
    let file = desk
        .file("tour.ics", format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{events}END:VCALENDAR\r\n"));
    anew(window);
    choose(window, &file);
    window.shows(".import .badges", &desk.say("import_format_calendar"));
    through(window);
    window.shows(".import .figure.good", "2");
    import(desk, window, "2", "tour.ics");
    window.css(".import footer button:focus").unwrap();
    desk.find(window, "nora", "kind_contact", "Nora Finch");
    window.shows("article.full .timeline", "Mill tour");
    anew(window);
    choose(window, &file);
    through(window);
    window.shows(".import", &desk.say("import_nothing_changes"));
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
