//! The close button of a window, on a screen without a window manager.

use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask};

use crate::screen::{Outcome, Screen};

/// Asks every visible window on the display to close, as a window manager does (ICCCM 4.2.8.1, `WM_DELETE_WINDOW`).
/// Answers how many there were.
pub(crate) fn every_window(display: &str) -> Outcome<usize> {
    let screen = Screen::of(display)?;
    let x = &screen.x;
    let (protocols, delete) = (screen.atom("WM_PROTOCOLS")?, screen.atom("WM_DELETE_WINDOW")?);
    let mut asked = 0;
    for window in screen.visible()? {
        let understood = x.get_property(false, window, protocols, AtomEnum::ATOM, 0, 64)?.reply()?;
        if understood.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete)) {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            // Checked: what is only sent may be lost with the end of this connection.
            x.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
            asked += 1;
        }
    }
    Ok(asked)
}
