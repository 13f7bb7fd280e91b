//! Many at once: a selection converted (R10) or edited, and what never was a customer back to the leads (R11).

use kontor_core::book::{Op, OpKind, RecordRef};
use kontor_core::flows::cleanup::{self, Outcome as CleanedUp, Wanted};
use kontor_core::flows::convert::many::{self, ManyPreview, Report, Selection, TakenBack};
use kontor_core::flows::export::List;
use kontor_core::flows::progress::Progress;
use kontor_core::flows::selection;
use kontor_core::records::Typing;
use kontor_core::records::bulk::{self, Edit, Outcome};
use tauri::{AppHandle, Runtime, State};

use super::files::{FileWork, watch};
use crate::state::{Answer, BookState, Saved};

/// Every record of a list, whatever page it stands on.
#[tauri::command]
pub(crate) async fn list_all(state: State<'_, BookState>, list: List) -> Answer<Vec<RecordRef>> {
    state.read(move |book| book.read(|db| selection::of(db, &list))).await
}

/// What converting a selection would do, duplicates among them first.
#[tauri::command]
pub(crate) async fn convert_many_preview<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    selection: Selection,
    language: String,
) -> Answer<ManyPreview> {
    let mut watch = watch(&app, &work);
    let mut told = move |now: Progress| watch(now.done, Some(now.of));
    state.read(move |book| many::preview(book, &selection, &language, &mut told)).await
}

/// Converts a selection, each lead in a step of its own; stopped, what was done stays.
#[tauri::command]
pub(crate) async fn convert_many_apply<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    selection: Selection,
    language: String,
) -> Answer<Report> {
    let mut watch = watch(&app, &work);
    let mut told = move |now: Progress| watch(now.done, Some(now.of));
    let report = state.read(move |book| many::apply(book, &selection, &language, &mut told)).await;
    // Also where it broke off: what was done before is there.
    state.tell_all();
    report
}

/// Undoes the steps of a converted selection, the latest first.
#[tauri::command]
pub(crate) async fn convert_many_undo(state: State<'_, BookState>, steps: Vec<i64>) -> Answer<Vec<TakenBack>> {
    let undone = state.read(move |book| many::take_back(book, &steps)).await;
    state.tell_all();
    undone
}

/// Sets a field, tags or deletes many records as one step.
#[tauri::command]
pub(crate) async fn bulk_edit(
    state: State<'_, BookState>,
    records: Vec<RecordRef>,
    edit: Edit,
    language: String,
) -> Answer<Saved<Outcome>> {
    let kind = match edit {
        Edit::Set { .. } => OpKind::EditRecords,
        Edit::Tag { .. } | Edit::Untag { .. } => OpKind::TagRecords,
        Edit::Delete => OpKind::DeleteRecords,
    };
    state
        .write_large(move |book| {
            book.transact(Op::new(kind, ""), |tx| bulk::edit(tx, &records, &edit, &Typing::of(tx, &language)?))
        })
        .await
}

/// What taking these back to the leads would do.
#[tauri::command]
pub(crate) async fn clean_up_preview<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    wanted: Wanted,
    language: String,
) -> Answer<CleanedUp> {
    let mut watch = watch(&app, &work);
    let mut told = move |now: Progress| watch(now.done, Some(now.of));
    state.read(move |book| cleanup::preview(book, &wanted, &language, &mut told)).await
}

/// Takes these back to the leads, as one step.
#[tauri::command]
pub(crate) async fn clean_up_apply<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    wanted: Wanted,
    language: String,
) -> Answer<Saved<CleanedUp>> {
    let mut watch = watch(&app, &work);
    let mut told = move |now: Progress| watch(now.done, Some(now.of));
    state.write_large(move |book| cleanup::apply(book, &wanted, &language, &mut told)).await
}
