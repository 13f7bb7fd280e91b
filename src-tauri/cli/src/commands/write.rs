//! add, set.

use std::collections::BTreeMap;

use kontor_core::book::{Kind, Op, OpKind, RecordRef, Tx};
use kontor_core::flows::naming;
use kontor_core::records::{
    Address, AddressDraft, AddressKind, PointDraft, PointKind, addresses, contact, lead, opportunity, organization,
    points, tags,
};
use kontor_core::{Code, Error, Refusal, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::stage;
use crate::context::Context;
use crate::fields::{self, Assignment, Mode};
use crate::output::{Failure, Outcome};

pub(super) fn add(on: &Context, kind: Kind, texts: &[String]) -> Outcome {
    let assignments = Assignment::all(texts)?;
    let done = match kind {
        Kind::Lead => {
            let draft: lead::Draft = read(fields::draft(kind, &assignments)?)?;
            on.book.transact(Op::new(OpKind::CreateLead, ""), |tx| lead::create(tx, &draft, &on.typing))?
        }
        Kind::Organization => {
            let draft: organization::Draft = read(fields::draft(kind, &assignments)?)?;
            let op = Op::new(OpKind::CreateOrganization, "");
            on.book.transact(op, |tx| organization::create(tx, &draft, &on.typing))?
        }
        Kind::Contact => {
            let draft: contact::Draft = read(fields::draft(kind, &assignments)?)?;
            on.book.transact(Op::new(OpKind::CreateContact, ""), |tx| contact::create(tx, &draft, &on.typing))?
        }
        Kind::Opportunity => {
            let draft: opportunity::Draft = read(opportunity_draft(on, assignments)?)?;
            let op = Op::new(OpKind::CreateOpportunity, "");
            on.book.transact(op, |tx| opportunity::create(tx, &draft, &on.typing))?
        }
    };
    let text = format!("{}\n{}", on.step_text(&done)?, done.value);
    on.saved_as(&done, text)
}

/// An opportunity is also given a stage and contacts, by name.
fn opportunity_draft(on: &Context, assignments: Vec<Assignment>) -> Result<Value, Failure> {
    let (own, fields): (Vec<_>, Vec<_>) =
        assignments.into_iter().partition(|one| matches!(one.name.as_str(), "stage" | "contact"));
    let mut draft = fields::draft(Kind::Opportunity, &fields)?;
    let mut contacts = Vec::new();
    for one in own {
        if one.name == "stage" {
            draft["stage"] = json!(on.book.read(|db| stage::find(db, &one.value, None))?);
        } else {
            contacts.push(on.book.read(|db| naming::record(db, &one.value, &[Kind::Contact]))?.id);
        }
    }
    draft["contacts"] = json!(contacts);
    Ok(draft)
}

fn read<T: DeserializeOwned>(draft: Value) -> Result<T, Failure> {
    serde_json::from_value(draft).map_err(|error| Failure::Usage(error.to_string()))
}

pub(super) fn set(on: &Context, name: &str, texts: &[String]) -> Outcome {
    let assignments = Assignment::all(texts)?;
    let record = on.book.read(|db| naming::record(db, name, &Kind::ALL))?;
    for one in &assignments {
        let hangs_on = record.kind != Kind::Opportunity && (one.points().is_some() || one.is_address());
        if !hangs_on && one.name != "tag" {
            one.only_set()?;
            fields::check(record.kind, &one.name)?;
        }
    }
    let kind = match record.kind {
        Kind::Lead => OpKind::EditLead,
        Kind::Organization => OpKind::EditOrganization,
        Kind::Contact => OpKind::EditContact,
        Kind::Opportunity => OpKind::EditOpportunity,
    };
    let done = on.book.transact(Op::new(kind, ""), |tx| {
        set_fields(on, tx, &record, &assignments)?;
        for one in &assignments {
            if one.name == "tag" {
                set_tag(tx, &record, one)?;
            } else if one.points().is_some() {
                set_point(on, tx, &record, one)?;
            }
        }
        set_addresses(tx, &record, &assignments)?;
        tx.about(kontor_core::records::title_of(tx, &record)?);
        Ok(record.clone())
    })?;
    on.saved(&done)
}

fn set_fields(on: &Context, tx: &Tx, record: &RecordRef, assignments: &[Assignment]) -> Result<()> {
    macro_rules! set {
        ($kind:ident) => {{
            let known = assignments.iter().filter_map(|one| Some(($kind::Field::parse(&one.name)?, one.value.clone())));
            $kind::set(tx, &record.id, &known.collect::<BTreeMap<_, _>>(), &on.typing)
        }};
    }
    match record.kind {
        Kind::Lead => set!(lead),
        Kind::Organization => set!(organization),
        Kind::Contact => set!(contact),
        Kind::Opportunity => set!(opportunity),
    }
}

fn set_tag(tx: &Tx, record: &RecordRef, one: &Assignment) -> Result<()> {
    match one.mode {
        Mode::Remove => match tags::find(tx, &one.value)? {
            Some(tag) => tags::remove(tx, record, &tag),
            None => Err(missing("tag", &one.value)),
        },
        Mode::Set | Mode::Add => tags::add(tx, record, &one.value).map(|_| ()),
    }
}

/// `=` replaces the primary one, or adds the first; blank removes it.
fn set_point(on: &Context, tx: &Tx, record: &RecordRef, one: &Assignment) -> Result<()> {
    let kind = match one.name.as_str() {
        "email" => PointKind::Email,
        "phone" => PointKind::Phone,
        _ => PointKind::Website,
    };
    let there = points::of(tx, record)?;
    let mut of_kind = there.iter().filter(|point| point.kind == kind);
    let draft = PointDraft { label: one.label.clone(), value: one.value.clone() };
    match one.mode {
        Mode::Add => points::add(tx, record, kind, &draft, &on.typing).map(|_| ()),
        Mode::Remove => {
            let wanted = one.value.trim().to_lowercase();
            let same = |text: &str| text.to_lowercase() == wanted;
            let found = of_kind.find(|point| same(&point.value) || same(&point.display) || same(&point.key));
            points::remove(tx, record, &found.ok_or_else(|| missing(&one.name, &one.value))?.id)
        }
        Mode::Set => match of_kind.next() {
            Some(first) if one.value.trim().is_empty() => points::remove(tx, record, &first.id),
            Some(first) => {
                let label = if one.label.is_empty() { first.label.clone() } else { one.label.clone() };
                points::change(tx, record, &first.id, &PointDraft { label, ..draft }, &on.typing)
            }
            None if one.value.trim().is_empty() => Ok(()),
            None => points::add(tx, record, kind, &draft, &on.typing).map(|_| ()),
        },
    }
}

fn set_addresses(tx: &Tx, record: &RecordRef, assignments: &[Assignment]) -> Result<()> {
    let mut drafts: BTreeMap<&str, AddressDraft> = BTreeMap::new();
    for one in assignments.iter().filter(|one| one.is_address()) {
        let kind = one.address_kind(record.kind);
        if !drafts.contains_key(kind) {
            let there = addresses::of(tx, record)?.into_iter().find(|address| address.kind.as_str() == kind);
            drafts.insert(kind, there.map_or_else(AddressDraft::default, as_draft));
        }
        let Some(draft) = drafts.get_mut(kind) else { continue };
        let part = match one.name.as_str() {
            "street" => &mut draft.street,
            "postalCode" => &mut draft.postal_code,
            "city" => &mut draft.city,
            "region" => &mut draft.region,
            _ => &mut draft.country,
        };
        part.clone_from(&one.value);
    }
    for (name, draft) in drafts {
        let kind =
            AddressKind::parse(name).ok_or_else(|| Refusal::new(Code::NotAChoice).at("address").with("value", name))?;
        addresses::set(tx, record, kind, &draft)?;
    }
    Ok(())
}

fn as_draft(address: Address) -> AddressDraft {
    let Address { street, postal_code, city, region, country, .. } = address;
    AddressDraft { street, postal_code, city, region, country }
}

fn missing(kind: &str, value: &str) -> Error {
    Refusal::new(Code::NotFound).with("kind", kind).with("id", value).into()
}
