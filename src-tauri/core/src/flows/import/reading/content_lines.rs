//! The lines of vCard and iCalendar files: unfolded, decoded, one property each, in bounded memory whatever stands in the file.
//!
//! What programs really write: lines folded in the middle of a letter, quoted-printable with soft line ends, a CHARSET of its own for
//! each property, base64 that is not indented, a photo in one line of a hundred megabytes. All of that ends here: what comes out is
//! plain UTF-8 that a parser of properties takes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::encoding::Decoded;
use super::super::failure::ReadError;
use super::{CELL_LIMIT, io, open_file};

/// What is read from the disk at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// The longest name with its parameters where it is folded, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// Properties whose values are pictures, sounds, keys and files: only how large they are is kept.
const BINARY: &[&str] = &["PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "ATTACH", "IMAGE"];

/// One property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentLine {
    /// Where it begins, from 1.
    pub(super) line: u32,
    /// Its name in capitals, without the group.
    pub(super) name: String,
    /// Group, name and parameters as they stand, without what the decoding has used up (ENCODING, CHARSET).
    pub(super) head: String,
    /// The value, escaped as vCard 3.0 and iCalendar escape; line breaks of quoted-printable are `\n`.
    pub(super) value: String,
    /// How many bytes of a picture or file were left out.
    pub(super) left_out: u64,
}

impl ContentLine {
    /// Whether it is `name:value`, as BEGIN and END are.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.trim().eq_ignore_ascii_case(value)
    }
}

/// A text file whose lines are properties.
#[derive(Debug, Clone)]
pub(super) struct LinesFile {
    pub(super) path: PathBuf,
    pub(super) encoding: &'static Encoding,
    /// The length of the byte order mark.
    pub(super) mark: usize,
}

impl LinesFile {
    /// Its properties from the beginning.
    pub(super) fn lines(&self) -> Result<ContentLines, ReadError> {
        let mut file = open_file(&self.path)?;
        file.seek(SeekFrom::Start(self.mark as u64)).map_err(io(&self.path))?;
        let wide = self.encoding == UTF_16LE || self.encoding == UTF_16BE;
        let bytes = if wide { Bytes::Decoded(Box::new(Decoded::new(file, self.encoding))) } else { Bytes::Plain(file) };
        Ok(ContentLines {
            lines: PhysicalLines {
                bytes,
                path: self.path.clone(),
                buffer: Vec::new(),
                at: 0,
                ended: false,
                line: 0,
                taken: 0,
            },
            encoding: if wide { UTF_8 } else { self.encoding },
            ahead: None,
        })
    }
}

enum Bytes {
    Plain(File),
    /// UTF-16 has no lines of bytes: it becomes text first.
    Decoded(Box<Decoded<File>>),
}

/// A line as it stands in the file.
struct PhysicalLine {
    number: u32,
    bytes: Vec<u8>,
    /// Its length; more than `bytes` where it is longer than [`CELL_LIMIT`].
    length: u64,
}

impl PhysicalLine {
    fn is_cut(&self) -> bool {
        self.length > self.bytes.len() as u64
    }

    fn is_folded(&self) -> bool {
        matches!(self.bytes.first(), Some(b' ' | b'\t'))
    }

    /// Base64 that is not indented.
    fn is_base64(&self) -> bool {
        let is_of = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        !self.bytes.is_empty() && self.bytes.iter().all(is_of)
    }
}

struct PhysicalLines {
    bytes: Bytes,
    path: PathBuf,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    line: u32,
    taken: u64,
}

impl PhysicalLines {
    /// The next line without its end. What is longer than a cell may be is measured and dropped.
    fn next(&mut self) -> Result<Option<PhysicalLine>, ReadError> {
        if !self.fill()? {
            return Ok(None);
        }
        self.line = self.line.saturating_add(1);
        let mut line = PhysicalLine { number: self.line, bytes: Vec::new(), length: 0 };
        while self.fill()? {
            let rest = &self.buffer[self.at..];
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = &rest[..end.unwrap_or(rest.len())];
            let room = CELL_LIMIT.saturating_sub(line.bytes.len());
            line.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
            line.length += piece.len() as u64;
            self.at += piece.len();
            if end.is_some() {
                let is_return = self.buffer[self.at] == b'\r';
                self.at += 1;
                if is_return && self.fill()? && self.buffer[self.at] == b'\n' {
                    self.at += 1;
                }
                break;
            }
        }
        Ok(Some(line))
    }

