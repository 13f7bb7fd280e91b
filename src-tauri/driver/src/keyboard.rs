//! The keyboard of a display: keys that go to whatever has the X server's focus, in the page or not (XTEST).

use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{ConnectionExt, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Window},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

use crate::screen::Outcome;

pub(crate) const ENTER: u32 = 0xff0d;
pub(crate) const CONTROL: u32 = 0xffe3;
const SHIFT: u32 = 0xffe1;

/// The keyboard of the display.
pub(crate) struct Keys<'a> {
    x: &'a RustConnection,
    root: Window,
    first: u8,
    per_key: usize,
    symbols: Vec<u32>,
}

impl<'a> Keys<'a> {
    pub(crate) fn of(x: &'a RustConnection, root: Window) -> Outcome<Self> {
        let (first, last) = (x.setup().min_keycode, x.setup().max_keycode);
        let mapping = x.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        Ok(Self { x, root, first, per_key: usize::from(mapping.keysyms_per_keycode), symbols: mapping.keysyms })
    }

    /// The key that gives this symbol, and whether with Shift.
    fn find(&self, symbol: u32) -> Outcome<(u8, bool)> {
        for (at, symbols) in self.symbols.chunks(self.per_key).enumerate() {
            for (level, &one) in symbols.iter().take(2).enumerate() {
                if one == symbol {
                    return Ok((self.first + u8::try_from(at)?, level == 1));
                }
            }
        }
        Err(format!("the keyboard has no key for {symbol:#x}").into())
    }

    /// Presses the key of a symbol, with another one held down if that is not 0.
    pub(crate) fn press(&self, held: u32, symbol: u32) -> Outcome<()> {
        let (key, shifted) = self.find(symbol)?;
        let held = if held != 0 {
            held
        } else if shifted {
            SHIFT
        } else {
            0
        };
        let held = if held == 0 { None } else { Some(self.find(held)?.0) };
        let send =
            |kind: u8, key: u8| self.x.xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?.check();
        if let Some(held) = held {
            send(KEY_PRESS_EVENT, held)?;
        }
        send(KEY_PRESS_EVENT, key)?;
        send(KEY_RELEASE_EVENT, key)?;
        if let Some(held) = held {
            send(KEY_RELEASE_EVENT, held)?;
        }
        Ok(())
    }
}
