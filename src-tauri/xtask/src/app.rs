//! Building and starting the app.

use std::{fs, path::PathBuf};

use crate::{
    shell::{self, Outcome, cargo, command, root, run as sh, target},
    system::{self, Need},
    ui,
};

/// Builds the app and starts it with these arguments.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if cfg!(target_os = "linux") && !has_display() {
        return Err("There is no display here to open a window on.\n\
            `cargo xtask shot` starts Kontor without one, on demo data, and writes pictures of it to target/shots."
            .into());
    }
    build(Need::Build)?;
    let arguments = arguments.iter().filter(|argument| *argument != "--");
    sh(&mut command(program("kontor"), arguments))
}

/// Starts the app on a new book with demo data.
pub(crate) fn demo() -> Outcome {
    build(Need::Build)?;
    let book = demo_book(None)?;
    run(&["--book".into(), book.display().to_string()])
}

/// Takes pictures of every screen, on demo data and a screen that nobody sees.
pub(crate) fn shot(arguments: &[String]) -> Outcome {
    build(Need::Screen)?;
    sh(&mut cargo(["build", "--workspace", "--example", "shot"]))?;
    let mut shot = command(target().join("debug/examples/shot"), arguments);
    for language in ["en", "de"] {
        demo_book(Some(language))?;
    }
    sh(shot.env("KONTOR_DEMO_BOOKS", target().join("demo")))?;
    println!("the pictures are in {}", target().join("shots").display());
    Ok(())
}

/// Runs the benchmarks, optimised: `core`, `window`, or without a name both.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    match arguments.split_first() {
        None => bench_core(&[]).and_then(|()| if cfg!(target_os = "linux") { bench_window() } else { Ok(()) }),
        Some((name, [])) if name == "window" => bench_window(),
        Some((name, rest)) if name == "core" => bench_core(rest),
        Some(_) => bench_core(arguments),
    }
}

fn bench_core(arguments: &[String]) -> Outcome {
    sh(cargo(["bench", "--package", "kontor-core"]).args(arguments))
}

/// Start, memory and the drop of a card, as a release has them, next to a Tauri window with an empty page.
fn bench_window() -> Outcome {
    system::provide(Need::Screen)?;
    ui::build()?;
    let packages = ["kontor", "kontor-cli", "kontor-empty"].into_iter().flat_map(|package| ["--package", package]);
    sh(cargo(["build", "--release", "--features", "kontor/custom-protocol"]).args(packages))?;
    sh(&mut cargo(["build", "--workspace", "--example", "window_speed"]))?;
    let mut measure = command(target().join("debug/examples/window_speed"), [] as [&str; 0]);
    sh(measure.env("KONTOR_RELEASE", target().join("release")))
}

/// Makes the installer for this system. On Linux a .deb; AppImage, .dmg and the Windows installers need what only
/// their own build machines have (`.github/workflows/release.yml`).
pub(crate) fn bundle(arguments: &[String]) -> Outcome {
    system::provide(Need::Build)?;
    ui::install()?;
    let tauri = root().join("ui/node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let mut bundle = command(tauri, ["build"]);
    if cfg!(target_os = "linux") && arguments.is_empty() {
        bundle.args(["--bundles", "deb"]);
    }
    sh(bundle.args(arguments))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The interface and the app, as they are for daily work.
fn build(need: Need) -> Outcome {
    system::provide(need)?;
    ui::build()?;
    sh(&mut cargo(["build", "--workspace", "--bins"]))
}

/// A book with nothing but demo data, made anew: in this language, or in the system's.
fn demo_book(language: Option<&str>) -> Result<PathBuf, String> {
    let book = target().join("demo").join(language.unwrap_or("system"));
    if book.exists() {
        fs::remove_dir_all(&book).map_err(shell::file("removing", &book))?;
    }
    let chosen = language.into_iter().flat_map(|language| ["--language", language]);
    sh(command(program("kontor-cli"), ["demo", "--book"]).arg(&book).args(chosen))?;
    Ok(book)
}

/// A program of ours as it was built for daily work.
fn program(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
