//! What the book is set to: country, currency, and the words the user chooses from.

use kontor_core::book::OpKind;
use kontor_core::records::settings::{self, Settings, SettingsDraft};
use kontor_core::records::tags;
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

/// Says whether a lost reason needs a text beside it ("Other").
#[tauri::command]
pub(crate) async fn reason_needs_text(state: State<'_, BookState>, id: String, needs_text: bool) -> Answer<Saved<()>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            let words = vocabulary::all(tx, Vocabulary::LostReasons)?;
            if let Some(word) = words.iter().find(|word| word.id == id) {
                tx.about(&word.name);
            }
            vocabulary::set_needs_text(tx, &id, needs_text)
        })
        .await
}

/// Gives a tag another name, wherever it is.
#[tauri::command]
pub(crate) async fn tag_rename(state: State<'_, BookState>, id: String, name: String) -> Answer<Saved<()>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            tx.about(name.trim());
            tags::rename(tx, &id, &name)
        })
        .await
}

/// Marks a tag with a colour of the design; an empty one takes it away.
#[tauri::command]
pub(crate) async fn tag_recolor(state: State<'_, BookState>, id: String, color: String) -> Answer<Saved<()>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            tx.about(&tags::name_of(tx, &id)?);
            tags::recolor(tx, &id, &color)
        })
        .await
}

/// Removes a tag from the book and from every record that has it; the value is how many had it.
#[tauri::command]
pub(crate) async fn tag_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<usize>> {
    state
        .step(OpKind::ChangeVocabulary, move |tx| {
            tx.about(&tags::name_of(tx, &id)?);
            tags::delete(tx, &id)
        })
        .await
}
