//! A desk to put a window on: a screen, a message bus and a home folder that nobody else uses.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::{
    Error, Result,
    carry::Carry,
    choose, close,
    process::{Process, tied},
    screen::Screen,
};

/// The size of the screen in pixels: larger than any window that a test opens.
const SCREEN: &str = "2880x1800x24";

/// How the desk is set up, as the system's settings would say it.
#[derive(Debug, Clone)]
pub struct Look {
    /// The system's language, for example `en_GB.UTF-8` or `de_DE.UTF-8`.
    pub language: String,
    /// Whether the system is set to dark.
    pub dark: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { language: "en_GB.UTF-8".into(), dark: false }
    }
}

/// A private screen and bus; they end with this value.
pub(crate) struct Desk {
    // Dropped in this order: programs first, the folder that they write to last.
    _bus: Process,
    _screen: Process,
    display: String,
    bus_address: String,
    look: Look,
    home: TempDir,
}

impl Desk {
    /// Starts an X server on a display that it chooses itself and a session bus of its own.
    pub(crate) fn set_up(look: Look) -> Result<Self> {
        let home = TempDir::with_prefix("kontor-desk-").map_err(Error::file(std::env::temp_dir()))?;

        let mut screen = tied("Xvfb");
        screen.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        let mut screen = Process::start("Xvfb", screen, Stdio::piped(), home.path())?;
        let display = format!(":{}", screen.first_line()?);

        let mut bus = tied("dbus-daemon");
        bus.args(["--session", "--nofork", "--nosyslog", "--print-address=1"]);
        // What the bus starts on its own (accessibility, portals) must not look for the user's screen or folders.
        bus.env("DISPLAY", &display).envs(folders(home.path())?);
        let mut bus = Process::start("dbus-daemon", bus, Stdio::piped(), home.path())?;
        let bus_address = bus.first_line()?;
        settings(home.path())?;

        Ok(Self { _bus: bus, _screen: screen, display, bus_address, look, home })
    }

    /// The folder that this desk's programs take for the user's home.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The display of its screen, ":5".
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Clicks the close button of every window on the desk, so to speak: there is no window manager to draw one.
    /// Answers how many windows there were.
    pub(crate) fn close_windows(&self) -> Result<usize> {
        close::every_window(&self.display)
            .map_err(|error| Error::Answer { doing: "closing the window".into(), answer: error.to_string() })
    }

    /// Gives the app's window the focus, as a window manager does with a window that comes up. False: there is none.
    pub(crate) fn focus_window(&self) -> Result<bool> {
        let focus = || {
            let screen = Screen::of(&self.display)?;
            let window = screen.of_type("_NET_WM_WINDOW_TYPE_NORMAL")?;
            window.map_or(Ok(false), |window| screen.focus(window, Duration::from_secs(1)))
        };
        focus().map_err(|error| Error::Answer { doing: "focusing the window".into(), answer: error.to_string() })
    }

    /// The app's window as the screen shows it: the bytes of a PNG. None: there is no window.
    pub(crate) fn picture(&self) -> Result<Option<Vec<u8>>> {
        let picture = || {
            let screen = Screen::of(&self.display)?;
            let window = screen.of_type("_NET_WM_WINDOW_TYPE_NORMAL")?;
            window.map(|window| screen.picture(window)).transpose()
        };
        picture().map_err(|error: Box<dyn std::error::Error>| Error::Answer {
            doing: "taking a picture".into(),
            answer: error.to_string(),
        })
    }

    /// Takes files up above the app's window. None: there is no window.
    pub(crate) fn carry(&self, paths: &[&Path]) -> Result<Option<Carry>> {
        Carry::of(&self.display, paths)
            .map_err(|error| Error::Answer { doing: "carrying files".into(), answer: error.to_string() })
    }

    /// Names a file in the dialog that asks for one. False: no dialog is open.
    pub(crate) fn choose_file(&self, path: &Path) -> Result<bool> {
        choose::file(&self.display, path)
            .map_err(|error| Error::Answer { doing: "choosing a file".into(), answer: error.to_string() })
    }

    /// Puts a program on this desk: its screen, bus, folders, language and theme.
    pub(crate) fn place(&self, command: &mut Command) -> Result<()> {
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .envs(folders(self.home())?)
            .env("GDK_BACKEND", "x11")
            .env("GSETTINGS_BACKEND", "keyfile")
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_THEME", if self.look.dark { "Adwaita:dark" } else { "Adwaita" })
            .env("LANG", &self.look.language)
            .env("LC_ALL", &self.look.language)
            .env_remove("LANGUAGE")
            .env_remove("WAYLAND_DISPLAY")
            // Set for broken graphics drivers, and would make this window another than the user's.
            .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER");
        Ok(())
    }
}

/// What the user of the desk has set: a dialog that asks for a file begins with the line for its path.
fn settings(home: &Path) -> Result<()> {
    let folder = home.join("config/glib-2.0/settings");
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let path = folder.join("keyfile");
    let text = "[org/gtk/settings/file-chooser]\nstartup-mode='cwd'\nlocation-mode='filename-entry'\n";
    fs::write(&path, text).map_err(Error::file(&path))
}

/// The user's folders, all below `home`, made if they are missing.
fn folders(home: &Path) -> Result<Vec<(&'static str, OsString)>> {
    let folders: [(&str, PathBuf); 5] = [
        ("HOME", home.into()),
        ("XDG_CONFIG_HOME", home.join("config")),
        ("XDG_DATA_HOME", home.join("data")),
        ("XDG_CACHE_HOME", home.join("cache")),
        ("XDG_RUNTIME_DIR", home.join("run")),
    ];
    for (_, folder) in &folders {
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(Error::file(folder))?;
        }
    }
    Ok(folders.into_iter().map(|(name, folder)| (name, folder.into_os_string())).collect())
}
