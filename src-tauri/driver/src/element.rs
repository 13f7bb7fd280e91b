//! One thing in the window.

use std::time::Duration;

use fantoccini::{
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::ElementRef,
};
use serde_json::{Value, json};

use crate::{Error, Result, Window};

/// The protocol's key of an element in JSON (WebDriver, "web element identifier").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page. It goes stale when the page replaces it: look for it again then.
#[derive(Clone)]
pub struct Element<'a> {
    window: &'a Window,
    id: String,
}

impl<'a> Element<'a> {
    /// The element that a script has returned.
    pub(crate) fn of(window: &'a Window, answer: &Value) -> Result<Self> {
        let id = answer.get(ELEMENT).and_then(Value::as_str);
        let id = id.ok_or_else(|| Error::Answer { doing: "looking".into(), answer: answer.to_string() })?;
        Ok(Self { window, id: id.into() })
    }

    /// Clicks into its middle with the mouse, after scrolling it into view.
    ///
    /// # Errors
    /// If it is gone, or something else lies over it.
    pub fn click(&self) -> Result<()> {
        self.run("clicking", |element| async move { element.click().await })
    }

    /// Types this over all that the field holds. (The protocol's own way to empty a field takes the focus from it.)
    ///
    /// # Errors
    /// If it is gone or takes no text.
    pub fn fill(&self, text: &str) -> Result<()> {
        self.script("this.focus(); this.select()")?;
        if text.is_empty() {
            self.window.keys("Delete")
        } else if has_no_key(text) {
            self.type_text(text)
        } else {
            self.window.type_text(text)
        }
    }

    /// Types this at the end of what the field holds. Characters that no key stands for, such as emoji, are put in as
    /// an input method does: the driver would drop them.
    ///
    /// # Errors
    /// If it is gone or takes no text.
    pub fn type_text(&self, text: &str) -> Result<()> {
        if has_no_key(text) {
            let body = "arguments[0].focus(); document.execCommand('insertText', false, arguments[1])";
            return self.window.script(body, vec![json!({ ELEMENT: self.id }), json!(text)]).map(|_| ());
        }
        self.run("typing", |element| async move { element.send_keys(text).await })
    }

    /// Its text as a reader sees it.
    ///
    /// # Errors
    /// If it is gone.
    pub fn text(&self) -> Result<String> {
        self.run("reading", |element| async move { element.text().await })
    }

    /// An attribute as it stands in the page, if it has it.
    ///
    /// # Errors
    /// If it is gone.
    pub fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.run("reading", |element| async move { element.attr(name).await })
    }

    /// What the field holds now.
    ///
    /// # Errors
    /// If it is gone.
    pub fn value(&self) -> Result<String> {
        Ok(self.script("return String(this.value ?? '')")?.as_str().unwrap_or_default().into())
    }

    /// Where it is and how large, in pixels of the page: left, top, width, height.
    ///
    /// # Errors
    /// If it is gone.
    pub fn place(&self) -> Result<(f64, f64, f64, f64)> {
        let answer = self.script("const r = this.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]")?;
        let numbers: Vec<f64> = answer.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        match numbers[..] {
            [left, top, width, height] => Ok((left, top, width, height)),
            _ => Err(Error::Answer { doing: "measuring".into(), answer: answer.to_string() }),
        }
    }

    /// Drags it with the mouse by its middle to the middle of another element, in small steps as a hand does.
    ///
    /// # Errors
    /// If either is gone.
    pub fn drag_to(&self, target: &Element<'_>) -> Result<()> {
        let (left, top, width, height) = target.place()?;
        self.drag_to_point(left + width / 2.0, top + height / 2.0)
    }

    /// Drags it with the mouse by its middle to a point of the page, in small steps as a hand does.
    ///
    /// # Errors
    /// If it is gone.
    pub fn drag_to_point(&self, x: f64, y: f64) -> Result<()> {
        const STEPS: u32 = 20;
        let (left, top, width, height) = self.place()?;
        let from = (left + width / 2.0, top + height / 2.0);
        let to = |x: f64, y: f64| PointerAction::MoveTo { duration: Some(Duration::ZERO), x: x.round(), y: y.round() };
        let pause = |milliseconds| PointerAction::Pause { duration: Duration::from_millis(milliseconds) };
        let mut actions = MouseActions::new("mouse".into())
            .then(to(from.0, from.1))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(pause(60));
        for step in 1..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let (x, y) = (from.0 + (x - from.0) * part, from.1 + (y - from.1) * part);
            actions = actions.then(to(x, y)).then(pause(16));
        }
        actions = actions.then(pause(120)).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.window.run("dragging", |client| async move { client.perform_actions(actions).await })
    }

    /// Moves the mouse over its middle.
    ///
    /// # Errors
    /// If it is gone.
    pub fn hover(&self) -> Result<()> {
        let (left, top, width, height) = self.place()?;
        let (x, y) = ((left + width / 2.0).round(), (top + height / 2.0).round());
        let actions = MouseActions::new("mouse".into()).then(PointerAction::MoveTo { duration: None, x, y });
        self.window.run("moving the mouse", |client| async move { client.perform_actions(actions).await })
    }

    /// Runs a function's body with this element as `this`.
    ///
    /// # Errors
    /// If it is gone or the script throws.
    pub fn script(&self, body: &str) -> Result<Value> {
        let body = format!("return (function () {{ {body} }}).call(arguments[0])");
        self.window.script(&body, vec![json!({ ELEMENT: self.id })])
    }

    fn run<T, F>(&self, doing: &str, command: impl FnOnce(fantoccini::elements::Element) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, fantoccini::error::CmdError>>,
    {
        let id = ElementRef::from(self.id.clone());
        self.window.run(doing, |client| command(fantoccini::elements::Element::from_element_id(client, id)))
    }
}

/// Whether there is a character that the driver has no key for.
fn has_no_key(text: &str) -> bool {
    text.chars().any(|character| u32::from(character) > 0xFFFF)
}
