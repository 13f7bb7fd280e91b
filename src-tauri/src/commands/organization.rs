//! Organizations.

use std::collections::BTreeMap;

use kontor_core::book::OpKind;
use kontor_core::records::organization::{self, Detail, Draft, Field, Query, Row};
use kontor_core::records::{Page, Typing};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// A page of the list.
#[tauri::command]
pub(crate) async fn organization_page(state: State<'_, BookState>, query: Query) -> Answer<Page<Row>> {
    state.read(move |book| book.read(|db| organization::page(db, &query))).await
}

/// An organization with all that belongs to it but its timeline.
#[tauri::command]
pub(crate) async fn organization_get(state: State<'_, BookState>, id: String) -> Answer<Detail> {
    state.read(move |book| book.read(|db| organization::get(db, &id))).await
}

/// Makes an organization; the value is its id.
#[tauri::command]
pub(crate) async fn organization_create(
    state: State<'_, BookState>,
    draft: Draft,
    language: String,
) -> Answer<Saved<String>> {
    state
        .step(OpKind::CreateOrganization, move |tx| organization::create(tx, &draft, &Typing::of(tx, &language)?))
        .await
}

/// Sets fields, as typed.
#[tauri::command]
pub(crate) async fn organization_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<Field, String>,
    language: String,
) -> Answer<Saved<()>> {
    state
        .step(OpKind::EditOrganization, move |tx| organization::set(tx, &id, &fields, &Typing::of(tx, &language)?))
        .await
}

/// Deletes an organization; refused where something needs it.
#[tauri::command]
pub(crate) async fn organization_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteOrganization, move |tx| organization::delete(tx, &id)).await
}