    /// Makes sure that there is a byte to read. `false`: there is none left.
    fn fill(&mut self) -> Result<bool, ReadError> {
        while self.at == self.buffer.len() && !self.ended {
            self.buffer.clear();
            self.at = 0;
            let more = match &mut self.bytes {
                Bytes::Plain(file) => {
                    let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut self.buffer);
                    read.inspect(|read| self.taken += *read as u64).map(|read| read > 0)
                }
                Bytes::Decoded(decoded) => {
                    let mut text = String::new();
                    let more = decoded.fill(&mut text);
                    self.taken = decoded.taken;
                    self.buffer = text.into_bytes();
                    more
                }
            };
            self.ended = !more.map_err(io(&self.path))?;
        }
        Ok(self.at < self.buffer.len())
    }
}

/// The properties of a file, one after the other.
pub(super) struct ContentLines {
    lines: PhysicalLines,
    encoding: &'static Encoding,
    ahead: Option<PhysicalLine>,
}

impl ContentLines {
    /// How many bytes of the file have been read.
    pub(super) fn taken(&self) -> u64 {
        self.lines.taken
    }

    /// The next property. Lines that are none are passed over.
    pub(super) fn next(&mut self) -> Result<Option<ContentLine>, ReadError> {
        while let Some(mut first) = self.physical()? {
            let Some(colon) = self.colon(&mut first)? else {
                if first.is_cut() {
                    return Err(ReadError::CellTooLarge { line: first.number });
                }
                continue;
            };
            let head = Head::of(&first.bytes[..colon]);
            let mut value = first.bytes[colon + 1..].to_vec();
            let line = first.number;
            if head.is_binary(&value) {
                let left_out = self.pass_binary(first.length - colon as u64 - 1)?;
                return Ok(Some(ContentLine {
                    line,
                    name: head.name,
                    head: head.kept,
                    value: String::new(),
                    left_out,
                }));
            }
            let mut length = first.length;
            while let Some(next) = self.continuation(head.is_quoted && value.ends_with(b"="))? {
                if head.is_quoted && value.ends_with(b"=") {
                    value.pop();
                    value.extend_from_slice(&next.bytes);
                } else {
                    value.extend_from_slice(&next.bytes[1..]);
                }
                length += next.length;
                if length > CELL_LIMIT as u64 {
                    break;
                }
            }
            if length > CELL_LIMIT as u64 {
                return Err(ReadError::CellTooLarge { line });
            }
            let value = self.decoded(&head, value);
            return Ok(Some(ContentLine { line, name: head.name, head: head.kept, value, left_out: 0 }));
        }
        Ok(None)
    }

    /// Where the value of a property begins. The line may be folded before that.
    fn colon(&mut self, first: &mut PhysicalLine) -> Result<Option<usize>, ReadError> {
        loop {
            if let Some(colon) = colon_of(&first.bytes) {
                return Ok(Some(colon));
            }
            match self.continuation(false)? {
                Some(next) if first.bytes.len() + next.bytes.len() <= HEAD_LIMIT => {
                    first.bytes.extend_from_slice(&next.bytes[1..]);
                    first.length = first.bytes.len() as u64;
                }
                Some(_) => return Err(ReadError::CellTooLarge { line: first.number }),
                // A quote that nobody closes hides nothing.
                None => return Ok(first.bytes.iter().position(|byte| *byte == b':')),
            }
        }
    }

