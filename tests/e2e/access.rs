//! Nobody is shut out (R25): axe-core looks at every screen and at what opens on it, in both languages, each light and dark.
//! The theme changes on the spot, as the settings change it, and then only the rules for colours look again.

use kontor_driver::{Result, Violation, Window, project};
use kontor_texts::Language;

use crate::{
    desk::Desk,
    screens::{SCREENS, Screen, calm, lead, leads, list, pipeline, row, settled},
};

/// What opens on the screens and changes with work: each goes on where the one before has left the book.
const STATES: &[Screen] = &[
    ("first-field", |window| {
        lead(window)?;
        window.css("section.fields .shown")?.click()?;
        window.css("section.fields input:focus").map(drop)
    }),
    ("wrong-field", |window| {
        window.keys("Escape")?;
        window.css("section.fields .several .add")?.click()?;
        window.css("section.fields .several input:focus")?.type_text("no address")?;
        window.keys("Enter")?;
        window.css("section.fields [role=alert]").map(drop)
    }),
    ("lead-menu", |window| {
        window.keys("Escape")?;
        window.css("article header .menu-trigger")?.click()?;
        window.css("[role=menu]").map(drop)
    }),
    ("lead-call", |window| {
        calm(window)?;
        window.css("form .kinds button:nth-of-type(2)")?.click()?;
        window.css("form .subject:focus")?.type_text("?")
    }),
    ("lead-task-day", |window| {
        window.css("form .kinds button:nth-of-type(4)")?.click()?;
        window.css("form .foot label:nth-of-type(2)")?.click()?;
        window.css("form .date-open")?.click()?;
        window.css(".float.calendar").map(drop)
    }),
    ("lead-tag", |window| {
        calm(window)?;
        window.css("article header .subtitle input")?.click()?;
        window.type_text("e")
    }),
    ("converted", |window| {
        lead(window)?;
        window.keys("Control+Enter")?;
        window.css("[role=dialog] footer button.primary:not([disabled])")?.click()?;
        window.gone("[role=dialog]")?;
        window.css("article.full .came").map(drop)
    }),
    ("origin", |window| {
        window.css("article.full .came")?.click()?;
        window.css("[role=dialog] dl").map(drop)
    }),
    ("turn-back", |window| {
        window.css("[role=dialog] footer button")?.click()?;
        window.css("[role=dialog] .parts").map(drop)
    }),
    ("lost-reason", |window| {
        calm(window)?;
        window.css("article header .tools button.plain")?.click()?;
        window.css("[role=dialog] form.lost label").map(drop)
    }),
    ("lost-refused", |window| {
        window.css("[role=dialog] form.lost button.primary")?.click()?;
        window.css("[role=dialog] [role=alert]").map(drop)
    }),
    ("lost", |window| {
        window.css("[role=dialog] form.lost label")?.click()?;
        window.css("[role=dialog] form.lost button.primary")?.click()?;
        window.gone("[role=dialog]")?;
        settled(window)
    }),
    ("reopened", |window| {
        window.css("article header .tools button.plain")?.click()?;
        window.css("article header .tools button.primary").map(drop)
    }),
    ("won", |window| {
        window.css("article header .tools button.primary")?.click()?;
        window.gone("article header .tools button.primary")
    }),
    ("opportunity-history", |window| {
        window.css(".happens fieldset label:nth-of-type(2)")?.click()?;
        window.css("ol.history li").map(drop)
    }),
    ("opportunity-people", |window| {
        window.css("section.fields .head button")?.click()?;
        window.css("section.fields .adding input:focus")?;
        settled(window)
    }),
    ("card-menu", |window| {
        pipeline(window)?;
        window.css("ol[data-zone] li .more")?.click()?;
        window.css("[role=menu]").map(drop)
    }),
    ("card-lost", |window| {
        window.css("[role=menu] > div:last-of-type")?.click()?;
        window.css("form.lost label").map(drop)
    }),
    ("card-carried", |window| {
        calm(window)?;
        window.css("ol[data-zone] li")?.script("this.focus()")?;
        window.keys("Space")?;
        window.css(".outcomes.open").map(drop)
    }),
    ("card-new", |window| {
        window.keys("Escape")?;
        pipeline(window)?;
        window.keys("Control+n")?;
        window.css(".column form input:focus").map(drop)
    }),
    ("contact-new", |window| {
        list(window, "Control+3")?;
        window.keys("n")?;
        window.css("[role=dialog] form input:focus")?.type_text("Ann")
    }),
    ("organization-new", |window| {
        list(window, "Control+4")?;
        window.keys("n")?;
        window.css("[role=dialog] form input:focus")?.type_text("Spiral")
    }),
    ("organization", |window| {
        list(window, "Control+4")?;
        row(window, 2)?;
        window.keys("Enter")?;
        window.css("article.full").map(drop)
    }),
    ("list-menu", |window| {
        list(window, "Control+4")?;
        window.css("main header .tools .menu-trigger")?.click()?;
        window.css("[role=menu]").map(drop)
    }),
    ("selection", |window| {
        list(window, "Control+3")?;
        window.css("[role=grid] [aria-rowindex='2'] input")?.click()?;
        window.css("[role=grid] [aria-rowindex='3'] input")?.click()?;
        window.css("[role=toolbar] button:first-of-type:not([disabled])").map(drop)
    }),
    ("merge", |window| {
        window.css("[role=toolbar] button:first-of-type:not([disabled])")?.click()?;
        window.css("[role=dialog] footer button.primary:not([disabled])").map(drop)
    }),
    ("palette-commands", |window| {
        leads(window)?;
        window.keys("Control+k")?;
        window.css(".palette-item").map(drop)
    }),
    ("palette-nothing", |window| {
        window.css(".palette input")?.fill("qqqqqq")?;
        window.css(".palette [role=status]").map(drop)
    }),
    ("deleted", |window| {
        leads(window)?;
        row(window, 3)?;
        window.css("article header .menu-trigger")?.click()?;
        window.css("[role=menuitem].danger")?.click()?;
        window.gone("article")?;
        // Time stands still for a message while the mouse is on it.
        window.css(".toast .act")?.hover()
    }),
    ("undone", |window| {
        window.css(".toast .act")?.click()?;
        settled(window)
    }),
    ("list-without-hits", |window| {
        leads(window)?;
        window.css("main [type=search], main .search input")?.fill("qqqqqq")?;
        window.gone("[role=grid] [aria-rowindex='2']")
    }),
    ("steps", |window| {
        window.keys("Control+,")?;
        window.css("main section:nth-of-type(3) button")?.click()?;
        window.css("main .steps li").map(drop)
    }),
    ("import-refused", |window| {
        calm(window)?;
        window.keys("Control+i")?;
        choose(window, "i04-pdf-named.csv")?;
        window.css(".import [role=alert]").map(drop)
    }),
    ("import-done", |window| {
        choose(window, "ragged.csv")?;
        for step in ["h2.selectable", ".goes", "fieldset", ".figures"] {
            window.css(&format!(".import {step}"))?;
            settled(window)?;
            window.css(".import footer button.primary:not([disabled])")?.click()?;
        }
        window.css(".import .drop .counts li").map(drop)
    }),
    ("imports-so-far", |window| {
        window.css(".import footer button:not([disabled])")?.click()?;
        window.css(".import ol .acts button").map(drop)
    }),
];

