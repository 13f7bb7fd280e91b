//! What the dialog begins with.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::fields::{self, How};
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

/// The proposed choices: strong evidence preselects (R14), what the lead names is made new, the rest is left out.
pub(super) fn choices(db: &Db, origin: &Origin, found: &Candidates, words: &Words) -> Result<Choices> {
    let lead = origin.lead();
    let filled = |column| row::filled(lead, column).is_some();
    let strong =
        |candidates: &[Candidate]| candidates.iter().find(|candidate| candidate.strength == Strength::Strong).cloned();
    let (organization, contact) = (strong(&found.organizations), strong(&found.contacts));
    let named = filled("first_name") || filled("last_name");
    let employer = contact.as_ref().and_then(|candidate| candidate.organization_id.clone());
    let organization = match (organization, employer) {
        (Some(candidate), _) => Target::existing(candidate.record.id),
        // Known as working there, and the lead does not say otherwise.
        (None, Some(employer)) if !filled("company") => Target::existing(employer),
        (None, _) if filled("company") => Target::New { fields: texts(db, Kind::Organization, origin, words)? },
        // The title holds the company's name, unless it was made from a person or an e-mail (C64).
        (None, _) if !named && !is_from_email(origin) => {
            let mut fields = texts(db, Kind::Organization, origin, words)?;
            fields.insert("name".to_owned(), row::text(lead, "title").to_owned());
            Target::New { fields }
        }
        (None, _) => Target::None,
    };
    let contact = match contact {
        Some(candidate) => Target::existing(candidate.record.id),
        None if named => Target::New { fields: texts(db, Kind::Contact, origin, words)? },
        None => Target::None,
    };
    let opportunity = Target::New { fields: texts(db, Kind::Opportunity, origin, words)? };
    Ok(Choices { organization, contact, opportunity, role: String::new() })
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
fn texts(db: &Db, kind: Kind, origin: &Origin, words: &Words) -> Result<BTreeMap<String, String>> {
    let row = fields::new_row(db, kind, origin.lead(), &BTreeMap::new(), words)?;
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
