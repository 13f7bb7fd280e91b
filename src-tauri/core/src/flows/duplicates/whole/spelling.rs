//! Names that differ by one slip: a letter too many, too few, another, or two swapped. Two such names have a common form with
//! one letter left out, so that they meet by a key and nobody is compared with everybody. What meets is then judged by the same
//! rules as what is typed in.

use std::hash::{BuildHasher, RandomState};

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
    let mut known: Vec<(u32, u32)> = pairs.iter().map(|pair| (pair.one, pair.other)).collect();
    known.sort_unstable();
    // Most of the time that finding duplicates takes goes here, and the two have nothing to do with each other.
    let (companies, persons) = std::thread::scope(|scope| {
        let companies = scope.spawn(|| companies(people, &known));
        let persons = persons(people, &known);
        (companies.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), persons)
    });
    pairs.extend(companies.into_iter().chain(persons));
}

/// Of leads and organizations, also where the slip is in the legal form (D34), the words are in another order, or written
/// together.
fn companies(people: &People, known: &[(u32, u32)]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut forms = Forms::new();
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
    let is_new = |a: &One, b: &One| a.company != b.company;
    forms.meet(people, known, is_new, |one, other, a, b| {
        if like_company(a, b) {
            let value = a.company.as_str().into();
            pairs.push(Pair { one, other, kind: EvidenceKind::SimilarCompany, strength: Strength::Weak, value });
        }
    });
    pairs
}

/// Of leads and contacts, also where the first name is shortened (D28).
fn persons(people: &People, known: &[(u32, u32)]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut forms = Forms::new();
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
    let is_new = |a: &One, b: &One| a.person != b.person;
    forms.meet(people, known, is_new, |one, other, a, b| {
        if similar_person(&a.person, &b.person) || shortened(&a.person, &b.person) {
            let value = a.person.as_str().into();
            pairs.push(Pair { one, other, kind: EvidenceKind::SimilarPerson, strength: Strength::Weak, value });
        }
    });
    pairs
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

/// Forms of names by a number, with the place of the record. What meets by chance is judged and dropped.
///
/// The number of a text is its bytes as the digits of one number, in a base that differs each time, so that a name with a letter
/// left out costs as much as one letter: it is put together from what stands before and behind.
struct Forms {
    base: u64,
    /// The powers of the base, as far as they were needed.
    powers: Vec<u64>,
    /// Of the name at hand: the numbers of its beginnings, from none of its bytes to all.
    begun: Vec<u64>,
    all: Vec<(u64, u32)>,
}

/// So many pairs are gathered before those that met more than once are thrown out.
const GATHERED: usize = 1 << 22;

impl Forms {
    fn new() -> Self {
        Self { base: RandomState::new().hash_one(0) | 1, powers: vec![1], begun: Vec::new(), all: Vec::new() }
    }

    fn after(&self, number: u64, byte: u8) -> u64 {
        number.wrapping_mul(self.base).wrapping_add(u64::from(byte) + 1)
    }

    fn add(&mut self, place: usize, form: &str) {
        if form.chars().nth(SHORTEST - 1).is_some() {
            let number = form.bytes().fold(0, |number, byte| self.after(number, byte));
            self.all.push((number, u32::try_from(place).unwrap_or(u32::MAX)));
        }
    }

    /// The name itself, and the name with each letter left out from this byte on. Digits stay: "Plant 1" is not "Plant 2".
    fn add_slips(&mut self, place: usize, name: &str, from: usize) {
        if name.chars().nth(SHORTEST - 1).is_none() {
            return;
        }
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.begun.clear();
        self.begun.push(0);
        let mut whole = 0;
        for byte in name.bytes() {
            whole = self.after(whole, byte);
            self.begun.push(whole);
        }
        while self.powers.len() <= name.len() {
            self.powers.push(self.powers.last().unwrap_or(&1).wrapping_mul(self.base));
        }
        self.all.push((whole, place));
        let letters = name.char_indices().filter(|(at, c)| *at >= from && c.is_alphabetic());
        let mut last = None;
        for (at, letter) in letters.take(LONGEST) {
            let behind = at + letter.len_utf8();
            // Of two equal letters side by side it is the same which one is left out.
            if last != Some((letter, at)) {
                let power = self.powers[name.len() - behind];
                let rest = whole.wrapping_sub(self.begun[behind].wrapping_mul(power));
                self.all.push((self.begun[at].wrapping_mul(power).wrapping_add(rest), place));
            }
            last = Some((letter, behind));
        }
    }

    /// Each two records that have a form in common and can be something new, once.
    fn meet(
        mut self,
        people: &People,
        known: &[(u32, u32)],
        is_new: impl Fn(&One, &One) -> bool,
        mut f: impl FnMut(u32, u32, &One, &One),
    ) {
        self.all.sort_unstable();
        self.all.dedup();
        let mut met: Vec<(u32, u32)> = Vec::new();
        let (mut places, mut full) = (Vec::new(), GATHERED);
        for same in self.all.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
            places.clear();
            places.extend(same.iter().map(|(_, place)| *place));
            each_two(people, &places, |one, other, a, b| {
                if is_new(a, b) {
                    met.push((one, other));
                }
            });
            if met.len() > full {
                met.sort_unstable();
                met.dedup();
                full = met.len() + GATHERED;
            }
        }
        met.sort_unstable();
        met.dedup();
        for (one, other) in met {
            if known.binary_search(&(one, other)).is_err() {
                f(one, other, &people.all[one as usize], &people.all[other as usize]);
            }
        }
    }
}
