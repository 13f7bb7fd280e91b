//! Contacts as vCards 2.1, 3.0 and 4.0: a row per card. Properties become columns that are known again (systems.txt, "vcard"); what has
//! no column of its own gets one of its name, so that nothing is lost. Pictures, sounds and keys are left out.

mod card;

pub(in crate::flows::import) use card::OTHER_ADDRESS;

use std::path::Path;

use encoding_rs::Encoding;

use super::super::failure::ReadError;
use super::content_lines::{ContentLine, ContentLines, LinesFile};
use super::places::{Columns, Gathered};
use super::{ROW_LIMIT, RawRows, Row, Source, TableFormat, TableShape};

/// A file of cards that has been looked at.
#[derive(Debug)]
pub(super) struct Cards {
    file: LinesFile,
    columns: Columns,
    shape: TableShape,
}

impl Cards {
    /// Finds out which columns the cards fill; reads all of them once.
    pub(super) fn open(path: &Path, encoding: &'static Encoding, mark: usize) -> Result<Self, ReadError> {
        let file = LinesFile { path: path.to_owned(), encoding, mark };
        let mut cards = CardTexts::new(file.lines()?);
        let mut gathered = Gathered::default();
        while let Some(found) = cards.next()? {
            gathered.add(&card::values(&found.text, &found.left_out));
        }
        let columns = gathered.columns(&[card::UID]);
        let shape = TableShape {
            format: TableFormat::Cards,
            encoding: encoding.name().to_owned(),
            delimiter: None,
            has_header: true,
            columns: columns.headers(),
            rows_above: 0,
            sheets: Vec::new(),
            sheet: None,
        };
        Ok(Self { file, columns, shape })
    }
}

impl Source for Cards {
    fn shape(&self) -> &TableShape {
        &self.shape
    }

    fn rows(&self) -> Result<Box<dyn RawRows + Send>, ReadError> {
        Ok(Box::new(CardRows { cards: CardTexts::new(self.file.lines()?), columns: self.columns.clone() }))
    }
}

struct CardRows {
    cards: CardTexts,
    columns: Columns,
}

impl RawRows for CardRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(found) = self.cards.next()? else { return Ok(false) };
        *row = Row::new(found.line, self.columns.cells(card::values(&found.text, &found.left_out)));
        Ok(true)
    }

    fn bytes_read(&self) -> u64 {
        self.cards.lines.taken()
    }
}

/// One card, unfolded and decoded.
struct CardText {
    /// Where it begins, from 1.
    line: u32,
    text: String,
    /// Pictures and the like: the property and its length in the file.
    left_out: Vec<(String, u64)>,
}

/// The cards of a file, one after the other.
struct CardTexts {
    lines: ContentLines,
    begun: Option<u32>,
}

impl CardTexts {
    fn new(lines: ContentLines) -> Self {
        Self { lines, begun: None }
    }

    fn next(&mut self) -> Result<Option<CardText>, ReadError> {
        let Some(line) = self.begin()? else { return Ok(None) };
        let mut card = CardText { line, text: String::from("BEGIN:VCARD\r\n"), left_out: Vec::new() };
        // Cards inside cards: the agent of a card of version 2.1.
        let mut inner = 0_u32;
        let mut has_agent = false;
        while let Some(found) = self.lines.next()? {
            if found.name == "BEGIN" {
                if inner == 0 && found.is("BEGIN", "VCARD") && !has_agent {
                    // The end of the card before is missing.
                    self.begun = Some(found.line);
                    break;
                }
                inner += 1;
            } else if found.name == "END" {
                if inner == 0 {
                    break;
                }
                inner -= 1;
            } else if inner == 0 {
                has_agent = found.name == "AGENT" && found.value.trim().is_empty();
                card.add(found)?;
            }
        }
        card.text.push_str("END:VCARD\r\n");
        Ok(Some(card))
    }

    fn begin(&mut self) -> Result<Option<u32>, ReadError> {
        if let Some(line) = self.begun.take() {
            return Ok(Some(line));
        }
        while let Some(found) = self.lines.next()? {
            if found.is("BEGIN", "VCARD") {
                return Ok(Some(found.line));
            }
        }
        Ok(None)
    }
}

impl CardText {
    fn add(&mut self, found: ContentLine) -> Result<(), ReadError> {
        if found.left_out > 0 {
            self.left_out.push((found.name, found.left_out));
            return Ok(());
        }
        if self.text.len() + found.head.len() + found.value.len() > ROW_LIMIT / 2 {
            return Err(ReadError::RowTooLarge { line: self.line });
        }
        self.text.push_str(&found.head);
        self.text.push(':');
        self.text.push_str(&found.value);
        self.text.push_str("\r\n");
        Ok(())
    }
}
