//! The app in one language: its words, its book, and what one does in it again and again. What is looked for on the screen are
//! the words of `ui/messages`, so that a test reads the same in every language.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use kontor_driver::{Look, Start, Window, project};
use kontor_texts::Language;
use serde_json::json;
use tempfile::TempDir;

/// A folder with a book and files, and the language in which the app runs on it.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) language: Language,
}

impl Desk {
    pub(crate) fn new(language: Language) -> Self {
        Self { folder: TempDir::with_prefix("kontor-e2e-").unwrap(), language }
    }

    /// A text of the interface, by its key.
    pub(crate) fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// A text of the interface with its placeholders filled in.
    pub(crate) fn say_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let values: BTreeMap<&str, String> = values.iter().map(|&(name, value)| (name, value.to_owned())).collect();
        kontor_texts::text(self.language, key, &values).unwrap_or_else(|| panic!("no text {key}"))
    }

    /// One of two, by the language.
    pub(crate) fn either<T>(&self, english: T, german: T) -> T {
        if self.language == Language::German { german } else { english }
    }

    pub(crate) fn book(&self) -> PathBuf {
        self.folder.path().join("book")
    }

    /// Writes a file beside the book.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// `kontor-cli` on the book; only while no window has it open.
    pub(crate) fn cli(&self, arguments: &[&str]) -> String {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), Into::into);
        let mut command = Command::new(target.join("debug/kontor-cli"));
        command.arg("--book").arg(self.book()).args(["--language", self.language.tag()]).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// How the app is started: in this language, German ones in the dark.
    pub(crate) fn start(&self) -> Start {
        let mut start = Start::on(self.book());
        start.look = Look {
            language: self.either("en_GB.UTF-8", "de_DE.UTF-8").into(),
            dark: self.language == Language::German,
        };
        start
    }

    pub(crate) fn open(&self) -> Window {
        Window::open(self.start()).unwrap()
    }

    /// Presses a key and waits for the message that says what it did.
    pub(crate) fn press_and_hear(&self, window: &Window, keys: &str, message: &str) {
        window.keys(keys).unwrap();
        self.hear(window, message);
    }

    /// Waits for the newest message to be this one, and closes it.
    pub(crate) fn hear(&self, window: &Window, message: &str) {
        let newest = "[...document.querySelectorAll('.toast')].at(-1)";
        let body = format!(
            "const newest = {newest}; const text = newest?.querySelector('p').textContent;
             if (text !== {}) return false;
             newest.querySelector('button:last-of-type').click();
             return true;",
            json!(message)
        );
        window.until(&format!("the message {message:?}"), &body).unwrap();
    }

    /// Finds a record of a kind by what is typed into the palette, and opens it by the keys.
    pub(crate) fn find(&self, window: &Window, typed: &str, kind: &str, title: &str) {
        window.keys("Control+k").unwrap();
        window.css(".palette-input:focus").unwrap();
        window.type_text(typed).unwrap();
        let item = format!(
            "[...document.querySelectorAll('.palette-item')].findIndex((one) =>
                one.querySelector('.right')?.textContent.trim() === {} && one.innerText.includes({}))",
            json!(self.say(kind)),
            json!(title)
        );
        window.until(&format!("{title} among what {typed:?} finds"), &format!("return {item} >= 0")).unwrap();
        let chosen = format!("return document.querySelectorAll('.palette-item')[{item}]?.matches('[data-selected]')");
        for _ in 0..20 {
            if window.script(&chosen, vec![]).unwrap() == true {
                break;
            }
            window.keys("ArrowDown").unwrap();
        }
        window.keys("Enter").unwrap();
        window.gone(".palette").unwrap();
        window.css("article.full h1").unwrap();
    }
}

/// What a test asks of a window besides.
pub(crate) trait Asks {
    /// Waits until one of the elements of this selector shows the text.
    fn shows(&self, selector: &str, text: &str);

    /// Waits until none of them does.
    fn shows_no(&self, selector: &str, text: &str);

    /// What the main part says, with what its fields hold.
    fn content(&self) -> String;

    /// Waits until the main part says this again.
    fn content_is(&self, what: &str, expected: &str);

    /// Presses Tab until the focus is on an element of this selector.
    fn tab_to(&self, selector: &str);

    /// Clicks on the first element of a selector.
    fn click(&self, selector: &str);
}

const SHOWS: &str = "const shown = (one) => (one.innerText + '\\n' + [...one.querySelectorAll('input, textarea')].map((field) => field.value).join('\\n'));";

impl Asks for Window {
    fn shows(&self, selector: &str, text: &str) {
        let (all, text_) = (json!(selector), json!(text));
        let body =
            format!("{SHOWS} return [...document.querySelectorAll({all})].some((one) => shown(one).includes({text_}))");
        self.until(&format!("{text:?} in {selector}"), &body).unwrap();
    }

    fn shows_no(&self, selector: &str, text: &str) {
        let (all, text_) = (json!(selector), json!(text));
        let body = format!(
            "{SHOWS} return ![...document.querySelectorAll({all})].some((one) => shown(one).includes({text_}))"
        );
        self.until(&format!("no {text:?} in {selector}"), &body).unwrap();
    }

    fn content(&self) -> String {
        let body = format!("{SHOWS} return shown(document.querySelector('main'))");
        self.script(&body, vec![]).unwrap().as_str().unwrap().to_owned()
    }

    fn content_is(&self, what: &str, expected: &str) {
        let body = format!("{SHOWS} return shown(document.querySelector('main')) === {}", json!(expected));
        let same = self.until(what, &body);
        assert!(same.is_ok(), "{what} was\n{expected}\n\nand is\n{}", self.content());
    }

    fn tab_to(&self, selector: &str) {
        let there = format!("return document.activeElement?.matches({}) ?? false", json!(selector));
        for _ in 0..120 {
            if self.script(&there, vec![]).unwrap() == true {
                return;
            }
            self.keys("Tab").unwrap();
        }
        panic!("the Tab key does not come to {selector}; the page says:\n{}", self.page().unwrap());
    }

    fn click(&self, selector: &str) {
        self.css(selector).unwrap().click().unwrap();
    }
}

/// The name of a file.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
