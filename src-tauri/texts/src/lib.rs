//! The texts of `ui/messages` for programs without a window: the command line, and files that the app writes for people.
//!
//! The core answers with codes and values; the sentences stand once, in the interface's message files, which are compiled in
//! here. A text with plural forms is taken in its general form.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// The language of a tag or locale such as "de", "de_AT.UTF-8", "en-GB". What is neither is English.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.split(['-', '_', '.']).next() {
            Some(language) if language.eq_ignore_ascii_case("de") => Self::German,
            _ => Self::English,
        }
    }

    /// The tag: "en", "de".
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

type Texts = BTreeMap<String, Value>;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../../ui/messages/en.json")));
static GERMAN: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../../ui/messages/de.json")));

fn read(json: &str) -> Texts {
    // The files are part of the build, and a test reads both.
    serde_json::from_str(json).unwrap_or_default()
}

/// The text of this key with its `{placeholders}` filled in; none if there is no such key. A placeholder without a value
/// stays as it is.
#[must_use]
pub fn text(language: Language, key: &str, values: &BTreeMap<&str, String>) -> Option<String> {
    let texts = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    let template = general_form(texts.get(key)?)?;
    Some(filled(template, values))
}

/// The sentence for a code of the core; one that says the code where there is none of its own.
#[must_use]
pub fn sentence(language: Language, code: &str, values: &BTreeMap<&str, String>) -> String {
    text(language, &format!("error_{code}"), values)
        .or_else(|| text(language, "error_unknown_code", &BTreeMap::from([("code", code.to_owned())])))
        .unwrap_or_else(|| code.to_owned())
}

/// A plain text, or the `*` form of one with plural forms.
fn general_form(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(variants) => {
            let forms = variants.first()?.get("match")?.as_object()?;
            let general =
                forms.iter().find(|(condition, _)| condition.contains('*')).or_else(|| forms.iter().next())?;
            general.1.as_str()
        }
        _ => None,
    }
}

fn filled(template: &str, values: &BTreeMap<&str, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}') {
            Some((name, behind)) => {
                match values.get(name) {
                    Some(value) => text.push_str(value),
                    None => text.extend(["{", name, "}"]),
                }
                rest = behind;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_those_of_the_interface_in_both_languages() {
        let nothing = BTreeMap::new();
        let english = sentence(Language::English, "nothing_to_undo", &nothing);
        let german = sentence(Language::German, "nothing_to_undo", &nothing);
        assert_ne!(english, german);
        assert!(!english.contains("nothing_to_undo") && !german.contains("nothing_to_undo"), "{english} {german}");
        assert!(sentence(Language::German, "no_such_code", &nothing).contains("no_such_code"));
    }

    #[test]
    fn placeholders_are_filled_and_unknown_ones_stay() {
        let values = BTreeMap::from([("name", "{value}".to_owned())]);
        assert_eq!(filled("Hello {name}, {other} {", &values), "Hello {value}, {other} {");
    }

    #[test]
    fn a_text_with_plural_forms_is_taken_in_its_general_form() {
        let plural =
            serde_json::json!([{ "selectors": ["n"], "match": { "n=one": "one lead", "n=*": "{count} leads" } }]);
        assert_eq!(general_form(&plural), Some("{count} leads"));
    }

    #[test]
    fn a_locale_tells_the_language() {
        for (tag, language) in [
            ("de", Language::German),
            ("de_AT.UTF-8", Language::German),
            ("C", Language::English),
            ("en-GB", Language::English),
            ("deutsch", Language::English),
        ] {
            assert_eq!(Language::of(tag), language, "{tag}");
        }
    }
}
