//! What the window may ask for, one file per area: each command takes typed values, asks the core, and answers.
//! No rule of the CRM stands here.
//!
//! # How to add a command
//! 1. Write it in the file of its area (a new one has its `mod` below), a few lines long:
//!    ```ignore
//!    /// What it does, and the rule it comes from.
//!    #[tauri::command]
//!    pub(crate) async fn lead_delete(state: State<'_, BookState>, id: String) -> Answer<Saved<()>> {
//!        state.step(OpKind::DeleteLead, move |tx| lead::delete(tx, &id)).await
//!    }
//!    ```
//!    [`BookState::read`](crate::state::BookState::read) for what only reads,
//!    [`BookState::step`](crate::state::BookState::step) for what writes (or `write`, where the core opens the step itself): it
//!    sends `book-changed` with the changed records, and answers the value with the number of the step (`Saved` in `wire.ts`).
//!    What is read by the reader's habits (amounts, dates) takes the window's `language`.
//!    Both work off the window's threads; refusals of the core become [`ApiError`](crate::error::ApiError) by `?`.
//!    Arguments are ids and typed values, never paths, SQL or HTML from the page. The page names them in camel case.
//! 2. Name it in `list.rs` (`area::function`): from there come the handler and the app's manifest.
//! 3. Allow it in `src-tauri/capabilities/main.json`, with hyphens: `allow-lead-delete`.
//! 4. Name it with its types in `Commands` of `ui/src/lib/api.ts`. Types of the core come from `cargo xtask bindings`.
//!
//! `tests/app/commands.rs` fails if one of the places was forgotten.

mod book;
pub(crate) mod clean;
mod contact;
mod convert;
mod demo;
pub(crate) mod files;
pub(crate) mod import;
mod lead;
mod many;
mod opportunity;
mod organization;
mod pipeline;
mod record;
mod search;
mod settings;
mod timeline;
mod window;

macro_rules! handler {
    ($($area:ident :: $name:ident),* $(,)?) => { tauri::generate_handler![$($area::$name),*] };
}

/// The handler of every command in `list.rs`.
pub(crate) fn handler<R: tauri::Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
    commands!(handler)
}
