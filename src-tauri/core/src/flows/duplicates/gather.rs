//! The records that each piece of evidence leads to. Each look-up is a range of an index with a bound.

use rusqlite::{Params, ToSql, params};

use super::needle::{self, Needle};
use super::{EvidenceKind, MOST_HITS};
use crate::Result;
use crate::book::{Db, Kind};
use crate::value::{company, name};

/// One more than counts: then it is noise.
const LIMIT: usize = MOST_HITS + 1;
/// The most neighbours in an index whose spelling is compared.
const NEIGHBOURS: usize = 2_000;
/// The most records whose words are looked at; more hold such common words that they are no evidence.
const COMMON: usize = 500;

/// A record found, by what, and the value that was found where that says more than the record's own name.
pub(super) struct Hit {
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) evidence: EvidenceKind,
    pub(super) value: String,
    /// [`EvidenceKind::Colleague`]: no other organization has people at this domain.
    pub(super) alone: bool,
}

/// Names whose letters agree less than this are not similar: well below what [`crate::value::similar`] asks of a word.
const LIKELY: f64 = 0.75;

/// The kinds that can be found; each is counted on its own, or a company's many people would hide the company.
const KINDS: [Kind; 3] = [Kind::Organization, Kind::Contact, Kind::Lead];

const DOMAIN_OF_EMAIL: &str =
    "substr(match_key, instr(match_key, '@') + 1) = ?1 AND p.kind = 'email' AND p.match_key <> ''";

pub(super) fn hits(db: &Db, needle: &Needle) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    by_points(db, needle, &mut hits)?;
    if !needle.company_key.is_empty() {
        by_company(db, needle, &mut hits)?;
        by_similar_company(db, needle, &mut hits)?;
    }
    if !needle.person_key.is_empty() {
        by_person(db, needle, &mut hits)?;
    }
    by_words(db, needle, &mut hits)?;
    Ok(hits)
}

/// E-mails, phones, domains. The indexes are partial, so each query says what they are about (`match_key <> ''`), and `+` keeps
/// the owner's own index, which would be read whole, out of it.
fn by_points(db: &Db, needle: &Needle, hits: &mut Vec<Hit>) -> Result<()> {
    for kind in KINDS {
        let owner = kind.column();
        let same = |point: &str| {
            format!(
                "SELECT DISTINCT {owner} FROM contact_point p
                 WHERE p.match_key = ?1 AND p.match_key <> '' AND p.kind = '{point}' AND +{owner} IS NOT NULL LIMIT {LIMIT}"
            )
        };
        for email in &needle.emails {
            add(hits, kind, EvidenceKind::Email, &email.typed, ids(db, &same("email"), [&email.key])?);
        }
        for phone in &needle.phones {
            add(hits, kind, EvidenceKind::Phone, &phone.typed, ids(db, &same("phone"), [&phone.key])?);
        }
        let at_domain = format!(
            "SELECT {owner} FROM contact_point p WHERE {DOMAIN_OF_EMAIL} AND +{owner} IS NOT NULL
             UNION SELECT {owner} FROM contact_point p
             WHERE p.match_key = ?1 AND p.match_key <> '' AND p.kind = 'website' AND +{owner} IS NOT NULL LIMIT {LIMIT}"
        );
        for domain in &needle.domains {
            add(hits, kind, EvidenceKind::Domain, domain, ids(db, &at_domain, [domain])?);
        }
    }
    for domain in &needle.domains {
        let employers = format!(
            "SELECT DISTINCT c.organization_id FROM contact_point p JOIN contact c ON c.id = p.contact_id
             WHERE {DOMAIN_OF_EMAIL} AND c.organization_id IS NOT NULL LIMIT {LIMIT}"
        );
        let found = ids(db, &employers, [domain])?;
        let alone = found.len() == 1;
        let from = hits.len();
        add(hits, Kind::Organization, EvidenceKind::Colleague, domain, found);
        hits[from..].iter_mut().for_each(|hit| hit.alone = alone);
    }
    Ok(())
}

