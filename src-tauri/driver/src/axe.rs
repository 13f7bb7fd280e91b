//! The check for accessibility (R25), by axe-core in the real window.

use std::{fmt, fs};

use serde_json::{Value, json};

use crate::{Error, Result, Window, project};

/// Something that axe-core finds wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// axe-core's name of the rule, for example `color-contrast`.
    pub rule: String,
    /// What the rule asks for.
    pub help: String,
    /// Where: a CSS selector of each element, with what is wrong there and how it begins.
    pub places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.rule, self.help)?;
        self.places.iter().try_for_each(|place| write!(out, "\n  {place}"))
    }
}

/// Runs axe-core and hands its findings back as plain values.
const RUN: &str = "const done = arguments[arguments.length - 1];
    const rules = arguments[0].length > 0 ? { runOnly: arguments[0] } : {};
    axe.run(document, { resultTypes: ['violations'], preload: false, ...rules }).then(
        (found) => done({ violations: found.violations.map((one) => ({ rule: one.id, help: one.help,
            places: one.nodes.map((node) => node.target.join(' ') + ': ' + node.failureSummary + '\\n    ' + node.html.slice(0, 300)) })) }),
        (error) => done({ error: String(error) }));";

/// The rules that look at colours.
const COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

impl Window {
    /// What axe-core finds wrong with the page as it stands; best nothing.
    ///
    /// # Errors
    /// If axe-core is not installed in `ui/node_modules` or fails.
    pub fn axe(&self) -> Result<Vec<Violation>> {
        self.axe_by(&[])
    }

    /// The same by the rules that look at colours only: for another theme, where nothing else is different.
    ///
    /// # Errors
    /// As [`Window::axe`].
    pub fn axe_colours(&self) -> Result<Vec<Violation>> {
        self.axe_by(COLOURS)
    }

    /// By these rules; by all if none is named.
    fn axe_by(&self, rules: &[&str]) -> Result<Vec<Violation>> {
        let path = project().join("ui/node_modules/axe-core/axe.min.js");
        let library = fs::read_to_string(&path).map_err(Error::file(&path))?;
        self.script(&format!("if (!window.axe) {{ {library} }}"), vec![])?;
        let answer = self.script_async(RUN, vec![json!(rules)])?;
        let wrong = || Error::Answer { doing: "axe-core".into(), answer: answer.to_string() };
        let found = answer.get("violations").and_then(Value::as_array).ok_or_else(wrong)?;
        Ok(found.iter().map(violation).collect())
    }
}

fn violation(found: &Value) -> Violation {
    let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
    let places = found["places"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Violation { rule: text("rule"), help: text("help"), places: places.map(str::to_owned).collect() }
}
