//! What records are compared by, read once.

use std::collections::HashMap;

use rusqlite::Rows;

use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::duplicates::needle::{SHORTEST_NAME, is_own_domain};
use crate::value::{company, email, name};

/// A record with its keys; each may be empty.
pub(super) struct One {
    pub(super) kind: Kind,
    pub(super) id: String,
    /// The words of the person's name in a fixed order ([`name::match_key`]).
    pub(super) person: String,
    /// The company's key, legal form stripped: of the organization, the lead, or the contact's organization.
    pub(super) company: String,
    /// The same with the legal form, for leads and organizations.
    pub(super) whole: String,
}

/// All records that are compared, and which of them have an e-mail, a phone, a domain.
#[derive(Default)]
pub(super) struct People {
    pub(super) all: Vec<One>,
    pub(super) emails: Keyed,
    pub(super) phones: Keyed,
    pub(super) domains: Keyed,
}

/// The records that have a key.
pub(super) type Keyed = HashMap<String, Vec<u32>>;

const KINDS: [(Kind, &str); 3] = [
    (Kind::Organization, "SELECT r.id, '', '', r.company_key, r.name, '' FROM organization r"),
    (
        Kind::Contact,
        "SELECT r.id, r.first_name, r.last_name, ifnull(o.company_key, ''), '', ''
         FROM contact r LEFT JOIN organization o ON o.id = r.organization_id",
    ),
    (Kind::Lead, "SELECT r.id, r.first_name, r.last_name, r.company_key, r.company, r.title FROM lead r"),
];

/// All records of these kinds; of none, of all that are compared.
pub(super) fn people(db: &Db, kinds: &[Kind]) -> Result<People> {
    let mut people = People::default();
    let mut places: HashMap<String, u32> = HashMap::new();
    let wanted = |kind: &Kind| kinds.is_empty() || kinds.contains(kind);
    for (kind, sql) in KINDS.into_iter().filter(|(kind, _)| wanted(kind)) {
        records(db.conn().prepare_cached(sql)?.query([])?, kind, &mut places, &mut people)?;
    }
    // In the order of the table: by the index of keys each row would be looked up on a page of its own.
    let all = "SELECT kind, match_key, coalesce(lead_id, contact_id, organization_id) FROM contact_point NOT INDEXED
               WHERE match_key <> ''";
    points(db.conn().prepare_cached(all)?.query([])?, &places, &mut people)?;
    Ok(people)
}

/// These records of a kind, by id.
pub(super) fn these(db: &Db, wanted: Kind, ids: &[String]) -> Result<People> {
    let mut people = People::default();
    let mut places: HashMap<String, u32> = HashMap::new();
    let ids = serde_json::to_string(ids)?;
    for (kind, sql) in KINDS.into_iter().filter(|(kind, _)| *kind == wanted) {
        let sql = format!("{sql} WHERE r.id IN (SELECT value FROM json_each(?1)) ORDER BY r.id");
        records(db.conn().prepare_cached(&sql)?.query([&ids])?, kind, &mut places, &mut people)?;
    }
    let owner = wanted.column();
    let sql = format!(
        "SELECT kind, match_key, {owner} FROM contact_point
         WHERE {owner} IN (SELECT value FROM json_each(?1)) AND match_key <> ''"
    );
    points(db.conn().prepare_cached(&sql)?.query([&ids])?, &places, &mut people)?;
    Ok(people)
}

fn records(mut rows: Rows, kind: Kind, places: &mut HashMap<String, u32>, people: &mut People) -> Result<()> {
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        let person = name::match_key(text(1)?, text(2)?);
        let (mut company, mut company_name) = (text(3)?.to_owned(), text(4)?);
        if kind == Kind::Lead && company_name.is_empty() {
            // A lead without a company has its name in the title, unless that is the person's.
            let title = text(5)?;
            if name::match_key("", title) != person {
                company = company::key(title);
                company_name = title;
            }
        }
        let whole = company::whole_key(company_name);
        let id = text(0)?.to_owned();
        places.insert(id.clone(), u32::try_from(people.all.len()).unwrap_or(u32::MAX));
        people.all.push(One { kind, id, person: long_enough(person), company: long_enough(company), whole });
    }
    Ok(())
}

fn long_enough(key: String) -> String {
    if key.chars().nth(SHORTEST_NAME - 1).is_none() { String::new() } else { key }
}

fn points(mut rows: Rows, places: &HashMap<String, u32>, people: &mut People) -> Result<()> {
    while let Some(row) = rows.next()? {
        let text = |at: usize| row.get_ref(at).map(|value| value.as_str().unwrap_or_default());
        let Some(place) = places.get(text(2)?) else { continue };
        let key = text(1)?;
        let domain = match text(0)? {
            "email" => {
                put(&mut people.emails, key, *place);
                email::domain(key).unwrap_or_default()
            }
            "phone" => {
                put(&mut people.phones, key, *place);
                ""
            }
            _ => key,
        };
        if is_own_domain(domain) {
            put(&mut people.domains, domain, *place);
        }
    }
    Ok(())
}

fn put(into: &mut Keyed, key: &str, place: u32) {
    match into.get_mut(key) {
        Some(known) if known.last() == Some(&place) => {}
        Some(known) => known.push(place),
        None => drop(into.insert(key.to_owned(), vec![place])),
    }
}
