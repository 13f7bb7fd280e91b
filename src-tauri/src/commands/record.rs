//! What records of several kinds share: e-mails, phones, websites, addresses, tags, history.

use kontor_core::book::history::{self, HistoryEntry};
use kontor_core::book::{Kind, OpKind, RecordRef};
use kontor_core::records::{
    self, AddressDraft, AddressKind, PointDraft, PointKind, Related, RelatedList, Tag, Typing, addresses, merged,
    points, tags, title_of,
};
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_opener::OpenerExt;

use crate::error::ApiError;
use crate::state::{Answer, BookState, Saved};

/// The step that changing something of a record is called.
const fn edit(kind: Kind) -> OpKind {
    match kind {
        Kind::Lead => OpKind::EditLead,
        Kind::Organization => OpKind::EditOrganization,
        Kind::Contact => OpKind::EditContact,
        Kind::Opportunity => OpKind::EditOpportunity,
    }
}

/// Adds an e-mail, phone or website; the value is its id.
#[tauri::command]
pub(crate) async fn point_add(
    state: State<'_, BookState>,
    owner: RecordRef,
    kind: PointKind,
    draft: PointDraft,
    language: String,
) -> Answer<Saved<String>> {
    state
        .step(edit(owner.kind), move |tx| {
            tx.about(title_of(tx, &owner)?);
            points::add(tx, &owner, kind, &draft, &Typing::of(tx, &language)?)
        })
        .await
}

/// Changes an e-mail, phone or website; a blank value removes it.
#[tauri::command]
pub(crate) async fn point_change(
    state: State<'_, BookState>,
    owner: RecordRef,
    id: String,
    draft: PointDraft,
    language: String,
) -> Answer<Saved<()>> {
    state
        .step(edit(owner.kind), move |tx| {
            tx.about(title_of(tx, &owner)?);
            points::change(tx, &owner, &id, &draft, &Typing::of(tx, &language)?)
        })
        .await
}

/// Removes an e-mail, phone or website.
#[tauri::command]
pub(crate) async fn point_remove(state: State<'_, BookState>, owner: RecordRef, id: String) -> Answer<Saved<()>> {
    state
        .step(edit(owner.kind), move |tx| {
            tx.about(title_of(tx, &owner)?);
            points::remove(tx, &owner, &id)
        })
        .await
}

/// Puts an e-mail, phone or website in front of the others of its kind.
#[tauri::command]
pub(crate) async fn point_make_primary(state: State<'_, BookState>, owner: RecordRef, id: String) -> Answer<Saved<()>> {
    state
        .step(edit(owner.kind), move |tx| {
            tx.about(title_of(tx, &owner)?);
            points::make_primary(tx, &owner, &id)
        })
        .await
}

/// Sets an address as a whole; all blank removes it.
#[tauri::command]
pub(crate) async fn address_set(
    state: State<'_, BookState>,
    owner: RecordRef,
    kind: AddressKind,
    draft: AddressDraft,
) -> Answer<Saved<()>> {
    state
        .step(edit(owner.kind), move |tx| {
            tx.about(title_of(tx, &owner)?);
            addresses::set(tx, &owner, kind, &draft)
        })
        .await
}

/// The whole of a list that a record's detail shows the beginning of.
#[tauri::command]
pub(crate) async fn related_all(state: State<'_, BookState>, owner: RecordRef, list: RelatedList) -> Answer<Related> {
    state.read(move |book| book.read(|db| records::related(db, &owner, list))).await
}

/// All tags there are.
#[tauri::command]
pub(crate) async fn tag_all(state: State<'_, BookState>) -> Answer<Vec<Tag>> {
    state.read(|book| book.read(tags::all)).await
}

/// Puts a tag on a record, by its name; the value is the tag's id.
#[tauri::command]
pub(crate) async fn tag_add(state: State<'_, BookState>, owner: RecordRef, name: String) -> Answer<Saved<String>> {
    state
        .step(OpKind::TagRecord, move |tx| {
            tx.about(title_of(tx, &owner)?);
            tags::add(tx, &owner, &name)
        })
        .await
}

/// Takes a tag off a record.
#[tauri::command]
pub(crate) async fn tag_remove(state: State<'_, BookState>, owner: RecordRef, tag: String) -> Answer<Saved<()>> {
    state
        .step(OpKind::TagRecord, move |tx| {
            tx.about(title_of(tx, &owner)?);
            tags::remove(tx, &owner, &tag)
        })
        .await
}

/// The record that an id stands for now: itself, what it was merged into, or what the lead became (R15); none if it was deleted.
#[tauri::command]
pub(crate) async fn record_now(state: State<'_, BookState>, id: String) -> Answer<Option<RecordRef>> {
    state.read(move |book| book.read(|db| merged::now(db, &id))).await
}

/// What changed on a record, newest first; `before` is the number of the last step shown.
#[tauri::command]
pub(crate) async fn history_of_record(
    state: State<'_, BookState>,
    id: String,
    before: Option<i64>,
    limit: usize,
) -> Answer<Vec<HistoryEntry>> {
    state.read(move |book| book.read(|db| history::of_record(db, &id, before, limit.min(200)))).await
}

/// Writes to an e-mail address, calls a number, opens a website, with the system's program for it.
#[tauri::command]
pub(crate) async fn point_open<R: Runtime>(app: AppHandle<R>, state: State<'_, BookState>, id: String) -> Answer<()> {
    let url = state.read(move |book| book.read(|db| points::url(db, &id))).await?;
    open(&app, &url)
}

/// Opens a link of a note: web, e-mail and phone links only.
#[tauri::command]
pub(crate) async fn link_open<R: Runtime>(app: AppHandle<R>, url: String) -> Answer<()> {
    open(&app, &url)
}

fn open<R: Runtime>(app: &AppHandle<R>, url: &str) -> Answer<()> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    if !matches!(scheme.as_str(), "https" | "http" | "mailto" | "tel") || url.contains(char::is_control) {
        return Err(ApiError::new("link_refused").with("url", url.chars().take(80).collect::<String>()));
    }
    app.opener().open_url(url, None::<&str>).map_err(|error| ApiError::new("file_not_opened").with("detail", error))
}
