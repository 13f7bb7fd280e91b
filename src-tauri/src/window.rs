//! The one window: made of the configuration, closed to every page that is not Kontor's own.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use tauri::{App, Runtime, Url, WebviewWindowBuilder, plugin::TauriPlugin, webview::NewWindowResponse};

use crate::options::Options;

/// The label of the window in `tauri.conf.json` and in its capability.
pub(crate) const MAIN: &str = "main";

/// The longest that the window waits for the interface to say that it has painted. A broken interface must not
/// leave the user with a program that runs and shows nothing.
const PATIENCE: Duration = Duration::from_secs(4);

/// Opens the window, hidden until the interface has painted.
pub(crate) fn open<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app.handle(), config)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    #[cfg(target_os = "linux")]
    drawing::choose(&window)?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        let _ = window.show();
    });
    Ok(())
}

/// How WebKit draws on Linux (docs/decisions/drawing.md).
#[cfg(target_os = "linux")]
mod drawing {
    use std::fs;

    use tauri::{Runtime, WebviewWindow};
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    /// Without a graphics processor WebKit would draw by OpenGL all the same, every call of it worked out by the processor: starting
    /// takes twice as long then, and a third more memory. So it is told to draw directly.
    pub(super) fn choose<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
        if has_graphics_processor() {
            return Ok(());
        }
        window.with_webview(|webview| {
            if let Some(settings) = webview.inner().settings() {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
        })
    }

    /// Whether the kernel offers one for rendering (its "render nodes", docs.kernel.org/gpu/drm-uapi.html).
    fn has_graphics_processor() -> bool {
        let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
        nodes.into_iter().any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
    }
}

/// Whether a page is part of the app: `tauri:` on Linux and macOS, `http://tauri.localhost` on Windows.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Lets one program run per book: a second start shows the first one's window and ends. (The book's own lock is
/// what protects the data, also from the command line; this is only the friendlier answer.)
pub(crate) fn one_per_book<R: Runtime>(options: &Options) -> TauriPlugin<R> {
    let mut builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| crate::show(app));
    if let Some(book) = &options.book {
        builder = builder.dbus_id(format!("app.kontor.desktop.book{:016x}", book_key(book)));
    }
    builder.build()
}

/// The same number for the same folder, however it was written.
fn book_key(book: &std::path::Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::fs::canonicalize(book)
        .or_else(|_| std::path::absolute(book))
        .unwrap_or_else(|_| book.into())
        .hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_shown() {
        for (url, own) in [
            ("tauri://localhost", true),
            ("tauri://localhost/index.html#/leads", true),
            ("http://tauri.localhost/", true),
            ("https://example.com/", false),
            ("http://tauri.localhost.example.com/", false),
            ("http://localhost:1420/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own_page(&url.parse().unwrap()), own, "{url}");
        }
    }
}
