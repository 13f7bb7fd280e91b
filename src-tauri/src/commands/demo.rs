//! Demo data.

use kontor_core::flows::demo::{self, Added};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// Adds demo data in the reader's language, as one step.
#[tauri::command]
pub(crate) async fn demo_fill(state: State<'_, BookState>, language: String) -> Answer<Saved<Added>> {
    state.write(move |book| demo::add(book, &language, |_, _| {})).await
}
