//! Compiles the window's rights and configuration in, and sees to it that there is a page to compile in.

#![allow(clippy::print_stdout, reason = "Cargo reads what a build script prints")]

use std::{fs, io, path::Path};

use tauri_build::{AppManifest, Attributes};

#[path = "src/commands/list.rs"]
#[macro_use]
mod list;

macro_rules! names {
    ($($area:ident :: $name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
}

/// Every own command: naming them here is what puts them under the window's capability.
const COMMANDS: &[&str] = commands!(names);

/// Shown by a build that was made before the interface was: `cargo build` alone must work on a fresh clone.
const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Kontor</title></head>\n\
    <body><h1>Kontor</h1><p>The interface has not been built. <code>cargo xtask run</code> builds it and starts Kontor.</p></body>\n\
    </html>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // tauri-build watches neither a capabilities folder of its own choosing nor the compiled interface.
    for watched in ["src-tauri/capabilities", "src-tauri/src/commands/list.rs", "src-tauri/build.rs", "ui/dist"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    placeholder(Path::new("ui/dist/index.html"))?;
    tauri_build::try_build(
        Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}

/// `ui/dist` has to exist when the app is compiled, even for its tests.
fn placeholder(page: &Path) -> io::Result<()> {
    if page.exists() {
        return Ok(());
    }
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(page, PLACEHOLDER)
}
