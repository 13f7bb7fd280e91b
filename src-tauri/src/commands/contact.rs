//! Contacts.

use std::collections::BTreeMap;

use kontor_core::book::OpKind;
use kontor_core::records::contact::{self, Detail, Draft, Field, Query, Row};
use kontor_core::records::{Page, Typing};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// A page of the list.
#[tauri::command]
pub(crate) async fn contact_page(state: State<'_, BookState>, query: Query) -> Answer<Page<Row>> {
    state.read(move |book| book.read(|db| contact::page(db, &query))).await
}

/// A contact with all that belongs to it but its timeline.
#[tauri::command]
pub(crate) async fn contact_get(state: State<'_, BookState>, id: String) -> Answer<Detail> {
    state.read(move |book| book.read(|db| contact::get(db, &id))).await
}

/// Makes a contact; the value is its id.
#[tauri::command]
pub(crate) async fn contact_create(
    state: State<'_, BookState>,
    draft: Draft,
    language: String,
) -> Answer<Saved<String>> {
    state.step(OpKind::CreateContact, move |tx| contact::create(tx, &draft, &Typing::of(tx, &language)?)).await
}

/// Sets fields, as typed.
#[tauri::command]
pub(crate) async fn contact_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<Field, String>,
    language: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditContact, move |tx| contact::set(tx, &id, &fields, &Typing::of(tx, &language)?)).await
}

/// Deletes a contact; refused where something needs it.
#[tauri::command]
pub(crate) async fn contact_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteContact, move |tx| contact::delete(tx, &id)).await
}
