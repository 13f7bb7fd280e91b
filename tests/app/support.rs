//! The app on a runtime without windows, with a book of its own.

use std::{path::Path, sync::mpsc, time::Duration};

use kontor_app::{BOOK_CHANGED, Options};
use serde_json::Value;
use tauri::{
    App, Listener, Manager, WebviewWindow,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};

/// The app, and the page in it that asks.
pub(crate) struct TestApp {
    page: WebviewWindow<MockRuntime>,
    changed: mpsc::Receiver<Value>,
    app: App<MockRuntime>,
}

impl TestApp {
    /// The app on the book in this folder.
    pub(crate) fn on(book: &Path) -> Self {
        let app = kontor_app::build(mock_builder(), Options { book: Some(book.into()) }).unwrap();
        let page = app.get_webview_window("main").unwrap();
        let (send, changed) = mpsc::channel();
        app.listen_any(BOOK_CHANGED, move |event| {
            let _ = send.send(serde_json::from_str(event.payload()).unwrap());
        });
        Self { page, changed, app }
    }

    /// What the page gets when it asks for `command`: the answer, or the error.
    pub(crate) fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.into(),
        };
        get_ipc_response(&self.page, request).map(|answer| answer.deserialize().unwrap())
    }

    /// The next `book-changed` that the page hears, if one comes soon.
    pub(crate) fn change(&self) -> Option<Value> {
        self.changed.recv_timeout(Duration::from_millis(500)).ok()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        kontor_app::close(&self.app);
    }
}
