//! Many at once in both languages: a selection of leads is converted with its duplicates first, a field and a tag are set, and customers
//! that never were any go back to the leads; all of it by the keys, and taken back.

use kontor_driver::Window;
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::{calm, cleanup, list, settled},
};

#[test]
fn many_are_converted_edited_and_cleaned_up_in_english() {
    many(Language::English);
}

#[test]
fn many_are_converted_edited_and_cleaned_up_in_german() {
    many(Language::German);
}

fn many(language: Language) {
    let desk = Desk::new(language);
    for (company, first) in [("Brook Mills Ltd", "Ian"), ("BROOK Mills", "Ian"), ("Brook Mills Ltd", "Joy")] {
        let (company, first) = (format!("company={company}"), format!("firstName={first}"));
        desk.cli(&["add", "lead", &company, &first, "lastName=Hale", "source=Website"]);
    }
    desk.cli(&["add", "organization", "name=Tarn Pumps", "vatNumber=GB99"]);
    desk.cli(&["add", "contact", "firstName=Una", "lastName=Reed", "organization=Tarn Pumps"]);
    desk.cli(&["add", "contact", "firstName=Vic", "lastName=Shaw", "organization=Tarn Pumps"]);
    let mut window = desk.open();

    edit(&desk, &window);
    convert(&desk, &window);
    clean_up(&desk, &window);
    window.close().unwrap();
    desk.cli(&["check"]);
}

fn choose_all(window: &Window) {
    window.css("[role=grid]").unwrap().script("this.focus()").unwrap();
    settled(window).unwrap();
    window.keys("Control+a").unwrap();
    settled(window).unwrap();
    let tall = window.css("[role=grid]").unwrap().script("return this.clientHeight > 200").unwrap();
    assert_eq!(tall, true, "what was chosen went out of sight");
}

fn edit(desk: &Desk, window: &Window) {
    list(window, "Control+1").unwrap();
    choose_all(window);
    window.shows("[role=toolbar]", &desk.say_with("selection_count", &[("shown", "3")]));
    window.click("[role=toolbar] .menu-trigger");
    window.role("menuitem", &desk.say("many_tag")).unwrap().click().unwrap();
    window.shows(".dialog-title", &desk.say_with("many_tag_title", &[("shown", "3")]));
    settled(window).unwrap();
    window
        .css("[role=dialog] form input[type=text], [role=dialog] form input:not([type=radio])")
        .unwrap()
        .fill("Fair")
        .unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say_with("many_tagged", &[("shown", "3")]));
    window.gone("[role=dialog]").unwrap();
}

/// Two of the three are one person: merged before they are converted, and undone together.
fn convert(desk: &Desk, window: &Window) {
    list(window, "Control+1").unwrap();
    choose_all(window);
    window.keys("Control+Enter").unwrap();
    window.shows(".dialog-title", &desk.say_with("many_convert_title", &[("shown", "3")]));
    window.shows("[role=dialog]", &desk.say("many_duplicates"));
    settled(window).unwrap();
    window.click("[role=dialog] input[type=checkbox]");
    window.shows("[role=dialog] table", &desk.say("many_merged"));
    settled(window).unwrap();
    window.keys("Control+Enter").unwrap();
    window.shows(".dialog-title", &desk.say("many_result_title"));
    let counts = [("converted", "2"), ("merged", "1"), ("skipped", "0"), ("failed", "0")];
    window.shows("[role=dialog] [role=status]", &desk.say_with("many_counts", &counts));
    settled(window).unwrap();
    window.role("button", &desk.say("many_undo_all")).unwrap().click().unwrap();
    desk.hear(window, &desk.say_with("many_undone", &[("shown", "2")]));
    list(window, "Control+1").unwrap();
    window.shows("[role=grid]", "BROOK Mills");
}

/// From the menu of a list to the page, and by the keys through the dialog; one undo gives all of it back.
fn clean_up(desk: &Desk, window: &Window) {
    cleanup(window).unwrap();
    window.shows("main h1", &desk.say("place_cleanup"));
    window.shows("[role=grid]", "Tarn Pumps");
    settled(window).unwrap();
    window.keys("m").unwrap();
    window.shows(".dialog-title", &desk.say("cleanup_title"));
    window.shows("[role=dialog]", "GB99");
    settled(window).unwrap();
    desk.press_and_hear(window, "Control+Enter", &desk.say_with("cleanup_done", &[("shown", "2")]));
    window.gone("[role=dialog]").unwrap();
    window.shows("main", &desk.say("cleanup_none"));
    window.keys("Control+z").unwrap();
    calm(window).unwrap();
    window.shows("[role=grid]", "Tarn Pumps");
}
