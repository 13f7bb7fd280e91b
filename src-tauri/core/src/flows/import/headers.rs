//! The names of a table's columns.

use std::collections::HashSet;

use super::columns::words_of;

/// Names for columns out of the cells of the header row: blank ones are called `Column_2` after their place (I01), repeated ones get a
/// suffix (I02).
pub(super) fn name_columns<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    let given: Vec<String> = cells.map(tidy).collect();
    let taken: HashSet<String> = given.iter().filter(|name| !name.is_empty()).cloned().collect();
    let mut used = HashSet::new();
    given
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let wanted = if name.is_empty() { unnamed(index) } else { name };
            let mut unique = wanted.clone();
            let mut number = 2;
            while used.contains(&unique) || (unique != wanted && taken.contains(&unique)) {
                unique = format!("{wanted}_{number}");
                number += 1;
            }
            used.insert(unique.clone());
            unique
        })
        .collect()
}

/// What a column without a name is called, by its place from 0.
pub(super) fn unnamed(index: usize) -> String {
    format!("Column_{}", index + 1)
}

/// One line, single blanks, no invisible marks: headers are compared and typed by people.
fn tidy(cell: &str) -> String {
    cell.replace(['\u{feff}', '\u{200b}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which of several addresses a column is about, by its header: 0 the usual one, 1 at home, 2 another one, 10 and more by its number. What
/// is a different address does not mix with the first.
pub(super) fn which_address(header: &str) -> u8 {
    const HOME: &[&str] = &["home", "privat", "private", "privatadresse", "privatanschrift"];
    const OTHER: &[&str] = &[
        "other",
        "weitere",
        "andere",
        "anderer",
        "alternate",
        "alternative",
        "second",
        "secondary",
        "zweite",
        "sonstige",
    ];
    let words: Vec<String> =
        header.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2) {
        let number = pair[1].parse::<u8>().ok().filter(|number| (2..200).contains(number));
        if let Some(number) = number.filter(|_| ["address", "adresse", "anschrift"].contains(&pair[0].as_str())) {
            return 10 + number;
        }
    }
    let words = words_of(header);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    if has(HOME) {
        1
    } else if has(OTHER) {
        2
    } else {
        0
    }
}

/// Whether a first row holds a record already: no header is an e-mail address, a number or a telephone number.
pub(super) fn looks_like_data<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    cells.map(str::trim).filter(|cell| !cell.is_empty()).any(|cell| {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        let is_email = cell.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        let is_number = letters == 0 && digits > 0;
        is_email || is_number || cell.starts_with("http://") || cell.starts_with("https://")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str]) -> Vec<String> {
        name_columns(cells.iter().copied())
    }

    #[test]
    fn i01_blank_headers_are_named_by_their_place() {
        assert_eq!(named(&["Name", "", "Email"]), ["Name", "Column_2", "Email"]);
        assert_eq!(named(&["Column_2", " "]), ["Column_2", "Column_2_2"]);
    }

    #[test]
    fn i02_repeated_headers_get_a_suffix() {
        assert_eq!(named(&["Name", "Name", "Email"]), ["Name", "Name_2", "Email"]);
        assert_eq!(named(&["Name", "Name", "Name_2"]), ["Name", "Name_3", "Name_2"]);
    }

    #[test]
    fn a_column_tells_which_of_several_addresses_it_is_about() {
        for (header, which) in [
            ("Business Street 2", 0),
            ("Street2", 0),
            ("MailingStreet", 0),
            ("Address 1 - City", 0),
            ("Address 2 - City", 12),
            ("Home Street", 1),
            ("Straße privat", 1),
            ("OtherCity", 2),
            ("Weiterer Ort", 0),
            ("Weitere Straße", 2),
        ] {
            assert_eq!(which_address(header), which, "{header}");
        }
    }

    #[test]
    fn headers_are_one_line_without_invisible_marks() {
        assert_eq!(named(&["\u{feff}First\nname", " E  Mail "]), ["First name", "E Mail"]);
    }
}
