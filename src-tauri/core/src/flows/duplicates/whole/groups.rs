//! From pairs to groups.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::GroupEvidence;
use super::pairs::Pair;
use super::read::People;
use crate::book::{Kind, RecordRef};
use crate::flows::duplicates::{EvidenceKind, Strength};

/// What was found in the book, by the ids of the records: the groups that strong evidence connects, then weak pairs.
pub struct Found {
    pub(super) groups: Vec<Ids>,
    strong: usize,
}

impl Found {
    /// How many groups strong evidence connects.
    #[must_use]
    pub fn strong(&self) -> usize {
        self.strong
    }

    /// How many groups and pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// A group by its ids.
pub(super) struct Ids {
    pub(super) strength: Strength,
    pub(super) records: Vec<RecordRef>,
    pub(super) evidence: Vec<GroupEvidence>,
}

/// Who belongs together. Two that are known to be distinct never come into one group, whoever stands between them.
struct Connected {
    above: Vec<u32>,
    distinct: HashMap<u32, Vec<u32>>,
}

impl Connected {
    fn root(&mut self, mut place: u32) -> u32 {
        while self.above[place as usize] != place {
            let next = self.above[place as usize];
            self.above[place as usize] = self.above[next as usize];
            place = next;
        }
        place
    }

    fn connect(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let apart = self.distinct.get(&one).cloned().unwrap_or_default();
        if apart.into_iter().any(|place| self.root(place) == other) {
            return;
        }
        self.above[one as usize] = other;
        if let Some(mut apart) = self.distinct.remove(&one) {
            self.distinct.entry(other).or_default().append(&mut apart);
        }
    }
}

pub(super) fn of(people: &People, pairs: Vec<Pair>, distinct: &[(String, String)], weak: bool) -> Found {
    let apart = places(people, distinct);
    let mut pairs: Vec<Pair> = pairs.into_iter().filter(|pair| !apart.contains(&(pair.one, pair.other))).collect();
    // The same order whatever order the tables of keys have.
    pairs.sort_unstable_by(|a, b| {
        let key = |pair: &Pair| (Reverse(pair.strength), pair.kind, pair.one, pair.other);
        key(a).cmp(&key(b)).then_with(|| a.value.cmp(&b.value))
    });
    let mut connected = Connected {
        above: (0..u32::try_from(people.all.len()).unwrap_or(u32::MAX)).collect(),
        distinct: HashMap::new(),
    };
    for (one, other) in &apart {
        connected.distinct.entry(*one).or_default().push(*other);
        connected.distinct.entry(*other).or_default().push(*one);
    }
    for pair in pairs.iter().filter(|pair| pair.strength == Strength::Strong) {
        connected.connect(pair.one, pair.other);
    }
    // By the root of the group, or by the two of a pair that stands alone.
    let mut groups: BTreeMap<(u32, Option<u32>), Vec<&Pair>> = BTreeMap::new();
    for pair in &pairs {
        let (one, other) = (connected.root(pair.one), connected.root(pair.other));
        let key = if one == other { (one, None) } else { (pair.one, Some(pair.other)) };
        groups.entry(key).or_default().push(pair);
    }
    let mut found: Vec<Ids> = groups.into_values().map(|pairs| group(people, &pairs)).collect();
    found.retain(|group| weak || group.strength == Strength::Strong);
    // Strong before weak, what can be merged before what cannot, more evidence before less, the newest first.
    found.sort_by_cached_key(|group| {
        let newest = group.records.iter().map(|record| record.id.clone()).max();
        let kinds: Vec<Kind> = group.records.iter().map(|record| record.kind).collect();
        let mergeable = kinds.iter().enumerate().any(|(at, kind)| kinds[at + 1..].contains(kind));
        Reverse((group.strength, mergeable, group.evidence.len().min(4), newest))
    });
    let strong = found.iter().take_while(|group| group.strength == Strength::Strong).count();
    Found { groups: found, strong }
}

fn places(people: &People, distinct: &[(String, String)]) -> HashSet<(u32, u32)> {
    let wanted: HashSet<&str> = distinct.iter().flat_map(|(one, other)| [one.as_str(), other.as_str()]).collect();
    if wanted.is_empty() {
        return HashSet::new();
    }
    let all = people.all.iter().enumerate().filter(|(_, one)| wanted.contains(one.id.as_str()));
    let by_id: HashMap<&str, u32> =
        all.map(|(place, one)| (one.id.as_str(), u32::try_from(place).unwrap_or(u32::MAX))).collect();
    let place = |id: &String| by_id.get(id.as_str()).copied();
    let both = distinct.iter().filter_map(|(one, other)| Some((place(one)?, place(other)?)));
    both.map(|(one, other)| (one.min(other), one.max(other))).collect()
}

fn group(people: &People, pairs: &[&Pair]) -> Ids {
    let mut places: Vec<u32> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    places.sort_unstable();
    places.dedup();
    let one = |place: &u32| &people.all[*place as usize];
    let records = places.iter().map(|place| RecordRef { kind: one(place).kind, id: one(place).id.clone() }).collect();
    let mut by_evidence: BTreeMap<(Reverse<Strength>, EvidenceKind, &str), BTreeSet<u32>> = BTreeMap::new();
    for pair in pairs {
        let places = by_evidence.entry((Reverse(pair.strength), pair.kind, pair.value.as_str())).or_default();
        places.extend([pair.one, pair.other]);
    }
    let strength = pairs.iter().map(|pair| pair.strength).max().unwrap_or(Strength::Weak);
    let evidence = by_evidence.into_iter().map(|((Reverse(strength), kind, value), places)| GroupEvidence {
        kind,
        value: value.to_owned(),
        strength,
        records: places.iter().map(|place| one(place).id.clone()).collect(),
    });
    Ids { strength, records, evidence: evidence.collect() }
}
