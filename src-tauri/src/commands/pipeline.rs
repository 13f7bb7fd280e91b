//! Pipelines and their stages.

use kontor_core::book::OpKind;
use kontor_core::records::pipeline::{self, Pipeline, PipelineDraft};
use tauri::State;

use crate::state::{Answer, BookState, Saved};

/// All pipelines with their stages, in the user's order.
#[tauri::command]
pub(crate) async fn pipeline_all(state: State<'_, BookState>) -> Answer<Vec<Pipeline>> {
    state.read(|book| book.read(pipeline::all)).await
}

/// Adds a pipeline; the value is its id.
#[tauri::command]
pub(crate) async fn pipeline_add(state: State<'_, BookState>, draft: PipelineDraft) -> Answer<Saved<String>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::add(tx, &draft)).await
}

/// Gives a pipeline another name.
#[tauri::command]
pub(crate) async fn pipeline_rename(state: State<'_, BookState>, id: String, name: String) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::rename(tx, &id, &name)).await
}

/// Removes a pipeline without opportunities.
#[tauri::command]
pub(crate) async fn pipeline_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::delete(tx, &id)).await
}

/// Adds a stage; the value is its id.
#[tauri::command]
pub(crate) async fn stage_add(
    state: State<'_, BookState>,
    pipeline: String,
    name: String,
    is_won: bool,
) -> Answer<Saved<String>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::add_stage(tx, &pipeline, &name, is_won)).await
}

/// Gives a stage another name.
#[tauri::command]
pub(crate) async fn stage_rename(state: State<'_, BookState>, id: String, name: String) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::rename_stage(tx, &id, &name)).await
}

/// Puts a stage at another place, counted from 0.
#[tauri::command]
pub(crate) async fn stage_move(state: State<'_, BookState>, id: String, to: usize) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::move_stage(tx, &id, to)).await
}

/// Sets what a stage's opportunities count, in per cent (R18).
#[tauri::command]
pub(crate) async fn stage_probability(state: State<'_, BookState>, id: String, probability: i64) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::set_probability(tx, &id, probability)).await
}

/// Sets after how many days without a sign of life an opportunity rots; 0: never (R19).
#[tauri::command]
pub(crate) async fn stage_rot_days(state: State<'_, BookState>, id: String, days: i64) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::set_rot_days(tx, &id, days)).await
}

/// Removes a stage; its opportunities go to the first open one (K04).
#[tauri::command]
pub(crate) async fn stage_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::ChangePipeline, move |tx| pipeline::delete_stage(tx, &id)).await
}
