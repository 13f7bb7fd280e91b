//! The names of a table's columns.

use std::collections::HashSet;

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
            let wanted = if name.is_empty() { format!("Column_{}", index + 1) } else { name };
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

/// One line, single blanks, no invisible marks: headers are compared and typed by people.
fn tidy(cell: &str) -> String {
    cell.replace(['\u{feff}', '\u{200b}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
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
    fn headers_are_one_line_without_invisible_marks() {
        assert_eq!(named(&["\u{feff}First\nname", " E  Mail "]), ["First name", "E Mail"]);
    }
}
