//! Convert to opportunity, and what is already there.

use kontor_core::flows::convert::{self, Choices, Outcome, Preview};
use kontor_core::flows::duplicates::{self, Candidate, Probe};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// What a conversion would do; without choices the proposed ones.
#[tauri::command]
pub(crate) async fn convert_preview(
    state: State<'_, BookState>,
    id: String,
    choices: Option<Choices>,
    language: String,
) -> Answer<Preview> {
    state.read(move |book| book.read(|db| convert::preview(db, &id, choices.as_ref(), &language))).await
}

/// Converts a lead (R1 to R9).
#[tauri::command]
pub(crate) async fn convert_apply(
    state: State<'_, BookState>,
    id: String,
    choices: Choices,
    language: String,
) -> Answer<Saved<Outcome>> {
    state.write(move |book| convert::apply(book, &id, &choices, &language)).await
}

/// Who is in the book already of what is being typed (R13, R14).
#[tauri::command]
pub(crate) async fn duplicates(state: State<'_, BookState>, probe: Probe) -> Answer<Vec<Candidate>> {
    state.read(move |book| book.read(|db| duplicates::candidates(db, &probe))).await
}
