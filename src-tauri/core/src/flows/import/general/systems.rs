//! The recognised exports of `systems.txt`, ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fields::{What, field};

/// Where a header goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct To {
    /// None: it is not taken over.
    pub(super) what: Option<What>,
    pub(super) field: &'static str,
    pub(super) label: &'static str,
}

/// One kind of export.
#[derive(Debug)]
pub(super) struct Export {
    pub(super) system: &'static str,
    pub(super) what: What,
    /// All of them, each one of its spellings.
    needs: Vec<Vec<&'static str>>,
    pub(super) headers: HashMap<&'static str, To>,
}

impl Export {
    /// A file of a form of its own, not a table of some system: its columns mean what the form says, and its ids are unique in the world.
    pub(super) fn is_form(&self) -> bool {
        is_form(self.system)
    }

    /// How many of its headers there are, where those that it is known by are all there.
    fn fits(&self, headers: &HashSet<&str>) -> Option<usize> {
        let all = self.needs.iter().all(|either| either.iter().any(|header| headers.contains(header)));
        (all && !self.needs.is_empty()).then(|| self.headers.keys().filter(|header| headers.contains(*header)).count())
    }
}

/// Whether ids of this system are unique in the world, as those of cards and calendars are.
pub(super) fn is_form(system: &str) -> bool {
    matches!(system, "vcard" | "icalendar")
}

static EXPORTS: LazyLock<Vec<Export>> = LazyLock::new(|| {
    let mut exports: Vec<Export> = Vec::new();
    for line in include_str!("systems.txt").lines().filter(|line| !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            exports.extend(section(head));
        } else if let (Some((key, headers)), Some(export)) = (line.split_once('='), exports.last_mut())
            && let Some(to) = to(key.trim(), export.what)
        {
            export.headers.extend(headers.split(',').map(|header| (header.trim(), to.clone())));
        }
    }
    exports
});

fn section(head: &'static str) -> Option<Export> {
    let (names, needs) = head.split_once(':').unwrap_or((head, ""));
    let (system, what) = names.split_once(' ')?;
    let needs = needs.split(',').map(str::trim).filter(|need| !need.is_empty());
    let needs = needs.map(|need| need.split('/').map(str::trim).collect()).collect();
    Some(Export { system, what: What::parse(what.trim())?, needs, headers: HashMap::new() })
}

fn to(key: &'static str, what: What) -> Option<To> {
    if key == "ignore" {
        return Some(To { what: None, field: "ignore", label: "" });
    }
    let (key, label) = key.split_once(':').unwrap_or((key, ""));
    let (what, name) = match key.split_once('.') {
        Some((other, name)) => (What::parse(other)?, name),
        None => (what, key),
    };
    Some(To { what: Some(what), field: field(what, name)?.name, label })
}

/// The export that these headers are, in the form of the dictionary: the one that names most of them.
pub(super) fn recognise(headers: &HashSet<&str>, wanted: Option<What>) -> Option<&'static Export> {
    let of_what = |export: &&Export| wanted.is_none_or(|what| what == export.what);
    let known = EXPORTS.iter().filter(of_what).filter_map(|export| Some((export.fits(headers)?, export)));
    // Of equals the first one, which stands above for that reason.
    let best = known.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, export)| export)
}

/// The words of spreadsheets for this kind of record.
pub(super) fn common(what: What) -> Option<&'static Export> {
    EXPORTS.iter().find(|export| export.system == "any" && export.what == what)
}

/// The systems that are recognised, from which a person can choose.
#[must_use]
pub fn known_systems() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        EXPORTS.iter().map(|export| export.system).filter(|system| *system != "any" && !is_form(system)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::import::columns::words_of;

    #[test]
    fn every_line_is_read_and_every_header_is_written_as_headers_are_compared() {
        let mut what = None;
        for line in include_str!("systems.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let export = section(head).unwrap_or_else(|| panic!("[{head}] is no section"));
                what = Some(export.what);
                for header in export.needs.iter().flatten() {
                    assert_eq!(words_of(header).join(" "), **header, "[{head}]");
                }
                continue;
            }
            let (key, headers) = line.split_once('=').unwrap_or_else(|| panic!("{line} is no line"));
            assert!(to(key.trim(), what.unwrap()).is_some(), "{key} is no field");
            for header in headers.split(',') {
                assert_eq!(words_of(header).join(" "), header.trim(), "{line}");
            }
        }
        assert_eq!(known_systems(), ["google", "hubspot", "odoo", "outlook", "pipedrive", "salesforce", "vtiger"]);
    }

    /// But for the files of their own form: one set of columns, from which the reader chooses what it becomes.
    #[test]
    fn every_export_is_recognised_by_its_own_headers() {
        for export in EXPORTS.iter().filter(|export| export.system != "any") {
            let own: HashSet<&str> =
                export.headers.keys().copied().chain(export.needs.iter().map(|either| either[0])).collect();
            let found = recognise(&own, is_form(export.system).then_some(export.what)).unwrap();
            assert_eq!((found.system, found.what), (export.system, export.what));
        }
    }
}