/// The same normalised company name.
fn by_company(db: &Db, needle: &Needle, hits: &mut Vec<Hit>) -> Result<()> {
    let key = &needle.company_key;
    for (kind, sql) in [
        (Kind::Organization, "SELECT id FROM organization WHERE company_key = ?1"),
        (
            Kind::Contact,
            "SELECT c.id FROM organization o JOIN contact c ON c.organization_id = o.id WHERE o.company_key = ?1",
        ),
        (Kind::Lead, "SELECT id FROM lead WHERE company_key = ?1"),
    ] {
        let found = ids(db, &format!("{sql} LIMIT {LIMIT}"), [key])?;
        add(hits, kind, EvidenceKind::Company, "", found);
    }
    // A lead without a company has its name in the title, unless that is the person's.
    let first_word = crate::value::text::key(&needle.company).split(' ').next().unwrap_or_default().to_owned();
    let titled = neighbours(
        db,
        &format!(
            "SELECT id, title FROM lead WHERE title_key >= ?1 AND title_key < ?2 AND company = ''
             AND title <> trim(first_name || ' ' || last_name) LIMIT {COMMON}"
        ),
        &first_word,
    )?;
    let same: Vec<String> =
        titled.into_iter().filter(|(_, title)| company::key(title) == *key).map(|(id, _)| id).collect();
    add(hits, Kind::Lead, EvidenceKind::Company, "", same);
    Ok(())
}

/// Company names in similar spelling: neighbours in the index by their first letters.
fn by_similar_company(db: &Db, needle: &Needle, hits: &mut Vec<Hit>) -> Result<()> {
    let key = &needle.company_key;
    for (kind, table, name_column) in [(Kind::Organization, "organization", "name"), (Kind::Lead, "lead", "company")] {
        // The same beginning: then the whole name decides, for a slip may be in the legal form (D34).
        let near = format!(
            "SELECT id, {name_column} FROM {table}
             WHERE company_key >= ?1 AND company_key < ?2 AND company_key <> ?3 LIMIT {COMMON}"
        );
        let mut found = neighbours_but(db, &near, &letters(key, 4), key)?;
        let lower = needle.company.to_lowercase();
        keep(&mut found, |typed| likely(&lower, &typed.to_lowercase()) && company::similar(typed, &needle.company));
        // A slip in the first letters: about as long, and the key decides.
        let far = format!(
            "SELECT id, company_key FROM
               (SELECT id, company_key FROM {table} WHERE company_key >= ?1 AND company_key < ?2 LIMIT {NEIGHBOURS})
             WHERE company_key <> ?3 AND abs(length(company_key) - length(?3)) <= 2"
        );
        let mut others = neighbours_but(db, &far, &letters(key, 2), key)?;
        keep(&mut others, |other| likely(key, other) && company::similar(other, key));
        others.retain(|other| !found.iter().any(|known| known.0 == other.0));
        found.extend(others);
        add(hits, kind, EvidenceKind::SimilarCompany, "", first(found));
    }
    Ok(())
}

/// The same name of a person, and names in similar spelling.
fn by_person(db: &Db, needle: &Needle, hits: &mut Vec<Hit>) -> Result<()> {
    let key = &needle.person_key;
    let word_of = |key: &str| key.split(' ').next().unwrap_or_default().to_owned();
    let first_word = word_of(key);
    for kind in [Kind::Contact, Kind::Lead] {
        let table = kind.table();
        let same = format!("SELECT id FROM {table} WHERE person_key = ?1 LIMIT {LIMIT}");
        add(hits, kind, EvidenceKind::Person, "", ids(db, &same, [key])?);
        let near = format!(
            "SELECT id, person_key FROM {table}
             WHERE person_key >= ?1 AND person_key < ?2 AND person_key <> ?3 LIMIT {NEIGHBOURS}"
        );
        let prefix = letters(&first_word, if first_word.chars().count() <= 6 { 2 } else { 3 });
        let mut found = neighbours_but(db, &near, &prefix, key)?;
        keep(&mut found, |other| likely(&first_word, &word_of(other)) && similar_person(key, other));
        let mut found = first(found);
        // Somebody of whom only this one name is known (D13).
        for word in key.split(' ').filter(|word| word.chars().count() > 2 && word != key) {
            let more = ids(db, &same, [word])?;
            found.extend(more.into_iter().filter(|id| !found.contains(id)).collect::<Vec<_>>());
        }
        add(hits, kind, EvidenceKind::SimilarPerson, "", found);
    }
    Ok(())
}

