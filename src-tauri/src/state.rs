//! The open book, as the commands reach it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use kontor_core::book::{Book, Changes, Done, Op, OpKind, Opening, Tx, default_folder};
use kontor_core::value::money::Currency;
use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::Mutex;

use crate::{
    commands::{clean::Duplicates, files::FileWork, import::ImportDesk},
    dropped::Dropped,
    error::ApiError,
    line::{Line, Turn},
    options::Options,
};

/// What a command answers.
pub(crate) type Answer<T> = Result<T, ApiError>;

/// The event that follows every change of the book; its payload is the core's `Changes`.
pub const BOOK_CHANGED: &str = "book-changed";

/// The event that says how many changes wait until a larger one before them is written; its payload is their number.
pub const BOOK_WAITS: &str = "book-waits";

/// What a writing command answers: what it made, and the step to undo it by.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Saved<T> {
    /// What the command made, for example the new record's id.
    pub(crate) value: T,
    /// The number of the step in the history; none if nothing had to be changed.
    pub(crate) step: Option<i64>,
}

/// The book, opened once and off the main thread, while the window starts. Whatever asks for it waits until then.
/// A book that could not be opened is tried again by whoever asks next, so "try again" needs no command of its own.
pub(crate) struct BookState {
    folder: Option<PathBuf>,
    book: Mutex<Option<Book>>,
    line: Line,
    changed: Box<dyn Fn(&Changes) + Send + Sync>,
}

impl BookState {
    /// Puts the state under the app's care and starts opening the book.
    pub(crate) fn set_up<R: Runtime>(app: &AppHandle<R>, options: Options) {
        let window = app.clone();
        let changed = move |changes: &Changes| {
            // Without a window there is nobody to tell.
            let _ = window.emit(BOOK_CHANGED, changes);
        };
        let window = app.clone();
        let line = Line::new(move |waiting| {
            let _ = window.emit(BOOK_WAITS, waiting);
        });
        let folder = options.book.or_else(default_folder);
        app.manage(Dropped::default());
        app.manage(ImportDesk::default());
        app.manage(Duplicates::default());
        app.manage(FileWork::default());
        app.manage(Self { folder, book: Mutex::new(None), line, changed: Box::new(changed) });
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            // What goes wrong here is told to the first command that asks.
            let _ = app.state::<Self>().book().await;
        });
    }

    /// The folder of the book, as the user would look for it; empty if the system names no place for data.
    pub(crate) fn folder(&self) -> String {
        self.folder.as_deref().map(|folder| folder.display().to_string()).unwrap_or_default()
    }

    /// Reads the book off the window's threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Book) -> kontor_core::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let book = self.book().await?;
        Ok(off_thread(move || f(&book)).await??)
    }

    /// Changes the book off the window's threads, after everything that was asked for before, and tells the screens which records
    /// changed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Book) -> kontor_core::Result<Done<T>> + Send + 'static,
    ) -> Answer<Saved<T>> {
        let turn = self.line.turn().await;
        self.write_in(turn, f).await
    }

    /// As [`BookState::write`] for what takes its time whatever the disk: an import, many records at once.
    pub(crate) async fn write_large<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Book) -> kontor_core::Result<Done<T>> + Send + 'static,
    ) -> Answer<Saved<T>> {
        let turn = self.line.large().await;
        self.write_in(turn, f).await
    }

    /// As [`BookState::write`] for what means the book as it is now, such as "undo the last step": it is refused rather than done after
    /// an import of which its user knows nothing yet.
    pub(crate) async fn write_soon<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Book) -> kontor_core::Result<Done<T>> + Send + 'static,
    ) -> Answer<Saved<T>> {
        let turn = self.line.soon().await.ok_or_else(|| ApiError::new("book_busy"))?;
        self.write_in(turn, f).await
    }

    async fn write_in<T: Send + 'static>(
        &self,
        _turn: Turn<'_>,
        f: impl FnOnce(&Book) -> kontor_core::Result<Done<T>> + Send + 'static,
    ) -> Answer<Saved<T>> {
        let done = self.read(f).await?;
        if done.op.is_some() {
            (self.changed)(&done.changes);
        }
        Ok(Saved { value: done.value, step: done.op })
    }

    /// Remembers something that belongs to this machine, after everything that was asked for before.
    pub(crate) async fn remember(&self, key: String, value: String) -> Answer<()> {
        let _turn = self.line.pass().await;
        self.read(move |book| book.remember(&key, &value)).await
    }

    /// Does something that holds the write door without changing the book, as a rehearsal does, and begins anew as often as it gave way to
    /// a change: `f` answers none as soon as the number that it is given is not 0.
    pub(crate) async fn rehearse<T: Send + 'static>(
        &self,
        f: impl Fn(&Book, &AtomicUsize) -> kontor_core::Result<Option<T>> + Send + Sync + 'static,
    ) -> Answer<T> {
        let f = Arc::new(f);
        loop {
            let (f, asked_for) = (Arc::clone(&f), self.line.asked_for());
            if let Some(found) = self.read(move |book| f(book, &asked_for)).await? {
                return Ok(found);
            }
            drop(self.line.pass().await);
        }
    }

    /// Tells the screens to read everything anew.
    pub(crate) fn tell_all(&self) {
        (self.changed)(&Changes { many: true, ..Changes::default() });
    }

    /// One step of the book under this name; what it is about says the closure ([`Tx::about`]).
    pub(crate) async fn step<T: Send + 'static>(
        &self,
        kind: OpKind,
        f: impl FnOnce(&Tx) -> kontor_core::Result<T> + Send + 'static,
    ) -> Answer<Saved<T>> {
        self.write(move |book| book.transact(Op::new(kind, ""), f)).await
    }

    /// Lets go of the book once all changes are made that were asked for: its last checkpoint is made and its lock freed as soon as no
    /// command works on it any more.
    pub(crate) async fn close(&self) {
        let _turn = self.line.pass().await;
        if let Some(book) = self.book.lock().await.take() {
            // A panic while closing has been reported by the thread already.
            let _ = off_thread(move || drop(book)).await;
        }
    }

    async fn book(&self) -> Answer<Book> {
        let mut slot = self.book.lock().await;
        if let Some(book) = &*slot {
            return Ok(book.clone());
        }
        let folder = self.folder.clone().ok_or_else(|| ApiError::new("no_data_folder"))?;
        let locale = sys_locale::get_locale();
        let book = off_thread(move || Book::open(&folder, opening(locale.as_deref()))).await??;
        Ok(slot.insert(book).clone())
    }
}

