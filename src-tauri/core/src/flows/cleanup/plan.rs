//! Who goes, who stays, and which lead is made of whom.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Outcome, Shape, Wanted};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::flows::convert::{Because, Stays};
use crate::records::{Named, merged, not_found, title_of, typed};

/// How many users of a record are named.
const MOST_USERS: usize = 8;

/// Records that stay, and who needs each.
type Users = BTreeMap<RecordRef, Vec<RecordRef>>;

/// What becomes one lead, or several of one organization.
pub(super) struct Unit {
    pub(super) organization: Option<String>,
    /// Of each lead its contacts: the first is its person. One empty list: the organization alone.
    pub(super) leads: Vec<Vec<String>>,
}

pub(super) struct Plan {
    pub(super) units: Vec<Unit>,
    /// Everything that goes.
    pub(super) going: HashSet<RecordRef>,
    /// Of those that stay the first ones.
    pub(super) stays: Vec<Stays>,
    pub(super) staying: usize,
}

impl Plan {
    pub(super) fn make(db: &Db, wanted: &Wanted) -> Result<Self> {
        let chosen = chosen(db, &wanted.records)?;
        let (going, kept) = going(db, &chosen)?;
        let mut stays = Vec::new();
        let staying = chosen.iter().filter(|record| kept.contains_key(*record));
        let count = staying.clone().count();
        for record in staying.take(Outcome::SHOWN) {
            let named = Named { title: title_of(db, record)?, record: record.clone(), detail: String::new() };
            let users = kept[record].iter().map(|user| title_of(db, user)).collect::<Result<_>>()?;
            stays.push(Stays { record: named, because: Because::InUse, users });
        }
        let units = units(db, &chosen, &going, wanted.shape)?;
        Ok(Self { units, going, stays, staying: count })
    }
}

/// The chosen records as they are now, each once.
fn chosen(db: &Db, records: &[RecordRef]) -> Result<Vec<RecordRef>> {
    let mut seen = HashSet::new();
    let mut chosen = Vec::new();
    for RecordRef { kind, id } in records {
        if !matches!(kind, Kind::Organization | Kind::Contact) {
            return Err(typed::not_a_choice("kind", kind.table()).into());
        }
        let record = RecordRef { kind: *kind, id: merged::id_now(db, *kind, id)? };
        if !exists(db, &record)? {
            return Err(not_found(kind.table(), id).into());
        }
        if seen.insert(record.clone()) {
            chosen.push(record);
        }
    }
    Ok(chosen)
}

fn exists(db: &Db, record: &RecordRef) -> Result<bool> {
    let sql = format!("SELECT 1 FROM {} WHERE id = ?1", record.kind.table());
    Ok(db.conn().prepare_cached(&sql)?.exists([&record.id])?)
}

/// Those that go, and for those that stay who needs them. Again and again: who stays needs others in its turn.
fn going(db: &Db, chosen: &[RecordRef]) -> Result<(HashSet<RecordRef>, Users)> {
    let mut going: HashSet<RecordRef> = chosen.iter().cloned().collect();
    let explicit = going.clone();
    for organization in chosen.iter().filter(|record| record.kind == Kind::Organization) {
        going.extend(contacts_of(db, &organization.id)?.into_iter().map(|id| RecordRef { kind: Kind::Contact, id }));
    }
    let mut kept = BTreeMap::new();
    let mut look_at: BTreeSet<RecordRef> = going.iter().cloned().collect();
    while let Some(record) = look_at.pop_first() {
        if !going.contains(&record) {
            continue;
        }
        let users = users_of(db, &going, &record)?;
        if users.is_empty() {
            continue;
        }
        going.remove(&record);
        // Whom it needs in its turn stays, too; a contact that only came along with it does not go alone.
        look_at.extend(needed_by(db, &record)?);
        if record.kind == Kind::Organization {
            for id in contacts_of(db, &record.id)? {
                let contact = RecordRef { kind: Kind::Contact, id };
                if !explicit.contains(&contact) && going.remove(&contact) {
                    look_at.extend(needed_by(db, &contact)?);
                }
            }
        }
        kept.insert(record, users);
    }
    Ok((going, kept))
}

/// Records that refer to this one and stay: found from the schema, so that a kind of record which comes later is seen, too.
fn users_of(db: &Db, going: &HashSet<RecordRef>, record: &RecordRef) -> Result<Vec<RecordRef>> {
    let mut users = Vec::new();
    for (table, column) in db.references_to(record.kind.table()) {
        let (kind, id) = match (Kind::of_table(table), table) {
            (Some(kind), _) => (kind, "id"),
            (None, "opportunity_contact") => (Kind::Opportunity, "opportunity_id"),
            (None, _) => continue,
        };
        let sql = format!("SELECT {id} FROM \"{table}\" WHERE \"{column}\" = ?1 ORDER BY id");
        let mut statement = db.conn().prepare_cached(&sql)?;
        let mut rows = statement.query([&record.id])?;
        while let Some(row) = rows.next()? {
            let user = RecordRef { kind, id: row.get(0)? };
            if !going.contains(&user) {
                users.push(user);
            }
            if users.len() == MOST_USERS {
                return Ok(users);
            }
        }
    }
    Ok(users)
}

/// Organizations and contacts that a record refers to.
fn needed_by(db: &Db, record: &RecordRef) -> Result<Vec<RecordRef>> {
    let sql = match record.kind {
        Kind::Organization => "SELECT parent_id, NULL FROM organization WHERE id = ?1",
        _ => "SELECT organization_id, reports_to_id FROM contact WHERE id = ?1",
    };
    let (organization, contact): (Option<String>, Option<String>) =
        db.conn().prepare_cached(sql)?.query_row([&record.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let organization = organization.map(|id| RecordRef { kind: Kind::Organization, id });
    let contact = contact.map(|id| RecordRef { kind: Kind::Contact, id });
    Ok(organization.into_iter().chain(contact).collect())
}

/// The contacts of an organization, the oldest first.
fn contacts_of(db: &Db, organization: &str) -> Result<Vec<String>> {
    let mut statement =
        db.conn().prepare_cached("SELECT id FROM contact WHERE organization_id = ?1 ORDER BY +created_at, +id")?;
    Ok(statement.query_map([organization], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn units(db: &Db, chosen: &[RecordRef], going: &HashSet<RecordRef>, shape: Shape) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    let mut done: HashSet<String> = HashSet::new();
    for RecordRef { id, .. } in chosen.iter().filter(|r| r.kind == Kind::Organization && going.contains(*r)) {
        // All of its contacts go: otherwise it would stay.
        let contacts = contacts_of(db, id)?;
        done.extend(contacts.iter().cloned());
        let leads = match shape {
            Shape::PerContact if !contacts.is_empty() => contacts.into_iter().map(|contact| vec![contact]).collect(),
            _ => vec![contacts],
        };
        units.push(Unit { organization: Some(id.clone()), leads });
    }
    for RecordRef { id, .. } in chosen.iter().filter(|r| r.kind == Kind::Contact && going.contains(*r)) {
        if !done.contains(id) {
            units.push(Unit { organization: None, leads: vec![vec![id.clone()]] });
        }
    }
    Ok(units)
}
