//! Key presses by name.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

use crate::{Error, Result, Window};

impl Window {
    /// Presses keys together, as `"Control+Shift+z"`, `"Escape"`, `"Alt+ArrowLeft"` or `"a"`, named as in the
    /// browser's `KeyboardEvent.key`; several one after another with spaces between.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn keys(&self, presses: &str) -> Result<()> {
        for press in presses.split_whitespace() {
            let keys = press.split('+').map(key).collect::<Result<Vec<char>>>()?;
            let mut actions = KeyActions::new("keyboard".into());
            for &value in &keys {
                actions = actions.then(KeyAction::Down { value });
            }
            for &value in keys.iter().rev() {
                actions = actions.then(KeyAction::Up { value });
            }
            self.run(&format!("pressing {press}"), |client| async move { client.perform_actions(actions).await })?;
        }
        Ok(())
    }

    /// Types text into whatever has the focus.
    ///
    /// # Errors
    /// If the app has ended.
    pub fn type_text(&self, text: &str) -> Result<()> {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.run("typing", |client| async move { client.perform_actions(actions).await })
    }
}

/// The protocol's character of a key.
fn key(name: &str) -> Result<char> {
    let key = match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Meta" => Key::Meta,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => return Ok(' '),
        "Plus" => return Ok('+'),
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F5" => Key::F5,
        _ => {
            let mut characters = name.chars();
            return match (characters.next(), characters.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(Error::Answer { doing: "pressing keys".into(), answer: format!("no key is called {name}") }),
            };
        }
    };
    Ok(char::from(key))
}
