//! What a packed workbook holds, before a parser sees any of it: how many parts, where their names lead, what they inflate to. A few
//! kilobytes can stand for gigabytes, and the parser of XLSX has no bound of its own.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::super::super::failure::{FileKind, ReadError};
use super::super::{io, open_file};
use super::damaged;

/// The most parts.
const MOST_PARTS: usize = 10_000;
/// What all parts together may inflate to, in bytes.
pub(super) const INFLATES_TO: u64 = 1024 * 1024 * 1024;
/// What a part may inflate to that a parser takes into memory as a whole, in bytes.
const WHOLE_PART: u64 = 64 * 1024 * 1024;
/// Beyond this size, in bytes, a file may inflate to so many times its length and no more.
const INFLATES_FREELY: u64 = 64 * 1024 * 1024;
const INFLATES_TIMES: u64 = 250;
/// The longest piece between two elements, in bytes: a parser takes it into memory as one.
const LONGEST_PIECE: u64 = 8 * 1024 * 1024;
/// Elements that a parser keeps in memory, and how many of each are taken.
const KEPT: &[(&[u8], u64)] = &[
    (b"si", 1_500_000),
    (b"xf", 100_000),
    (b"numFmt", 100_000),
    (b"font", 100_000),
    (b"fill", 100_000),
    (b"border", 100_000),
    (b"sheet", 10_000),
    (b"definedName", 100_000),
    (b"Relationship", 100_000),
    (b"style", 100_000),
];

/// A zip as this program reads it.
pub(super) type Package = ZipArchive<BufReader<File>>;

/// Which workbook a zip holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
}

/// Opens a zip. What its table of contents says is looked at, its parts are not.
pub(super) fn package(path: &Path) -> Result<Package, ReadError> {
    let mut file = BufReader::new(open_file(path)?);
    // The number of parts before any of them takes up memory.
    let parts = ZipIterable::try_new(&mut file, Config::default()).map_err(unpacked(path))?.len();
    if parts > MOST_PARTS {
        return Err(ReadError::Inflates(parts.to_string()));
    }
    ZipArchive::new(file).map_err(unpacked(path))
}

fn unpacked(path: &Path) -> impl FnOnce(ZipError) -> ReadError + '_ {
    move |error| match error {
        ZipError::Io(source) if source.raw_os_error().is_some() => io(path)(source),
        error => damaged(error),
    }
}

/// Looks at every part of a zip.
///
/// # Errors
/// [`ReadError::Climbs`], [`ReadError::Inflates`], [`ReadError::Protected`], [`ReadError::Damaged`]; [`ReadError::NotATable`] for a
/// zip that is no workbook.
pub(super) fn check(path: &Path) -> Result<Kind, ReadError> {
    let mut package = match package(path) {
        // Whether it was to be a workbook its beginning tells.
        Err(ReadError::Damaged(_)) if !begins_as_workbook(path)? => return Err(ReadError::NotATable(FileKind::Zip)),
        opened => opened?,
    };
    let length = std::fs::metadata(path).map_err(io(path))?.len();
    check_names(&package)?;
    let kind = kind_of(&mut package)?;
    check_sizes(&mut package, length)?;
    Ok(kind)
}

