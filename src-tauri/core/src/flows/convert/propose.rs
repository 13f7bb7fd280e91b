//! What the dialog begins with.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::fields::{self, How};
use super::former::{Former, Formers};
use super::origin::Origin;
use super::row;
use super::words::Words;
use super::{Candidates, Choices, OpenOpportunity, Target};
use crate::Result;
use crate::book::{Db, Kind};
use crate::flows::duplicates::{self, Candidate, Strength};
use crate::value::email;
use crate::value::money::{self, Currency};

/// The most open opportunities that are offered.
const MOST_OPPORTUNITIES: usize = 20;

/// What is already there.
pub(super) fn candidates(db: &Db, lead_id: &str) -> Result<Candidates> {
    let probe = duplicates::probe_of_lead(db, lead_id)?;
    let mut found = Candidates::default();
    for candidate in duplicates::candidates(db, &probe)? {
        match candidate.record.kind {
            Kind::Organization => found.organizations.push(candidate),
            Kind::Contact => found.contacts.push(candidate),
            // What came to nothing is nothing to take care of here (D19).
            Kind::Lead if !candidate.closed => found.leads.push(candidate),
            Kind::Lead | Kind::Opportunity => {}
        }
    }
    found.opportunities = open_opportunities(db, &found)?;
    Ok(found)
}

fn open_opportunities(db: &Db, found: &Candidates) -> Result<Vec<OpenOpportunity>> {
    let ids = |candidates: &[Candidate]| {
        serde_json::to_string(&candidates.iter().map(|candidate| &candidate.record.id).collect::<Vec<_>>())
    };
    let mut statement = db.conn().prepare_cached(include_str!("open_opportunities.sql"))?;
    let rows = statement.query_map(
        rusqlite::params![ids(&found.organizations)?, ids(&found.contacts)?, MOST_OPPORTUNITIES],
        |row| {
            Ok(OpenOpportunity { id: row.get(0)?, title: row.get(1)?, organization: row.get(2)?, stage: row.get(3)? })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The proposed choices: strong evidence preselects (R14), what the lead names is made new, the rest is left out. What it was before a
/// clean-up comes back (R11).
pub(super) fn choices(db: &Db, origin: &Origin, found: &Candidates, words: &Words) -> Result<Choices> {
    let lead = origin.lead();
    let formers = Formers::of(origin)?;
    let filled = |column| row::filled(lead, column).is_some();
    let new = |kind| -> Result<Target> { Ok(Target::New { fields: texts(db, kind, origin, &formers, words)? }) };
    let was = Was { db, formers: &formers, lead };
    let (organization, contact) = (strong(&found.organizations), strong(&found.contacts));
    let named = filled("first_name") || filled("last_name");
    let contact_was = was.target(Kind::Contact, &found.contacts)?;
    let employer = contact.as_ref().filter(|_| contact_was.is_none()).and_then(|one| one.organization_id.clone());
    let organization = match (was.target(Kind::Organization, &found.organizations)?, organization, employer) {
        (Some(Target::New { .. }), ..) => new(Kind::Organization)?,
        (Some(was), ..) => was,
        (None, Some(candidate), _) => Target::existing(candidate.record.id),
        // Known as working there, and the lead does not say otherwise.
        (None, None, Some(employer)) if !filled("company") => Target::existing(employer),
        (None, None, _) if filled("company") => new(Kind::Organization)?,
        // The title holds the company's name, unless it was made from a person or an e-mail (C64).
        (None, None, _) if !named && !is_from_email(origin) => {
            let mut fields = texts(db, Kind::Organization, origin, &formers, words)?;
            fields.insert("name".to_owned(), row::text(lead, "title").to_owned());
            Target::New { fields }
        }
        (None, None, _) => Target::None,
    };
    let contact = match (contact_was, contact) {
        (Some(Target::New { .. }), _) => new(Kind::Contact)?,
        (Some(was), _) => was,
        (None, Some(candidate)) => Target::existing(candidate.record.id),
        (None, None) if named => new(Kind::Contact)?,
        (None, None) => Target::None,
    };
    Ok(Choices { organization, contact, opportunity: new(Kind::Opportunity)?, role: String::new() })
}

fn strong(candidates: &[Candidate]) -> Option<Candidate> {
    candidates.iter().find(|candidate| candidate.strength == Strength::Strong).cloned()
}

/// What the lead was before a clean-up.
struct Was<'a> {
    db: &'a Db<'a>,
    formers: &'a Formers,
    /// The lead's row.
    lead: &'a row::Row,
}

impl Was<'_> {
    /// It itself, where it is back already; a record that came since and is it by strong evidence; else it comes back. One that stood
    /// beside it then was another one. A contact alone leads to where it worked.
    fn target(&self, kind: Kind, candidates: &[Candidate]) -> Result<Option<Target>> {
        let Some(former) = self.formers.main(kind) else { return self.beside(kind, candidates) };
        if former.is_there(self.db)? {
            return Ok(Some(Target::existing(&former.id)));
        }
        Ok(Some(self.newer(former, candidates)?.unwrap_or_default()))
    }

    fn newer(&self, former: &Former, candidates: &[Candidate]) -> Result<Option<Target>> {
        for candidate in candidates.iter().filter(|candidate| candidate.strength == Strength::Strong) {
            if former.is_older(self.db, candidate)? {
                return Ok(Some(Target::existing(&candidate.record.id)));
            }
        }
        Ok(None)
    }

    /// What stood beside the one that it was: where a contact worked; else nobody, as long as the lead names nobody.
    fn beside(&self, kind: Kind, candidates: &[Candidate]) -> Result<Option<Target>> {
        let (other, named) = match kind {
            Kind::Organization => (self.formers.main(Kind::Contact), ["company"].as_slice()),
            _ => (self.formers.main(Kind::Organization), ["first_name", "last_name"].as_slice()),
        };
        let Some(other) = other else { return Ok(None) };
        if let Some(id) = other.employer(self.db)? {
            return Ok(Some(Target::existing(id)));
        }
        let found = self.newer(other, candidates)?;
        let is_named = named.iter().any(|column| row::filled(self.lead, column).is_some());
        Ok(found.or_else(|| (!is_named).then_some(Target::None)))
    }
}

fn is_from_email(origin: &Origin) -> bool {
    let title = row::text(origin.lead(), "title");
    let local_parts = origin.rows("contact_point").iter().filter_map(|point| {
        let found = email::parse_one(row::text(point, "value")).ok()?;
        found.value.rsplit_once('@').map(|(local, _)| local.to_owned())
    });
    local_parts.into_iter().any(|local| local == title)
}

/// The fields of a new record as their texts stand in the dialog.
fn texts(db: &Db, kind: Kind, origin: &Origin, formers: &Formers, words: &Words) -> Result<BTreeMap<String, String>> {
    let kept = formers.main(kind).map(Former::kept).unwrap_or_default();
    let row = fields::new_row(db, kind, origin.lead(), &kept, &BTreeMap::new(), words)?;
    let currency = Currency::of(row::text(&row, "currency")).unwrap_or(Currency::EUR);
    let texts = fields::of(kind).iter().map(|field| {
        let text = match (row.get(field.column), field.how) {
            (Some(Json::Number(minor)), How::Amount) => {
                money::format(minor.as_i64().unwrap_or_default(), currency, words.typing.decimal)
            }
            (Some(Json::String(text)), _) => text.clone(),
            (Some(Json::Number(number)), _) => number.to_string(),
            _ => String::new(),
        };
        (field.name.to_owned(), text)
    });
    Ok(texts.collect())
}
