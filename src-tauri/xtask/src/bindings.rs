//! The types of everything that crosses to the interface, written by ts-rs from the core's own types and committed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::shell::{self, Outcome, cargo, root, target};

/// Writes the types to where the interface reads them; those of types that are gone, go.
pub(crate) fn write() -> Outcome {
    let (fresh, committed) = (export()?, read(&committed())?);
    fs::create_dir_all(self::committed()).map_err(shell::file("making", &self::committed()))?;
    for (name, text) in &fresh {
        let path = self::committed().join(name);
        if committed.get(name) != Some(text) {
            println!("writing {}", path.display());
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(shell::file("making", folder))?;
            }
            fs::write(&path, text).map_err(shell::file("writing", &path))?;
        }
    }
    for name in committed.keys().filter(|name| !fresh.contains_key(*name)) {
        let path = self::committed().join(name);
        println!("removing {}", path.display());
        fs::remove_file(&path).map_err(shell::file("removing", &path))?;
    }
    Ok(())
}

/// Whether the committed types are those of the core.
pub(crate) fn check() -> Outcome {
    let (fresh, committed) = (export()?, read(&committed())?);
    let names = fresh.keys().chain(committed.keys());
    let differing: Vec<String> =
        names.filter(|name| fresh.get(*name) != committed.get(*name)).map(|name| name.display().to_string()).collect();
    if differing.is_empty() {
        return Ok(());
    }
    Err(format!("out of date in ui/src/lib/bindings: {}. `cargo xtask bindings` writes them.", differing.join(", ")))
}

fn committed() -> PathBuf {
    root().join("ui/src/lib/bindings")
}

/// Has ts-rs write the types into a fresh folder, by the tests that it makes for this.
fn export() -> Result<BTreeMap<PathBuf, String>, String> {
    let folder = target().join("xtask/bindings");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(shell::file("removing", &folder))?;
    }
    fs::create_dir_all(&folder).map_err(shell::file("making", &folder))?;
    let arguments =
        ["test", "--quiet", "--package", "kontor-core", "--features", "bindings", "--lib", "export_bindings"];
    let (done, text) = shell::output(cargo(arguments).env("TS_RS_EXPORT_DIR", &folder))?;
    if done { read(&folder) } else { Err(format!("the types could not be written:\n{text}")) }
}

/// Every TypeScript file in a folder and those below it, by its path from there.
fn read(folder: &Path) -> Result<BTreeMap<PathBuf, String>, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ts") {
                let text = fs::read_to_string(&path).map_err(shell::file("reading", &path))?;
                files.insert(path.strip_prefix(folder).unwrap_or(&path).to_path_buf(), text);
            }
        }
    }
    Ok(files)
}
