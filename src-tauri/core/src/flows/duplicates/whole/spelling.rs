//! Names that differ by one slip: a letter too many, too few, another, or two swapped. Two such names have a common form with
//! one letter left out, so that they meet by a key and nobody is compared with everybody. What meets is then judged by the same
//! rules as what is typed in.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};

use super::pairs::{Pair, each_two, like_company};
use super::read::{One, People};
use crate::book::Kind;
use crate::flows::duplicates::gather::similar_person;
use crate::flows::duplicates::{EvidenceKind, Strength};

/// Shorter names are no evidence where they are not the same.
const SHORTEST: usize = 5;
/// The slip is looked for in so many letters.
const LONGEST: usize = 40;

pub(super) fn add(people: &People, pairs: &mut Vec<Pair>) {
    let known: HashSet<(u32, u32)> = pairs.iter().map(|pair| (pair.one, pair.other)).collect();
    companies(people, &known, pairs);
    persons(people, &known, pairs);
}

/// Of leads and organizations, also where the slip is in the legal form (D34), the words are in another order, or written
/// together.
fn companies(people: &People, known: &HashSet<(u32, u32)>, pairs: &mut Vec<Pair>) {
    let mut forms = Forms::default();
    for (place, one) in people.all.iter().enumerate() {
        if one.kind == Kind::Contact || one.company.is_empty() {
            continue;
        }
        forms.add_slips(place, &one.company, 0);
        if one.whole.starts_with(&one.company) && one.whole.len() > one.company.len() {
            forms.add_slips(place, &one.whole, one.company.len());
        }
        let mut words: Vec<&str> = one.company.split(' ').filter(|word| *word != "und").collect();
        forms.add(place, &words.concat());
        words.sort_unstable();
        forms.add(place, &words.join(" "));
    }
    forms.meet(people, known, |one, other, a, b| {
        if a.company != b.company && like_company(a, b) {
            let value = a.company.as_str().into();
            pairs.push(Pair { one, other, kind: EvidenceKind::SimilarCompany, strength: Strength::Weak, value });
        }
    });
}

/// Of leads and contacts, also where the first name is shortened (D28).
fn persons(people: &People, known: &HashSet<(u32, u32)>, pairs: &mut Vec<Pair>) {
    let mut forms = Forms::default();
    for (place, one) in people.all.iter().enumerate().filter(|(_, one)| one.person.contains(' ')) {
        forms.add_slips(place, &one.person, 0);
        // A name and the first letter of the other one, each way round.
        for word in one.person.split(' ').filter(|word| word.chars().count() > 2) {
            let others = one.person.split(' ').filter(|other| *other != word);
            for letter in others.filter_map(|other| other.chars().next()) {
                forms.add(place, &format!("{word}|{letter}"));
            }
        }
    }
    forms.meet(people, known, |one, other, a, b| {
        if a.person != b.person && (similar_person(&a.person, &b.person) || shortened(&a.person, &b.person)) {
            let value = a.person.as_str().into();
            pairs.push(Pair { one, other, kind: EvidenceKind::SimilarPerson, strength: Strength::Weak, value });
        }
    });
}

/// Each word is the beginning of one of the other name, and one is the same: "j smith" and "joanna smith".
fn shortened(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let begins = |word: &&str, name: &[&str]| name.iter().any(|long| long.starts_with(word) || word.starts_with(long));
    one.len() == other.len()
        && one.iter().any(|word| word.chars().count() > 2 && other.contains(word))
        && one.iter().all(|word| begins(word, &other))
        && other.iter().all(|word| begins(word, &one))
}

/// Forms of names by their hash, with the place of the record. What meets by chance is judged and dropped.
#[derive(Default)]
struct Forms {
    hasher: RandomState,
    all: Vec<(u64, u32)>,
}

impl Forms {
    fn add(&mut self, place: usize, form: &str) {
        if form.chars().nth(SHORTEST - 1).is_some() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            self.all.push((self.hasher.hash_one(form), place));
        }
    }

    /// The name itself, and the name with each letter left out from this byte on. Digits stay: "Plant 1" is not "Plant 2".
    fn add_slips(&mut self, place: usize, name: &str, from: usize) {
        if name.chars().nth(SHORTEST - 1).is_none() {
            return;
        }
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let mut push = |before: &str, after: &str| {
            let mut hasher = self.hasher.build_hasher();
            hasher.write(before.as_bytes());
            hasher.write(after.as_bytes());
            hasher.write_u8(0xff);
            self.all.push((hasher.finish(), place));
        };
        push(name, "");
        let letters = name.char_indices().filter(|(at, c)| *at >= from && c.is_alphabetic());
        let mut last = None;
        for (at, letter) in letters.take(LONGEST) {
            // Of two equal letters side by side it is the same which one is left out.
            if last != Some((letter, at)) {
                push(&name[..at], &name[at + letter.len_utf8()..]);
            }
            last = Some((letter, at + letter.len_utf8()));
        }
    }

    /// Each two records that have a form in common, once.
    fn meet(mut self, people: &People, known: &HashSet<(u32, u32)>, mut f: impl FnMut(u32, u32, &One, &One)) {
        self.all.sort_unstable();
        self.all.dedup();
        let mut met = HashSet::new();
        let mut places = Vec::new();
        for same in self.all.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
            places.clear();
            places.extend(same.iter().map(|(_, place)| *place));
            each_two(people, &places, |one, other, a, b| {
                if !known.contains(&(one, other)) && met.insert((one, other)) {
                    f(one, other, a, b);
                }
            });
        }
    }
}
