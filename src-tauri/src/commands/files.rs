//! Files that are written for the user and read from one: lists for other programs, and the whole book. Where they lie is asked
//! by the system's dialog; the page hears of it only for its sentence.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kontor_core::flows::archive::{self, Archived, Restored};
use kontor_core::flows::export::{self, Exported, Format, List};
use kontor_texts::Language;
use serde::Serialize;
use tauri::{AppHandle, Emitter, Runtime, State};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};

use crate::state::{Answer, BookState, Saved};

/// The event that says how far it is; its payload is `FileProgress` in `wire.ts`.
const FILE_PROGRESS: &str = "file-progress";

/// Whether the user wants what is under way to stop.
#[derive(Default)]
pub(crate) struct FileWork {
    cancelled: Arc<AtomicBool>,
}

impl FileWork {
    /// Tells what is under way to stop.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

/// How far it is.
#[derive(Clone, Serialize)]
struct FileProgress {
    done: u64,
    /// None where nobody knows beforehand.
    of: Option<u64>,
}

/// Something that was written, and where (`Written` in `wire.ts`).
#[derive(Serialize)]
pub(crate) struct Written<T> {
    value: T,
    /// The path, as the user would look for it.
    path: String,
}

/// Writes a list, as the screen shows it, into a file of the user's choice. None: the user thought better of it.
#[tauri::command]
pub(crate) async fn export_list<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    list: List,
    format: Format,
    language: String,
) -> Answer<Option<Written<Exported>>> {
    let (name, ending) = (file_name(&list, &language), ending(format));
    let Some(path) = save_as(&app, &state, format!("*.{ending}"), name, ending).await? else { return Ok(None) };
    let mut watch = watch(&app, &work);
    let shown = path.display().to_string();
    let value = state
        .read(move |book| export::export(book, &path, &list, format, &language, &mut |rows| watch(rows, None)))
        .await?;
    Ok(Some(Written { value, path: shown }))
}

/// Writes the whole book into one file of the user's choice. None: the user thought better of it.
#[tauri::command]
pub(crate) async fn archive_save<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    with_history: bool,
    language: String,
) -> Answer<Option<Written<Archived>>> {
    let name = format!("Kontor {}", chrono::Local::now().format("%Y-%m-%d"));
    let kind = word(&language, "archive_file_kind");
    let Some(path) = save_as(&app, &state, kind, name, "zip").await? else { return Ok(None) };
    let mut watch = watch(&app, &work);
    let shown = path.display().to_string();
    let value = state
        .read(move |book| archive::write(book, &path, with_history, &mut |now| watch(now.done, Some(now.of))))
        .await?;
    Ok(Some(Written { value, path: shown }))
}

/// Reads an archive of the user's choice into the empty book. None: the user thought better of it.
#[tauri::command]
pub(crate) async fn archive_restore<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    work: State<'_, FileWork>,
    language: String,
) -> Answer<Option<Saved<Restored>>> {
    let filter = word(&language, "archive_file_kind");
    let asking = app.clone();
    let chosen = state
        .read(move |_| {
            let dialog = asking.dialog().file().add_filter(filter, &["zip"]);
            Ok(dialog.blocking_pick_file().and_then(|path| path.into_path().ok()))
        })
        .await?;
    let Some(path) = chosen else { return Ok(None) };
    let mut watch = watch(&app, &work);
    let saved =
        state.write_large(move |book| archive::restore(book, &path, &mut |now| watch(now.done, Some(now.of)))).await?;
    if saved.step.is_none() {
        // A book that came with its history has no step for it, and is another one all the same.
        state.tell_all();
    }
    Ok(Some(saved))
}

/// Stops what is being written or read; nothing is left of it then.
#[tauri::command]
pub(crate) async fn file_cancel(work: State<'_, FileWork>) -> Answer<()> {
    work.cancel();
    Ok(())
}

async fn save_as<R: Runtime>(
    app: &AppHandle<R>,
    state: &BookState,
    kind: String,
    name: String,
    ending: &'static str,
) -> Answer<Option<PathBuf>> {
    let dialog: FileDialogBuilder<R> = app.dialog().file();
    state
        .read(move |_| {
            let dialog = dialog.set_file_name(format!("{name}.{ending}")).add_filter(kind, &[ending]);
            Ok(dialog.blocking_save_file().and_then(|path| path.into_path().ok()))
        })
        .await
}

/// Tells the page how far it is, and stops when the user says so.
pub(super) fn watch<R: Runtime>(
    app: &AppHandle<R>,
    work: &FileWork,
) -> impl FnMut(u64, Option<u64>) -> ControlFlow<()> + Send + use<R> {
    work.cancelled.store(false, Ordering::Relaxed);
    let (app, cancelled) = (app.clone(), Arc::clone(&work.cancelled));
    move |done, of| {
        // Without a window there is nobody to tell.
        let _ = app.emit(FILE_PROGRESS, FileProgress { done, of });
        if cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// What the list is called on the screen: "Leads", "Firmen".
fn file_name(list: &List, language: &str) -> String {
    let key = match list {
        List::Leads(_) => "place_leads",
        List::Organizations(_) => "place_organizations",
        List::Contacts(_) => "place_contacts",
        List::Opportunities(_) => "kind_opportunities",
        List::Activities(_) => "kind_activities",
        List::Notes(_) => "kind_notes",
    };
    word(language, key)
}

fn word(language: &str, key: &str) -> String {
    kontor_texts::text(Language::of(language), key, &BTreeMap::new()).unwrap_or_default()
}

const fn ending(format: Format) -> &'static str {
    match format {
        Format::Csv | Format::CsvExact => "csv",
        Format::Xlsx => "xlsx",
        Format::Vcard4 | Format::Vcard3 => "vcf",
        Format::Ical => "ics",
    }
}
