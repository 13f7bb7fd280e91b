//! The interface: its packages and its build.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::shell::{self, Outcome, npm, root, run};

/// Folders of the interface that are made, not written.
const MADE: &[&str] = &["dist", "node_modules", "paraglide"];

/// Installs the interface's packages if they are not those of the lock file. No package runs a script of its own.
/// Not `npm ci`: that refuses a lock file which does not name the optional parts of some package for every other
/// system, and a lock file can only name those that the registry had when it was written.
pub(crate) fn install() -> Outcome {
    let lock = root().join("ui/package-lock.json");
    let installed = root().join("ui/node_modules/.kontor-lock");
    let wanted = fs::read(&lock).map_err(shell::file("reading", &lock))?;
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(&mut npm(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(&installed, wanted).map_err(shell::file("writing", &installed))
}

/// Builds the interface if anything it is made of is newer than the last build.
pub(crate) fn build() -> Outcome {
    install()?;
    let stamp = shell::target().join("xtask/ui-built");
    let built = fs::metadata(&stamp).and_then(|stamp| stamp.modified()).ok();
    let page = root().join("ui/dist/index.html");
    if page.exists() && built.is_some_and(|built| newest(&root().join("ui")) <= built) {
        return Ok(());
    }
    let begun = SystemTime::now();
    run(&mut npm(["run", "build"]))?;
    let folder = stamp.parent().map(Path::to_path_buf).unwrap_or_default();
    fs::create_dir_all(&folder).map_err(shell::file("making", &folder))?;
    let file = fs::File::create(&stamp).map_err(shell::file("writing", &stamp))?;
    file.set_modified(begun).map_err(shell::file("writing", &stamp))
}

/// When anything in a folder was changed last; a folder changes when something in it comes or goes.
fn newest(folder: &Path) -> SystemTime {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut folders: Vec<PathBuf> = vec![folder.into()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if MADE.iter().any(|made| entry.file_name() == *made) {
                continue;
            }
            newest = newest.max(about.modified().unwrap_or(SystemTime::UNIX_EPOCH));
            if about.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    newest
}
