//! Everything works from the keyboard (R25): from the first start to a deal that is won, lost and won again, without the mouse.

use kontor_driver::Window;
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::settled,
};

const TITLE: &str = "Mühle & Söhne";

#[test]
fn a_first_day_without_a_mouse_in_english() {
    first_day(Language::English);
}

#[test]
fn a_first_day_without_a_mouse_in_german() {
    first_day(Language::German);
}

fn first_day(language: Language) {
    let desk = Desk::new(language);
    let mut window = desk.open();
    window.role("heading", &desk.say("start_title")).unwrap();
    tab_to_button(&window, &desk.say("start_empty"));
    window.keys("Enter").unwrap();
    window.css("nav .place").unwrap();

    new_lead(&desk, &window);
    from_list_to_record(&window);
    note(&desk, &window);
    convert(&desk, &window);
    work_the_board(&desk, &window);

    window.close().unwrap();
    desk.cli(&["check"]);
    assert!(desk.cli(&["show", &format!("opportunity:{TITLE}")]).contains(&desk.say("outcome_won")));
}

/// Presses Tab until the button of these words has the focus.
fn tab_to_button(window: &Window, words: &str) {
    for _ in 0..120 {
        let focused =
            "const one = document.activeElement; return one?.tagName === 'BUTTON' ? one.innerText.trim() : ''";
        if window.script(focused, vec![]).unwrap().as_str().is_some_and(|text| text.starts_with(words)) {
            return;
        }
        window.keys("Tab").unwrap();
    }
    panic!("the Tab key does not come to {words:?}; the page says:\n{}", window.page().unwrap());
}

/// A mistake is said where it was made, and mended there.
fn new_lead(desk: &Desk, window: &Window) {
    window.keys("n").unwrap();
    window.css("[role=dialog] form input:focus").unwrap();
    window.type_text(TITLE).unwrap();
    for text in ["Amy", "Wong", "amy.muehle.example"] {
        window.keys("Tab").unwrap();
        window.type_text(text).unwrap();
    }
    window.keys("Enter").unwrap();
    window
        .shows("[role=dialog] [role=alert]", &desk.say_with("error_not_an_email", &[("value", "amy.muehle.example")]));
    window.tab_to("[role=dialog] input[type=email]");
    window.keys("Control+a").unwrap();
    window.type_text("amy@muehle.example").unwrap();
    desk.press_and_hear(window, "Enter", &desk.say("said_lead_created"));
    window.gone("[role=dialog]").unwrap();
}

/// Along the list with the arrow keys, beside it and over the whole screen with Enter, and back as one came.
fn from_list_to_record(window: &Window) {
    window.keys("Control+2").unwrap();
    window.css("ol[data-zone]").unwrap();
    // The keys are in the list at once, without a way there.
    window.keys("Control+1").unwrap();
    window.shows("[role=grid]", TITLE);
    window.css("[role=grid]:focus").unwrap();
    window.keys("Home Enter").unwrap();
    window.shows("article h2", TITLE);
    window.keys("Escape").unwrap();
    window.gone("article").unwrap();
    window.css("[role=grid]:focus").unwrap();
    window.keys("Enter").unwrap();
    window.shows("article h2", TITLE);
    window.keys("Enter").unwrap();
    window.shows("article.full h1", TITLE);
    window.keys("Alt+ArrowLeft").unwrap();
    window.shows("article h2", TITLE);
    window.keys("Alt+ArrowRight").unwrap();
    window.shows("article.full h1", TITLE);
    an_address_and_back(window);
    undo_while_typing(window);
}

/// What opens in the place of a button has the focus, and the button has it again.
fn an_address_and_back(window: &Window) {
    window.tab_to("section.fields .address button");
    window.keys("Enter").unwrap();
    window.css("section.fields .address input:focus").unwrap();
    window.keys("Escape").unwrap();
    window.css("section.fields .address button:focus").unwrap();
}

/// In a text field Ctrl+Z takes back what was typed there, and nothing of the book.
fn undo_while_typing(window: &Window) {
    window.tab_to("form textarea");
    window.type_text("typed").unwrap();
    let holds = |text: &str| {
        let body = format!("return document.querySelector('form textarea').value === '{text}'");
        window.until(&format!("{text:?} in the field"), &body).unwrap();
    };
    holds("typed");
    window.keys("Control+z").unwrap();
    holds("");
    window.keys("Control+Shift+z").unwrap();
    holds("typed");
    window.keys("Control+z").unwrap();
    holds("");
    assert!(window.all(".toast").unwrap().is_empty(), "{}", window.page().unwrap());
    window.shows("article.full h1", TITLE);
}

fn note(desk: &Desk, window: &Window) {
    window.tab_to("form textarea");
    window.type_text("Braucht 7 Pressen").unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say("said_note_added"));
    window.shows(".timeline", "Braucht 7 Pressen");
    window.keys("Escape").unwrap();
}

fn convert(desk: &Desk, window: &Window) {
    window.keys("Control+Enter").unwrap();
    window.css("[role=dialog] .columns").unwrap();
    window.css("[role=dialog] footer button.primary:not([disabled])").unwrap();
    window.keys("Control+Enter").unwrap();
    window.gone("[role=dialog]").unwrap();
    window.shows("article.full .came", TITLE);
    window.shows(".timeline", "Braucht 7 Pressen");
    let undone = desk.say_with("step_convert_lead", &[("subject", TITLE)]);
    desk.press_and_hear(window, "Control+z", &desk.say_with("undone", &[("step", &undone)]));
    window.gone("article.full .came").unwrap();
    desk.press_and_hear(window, "Control+Shift+z", &desk.say_with("redone", &[("step", &undone)]));
}

/// One stage on, up to won, back, lost with a reason, back, and won in the end.
fn work_the_board(desk: &Desk, window: &Window) {
    window.keys("Control+2").unwrap();
    window.css("ol[data-zone] li[data-id]").unwrap();
    let stage = window.script("return document.querySelectorAll('section.column h2')[1].textContent", vec![]).unwrap();
    let said_moved = desk.say_with("said_moved", &[("title", TITLE), ("stage", stage.as_str().unwrap())]);
    let undone = |step: &str| desk.say_with("undone", &[("step", &desk.say_with(step, &[("subject", TITLE)]))]);
    let carry = |steps: usize| {
        window.tab_to("li[data-id]");
        settled(window).unwrap();
        window.keys("Space").unwrap();
        window.css("li.carried").unwrap();
        window.keys(&["ArrowRight"].repeat(steps).join(" ")).unwrap();
        window.keys("Space").unwrap();
    };
    // Four open stages, then the places for won and lost.
    carry(1);
    desk.hear(window, &said_moved);
    carry(3);
    desk.hear(window, &desk.say_with("said_won", &[("title", TITLE)]));
    window.gone("li[data-id]").unwrap();
    desk.press_and_hear(window, "Control+z", &undone("step_win_opportunity"));
    window.css("section.column:nth-of-type(2) li[data-id]").unwrap();
    carry(4);
    window.css("form.lost input:focus").unwrap();
    window.keys("Space").unwrap();
    desk.press_and_hear(window, "Enter", &desk.say_with("said_lost", &[("title", TITLE)]));
    desk.press_and_hear(window, "Control+z", &undone("step_lose_opportunity"));
    window.tab_to("li[data-id]");
    window.keys("Enter").unwrap();
    window.shows("article.full h1", TITLE);
    desk.press_and_hear(window, "Control+Enter", &desk.say_with("said_won", &[("title", TITLE)]));
}
