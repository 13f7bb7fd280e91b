//! The system's own dialog that asks for a file. It is no part of the page: the keys go to it through the X server (XTEST).

use std::{error::Error, path::Path, thread, time::Duration};

use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{AtomEnum, ConnectionExt, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, Window},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const ENTER: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;

/// Types this path into the dialog that is open on the display, and Enter. False: no dialog is open.
pub(crate) fn file(display: &str, path: &Path) -> Outcome<bool> {
    let (x, screen) = x11rb::connect(Some(display))?;
    let root = x.setup().roots[screen].root;
    let Some(dialog) = dialog(&x, root)? else { return Ok(false) };
    x.set_input_focus(InputFocus::PARENT, dialog, x11rb::CURRENT_TIME)?.check()?;
    let keys = Keys::of(&x, root)?;
    // It takes the focus a while later, and what was typed before is lost: then once more, over what stands there.
    for _ in 0..4 {
        thread::sleep(Duration::from_millis(300));
        keys.press(CONTROL, u32::from('a'))?;
        // The first "/" opens the line for a path.
        for character in path.to_string_lossy().chars() {
            keys.press(0, u32::from(character))?;
            thread::sleep(Duration::from_millis(8));
        }
        // It looks into the folder meanwhile; a first Enter may only take what it proposes.
        for _ in 0..5 {
            thread::sleep(Duration::from_millis(300));
            keys.press(0, ENTER)?;
            thread::sleep(Duration::from_millis(200));
            if self::dialog(&x, root)? != Some(dialog) {
                return Ok(true);
            }
        }
    }
    Err(format!("the dialog did not take {}", path.display()).into())
}

/// The visible window that calls itself a dialog.
fn dialog(x: &RustConnection, root: Window) -> Outcome<Option<Window>> {
    let atom = |name: &str| Outcome::Ok(x.intern_atom(false, name.as_bytes())?.reply()?.atom);
    let (kind, wanted) = (atom("_NET_WM_WINDOW_TYPE")?, atom("_NET_WM_WINDOW_TYPE_DIALOG")?);
    for window in x.query_tree(root)?.reply()?.children {
        // A window that ends between two questions is no dialog.
        let Ok(attributes) = x.get_window_attributes(window)?.reply() else { continue };
        let Ok(kinds) = x.get_property(false, window, kind, AtomEnum::ATOM, 0, 16)?.reply() else { continue };
        let is_dialog = kinds.value32().is_some_and(|mut kinds| kinds.any(|kind| kind == wanted));
        if is_dialog && attributes.map_state == MapState::VIEWABLE {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

/// The keyboard of the display.
struct Keys<'a> {
    x: &'a RustConnection,
    root: Window,
    first: u8,
    per_key: usize,
    symbols: Vec<u32>,
}

impl<'a> Keys<'a> {
    fn of(x: &'a RustConnection, root: Window) -> Outcome<Self> {
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
    fn press(&self, held: u32, symbol: u32) -> Outcome<()> {
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
