//! Archives that nobody should trust: each is refused with its own code, and the book is as it was.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Place, contents, refusal, restore, write};
use crate::rich::rich;
use crate::support::TestBook;

/// An archive taken apart.
#[derive(Clone)]
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    fn of(path: &Path) -> Self {
        let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
        let parts = (0..zip.len()).map(|at| {
            let mut entry = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        });
        Self(parts.collect())
    }

    fn get(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        &mut found.unwrap_or_else(|| panic!("no {name}")).1
    }

    fn manifest(&mut self, change: impl FnOnce(&mut Value)) {
        let mut manifest: Value = serde_json::from_slice(self.get("manifest.json")).unwrap();
        change(&mut manifest);
        *self.get("manifest.json") = serde_json::to_vec(&manifest).unwrap();
    }

    /// Changes the rows of a table and mends the table of contents, so that it says what is there.
    fn rows(&mut self, table: &str, change: impl Fn(&mut Value)) {
        let text = String::from_utf8(self.get(&format!("data/{table}.jsonl")).clone()).unwrap();
        let rows = text.lines().map(|line| {
            let mut row: Value = serde_json::from_str(line).unwrap();
            change(&mut row);
            format!("{row}\n")
        });
        let text: String = rows.collect();
        let list = if table.starts_with("history_") { "history" } else { "tables" };
        self.manifest(|manifest| {
            let parts = manifest[list].as_array_mut().unwrap();
            let part = parts.iter_mut().find(|part| part["table"] == table).unwrap();
            part["json"] = json!({ "size": text.len(), "sha256": sha256(text.as_bytes()) });
            let first: Value = text.lines().next().map_or(json!({}), |line| serde_json::from_str(line).unwrap());
            let columns: Vec<&String> = first.as_object().unwrap().keys().collect();
            if !columns.is_empty() {
                part["columns"] = json!(columns);
            }
        });
        *self.get(&format!("data/{table}.jsonl")) = text.into_bytes();
    }

    fn write(&self, path: &Path) {
        self.write_with(path, CompressionMethod::Deflated);
    }

    fn write_with(&self, path: &Path, method: CompressionMethod) {
        let mut zip = ZipWriter::new(File::create(path).unwrap());
        for (name, content) in &self.0 {
            let options = SimpleFileOptions::default().compression_method(method);
            zip.start_file(name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A sound archive with history, taken apart.
fn sound() -> (Place, Parts) {
    let (book, place) = (TestBook::new(), Place::new());
    let made = rich(&book);
    let choices = kontor_core::flows::convert::Choices::default();
    kontor_core::flows::convert::apply(&book, &made.lead, &choices, "en").unwrap();
    write(&book, &place.path(), true).unwrap();
    let parts = Parts::of(&place.path());
    (place, parts)
}

#[track_caller]
fn assert_refused(id: &str, path: &Path, code: &str) {
    let book = TestBook::new();
    let before = book.rows();
    let refusal = refusal(restore(&book, path));
    assert_eq!(refusal.code, code, "{id}: {refusal}");
    assert!(book.rows() == before && contents(&book).is_empty(), "{id}: something was left behind");
}

#[test]
fn taken_apart_and_put_together_again_an_archive_is_still_one() {
    let (place, mut parts) = sound();
    parts.rows("lead", |_| {});
    parts.write(&place.path());
    restore(&TestBook::new(), &place.path()).unwrap();
}

type Change = fn(&mut Parts);

const CASES: &[(&str, &str, Change)] = &[
    ("no manifest", "not_an_archive", |parts| parts.0.retain(|(name, _)| name != "manifest.json")),
    ("manifest of something else", "archive_damaged", |parts| parts.manifest(|m| m["format"] = json!("other"))),
    ("manifest that is no JSON", "archive_damaged", |parts| *parts.get("manifest.json") = b"{".to_vec()),
    ("newer schema", "archive_too_new", |parts| parts.manifest(|m| m["schemaVersion"] = json!(99))),
    ("newer layout with other fields", "archive_too_new", |parts| {
        parts.manifest(|m| *m = json!({ "format": "kontor-archive", "formatVersion": 2, "schemaVersion": 1 }))
    }),
    ("entry that climbs out", "archive_unsafe", |parts| parts.0.push(("../../evil".into(), b"x".to_vec()))),
    ("entry with an absolute path", "archive_unsafe", |parts| parts.0.push(("/etc/evil".into(), b"x".to_vec()))),
    ("entry with a drive", "archive_unsafe", |parts| parts.0.push(("C:\\evil".into(), b"x".to_vec()))),
    ("content that climbs out", "archive_unsafe", |parts| parts.0.push(("files/../../evil".into(), b"x".to_vec()))),
    ("entry of no table", "archive_unsafe", |parts| parts.0.push(("data/other.jsonl".into(), b"{}\n".to_vec()))),
    ("content that nothing needs", "archive_damaged", |parts| {
        parts.0.push((format!("files/{}", sha256(b"x")), b"x".to_vec()));
    }),
    ("content that is gone", "archive_damaged", |parts| {
        let at = parts.0.iter().position(|(name, _)| name.starts_with("files/")).unwrap();
        parts.0.remove(at);
    }),
    ("content that is another one", "archive_damaged", |parts| {
        let (_, content) = parts.0.iter_mut().find(|(name, _)| name.starts_with("files/")).unwrap();
        content[0] ^= 1;
    }),
    ("table that is gone", "archive_damaged", |parts| parts.0.retain(|(name, _)| name != "data/lead.jsonl")),
    ("table for people changed", "archive_damaged", |parts| parts.get("tables/lead.csv").push(b'x')),
    ("row more than the manifest says", "archive_damaged", |parts| {
        let rows = parts.get("data/source.jsonl");
        let again = rows.clone();
        rows.extend(again);
    }),
    ("row changed", "archive_damaged", |parts| {
        let rows = parts.get("data/contact.jsonl");
        let at = rows.len() / 2;
        rows[at] ^= 1;
    }),
    ("fewer rows", "archive_damaged", |parts| parts.get("data/source.jsonl").truncate(40)),
    ("unknown table", "archive_unknown", |parts| {
        parts.manifest(|m| m["tables"][0]["table"] = json!("sqlite_schema"));
    }),
    ("table of the history as a base table", "archive_unknown", |parts| {
        parts.manifest(|m| m["tables"][0]["table"] = json!("history_op"));
    }),
    ("table with a quote in its name", "archive_unknown", |parts| {
        parts.manifest(|m| m["tables"][0]["table"] = json!("lead\" --"));
    }),
    ("table twice", "archive_damaged", |parts| {
        parts.manifest(|m| {
            let first = m["tables"][0].clone();
            m["tables"].as_array_mut().unwrap().push(first);
        });
    }),
    ("unknown column", "archive_unknown", |parts| parts.rows("source", |row| row["color"] = json!("red"))),
    ("column with SQL in its name", "archive_unknown", |parts| {
        parts.rows("source", |row| row["name\") VALUES (1) --"] = json!("red"));
    }),
    ("value of a kind that no column has", "archive_damaged", |parts| {
        parts.rows("source", |row| row["position"] = json!({ "a": 1 }));
    }),
    ("number with a fraction", "archive_damaged", |parts| parts.rows("source", |row| row["position"] = json!(1.5))),
    ("text in a column of numbers", "archive_damaged", |parts| {
        parts.rows("source", |row| row["position"] = json!("x"))
    }),
    ("link into the void", "archive_damaged", |parts| {
        parts.rows("timeline_link", |row| {
            if row["note_id"].is_string() {
                row["note_id"] = json!("nobody");
            }
        });
    }),
    ("rule of the schema broken", "archive_damaged", |parts| parts.rows("source", |row| row["name"] = json!("same"))),
    ("hash of an attachment that is a path", "archive_unknown", |parts| {
        parts.rows("attachment", |row| row["sha256"] = json!(format!("../../{}", "a".repeat(58))));
    }),
    ("history with SQL in a column's name", "archive_unknown", |parts| {
        parts.rows("history_change", |row| {
            if row["after"].is_string() {
                row["after"] = json!(r#"{"title\" = 'x' --": "y"}"#);
            }
        });
    }),
    ("history of an unknown table", "archive_unknown", |parts| {
        parts.rows("history_change", |row| {
            if row["before"].is_string() {
                row["tbl"] = json!("sqlite_schema");
            }
        });
    }),
    ("history of a step that is not there", "archive_damaged", |parts| {
        parts.rows("history_change", |row| row["op"] = json!(4711));
    }),
    ("origin of a conversion with SQL in a column's name", "archive_unknown", |parts| {
        parts.rows("conversion", |row| row["origin"] = json!(r#"{"lead": [{"id\") --": "y"}]}"#));
    }),
    ("manifest that says a content is missing which is there", "archive_damaged", |parts| {
        parts.manifest(|m| m["files"]["missing"] = json!([sha256(b"An offer")]));
    }),
];

#[test]
fn each_is_refused_with_its_code_and_the_book_is_as_it_was() {
    let (place, sound) = sound();
    for (id, code, change) in CASES {
        let mut parts = sound.clone();
        change(&mut parts);
        parts.write(&place.path());
        assert_refused(id, &place.path(), code);
    }
}

#[test]
fn what_is_no_archive_at_all_says_so() {
    let place = Place::new();
    for content in [&b""[..], b"PK", b"Company;Name\nAcme;Ann\n", &[0; 4096]] {
        std::fs::write(place.path(), content).unwrap();
        assert_refused("no zip", &place.path(), "not_an_archive");
    }
    let missing = place.path().join("missing.zip");
    assert_eq!(restore(&TestBook::new(), &missing).unwrap_err().code(), "file_failed");
}

/// The writer refuses a name that it knows already: the second one is renamed in the finished file.
#[test]
fn a_name_that_is_there_twice_is_refused() {
    let (place, mut parts) = sound();
    parts.0.push(("data/leaX.jsonl".into(), b"{}\n".to_vec()));
    parts.write(&place.path());
    let mut bytes = std::fs::read(place.path()).unwrap();
    let (wrong, right) = (b"data/leaX.jsonl", b"data/lead.jsonl");
    let places: Vec<usize> = (0..bytes.len() - wrong.len()).filter(|at| bytes[*at..].starts_with(wrong)).collect();
    assert_eq!(places.len(), 2, "once before the content, once in the directory");
    for at in places {
        bytes[at..at + right.len()].copy_from_slice(right);
    }
    std::fs::write(place.path(), bytes).unwrap();
    assert_refused("twice", &place.path(), "archive_unsafe");
}

/// Three gigabytes, says the directory.
#[test]
fn an_archive_that_inflates_beyond_every_book_is_refused_before_it_does() {
    let (place, mut parts) = sound();
    let length = 123_457_u32;
    parts.0.push((format!("files/{}", "0".repeat(64)), vec![0; length as usize]));
    parts.write(&place.path());
    let mut bytes = std::fs::read(place.path()).unwrap();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == length.to_le_bytes()).collect();
    assert_eq!(places.len(), 2, "once before the content, once in the directory");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&(3_u32 << 30).to_le_bytes());
    }
    std::fs::write(place.path(), bytes).unwrap();
    assert_refused("inflates", &place.path(), "archive_too_large");
}

/// A row that would not fit into the memory that reading may take.
#[test]
fn a_row_without_an_end_is_refused() {
    let (place, mut parts) = sound();
    *parts.get("data/setting.jsonl") = vec![b' '; 65 << 20];
    let content = json!({ "size": 65 << 20, "sha256": "0".repeat(64) });
    parts.manifest(|manifest| {
        let parts = manifest["tables"].as_array_mut().unwrap();
        parts.iter_mut().find(|part| part["table"] == "setting").unwrap()["json"] = content;
    });
    parts.write_with(&place.path(), CompressionMethod::Stored);
    assert_refused("a row without an end", &place.path(), "archive_too_large");
}

/// The directory says one length and the content has another: the reader holds to the smaller one.
#[test]
fn a_part_that_inflates_beyond_what_the_directory_says_is_refused() {
    let (place, mut parts) = sound();
    let row = String::from_utf8(parts.get("data/setting.jsonl").clone()).unwrap();
    let more = format!("{row}{}", " ".repeat(1 << 20));
    *parts.get("data/setting.jsonl") = more.into_bytes();
    parts.write(&place.path());
    assert_refused("longer than the manifest says", &place.path(), "archive_damaged");
    // The directory at the end of the file gives the small length as well.
    let mut bytes = std::fs::read(place.path()).unwrap();
    let (length, small) = ((row.len() + (1 << 20)) as u32, row.len() as u32);
    let length = length.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == length).collect();
    assert!(places.len() >= 2, "{places:?}");
    for at in places {
        bytes[at..at + 4].copy_from_slice(&small.to_le_bytes());
    }
    std::fs::write(place.path(), bytes).unwrap();
    assert_refused("longer than the directory says", &place.path(), "archive_damaged");
}
