//! The desktop app: a thin host around `kontor-core`.
//!
//! | file | what it holds |
//! |---|---|
//! | `lib.rs` | how the app is put together: plugins, state, commands, the window |
//! | `options.rs` | the command line |
//! | `commands/` | what the window may ask for; how to add a command |
//! | `state.rs` | the open book as commands reach it |
//! | `line.rs` | the order in which it is changed, and who waits |
//! | `dropped.rs` | files dropped onto the window |
//! | `error.rs` | the one shape in which it hears of errors |

#[path = "commands/list.rs"]
#[macro_use]
mod list;

mod commands;
mod dropped;
mod error;
mod line;
mod options;
mod state;
mod window;

use std::{io::Write, process::ExitCode};

use tauri::{App, Builder, Context, Manager, RunEvent, Runtime};
use tauri_plugin_window_state::StateFlags;

pub use error::ApiError;
pub use options::{BadArgument, Options};
pub use state::{BOOK_CHANGED, BOOK_WAITS};

/// Every command that the window may ask for, by its name.
pub const COMMANDS: &[&str] = {
    macro_rules! names {
        ($($area:ident :: $name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
    }
    commands!(names)
};

/// Runs the app until its last window is closed.
pub fn run() -> ExitCode {
    let started = Options::parse(std::env::args_os().skip(1))
        .map_err(|error| error.to_string())
        .and_then(|options| build(plugins(Builder::default(), &options), options).map_err(|error| error.to_string()));
    match started {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    close(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(message) => {
            // Nobody is left to tell if standard error is gone as well.
            let _ = writeln!(std::io::stderr(), "kontor: {message}");
            ExitCode::from(2)
        }
    }
}

/// The configuration, the interface and the rights as they were compiled in.
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Puts the app together on any runtime: tests use one without windows. `builder` brings the plugins.
///
/// # Errors
/// If the system lets no window be made.
pub fn build<R: Runtime>(builder: Builder<R>, options: Options) -> tauri::Result<App<R>> {
    let app = builder.invoke_handler(commands::handler()).on_window_event(dropped::listen).build(context())?;
    // Not in the set-up hook: that waits for the event loop, and the book can be opened before it turns.
    state::BookState::set_up(app.handle(), options);
    window::open(&app)?;
    Ok(app)
}

/// Closes the book, as the app does before it ends: an import under way is stopped, what was typed meanwhile is kept.
pub fn close<R: Runtime>(app: &impl Manager<R>) {
    app.state::<commands::import::ImportDesk>().cancel();
    app.state::<commands::files::FileWork>().cancel();
    tauri::async_runtime::block_on(app.state::<state::BookState>().close());
}

/// What the desktop adds to the app. A second start on the same book comes first, since it must end before it does anything.
fn plugins<R: Runtime>(builder: Builder<R>, options: &Options) -> Builder<R> {
    // Elsewhere than on Linux the plugin knows one name per program, and a second book could not be opened beside.
    let builder = if cfg!(target_os = "linux") || options.book.is_none() {
        builder.plugin(window::one_per_book(options))
    } else {
        builder
    };
    builder
        // Not whether it is visible: that is for the interface to say, once it has painted.
        .plugin(
            tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::all() - StateFlags::VISIBLE).build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
}

/// Brings the window to the front, as a second start of the same book asks for.
fn show<R: Runtime>(manager: &impl Manager<R>) {
    if let Some(window) = manager.get_webview_window(window::MAIN) {
        // A window manager may refuse any of these; the window is there all the same.
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
}
