//! Pairs of records that share a key, with the evidence.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::read::{One, People};
use crate::book::Kind;
use crate::flows::duplicates::gather::similar_person;
use crate::flows::duplicates::{EvidenceKind, MOST_HITS, Strength};
use crate::value::company;

/// Two records, the one at the smaller place first, and what speaks for it that they are one.
pub(super) struct Pair {
    pub(super) one: u32,
    pub(super) other: u32,
    pub(super) kind: EvidenceKind,
    pub(super) strength: Strength,
    pub(super) value: Arc<str>,
}

/// Everything but similar spelling.
pub(super) fn of(people: &People) -> Vec<Pair> {
    let mut pairs = Vec::new();
    by_email(people, &mut pairs);
    by_phone(people, &mut pairs);
    by_domain(people, &mut pairs);
    by_company(people, &mut pairs);
    by_person(people, &mut pairs);
    pairs
}

/// Whether two kinds can be one at all: a person is not the company it works for.
pub(super) fn can_be_one(one: &One, other: &One) -> bool {
    !matches!((one.kind, other.kind), (Kind::Contact, Kind::Organization) | (Kind::Organization, Kind::Contact))
}

/// Each two of the records that share something; of a kind that more share than is evidence, none (D17).
pub(super) fn each_two(people: &People, places: &[u32], mut f: impl FnMut(u32, u32, &One, &One)) {
    if places.len() < 2 {
        return;
    }
    let of = |place: u32| &people.all[place as usize];
    let few = |kind: Kind| places.iter().filter(|place| of(**place).kind == kind).count() <= MOST_HITS + 1;
    let kept: Cow<[u32]> = if places.len() <= MOST_HITS + 1 {
        Cow::Borrowed(places)
    } else {
        let kinds: Vec<Kind> =
            [Kind::Lead, Kind::Contact, Kind::Organization].into_iter().filter(|kind| few(*kind)).collect();
        places.iter().copied().filter(|place| kinds.contains(&of(*place).kind)).collect()
    };
    for (at, one) in kept.iter().enumerate() {
        for other in &kept[at + 1..] {
            if one != other && can_be_one(of(*one), of(*other)) {
                let (one, other) = (*one.min(other), *one.max(other));
                f(one, other, of(one), of(other));
            }
        }
    }
}

fn by_email(people: &People, pairs: &mut Vec<Pair>) {
    for (key, places) in shared(&people.emails) {
        let value: Arc<str> = key.as_str().into();
        each_two(people, places, |one, other, _, _| {
            let value = Arc::clone(&value);
            pairs.push(Pair { one, other, kind: EvidenceKind::Email, strength: Strength::Strong, value });
        });
    }
}

/// Strong with a similar name: it may be a switchboard. Colleagues of one company who only share it are left alone.
fn by_phone(people: &People, pairs: &mut Vec<Pair>) {
    for (key, places) in shared(&people.phones) {
        let value: Arc<str> = key.as_str().into();
        each_two(people, places, |one, other, a, b| {
            let both = !a.person.is_empty() && !b.person.is_empty();
            let like_person = both && begin_alike(&a.person, &b.person) && similar_person(&a.person, &b.person);
            let companies = a.kind != Kind::Contact && b.kind != Kind::Contact;
            let like_company = !like_person && companies && like_company(a, b);
            let colleagues = both && !like_person && !a.company.is_empty() && a.company == b.company;
            let strength = match (like_person || like_company, colleagues) {
                (true, _) => Strength::Strong,
                (false, true) => return,
                (false, false) => Strength::Weak,
            };
            pairs.push(Pair { one, other, kind: EvidenceKind::Phone, strength, value: Arc::clone(&value) });
        });
    }
}

/// Leads and organizations of the same own domain; people only with the same name.
fn by_domain(people: &People, pairs: &mut Vec<Pair>) {
    for (domain, places) in shared(&people.domains) {
        let value: Arc<str> = domain.as_str().into();
        let mut push = |one, other| {
            let value = Arc::clone(&value);
            pairs.push(Pair { one, other, kind: EvidenceKind::Domain, strength: Strength::Strong, value });
        };
        companies_and_namesakes(people, places, &mut push);
    }
}

fn by_company(people: &People, pairs: &mut Vec<Pair>) {
    let mut companies = HashMap::new();
    for (place, one) in people.all.iter().enumerate().filter(|(_, one)| !one.company.is_empty()) {
        add(&mut companies, &one.company, place);
    }
    for (key, places) in shared(&companies) {
        let value: Arc<str> = (*key).into();
        let mut push = |one, other| {
            let value = Arc::clone(&value);
            pairs.push(Pair { one, other, kind: EvidenceKind::Company, strength: Strength::Strong, value });
        };
        companies_and_namesakes(people, places, &mut push);
    }
}

/// Of records that share a company: leads and organizations with each other, and people of the same name.
fn companies_and_namesakes(people: &People, places: &[u32], push: &mut impl FnMut(u32, u32)) {
    let of = |place: &u32| &people.all[*place as usize];
    let contacts = places.iter().filter(|place| of(place).kind == Kind::Contact).count();
    if contacts == 0 {
        each_two(people, places, |one, other, _, _| push(one, other));
        return;
    }
    let companies: Vec<u32> = places.iter().copied().filter(|place| of(place).kind != Kind::Contact).collect();
    each_two(people, &companies, |one, other, _, _| push(one, other));
    let mut namesakes: HashMap<&str, Vec<u32>> = HashMap::new();
    for place in places.iter().filter(|place| !of(place).person.is_empty()) {
        namesakes.entry(of(place).person.as_str()).or_default().push(*place);
    }
    for places in namesakes.values() {
        each_two(people, places, |one, other, a, b| {
            if a.kind == Kind::Contact || b.kind == Kind::Contact {
                push(one, other);
            }
        });
    }
}

/// The same name, in any order of its words: weak (D26, D38).
fn by_person(people: &People, pairs: &mut Vec<Pair>) {
    let mut persons = HashMap::new();
    for (place, one) in people.all.iter().enumerate().filter(|(_, one)| one.person.contains(' ')) {
        add(&mut persons, &one.person, place);
    }
    for (key, places) in shared(&persons) {
        let value: Arc<str> = (*key).into();
        each_two(people, places, |one, other, _, _| {
            let value = Arc::clone(&value);
            pairs.push(Pair { one, other, kind: EvidenceKind::Person, strength: Strength::Weak, value });
        });
    }
}

fn add<'a>(into: &mut HashMap<&'a str, Vec<u32>>, key: &'a str, place: usize) {
    into.entry(key).or_default().push(u32::try_from(place).unwrap_or(u32::MAX));
}

/// The keys that several records have.
fn shared<K>(keyed: &HashMap<K, Vec<u32>>) -> impl Iterator<Item = (&K, &Vec<u32>)> {
    keyed.iter().filter(|(_, places)| places.len() > 1)
}

/// The first letters of the words, sorted.
fn initials(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = name.split(' ').filter_map(|word| word.chars().next()).collect();
    letters.sort_unstable();
    letters
}

/// Whether each word of the shorter name begins like one of the longer: similar names do, and it costs little to see.
fn begin_alike(one: &str, other: &str) -> bool {
    let (one, other) = (initials(one), initials(other));
    let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    fewer.iter().all(|letter| more.contains(letter))
}

/// Whether the companies have similar names.
pub(super) fn like_company(one: &One, other: &One) -> bool {
    let alike = begin_alike(&one.company, &other.company) || begin_alike(&one.whole, &other.whole);
    alike && company::similar_keys((&one.company, &one.whole), (&other.company, &other.whole))
}
