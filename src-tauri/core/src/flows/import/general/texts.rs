//! The texts of a row by the fields that they go to.

use std::borrow::Cow;

use super::fields::FieldInfo;

/// Fields of one value as typed, in the order of the columns; blank ones are missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values<'r>(Vec<(&'static FieldInfo, Cow<'r, str>)>);

impl<'r> Values<'r> {
    /// None yet, with room for so many.
    pub(super) fn with_room(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// The text of a field.
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(info, _)| info.name == field).map(|(_, value)| &**value)
    }

    /// Whether the field has one.
    pub(super) fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
    }

    /// One after the other.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static FieldInfo, &Cow<'r, str>)> {
        self.0.iter().map(|(info, value)| (*info, value))
    }

    /// Puts a text in the place of the one that there is.
    pub(super) fn put(&mut self, field: &'static FieldInfo, value: Cow<'r, str>) {
        match self.0.iter_mut().find(|(info, _)| info.name == field.name) {
            Some((_, known)) => *known = value,
            None => self.0.push((field, value)),
        }
    }

    /// Adds a text behind the one that there is.
    pub(super) fn add(&mut self, field: &'static FieldInfo, value: Cow<'r, str>) {
        match self.0.iter_mut().find(|(info, _)| info.name == field.name) {
            Some((_, known)) => {
                let known = known.to_mut();
                known.push(' ');
                known.push_str(&value);
            }
            None => self.0.push((field, value)),
        }
    }

    /// Takes the text of a field out.
    pub(super) fn remove(&mut self, field: &str) -> Option<Cow<'r, str>> {
        let at = self.0.iter().position(|(info, _)| info.name == field)?;
        Some(self.0.remove(at).1)
    }
}
