//! Which record of the book a row is about: by our id, by the other system's, and by what R14 calls strong evidence. What is only
//! similar never decides here.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use super::fields::What;
use super::gather::Part;
use super::plan::{BECAME_OTHER, FoundBy, ID_UNKNOWN, refusal};
use crate::book::{Db, Kind, RecordRef};
use crate::flows::duplicates::{self, MOST_HITS};
use crate::records::foreign::{self, ForeignId, Owner};
use crate::records::timeline::{ItemKind, ItemRef};
use crate::records::{merged, title_of};
use crate::value::{company, email, name, phone, text, website};
use crate::{Code, Error, Refusal, Result};

/// Mailboxes that several people read: no evidence for one of them.
const SHARED_MAILBOXES: &[&str] = &[
    "admin",
    "anfrage",
    "bewerbung",
    "buchhaltung",
    "buero",
    "contact",
    "einkauf",
    "empfang",
    "hallo",
    "hello",
    "help",
    "hr",
    "info",
    "kontakt",
    "mail",
    "marketing",
    "office",
    "post",
    "praxis",
    "sales",
    "sekretariat",
    "service",
    "shop",
    "support",
    "team",
    "vertrieb",
    "verwaltung",
    "webmaster",
    "zentrale",
];

/// So many e-mails of one domain are looked through one by one.
const FEW: usize = 64;

/// What was found.
pub(super) enum Match {
    /// The record, and by what.
    Found(Owner, FoundBy),
    /// Nothing that would be it for sure.
    None,
    /// The row is left out, with the reason.
    LeftOut(Refusal),
}

/// Looks for the record of a part.
pub(super) struct Matcher<'a> {
    pub(super) db: &'a Db<'a>,
    pub(super) system: &'a str,
    /// The part's organization, where it is known.
    pub(super) organization: Option<&'a str>,
}

