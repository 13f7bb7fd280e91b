//! The project's chores: `cargo xtask run`, `test`, `shot`, `demo`, `bench`, `bundle`, `bindings`. The same on Linux, macOS
//! and Windows; each does first what is missing for it. Only the standard library, so that it compiles in seconds.
//!
//! | file | what it holds |
//! |---|---|
//! | `shell.rs` | running programs |
//! | `system.rs` | what the system must have: libraries, programs |
//! | `ui.rs` | the interface: its packages, its build |
//! | `bindings.rs` | the types that cross to the interface |
//! | `test.rs` | the steps of `cargo xtask test` |
//! | `app.rs` | building and starting the app: run, demo, shot, bundle, bench |

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

mod app;
mod bindings;
mod shell;
mod system;
mod test;
mod ui;

use std::process::ExitCode;

use shell::Outcome;

const HELP: &str = "\
cargo xtask run [-- ARGUMENTS]    build Kontor and start it (ARGUMENTS: --book DIR)
cargo xtask test [STEP...]        every check, or only these; `cargo xtask test --list` names them
cargo xtask demo                  start Kontor on a book with demo data, thrown away the next time
cargo xtask shot [ARGUMENTS]      pictures of every screen in target/shots, without a display
cargo xtask bench [core|window]   the benchmarks: of the core, of the window, or both
cargo xtask bundle                the installer for this system, in target/release/bundle
cargo xtask bindings              write the TypeScript types of everything that crosses to the interface";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let done = match arguments.first().map(String::as_str) {
        Some("run") => app::run(rest),
        Some("test") => test::run(rest),
        Some("demo") => app::demo(),
        Some("shot") => app::shot(rest),
        Some("bench") => app::bench(rest),
        Some("bundle") => app::bundle(rest),
        Some("bindings") => bindings::write(),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("there is no `cargo xtask {other}`\n\n{HELP}")),
    };
    report(done)
}

fn report(done: Outcome) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
