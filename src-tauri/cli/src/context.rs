//! What every command works with.

use kontor_core::book::{Book, Changes, Done, Opening, default_folder, history};
use kontor_core::records::Typing;
use kontor_core::{Code, Refusal};
use serde::Serialize;

use crate::args::Args;
use crate::output::{Answer, Failure, Outcome};
use crate::sentence;
use crate::texts::{Texts, system_locale};

/// The open book, the language, and how typed text is to be read.
pub(crate) struct Context<'a> {
    pub(crate) book: Book,
    pub(crate) texts: &'a Texts,
    pub(crate) typing: Typing,
    pub(crate) args: &'a Args,
}

/// What a writing command answers: the same as the window gets, and what changed.
#[derive(Serialize)]
struct Saved<'a, T> {
    value: &'a T,
    step: Option<i64>,
    changes: &'a Changes,
}

impl<'a> Context<'a> {
    /// Opens the book, or makes a new one in the system's language and country.
    pub(crate) fn open(args: &'a Args, texts: &'a Texts) -> Result<Self, Failure> {
        let folder = args.book.clone().or_else(default_folder);
        let folder = folder.ok_or_else(|| Refusal::new(Code::FolderNotWritable).with("path", ""))?;
        let mut opening = Opening { language: texts.language().into(), ..Opening::default() };
        if let Some(country) = country(&system_locale()) {
            opening.country = country;
        }
        let book = Book::open(&folder, opening)?;
        let typing = book.read(|db| Typing::of(db, texts.language()))?;
        Ok(Self { book, texts, typing, args })
    }

    /// The answer to a step: what it made, its number, what changed; for a reader its name.
    pub(crate) fn saved<T: Serialize>(&self, done: &Done<T>) -> Outcome {
        let text = self.step_text(done)?;
        self.saved_as(done, text)
    }

    /// The same with a text of its own.
    pub(crate) fn saved_as<T: Serialize>(&self, done: &Done<T>, text: String) -> Outcome {
        Ok(Answer::new(&Saved { value: &done.value, step: done.op, changes: &done.changes }, text)?)
    }

    /// "Done: convert Acme GmbH (step 12)".
    pub(crate) fn step_text<T>(&self, done: &Done<T>) -> Result<String, Failure> {
        let Some(step) = done.op else { return Ok(self.texts.word("nothing_changed")) };
        let name = self.book.read(|db| history::origin(db, step))?;
        let name = sentence::of_step(&name, self.texts);
        Ok(self.texts.own("done", &[("name", &name), ("step", &step.to_string())]))
    }
}

/// The country of a locale such as `de_AT.UTF-8`.
fn country(locale: &str) -> Option<String> {
    let mut parts = locale.split(['-', '_', '.', '@']).skip(1);
    parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::country;

    #[test]
    fn a_new_book_follows_the_country_of_the_locale() {
        for (locale, expected) in
            [("de_AT.UTF-8", Some("AT")), ("en-GB", Some("GB")), ("zh-Hant-TW", Some("TW")), ("C", None), ("", None)]
        {
            assert_eq!(country(locale).as_deref(), expected, "{locale}");
        }
    }
}
