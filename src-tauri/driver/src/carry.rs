//! Files carried over the window and dropped on it, as a file manager does (the XDND protocol, version 5): the app's toolkit hears
//! of them from the X server and asks this program what they are.

use std::{
    fmt::Write,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode,
            SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
        },
    },
    wrapper::ConnectionExt as _,
};

use crate::screen::{Outcome, Screen};

/// The version of the protocol, in the place where the first message says it.
const VERSION: u32 = 5 << 24;
/// The form in which files are told of.
const FILES: &str = "text/uri-list";
/// How long the window may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// Files in the hand, above the app's window.
pub(crate) struct Carry {
    screen: Screen,
    source: Window,
    target: Window,
    files: String,
}

impl Carry {
    /// Takes these files up, and tells the app's window that they come. None: there is no window.
    pub(crate) fn of(display: &str, paths: &[&Path]) -> Outcome<Option<Self>> {
        let screen = Screen::of(display)?;
        let Some(target) = screen.of_type("_NET_WM_WINDOW_TYPE_NORMAL")? else { return Ok(None) };
        let source = screen.x.generate_id()?;
        let looks = CreateWindowAux::new();
        screen.x.create_window(0, source, screen.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &looks)?.check()?;
        let selection = screen.atom("XdndSelection")?;
        screen.x.set_selection_owner(source, selection, x11rb::CURRENT_TIME)?.check()?;
        let carry = Self { screen, source, target, files: uris(paths) };
        carry.tell("XdndEnter", [VERSION, carry.screen.atom(FILES)?, 0, 0])?;
        Ok(Some(carry))
    }

    /// Moves them to a point of the window, in pixels from its corner, and waits until it would take them there.
    pub(crate) fn to(&self, x: i16, y: i16) -> Outcome<()> {
        let place = self.screen.x.get_geometry(self.target)?.reply()?;
        let copy = self.screen.atom("XdndActionCopy")?;
        let end = Instant::now() + PATIENCE;
        // It says no until it has asked what comes.
        for step in 0.. {
            let (x, y) = (place.x + x + step % 2, place.y + y);
            let point = (u32::from(u16::try_from(x)?) << 16) | u32::from(u16::try_from(y)?);
            self.tell("XdndPosition", [0, point, x11rb::CURRENT_TIME, copy])?;
            if self.answer("XdndStatus", end)?[1] & 1 == 1 {
                break;
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Lets them go, and waits until the window has taken them.
    pub(crate) fn drop(&self) -> Outcome<()> {
        self.tell("XdndDrop", [0, x11rb::CURRENT_TIME, 0, 0])?;
        self.answer("XdndFinished", Instant::now() + PATIENCE).map(|_| ())
    }

    fn tell(&self, message: &str, [one, two, three, four]: [u32; 4]) -> Outcome<()> {
        let kind = self.screen.atom(message)?;
        let message = ClientMessageEvent::new(32, self.target, kind, [self.source, one, two, three, four]);
        Ok(self.screen.x.send_event(false, self.target, EventMask::NO_EVENT, message)?.check()?)
    }

    /// Waits for this message, and meanwhile says what the files are as often as it is asked.
    fn answer(&self, message: &str, end: Instant) -> Outcome<[u32; 5]> {
        let kind = self.screen.atom(message)?;
        loop {
            match self.screen.x.poll_for_event()? {
                Some(Event::SelectionRequest(asked)) => self.say(&asked)?,
                Some(Event::ClientMessage(told)) if told.type_ == kind => return Ok(told.data.as_data32()),
                Some(_) => {}
                None if Instant::now() > end => return Err(format!("the window did not answer with {message}").into()),
                None => thread::sleep(PAUSE),
            }
        }
    }

    /// Hands over what the selection holds, in the form that was asked for if there is one (ICCCM 2.2).
    fn say(&self, asked: &SelectionRequestEvent) -> Outcome<()> {
        let x = &self.screen.x;
        let (files, targets): (Atom, Atom) = (self.screen.atom(FILES)?, self.screen.atom("TARGETS")?);
        let mut property = asked.property;
        if asked.target == files {
            x.change_property8(PropMode::REPLACE, asked.requestor, property, files, self.files.as_bytes())?.check()?;
        } else if asked.target == targets {
            let forms = [files, targets];
            x.change_property32(PropMode::REPLACE, asked.requestor, property, AtomEnum::ATOM, &forms)?.check()?;
        } else {
            property = x11rb::NONE;
        }
        let done = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property,
        };
        Ok(x.send_event(false, asked.requestor, EventMask::NO_EVENT, done)?.check()?)
    }
}

/// Files as addresses, one a line (RFC 2483).
fn uris(paths: &[&Path]) -> String {
    let mut text = String::new();
    for path in paths {
        text.push_str("file://");
        for byte in path.to_string_lossy().bytes() {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing into a text does not fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
        text.push_str("\r\n");
    }
    text
}
