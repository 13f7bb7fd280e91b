//! A clean book: duplicates over the whole of it (R14), and what is one becomes one (R15).

use std::sync::{Arc, Mutex, PoisonError};

use kontor_core::book::{OpKind, RecordRef};
use kontor_core::flows::duplicates::whole::{self, Found, Page, Query};
use kontor_core::flows::merge::{self, Choices, Outcome, Preview};
use kontor_core::records::distinct;
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// The most groups that are answered at once.
const MOST: usize = 200;

/// What the last search for duplicates found; its pages are shown as they are reached.
#[derive(Default)]
pub(crate) struct Duplicates(Mutex<Arc<Option<Found>>>);

/// Looks for duplicates over the whole book and answers the first groups.
#[tauri::command]
pub(crate) async fn duplicates_find(
    state: State<'_, BookState>,
    kept: State<'_, Duplicates>,
    query: Query,
    limit: usize,
) -> Answer<Page> {
    let (page, found) = state
        .read(move |book| {
            book.read(|db| {
                let found = whole::find(db, &query)?;
                Ok((whole::page(db, &found, 0, limit.min(MOST))?, found))
            })
        })
        .await?;
    *kept.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Some(found));
    Ok(page)
}

/// Further groups of those that were found; none where nothing was looked for.
#[tauri::command]
pub(crate) async fn duplicates_page(
    state: State<'_, BookState>,
    kept: State<'_, Duplicates>,
    from: usize,
    limit: usize,
) -> Answer<Page> {
    let found = Arc::clone(&kept.0.lock().unwrap_or_else(PoisonError::into_inner));
    state
        .read(move |book| match found.as_ref() {
            Some(found) => book.read(|db| whole::page(db, found, from, limit.min(MOST))),
            None => Ok(Page { groups: Vec::new(), next: None, strong: 0, weak: 0 }),
        })
        .await
}

/// Says of these pairs that they are not the same, as one step (R14).
#[tauri::command]
pub(crate) async fn duplicates_apart(
    state: State<'_, BookState>,
    pairs: Vec<(RecordRef, RecordRef)>,
) -> Answer<Saved<()>> {
    state
        .step(OpKind::TellApart, move |tx| pairs.iter().try_for_each(|(one, other)| distinct::say(tx, one, other)))
        .await
}

/// What merging these records would do (R15).
#[tauri::command]
pub(crate) async fn merge_preview(
    state: State<'_, BookState>,
    records: Vec<RecordRef>,
    choices: Choices,
    language: String,
) -> Answer<Preview> {
    state.read(move |book| book.read(|db| merge::preview(db, &records, &choices, &language))).await
}

/// Merges these records as one step (R15).
#[tauri::command]
pub(crate) async fn merge_apply(
    state: State<'_, BookState>,
    records: Vec<RecordRef>,
    choices: Choices,
    language: String,
) -> Answer<Saved<Outcome>> {
    state.write(move |book| merge::apply(book, &records, &choices, &language)).await
}