/// Names one of the table files of `tests/fixtures` in the import.
fn choose(window: &Window, file: &str) -> Result<()> {
    window.css(".import .drop button.primary")?.click()?;
    window.choose_file(&project().join("tests/fixtures/csv").join(file))
}

/// Goes through the screens on a book with demo data, or with nothing in it, and says what axe-core finds.
fn found(desk: &Desk, filled: bool, screens: &[Screen]) -> String {
    if filled {
        desk.cli(&["demo"]);
    }
    let window = desk.open();
    let mut found = String::new();
    for (name, go) in screens {
        go(&window).and_then(|()| settled(&window)).unwrap_or_else(|error| panic!("{name}: {error}\n{found}"));
        found += &looked_at(desk, &window, name);
    }
    found
}

/// What axe-core finds on the page as it stands, in the theme it is in and in the other.
fn looked_at(desk: &Desk, window: &Window, name: &str) -> String {
    let said = |theme: &str, violations: Vec<Violation>| -> String {
        violations.iter().map(|one| format!("{name} ({}, {theme}): {one}\n", desk.language.tag())).collect()
    };
    let theme = |set: &str| drop(window.script(&format!("{set}; document.body.offsetWidth"), vec![]).unwrap());
    let (own, other) = desk.either(("light", "dark"), ("dark", "light"));
    let mut found = said(own, window.axe().unwrap());
    theme(&format!("document.documentElement.dataset.theme = '{other}'"));
    settled(window).unwrap();
    found += &said(other, window.axe_colours().unwrap());
    theme("delete document.documentElement.dataset.theme");
    found
}

/// The screens of a book that holds nothing: the first start, and what each says then.
const EMPTY: &[Screen] = &[
    ("start", |window| window.css("main.start").map(drop)),
    ("no-leads", |window| {
        window.css("main.start li:last-child button")?.click()?;
        window.css("nav .place").map(drop)
    }),
    ("no-cards", |window| {
        window.keys("Control+2")?;
        window.css(".pipeline .nothing").map(drop)
    }),
    ("no-opportunities", |window| window.css("main header .bar label:nth-of-type(2)")?.click()),
    ("no-contacts", |window| window.keys("Control+3")),
    ("no-organizations", |window| window.keys("Control+4")),
    ("palette-of-commands", |window| {
        window.keys("Control+k")?;
        window.css(".palette-item").map(drop)
    }),
    ("lead-new-blank", |window| {
        window.keys("Escape Control+1 n")?;
        window.css("[role=dialog] form input:focus")?;
        window.keys("Enter")?;
        window.css("[role=dialog] [role=alert]").map(drop)
    }),
    ("lead-bare", |window| {
        window.type_text("Mühlenbau Oberhessen")?;
        window.keys("Enter")?;
        window.gone("[role=dialog]")?;
        window.css("article .timeline .none, article .none").map(drop)
    }),
    ("record-gone", |window| {
        window.css("article header .menu-trigger")?.click()?;
        window.css("[role=menuitem].danger")?.click()?;
        window.gone("article")?;
        window.keys("Alt+ArrowLeft")?;
        window.css(".detail .empty, main .empty").map(drop)
    }),
];

#[test]
fn no_screen_shuts_anybody_out_in_english() {
    let found = found(&Desk::new(Language::English), true, SCREENS);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn no_screen_shuts_anybody_out_in_german() {
    let found = found(&Desk::new(Language::German), true, SCREENS);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn nothing_that_opens_shuts_anybody_out_in_english() {
    let found = found(&Desk::new(Language::English), true, STATES);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn nothing_that_opens_shuts_anybody_out_in_german() {
    let found = found(&Desk::new(Language::German), true, STATES);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn nothing_shuts_anybody_out_of_an_empty_book_in_english() {
    let found = found(&Desk::new(Language::English), false, EMPTY);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn nothing_shuts_anybody_out_of_an_empty_book_in_german() {
    let found = found(&Desk::new(Language::German), false, EMPTY);
    assert!(found.is_empty(), "{found}");
}
