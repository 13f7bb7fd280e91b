//! Leads.

use std::collections::BTreeMap;

use kontor_core::book::OpKind;
use kontor_core::records::lead::{self, CloseDraft, Detail, Draft, Field, Query, Row};
use kontor_core::records::{Page, Typing};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// A page of the list.
#[tauri::command]
pub(crate) async fn lead_page(state: State<'_, BookState>, query: Query) -> Answer<Page<Row>> {
    state.read(move |book| book.read(|db| lead::page(db, &query))).await
}

/// A lead with all that belongs to it but its timeline.
#[tauri::command]
pub(crate) async fn lead_get(state: State<'_, BookState>, id: String) -> Answer<Detail> {
    state.read(move |book| book.read(|db| lead::get(db, &id))).await
}

/// Makes a lead; the value is its id.
#[tauri::command]
pub(crate) async fn lead_create(state: State<'_, BookState>, draft: Draft, language: String) -> Answer<Saved<String>> {
    state.step(OpKind::CreateLead, move |tx| lead::create(tx, &draft, &Typing::of(tx, &language)?)).await
}

/// Sets fields, as typed.
#[tauri::command]
pub(crate) async fn lead_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<Field, String>,
    language: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditLead, move |tx| lead::set(tx, &id, &fields, &Typing::of(tx, &language)?)).await
}

/// Deletes a lead and what hangs only on it.
#[tauri::command]
pub(crate) async fn lead_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteLead, move |tx| lead::delete(tx, &id)).await
}

/// Closes a lead that came to nothing; a reason is optional (W19).
#[tauri::command]
pub(crate) async fn lead_close(state: State<'_, BookState>, id: String, draft: CloseDraft) -> Answer<Saved<()>> {
    state.step(OpKind::CloseLead, move |tx| lead::close(tx, &id, &draft)).await
}

/// Opens a closed lead again.
#[tauri::command]
pub(crate) async fn lead_reopen(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::ReopenLead, move |tx| lead::reopen(tx, &id)).await
}
