//! The one shape in which the window hears of an error.

use std::collections::BTreeMap;

use serde::Serialize;

/// An error as the window gets it: a code that names a sentence (`error_<code>` in `ui/messages/`), never the
/// sentence itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApiError {
    /// Names the sentence, for example `not_found`.
    pub code: String,
    /// What the sentence fills in, by the names it uses.
    pub values: BTreeMap<String, String>,
    /// The field that was refused, if it was one.
    pub field: Option<String>,
}

impl ApiError {
    /// An error of this code, of no field, with nothing to fill in.
    pub fn new(code: &str) -> Self {
        Self { code: code.into(), values: BTreeMap::new(), field: None }
    }

    /// The same error with one more value for its sentence.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.into(), value.to_string());
        self
    }

    /// What the system said when the window could not be changed.
    pub(crate) fn window(error: tauri::Error) -> Self {
        Self::new("unexpected").with("detail", error)
    }
}

impl From<kontor_core::Error> for ApiError {
    fn from(error: kontor_core::Error) -> Self {
        match error {
            kontor_core::Error::Refused(refusal) => Self {
                code: refusal.code.into(),
                values: refusal.values.into_iter().map(|(name, value)| (name.into(), value)).collect(),
                field: refusal.field,
            },
            other => Self::new(other.code()).with("detail", &other),
        }
    }
}