impl Matcher<'_> {
    /// By an id, ours or the other system's.
    pub(super) fn by_id(&self, part: &Part) -> Result<Match> {
        if !part.own_id.is_empty() {
            return self.by_own_id(part);
        }
        let Some(foreign) = self.foreign(part) else { return Ok(Match::None) };
        match foreign::find(self.db, foreign)? {
            None => Ok(Match::None),
            Some(owner) if is_of(&owner, part.what) => Ok(Match::Found(owner, FoundBy::ForeignId)),
            Some(owner) => self.became_other(&owner),
        }
    }

    fn by_own_id(&self, part: &Part) -> Result<Match> {
        let unknown = || refusal(ID_UNKNOWN).with("value", &part.own_id);
        let Some(kind) = part.what.kind() else {
            let item = ItemRef { kind: item_kind(part.what), id: part.own_id.to_string() };
            let sql = format!("SELECT 1 FROM {} WHERE id = ?1", item.kind.table());
            let there = self.db.conn().prepare_cached(&sql)?.exists([&item.id])?;
            return Ok(if there { Match::Found(Owner::Item(item), FoundBy::Id) } else { Match::LeftOut(unknown()) });
        };
        match merged::now(self.db, &part.own_id)? {
            Some(record) if record.kind == kind => Ok(Match::Found(Owner::Record(record), FoundBy::Id)),
            Some(record) => self.became_other(&Owner::Record(record)),
            None => Ok(Match::LeftOut(unknown())),
        }
    }

    fn became_other(&self, owner: &Owner) -> Result<Match> {
        let title = match owner {
            Owner::Record(record) => title_of(self.db, record)?,
            Owner::Item(_) => String::new(),
        };
        Ok(Match::LeftOut(refusal(BECAME_OTHER).with("title", title)))
    }

    fn foreign<'p>(&'p self, part: &'p Part) -> Option<ForeignId<'p>> {
        (!part.foreign_id.is_empty()).then(|| ForeignId {
            system: self.system,
            kind: part.what.as_str(),
            value: &part.foreign_id,
        })
    }

    /// Whether there is anything of the part's keys: if not, neither evidence nor a namesake can be found.
    pub(super) fn may_know(&self, part: &Part, keys: &Keys) -> Result<bool> {
        let sql = match part.what {
            What::Lead => include_str!("known_lead.sql"),
            What::Contact => include_str!("known_contact.sql"),
            What::Organization => include_str!("known_organization.sql"),
            What::Opportunity | What::Activity | What::Note => return Ok(true),
        };
        let mut statement = self.db.conn().prepare_cached(sql)?;
        let at = |texts: &[String], at: usize| texts.get(at).cloned().unwrap_or_default();
        for number in 0..keys.emails.len().max(keys.phones.len()).max(keys.domains.len()).max(1) {
            let with = [
                at(&keys.emails, number),
                at(&keys.phones, number),
                at(&keys.domains, number),
                keys.company.clone(),
                keys.person.clone(),
                keys.name.clone(),
            ];
            if statement.query_row(params_from_iter(with), |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whoever has one of the part's e-mails: a lead before a contact before an organization.
    pub(super) fn anybody(&self, part: &Part) -> Result<Option<RecordRef>> {
        let mut statement = self.db.conn().prepare_cached(include_str!("known_email.sql"))?;
        for point in &part.emails {
            let of = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            if let Some((table, id)) = statement.query_row([email::key(&point.value)], of).optional()? {
                return Ok(Kind::of_table(&table).map(|kind| RecordRef { kind, id }));
            }
        }
        Ok(None)
    }

    /// By strong evidence.
    pub(super) fn by_evidence(&self, part: &Part, keys: &Keys) -> Result<Match> {
        let Some(kind @ (Kind::Organization | Kind::Contact | Kind::Lead)) = part.what.kind() else {
            return Ok(Match::None);
        };
        let seek = Seek { matcher: self, part, keys, kind };
        for (by, found) in [
            (FoundBy::Email, seek.by_email()?),
            (FoundBy::Phone, seek.by_phone()?),
            (FoundBy::Domain, seek.by_domain()?),
            (FoundBy::Name, seek.by_name()?),
        ] {
            match seek.only(found)? {
                Only::None => {}
                Only::One(id) => return Ok(Match::Found(Owner::record(kind, id), by)),
                Only::Several(count) => {
                    let shown = match by {
                        FoundBy::Email => part.emails.first().map_or("", |email| &*email.value).to_owned(),
                        _ => seek.name(),
                    };
                    let several = Refusal::new(Code::SeveralMatches).with("value", shown).with("count", count);
                    return Err(Error::from(several));
                }
            }
        }
        Ok(Match::None)
    }

    /// Records of the same name, which a row may be about if it says nothing new of them. Who has another id of the same system is not.
    pub(super) fn namesakes(&self, part: &Part, keys: &Keys, places: &[RecordRef]) -> Result<Vec<Owner>> {
        let mut all = Vec::new();
        for owner in self.of_name(part, keys, places)? {
            let other = self.foreign(part).map(|foreign| foreign::has_other(self.db, &owner, foreign)).transpose()?;
            if other != Some(true) {
                all.push(owner);
            }
        }
        Ok(all)
    }

    fn of_name(&self, part: &Part, keys: &Keys, places: &[RecordRef]) -> Result<Vec<Owner>> {
        let (sql, key) = match part.what {
            What::Contact => ("SELECT id FROM contact WHERE person_key = ?1", &keys.name),
            What::Lead => ("SELECT id FROM lead WHERE title_key = ?1", &keys.name),
            What::Opportunity => ("SELECT id FROM opportunity WHERE title_key = ?1", &keys.name),
            What::Organization => return Ok(Vec::new()),
            What::Activity | What::Note => return self.items(part, places),
        };
        let ids = ids(self.db, &format!("{sql} ORDER BY id LIMIT {MOST_HITS}"), [key.clone()])?;
        let kind = part.what.kind().unwrap_or(Kind::Lead);
        Ok(ids.into_iter().map(|id| Owner::record(kind, id)).collect())
    }

    fn items(&self, part: &Part, places: &[RecordRef]) -> Result<Vec<Owner>> {
        let Some(place) = places.first() else { return Ok(Vec::new()) };
        let kind = item_kind(part.what);
        let (table, column) = (kind.table(), part.what.name_field());
        let text = text::block(part.value(column)).unwrap_or_default();
        let sql = format!(
            "SELECT i.id FROM timeline_link l JOIN {table} i ON i.id = l.{}
             WHERE l.{} = ?1 AND i.{column} = ?2 ORDER BY i.id LIMIT {MOST_HITS}",
            kind.column(),
            place.kind.column()
        );
        let ids = ids(self.db, &sql, [place.id.clone(), text])?;
        Ok(ids.into_iter().map(|id| Owner::Item(ItemRef { kind, id })).collect())
    }
}

/// What a part is looked up by; what it does not have is blank or missing.
pub(super) struct Keys {
    emails: Vec<String>,
    phones: Vec<String>,
    /// Domains of their own, not those of everybody.
    domains: Vec<String>,
    person: String,
    company: String,
    /// What it is called.
    name: String,
}

impl Keys {
    /// Those of a part. `country`: of phone numbers without a country code.
    pub(super) fn of(part: &Part, country: &str) -> Self {
        let filled = |keys: &mut Vec<String>| keys.retain(|key| !key.is_empty());
        let mut emails: Vec<String> = part.emails.iter().map(|point| email::key(&point.value)).collect();
        let mut phones: Vec<String> = part.phones.iter().map(|point| phone::key(&point.value, country)).collect();
        filled(&mut emails);
        filled(&mut phones);
        let mut domains: Vec<String> = emails.iter().filter_map(|key| Some(email::domain(key)?.to_owned())).collect();
        domains.extend(part.websites.iter().map(|point| website::host(&point.value)));
        domains.retain(|domain| duplicates::is_own_domain(domain));
        let person = match part.what {
            What::Contact | What::Lead => name::person_key(part.value("firstName"), part.value("lastName")),
            _ => String::new(),
        };
        let (company, name) = match part.what {
            What::Organization => (company::key(part.value("name")), text::key(part.value("name"))),
            What::Contact => (String::new(), person.clone()),
            What::Lead => (company::key(part.value("company")), text::key(&lead_title(part))),
            what => (String::new(), text::key(part.value(what.name_field()))),
        };
        Self { emails, phones, domains, person, company, name }
    }
}

/// What the lead of a row is called.
fn lead_title(part: &Part) -> String {
    match part.value("title") {
        "" => {
            let person = name::Person {
                salutation: part.value("salutation").to_owned(),
                first: part.value("firstName").to_owned(),
                last: part.value("lastName").to_owned(),
            };
            let email = part.emails.first().map_or("", |email| &*email.value);
            name::title(part.value("company"), &person, email).unwrap_or_default()
        }
        title => title.to_owned(),
    }
}

/// The kind of item that a part is.
pub(super) fn item_kind(what: What) -> ItemKind {
    if what == What::Activity { ItemKind::Activity } else { ItemKind::Note }
}

fn is_of(owner: &Owner, what: What) -> bool {
    match owner {
        Owner::Record(record) => what.kind() == Some(record.kind),
        Owner::Item(item) => what.kind().is_none() && item.kind == item_kind(what),
    }
}

enum Only {
    None,
    One(String),
    Several(usize),
}

/// One part and the kind of record that is looked for.
struct Seek<'a> {
    matcher: &'a Matcher<'a>,
    part: &'a Part<'a>,
    keys: &'a Keys,
    kind: Kind,
}

impl Seek<'_> {
    fn db(&self) -> &Db<'_> {
        self.matcher.db
    }

    fn name(&self) -> String {
        match self.kind {
            Kind::Organization => self.part.value("name").to_owned(),
            _ => format!("{} {}", self.part.value("firstName"), self.part.value("lastName")).trim().to_owned(),
        }
    }

    /// The only one that is not known to be something else in the other system. Of several, the one of the same name.
    fn only(&self, found: BTreeSet<String>) -> Result<Only> {
        if found.len() > MOST_HITS {
            return Ok(Only::None);
        }
        let foreign = self.matcher.foreign(self.part);
        let mut left = Vec::new();
        for id in found {
            let other = match foreign {
                Some(foreign) => foreign::has_other(self.db(), &Owner::record(self.kind, id.as_str()), foreign)?,
                None => false,
            };
            if !other {
                left.push(id);
            }
        }
        if left.len() > 1 {
            let mut same = Vec::new();
            for id in &left {
                if self.has_same_name(id)? {
                    same.push(id.clone());
                }
            }
            if !same.is_empty() {
                left = same;
            }
        }
        Ok(match left.len() {
            0 => Only::None,
            1 => Only::One(left.remove(0)),
            count => Only::Several(count),
        })
    }

    fn has_same_name(&self, id: &str) -> Result<bool> {
        let (person, company_key) = self.keys_of(id)?;
        Ok(match self.kind {
            Kind::Organization => company_key == self.keys.company,
            _ => person == self.keys.person,
        })
    }

    /// The keys of a record: its person's and its company's.
    fn keys_of(&self, id: &str) -> Result<(String, String)> {
        let sql = match self.kind {
            Kind::Organization => "SELECT '', company_key FROM organization WHERE id = ?1",
            Kind::Lead => "SELECT person_key, company_key FROM lead WHERE id = ?1",
            _ => "SELECT person_key, '' FROM contact WHERE id = ?1",
        };
        let mut statement = self.db().conn().prepare_cached(sql)?;
        Ok(statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn with_point(&self, kind: &str, key: &str) -> Result<Vec<String>> {
        let column = self.kind.column();
        let sql = format!(
            "SELECT DISTINCT {column} FROM contact_point
             WHERE match_key = ?1 AND match_key <> '' AND kind = ?2 AND {column} IS NOT NULL LIMIT {}",
            MOST_HITS + 1
        );
        ids(self.db(), &sql, [key.to_owned(), kind.to_owned()])
    }

    fn by_email(&self) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for key in &self.keys.emails {
            let shared = key.split('@').next().is_some_and(|local| SHARED_MAILBOXES.contains(&local));
            for id in self.with_point("email", key)? {
                // A mailbox that several people read is nobody's own.
                if !shared || self.kind == Kind::Organization || self.is_like_person(&id)? {
                    found.insert(id);
                }
            }
        }
        Ok(found)
    }

    /// A person's own name decides, and the company's where there is no person: colleagues share a switchboard.
    fn is_like_person(&self, id: &str) -> Result<bool> {
        let (person, company_key) = self.keys_of(id)?;
        let own = &self.keys.person;
        if self.kind == Kind::Organization || (own.is_empty() && person.is_empty()) {
            return Ok(!company_key.is_empty() && company_key == self.keys.company);
        }
        Ok(!own.is_empty() && !person.is_empty() && (*own == person || duplicates::similar_person(own, &person)))
    }

    fn by_phone(&self) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for key in &self.keys.phones {
            for id in self.with_point("phone", key)? {
                if self.is_like_person(&id)? {
                    found.insert(id);
                }
            }
        }
        Ok(found)
    }

    /// The own domain: for a company with no other name than this one, for a person with the same name.
    fn by_domain(&self) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for domain in &self.keys.domains {
            let ids = match self.kind {
                Kind::Organization => self.with_point("website", domain)?,
                _ if self.keys.person.is_empty() => continue,
                _ => self.persons_of_domain(domain)?,
            };
            for id in ids {
                // Companies of one group share a website: another name is another company.
                if self.kind != Kind::Organization || self.is_like_company(&id)? {
                    found.insert(id);
                }
            }
        }
        Ok(found)
    }

    /// Those of the same name with an e-mail at this domain. Either many have the name or many the domain: the fewer are looked through.
    fn persons_of_domain(&self, domain: &str) -> Result<Vec<String>> {
        let (column, table) = (self.kind.column(), self.kind.table());
        let sql = format!(
            "SELECT ifnull({column}, '') FROM contact_point
             WHERE substr(match_key, instr(match_key, '@') + 1) = ?1 AND match_key <> '' AND kind = 'email' LIMIT {}",
            FEW + 1
        );
        let mut few = ids(self.db(), &sql, [domain.to_owned()])?;
        if few.len() <= FEW {
            few.retain(|id| !id.is_empty());
            let mut persons = Vec::new();
            for id in few {
                if self.keys_of(&id)?.0 == self.keys.person {
                    persons.push(id);
                }
            }
            return Ok(persons);
        }
        let sql = format!(
            "SELECT r.id FROM {table} r CROSS JOIN contact_point p ON p.{column} = r.id
             WHERE r.person_key = ?1 AND p.kind = 'email' AND substr(p.match_key, instr(p.match_key, '@') + 1) = ?2
             LIMIT {}",
            MOST_HITS + 1
        );
        ids(self.db(), &sql, [self.keys.person.clone(), domain.to_owned()])
    }

    fn is_like_company(&self, id: &str) -> Result<bool> {
        let mut statement = self.db().conn().prepare_cached("SELECT name FROM organization WHERE id = ?1")?;
        let name: String = statement.query_row([id], |row| row.get(0))?;
        let typed = self.part.value("name");
        let within = |one: &str, other: &str| {
            let (one, other) = (company::key(one), company::key(other));
            !one.is_empty() && one.split(' ').all(|word| other.split(' ').any(|known| known == word))
        };
        Ok(company::similar(&name, typed) || within(&name, typed) || within(typed, &name))
    }

    /// A company's name without its legal form; a person's with the same company (D37, D38).
    fn by_name(&self) -> Result<BTreeSet<String>> {
        let most = MOST_HITS + 1;
        let found = match self.kind {
            Kind::Organization => {
                let exact = ids(
                    self.db(),
                    &format!("SELECT id FROM organization WHERE name_key = ?1 LIMIT {most}"),
                    [self.keys.name.clone()],
                )?;
                let key = self.keys.company.clone();
                if exact.is_empty() && !key.is_empty() {
                    ids(self.db(), &format!("SELECT id FROM organization WHERE company_key = ?1 LIMIT {most}"), [key])?
                } else {
                    exact
                }
            }
            Kind::Contact => match (self.matcher.organization, &self.keys.person) {
                (Some(organization), key) if !key.is_empty() => {
                    let sql =
                        format!("SELECT id FROM contact WHERE organization_id = ?1 AND person_key = ?2 LIMIT {most}");
                    ids(self.db(), &sql, [organization.to_owned(), key.clone()])?
                }
                _ => Vec::new(),
            },
            _ => {
                let (person, company_key) = (self.keys.person.clone(), self.keys.company.clone());
                if company_key.is_empty() {
                    Vec::new()
                } else {
                    let sql = format!("SELECT id FROM lead WHERE company_key = ?1 AND person_key = ?2 LIMIT {most}");
                    ids(self.db(), &sql, [company_key, person])?
                }
            }
        };
        Ok(found.into_iter().collect())
    }
}

fn ids<const N: usize>(db: &Db, sql: &str, with: [String; N]) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    let rows = statement.query_map(params_from_iter(with.into_iter().map(Value::Text)), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
