//! What the system must have before anything can be built. Linux needs libraries for the window; Windows and macOS
//! bring theirs along.

use std::{path::Path, process::Command};

use crate::shell::{self, Outcome};

/// What a chore needs of the system.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building the app.
    Build,
    /// Also driving it on a screen that nobody sees.
    Screen,
}

/// Debian's and Ubuntu's packages to build a window with.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "librsvg2-dev"];

/// Their packages to drive one with: a screen, a bus, the driver, and letters to show.
const SCREEN: &[&str] = &["xvfb", "dbus", "webkit2gtk-driver", "fonts-dejavu-core"];

/// What other systems must provide, in words that their package search understands.
const ELSEWHERE: &str = "a C compiler, pkg-config, WebKitGTK 4.1 and librsvg with their development files \
    (https://v2.tauri.app/start/prerequisites/ names the packages for each system)";

/// Installs what is missing where it knows how to, or says what to install.
pub(crate) fn provide(need: Need) -> Outcome {
    if !shell::exists(if cfg!(windows) { "npm.cmd" } else { "npm" }) {
        return Err("Node.js is missing: install version 20.19 or newer from https://nodejs.org".into());
    }
    if !cfg!(target_os = "linux") {
        return match need {
            Need::Build => Ok(()),
            Need::Screen => Err("driving the window needs WebKitWebDriver, which there is on Linux only".into()),
        };
    }
    if Path::new("/usr/bin/apt-get").exists() { debian(need) } else { elsewhere(need) }
}

fn debian(need: Need) -> Outcome {
    let screen = if need == Need::Screen { SCREEN } else { &[] };
    let missing: Vec<&str> = BUILD.iter().chain(screen).copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wanted = missing.join(" ");
    println!("installing what the system lacks: {wanted}");
    let apt = |arguments: &[&str]| {
        let mut words = if is_root()? { vec![] } else { vec!["sudo"] };
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(arguments);
        shell::run(&mut shell::command(words[0], &words[1..]))
    };
    let install = [&["install", "--yes", "--no-install-recommends"], missing.as_slice()].concat();
    apt(&["update"])
        .and_then(|()| apt(&install))
        .map_err(|error| format!("{error}\nKontor needs these packages: sudo apt-get install {wanted}"))
}

fn is_installed(package: &str) -> bool {
    let query = ["--show", "--showformat=${db:Status-Status}", package];
    shell::output(Command::new("dpkg-query").args(query)).is_ok_and(|(found, text)| found && text == "installed")
}

fn is_root() -> Result<bool, String> {
    Ok(shell::output(Command::new("id").arg("-u"))?.1.trim() == "0")
}

fn elsewhere(need: Need) -> Outcome {
    for library in ["webkit2gtk-4.1", "librsvg-2.0"] {
        let found = shell::output(Command::new("pkg-config").args(["--exists", library]));
        if !found.is_ok_and(|(found, _)| found) {
            return Err(format!("{library} is missing. Kontor needs {ELSEWHERE}"));
        }
    }
    let programs: &[&str] = if need == Need::Screen { &["Xvfb", "dbus-daemon", "WebKitWebDriver"] } else { &[] };
    match programs.iter().find(|program| !shell::exists(program)) {
        Some(missing) => Err(format!("{missing} is missing: driving the window without a display needs it")),
        None => Ok(()),
    }
}
