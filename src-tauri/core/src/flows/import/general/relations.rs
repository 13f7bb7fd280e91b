//! The other records that a row names: by our id, by the other system's, by e-mail, by name. An organization and a contact that are not
//! there are made from their name; an id that no file has brought yet is waited for.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::fields::{Sort, What};
use super::gather::Part;
use super::plan::{RELATION_UNKNOWN, refusal, shortened};
use super::write::Links;
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::foreign::{self, ForeignId, Owner};
use crate::records::{PointDraft, PointKind, Typing, contact, merged, opportunity, organization, points};
use crate::value::{company, email, name, text};
use crate::{Code, Refusal, Result};

/// A link to a record that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Awaited {
    field: &'static str,
    kind: Kind,
    value: String,
}

/// What a row's relations lead to.
#[derive(Debug, Default)]
pub(super) struct Related {
    pub(super) links: Links,
    pub(super) awaited: Vec<Awaited>,
    /// How many organizations and contacts were made on the way.
    pub(super) made: Vec<What>,
    /// People who were invited and whom the book does not know.
    pub(super) strangers: Vec<String>,
}

/// Finds what a row names.
pub(super) struct Relations<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) system: &'a str,
    pub(super) typing: &'a Typing,
}

impl Relations<'_> {
    /// The relations of a part. `beside`: the records that the same row gave before, with the policy of linking to them.
    pub(super) fn of(&self, part: &Part, beside: &[RecordRef]) -> Result<Related> {
        let mut related = Related::default();
        let organization =
            |kind: Kind| beside.iter().find(|record| record.kind == kind).map(|record| record.id.clone());
        let of_row = organization(Kind::Organization);
        match part.what {
            What::Organization => self.one(part, "parent", Kind::Organization, None, &mut related)?,
            What::Contact => {
                self.one(part, "organization", Kind::Organization, of_row, &mut related)?;
                self.one(part, "reportsTo", Kind::Contact, None, &mut related)?;
            }
            What::Opportunity => {
                self.one(part, "organization", Kind::Organization, of_row, &mut related)?;
                self.contacts(part, organization(Kind::Contact), &mut related)?;
            }
            What::Activity | What::Note => self.places(part, beside, &mut related)?,
            What::Lead => {}
        }
        Ok(related)
    }

    /// The text of a relation and of its id column.
    fn texts<'a>(&self, part: &'a Part, field: &str) -> (&'a str, &'a str) {
        let by = |wanted: &str| {
            let found = part.relations.iter().find(|(info, _)| info.name == wanted);
            found.map_or("", |(_, value)| value.trim())
        };
        (by(field), by(&format!("{field}Id")))
    }

    fn one(
        &self,
        part: &Part,
        field: &'static str,
        kind: Kind,
        of_row: Option<String>,
        related: &mut Related,
    ) -> Result<()> {
        let (called, id) = self.texts(part, field);
        let within = related.links.of_field.get("organization").cloned();
        if !id.is_empty() {
            match self.by_id(kind, id)? {
                Some(found) => drop(related.links.of_field.insert(field, found)),
                None if called.is_empty() => {
                    related.awaited.push(Awaited { field, kind, value: id.to_owned() });
                }
                None => {
                    let found = self.by_name(kind, called, within.as_deref(), field, &mut related.made)?;
                    self.note_id(kind, &found, id)?;
                    related.links.of_field.insert(field, found);
                }
            }
        } else if !called.is_empty() {
            let found = self.by_name(kind, called, within.as_deref(), field, &mut related.made)?;
            related.links.of_field.insert(field, found);
        } else if let Some(beside) = of_row {
            related.links.of_field.insert(field, beside);
        }
        Ok(())
    }

    fn contacts(&self, part: &Part, of_row: Option<String>, related: &mut Related) -> Result<()> {
        let (called, ids) = self.texts(part, "contact");
        let within = related.links.of_field.get("organization").cloned();
        let add = |id: String, role: &str, links: &mut Links| {
            if !links.contacts.iter().any(|(known, _)| *known == id) {
                links.contacts.push((id, role.to_owned()));
            }
        };
        if let Some(id) = of_row {
            add(id, "", &mut related.links);
        }
        let ids: Vec<&str> = several(ids).collect();
        // Our own lists write a line for each; a role may have a semicolon in it.
        let lines: Vec<&str> = called.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let names = if lines.len() == ids.len() { lines } else { several(called).collect() };
        for (at, id) in ids.iter().enumerate() {
            // Names stand beside their ids, in the same order.
            let name = names.get(at).copied().filter(|_| names.len() == ids.len()).unwrap_or_default();
            let (name, role) = without_role(name);
            match self.by_id(Kind::Contact, id)? {
                Some(found) => add(found, role, &mut related.links),
                None if name.is_empty() => {
                    related.awaited.push(Awaited { field: "contact", kind: Kind::Contact, value: (*id).to_owned() });
                }
                None => {
                    let (found, role) = self.named(name, role, within.as_deref(), &mut related.made)?;
                    self.note_id(Kind::Contact, &found, id)?;
                    add(found, role, &mut related.links);
                }
            }
        }
        if ids.is_empty() {
            for called in names {
                let (name, role) = without_role(called);
                let (found, role) = self.named(name, role, within.as_deref(), &mut related.made)?;
                add(found, role, &mut related.links);
            }
        }
        Ok(())
    }

    /// A contact by name, with its role. What stands behind the name may be an e-mail instead, as HubSpot writes it: it tells who is meant,
    /// and is kept of somebody new.
    fn named<'a>(
        &self,
        name: &str,
        role: &'a str,
        within: Option<&str>,
        made: &mut Vec<What>,
    ) -> Result<(String, &'a str)> {
        let Some(address) = email::parse_one(role).ok().filter(|_| role.contains('@')) else {
            return Ok((self.by_name(Kind::Contact, name, within, "contact", made)?, role));
        };
        let sql = "SELECT DISTINCT contact_id FROM contact_point
                   WHERE match_key = ?1 AND kind = 'email' AND contact_id IS NOT NULL LIMIT 2";
        if let [id] = ids(self.tx, sql, [address.key])?.as_slice() {
            return Ok((id.clone(), ""));
        }
        let before = made.len();
        let id = self.by_name(Kind::Contact, name, within, "contact", made)?;
        if made.len() > before {
            let record = RecordRef { kind: Kind::Contact, id: id.clone() };
            let draft = PointDraft { label: String::new(), value: role.to_owned() };
            points::add(self.tx, &record, PointKind::Email, &draft, self.typing)?;
        }
        Ok((id, ""))
    }

    /// What an item hangs on: what the row names, and what the row gave beside it.
    fn places(&self, part: &Part, beside: &[RecordRef], related: &mut Related) -> Result<()> {
        let mut places: Vec<RecordRef> = Vec::new();
        let mut add = |record: RecordRef| {
            if !places.contains(&record) {
                places.push(record);
            }
        };
        for (info, value) in &part.relations {
            let Sort::Places = info.sort else { continue };
            for named in several(value) {
                let record = match named.split_once(':') {
                    Some((kind, id)) => self.place(kind.trim(), id.trim())?,
                    None => merged::now(self.tx, named)?,
                };
                add(record.ok_or_else(|| unknown("on", named))?);
            }
        }
        for kind in [Kind::Opportunity, Kind::Lead, Kind::Contact, Kind::Organization] {
            let (called, id) = self.texts(part, kind.table());
            let mut found = None;
            if !id.is_empty() {
                found = self.by_id(kind, id)?;
            }
            if found.is_none() && !called.is_empty() {
                found = Some(self.by_name(kind, called, None, kind.table(), &mut related.made)?);
            }
            if found.is_none() && !id.is_empty() {
                // What has become something else since carries its timeline along.
                let other = merged::now(self.tx, id)?;
                add(other.ok_or_else(|| unknown(kind.table(), id))?);
                continue;
            }
            found.into_iter().for_each(|id| add(RecordRef { kind, id }));
        }
        // What this book wrote itself hangs where it does.
        if part.own_id.is_empty() {
            for called in self.attendees(part) {
                match self.attendee(called)? {
                    Some(record) => add(record),
                    None => related.strangers.push(called.to_owned()),
                }
            }
        }
        beside.iter().cloned().for_each(&mut add);
        related.links.places = places;
        Ok(())
    }

    /// Where our own list says that an item hangs: here, or in the book that the list comes from, whose records were imported before.
    fn place(&self, kind: &str, id: &str) -> Result<Option<RecordRef>> {
        if let Some(record) = merged::now(self.tx, id)? {
            return Ok(Some(record));
        }
        Ok(match foreign::find(self.tx, ForeignId { system: self.system, kind, value: id })? {
            Some(Owner::Record(record)) => Some(record),
            _ => None,
        })
    }

    fn attendees<'a>(&self, part: &'a Part) -> Vec<&'a str> {
        let of = part.relations.iter().filter(|(info, _)| info.sort == Sort::Attendees);
        of.flat_map(|(_, value)| value.lines()).map(str::trim).filter(|called| !called.is_empty()).collect()
    }

    /// The only one of this e-mail, or of this name: a contact before a lead before an organization. Nobody is made for having been invited.
    fn attendee(&self, called: &str) -> Result<Option<RecordRef>> {
        let address = email::parse_one(called).ok().map(|address| address.key);
        for kind in [Kind::Contact, Kind::Lead, Kind::Organization, Kind::Opportunity] {
            let column = kind.column();
            let (sql, key) = match (&address, kind) {
                (Some(_), Kind::Opportunity) => continue,
                (Some(key), _) => (
                    format!(
                        "SELECT DISTINCT {column} FROM contact_point
                         WHERE match_key = ?1 AND kind = 'email' AND {column} IS NOT NULL LIMIT 2"
                    ),
                    key.clone(),
                ),
                (None, Kind::Contact) => (
                    "SELECT id FROM contact WHERE person_key = ?1 AND ?1 <> '' LIMIT 2".to_owned(),
                    name::parse_person(called).key(),
                ),
                (None, Kind::Organization) => {
                    ("SELECT id FROM organization WHERE name_key = ?1 LIMIT 2".to_owned(), text::key(called))
                }
                (None, kind) => {
                    (format!("SELECT id FROM {} WHERE title_key = ?1 LIMIT 2", kind.table()), text::key(called))
                }
            };
            if let [id] = ids(self.tx, &sql, [key])?.as_slice() {
                return Ok(Some(RecordRef { kind, id: id.clone() }));
            }
        }
        Ok(None)
    }

    /// By our id, or by the other system's.
    fn by_id(&self, kind: Kind, id: &str) -> Result<Option<String>> {
        if let Some(record) = merged::now(self.tx, id)? {
            return Ok((record.kind == kind).then_some(record.id));
        }
        let foreign = ForeignId { system: self.system, kind: kind.table(), value: id };
        Ok(match foreign::find(self.tx, foreign)? {
            Some(Owner::Record(record)) if record.kind == kind => Some(record.id),
            _ => None,
        })
    }

    /// A record that was found by its name has this id, unless it has another one.
    fn note_id(&self, kind: Kind, id: &str, value: &str) -> Result<()> {
        let foreign = ForeignId { system: self.system, kind: kind.table(), value };
        let owner = Owner::record(kind, id);
        if foreign::has_other(self.tx, &owner, foreign)? { Ok(()) } else { foreign::note(self.tx, &owner, foreign) }
    }

    /// By e-mail or name. `within`: the organization of a contact.
    fn by_name(
        &self,
        kind: Kind,
        called: &str,
        within: Option<&str>,
        field: &'static str,
        made: &mut Vec<What>,
    ) -> Result<String> {
        if called.contains('@')
            && let Ok(address) = email::parse_one(called)
        {
            let column = kind.column();
            let sql = format!(
                "SELECT DISTINCT {column} FROM contact_point
                 WHERE match_key = ?1 AND kind = 'email' AND {column} IS NOT NULL LIMIT 3"
            );
            let found = if kind == Kind::Opportunity { Vec::new() } else { ids(self.tx, &sql, [address.key])? };
            return only(found, field, called)?.ok_or_else(|| unknown(field, called).into());
        }
        match kind {
            Kind::Organization => self.organization(called, field, made),
            Kind::Contact => self.contact(called, within, field, made),
            Kind::Lead | Kind::Opportunity => {
                let sql = format!("SELECT id FROM {} WHERE title_key = ?1 LIMIT 3", kind.table());
                let found = ids(self.tx, &sql, [text::key(called)])?;
                only(found, field, called)?.ok_or_else(|| unknown(field, called).into())
            }
        }
    }

    fn organization(&self, called: &str, field: &'static str, made: &mut Vec<What>) -> Result<String> {
        let exact = ids(self.tx, "SELECT id FROM organization WHERE name_key = ?1 LIMIT 3", [text::key(called)])?;
        if let Some(id) = only(exact, field, called)? {
            return Ok(id);
        }
        let key = company::key(called);
        let same = ids(self.tx, "SELECT id FROM organization WHERE company_key = ?1 AND ?1 <> '' LIMIT 2", [key])?;
        if let [id] = same.as_slice() {
            return Ok(id.clone());
        }
        made.push(What::Organization);
        organization::create(self.tx, &organization::Draft::of([(organization::Field::Name, called)]), self.typing)
    }

    fn contact(&self, called: &str, within: Option<&str>, field: &'static str, made: &mut Vec<What>) -> Result<String> {
        let person = name::parse_person(called);
        let key = person.key();
        if let Some(organization) = within {
            let sql = "SELECT id FROM contact WHERE organization_id = ?2 AND person_key = ?1 LIMIT 3";
            let found = ids(self.tx, sql, [key.clone(), organization.to_owned()])?;
            if let Some(id) = only(found, field, called)? {
                return Ok(id);
            }
        }
        // Somebody of the same name elsewhere is somebody else, unless nothing is known of where.
        let elsewhere = match within {
            Some(_) => "SELECT id FROM contact WHERE person_key = ?1 AND organization_id IS NULL LIMIT 3",
            None => "SELECT id FROM contact WHERE person_key = ?1 LIMIT 3",
        };
        if let Some(id) = only(ids(self.tx, elsewhere, [key])?, field, called)? {
            return Ok(id);
        }
        let mut draft = contact::Draft::of([
            (contact::Field::Salutation, person.salutation),
            (contact::Field::FirstName, person.first),
            (contact::Field::LastName, person.last),
        ]);
        if let Some(organization) = within {
            draft.fields.insert(contact::Field::Organization, organization.to_owned());
        }
        made.push(What::Contact);
        contact::create(self.tx, &draft, self.typing)
    }

    /// Has a record wait for those that are not there yet. The value is for how many.
    pub(super) fn wait(&self, record: &RecordRef, awaited: &[Awaited]) -> Result<u32> {
        for one in awaited {
            let foreign = ForeignId { system: self.system, kind: one.kind.table(), value: &one.value };
            foreign::wait(self.tx, record, one.field, foreign)?;
        }
        Ok(u32::try_from(awaited.len()).unwrap_or(u32::MAX))
    }

    /// Notes the id that a record has in the other system, and links those who waited for it. The value is how many did.
    pub(super) fn arrived(&self, owner: &Owner, what: What, value: &str) -> Result<u32> {
        let foreign = ForeignId { system: self.system, kind: what.as_str(), value };
        foreign::note(self.tx, owner, foreign)?;
        let mut linked = 0;
        for waiting in foreign::waiting(self.tx, foreign)? {
            foreign::arrived(self.tx, &waiting)?;
            self.link(&waiting, owner.id())?;
            linked += 1;
        }
        Ok(linked)
    }

    fn link(&self, waiting: &foreign::Waiting, id: &str) -> Result<()> {
        use std::collections::BTreeMap;
        let of = &waiting.owner;
        // Somebody may have said it by hand meanwhile: that stays.
        let column = match waiting.field.as_str() {
            "contact" => return opportunity::add_contact(self.tx, &of.id, id, ""),
            "reportsTo" => "reports_to_id",
            "parent" => "parent_id",
            _ => "organization_id",
        };
        let sql = format!("SELECT 1 FROM {} WHERE id = ?1 AND {column} IS NULL", of.kind.table());
        if !self.tx.conn().prepare_cached(&sql)?.exists([&of.id])? {
            return Ok(());
        }
        let id = id.to_owned();
        match (of.kind, waiting.field.as_str()) {
            (Kind::Organization, _) => {
                organization::set(self.tx, &of.id, &BTreeMap::from([(organization::Field::Parent, id)]), self.typing)
            }
            (Kind::Contact, "reportsTo") => {
                contact::set(self.tx, &of.id, &BTreeMap::from([(contact::Field::ReportsTo, id)]), self.typing)
            }
            (Kind::Contact, _) => {
                contact::set(self.tx, &of.id, &BTreeMap::from([(contact::Field::Organization, id)]), self.typing)
            }
            _ => {
                let fields = BTreeMap::from([(opportunity::Field::Organization, id)]);
                opportunity::set(self.tx, &of.id, &fields, self.typing)
            }
        }
    }
}

/// The lines of a cell, or what semicolons separate.
fn several(value: &str) -> impl Iterator<Item = &str> {
    value.split(['\n', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// "Ann Arm (decides)": the name and the role.
fn without_role(called: &str) -> (&str, &str) {
    match called.strip_suffix(')').and_then(|open| open.rsplit_once(" (")) {
        Some((name, role)) => (name.trim(), role.trim()),
        None => (called, ""),
    }
}

fn unknown(field: &str, value: &str) -> Refusal {
    refusal(RELATION_UNKNOWN).at(field).with("value", shortened(value))
}

fn only(mut found: Vec<String>, field: &str, called: &str) -> Result<Option<String>> {
    match found.len() {
        0 | 1 => Ok(found.pop()),
        count => {
            let refusal = Refusal::new(Code::SeveralMatches).at(field);
            Err(refusal.with("value", shortened(called)).with("count", count).into())
        }
    }
}

fn ids<const N: usize>(db: &Db, sql: &str, with: [String; N]) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    let rows = statement.query_map(params_from_iter(with.into_iter().map(Value::Text)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
