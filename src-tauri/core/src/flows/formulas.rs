//! Texts that a spreadsheet would take for a formula when it opens a CSV file: what anybody can send a rep as a name must not run there.

use std::borrow::Cow;

/// What a formula begins with, also in full width, and what spreadsheets skip over; and the apostrophe itself, so that taking one away
/// always gives the text back.
const STARTS: [char; 13] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Whether a text begins so. Blanks in front of a formula do not make it harmless.
fn starts_like_one(text: &str) -> bool {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{3000}', '\u{feff}']).chars().next();
    first.is_some_and(|first| STARTS.contains(&first))
}

/// A text for a cell of a CSV file that a spreadsheet may open: an apostrophe goes in front where it takes one, as people write it there
/// themselves.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if starts_like_one(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell that was made harmless.
pub(super) fn as_typed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| starts_like_one(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_made_harmless_is_given_back(text in "\\PC*|[-=+@'\u{ff1d} \t]{0,6}[a-z1]*") {
            let cell = harmless(&text);
            prop_assert!(!starts_like_one(&cell) || cell.starts_with('\''));
            prop_assert_eq!(as_typed(&cell), text.as_str());
        }
    }

    #[test]
    fn an_apostrophe_that_guards_nothing_stays() {
        for text in ["'n Abend", "'s-Hertogenbosch", "'"] {
            assert_eq!(as_typed(text), text);
        }
    }
}
