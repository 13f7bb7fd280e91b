//! Timelines: activities, notes, files.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use kontor_core::book::{Book, Op, OpKind, RecordRef};
use kontor_core::records::timeline::{self, Item};
use kontor_core::records::{Page, Typing, activity, attachment, note};
use kontor_core::{Error, Result};
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use crate::dropped::Dropped;
use crate::error::ApiError;
use crate::state::{Answer, BookState, Saved};

/// A page of a record's timeline: what is planned first, then the newest first.
#[tauri::command]
pub(crate) async fn timeline_page(
    state: State<'_, BookState>,
    owner: RecordRef,
    after: Option<String>,
    limit: usize,
) -> Answer<Page<Item>> {
    state.read(move |book| book.read(|db| timeline::of(db, &owner, after.as_deref(), limit))).await
}

/// Adds an activity to the records; the value is its id.
#[tauri::command]
pub(crate) async fn activity_add(
    state: State<'_, BookState>,
    owners: Vec<RecordRef>,
    draft: activity::Draft,
    language: String,
) -> Answer<Saved<String>> {
    state.step(OpKind::AddActivity, move |tx| activity::add(tx, &owners, &draft, &Typing::of(tx, &language)?)).await
}

/// Sets fields of an activity, as typed.
#[tauri::command]
pub(crate) async fn activity_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<activity::Field, String>,
    language: String,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditActivity, move |tx| activity::set(tx, &id, &fields, &Typing::of(tx, &language)?)).await
}

/// An activity is done, or not done after all.
#[tauri::command]
pub(crate) async fn activity_complete(state: State<'_, BookState>, id: String, done: bool) -> Answer<Saved<()>> {
    state.step(OpKind::CompleteActivity, move |tx| activity::complete(tx, &id, done)).await
}

/// Deletes an activity wherever it hangs.
#[tauri::command]
pub(crate) async fn activity_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteActivity, move |tx| activity::delete(tx, &id)).await
}

/// The whole text of an activity, as typed.
#[tauri::command]
pub(crate) async fn activity_body(state: State<'_, BookState>, id: String) -> Answer<String> {
    state.read(move |book| book.read(|db| activity::body(db, &id))).await
}

/// Adds a note to the records; the value is its id.
#[tauri::command]
pub(crate) async fn note_add(
    state: State<'_, BookState>,
    owners: Vec<RecordRef>,
    body: String,
) -> Answer<Saved<String>> {
    state.step(OpKind::AddNote, move |tx| note::add(tx, &owners, &body)).await
}

/// Sets a note's text.
#[tauri::command]
pub(crate) async fn note_set(
    state: State<'_, BookState>,
    id: String,
    fields: BTreeMap<note::Field, String>,
) -> Answer<Saved<()>> {
    state.step(OpKind::EditNote, move |tx| note::set(tx, &id, &fields)).await
}

/// Deletes a note wherever it hangs.
#[tauri::command]
pub(crate) async fn note_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DeleteNote, move |tx| note::delete(tx, &id)).await
}

/// A note with its whole text, as typed.
#[tauri::command]
pub(crate) async fn note_get(state: State<'_, BookState>, id: String) -> Answer<note::Text> {
    state.read(move |book| book.read(|db| note::get(db, &id))).await
}

/// Lets the user choose files and attaches them. None chosen: nothing happens.
#[tauri::command]
pub(crate) async fn file_attach<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    owners: Vec<RecordRef>,
) -> Answer<Saved<usize>> {
    // Asked first: other changes do not wait while somebody looks for a file.
    let paths: Vec<PathBuf> = state
        .read(move |_| {
            let chosen = app.dialog().file().blocking_pick_files().unwrap_or_default();
            Ok(chosen.into_iter().filter_map(|path| path.into_path().ok()).collect())
        })
        .await?;
    state.write(move |book| attach(book, &owners, &paths)).await
}

/// Attaches the files that were dropped onto the window last.
#[tauri::command]
pub(crate) async fn file_attach_dropped(
    state: State<'_, BookState>,
    dropped: State<'_, Dropped>,
    owners: Vec<RecordRef>,
) -> Answer<Saved<usize>> {
    let paths = dropped.take();
    state.write(move |book| attach(book, &owners, &paths)).await
}

/// Takes a file off wherever it hangs.
#[tauri::command]
pub(crate) async fn file_detach(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
    state.step(OpKind::DetachFile, move |tx| attachment::detach(tx, &id)).await
}

/// Opens a file with the system's program for it. A program is not started: it is refused.
#[tauri::command]
pub(crate) async fn file_open<R: Runtime>(app: AppHandle<R>, state: State<'_, BookState>, id: String) -> Answer<()> {
    let copy = state.read(move |book| attachment::copy_to_open(book, &id)).await?;
    if starts_something(&copy) {
        let name = copy.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(ApiError::new("file_is_program").with("name", name));
    }
    let path = copy.display().to_string();
    app.opener().open_path(path, None::<&str>).map_err(|error| ApiError::new("file_not_opened").with("detail", error))
}

/// Each file's content is safe in the book's folder before the row that names it.
fn attach(book: &Book, owners: &[RecordRef], paths: &[PathBuf]) -> Result<kontor_core::book::Done<usize>> {
    let mut stored = Vec::with_capacity(paths.len());
    for path in paths {
        let file = File::open(path).map_err(Error::file(path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        stored.push((book.store_file(file)?, name));
    }
    let subject = stored.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    book.transact(Op::new(OpKind::AttachFile, subject), |tx| {
        for (content, name) in &stored {
            attachment::attach(tx, owners, content, name)?;
        }
        tx.count(stored.len());
        Ok(stored.len())
    })
}

/// What the system would run rather than show, by the ending of its name.
fn starts_something(path: &std::path::Path) -> bool {
    const ENDINGS: &[&str] = &[
        "app", "appimage", "bat", "cmd", "com", "command", "cpl", "desktop", "exe", "hta", "htm", "html", "jar", "js",
        "jse", "lnk", "msc", "msi", "pif", "ps1", "py", "reg", "scr", "sh", "svg", "url", "vb", "vbe", "vbs", "webloc",
        "wsf", "xhtml",
    ];
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}