fn begins_as_workbook(path: &Path) -> Result<bool, ReadError> {
    let mut head = Vec::new();
    open_file(path)?.take(64 * 1024).read_to_end(&mut head).map_err(io(path))?;
    let names: [&[u8]; 3] = [b"xl/", b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis"];
    Ok(names.iter().any(|name| head.windows(name.len()).any(|part| part == *name)))
}

fn check_names(package: &Package) -> Result<(), ReadError> {
    let mut declared = 0_u64;
    for at in 0..package.len() {
        let part = package.by_index_data(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let climbs = name.split(['/', '\\']).any(|step| step == "..") || name.contains(':') || name.contains('\0');
        if climbs || part.is_symlink() {
            return Err(ReadError::Climbs(name));
        }
        if part.encrypted() {
            return Err(ReadError::Protected);
        }
        declared = declared.saturating_add(part.size());
        if declared > INFLATES_TO {
            return Err(ReadError::Inflates(name));
        }
    }
    Ok(())
}

fn kind_of(package: &mut Package) -> Result<Kind, ReadError> {
    let text = |package: &mut Package, name: &str| -> Result<String, ReadError> {
        let Ok(part) = package.by_name(name) else { return Ok(String::new()) };
        let mut bytes = Vec::new();
        part.take(LONGEST_PIECE).read_to_end(&mut bytes).map_err(damaged)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let is_part = |end: &str| package.file_names().flatten().any(|name| name.to_ascii_lowercase().ends_with(end));
    let (has_workbook, has_binary) = (is_part("workbook.xml"), is_part("workbook.bin"));
    if has_workbook {
        return Ok(Kind::Xlsx);
    }
    if has_binary {
        return Err(ReadError::NotATable(FileKind::Xlsb));
    }
    if text(package, "mimetype")?.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        // The table of contents is never encrypted, and says what is.
        return match text(package, "META-INF/manifest.xml")?.contains("encryption-data") {
            true => Err(ReadError::Protected),
            false => Ok(Kind::Ods),
        };
    }
    Err(ReadError::NotATable(FileKind::Zip))
}

/// Inflates every part without keeping any of it: what the table of contents says may be untrue.
fn check_sizes(package: &mut Package, length: u64) -> Result<(), ReadError> {
    let bound = INFLATES_FREELY.max(length.saturating_mul(INFLATES_TIMES)).min(INFLATES_TO);
    let mut sum = 0_u64;
    let mut chunk = vec![0; 64 * 1024];
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let mut scan = Scan::default();
        let too_much = || ReadError::Inflates(name.clone());
        loop {
            let read = part.read(&mut chunk).map_err(damaged)?;
            if read == 0 {
                break;
            }
            sum += read as u64;
            scan.feed(&chunk[..read]);
            if sum > bound || scan.is_too_much() {
                return Err(too_much());
            }
        }
        if scan.length > WHOLE_PART && !scan.is_sheet {
            return Err(too_much());
        }
    }
    Ok(())
}

/// Looks at the elements of a part as they pass by, without parsing it: where they begin and end it sees as the parser does.
struct Scan {
    state: State,
    length: u64,
    /// How much a parser would hold at once here, and at most so far.
    piece: u64,
    longest: u64,
    kept: [u64; KEPT.len()],
    /// Rows of cells: a sheet, of which a parser keeps nothing.
    is_sheet: bool,
    says_too_many: bool,
}

/// Where in the text a part is.
enum State {
    Text,
    /// Behind a `<`: the name so far, without a prefix.
    Name(Vec<u8>),
    /// Among the attributes, in quotes or not; the attributes themselves only of the table of strings.
    Tag {
        quote: Option<u8>,
        attributes: Option<Vec<u8>>,
    },
    /// A comment, CDATA or an instruction: the last two bytes, and those with which it ends before its `>`.
    Aside {
        last: [u8; 2],
        end: Option<&'static [u8]>,
    },
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            state: State::Text,
            length: 0,
            piece: 0,
            longest: 0,
            kept: [0; KEPT.len()],
            is_sheet: false,
            says_too_many: false,
        }
    }
}

