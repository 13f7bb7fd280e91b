//! How the bytes of a table file become text (I28).

use std::io::{ErrorKind, Read};
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::failure::FileKind;

/// What is read from the disk at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// The first bytes of a file, by which binary formats and UTF-16 show, in bytes.
const HEAD: usize = 64 * 1024;
/// How much text beyond ASCII the detector of legacy encodings is shown, in bytes: more does not change its mind.
const DETECTOR_LIMIT: usize = 4 * 1024 * 1024;

/// What the bytes of a file turned out to be.
pub(super) enum Found {
    /// Text in this encoding, after a byte order mark of so many bytes.
    Text { encoding: &'static Encoding, mark: usize, form: TextForm },
    /// A zip: a workbook, or anything else that is packed so.
    Zip,
    /// The file system in a file of the old Office programs, in which new ones put what a password protects.
    Compound,
    /// No text.
    Other(FileKind),
    /// Nothing at all.
    Nothing,
}

/// What a text begins like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// Nothing in particular: it may be a table.
    Table,
    /// vCard.
    Cards,
    /// iCalendar.
    Calendar,
}

impl TextForm {
    /// What a text in this encoding begins like.
    fn of(head: &[u8], encoding: &'static Encoding) -> Self {
        let start = encoding.decode_with_bom_removal(head.get(..512).unwrap_or(head)).0;
        let start = start.trim_start().as_bytes();
        let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if begins(b"begin:vcard") {
            Self::Cards
        } else if begins(b"begin:vcalendar") {
            Self::Calendar
        } else {
            Self::Table
        }
    }
}

/// Reads the whole of `file` once, a piece at a time: the one byte that decides may be the last.
pub(super) fn find_out(file: &mut impl Read) -> std::io::Result<Found> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Found::Nothing);
    }
    if let Some((encoding, mark)) = mark_of(&head) {
        return Ok(Found::Text { encoding, mark, form: TextForm::of(&head, encoding) });
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Found::Zip);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Ok(Found::Compound);
    }
    if let Some(kind) = known_format(&head) {
        return Ok(Found::Other(kind));
    }
    if let Some(encoding) = unmarked_utf16(&head) {
        return Ok(Found::Text { encoding, mark: 0, form: TextForm::of(&head, encoding) });
    }
    if is_binary(&head) {
        return Ok(Found::Other(FileKind::Binary));
    }
    let form = TextForm::of(&head, UTF_8);
    let mut utf8 = Utf8Evidence::default();
    let mut legacy = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut umlauts = Umlauts::default();
    let mut shown = 0;
    let mut chunk = head;
    while !chunk.is_empty() {
        utf8.feed(&chunk);
        if shown < DETECTOR_LIMIT && legacy.feed(&chunk, false) {
            shown += chunk.len();
            umlauts.feed(&chunk);
        }
        chunk.clear();
        file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)?;
    }
    let encoding = if utf8.is_utf8() {
        UTF_8
    } else {
        legacy.feed(&[], true);
        // The hint settles short texts in favour of Windows-1252, which is what Excel writes in our users' countries.
        let guess = legacy.guess(Some(b"de"), Utf8Detection::Deny);
        if guess == WINDOWS_1252 && umlauts.are_of_macintosh() { MACINTOSH } else { guess }
    };
    Ok(Found::Text { encoding, mark: 0, form })
}

/// The encoding that a byte order mark names, and the mark's length.
pub(super) fn mark_of(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    if head.starts_with(&[0xFF, 0xFE, 0, 0]) {
        return None;
    }
    Encoding::for_bom(head)
}

fn known_format(head: &[u8]) -> Option<FileKind> {
    const STARTS: &[(&[u8], FileKind)] = &[
        (b"%PDF-", FileKind::Pdf),
        (&[0x89, b'P', b'N', b'G'], FileKind::Picture),
        (&[0xFF, 0xD8, 0xFF], FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (&[0x1F, 0x8B], FileKind::Binary),
        (&[0xFF, 0xFE, 0, 0], FileKind::Binary),
        (b"{\\rtf", FileKind::Binary),
        (b"SQLite format 3\0", FileKind::Binary),
    ];
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(*kind);
    }
    let text = String::from_utf8_lossy(head.get(..256).unwrap_or(head)).trim_start().to_ascii_lowercase();
    let text = text.as_str();
    let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if starts(&["<!doctype html", "<html", "<table", "<meta "]) {
        Some(FileKind::Html)
    } else if starts(&["<?xml"]) {
        Some(FileKind::Xml)
    } else if starts(&["{\"", "[{", "{\n", "{\r\n", "[\n", "[\r\n"]) {
        Some(FileKind::Json)
    } else {
        None
    }
}

