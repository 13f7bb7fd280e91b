//! The system's own dialog that asks for a file. It is no part of the page: the keys go to it through the X server.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use x11rb::protocol::xproto::{ConnectionExt, Window};

use crate::{
    keyboard::{CONTROL, ENTER, Keys},
    screen::{Outcome, Screen},
};

/// The type that the dialog's window says it is of.
const DIALOG: &str = "_NET_WM_WINDOW_TYPE_DIALOG";

/// How long the dialog may take until it has the path.
const PATIENCE: Duration = Duration::from_secs(25);

/// Types this path into the dialog that is open on the display, and Enter. False: no dialog is open.
///
/// A busy machine loses keys: before the dialog listens, or while it looks into a folder. So what it holds is read back, and only
/// the right path is entered.
pub(crate) fn file(display: &str, path: &Path) -> Outcome<bool> {
    let screen = Screen::of(display)?;
    let Some(dialog) = screen.of_type(DIALOG)? else { return Ok(false) };
    let before = screen.x.get_input_focus()?.reply()?.focus;
    let keys = Keys::of(&screen.x, screen.root)?;
    let path = path.to_string_lossy();
    let end = Instant::now() + PATIENCE;
    while is_open(&screen, dialog)? {
        if Instant::now() > end {
            return Err(format!("the dialog did not take {path}; it holds {:?}", screen.selected()?).into());
        }
        // The app's own window may take the focus back.
        if !screen.focus(dialog, Duration::from_secs(1))? {
            continue;
        }
        keys.press(CONTROL, u32::from('a'))?;
        // Where the line for a path does not have the focus, the first "/" opens it.
        for character in path.chars() {
            keys.press(0, u32::from(character))?;
            thread::sleep(Duration::from_millis(4));
        }
        if holds(&screen, &keys, &path)? {
            keys.press(0, ENTER)?;
            // It looks once more whether the file is there before it goes.
            wait_until_closed(&screen, dialog)?;
        }
    }
    // Back to the page: the window that had the focus before, or the one that is left.
    let next = screen.visible()?.into_iter().find(|&window| window == before || before < 2);
    if let Some(window) = next {
        screen.focus(window, Duration::from_secs(1))?;
    }
    Ok(true)
}

/// Whether the dialog's line holds this path now: all of it, selected, is what is selected on the display.
fn holds(screen: &Screen, keys: &Keys<'_>, path: &str) -> Outcome<bool> {
    for _ in 0..10 {
        keys.press(CONTROL, u32::from('a'))?;
        thread::sleep(Duration::from_millis(60));
        if screen.selected()?.as_deref() == Some(path) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn wait_until_closed(screen: &Screen, dialog: Window) -> Outcome<()> {
    let end = Instant::now() + Duration::from_secs(2);
    while is_open(screen, dialog)? && Instant::now() < end {
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn is_open(screen: &Screen, dialog: Window) -> Outcome<bool> {
    Ok(screen.visible()?.contains(&dialog))
}
