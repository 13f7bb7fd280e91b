//! What the book is set to: country, currency, and the words the user chooses from.

use kontor_core::book::OpKind;
use kontor_core::records::settings::{self, Settings, SettingsDraft};
use kontor_core::records::vocabulary::{self, Vocabulary, Word};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// Country and currency.
#[tauri::command]
pub(crate) async fn settings_get(state: State<'_, BookState>) -> Answer<Settings> {
    state.read(|book| book.read(settings::get)).await
}

/// Changes country or currency.
#[tauri::command]
pub(crate) async fn settings_set(state: State<'_, BookState>, draft: SettingsDraft) -> Answer<Saved<()>> {
    state.step(OpKind::ChangeSettings, move |tx| settings::set(tx, &draft)).await
}

/// The words of a list, in the user's order.
#[tauri::command]
pub(crate) async fn vocabulary_all(state: State<'_, BookState>, vocabulary: Vocabulary) -> Answer<Vec<Word>> {
    state.read(move |book| book.read(|db| vocabulary::all(db, vocabulary))).await
}

/// Adds a word; the value is its id.
#[tauri::command]
pub(crate) async fn vocabulary_add(
    state: State<'_, BookState>,
    vocabulary: Vocabulary,
    name: String,
) -> Answer<Saved<String>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            tx.about(name.trim());
            vocabulary::add(tx, vocabulary, &name)
        })
        .await
}

/// Gives a word another name.
#[tauri::command]
pub(crate) async fn vocabulary_rename(
    state: State<'_, BookState>,
    vocabulary: Vocabulary,
    id: String,
    name: String,
) -> Answer<Saved<()>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            tx.about(name.trim());
            vocabulary::rename(tx, vocabulary, &id, &name)
        })
        .await
}

/// Removes a word; records that have it lose it (C61).
#[tauri::command]
pub(crate) async fn vocabulary_remove(
    state: State<'_, BookState>,
    vocabulary: Vocabulary,
    id: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::ChangeVocabulary, move |tx| vocabulary::remove(tx, vocabulary, &id)).await
}
