//! A row of a table: one text, and where in it each cell stands. One row is enough to read a file of millions.

use std::ops::Index;

use memchr::memchr_iter;

use super::RowProblem;

/// The cells of a row, from the left.
#[derive(Clone, Default)]
pub struct Cells {
    text: String,
    /// Where each begins and ends in the text, in bytes.
    places: Vec<(usize, usize)>,
}

impl Cells {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The cell of a column, from 0.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&str> {
        let (start, end) = *self.places.get(column)?;
        self.text.get(start..end)
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.places.iter().map(|(start, end)| &self.text[*start..*end])
    }

    /// As texts of their own.
    #[must_use]
    pub fn to_vec(&self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }

    /// Whether nothing but blanks stands in them.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.iter().all(|cell| cell.trim().is_empty())
    }

    /// Whether nothing stands in them that has to be looked at letter by letter: in most rows nothing does.
    pub(super) fn are_plain(&self) -> bool {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
        // Without a way out in the middle, so that many bytes are looked at at once.
        self.text.bytes().fold(true, |plain, byte| plain & is_plain(byte))
    }

    /// Takes all of them out; the room they had stays for the next row.
    pub(in crate::flows::import) fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// Adds one on the right.
    pub(in crate::flows::import) fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.places.push((start, self.text.len()));
    }

    /// Adds those of a line without quotes.
    pub(in crate::flows::import) fn push_line(&mut self, line: &str, delimiter: u8) {
        let mut start = self.text.len();
        self.text.push_str(line);
        let first = start;
        for at in memchr_iter(delimiter, line.as_bytes()) {
            self.places.push((start, first + at));
            start = first + at + 1;
        }
        self.places.push((start, self.text.len()));
    }

    /// Leaves out so many on the left.
    pub(super) fn skip(&mut self, count: usize) {
        self.places.drain(..count.min(self.places.len()));
    }

    /// Brings them to so many: blank ones are added, and taken away.
    pub(super) fn fit(&mut self, columns: usize) {
        while self.len() > columns && self.iter().next_back().is_some_and(|cell| cell.trim().is_empty()) {
            self.places.pop();
        }
        if self.len() < columns {
            self.places.resize(columns, (0, 0));
        }
    }
}

impl<S: AsRef<str>> FromIterator<S> for Cells {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut cells = Self::default();
        texts.into_iter().for_each(|text| cells.push(text.as_ref()));
        cells
    }
}

impl Index<usize> for Cells {
    type Output = str;

    fn index(&self, column: usize) -> &str {
        let (start, end) = self.places[column];
        &self.text[start..end]
    }
}

impl std::fmt::Debug for Cells {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Cells {}

impl<S: AsRef<str>, const N: usize> PartialEq<[S; N]> for Cells {
    fn eq(&self, other: &[S; N]) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

/// One row of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line in the file where it begins, from 1; the row of a sheet.
    pub line: u32,
    /// As many cells as the table has columns (missing ones are blank), exactly as they stand in the file. A row with
    /// [`RowProblem::TooManyCells`] has more.
    pub cells: Cells,
    /// Why it cannot be taken.
    pub problem: Option<RowProblem>,
    /// The whole line was wrapped in quotes once more and has been taken apart.
    pub was_wrapped: bool,
}

impl Row {
    /// A row as a reader finds it.
    pub(super) fn new(line: u32, cells: Cells) -> Self {
        Self { line, cells, problem: None, was_wrapped: false }
    }
}
