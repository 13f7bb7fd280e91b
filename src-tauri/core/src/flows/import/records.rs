//! Records out of text: the parser of the csv crate, fed by hand, so that limits hold and every record knows its line.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr2};

use super::failure::ReadError;
use super::reading::Cells;

/// The largest cell, in bytes of UTF-8.
pub const CELL_LIMIT: usize = 1024 * 1024;
/// The largest row, in bytes of UTF-8.
pub const ROW_LIMIT: usize = 10 * 1024 * 1024;
/// The most cells in a row.
pub const COLUMN_LIMIT: usize = 1000;

/// Where text comes from, a piece at a time.
pub(super) trait TextSource {
    /// Appends to `text`. `false`: there is no more.
    fn fill(&mut self, text: &mut String) -> Result<bool, ReadError>;
}

/// A piece of text that is in memory already.
pub(super) struct InMemory<'a>(pub(super) Option<&'a str>);

impl TextSource for InMemory<'_> {
    fn fill(&mut self, text: &mut String) -> Result<bool, ReadError> {
        let Some(piece) = self.0.take() else { return Ok(false) };
        text.push_str(piece);
        Ok(true)
    }
}

/// Reads records one after the other.
pub(super) struct Records<S> {
    pub(super) source: S,
    delimiter: u8,
    parser: Reader,
    /// The parser has begun: it takes a mark for one only where the text begins.
    begun: bool,
    text: String,
    at: usize,
    ended: bool,
    line: u32,
    after_return: bool,
    out: Vec<u8>,
    ends: Vec<usize>,
}

