//! `field=value` on the command line, turned into the drafts that a form would give.

use std::collections::BTreeMap;

use kontor_core::book::Kind;
use kontor_core::records::{contact, lead, opportunity, organization};
use serde_json::{Map, Value, json};

use crate::output::Failure;

/// What an assignment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Remove,
}

/// One `field=value`, `phone:mobile+=value`, `shipping.city=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The part before a point, for an address or a record.
    pub(crate) scope: String,
    pub(crate) name: String,
    /// The part after a colon.
    pub(crate) label: String,
    pub(crate) mode: Mode,
    pub(crate) value: String,
}

impl Assignment {
    fn read(text: &str) -> Result<Self, Failure> {
        let (target, value) = text.split_once('=').ok_or_else(|| Failure::Usage(format!("{text}: not FIELD=VALUE")))?;
        let (target, mode) = match (target.strip_suffix('+'), target.strip_suffix('-')) {
            (Some(target), _) => (target, Mode::Add),
            (None, Some(target)) => (target, Mode::Remove),
            (None, None) => (target, Mode::Set),
        };
        let (target, label) = target.split_once(':').unwrap_or((target, ""));
        let (scope, name) = target.split_once('.').unwrap_or(("", target));
        let [scope, name, label] = [scope, name, label].map(|part| part.trim().to_owned());
        Ok(Self { scope, name, label, mode, value: value.to_owned() })
    }

    /// Reads all of them.
    pub(crate) fn all(texts: &[String]) -> Result<Vec<Self>, Failure> {
        texts.iter().map(|text| Self::read(text)).collect()
    }

    /// The key of a draft's list of e-mails, phones or websites.
    pub(crate) fn points(&self) -> Option<&'static str> {
        Some(match self.name.as_str() {
            "email" => "emails",
            "phone" => "phones",
            "website" => "websites",
            _ => return None,
        })
    }

    /// Whether it is a part of an address.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self.name.as_str(), "street" | "postalCode" | "city" | "region" | "country")
    }

    /// The kind of address it is a part of.
    pub(crate) fn address_kind(&self, kind: Kind) -> &str {
        match (self.scope.as_str(), kind) {
            ("", Kind::Organization) => "billing",
            ("", _) => "main",
            (scope, _) => scope,
        }
    }

    /// Nothing but `=` may be done to it.
    pub(crate) fn only_set(&self) -> Result<(), Failure> {
        match self.mode {
            Mode::Set => Ok(()),
            Mode::Add | Mode::Remove => Err(Failure::Usage(format!("{}: only = is possible", self.name))),
        }
    }
}

/// The names of a kind's fields.
pub(crate) fn names(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Lead => lead::Field::ALL.iter().map(|field| field.as_str()).collect(),
        Kind::Organization => organization::Field::ALL.iter().map(|field| field.as_str()).collect(),
        Kind::Contact => contact::Field::ALL.iter().map(|field| field.as_str()).collect(),
        Kind::Opportunity => opportunity::Field::ALL.iter().map(|field| field.as_str()).collect(),
    }
}

/// Refuses the name of a field that the kind does not have.
pub(crate) fn check(kind: Kind, name: &str) -> Result<(), Failure> {
    let names = names(kind);
    if names.contains(&name) {
        return Ok(());
    }
    Err(Failure::Usage(format!("{name}: no such field of {}; there are: {}", kind.table(), names.join(", "))))
}

/// A new record's draft as the window would send it. What an opportunity has besides (stage, contact) is left to the caller.
pub(crate) fn draft(kind: Kind, assignments: &[Assignment]) -> Result<Value, Failure> {
    let mut draft = json!({ "fields": {}, "tags": [] });
    let mut addresses: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for one in assignments {
        if one.mode == Mode::Remove {
            return Err(Failure::Usage(format!("{}-=: a new record has nothing to remove", one.name)));
        }
        if let (Some(points), true) = (one.points(), kind != Kind::Opportunity) {
            push(&mut draft, points, json!({ "label": one.label, "value": one.value }));
        } else if one.name == "tag" {
            push(&mut draft, "tags", json!(one.value));
        } else if one.is_address() && kind != Kind::Opportunity {
            let address = addresses.entry(one.address_kind(kind)).or_default();
            address.insert(one.name.clone(), json!(one.value));
        } else {
            check(kind, &one.name)?;
            draft["fields"][&one.name] = json!(one.value);
        }
    }
    if !addresses.is_empty() {
        draft["addresses"] = json!(addresses);
    }
    Ok(draft)
}

fn push(draft: &mut Value, list: &str, value: Value) {
    if let Some(values) = draft[list].as_array_mut() {
        values.push(value);
    } else {
        draft[list] = json!([value]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_taken_apart() {
        let read = |text: &str| Assignment::read(text).unwrap();
        let one = read("phone:mobile+=030 = 1");
        assert_eq!((one.name.as_str(), one.label.as_str(), one.mode), ("phone", "mobile", Mode::Add));
        assert_eq!(one.value, "030 = 1");
        let one = read("shipping.city=");
        assert_eq!((one.scope.as_str(), one.name.as_str(), one.value.as_str()), ("shipping", "city", ""));
        assert_eq!(read("tag-=old").mode, Mode::Remove);
        assert!(matches!(Assignment::read("company"), Err(Failure::Usage(_))));
    }
}
