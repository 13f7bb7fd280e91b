//! A name that is safe on every system's disk.

/// The most bytes of a name: every file system takes 255, and a copy may get a number.
const MOST_BYTES: usize = 200;

/// The name as a file may be called on Windows, macOS and Linux: no folder in it, no reserved sign or device name, nothing
/// that hides its real ending. Never empty.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let cleaned: String = name.chars().filter(|c| !turns_direction(*c)).map(allowed).collect();
    let bare = cleaned.trim_matches([' ', '.']);
    let (stem, ending) = match bare.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 && !stem.is_empty() && ending.chars().all(char::is_alphanumeric) => {
            (stem, format!(".{ending}"))
        }
        _ => (bare, String::new()),
    };
    let stem = shortened(stem, MOST_BYTES - ending.len()).trim_end_matches([' ', '.']);
    let stem = match stem {
        "" => "file".to_owned(),
        stem if is_device(stem) => format!("_{stem}"),
        stem => stem.to_owned(),
    };
    format!("{stem}{ending}")
}

/// Signs that no system, or not every one, takes in a name.
fn allowed(c: char) -> char {
    match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_control() => '_',
        c => c,
    }
}

/// Marks that turn the reading direction: "invoice\u{202e}fdp.exe" would be shown as a PDF.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Names that Windows keeps for devices, with any ending.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (first.len() == 4
            && (first.starts_with("COM") || first.starts_with("LPT"))
            && first.ends_with(|c: char| c.is_ascii_digit()))
}

fn shortened(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::safe_name;
    use proptest::prelude::*;

    #[test]
    fn names_are_kept_as_far_as_every_disk_takes_them() {
        for (name, safe) in [
            ("Angebot Müller 2025.pdf", "Angebot Müller 2025.pdf"),
            ("日本 🎉.txt", "日本 🎉.txt"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
            ("a<b>|c?.txt", "a_b__c_.txt"),
            ("a\nb\0.txt", "a_b_.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("COM1.tar.gz", "_COM1.tar.gz"),
            ("console.txt", "console.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            (" .hidden. ", "hidden"),
            ("...", "file"),
            ("", "file"),
        ] {
            assert_eq!(safe_name(name), safe, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_one_name_of_bounded_length(name in "\\PC*|[./\\\\ a-z]*|.{300}") {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= 255, "{safe}");
            prop_assert!(!safe.contains(['/', '\\', '\0']) && safe != "." && safe != "..", "{safe}");
        }
    }
}