impl<S: TextSource> Records<S> {
    pub(super) fn new(source: S, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            begun: false,
            text: String::new(),
            at: 0,
            ended: false,
            line: 1,
            after_return: false,
            out: vec![0; 4096],
            ends: vec![0; 64],
        }
    }

    /// Leaves out the line by which Excel tells the delimiter (`sep=;`), if the text begins with one.
    pub(super) fn skip_separator_line(&mut self) -> Result<(), ReadError> {
        self.ensure_text()?;
        if let Some((_, length)) = separator_line(self.text.as_bytes()) {
            self.pass(length);
        }
        Ok(())
    }

    /// The next record that is not an empty line. `None`: the text is over.
    pub(super) fn next(&mut self) -> Result<Option<Cells>, ReadError> {
        let mut cells = Cells::default();
        Ok(self.read(&mut cells)?.map(|_| cells))
    }

    /// Puts the next record that is not an empty line into `cells`; answers the line where it begins, from 1. `None`: the text is over.
    pub(super) fn read(&mut self, into: &mut Cells) -> Result<Option<u32>, ReadError> {
        into.clear();
        self.skip_empty_lines()?;
        let line = self.line;
        if self.begun && self.plain_line(into) {
            let is_whole = into.len() <= COLUMN_LIMIT;
            return if is_whole { Ok(Some(line)) } else { Err(ReadError::TooManyColumns { line }) };
        }
        self.begun = true;
        let (mut written, mut cells) = (0, 0);
        loop {
            let ended = !self.ensure_text()?;
            // At the end one more line end is fed: it ends a record, is skipped between two, and goes into a cell whose quote is open.
            let input = if ended { b"\n" } else { &self.text.as_bytes()[self.at..] };
            let (result, read, wrote, ended_cells) =
                self.parser.read_record(input, &mut self.out[written..], &mut self.ends[cells..]);
            if ended && result == ReadRecordResult::InputEmpty {
                return if wrote == 0 { Ok(None) } else { Err(self.unclosed_quote(line, cells)) };
            }
            let read = if ended { 0 } else { read };
            self.pass(read);
            written += wrote;
            cells += ended_cells;
            let cell_start = self.ends[..cells].last().copied().unwrap_or(0);
            // Cells that ended in this call are looked at again when the record is whole.
            if written.saturating_sub(cell_start) > CELL_LIMIT {
                return Err(ReadError::CellTooLarge { line });
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.out.len() >= ROW_LIMIT => {
                    return Err(ReadError::RowTooLarge { line });
                }
                ReadRecordResult::OutputFull => self.out.resize((self.out.len() * 2).min(ROW_LIMIT), 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() > COLUMN_LIMIT => {
                    return Err(ReadError::TooManyColumns { line });
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize((self.ends.len() * 2).min(COLUMN_LIMIT + 1), 0),
                ReadRecordResult::Record => return self.record(line, cells, into).map(|()| Some(line)),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// A record that ends in the text at hand and has no quotes needs no parser: it is its line.
    fn plain_line(&mut self, into: &mut Cells) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let Some(end) = memchr(b'\n', rest).filter(|end| *end <= CELL_LIMIT) else { return false };
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        if memchr2(b'"', b'\r', line).is_some() {
            return false;
        }
        into.push_line(&self.text[self.at..self.at + line.len()], self.delimiter);
        self.at += end + 1;
        self.line = self.line.saturating_add(1);
        self.after_return = false;
        true
    }

    fn record(&self, line: u32, count: usize, into: &mut Cells) -> Result<(), ReadError> {
        if count > COLUMN_LIMIT {
            return Err(ReadError::TooManyColumns { line });
        }
        let mut start = 0;
        for end in &self.ends[..count] {
            if end - start > CELL_LIMIT {
                return Err(ReadError::CellTooLarge { line });
            }
            into.push(&String::from_utf8_lossy(&self.out[start..*end]));
            start = *end;
        }
        Ok(())
    }

    /// Makes sure that there is text to read. `false`: there is none left.
    fn ensure_text(&mut self) -> Result<bool, ReadError> {
        if self.at == self.text.len() && !self.ended {
            self.text.clear();
            self.at = 0;
            while self.text.is_empty() && !self.ended {
                self.ended = !self.source.fill(&mut self.text)?;
            }
        }
        Ok(self.at < self.text.len())
    }

    fn skip_empty_lines(&mut self) -> Result<(), ReadError> {
        while self.ensure_text()? && matches!(self.text.as_bytes()[self.at], b'\r' | b'\n') {
            self.pass(1);
        }
        Ok(())
    }

    /// Steps over text and counts its lines; \r\n is one line end.
    fn pass(&mut self, length: usize) {
        let passed = &self.text.as_bytes()[self.at..self.at + length];
        if !self.after_return && !passed.contains(&b'\r') {
            // Counted at once where nothing has to be told apart.
            let ends = passed.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
            self.at += length;
            return;
        }
        for byte in passed {
            let ends_line = *byte == b'\r' || (*byte == b'\n' && !self.after_return);
            self.line = self.line.saturating_add(u32::from(ends_line));
            self.after_return = *byte == b'\r';
        }
        self.at += length;
    }

    /// The open cell begins behind the line breaks of those before it.
    fn unclosed_quote(&self, line: u32, cells: usize) -> ReadError {
        let start = self.ends[..cells].last().copied().unwrap_or(0);
        let breaks = self.out[..start].iter().filter(|byte| **byte == b'\n').count();
        ReadError::UnclosedQuote { line: line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)) }
    }
}

/// The delimiter that a first line `sep=;` names, and the length of that line with its end, in bytes (I29).
pub(super) fn separator_line(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    let line = text[..end].strip_prefix(b"\"").unwrap_or(&text[..end]);
    let (name, rest) = line.split_at_checked(4)?;
    if !name.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let rest = if text.starts_with(b"\"") { rest.strip_suffix(b"\"")? } else { rest };
    let [delimiter] = *rest else { return None };
    let after = if text[end..].starts_with(b"\r\n") { 2 } else { usize::from(end < text.len()) };
    Some((delimiter, end + after))
}

/// The cells of one line that stands in a cell.
pub(super) fn split_line(line: &str, delimiter: u8) -> Cells {
    let mut records = Records::new(InMemory(Some(line)), delimiter);
    match (records.next(), records.next()) {
        (Ok(Some(cells)), Ok(None)) => cells,
        _ => Cells::from_iter([line]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text that comes in pieces.
    struct InPieces<'a>(Vec<&'a str>);

    impl TextSource for InPieces<'_> {
        fn fill(&mut self, text: &mut String) -> Result<bool, ReadError> {
            if self.0.is_empty() {
                return Ok(false);
            }
            text.push_str(self.0.remove(0));
            Ok(true)
        }
    }

    /// The text in pieces of so many letters each.
    fn pieces(text: &str, letters: usize) -> InPieces<'_> {
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(letters).collect();
        starts.push(text.len());
        InPieces(starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect())
    }

    proptest! {
        /// What is taken without the parser is what the parser would have found, wherever the pieces of the text end.
        #[test]
        fn every_record_is_what_the_csv_crate_finds(text in "([abü🚀,;\"]{0,4}(\r\n|\n|\r|,|\"\"){0,2}){0,12}", letters in 2_usize..40) {
            let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                csv.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            let mut records = Records::new(pieces(&text, letters), b',');
            let mut found = Vec::new();
            loop {
                match records.next() {
                    Ok(Some(cells)) => found.push(cells.to_vec()),
                    Ok(None) => break,
                    Err(ReadError::UnclosedQuote { .. }) => return Ok(()),
                    Err(error) => return Err(TestCaseError::fail(error.to_string())),
                }
            }
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn an_open_quote_at_the_end_is_told_from_a_closed_one() {
        for (text, is_open) in [
            ("a,\"b\nc\n", true),
            ("a,\"b", true),
            ("a,\"b\"", false),
            ("a,\"\"\"", true),
            ("a\n", false),
            ("a", false),
        ] {
            let mut records = Records::new(InMemory(Some(text)), b',');
            assert_eq!(matches!(records.next(), Err(ReadError::UnclosedQuote { line: 1 })), is_open, "{text:?}");
        }
    }

    #[test]
    fn blank_lines_and_every_line_end_count() {
        let mut records = Records::new(InMemory(Some("\n\r\na\r\n\"b\rb\"\rc\n\n\nd")), b',');
        let mut lines = Vec::new();
        let mut cells = Cells::default();
        while let Some(line) = records.read(&mut cells).unwrap() {
            lines.push((line, cells[0].to_owned()));
        }
        assert_eq!(lines, [(3, "a".into()), (4, "b\rb".into()), (6, "c".into()), (9, "d".into())]);
    }
}
