//! How strong the evidence is for each record, and the order in which they are offered.

use std::collections::BTreeMap;

use super::gather::{Hit, similar_person};
use super::needle::Needle;
use super::{Candidate, Evidence, EvidenceKind, Strength};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::value::company;

/// More weak candidates than this help nobody.
const MOST_WEAK: usize = 20;

/// A found record as far as it is needed to judge and to show it.
pub(super) struct Known {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) person: String,
    pub(super) person_key: String,
    pub(super) company: String,
    pub(super) closed: bool,
    pub(super) has_opportunity: bool,
    pub(super) organization_id: Option<String>,
}

pub(super) fn judge(db: &Db, needle: &Needle, own_id: Option<&str>, hits: Vec<Hit>) -> Result<Vec<Candidate>> {
    let mut by_record: BTreeMap<(Kind, String), Vec<Hit>> = BTreeMap::new();
    for hit in hits.into_iter().filter(|hit| own_id != Some(hit.id.as_str())) {
        by_record.entry((hit.kind, hit.id.clone())).or_default().push(hit);
    }
    let mut known = load(db, by_record.keys())?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for ((kind, id), hits) in by_record {
        if let Some(known) = known.remove(&(kind, id.clone())) {
            candidates.push(candidate(needle, kind, id, known, &hits));
        }
    }
    add_employers(db, &mut candidates)?;
    // Ids sort by time: the newest comes first among equals.
    candidates.sort_by(|a, b| {
        let weight = |c: &Candidate| (c.strength, c.has_opportunity, c.evidence.len());
        weight(b).cmp(&weight(a)).then_with(|| b.record.id.cmp(&a.record.id))
    });
    let strong = candidates.iter().take_while(|candidate| candidate.strength == Strength::Strong).count();
    candidates.truncate(strong + MOST_WEAK);
    Ok(candidates)
}

fn candidate(needle: &Needle, kind: Kind, id: String, known: Known, hits: &[Hit]) -> Candidate {
    let mut evidence: Vec<(Strength, Evidence)> = hits
        .iter()
        .map(|hit| {
            let value = match hit.evidence {
                EvidenceKind::Person | EvidenceKind::SimilarPerson => known.person.clone(),
                EvidenceKind::Company | EvidenceKind::SimilarCompany | EvidenceKind::NameWithin => {
                    known.company.clone()
                }
                _ => hit.value.clone(),
            };
            (strength(needle, kind, &known, hit), Evidence { kind: hit.evidence, value })
        })
        .collect();
    evidence.sort_by(|(a_strength, a), (b_strength, b)| b_strength.cmp(a_strength).then_with(|| a.cmp(b)));
    evidence.dedup_by(|(_, a), (_, b)| a == b);
    Candidate {
        record: RecordRef { kind, id },
        title: known.title,
        subtitle: known.subtitle,
        strength: evidence.first().map_or(Strength::Weak, |(strength, _)| *strength),
        evidence: evidence.into_iter().map(|(_, evidence)| evidence).collect(),
        has_opportunity: known.has_opportunity,
        closed: known.closed,
        organization_id: known.organization_id,
    }
}

/// R14.
fn strength(needle: &Needle, kind: Kind, known: &Known, hit: &Hit) -> Strength {
    let named = |one: &str, other: &str| !one.is_empty() && !other.is_empty();
    let same_person = || named(&needle.person_key, &known.person_key) && needle.person_key == known.person_key;
    let like_person = || {
        named(&needle.person_key, &known.person_key)
            && (same_person() || similar_person(&needle.person_key, &known.person_key))
    };
    let like_company = || company::similar(&needle.company, &known.company);
    let is_strong = match hit.evidence {
        EvidenceKind::Email => true,
        // Colleagues share a switchboard: for a person, only the person's name counts.
        EvidenceKind::Phone => like_person() || (kind != Kind::Contact && like_company()),
        EvidenceKind::Domain | EvidenceKind::Company => kind != Kind::Contact || same_person(),
        EvidenceKind::Colleague => hit.alone,
        EvidenceKind::Person
        | EvidenceKind::SimilarCompany
        | EvidenceKind::SimilarPerson
        | EvidenceKind::NameWithin
        | EvidenceKind::Employer => false,
    };
    if is_strong { Strength::Strong } else { Strength::Weak }
}

/// The organizations of the people who matched strongly.
fn add_employers(db: &Db, candidates: &mut Vec<Candidate>) -> Result<()> {
    let employers: Vec<(String, String)> = candidates
        .iter()
        .filter(|candidate| candidate.strength == Strength::Strong)
        .filter_map(|candidate| candidate.organization_id.clone().map(|id| (id, candidate.title.clone())))
        .collect();
    for (id, employee) in employers {
        let evidence = Evidence { kind: EvidenceKind::Employer, value: employee };
        let found = candidates.iter_mut().find(|c| c.record.kind == Kind::Organization && c.record.id == id);
        if let Some(candidate) = found {
            candidate.evidence.push(evidence);
            continue;
        }
        let key = (Kind::Organization, id);
        if let Some(known) = load(db, std::iter::once(&key))?.remove(&key) {
            candidates.push(Candidate {
                record: RecordRef { kind: key.0, id: key.1 },
                title: known.title,
                subtitle: known.subtitle,
                strength: Strength::Weak,
                evidence: vec![evidence],
                has_opportunity: known.has_opportunity,
                closed: false,
                organization_id: None,
            });
        }
    }
    Ok(())
}

pub(super) type Records = BTreeMap<(Kind, String), Known>;

/// Reads the records, one statement per kind.
pub(super) fn load<'a>(db: &Db, records: impl Iterator<Item = &'a (Kind, String)> + Clone) -> Result<Records> {
    let mut known = Records::new();
    for (kind, sql) in [
        (Kind::Organization, include_str!("organization.sql")),
        (Kind::Contact, include_str!("contact.sql")),
        (Kind::Lead, include_str!("lead.sql")),
    ] {
        let ids: Vec<&str> = records.clone().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str()).collect();
        if ids.is_empty() {
            continue;
        }
        let mut statement = db.conn().prepare_cached(sql)?;
        let rows = statement.query_map([serde_json::to_string(&ids)?], |row| {
            let found = Known {
                title: row.get(1)?,
                subtitle: row.get(2)?,
                person: row.get(3)?,
                person_key: row.get(4)?,
                company: row.get(5)?,
                closed: row.get(6)?,
                has_opportunity: row.get(7)?,
                organization_id: row.get(8)?,
            };
            Ok(((kind, row.get(0)?), found))
        })?;
        for row in rows {
            let (key, found) = row?;
            known.insert(key, found);
        }
    }
    Ok(known)
}
