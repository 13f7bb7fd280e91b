//! The book as a whole: how it stands at the start, undo and redo.

use std::collections::BTreeMap;

use kontor_core::book::{
    self, Book, Kind,
    history::{self, HistoryStep},
};
use serde::{Deserialize, Serialize};
use tauri::State;

use crate::{
    error::ApiError,
    state::{Answer, BookState, Saved},
};

/// The answer to the window's first question (`Start` in `wire.ts`).
#[derive(Debug, Serialize)]
pub(crate) struct Start {
    book: BookStatus,
    preferences: Preferences,
    /// The system's language and country, for example `de-AT`. The web view does not always know it.
    locale: Option<String>,
}

/// Whether there is a book to work with.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "camelCase")]
enum BookStatus {
    Open {
        folder: String,
        /// Nothing but what a new book starts with.
        empty: bool,
    },
    Refused {
        folder: String,
        #[serde(flatten)]
        error: ApiError,
    },
}

/// How the reader likes it on this machine; no part of the book's history.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Preferences {
    language: Option<String>,
    theme: Option<String>,
    place: Option<String>,
}

/// The name of a preference.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PreferenceKey {
    Language,
    Theme,
    Place,
}

impl PreferenceKey {
    /// Where the book remembers it.
    const fn remembered_as(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Theme => "theme",
            Self::Place => "place",
        }
    }
}

/// One step of the history, as a toast names it (`Step` in `wire.ts`).
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    kind: String,
    subject: String,
    count: i64,
}

/// Is there a book, and how does the reader like it? Asked again, it tries again to open a book that was refused.
#[tauri::command]
pub(crate) async fn start(state: State<'_, BookState>) -> Answer<Start> {
    let folder = state.folder();
    let opened = state.read(|book| Ok((book.read(book::is_empty)?, preferences(book)?))).await;
    let locale = sys_locale::get_locale();
    Ok(match opened {
        Ok((empty, preferences)) => Start { book: BookStatus::Open { folder, empty }, preferences, locale },
        Err(error) => {
            Start { book: BookStatus::Refused { folder, error }, preferences: Preferences::default(), locale }
        }
    })
}

/// Remembers how the reader likes it on this machine; an empty value forgets it.
#[tauri::command]
pub(crate) async fn preference_set(state: State<'_, BookState>, key: PreferenceKey, value: String) -> Answer<()> {
    state.remember(key.remembered_as().into(), value).await
}

/// How many records of each kind there are to work with.
#[tauri::command]
pub(crate) async fn counts(state: State<'_, BookState>) -> Answer<BTreeMap<Kind, i64>> {
    state.read(|book| book.read(book::counts)).await
}

/// Takes the newest step back (R21) and says which it was.
#[tauri::command]
pub(crate) async fn undo(state: State<'_, BookState>) -> Answer<Step> {
    let saved = state.write_soon(Book::undo).await?;
    taken_back(&state, saved.step).await
}

/// Takes one step of the history back, also one that is not the newest.
#[tauri::command]
pub(crate) async fn undo_step(state: State<'_, BookState>, seq: i64) -> Answer<Step> {
    let saved = state.write(move |book| book.undo_step(seq)).await?;
    taken_back(&state, saved.step).await
}

/// Puts one field back to what it was before a recorded change.
#[tauri::command]
pub(crate) async fn put_back(state: State<'_, BookState>, change: i64, field: String) -> Answer<Saved<()>> {
    state.write(move |book| book.put_back(change, &field)).await
}

/// The newest steps of the book, older than `before` if given.
#[tauri::command]
pub(crate) async fn history_steps(
    state: State<'_, BookState>,
    before: Option<i64>,
    limit: usize,
) -> Answer<Vec<HistoryStep>> {
    state.read(move |book| book.read(|db| history::steps(db, before, limit.min(200)))).await
}

/// What was remembered on this machine under a key of the window's own: drafts, the last place in a list.
#[tauri::command]
pub(crate) async fn remembered(state: State<'_, BookState>, key: String) -> Answer<Option<String>> {
    state.read(move |book| book.remembered(&window_key(&key))).await
}

/// Remembers a text on this machine; an empty one forgets it.
#[tauri::command]
pub(crate) async fn remember(state: State<'_, BookState>, key: String, value: String) -> Answer<()> {
    state.remember(window_key(&key), value).await
}

/// The window's keys stand apart from the preferences.
fn window_key(key: &str) -> String {
    format!("window/{key}")
}

/// Does the step again that was just taken back, and says which it was.
#[tauri::command]
pub(crate) async fn redo(state: State<'_, BookState>) -> Answer<Step> {
    let saved = state.write_soon(Book::redo).await?;
    taken_back(&state, saved.step).await
}

/// The step that an undo or redo was about.
async fn taken_back(state: &BookState, step: Option<i64>) -> Answer<Step> {
    let step = step.ok_or_else(|| ApiError::new("nothing_to_undo"))?;
    let origin = state.read(move |book| book.read(|db| history::origin(db, step))).await?;
    Ok(Step { kind: origin.kind, subject: origin.subject, count: origin.count })
}

fn preferences(book: &Book) -> kontor_core::Result<Preferences> {
    let remembered = |key: PreferenceKey| book.remembered(key.remembered_as());
    Ok(Preferences {
        language: remembered(PreferenceKey::Language)?,
        theme: remembered(PreferenceKey::Theme)?,
        place: remembered(PreferenceKey::Place)?,
    })
}
