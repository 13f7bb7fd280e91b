//! Names of tags in one cell. A name with a comma in it stands in quotes, so that a list that is written and read again has the same tags.

/// What other programs write between two tags.
const SEPARATORS: [char; 5] = [';', '\n', '\r', ',', '|'];
/// And what Google writes there, and in front of some.
const BETWEEN: &str = " ::: ";
const MARK: &str = "* ";

/// The names as one text.
pub(in crate::flows) fn join<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = |name: &'a str| {
        let is_plain = !name.contains(SEPARATORS)
            && !name.contains(BETWEEN)
            && !name.starts_with(['"', '*'])
            && name.trim() == name;
        if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
    };
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// The names in a text, as we or another program wrote them.
pub(in crate::flows) fn split(cell: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = cell;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return names;
        }
        let (name, behind) = quoted(rest).unwrap_or_else(|| plain(rest));
        if !name.is_empty() {
            names.push(name);
        }
        rest = behind;
    }
}

/// A name in quotes that ends where a separator stands, and what is behind that.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text.strip_prefix('"')?;
    loop {
        let (before, behind) = rest.split_once('"')?;
        name.push_str(before);
        match behind.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => {
                let behind = behind.trim_start_matches([' ', '\t']);
                let ended = behind.strip_prefix(SEPARATORS).or_else(|| behind.strip_prefix(BETWEEN.trim_start()));
                return Some((name, ended.or_else(|| behind.is_empty().then_some(""))?));
            }
        }
    }
}

/// A name up to the next separator, and what is behind that.
fn plain(text: &str) -> (String, &str) {
    let by_sign = text.find(SEPARATORS).map(|at| (at, 1));
    let by_word = text.find(BETWEEN).map(|at| (at, BETWEEN.len()));
    let (end, length) = by_sign.into_iter().chain(by_word).min().unwrap_or((text.len(), 0));
    let name = text[..end].trim();
    (name.trim_start_matches(MARK).trim().to_owned(), &text[end + length..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_separated_as_programs_do() {
        for (cell, names) in [
            ("Fair, Hot;2024", vec!["Fair", "Hot", "2024"]),
            ("* myContacts ::: Fair", vec!["myContacts", "Fair"]),
            ("a|b\r\nc", vec!["a", "b", "c"]),
            (" , ;", vec![]),
            ("\"a, b\", c", vec!["a, b", "c"]),
            ("\"a, b\" ::: \"c\"", vec!["a, b", "c"]),
            ("3\" pipe, 4\" pipe", vec!["3\" pipe", "4\" pipe"]),
            ("\"so called\" friends, b", vec!["\"so called\" friends", "b"]),
            ("\"never closed, b", vec!["\"never closed", "b"]),
        ] {
            assert_eq!(split(cell), names, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_names_come_back(names in prop::collection::vec("[a-c,;|\"*: ]{1,7}|\\PC{1,6}", 0..5)) {
            let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
            prop_assert_eq!(split(&join(names.iter().map(String::as_str))), names);
        }
    }
}