/// UTF-16 shows without a mark by the zero byte beside each line end: even a Chinese table has line ends, and in text of single bytes a
/// stray zero hardly ever stands there.
fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let ends_line = |byte: u8| matches!(byte, b'\r' | b'\n');
    let (mut little, mut big, mut neither) = (0_usize, 0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        match *pair {
            [end, 0] if ends_line(end) => little += 1,
            [0, end] if ends_line(end) => big += 1,
            [one, other] => neither += usize::from(ends_line(one)) + usize::from(ends_line(other)),
            _ => {}
        }
    }
    let (encoding, speaks_for, against) =
        if little > big { (UTF_16LE, little, big + neither) } else { (UTF_16BE, big, little + neither) };
    if speaks_for <= against {
        return None;
    }
    let pairs = head.len() / 2;
    let whole = &head[..pairs * 2];
    // The last pair may be half of a surrogate that the next chunk completes.
    let sound = |bytes: &[u8]| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    (sound(whole) || sound(&whole[..whole.len().saturating_sub(2)])).then_some(encoding)
}

/// More control characters than a slip of the keyboard explains. A few of them make only their rows bad.
fn is_binary(head: &[u8]) -> bool {
    let strange = head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F)).count();
    strange > 2 && strange * 50 > head.len()
}

/// Counts what speaks for and against UTF-8. A text that is UTF-8 but for a few damaged places is still UTF-8.
#[derive(Default)]
struct Utf8Evidence {
    carry: Vec<u8>,
    multibyte: u64,
    invalid: u64,
}

impl Utf8Evidence {
    fn feed(&mut self, chunk: &[u8]) {
        if self.carry.is_empty() && Encoding::ascii_valid_up_to(chunk) == chunk.len() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.carry);
        bytes.extend_from_slice(chunk);
        let mut rest = bytes.as_slice();
        loop {
            let (valid, bad) = match std::str::from_utf8(rest) {
                Ok(text) => (text.as_bytes(), None),
                Err(error) => (&rest[..error.valid_up_to()], Some(error.error_len())),
            };
            self.multibyte += valid.iter().filter(|byte| **byte >= 0xC2).count() as u64;
            match bad {
                None => return,
                Some(None) => {
                    self.carry = rest[valid.len()..].to_vec();
                    return;
                }
                Some(Some(length)) => {
                    self.invalid += 1;
                    rest = &rest[valid.len() + length..];
                }
            }
        }
    }

    fn is_utf8(&self) -> bool {
        let invalid = self.invalid + u64::from(!self.carry.is_empty());
        invalid == 0 || self.multibyte >= invalid * 4
    }
}

/// Tells the texts of Excel on a Macintosh from those of Windows, which no detector does: by what each of them has for the letters of our
/// users' languages inside words.
#[derive(Default)]
struct Umlauts {
    /// ä, é, ü, ß of a Macintosh; Windows has Š, Ž, Ÿ and § there, which hardly ever stand inside a word.
    telling: u64,
    /// ö of a Macintosh, where Windows has š.
    likely: u64,
    /// Letters of Windows, where a Macintosh has mostly signs.
    of_windows: u64,
}

impl Umlauts {
    fn feed(&mut self, chunk: &[u8]) {
        for around in chunk.windows(3).filter(|around| around[1] >= 0x80 && around[0].is_ascii_alphabetic()) {
            let in_word = around[2].is_ascii_lowercase() || (around[0].is_ascii_lowercase() && around[2].is_ascii());
            match around[1] {
                0x8A | 0x8E | 0x9F | 0xA7 => self.telling += u64::from(in_word),
                0x9A => self.likely += u64::from(in_word),
                // What is left out are the quotation marks of a Macintosh.
                0xC0..=0xD1 | 0xD6..=0xFF => self.of_windows += 1,
                _ => {}
            }
        }
    }

    fn are_of_macintosh(&self) -> bool {
        self.telling > 0 && self.telling + self.likely > self.of_windows
    }
}

/// Text out of bytes, a piece at a time. Bytes that are no text in the encoding become U+FFFD.
pub(super) struct Decoded<R> {
    file: R,
    decoder: Decoder,
    /// A piece of the file, and which part of it has not become text yet.
    bytes: Vec<u8>,
    left: Range<usize>,
    at_end: bool,
    /// Bytes taken from the file so far.
    pub(super) taken: u64,
}

impl<R: Read> Decoded<R> {
    /// `file` stands behind the byte order mark.
    pub(super) fn new(file: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { file, decoder, bytes: vec![0; CHUNK], left: 0..0, at_end: false, taken: 0 }
    }

    /// Appends the next piece of text to `text`. `false`: there is no more.
    pub(super) fn fill(&mut self, text: &mut String) -> std::io::Result<bool> {
        loop {
            if self.left.is_empty() {
                if self.at_end {
                    return Ok(false);
                }
                self.read()?;
            }
            let start = text.len();
            text.reserve(CHUNK);
            let bytes = &self.bytes[self.left.clone()];
            let (result, read, _) = self.decoder.decode_to_string(bytes, text, self.at_end);
            self.left.start += read;
            if text.len() > start || result == CoderResult::OutputFull {
                // What is left of the input comes with the next call; `at_end` is asked again only when it is used up.
                return Ok(true);
            }
            if self.at_end {
                return Ok(false);
            }
        }
    }

    fn read(&mut self) -> std::io::Result<()> {
        let read = loop {
            match self.file.read(&mut self.bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.left = 0..read;
        self.taken += read as u64;
        self.at_end = read == 0;
        Ok(())
    }
}
