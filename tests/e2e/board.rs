//! A stage with hundreds of cards: only those in sight are in the page (`ui/src/pipeline/visible.ts`), and nobody notices.

use kontor_driver::Window;
use kontor_texts::Language;
use serde_json::{Value, json};

use crate::{
    desk::{Asks, Desk},
    screens::settled,
};

/// The cards of a stage, by its place on the board, as the page has them.
fn column(stage: usize) -> String {
    format!("document.querySelector('section.column:nth-of-type({stage}) ol[data-zone]')")
}

/// The number of cards that the head of a stage tells.
fn count(window: &Window, stage: usize) -> i64 {
    let text = window.css(&format!("section.column:nth-of-type({stage}) .count")).unwrap().text().unwrap();
    text.parse().unwrap()
}

/// Scrolls a stage to its middle and answers the ids of the two cards that stand there.
fn middle(window: &Window, stage: usize) -> (String, String) {
    let list = column(stage);
    window.script(&format!("const list = {list}; list.scrollTop = list.scrollHeight / 2"), vec![]).unwrap();
    settled(window).unwrap();
    let two = format!(
        "const list = {list}, box = list.getBoundingClientRect();
         const there = [...list.children].filter((one) => one.getBoundingClientRect().top > box.top + 120);
         return there.length > 2 ? [there[0].dataset.id, there[1].dataset.id] : false"
    );
    let ids = window.until("cards in the middle of a stage", &two).unwrap();
    (ids[0].as_str().unwrap().into(), ids[1].as_str().unwrap().into())
}

/// Where a card stands among all of its stage, from 1; scrolls to it if need be.
fn place_of(window: &Window, stage: usize, id: &str) -> i64 {
    let list = column(stage);
    window.script(&format!("{list}.scrollTop = 0"), vec![]).unwrap();
    let found = format!(
        "const list = {list}, card = list.querySelector('[data-id=\"{id}\"]');
         if (!card) list.scrollTop += 300;
         return card ? Number(card.ariaPosInSet) : false"
    );
    window.until("the card in its stage", &found).unwrap().as_i64().unwrap()
}

#[test]
fn a_stage_of_hundreds_of_cards_is_walked_and_carried_through_like_one_of_five() {
    let desk = Desk::new(Language::English);
    desk.cli(&["fill", "--leads", "5000", "--seed", "1"]);
    let mut window = desk.open();
    window.css("nav .place").unwrap();
    window.keys("Control+2").unwrap();
    window.css("ol[data-zone] li").unwrap();
    settled(&window).unwrap();
    let all = count(&window, 1);
    assert!(all > 60, "{all} cards are too few for this test");
    let in_page = |window: &Window| window.script(&format!("return {}.children.length", column(1)), vec![]).unwrap();
    assert!(in_page(&window).as_i64().unwrap() < 30, "{} cards in the page", in_page(&window));

    // End goes to the last card that is there, which brings the next ones; in the end to the last of all. It stands in sight.
    window.tab_to("section.column:nth-of-type(1) li[data-id]");
    let focused = "const one = document.activeElement, list = one.parentElement, box = list.getBoundingClientRect();
        const { top, bottom } = one.getBoundingClientRect();
        return [Number(one.ariaPosInSet), Number(one.ariaSetSize), top >= box.top - 1 && bottom <= box.bottom + 1, one.dataset.id]";
    let mut last = Value::Null;
    for _ in 0..20 {
        window.keys("End").unwrap();
        settled(&window).unwrap();
        last = window.script(focused, vec![]).unwrap();
        if last[0] == all {
            break;
        }
    }
    assert_eq!((&last[0], &last[1], &last[2]), (&json!(all), &json!(all), &json!(true)));
    let id = last[3].as_str().unwrap().to_owned();
    assert!(in_page(&window).as_i64().unwrap() < 40, "{} cards in the page", in_page(&window));

    // Carried up by the keys among cards that were never in sight together with the first ones.
    window.keys("Space ArrowUp ArrowUp Space").unwrap();
    settled(&window).unwrap();
    let carried = window.script(focused, vec![]).unwrap();
    assert_eq!((&carried[0], &carried[3]), (&json!(all - 2), &json!(id)));
    window.keys("Home").unwrap();
    settled(&window).unwrap();
    assert_eq!(window.script(focused, vec![]).unwrap()[0], json!(1));

    // Carried by the mouse from the middle of one stage to the middle of the next.
    let (card, _) = middle(&window, 1);
    let (above, below) = middle(&window, 2);
    let there = count(&window, 2);
    let from = window.css(&format!("li[data-id='{card}']")).unwrap();
    let onto = window.css(&format!("li[data-id='{below}']")).unwrap();
    let (left, top, width, _) = onto.place().unwrap();
    from.drag_to_point(left + width / 2.0, top + 4.0).unwrap();
    window
        .until(
            "the card in the next stage",
            &format!("return {}.querySelector('[data-id=\"{card}\"]') !== null", column(2)),
        )
        .unwrap();
    settled(&window).unwrap();
    assert_eq!((count(&window, 1), count(&window, 2)), (all - 1, there + 1));

    // It lies among the two, or right beside them where the gap opened under the pointer; and there it lies in the book.
    let place = place_of(&window, 2, &card);
    let around = [&above, &below].map(|id| place_of(&window, 2, id));
    assert!(around.iter().any(|at| (at - place).abs() == 1), "{place} {around:?}");
    window.restart().unwrap();
    window.css("ol[data-zone] li").unwrap();
    settled(&window).unwrap();
    assert_eq!(place_of(&window, 1, &id), all - 3);
    assert_eq!(place_of(&window, 2, &card), place);
    assert_eq!([&above, &below].map(|id| place_of(&window, 2, id)), around);
}
