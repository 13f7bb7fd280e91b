//! Columns for what has none: each property of a card or an entry has a place, and the places that a file uses become its columns.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::headers::name_columns;
use super::{CELL_LIMIT, Cells};

/// How many different properties that nobody knows get a column of their own; further ones share one.
const MOST_OTHERS: usize = 100;
/// The order of properties that nobody knows: behind all others.
const OTHERS: u16 = u16::MAX - 1;

/// Where a value stands in the row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    order: u16,
    /// Which of several, from 1; 0 where there is only one.
    number: u16,
    /// A value before its label.
    part: u8,
    name: Cow<'static, str>,
}

impl Place {
    /// The only one of its name.
    pub(super) const fn one(order: u16, name: &'static str) -> Self {
        Self { order, number: 0, part: 0, name: Cow::Borrowed(name) }
    }

    /// One of several.
    pub(super) const fn of_several(order: u16, number: u16, part: u8, name: &'static str) -> Self {
        Self { order, number, part, name: Cow::Borrowed(name) }
    }

    /// A property that is called so in the file.
    pub(super) fn other(name: &str) -> Self {
        Self { order: OTHERS, number: 0, part: 0, name: Cow::Owned(name.chars().take(60).collect()) }
    }

    const fn rest() -> Self {
        Self::one(u16::MAX, "Other properties")
    }

    /// What the column is called: "Email 2", "Email 2 Label".
    fn header(&self) -> String {
        match (self.number, self.part) {
            (0, _) => self.name.clone().into_owned(),
            (number, 0) => format!("{} {number}", self.name),
            (number, _) => format!("{} {number} Label", self.name),
        }
    }
}

/// What one card or entry says. Several values of one place stand below each other.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<Place, String>);

impl Values {
    pub(super) fn add(&mut self, place: Place, value: &str) {
        let value = value.trim();
        let text = self.0.entry(place).or_default();
        if value.is_empty() || text.len() + value.len() >= CELL_LIMIT {
            return;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(value);
    }

    /// Only where nothing stands there yet.
    pub(super) fn add_first(&mut self, place: Place, value: &str) {
        if self.get(&place).is_empty() {
            self.add(place, value);
        }
    }

    pub(super) fn get(&self, place: &Place) -> &str {
        self.0.get(place).map_or("", String::as_str)
    }

    pub(super) fn take(&mut self, place: &Place) -> Option<String> {
        self.0.remove(place)
    }
}

/// The places that a file uses, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    places: BTreeMap<Place, usize>,
}

/// Collects the places of a file.
#[derive(Debug, Default)]
pub(super) struct Gathered(BTreeSet<Place>);

impl Gathered {
    pub(super) fn add(&mut self, values: &Values) {
        for (place, _) in values.0.iter().filter(|(_, value)| !value.is_empty()) {
            if self.0.contains(place) {
                continue;
            }
            let others = || self.0.iter().filter(|known| known.order == OTHERS).count();
            if place.order == OTHERS && others() >= MOST_OTHERS {
                self.0.insert(Place::rest());
            } else {
                self.0.insert(place.clone());
            }
        }
    }

    /// The columns, with those that are always there.
    pub(super) fn columns(mut self, always: &[Place]) -> Columns {
        self.0.extend(always.iter().cloned());
        Columns { places: self.0.into_iter().enumerate().map(|(at, place)| (place, at)).collect() }
    }
}

impl Columns {
    pub(super) fn headers(&self) -> Vec<String> {
        let names: Vec<String> = self.places.keys().map(Place::header).collect();
        name_columns(names.iter().map(String::as_str))
    }

    /// A row with what there is.
    pub(super) fn cells(&self, values: Values) -> Cells {
        let mut cells = vec![String::new(); self.places.len()];
        for (place, value) in values.0 {
            match self.places.get(&place) {
                Some(at) => cells[*at] = value,
                None => {
                    if let Some(at) = self.places.get(&Place::rest()).filter(|_| !value.is_empty()) {
                        let cell = &mut cells[*at];
                        if !cell.is_empty() {
                            cell.push('\n');
                        }
                        cell.push_str(&format!("{}: {value}", place.name));
                    }
                }
            }
        }
        cells.into_iter().collect()
    }
}