/// How a new book is set up for a system of this locale, for example `de-AT`.
fn opening(locale: Option<&str>) -> Opening {
    let mut parts = locale.unwrap_or_default().split(['-', '_', '.']);
    let mut opening = Opening::default();
    if parts.next() == Some("de") {
        opening.language = "de".into();
    }
    if let Some(country) = parts.find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())) {
        opening.country = country.into();
        if let Some(currency) = Currency::of_country(country) {
            opening.currency = currency.code().into();
        }
    }
    opening
}

/// Does something that takes its time where it holds nobody up.
async fn off_thread<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    tauri::async_runtime::spawn_blocking(f).await.map_err(|error| ApiError::new("unexpected").with("detail", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_book_follows_the_systems_locale() {
        for (locale, language, country, currency) in [
            (Some("de-AT"), "de", "AT", "EUR"),
            (Some("de_CH.UTF-8"), "de", "CH", "CHF"),
            (Some("en-GB"), "en", "GB", "GBP"),
            (Some("en_US.UTF-8"), "en", "US", "USD"),
            (Some("zh-Hant-TW"), "en", "TW", "TWD"),
            // No country: as before there was a choice.
            (Some("en-XX"), "en", "XX", "EUR"),
            (Some("C"), "en", "DE", "EUR"),
            (Some("de"), "de", "DE", "EUR"),
            (None, "en", "DE", "EUR"),
        ] {
            let Opening { language: l, country: c, currency: m, .. } = opening(locale);
            assert_eq!((l.as_str(), c.as_str(), m.as_str()), (language, country, currency), "{locale:?}");
        }
    }
}