impl Scan {
    fn feed(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        let mut rest = bytes;
        while !rest.is_empty() {
            let passed = match &self.state {
                State::Text => rest.iter().position(|byte| *byte == b'<').unwrap_or(rest.len()),
                State::Tag { quote: None, attributes: None } => {
                    rest.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'')).unwrap_or(rest.len())
                }
                _ => 0,
            };
            self.piece += passed as u64;
            rest = &rest[passed..];
            if let [byte, behind @ ..] = rest {
                self.piece += 1;
                self.step(*byte);
                rest = behind;
            }
            self.longest = self.longest.max(self.piece);
        }
    }

    fn step(&mut self, byte: u8) {
        let state = std::mem::replace(&mut self.state, State::Text);
        self.state = match state {
            State::Text if byte == b'<' => {
                self.longest = self.longest.max(self.piece);
                self.piece = 0;
                State::Name(Vec::new())
            }
            State::Text => State::Text,
            State::Name(name) => self.name(name, byte),
            State::Tag { quote, attributes } => self.tag(quote, attributes, byte),
            State::Aside { last, end } => {
                let is_over = byte == b'>' && end.is_none_or(|end| last.ends_with(end));
                if is_over { State::Text } else { State::Aside { last: [last[1], byte], end } }
            }
        };
    }

    fn name(&mut self, mut name: Vec<u8>, byte: u8) -> State {
        match byte {
            b'!' | b'?' if name.is_empty() => {
                name.push(byte);
                State::Name(name)
            }
            _ if name == b"?" => State::Aside { last: [b'?', byte], end: Some(b"?") },
            b'-' if name == b"!" => State::Aside { last: [b'!', byte], end: Some(b"--") },
            b'[' if name == b"!" => State::Aside { last: [b'!', byte], end: Some(b"]]") },
            _ if name == b"!" => State::Aside { last: [b'!', byte], end: None },
            b':' => State::Name(Vec::new()),
            b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' if byte != b'/' || !name.is_empty() => {
                self.element(&name);
                let attributes = (name == b"sst").then(Vec::new);
                if byte == b'>' { State::Text } else { State::Tag { quote: None, attributes } }
            }
            _ => {
                // Names that long are none that count.
                if name.len() < 32 {
                    name.push(byte);
                }
                State::Name(name)
            }
        }
    }

    fn tag(&mut self, quote: Option<u8>, mut attributes: Option<Vec<u8>>, byte: u8) -> State {
        if let Some(attributes) = &mut attributes {
            attributes.push(byte);
            self.says_too_many |= attributes.len() > 4096;
        }
        match (quote, byte) {
            (None, b'>') => {
                self.says_too_many |= attributes.is_some_and(|attributes| says_too_many(&attributes));
                State::Text
            }
            (None, b'"' | b'\'') => State::Tag { quote: Some(byte), attributes },
            (Some(open), _) if open == byte => State::Tag { quote: None, attributes },
            _ => State::Tag { quote, attributes },
        }
    }

    fn element(&mut self, name: &[u8]) {
        self.is_sheet |= name == b"sheetData" || name == b"table";
        if let Some(at) = KEPT.iter().position(|(kept, _)| *kept == name) {
            self.kept[at] += 1;
        }
    }

    fn is_too_much(&self) -> bool {
        let keeps_too_much = self.kept.iter().zip(KEPT).any(|(count, (_, most))| count > most);
        self.longest > LONGEST_PIECE || keeps_too_much || self.says_too_many
    }
}

/// The parser of XLSX makes room for as many strings as the table says it has, before it has seen any.
fn says_too_many(attributes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(attributes);
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let most = KEPT[0].1;
    // Web addresses have years in them: only what counts.
    text.contains("uniqueCount") && numbers.into_iter().any(|number| number.parse::<u64>().map_or(true, |n| n > most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str, step: usize) -> Scan {
        let mut scan = Scan::default();
        text.as_bytes().chunks(step).for_each(|chunk| scan.feed(chunk));
        scan
    }

    #[test]
    fn elements_are_counted_wherever_the_pieces_end() {
        let text = "<sst count=\"2\" uniqueCount=\"2\"><si><t>a</t></si><x:si/></sst>";
        for step in 1..text.len() {
            let scan = scanned(text, step);
            assert_eq!((scan.kept[0], scan.is_too_much()), (2, false), "{step}");
        }
        for hidden in ["<!-- <si> -->", "<![CDATA[<si>]]>", "<?a <si> ?>", "<a b='<si>' c=\"<si>\"/>"] {
            assert_eq!(scanned(&format!("{hidden}<si>"), 3).kept[0], 1, "{hidden}");
            let long = hidden.replace("<si>", &"<".repeat(LONGEST_PIECE as usize + 1));
            assert!(scanned(&long, 4096).is_too_much(), "{hidden}");
        }
        assert!(scanned("<sst uniqueCount=\"99999999999\">", 7).is_too_much());
        assert!(scanned("<sst uniqueCount=\"99999999999999999999999\">", 7).is_too_much());
        let long = format!("<a>{}</a>", "x".repeat(LONGEST_PIECE as usize + 1));
        assert!(scanned(&long, 4096).is_too_much());
    }
}
