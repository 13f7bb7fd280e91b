//! Files dragged from the desktop: a list takes them for the import, a record as what belongs to it. What cannot be done with them is said.

use std::path::Path;

use kontor_driver::{Window, project};
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    screens::{leads, row, settled},
};

#[test]
fn files_are_dropped_from_the_desktop() {
    let desk = Desk::new(Language::English);
    desk.cli(&["add", "lead", "company=Brook Mills"]);
    let table = desk.file("Kunden & Söhne 2026.csv", "Firma;E-Mail\nMühle KG;post@muehle.example\n");
    let cards = project().join("tests/fixtures/vcard/iphone-3.0.vcf");
    let offer = desk.file("offer 7.pdf", "%PDF-1.7");
    let mut window = desk.open();
    leads(&window).unwrap();

    carry(&desk, &window, &[&table]);
    window.shows(".import h2.selectable", "Kunden & Söhne 2026.csv");
    window.shows(".import table", "Mühle KG");
    assert!(window.all(".toast").unwrap().is_empty(), "nothing needs to be said");

    // In the middle of another one, and of two files.
    let files = window.carry(&[&cards, &table]).unwrap();
    files.over(&window.css(".import .content").unwrap()).unwrap();
    files.drop().unwrap();
    window.shows(".import h2.selectable", "iphone-3.0.vcf");
    desk.hear(&window, &desk.say("import_drop_several"));

    leads(&window).unwrap();
    for nothing_to_import in [project().join("tests/fixtures/csv"), offer.clone()] {
        carry(&desk, &window, &[&nothing_to_import]);
        desk.hear(&window, &desk.say("import_drop_unknown"));
        window.css("[role=grid] [aria-rowindex='2']").unwrap();
    }

    row(&window, 2).unwrap();
    window.keys("Enter").unwrap();
    window.css("article.full").unwrap();
    settled(&window).unwrap();
    let files = window.carry(&[&offer, &table]).unwrap();
    files.over(&window.css("article.full .timeline, article.full .happens").unwrap()).unwrap();
    files.drop().unwrap();
    for name in ["offer 7.pdf", "Kunden & Söhne 2026.csv"] {
        window.shows("article.full", name);
    }
    window.close().unwrap();
    desk.cli(&["check"]);
}

/// Over the list and onto it.
fn carry(desk: &Desk, window: &Window, paths: &[&Path]) {
    let files = window.carry(paths).unwrap();
    files.over(&window.css("[role=grid]").unwrap()).unwrap();
    window.shows(".over", &desk.say("import_drop_here"));
    files.drop().unwrap();
    window.gone(".over").unwrap();
}
