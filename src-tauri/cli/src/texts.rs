//! The words: sentences and steps from the app's message files, the rest from `texts/`.

use std::env;

use serde_json::{Map, Value};

/// The texts of one language.
pub(crate) struct Texts {
    language: &'static str,
    app: Map<String, Value>,
    own: Map<String, Value>,
}

impl Texts {
    /// Those of this language, or of the system's.
    pub(crate) fn of(wanted: Option<&str>) -> Self {
        let german = wanted.map_or_else(|| system_locale().starts_with("de"), |wanted| wanted == "de");
        let (language, app, own) = if german {
            ("de", include_str!("../../../ui/messages/de.json"), include_str!("../texts/de.json"))
        } else {
            ("en", include_str!("../../../ui/messages/en.json"), include_str!("../texts/en.json"))
        };
        let read = |text| serde_json::from_str(text).unwrap_or_default();
        Self { language, app: read(app), own: read(own) }
    }

    /// "de" or "en".
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// A text of the app with its placeholders filled in; none if the app has none of that name.
    pub(crate) fn app(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        self.app.get(key).and_then(Value::as_str).map(|text| fill(text, values))
    }

    /// A text of this program. One that is missing shows its name; a test holds them against the code.
    pub(crate) fn own(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.own.get(key).and_then(Value::as_str).map_or_else(|| key.to_owned(), |text| fill(text, values))
    }

    /// What a field, kind or state is called.
    pub(crate) fn word(&self, name: &str) -> String {
        self.own(name, &[])
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push('…'),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// The system's locale, for example `de_AT.UTF-8`: from the environment as programs of the command line know it, else as the
/// system says.
pub(crate) fn system_locale() -> String {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
        .or_else(sys_locale::get_locale)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn placeholders_are_filled_once() {
        for (text, values, filled) in [
            ("{a} and {b}", &[("a", "{b}"), ("b", "2")][..], "{b} and 2"),
            ("{missing}.", &[][..], "…."),
            ("100 % {", &[][..], "100 % {"),
        ] {
            assert_eq!(fill(text, values), filled, "{text}");
        }
    }
}
