//! From pairs to groups.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::GroupEvidence;
use super::pairs::Pair;
use super::read::People;
use crate::book::RecordRef;
use crate::flows::duplicates::{EvidenceKind, Strength};

/// What was found in the book, by the ids of the records: the groups that strong evidence connects, then weak pairs.
pub struct Found {
    records: Vec<RecordRef>,
    /// Those of a group side by side.
    pairs: Vec<Pair>,
    groups: Vec<Range<usize>>,
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

    /// The groups at these places.
    pub(super) fn groups(&self, places: Range<usize>) -> impl Iterator<Item = Ids> {
        self.groups.get(places).unwrap_or_default().iter().map(|pairs| self.group(&self.pairs[pairs.clone()]))
    }

    fn group(&self, pairs: &[Pair]) -> Ids {
        let one = |place: &u32| &self.records[*place as usize];
        let places: BTreeSet<u32> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
        let mut by_evidence: BTreeMap<(Reverse<Strength>, EvidenceKind, &str), BTreeSet<u32>> = BTreeMap::new();
        for pair in pairs {
            let places = by_evidence.entry((Reverse(pair.strength), pair.kind, &pair.value)).or_default();
            places.extend([pair.one, pair.other]);
        }
        let evidence = by_evidence.into_iter().map(|((Reverse(strength), kind, value), places)| GroupEvidence {
            kind,
            value: value.to_owned(),
            strength,
            records: places.iter().map(|place| one(place).id.clone()).collect(),
        });
        Ids {
            strength: pairs.iter().map(|pair| pair.strength).max().unwrap_or(Strength::Weak),
            records: places.iter().map(|place| one(place).clone()).collect(),
            evidence: evidence.collect(),
        }
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

pub(super) fn of(people: People, mut pairs: Vec<Pair>, distinct: &[(String, String)], weak: bool) -> Found {
    let apart = places(&people, distinct);
    pairs.retain(|pair| apart.is_empty() || !apart.contains(&(pair.one, pair.other)));
    // The same order whatever order the tables of keys have.
    pairs.sort_unstable_by(|a, b| {
        let key = |pair: &Pair| (Reverse(pair.strength), pair.kind, pair.one, pair.other);
        key(a).cmp(&key(b)).then_with(|| a.value.cmp(&b.value))
    });
    let count = u32::try_from(people.all.len()).unwrap_or(u32::MAX);
    let mut connected = Connected { above: (0..count).collect(), distinct: HashMap::new() };
    for (one, other) in &apart {
        connected.distinct.entry(*one).or_default().push(*other);
        connected.distinct.entry(*other).or_default().push(*one);
    }
    for pair in pairs.iter().take_while(|pair| pair.strength == Strength::Strong) {
        connected.connect(pair.one, pair.other);
    }
    // By the root of the group, or by the two of a pair that stands alone.
    let alone = u32::MAX;
    let mut keyed: Vec<((u32, u32), Pair)> = pairs
        .into_iter()
        .map(|pair| {
            let (one, other) = (connected.root(pair.one), connected.root(pair.other));
            (if one == other { (one, alone) } else { (pair.one, pair.other) }, pair)
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, (key, _)) in keyed.iter().enumerate() {
        match groups.last_mut() {
            Some(last) if keyed[last.start].0 == *key => last.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    let pairs: Vec<Pair> = keyed.into_iter().map(|(_, pair)| pair).collect();
    let records = people.all.into_iter().map(|one| RecordRef { kind: one.kind, id: one.id }).collect();
    ordered(records, pairs, groups, weak)
}

/// Strong before weak, what can be merged before what cannot, more evidence before less, the newest first.
fn ordered(records: Vec<RecordRef>, pairs: Vec<Pair>, groups: Vec<Range<usize>>, weak: bool) -> Found {
    let of = |place: u32| &records[place as usize];
    // As numbers the ids stand side by side, and so many of them are compared that this is what counts.
    let ages: Vec<u128> = records.iter().map(|record| age(&record.id)).collect();
    let mut strong = 0;
    let mut keyed = Vec::new();
    for group in groups {
        let pairs = &pairs[group.clone()];
        let strength = pairs.iter().map(|pair| pair.strength).max();
        if strength != Some(Strength::Strong) && !weak {
            continue;
        }
        strong += usize::from(strength == Some(Strength::Strong));
        let one_kind = |pair: &Pair| of(pair.one).kind == of(pair.other).kind;
        let newest = pairs.iter().map(|pair| ages[pair.one as usize].max(ages[pair.other as usize])).max();
        let kinds = pairs.iter().fold(0_u32, |kinds, pair| kinds | 1 << pair.kind as u32).count_ones();
        keyed.push((Reverse((strength, pairs.iter().any(one_kind), kinds, newest)), group));
    }
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.start.cmp(&b.1.start)));
    let groups = keyed.into_iter().map(|(_, group)| group).collect();
    Found { records, pairs, groups, strong }
}

/// A number that grows with the id: the ids of a book are uuids, which sort by time.
fn age(id: &str) -> u128 {
    uuid::Uuid::parse_str(id).map_or(0, |id| id.as_u128())
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
