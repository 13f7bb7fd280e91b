//! The order of cards by hand (R16): a rank is a fraction written as text, so that there is always room between two of
//! them and a move writes one row.
//!
//! A rank is eight digits to base 36 that count up and down at the ends of a column, so that ten thousand cards put on top
//! one after the other do not make ranks of a thousand letters, and behind them as many digits as it takes to stand between
//! two neighbours. The last four are salt: two ranks made independently for the same place differ, also across undo.

/// Digits to base 36 sort as text like the numbers that they are.
const BASE: u32 = 36;
/// How many digits count up and down at the ends.
const HEAD: usize = 8;
/// How many digits of salt there are.
const SALT: u32 = 4;
/// The first card's head: the middle, as far from both ends.
const MIDDLE: [u32; HEAD] = [BASE / 2, 0, 0, 0, 0, 0, 0, 0];

/// A rank between two neighbours (none: the end of the column), made different by `salt`. None if `above` does not stand
/// before `below`, or if one of them was not made here.
#[must_use]
pub fn between(above: Option<&str>, below: Option<&str>, salt: u32) -> Option<String> {
    let (above, below) = (above.map(digits), below.map(digits));
    let mut rank = match (above, below) {
        (None, None) => MIDDLE.to_vec(),
        (None, Some(below)) => {
            let below = below?;
            stepped(&below, Step::Up).unwrap_or_else(|| middle(&[], Some(&below)))
        }
        (Some(above), None) => {
            let above = above?;
            stepped(&above, Step::Down).unwrap_or_else(|| middle(&above, None))
        }
        (Some(above), Some(below)) => {
            let (above, below) = (above?, below?);
            if above >= below {
                return None;
            }
            middle(&above, Some(&below))
        }
    };
    push_salt(&mut rank, salt);
    rank.into_iter().map(|digit| char::from_digit(digit, BASE)).collect()
}

/// The digits of a rank; none for what is no rank. A rank never ends in zero: nothing could stand before it.
fn digits(rank: &str) -> Option<Vec<u32>> {
    let digits: Vec<u32> = rank.chars().map(|c| c.to_digit(BASE)).collect::<Option<_>>()?;
    let capital = rank.contains(|c: char| c.is_ascii_uppercase());
    (!digits.is_empty() && !capital && digits.last() != Some(&0)).then_some(digits)
}

#[derive(Clone, Copy)]
enum Step {
    /// Towards the top of the column.
    Up,
    /// Towards its end.
    Down,
}

/// The next head before or after the one of this rank; none at the very end of what eight digits count.
fn stepped(rank: &[u32], step: Step) -> Option<Vec<u32>> {
    let mut head: Vec<u32> = (0..HEAD).map(|at| rank.get(at).copied().unwrap_or(0)).collect();
    for digit in head.iter_mut().rev() {
        match step {
            Step::Up if *digit > 0 => {
                *digit -= 1;
                return Some(head);
            }
            Step::Down if *digit < BASE - 1 => {
                *digit += 1;
                return Some(head);
            }
            Step::Up => *digit = BASE - 1,
            Step::Down => *digit = 0,
        }
    }
    None
}

/// Digits strictly between two fractions that do not begin the second one, so that anything may follow them.
fn middle(above: &[u32], below: Option<&[u32]>) -> Vec<u32> {
    let mut out = Vec::new();
    let mut below = below;
    for at in 0.. {
        let low = above.get(at).copied().unwrap_or(0);
        let high = below.map_or(BASE, |below| below.get(at).copied().unwrap_or(0));
        if high > low + 1 {
            out.push(low.midpoint(high));
            break;
        }
        out.push(low);
        if high == low + 1 {
            // From here on everything is before `below`.
            below = None;
        }
    }
    out
}

fn push_salt(rank: &mut Vec<u32>, salt: u32) {
    let mut rest = salt;
    for _ in 1..SALT {
        rank.push(rest % BASE);
        rest /= BASE;
    }
    rank.push(1 + rest % (BASE - 1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_thousand_cards_put_on_top_or_at_the_end_keep_short_ranks() {
        let first = between(None, None, 7).unwrap();
        let (mut top, mut end) = (first.clone(), first);
        for salt in 0..10_000 {
            let higher = between(None, Some(&top), salt).unwrap();
            let lower = between(Some(&end), None, salt).unwrap();
            assert!(higher < top && end < lower);
            (top, end) = (higher, lower);
        }
        assert_eq!((top.len(), end.len()), (12, 12));
    }

    #[test]
    fn there_is_room_beyond_the_last_head() {
        let (first, last) = ("000000000001", "zzzzzzzzzzzz");
        assert!(between(None, Some(first), 1).unwrap().as_str() < first);
        assert!(between(Some(last), None, 1).unwrap().as_str() > last);
    }

    #[test]
    fn the_same_place_gives_another_rank_each_time() {
        let (above, below) = ("i00000000001", "i00000010001");
        assert_ne!(between(Some(above), Some(below), 1), between(Some(above), Some(below), 2));
    }

    #[test]
    fn what_is_no_rank_or_out_of_order_is_not_guessed_at() {
        for (above, below) in [("b1", "a1"), ("a1", "a1"), ("", "a1"), ("a1", "a10"), ("A1", "b1"), ("a1", "ä")] {
            assert_eq!(between(Some(above), Some(below), 1), None, "{above} {below}");
        }
    }

    proptest! {
        #[test]
        fn a_rank_always_stands_between_its_neighbours(places in prop::collection::vec((any::<usize>(), any::<u32>()), 1..400)) {
            let mut column: Vec<String> = Vec::new();
            for (place, salt) in places {
                let at = place % (column.len() + 1);
                let above = at.checked_sub(1).map(|at| column[at].as_str());
                let below = column.get(at).map(String::as_str);
                let rank = between(above, below, salt).unwrap();
                prop_assert!(above.is_none_or(|above| above < rank.as_str()), "{above:?} {rank}");
                prop_assert!(below.is_none_or(|below| rank.as_str() < below), "{rank} {below:?}");
                column.insert(at, rank);
            }
        }

        #[test]
        fn bisecting_one_gap_grows_slowly(salts in prop::collection::vec(any::<u32>(), 500)) {
            let (above, mut below) = (between(None, None, 1).unwrap(), String::new());
            below.push_str(&between(Some(&above), None, 2).unwrap());
            for salt in salts {
                below = between(Some(&above), Some(&below), salt).unwrap();
            }
            prop_assert!(below.len() < 300, "{}", below.len());
        }
    }
}
