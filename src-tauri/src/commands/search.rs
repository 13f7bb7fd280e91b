//! One search over everything (R12).

use kontor_core::flows::search::{self, Hit, SearchQuery, SearchResult};
use tauri::State;

use crate::state::{Answer, BookState};

/// What is found for a text, while it is typed.
#[tauri::command]
pub(crate) async fn search_find(state: State<'_, BookState>, query: SearchQuery) -> Answer<SearchResult> {
    state.read(move |book| book.read(|db| search::search(db, &query))).await
}

/// The records that changed last, for an empty field.
#[tauri::command]
pub(crate) async fn search_recent(state: State<'_, BookState>) -> Answer<Vec<Hit>> {
    state.read(|book| book.read(search::recent)).await
}
