//! What the window may ask for, one file per area: each command takes typed values, asks the core, and answers.
//! No rule of the CRM stands here.

mod window;

macro_rules! handler {
    ($($area:ident :: $name:ident),* $(,)?) => { tauri::generate_handler![$($area::$name),*] };
}

/// The handler of every command in `list.rs`.
pub(crate) fn handler<R: tauri::Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
    commands!(handler)
}
