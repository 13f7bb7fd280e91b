//! Addresses of a row: the parts of one come together, those of several do not mix.

use std::borrow::Cow;

use crate::records::{AddressDraft, AddressKind};

/// An address as the row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddressText<'r> {
    pub(super) kind: AddressKind,
    /// Which of several of its kind the row has: see [`crate::flows::import::headers::which_address`].
    pub(super) which: u8,
    street: Cow<'r, str>,
    postal_code: Cow<'r, str>,
    city: Cow<'r, str>,
    region: Cow<'r, str>,
    country: Cow<'r, str>,
}

impl<'r> AddressText<'r> {
    /// One of which nothing is known yet.
    pub(super) fn of(kind: AddressKind, which: u8) -> Self {
        let blank = || Cow::Borrowed("");
        Self { kind, which, street: blank(), postal_code: blank(), city: blank(), region: blank(), country: blank() }
    }

    /// Adds what a column says of a part.
    pub(super) fn add(&mut self, part: &str, value: &'r str, joint: char) {
        let place = match part {
            "street" => &mut self.street,
            "postalCode" => &mut self.postal_code,
            "city" => &mut self.city,
            "region" => &mut self.region,
            _ => &mut self.country,
        };
        if place.is_empty() {
            *place = value.into();
        } else {
            let place = place.to_mut();
            place.push(joint);
            place.push_str(value);
        }
    }

    /// As records take it.
    pub(super) fn draft(&self) -> AddressDraft {
        AddressDraft {
            street: self.street.to_string(),
            postal_code: self.postal_code.to_string(),
            city: self.city.to_string(),
            region: self.region.to_string(),
            country: self.country.to_string(),
        }
    }

    /// Nothing but a country or a region, which programs fill in by themselves.
    fn is_vague(&self) -> bool {
        self.street.is_empty() && self.postal_code.is_empty() && self.city.is_empty()
    }
}

/// Leaves one address of each kind: the usual one, or the next that names a place. The value is which ones are left over.
pub(super) fn one_of_each(addresses: &mut Vec<AddressText>) -> Vec<(AddressKind, u8)> {
    if addresses.len() < 2 {
        return Vec::new();
    }
    addresses.sort_by_key(|address| (address.is_vague(), address.which));
    let mut left = Vec::new();
    let mut taken: Vec<AddressKind> = Vec::new();
    addresses.retain(|address| {
        let is_first = !taken.contains(&address.kind);
        if is_first {
            taken.push(address.kind);
        } else {
            left.push((address.kind, address.which));
        }
        is_first
    });
    left
}
