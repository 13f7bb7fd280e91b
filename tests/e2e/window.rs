//! The window itself: it opens, shows something, closes and opens again.

use kontor_driver::{Look, Start, Violation, Window};
use tempfile::TempDir;

/// The number of different colours in a picture, counted up to 1,000.
fn colours(png: &[u8]) -> usize {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let bytes = frame.color_type.samples();
    let mut seen = std::collections::HashSet::new();
    pixels[..frame.buffer_size()].chunks_exact(bytes).find(|pixel| seen.insert(pixel.to_vec()) && seen.len() > 1000);
    seen.len()
}

#[test]
fn the_app_starts_shows_its_page_and_starts_again() {
    let folder = TempDir::new().unwrap();
    let mut window = Window::open(Start::on(folder.path().join("book"))).unwrap();
    for run in ["first start", "second start"] {
        assert_eq!(window.title().unwrap(), "Kontor", "{run}");
        window.until("a visible page", "return document.visibilityState === 'visible'").unwrap();
        assert!(window.page().unwrap().contains("Kontor"), "{run}: {}", window.page().unwrap());
        assert!(colours(&window.picture().unwrap()) > 8, "{run}: the picture is blank");
        window.restart().unwrap();
    }
}

#[test]
fn the_book_is_closed_when_the_window_is() {
    let folder = TempDir::new().unwrap();
    let book = folder.path().join("book");
    let mut window = Window::open(Start::on(&book)).unwrap();
    window.css("h1").unwrap();
    assert!(book.join("book.sqlite-wal").exists(), "open");
    window.close().unwrap();
    assert!(!book.join("book.sqlite-wal").exists(), "closed: one file holds everything");
    assert!(book.join("book.sqlite").exists());
}

#[test]
fn the_window_is_closed_to_foreign_pages_and_scripts() {
    let folder = TempDir::new().unwrap();
    let window = Window::open(Start::on(folder.path().join("book"))).unwrap();
    window.until("a page", "return document.readyState === 'complete'").unwrap();
    let refused = window.script("try { new Function('return 7')(); return 'ran' } catch { return 'refused' }", vec![]);
    assert_eq!(refused.unwrap(), "refused", "text must not become a script");
    assert_eq!(
        window.script("return window.open('https://example.com') === null", vec![]).unwrap(),
        true,
        "new window"
    );
    window.script("location.href = 'https://example.com/'", vec![]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let page = window.script("return location.origin", vec![]).unwrap();
    assert_eq!(page, "tauri://localhost", "navigation away");
    assert_eq!(window.script("return typeof window.__TAURI__", vec![]).unwrap(), "undefined", "no global API");
}

#[test]
fn the_first_start_speaks_the_systems_language_and_is_accessible() {
    for (language, dark, welcome) in
        [("en_GB.UTF-8", false, "Welcome to Kontor"), ("de_DE.UTF-8", true, "Willkommen bei Kontor")]
    {
        let folder = TempDir::new().unwrap();
        let mut start = Start::on(folder.path().join("book"));
        start.look = Look { language: language.into(), dark };
        let window = Window::open(start).unwrap();
        window.role("heading", welcome).unwrap();
        let violations = window.axe().unwrap();
        assert!(violations.is_empty(), "{language}:\n{}", list(&violations));
    }
}

#[test]
fn axe_finds_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let window = Window::open(Start::on(folder.path().join("book"))).unwrap();
    window
        .css("h1")
        .unwrap()
        .script("this.insertAdjacentElement('afterend', document.createElement('button'))")
        .unwrap();
    let rules: Vec<String> = window.axe().unwrap().into_iter().map(|violation| violation.rule).collect();
    assert!(rules.contains(&"button-name".to_owned()), "{rules:?}");
}

fn list(violations: &[Violation]) -> String {
    violations.iter().map(|violation| format!("{violation}\n")).collect()
}
