//! Import of files that other programs wrote. The path of the file stays here; the page knows only its name.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kontor_core::Error;
use kontor_core::flows::import::bad_rows::BAD_ROWS_HEADERS;
use kontor_core::flows::import::general::{self, Known, Outcome, Plan, Preview, Record, ValuesOfFile, What};
use kontor_core::flows::import::{ImportProgress, ReadOptions, Table, TableShape};
use kontor_texts::{Language, sentence};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::dropped::Dropped;
use crate::error::ApiError;
use crate::state::{Answer, BookState, Saved};

/// The event that says how far an import is; its payload is the core's `ImportProgress`.
const IMPORT_PROGRESS: &str = "import-progress";
/// How many rows of the file are shown.
const SHOWN: usize = 20;
/// How the files end that can be read.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "vcf", "vcard", "ics"];

/// The file that is being imported.
#[derive(Default)]
pub(crate) struct ImportDesk {
    table: Mutex<Option<Table>>,
    /// Tells the work that began last to stop.
    cancelled: Mutex<Arc<AtomicBool>>,
}

impl ImportDesk {
    fn table(&self) -> Answer<Table> {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner).clone();
        table.ok_or_else(|| ApiError::new("import_no_file"))
    }

    /// Tells what is under way to stop.
    pub(crate) fn cancel(&self) {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).store(true, Ordering::Relaxed);
    }

    /// Begins work that can be stopped. What was under way is not wanted any more.
    fn begin(&self) -> Arc<AtomicBool> {
        self.cancel();
        let begun = Arc::new(AtomicBool::new(false));
        *self.cancelled.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&begun);
        begun
    }
}

/// A file that was looked at (`ImportFile` in `wire.ts`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportFile {
    name: String,
    shape: TableShape,
    plan: Plan,
    /// It was written by Kontor itself.
    is_own: bool,
    /// The first rows.
    rows: Vec<Vec<String>>,
    /// What can be filled.
    targets: Vec<ImportTarget>,
    /// The programs whose exports are recognised.
    systems: Vec<&'static str>,
}

/// What rows can be taken for, and the fields of that.
#[derive(Serialize)]
pub(crate) struct ImportTarget {
    what: What,
    fields: Vec<&'static str>,
}

/// What an import did (`ImportReport` in `wire.ts`).
#[derive(Serialize)]
pub(crate) struct ImportReport {
    outcome: Outcome,
    /// Its number in the record of imports.
    record: i64,
}

/// Lets the user choose a file, or takes the one that was dropped onto the window. None: the user thought better of it.
#[tauri::command]
pub(crate) async fn import_open<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    dropped: State<'_, Dropped>,
    use_dropped: bool,
    language: String,
) -> Answer<Option<ImportFile>> {
    let dropped = if use_dropped { dropped.take().into_iter().next() } else { None };
    let words = Language::of(&language);
    let chosen = state
        .read(move |_| {
            Ok(dropped.or_else(|| {
                let filter = kontor_texts::text(words, "import_file_kinds", &std::collections::BTreeMap::new());
                let dialog = app.dialog().file().add_filter(filter.unwrap_or_default(), ENDINGS);
                dialog.blocking_pick_file().and_then(|path| path.into_path().ok())
            }))
        })
        .await?;
    match chosen {
        Some(path) => look_at(&state, &desk, path, ReadOptions::default(), None, None).await.map(Some),
        None => Ok(None),
    }
}

/// Looks at the same file another way: encoding, delimiter, header or sheet set by hand, what its rows are about, where it comes from.
#[tauri::command]
pub(crate) async fn import_look(
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    options: ReadOptions,
    what: Option<What>,
    system: Option<String>,
) -> Answer<ImportFile> {
    let path = desk.table()?.path().to_owned();
    look_at(&state, &desk, path, options, what, system).await
}

