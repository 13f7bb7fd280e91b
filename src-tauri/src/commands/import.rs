//! Import of leads from a table file. The path of the file stays here; the page knows only its name.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kontor_core::book::{Book, Done, Op, OpKind};
use kontor_core::flows::import::bad_rows::{BAD_ROWS_HEADERS, BadRowsFile};
use kontor_core::flows::import::{
    ImportOutcome, ImportPlan, ImportPreview, ImportProgress, ReadOptions, Table, TableShape, columns, leads,
};
use kontor_core::{Error, Result};
use kontor_texts::{Language, sentence};
use serde::Serialize;
use tauri::{AppHandle, Emitter, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::dropped::Dropped;
use crate::error::ApiError;
use crate::state::{Answer, BookState, Saved};

/// The event that says how far an import is; its payload is the core's `ImportProgress`.
const IMPORT_PROGRESS: &str = "import-progress";
/// How many rows decide about the columns and are shown.
const SAMPLE: usize = 50;

/// The file that is being imported.
#[derive(Default)]
pub(crate) struct ImportDesk {
    table: Mutex<Option<Table>>,
    bad_rows: Mutex<Option<PathBuf>>,
    cancelled: Arc<AtomicBool>,
}

impl ImportDesk {
    fn table(&self) -> Answer<Table> {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner).clone();
        table.ok_or_else(|| ApiError::new("import_no_file"))
    }
}

/// A file that was looked at, and what would be done with it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportFile {
    name: String,
    shape: TableShape,
    plan: ImportPlan,
    /// The first rows.
    rows: Vec<Vec<String>>,
}

/// What an import did.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportReport {
    outcome: ImportOutcome,
    /// The name of the file with the rows that could not be taken, if there are any.
    bad_rows: Option<String>,
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
                app.dialog()
                    .file()
                    .add_filter(
                        filter.unwrap_or_default(),
                        &["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "vcf", "vcard", "ics"],
                    )
                    .blocking_pick_file()
                    .and_then(|path| path.into_path().ok())
            }))
        })
        .await?;
    match chosen {
        Some(path) => look_at(&state, &desk, path, ReadOptions::default()).await.map(Some),
        None => Ok(None),
    }
}

/// Reads the same file another way: encoding, delimiter or header set by hand.
#[tauri::command]
pub(crate) async fn import_reread(
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    options: ReadOptions,
) -> Answer<ImportFile> {
    let path = desk.table()?.path().to_owned();
    look_at(&state, &desk, path, options).await
}

async fn look_at(state: &BookState, desk: &ImportDesk, path: PathBuf, options: ReadOptions) -> Answer<ImportFile> {
    let (file, table) = state
        .read(move |_| {
            let table = Table::open(path, &options)?;
            let sample = table.sample(SAMPLE)?;
            let file = ImportFile {
                name: name_of(&table),
                shape: table.shape().clone(),
                plan: ImportPlan::of(columns::guess(&table.shape().columns, &sample)),
                rows: sample.into_iter().map(|row| row.cells).collect(),
            };
            Ok((file, table))
        })
        .await?;
    *desk.table.lock().unwrap_or_else(PoisonError::into_inner) = Some(table);
    Ok(file)
}

fn name_of(table: &Table) -> String {
    table.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What the import would do. Writes nothing.
#[tauri::command]
pub(crate) async fn import_preview<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    plan: ImportPlan,
) -> Answer<ImportPreview> {
    let table = desk.table()?;
    let mut watch = watch(&app, &desk);
    state.read(move |book| book.read(|db| leads::preview(db, &table, &plan, &mut watch))).await
}

/// Imports in one step. Rows that cannot be taken are kept in a file that can be mended and imported again.
#[tauri::command]
pub(crate) async fn import_run<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
    plan: ImportPlan,
    language: String,
) -> Answer<Saved<ImportReport>> {
    let table = desk.table()?;
    let mut watch = watch(&app, &desk);
    let language = Language::of(&language);
    let saved = state.write(move |book| run(book, &table, &plan, &mut watch, language)).await?;
    let (outcome, path) = saved.value;
    let bad_rows = path.as_ref().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    *desk.bad_rows.lock().unwrap_or_else(PoisonError::into_inner) = path;
    Ok(Saved { value: ImportReport { outcome, bad_rows }, step: saved.step })
}

type Ran = (ImportOutcome, Option<PathBuf>);

fn run(
    book: &Book,
    table: &Table,
    plan: &ImportPlan,
    watch: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
    language: Language,
) -> Result<Done<Ran>> {
    let folder = book.folder().join("imports");
    std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let stem = table.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let path = folder.join(format!("{stem} ({}).csv", chrono::Local::now().format("%Y-%m-%d %H-%M-%S")));
    let headers = BAD_ROWS_HEADERS[usize::from(language == Language::German)];
    let mut file = BadRowsFile::create(path, table.shape(), headers)?;
    let done = book.transact(Op::new(OpKind::Import, ""), |tx| {
        leads::run(tx, table, plan, watch, &mut |row, reason| {
            file.write(row, &sentence(language, reason.code, &reason.values))
        })
    })?;
    let path = file.finish()?;
    Ok(done.map(|outcome| (outcome, path)))
}

/// Stops a preview or an import that is running; nothing is written then.
#[tauri::command]
pub(crate) async fn import_cancel(desk: State<'_, ImportDesk>) -> Answer<()> {
    desk.cancelled.store(true, Ordering::Relaxed);
    Ok(())
}

/// Lets the user save the file of the rows that the last import could not take. False: the user thought better of it.
#[tauri::command]
pub(crate) async fn import_save_bad_rows<R: Runtime>(
    app: AppHandle<R>,
    state: State<'_, BookState>,
    desk: State<'_, ImportDesk>,
) -> Answer<bool> {
    let kept = desk.bad_rows.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let kept = kept.ok_or_else(|| ApiError::new("import_no_file"))?;
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
) -> impl FnMut(ImportProgress) -> ControlFlow<()> + Send + use<R> {
    desk.cancelled.store(false, Ordering::Relaxed);
    let (app, cancelled) = (app.clone(), Arc::clone(&desk.cancelled));
    move |progress| {
        // Without a window there is nobody to tell.
        let _ = app.emit(IMPORT_PROGRESS, progress);
        if cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
