//! Content lines as vCard and iCalendar share them (RFC 6350 and RFC 5545, 3.1 to 3.3): escaped, folded by octets, CRLF. Of our own, because
//! the library for calendars folds in time that grows with the square of a note's length and takes missing times from the wall clock.

use std::io::Write;
use std::path::Path;

use super::failed;
use crate::Result;
use crate::flows::new_file::NewFile;

/// The longest line, in octets without the line end.
const LONGEST: usize = 75;

/// Lines into a file.
pub(super) struct Lines<'a> {
    file: NewFile,
    path: &'a Path,
    line: String,
}

impl<'a> Lines<'a> {
    pub(super) fn start(file: NewFile, path: &'a Path) -> Self {
        Self { file, path, line: String::new() }
    }

    /// `NAME:value`, as it is: `name` with its parameters, `value` escaped already.
    pub(super) fn raw(&mut self, name: &str, value: &str) -> Result<()> {
        self.line.clear();
        fold(&mut self.line, name, value);
        self.file.write_all(self.line.as_bytes()).map_err(failed(self.path))
    }

    /// `NAME:text`, unless there is none.
    pub(super) fn text(&mut self, name: &str, text: &str) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.raw(name, &escaped(text)) }
    }

    /// `NAME:a;b;c`, unless all are blank.
    pub(super) fn parts(&mut self, name: &str, parts: &[&str]) -> Result<()> {
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(());
        }
        let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
        self.raw(name, &parts.join(";"))
    }

    /// `NAME:a,b,c`, unless there are none.
    pub(super) fn list<'t>(&mut self, name: &str, texts: impl Iterator<Item = &'t str>) -> Result<()> {
        let texts: Vec<String> = texts.map(escaped).collect();
        if texts.is_empty() { Ok(()) } else { self.raw(name, &texts.join(",")) }
    }

    pub(super) fn end(self) -> NewFile {
        self.file
    }
}

/// A text as a value. Control characters other than line ends and tabs have no place in either format.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line of at most so many octets, its continuations behind a blank; no letter is torn apart.
fn fold(out: &mut String, name: &str, value: &str) {
    let mut room = LONGEST;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LONGEST - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(value: &str) -> String {
        let mut out = String::new();
        fold(&mut out, "NOTE", value);
        out
    }

    proptest! {
        #[test]
        fn folding_keeps_to_the_length_and_unfolding_gives_the_line_back(value in "[^\r\n\0]{0,300}|[日👩‍👧é]{0,80}") {
            let folded = folded(&value);
            prop_assert!(folded.split("\r\n").all(|line| line.len() <= LONGEST));
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("NOTE:{value}\r\n"));
        }
    }

    #[test]
    fn what_has_a_meaning_is_escaped() {
        for (text, value) in [
            ("a,b;c\\d", "a\\,b\\;c\\\\d"),
            ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("bell\u{7} tab\t", "bell tab\t"),
        ] {
            assert_eq!(escaped(text), value);
        }
    }
}
