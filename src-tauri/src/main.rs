//! The desktop app. Everything is in the library, so that tests can build it without a window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    kontor_app::run()
}
