//! Which character separates the cells, and where the table begins (I29).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::failure::ReadError;
use super::headers::looks_like_data;
use super::reading::Cells;
use super::records::{InMemory, Records, separator_line, split_line};

/// How many records decide.
const SAMPLE_RECORDS: usize = 500;
/// How many rows of titles and remarks may stand above the headers.
const PREAMBLE_LIMIT: usize = 8;
/// Headers are a few words long, in characters; a line of running text is longer.
const HEADER_LIMIT: usize = 40;
/// So many cells in a cell are a row, not a name.
const TELLING_CELLS: usize = 4;
/// Below this score at best half of the rows agree with the header.
const POOR_SCORE: f64 = 0.3;

/// What separates the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Delimiter {
    /// `;`, what Excel writes in German.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
    /// `,`, what most other programs write.
    Comma,
}

impl Delimiter {
    /// In the order in which a tie is settled: a comma stands in prose and numbers too.
    pub const ALL: [Delimiter; 4] = [Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe, Delimiter::Comma];

    /// The character.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
            Delimiter::Comma => b',',
        }
    }
}

/// How a text is laid out as a table.
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    /// Records above the table: a title, a date, a remark.
    pub(super) preamble: usize,
    pub(super) has_header: bool,
    /// The first record of the table.
    pub(super) first: Cells,
}

/// Finds out the layout from the beginning of a text. `whole`: the sample is all there is. What the user has set is taken as given.
/// `None`: no columns can be made out.
pub(super) fn find_out(
    sample: &str,
    whole: bool,
    delimiter: Option<Delimiter>,
    has_header: Option<bool>,
) -> Result<Option<Dialect>, ReadError> {
    let (named, start) = separator_line(sample.as_bytes()).map_or((None, 0), |(byte, length)| (Some(byte), length));
    let named = named.and_then(|byte| Delimiter::ALL.into_iter().find(|candidate| candidate.byte() == byte));
    let fixed = delimiter.or(named);
    let mut best: Option<(f64, Delimiter, Vec<Cells>)> = None;
    let mut failed = None;
    for candidate in Delimiter::ALL.into_iter().filter(|candidate| fixed.is_none_or(|fixed| fixed == *candidate)) {
        let records = match sample_records(&sample[start..], whole, candidate) {
            Ok(records) => records,
            Err(error) => {
                failed = Some(error);
                continue;
            }
        };
        let score = score(&records, candidate);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, candidate, records));
        }
    }
    let Some((score, delimiter, mut records)) = best else {
        return failed.map_or(Ok(None), Err);
    };
    let preamble = preamble(&records, delimiter);
    if preamble >= records.len() {
        return Ok(None);
    }
    let mut first = records.swap_remove(preamble);
    first = unwrapped(&first, delimiter, 2).unwrap_or(first);
    if fixed.is_none() && is_prose(&first, &records, score) {
        return Ok(None);
    }
    let has_header = has_header.unwrap_or_else(|| !looks_like_data(first.iter()));
    Ok(Some(Dialect { delimiter, preamble, has_header, first }))
}

/// The cells of a row that a spreadsheet took for one cell and wrapped in quotes: one cell which, taken apart, gives at least `columns`.
/// Spreadsheets fill up such a row with blank cells; a name with a semicolon in it may stand alone in its row, too, so that only many
/// cells tell.
pub(super) fn unwrapped(cells: &Cells, delimiter: Delimiter, columns: usize) -> Option<Cells> {
    let only = cells.get(0)?;
    let is_filled_up = cells.len() > 1;
    if !only.as_bytes().contains(&delimiter.byte()) || cells.iter().skip(1).any(|cell| !cell.trim().is_empty()) {
        return None;
    }
    let inner = split_line(only, delimiter.byte());
    let needed = if is_filled_up { columns.max(TELLING_CELLS) } else { columns };
    (inner.len() >= needed).then_some(inner)
}

fn sample_records(sample: &str, whole: bool, delimiter: Delimiter) -> Result<Vec<Cells>, ReadError> {
    let mut reader = Records::new(InMemory(Some(sample)), delimiter.byte());
    let mut records = Vec::new();
    let mut cut = false;
    while records.len() < SAMPLE_RECORDS {
        match reader.next() {
            Ok(Some(record)) if record.is_blank() => {}
            Ok(Some(record)) => records.push(record),
            Ok(None) => {
                cut = !whole;
                break;
            }
            // The sample ends inside a cell.
            Err(ReadError::UnclosedQuote { .. }) if !whole => break,
            Err(error) if records.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    if cut && records.len() > 1 {
        records.pop();
    }
    Ok(records)
}

fn width(record: &Cells, delimiter: Delimiter) -> usize {
    unwrapped(record, delimiter, 2).map_or(record.len(), |cells| cells.len())
}

/// How much the records look like a table under this delimiter: 0 (one column) to nearly 1 (many columns, every row the same).
fn score(records: &[Cells], delimiter: Delimiter) -> f64 {
    let preamble = preamble(records, delimiter);
    let Some((header, rows)) = records.get(preamble..).and_then(<[Cells]>::split_first) else { return 0.0 };
    let columns = width(header, delimiter);
    if columns < 2 {
        return 0.0;
    }
    let fits: f64 = rows
        .iter()
        .map(|row| match width(row, delimiter) {
            found if found == columns => 1.0,
            found if found < columns && found > 1 => 0.5,
            _ => 0.0,
        })
        .sum();
    let share = if rows.is_empty() { 1.0 } else { fits / rows.len() as f64 };
    // A header that splits is some evidence even if no row follows suit.
    (share + 0.01) * (1.0 - 1.0 / columns as f64)
}

/// How many records stand above the table: those with a single filled cell while the table has more columns.
fn preamble(records: &[Cells], delimiter: Delimiter) -> usize {
    let mut widths: HashMap<usize, usize> = HashMap::new();
    for record in records {
        *widths.entry(width(record, delimiter)).or_default() += 1;
    }
    let usual = widths.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, count)| (*count, *width));
    let Some((usual, count)) = usual else { return 0 };
    if count * 2 <= records.len() {
        return 0;
    }
    let is_title = |record: &Cells| {
        let filled = record.iter().filter(|cell| !cell.trim().is_empty()).count();
        filled <= 1 && width(record, delimiter) <= usual && unwrapped(record, delimiter, 2).is_none()
    };
    let titles = records.iter().take(PREAMBLE_LIMIT).take_while(|record| is_title(record)).count();
    let begins_table = records.get(titles).is_some_and(|record| width(record, delimiter) >= usual);
    if begins_table { titles } else { 0 }
}

/// Running text splits at its commas too, but into long pieces, and differently in each line.
fn is_prose(first: &Cells, rows: &[Cells], score: f64) -> bool {
    let longest = first.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let sentences = rows.iter().filter(|row| row.iter().any(|cell| cell.split_whitespace().count() > 8)).count();
    if longest > 4 * HEADER_LIMIT || (score < POOR_SCORE && longest > HEADER_LIMIT) {
        return true;
    }
    score < POOR_SCORE && !rows.is_empty() && sentences * 2 > rows.len()
}
