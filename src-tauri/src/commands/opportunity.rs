//! Opportunities: their fields, contacts, stage and outcome.

use std::collections::BTreeMap;

use kontor_core::book::OpKind;
use kontor_core::records::opportunity::{
    self, Board, BoardQuery, ColumnPage, ColumnQuery, Detail, Draft, Field, LostDraft, Query, Row,
};
use kontor_core::records::{Page, Typing};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// The board of a pipeline: each column with its sums and its first cards (R16).
#[tauri::command]
pub(crate) async fn board(state: State<'_, BookState>, query: BoardQuery, language: String) -> Answer<Board> {
    state.read(move |book| book.read(|db| opportunity::board(db, &query, &Typing::of(db, &language)?))).await
}

/// More cards of a column.
#[tauri::command]
pub(crate) async fn board_column(
    state: State<'_, BookState>,
    query: ColumnQuery,
    language: String,
) -> Answer<ColumnPage> {
    state.read(move |book| book.read(|db| opportunity::column(db, &query, &Typing::of(db, &language)?))).await
}

/// A page of the list.
#[tauri::command]
pub(crate) async fn opportunity_page(state: State<'_, BookState>, query: Query) -> Answer<Page<Row>> {
    state.read(move |book| book.read(|db| opportunity::page(db, &query))).await
}

/// An opportunity with all that belongs to it but its timeline.
#[tauri::command]
pub(crate) async fn opportunity_get(state: State<'_, BookState>, id: String) -> Answer<Detail> {
    state.read(move |book| book.read(|db| opportunity::get(db, &id))).await
}

/// Makes an opportunity on top of its column (K10); the value is its id.
#[tauri::command]
pub(crate) async fn opportunity_create(
    state: State<'_, BookState>,
    draft: Draft,
    language: String,
) -> Answer<Saved<String>> {
    state.step(OpKind::CreateOpportunity, move |tx| opportunity::create(tx, &draft, &Typing::of(tx, &language)?)).await
}

/// Sets fields, as typed.
#[tauri::command]
pub(crate) async fn opportunity_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<Field, String>,
    language: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::set(tx, &id, &fields, &Typing::of(tx, &language)?)).await
}

/// Deletes an opportunity and what hangs only on it.
#[tauri::command]
pub(crate) async fn opportunity_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteOpportunity, move |tx| opportunity::delete(tx, &id)).await
}

/// Puts an opportunity into a stage, below another card or on top of the column (R16, R17).
#[tauri::command]
pub(crate) async fn opportunity_move(
    state: State<'_, BookState>,
    id: String,
    stage: String,
    after: Option<String>,
) -> Answer<Saved<()>> {
    state.step(OpKind::MoveOpportunity, move |tx| opportunity::move_to(tx, &id, &stage, after.as_deref())).await
}

/// Puts an opportunity into a stage, on top of its column; in that stage already, nothing changes (R17, W16).
#[tauri::command]
pub(crate) async fn opportunity_set_stage(state: State<'_, BookState>, id: String, stage: String) -> Answer<Saved<()>> {
    state.step(OpKind::MoveOpportunity, move |tx| opportunity::set_stage(tx, &id, &stage)).await
}

/// Won (R17).
#[tauri::command]
pub(crate) async fn opportunity_win(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::WinOpportunity, move |tx| opportunity::win(tx, &id)).await
}

/// Lost, with a reason (R17).
#[tauri::command]
pub(crate) async fn opportunity_lose(state: State<'_, BookState>, id: String, draft: LostDraft) -> Answer<Saved<()>> {
    state.step(OpKind::LoseOpportunity, move |tx| opportunity::lose(tx, &id, &draft)).await
}

/// Won or lost, open again (R17).
#[tauri::command]
pub(crate) async fn opportunity_reopen(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::ReopenOpportunity, move |tx| opportunity::reopen(tx, &id)).await
}

/// A probability set by hand; none takes it from the stage again.
#[tauri::command]
pub(crate) async fn opportunity_probability(
    state: State<'_, BookState>,
    id: String,
    by_hand: Option<i64>,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::set_probability(tx, &id, by_hand)).await
}

/// Adds a contact with a role, which may be blank.
#[tauri::command]
pub(crate) async fn opportunity_contact_add(
    state: State<'_, BookState>,
    id: String,
    contact: String,
    role: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::add_contact(tx, &id, &contact, &role)).await
}

/// Takes a contact off.
#[tauri::command]
pub(crate) async fn opportunity_contact_remove(
    state: State<'_, BookState>,
    id: String,
    contact: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::remove_contact(tx, &id, &contact)).await
}

/// Gives a contact a role.
#[tauri::command]
pub(crate) async fn opportunity_contact_role(
    state: State<'_, BookState>,
    id: String,
    contact: String,
    role: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::set_role(tx, &id, &contact, &role)).await
}

/// Makes a contact the primary one.
#[tauri::command]
pub(crate) async fn opportunity_contact_primary(
    state: State<'_, BookState>,
    id: String,
    contact: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditOpportunity, move |tx| opportunity::set_primary_contact(tx, &id, &contact)).await
}
