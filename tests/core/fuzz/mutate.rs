//! Inputs that nobody meant, out of those that somebody did.

use std::io::{Cursor, Read, Write};

use fastrand::Rng;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The largest input, in bytes.
const LARGEST: usize = 256 * 1024;
/// Numbers at the edges of what numbers are.
const NUMBERS: &[&str] =
    &["0", "-1", "1", "255", "65536", "4294967296", "18446744073709551616", "1e308", "NaN", "99999999999"];

pub(super) struct Mutator<'a> {
    pub(super) seeds: &'a [Vec<u8>],
    pub(super) words: &'static [&'static str],
    pub(super) is_zip: bool,
}

impl Mutator<'_> {
    /// The next input.
    pub(super) fn input(&self, random: &mut Rng) -> Vec<u8> {
        let seed = random.choice(self.seeds).cloned().unwrap_or_default();
        let repacked = if self.is_zip && random.u8(..4) > 0 { self.repacked(random, &seed) } else { None };
        repacked.unwrap_or_else(|| self.changed(random, seed))
    }

    fn changed(&self, random: &mut Rng, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..1 << random.u32(0..5) {
            self.change(random, &mut bytes);
            bytes.truncate(LARGEST);
        }
        bytes
    }

    fn change(&self, random: &mut Rng, bytes: &mut Vec<u8>) {
        let at = random.usize(..=bytes.len());
        let piece = |random: &mut Rng, bytes: &[u8]| {
            let start = random.usize(..=bytes.len());
            let length = random.usize(..=(bytes.len() - start).min(200));
            bytes[start..start + length].to_vec()
        };
        match random.u8(..9) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.u8(..8);
                }
            }
            1 => bytes.insert(at, random.u8(..)),
            2 => drop(bytes.drain(at..(at + random.usize(..40)).min(bytes.len()))),
            3 => {
                let word = random.choice(self.words).copied().unwrap_or_default();
                bytes.splice(at..at, word.bytes());
            }
            4 => {
                let again = piece(random, bytes);
                bytes.splice(at..at, again);
            }
            5 => {
                let other = random.choice(self.seeds).cloned().unwrap_or_default();
                let other = piece(random, &other);
                bytes.splice(at..at, other);
            }
            6 => {
                // A number becomes another one.
                let start = bytes[at..].iter().position(u8::is_ascii_digit).map_or(bytes.len(), |first| at + first);
                let end = bytes[start..]
                    .iter()
                    .position(|byte| !byte.is_ascii_digit())
                    .map_or(bytes.len(), |end| start + end);
                bytes.splice(start..end, random.choice(NUMBERS).unwrap().bytes());
            }
            7 => {
                let times = random.usize(..3_000);
                let again = piece(random, bytes);
                let many = again.iter().copied().cycle().take((again.len() * times).min(LARGEST / 4));
                let many: Vec<u8> = many.collect();
                bytes.splice(at..at, many);
            }
            _ => bytes.truncate(at),
        }
    }

    /// A zip with one of its parts changed, left out or called otherwise.
    fn repacked(&self, random: &mut Rng, zip: &[u8]) -> Option<Vec<u8>> {
        let mut parts = parts(zip)?;
        let at = random.usize(..parts.len());
        match random.u8(..12) {
            0 => drop(parts.remove(at)),
            1 => {
                parts[at].0 =
                    String::from_utf8_lossy(&self.changed(random, parts[at].0.clone().into_bytes())).into_owned()
            }
            _ => parts[at].1 = self.changed(random, std::mem::take(&mut parts[at].1)),
        }
        packed(&parts)
    }
}

/// The parts of a zip: name and content.
fn parts(zip: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).ok()?;
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).ok()?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).ok()?;
        parts.push((part.name().ok()?.into_owned(), content));
    }
    (!parts.is_empty()).then_some(parts)
}

/// A zip of these parts; none where zips have no such names.
pub(super) fn packed(parts: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(name.as_str(), options).ok()?;
        zip.write_all(content).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}
