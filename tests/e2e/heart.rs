//! The heart of it, as a rep does it with the keys: a lead becomes an opportunity with one button, undo brings it back, redo
//! does it again, and all of it is still so after a restart. In both languages.

use std::process::Command;

use kontor_driver::{Look, Start, Window, project};
use tempfile::TempDir;

/// `kontor-cli` on the book, while no window has it open.
fn cli(folder: &TempDir, arguments: &[&str]) -> String {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), Into::into);
    let output = Command::new(target.join("debug/kontor-cli"))
        .arg("--book")
        .arg(folder.path())
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Waits until the main part of the page holds the text, or holds it no more.
fn until(window: &Window, text: &str, is_there: bool) {
    let what = format!("{text:?} {}", if is_there { "there" } else { "gone" });
    window
        .until(&what, &format!("return document.querySelector('main').innerText.includes('{text}') === {is_there}"))
        .unwrap();
}

#[test]
fn a_lead_becomes_an_opportunity_and_back_and_again() {
    for language in ["en_GB.UTF-8", "de_DE.UTF-8"] {
        let folder = TempDir::with_prefix("kontor-e2e-").unwrap();
        cli(
            &folder,
            &[
                "add",
                "lead",
                "company=Mühle & Söhne GmbH",
                "firstName=Amy",
                "lastName=Wong",
                "email=amy@muehle.example",
            ],
        );
        let mut start = Start::on(folder.path());
        start.look = Look { language: language.into(), dark: language.starts_with("de") };
        let mut window = Window::open(start).unwrap();

        window.css("nav .place").unwrap();
        window.keys("Control+1").unwrap();
        window.css("[role=grid] [aria-rowindex='2']").unwrap().click().unwrap();
        window.css("article h2").unwrap();
        window.keys("Control+Enter").unwrap();
        window.css("[role=dialog] .columns").unwrap();
        window.css("[role=dialog] footer button.primary:not([disabled])").unwrap().click().unwrap();
        window.gone("[role=dialog]").unwrap();
        until(&window, "Mühle & Söhne GmbH", true);
        until(&window, "Amy", true);

        window.keys("Control+2").unwrap();
        window.css("ol[data-zone] li").unwrap();
        until(&window, "Mühle & Söhne GmbH", true);
        window.keys("Control+z").unwrap();
        until(&window, "Mühle & Söhne GmbH", false);
        window.keys("Control+1").unwrap();
        until(&window, "Mühle & Söhne GmbH", true);
        window.keys("Control+Shift+z").unwrap();
        until(&window, "Mühle & Söhne GmbH", false);

        window.restart().unwrap();
        window.css("nav .place").unwrap();
        // By the mouse here: a window that has just come up may not have the keys yet.
        window.all("nav .place").unwrap()[1].click().unwrap();
        until(&window, "Mühle & Söhne GmbH", true);
        window.close().unwrap();
        cli(&folder, &["check"]);
        assert!(cli(&folder, &["list", "opportunity"]).contains("Mühle & Söhne GmbH"), "{language}");
    }
}
