//! Convert to opportunity, and what is already there.

use kontor_core::book::RecordRef;
use kontor_core::flows::convert::{self, Came, Choices, Outcome, Preview, TurnBackPreview, TurnedBack};
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

/// The leads that a record came from, each with all that it held (R6).
#[tauri::command]
pub(crate) async fn conversion_origin(
    state: State<'_, BookState>,
    owner: RecordRef,
    language: String,
) -> Answer<Vec<Came>> {
    state.read(move |book| book.read(|db| convert::came_from(db, &owner, &language))).await
}

/// What turning a conversion back would do (R7).
#[tauri::command]
pub(crate) async fn turn_back_preview(
    state: State<'_, BookState>,
    id: String,
    language: String,
) -> Answer<TurnBackPreview> {
    state.read(move |book| book.read(|db| convert::turn_back_preview(db, &id, &language))).await
}

/// Turns a conversion back into its lead (R7).
#[tauri::command]
pub(crate) async fn turn_back_apply(
    state: State<'_, BookState>,
    id: String,
    language: String,
) -> Answer<Saved<TurnedBack>> {
    state.write(move |book| convert::turn_back_apply(book, &id, &language)).await
}
