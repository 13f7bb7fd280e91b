//! Drives Kontor's real window: the compiled app, in WebKitGTK, on a screen of its own, through WebDriver.
//!
//! ```no_run
//! use kontor_driver::{Start, Window};
//! # fn main() -> kontor_driver::Result<()> {
//! let window = Window::open(Start::on("/tmp/book"))?;
//! window.role("button", "New lead")?.click()?;
//! window.css("input[name=title]")?.fill("Acme GmbH")?;
//! window.keys("Control+Enter")?;
//! window.text("Acme GmbH")?;
//! # Ok(()) }
//! ```
//!
//! Everything waits: what is looked for may take a few seconds to appear. Everything ends with the [`Window`], also
//! when a test panics. Two windows may run at the same time, each on a screen and bus of its own.
//!
//! | file | what it holds |
//! |---|---|
//! | `desk.rs`, `process.rs` | screen, bus and driver program: started, and ended whatever happens |
//! | `window.rs` | the window: looking for things, scripts, pictures, restart |
//! | `element.rs` | one thing in it: click, fill, drag |
//! | `keys.rs` | `"Control+Shift+Z"` to key presses |
//! | `close.rs` | the close button |
//! | `choose.rs` | the system's own dialog that asks for a file |
//! | `carry.rs` | files dropped from the desktop |
//! | `screen.rs`, `keyboard.rs` | the X server: windows, focus, selected text, keys outside of the page |
//! | `axe.rs` | the check for accessibility |
//! | `bare.rs` | the app without WebDriver, for measuring |
//!
//! fantoccini speaks the protocol; this crate makes it blocking, so that a test reads from top to bottom.

mod axe;
mod bare;
mod carry;
mod choose;
mod close;
mod desk;
mod element;
mod error;
mod keyboard;
mod keys;
mod process;
mod screen;
mod window;

pub use axe::Violation;
pub use bare::Bare;
pub use desk::Look;
pub use element::Element;
pub use error::{Error, Result};
pub use window::{Carried, Start, Window, project};
