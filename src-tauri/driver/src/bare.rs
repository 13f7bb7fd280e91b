//! An app as its user starts it, without WebDriver in it: for measuring.

use std::{
    fs,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, ImageFormat, MapState},
    rust_connection::RustConnection,
};

use crate::{
    Error, Look, Result,
    desk::Desk,
    process::{Process, tied},
};

/// How long a window may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two looks at the screen.
const PAUSE: Duration = Duration::from_millis(4);

/// A running app on a desk of its own. Ends with this value.
pub struct Bare {
    // Dropped in this order: the app first, the desk that it stands on last.
    app: Process,
    desk: Desk,
    started: Instant,
}

impl Bare {
    /// Starts a program with these arguments.
    ///
    /// # Errors
    /// If Xvfb, dbus-daemon or the app does not start.
    pub fn start(app: &Path, arguments: &[&str]) -> Result<Self> {
        let desk = Desk::set_up(Look::default())?;
        let mut command = tied(&app.to_string_lossy());
        command.args(arguments);
        desk.place(&mut command)?;
        let started = Instant::now();
        let app = Process::start("app", command, Stdio::null(), desk.home())?;
        Ok(Self { app, desk, started })
    }

    /// Waits until text stands in the middle of its window. Answers how long that took from the start.
    ///
    /// # Errors
    /// If there is none after twenty seconds.
    pub fn text_is_shown(&self) -> Result<Duration> {
        let unseen = |answer: String| Error::Answer { doing: "looking at the window".into(), answer };
        let (x, screen) = x11rb::connect(Some(self.desk.display())).map_err(|error| unseen(error.to_string()))?;
        let root = x.setup().roots[screen].root;
        while self.started.elapsed() < PATIENCE {
            // A window that goes while it is looked at is none.
            if shows_text(&x, root).unwrap_or(false) {
                return Ok(self.started.elapsed());
            }
            thread::sleep(PAUSE);
        }
        Err(unseen(format!("no text within {PATIENCE:?}: {}", self.app.said())))
    }

    /// The memory of the app and of all that it started, in bytes: each page by its share (PSS), so that what several processes use is
    /// counted once.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn memory(&self) -> Result<u64> {
        let mut all = vec![self.app.id()];
        let mut bytes = 0;
        while let Some(process) = all.pop() {
            all.extend(children(process));
            let path = format!("/proc/{process}/smaps_rollup");
            let rollup = fs::read_to_string(&path).map_err(Error::file(path))?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kibibytes: u64 = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default();
            bytes += kibibytes * 1024;
        }
        Ok(bytes)
    }
}

/// The processes that this one started.
fn children(process: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).collect()
}

/// Whether a visible window has lines of many colours in its middle, as smoothed letters have.
fn shows_text(x: &RustConnection, root: u32) -> Result<bool, Box<dyn std::error::Error>> {
    for window in x.query_tree(root)?.reply()?.children {
        let place = x.get_geometry(window)?.reply()?;
        let visible = x.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
        if !visible || place.width < 400 || place.height < 300 {
            continue;
        }
        let (left, width) = (i16::try_from(place.width / 3)?, place.width / 2);
        let mut lines = 0;
        for step in 0..32 {
            let top = i16::try_from(place.height / 4 + step * (place.height / 2) / 32)?;
            let line = x.get_image(ImageFormat::Z_PIXMAP, window, left, top, width, 1, u32::MAX)?.reply()?;
            let mut colours: Vec<&[u8]> = line.data.chunks(4).collect();
            colours.sort_unstable();
            colours.dedup();
            lines += u32::from(colours.len() > 8);
        }
        if lines >= 4 {
            return Ok(true);
        }
    }
    Ok(false)
}