/// Keeps what is similar, and stops when that is so much that it says nothing (D17).
fn keep(found: &mut Vec<(String, String)>, is_similar: impl Fn(&str) -> bool) {
    let mut kept = 0;
    found.retain(|(_, other)| {
        let keeps = kept < LIMIT && is_similar(other);
        kept += usize::from(keeps);
        keeps
    });
}

/// A look that costs little, before the names are compared word by word.
fn likely(one: &str, other: &str) -> bool {
    strsim::jaro_winkler(one, other) >= LIKELY
}

/// The first of each pair.
fn first(found: Vec<(String, String)>) -> Vec<String> {
    found.into_iter().map(|(id, _)| id).collect()
}

/// Similar spelling, or a shortened first name: "smith jo" and "smith joanna" (D28).
pub(in crate::flows) fn similar_person(one: &str, other: &str) -> bool {
    let shortened = |short: &str, long: &str| long.starts_with(short) && short.split(' ').count() > 1;
    shortened(one, other) || shortened(other, one) || name::similar(one, other)
}

/// All words of the name within another name, in any order.
fn by_words(db: &Db, needle: &Needle, hits: &mut Vec<Hit>) -> Result<()> {
    if let Some(expression) = needle::all_words(&needle.company, &needle.company_key) {
        let within = |other: &str| {
            let other = company::key(other);
            other != needle.company_key && has_words(&other, &needle.company_key)
        };
        for kind in [Kind::Organization, Kind::Lead] {
            let name = if kind == Kind::Lead { "iif(r.company = '', r.title, r.company)" } else { "r.name" };
            let found = holding(db, &expression, kind, name)?.into_iter().filter(|(_, other)| within(other));
            add(hits, kind, EvidenceKind::NameWithin, "", found.map(|(id, _)| id).collect());
        }
    }
    if let Some(expression) = needle::all_words(&needle.person, &needle.person_key) {
        for kind in [Kind::Contact, Kind::Lead] {
            let found = holding(db, &expression, kind, "r.person_key")?
                .into_iter()
                .filter(|(_, other)| *other != needle.person_key && has_words(other, &needle.person_key));
            add(hits, kind, EvidenceKind::SimilarPerson, "", found.map(|(id, _)| id).collect());
        }
    }
    Ok(())
}

fn has_words(name: &str, words: &str) -> bool {
    words.split(' ').all(|word| name.split(' ').any(|other| other == word))
}

/// The newest records of a kind whose documents hold the words, with their name.
fn holding(db: &Db, expression: &str, kind: Kind, name: &str) -> Result<Vec<(String, String)>> {
    let table = kind.table();
    let sql = format!(
        "SELECT r.id, {name}
         FROM (SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT {COMMON}) t
         JOIN search_document d ON d.docid = t.rowid AND d.kind = '{table}'
         JOIN {table} r ON r.id = d.record_id"
    );
    pairs(db, &sql, [expression])
}

/// The first letters of a key.
fn letters(key: &str, count: usize) -> String {
    key.chars().take(count).collect()
}

fn neighbours(db: &Db, sql: &str, prefix: &str) -> Result<Vec<(String, String)>> {
    if prefix.is_empty() { Ok(Vec::new()) } else { pairs(db, sql, params![prefix, end_of(prefix)]) }
}

fn neighbours_but(db: &Db, sql: &str, prefix: &str, key: &str) -> Result<Vec<(String, String)>> {
    if prefix.is_empty() { Ok(Vec::new()) } else { pairs(db, sql, params![prefix, end_of(prefix), key]) }
}

/// Where a range of texts with this beginning ends.
fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Adds what was found, unless there is so much of it that it says nothing (D17).
fn add(hits: &mut Vec<Hit>, kind: Kind, evidence: EvidenceKind, value: &str, found: Vec<String>) {
    if found.len() <= MOST_HITS {
        hits.extend(found.into_iter().map(|id| Hit { kind, id, evidence, value: value.to_owned(), alone: false }));
    }
}

fn ids<T: ToSql>(db: &Db, sql: &str, with: [T; 1]) -> Result<Vec<String>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    Ok(statement.query_map(with, |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn pairs(db: &Db, sql: &str, with: impl Params) -> Result<Vec<(String, String)>> {
    let mut statement = db.conn().prepare_cached(sql)?;
    Ok(statement.query_map(with, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}
