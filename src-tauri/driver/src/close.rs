//! The close button of a window, on a screen without a window manager.

use std::error::Error;

use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState},
};

/// Asks every visible window on the display to close, as a window manager does (ICCCM 4.2.8.1, `WM_DELETE_WINDOW`).
/// Answers how many there were.
pub(crate) fn every_window(display: &str) -> Result<usize, Box<dyn Error>> {
    let (x, screen) = x11rb::connect(Some(display))?;
    let atom = |name: &str| Ok::<_, Box<dyn Error>>(x.intern_atom(false, name.as_bytes())?.reply()?.atom);
    let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    let mut asked = 0;
    for window in x.query_tree(x.setup().roots[screen].root)?.reply()?.children {
        let visible = x.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
        let understood = x.get_property(false, window, protocols, AtomEnum::ATOM, 0, 64)?.reply()?;
        if visible && understood.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete)) {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            x.send_event(false, window, EventMask::NO_EVENT, message)?;
            asked += 1;
        }
    }
    x.flush()?;
    Ok(asked)
}
