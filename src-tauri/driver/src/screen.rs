//! The windows of a display, and how they look. There is no window manager on a desk that would give one of them the
//! focus: this does.

use std::{
    error::Error,
    thread,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    errors::ReplyError,
    protocol::{
        Event,
        xproto::{
            Atom, AtomEnum, ConnectionExt, CreateWindowAux, ImageFormat, ImageOrder, InputFocus, MapState, Window,
            WindowClass,
        },
    },
    rust_connection::RustConnection,
};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// A display.
pub(crate) struct Screen {
    pub(crate) x: RustConnection,
    pub(crate) root: Window,
}

impl Screen {
    pub(crate) fn of(display: &str) -> Outcome<Self> {
        let (x, screen) = x11rb::connect(Some(display))?;
        let root = x.setup().roots[screen].root;
        Ok(Self { x, root })
    }

    pub(crate) fn atom(&self, name: &str) -> Outcome<Atom> {
        Ok(self.x.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }

    /// The visible windows, the topmost first.
    pub(crate) fn visible(&self) -> Outcome<Vec<Window>> {
        let mut all = self.x.query_tree(self.root)?.reply()?.children;
        all.reverse();
        // A window that ends between two questions is none.
        let is_visible = |window: &Window| {
            let asked = self.x.get_window_attributes(*window).ok().map(|cookie| cookie.reply());
            let shown = matches!(asked, Some(Ok(attributes)) if attributes.map_state == MapState::VIEWABLE);
            let place = self.x.get_geometry(*window).ok().map(|cookie| cookie.reply());
            // The toolkit keeps a window of its own for drags, beyond the corner.
            let here = |at: i16, length: u16| i32::from(at) + i32::from(length) > 0;
            shown && matches!(place, Some(Ok(at)) if here(at.x, at.width) && here(at.y, at.height))
        };
        Ok(all.into_iter().filter(is_visible).collect())
    }

    /// The topmost visible window of this type, for example `_NET_WM_WINDOW_TYPE_DIALOG`.
    pub(crate) fn of_type(&self, wanted: &str) -> Outcome<Option<Window>> {
        let (kind, wanted) = (self.atom("_NET_WM_WINDOW_TYPE")?, self.atom(wanted)?);
        for window in self.visible()? {
            let Ok(kinds) = self.x.get_property(false, window, kind, AtomEnum::ATOM, 0, 16)?.reply() else { continue };
            if kinds.value32().is_some_and(|mut kinds| kinds.any(|kind| kind == wanted)) {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Gives a window the focus and waits until it has it. False: it is not there to take it.
    pub(crate) fn focus(&self, window: Window, patience: Duration) -> Outcome<bool> {
        let end = Instant::now() + patience;
        while self.x.get_input_focus()?.reply()?.focus != window {
            if Instant::now() > end {
                return Ok(false);
            }
            match self.x.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check() {
                // Not on the screen yet, or no more.
                Err(ReplyError::X11Error(_)) => thread::sleep(PAUSE),
                other => other?,
            }
        }
        Ok(true)
    }

    /// What a window shows on the screen, with what lies on top of it: a PNG. Only for screens of 24 bits a pixel, kept
    /// in four bytes, which is what a desk's is.
    pub(crate) fn picture(&self, window: Window) -> Outcome<Vec<u8>> {
        let place = self.x.get_geometry(window)?.reply()?;
        let (width, height) = (place.width, place.height);
        let image = self.x.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)?.reply()?;
        let setup = self.x.setup();
        let bits = setup.pixmap_formats.iter().find(|format| format.depth == image.depth);
        if bits.map(|format| format.bits_per_pixel) != Some(32) || setup.image_byte_order != ImageOrder::LSB_FIRST {
            return Err(format!("a screen of {} bits cannot be read", image.depth).into());
        }
        let colours: Vec<u8> = image.data.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0]]).collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width.into(), height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header()?.write_image_data(&colours)?;
        Ok(file)
    }

    /// The text that is selected now, in whichever window (the PRIMARY selection, ICCCM 2). None: nothing is.
    pub(crate) fn selected(&self) -> Outcome<Option<String>> {
        let (x, text, place) = (&self.x, self.atom("UTF8_STRING")?, self.atom("KONTOR_SELECTED")?);
        let mine = x.generate_id()?;
        let looks = CreateWindowAux::new();
        x.create_window(0, mine, self.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &looks)?.check()?;
        x.convert_selection(mine, AtomEnum::PRIMARY.into(), text, place, x11rb::CURRENT_TIME)?.check()?;
        let end = Instant::now() + Duration::from_secs(1);
        let mut found = None;
        while Instant::now() < end {
            match x.poll_for_event()? {
                Some(Event::SelectionNotify(answer)) if answer.requestor == mine => {
                    if answer.property != x11rb::NONE {
                        let value = x.get_property(true, mine, place, text, 0, 4096)?.reply()?.value;
                        found = Some(String::from_utf8_lossy(&value).into_owned());
                    }
                    break;
                }
                Some(_) => {}
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
        x.destroy_window(mine)?.check()?;
        Ok(found)
    }
}