    fn physical(&mut self) -> Result<Option<PhysicalLine>, ReadError> {
        match self.ahead.take() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// The next line, if it goes on with the property. `soft`: the last one ended with the soft line end of quoted-printable.
    fn continuation(&mut self, soft: bool) -> Result<Option<PhysicalLine>, ReadError> {
        match self.physical()? {
            Some(line) if soft || line.is_folded() => Ok(Some(line)),
            other => {
                self.ahead = other;
                Ok(None)
            }
        }
    }

    /// Passes over the rest of a picture; the value is its length in the file, in bytes.
    fn pass_binary(&mut self, mut length: u64) -> Result<u64, ReadError> {
        while let Some(line) = self.physical()? {
            if !(line.is_folded() || line.is_base64()) {
                self.ahead = Some(line);
                break;
            }
            length += line.length;
        }
        Ok(length)
    }

    fn decoded(&self, head: &Head, value: Vec<u8>) -> String {
        if !head.is_quoted {
            return text_of(&value, None, self.encoding);
        }
        let text = text_of(&unquoted(&value), head.charset, self.encoding);
        text.replace("\r\n", "\n").replace(['\n', '\r'], "\\n")
    }
}

/// Bytes as text: UTF-8 wherever they are that, unless the property itself names another encoding.
fn text_of(bytes: &[u8], charset: Option<&'static Encoding>, of_file: &'static Encoding) -> String {
    let encoding = match (charset, std::str::from_utf8(bytes)) {
        (Some(charset), _) => charset,
        (None, Ok(text)) => return text.to_owned(),
        (None, Err(_)) if of_file == UTF_8 => WINDOWS_1252,
        (None, Err(_)) => of_file,
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// What quoted-printable stands for. What is no code stays as it is.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, behind @ ..] = rest {
        let code = match (first, behind) {
            (b'=', [high, low, ..]) => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        match code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &behind[2..];
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    out
}

/// The colon between name and value: the first one that stands in no quotes.
fn colon_of(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    })
}

/// What stands before the colon.
struct Head {
    name: String,
    kept: String,
    is_quoted: bool,
    is_base64: bool,
    charset: Option<&'static Encoding>,
}

impl Head {
    fn of(bytes: &[u8]) -> Self {
        let text = text_of(bytes, None, UTF_8);
        let mut parameters = split_unquoted(text.trim_start_matches('\u{feff}').trim()).into_iter();
        let full = parameters.next().unwrap_or_default();
        let name = full.rsplit('.').next().unwrap_or(full).trim().to_ascii_uppercase();
        let mut head = Self { name, kept: full.to_owned(), is_quoted: false, is_base64: false, charset: None };
        for parameter in parameters {
            if let Some(label) = label_of_android(parameter) {
                head.kept.push_str(&format!(";TYPE=\"X-{label}\""));
                continue;
            }
            let (key, value) = parameter.split_once('=').unwrap_or(("", parameter));
            let (key, value) = (key.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_ascii_uppercase());
            match (key.as_str(), value.as_str()) {
                ("ENCODING" | "", "QUOTED-PRINTABLE" | "Q") => head.is_quoted = true,
                ("ENCODING" | "", "BASE64" | "B") => head.is_base64 = true,
                ("ENCODING" | "", "8BIT" | "7BIT") => {}
                ("CHARSET", label) => head.charset = Encoding::for_label(label.as_bytes()),
                _ => {
                    head.kept.push(';');
                    head.kept.push_str(parameter);
                }
            }
        }
        head
    }

    fn is_binary(&self, value: &[u8]) -> bool {
        let is_data = value.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:"));
        self.is_base64 || is_data || (BINARY.contains(&self.name.as_str()) && !is_address(value))
    }
}

/// A web address in place of the picture itself.
fn is_address(value: &[u8]) -> bool {
    let start = value.get(..4).unwrap_or_default();
    start.eq_ignore_ascii_case(b"http") || start.eq_ignore_ascii_case(b"cid:")
}

/// The user's own label as Android writes it into version 2.1: `X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=50=72)`.
fn label_of_android(parameter: &str) -> Option<String> {
    let coded = parameter.trim().strip_prefix("X-CUSTOM(")?.strip_suffix(')')?.rsplit(',').next()?;
    let label = String::from_utf8(unquoted(coded.as_bytes())).ok()?;
    Some(label.replace(|c: char| c == '"' || c.is_control(), " "))
}

fn split_unquoted(text: &str) -> Vec<&str> {
    let mut quoted = false;
    let mut parts: Vec<&str> = text
        .split(|c: char| {
            quoted ^= c == '"';
            c == ';' && !quoted
        })
        .collect();
    if quoted {
        parts = text.split(';').collect();
    }
    parts
}
