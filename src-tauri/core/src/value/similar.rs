//! Similar spelling: weak evidence that two names mean the same (R14, D34). It is only ever offered, never preselected.

use strsim::jaro_winkler;

/// Two words of at least this Jaro-Winkler similarity can be one word with a slip: "corporation" and "corporaton" have
/// 0.98, "meyer" and "meier" 0.91; "muenchen" and "muenster" (0.85) or "mueller" and "miller" (0.86) stay apart.
const WORD: f64 = 0.88;

/// Shorter words must be equal: a slip in three letters is another word.
const SHORTEST_WITH_SLIP: usize = 4;

/// Longer names are compared by their first words only, so that a pasted page costs nothing.
const MOST_WORDS: usize = 12;

/// May a word of one name be left without a partner in the other?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Each word needs a partner: names of companies, where "Acme Bau" is not "Acme".
    Refused,
    /// The shorter name may lie within the longer: "charlie" and "charlie chapelin" (D13).
    Allowed,
}

/// Whether each word of `a` has a similar word of its own in `b`, in any order. Both are folded keys. Symmetric; a name
/// without words is similar to nothing.
pub fn words(a: &str, b: &str, missing: Missing) -> bool {
    // Always the same way round, so that the answer cannot depend on it.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let (a, b) = (split(a), split(b));
    let (fewer, more) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if fewer.is_empty() || (missing == Missing::Refused && fewer.len() != more.len()) {
        return false;
    }
    all_paired(&fewer, &more)
}

fn split(name: &str) -> Vec<&str> {
    name.split_whitespace()
        .map(|word| word.trim_matches(['.', ',']))
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .collect()
}

/// Pairs the most similar words first, each used once.
fn all_paired(fewer: &[&str], more: &[&str]) -> bool {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, one) in fewer.iter().enumerate() {
        for (j, other) in more.iter().enumerate() {
            pairs.extend(similarity(one, other).map(|similarity| (similarity, i, j)));
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut used_fewer, mut used_more) = (vec![false; fewer.len()], vec![false; more.len()]);
    for (_, i, j) in pairs {
        if !used_fewer[i] && !used_more[j] {
            used_fewer[i] = true;
            used_more[j] = true;
        }
    }
    used_fewer.into_iter().all(|used| used)
}

/// How similar two words are, if they can be the same at all. People seldom get the first letter wrong, and words that
/// differ in it are different names: "asa" is not "casa" (C23).
fn similarity(one: &str, other: &str) -> Option<f64> {
    if one == other {
        return Some(1.0);
    }
    if one.chars().next() != other.chars().next() {
        return None;
    }
    let shorter = one.chars().count().min(other.chars().count());
    let similarity = jaro_winkler(one, other);
    (shorter >= SHORTEST_WITH_SLIP && similarity >= WORD).then_some(similarity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_similar_and_other_words_are_not() {
        for (one, other, expected) in [
            ("corporation", "corporaton", true),
            ("meyer", "meier", true),
            ("schmidt", "schmitt", true),
            ("muenchen", "muenster", false),
            ("asa", "casa", false),
            ("abc", "abd", false),
            ("ag", "agx", false),
        ] {
            assert_eq!(similarity(one, other).is_some(), expected, "{one} {other}");
        }
    }

    #[test]
    fn the_order_of_words_does_not_matter_and_each_is_used_once() {
        assert!(words("james smith", "smith james", Missing::Refused));
        assert!(!words("james james", "james smith", Missing::Allowed));
        assert!(!words("", "", Missing::Allowed));
        assert!(!words("james", "", Missing::Allowed));
    }

    #[test]
    fn a_missing_word_is_allowed_only_where_said() {
        assert!(words("charlie", "charlie chapelin", Missing::Allowed));
        assert!(!words("acme", "acme bau", Missing::Refused));
    }
}