async fn look_at(
    state: &BookState,
    desk: &ImportDesk,
    path: PathBuf,
    options: ReadOptions,
    what: Option<What>,
    system: Option<String>,
) -> Answer<ImportFile> {
    let (file, table) = state
        .read(move |book| {
            let table = Table::open(path, &options)?;
            let plan = general::look(book, &table, Known { what, system: system.as_deref() })?;
            let file = ImportFile {
                name: table.name(),
                shape: table.shape().clone(),
                is_own: general::is_own(&plan),
                plan,
                rows: table.sample(SHOWN)?.into_iter().map(|row| row.cells.to_vec()).collect(),
                targets: What::ALL
                    .into_iter()
                    .map(|what| ImportTarget { what, fields: general::field_names(what) })
                    .collect(),
                systems: general::known_systems(),
            };
            Ok((file, table))
        })
        .await?;
    *desk.table.lock().unwrap_or_else(PoisonError::into_inner) = Some(table);
    Ok(file)
}

/// What the values of the file leave open, and what its words become.
#[tauri::command]
pub(crate) async fn import_values<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    plan: Plan,
) -> Answer<ValuesOfFile> {
    let table = desk.table()?;
    let watch = watch(&app, &desk);
    state.read(move |book| book.read(|db| general::values_of_file(db, &table, &plan, &mut |now| watch(now)))).await
}

/// What the import would do. Nothing of it stays. A change that its user makes meanwhile goes before: then it begins anew.
#[tauri::command]
pub(crate) async fn import_preview<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    plan: Plan,
    language: String,
) -> Answer<Preview> {
    let table = desk.table()?;
    let watch = watch(&app, &desk);
    state
        .rehearse(move |book, asked_for| {
            let mut gave_way = false;
            let found = general::preview(book, &table, &plan, &language, &mut |progress| {
                gave_way = asked_for.load(Ordering::SeqCst) > 0;
                if gave_way { ControlFlow::Break(()) } else { watch(progress) }
            });
            if gave_way { Ok(None) } else { found.map(Some) }
        })
        .await
}

/// Imports in one step. Rows that cannot be taken are kept in a file that can be mended and imported again.
#[tauri::command]
pub(crate) async fn import_run<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    plan: Plan,
    language: String,
) -> Answer<Saved<ImportReport>> {
    let table = desk.table()?;
    let watch = watch(&app, &desk);
    let language = Language::of(&language);
    let headers = BAD_ROWS_HEADERS[usize::from(language == Language::German)];
    let saved = state
        .write_large(move |book| {
            let say = |reason: &kontor_core::Refusal| sentence(language, reason.code, &reason.values);
            general::run(book, &table, &plan, headers, &say, &mut |now| watch(now))
        })
        .await?;
    let (outcome, record) = (saved.value.outcome, saved.value.record);
    Ok(Saved { value: ImportReport { outcome, record }, step: saved.step })
}

/// Stops what is being looked through or imported; nothing is written then.
#[tauri::command]
pub(crate) async fn import_cancel(desk: State<'_, ImportDesk>) -> Answer<()> {
    desk.cancel();
    Ok(())
}

/// The imports so far, newest first.
#[tauri::command]
pub(crate) async fn import_records(state: State<'_, BookState>, limit: u32) -> Answer<Vec<Record>> {
    state.read(move |book| book.read(|db| general::records(db, limit))).await
}

/// Lets the user save the rows that an import could not take. False: the user thought better of it.
#[tauri::command]
pub(crate) async fn import_save_bad_rows<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    seq: i64,
) -> Answer<bool> {
    let kept = state
        .read(move |book| {
            let record = book.read(|db| general::record(db, seq))?;
            Ok(record.and_then(|record| general::bad_rows_path(book, &record)))
        })
        .await?;
    let kept = kept.filter(|path| path.exists()).ok_or_else(|| ApiError::new("import_bad_rows_gone"))?;
    state
        .read(move |_| {
            let name = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let chosen = app.dialog().file().set_file_name(name).blocking_save_file();
            let Some(to) = chosen.and_then(|path| path.into_path().ok()) else { return Ok(false) };
            std::fs::copy(&kept, &to).map_err(Error::file(to))?;
            Ok(true)
        })
        .await
}

/// Tells the page how far it is, and stops when the user says so.
fn watch<R: Runtime>(
    app: &AppHandle<R>,
    desk: &ImportDesk,
) -> impl Fn(ImportProgress) -> ControlFlow<()> + Send + Sync + use<R> {
    let (app, cancelled) = (app.clone(), desk.begin());
    move |progress| {
        // Without a window there is nobody to tell.
        let _ = app.emit(IMPORT_PROGRESS, progress);
        if cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
