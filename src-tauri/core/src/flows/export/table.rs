//! A list as rows and columns, and how people read what stands in a cell.

use chrono::{NaiveDate, NaiveDateTime};

use super::cells::{self, Cell, Column, Shape};
use super::{List, Pace, lists};
use crate::Result;
use crate::book::Db;
use crate::flows::words::{Labels, Words};
use crate::value::date::parse_utc;
use crate::value::money::Currency;

/// What takes rows.
pub(super) trait Table {
    /// What is left when it is whole.
    type Whole;
    fn head(&mut self, columns: &[Column]) -> Result<()>;
    fn row(&mut self, cells: &[Cell]) -> Result<()>;
    fn end(self) -> Result<Self::Whole>;
}

/// Writes a list, with headings also when there is nothing in it.
pub(super) fn write<T: Table>(db: &Db, list: &List, pace: &mut Pace, mut table: T) -> Result<T::Whole> {
    let shape = Shape::of(db, list)?;
    table.head(&cells::columns(list, &shape))?;
    lists::each(db, list, |item| {
        pace.step()?;
        table.row(&cells::of(&item, &shape).1)
    })?;
    table.end()
}

/// How one reader reads: words, the order of dates, the decimal sign, the clock.
pub(super) struct Reading<'a> {
    db: &'a Db<'a>,
    words: Words,
    pub(super) german: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn of(db: &'a Db<'a>, language: &str) -> Result<Self> {
        Ok(Self { db, words: Words::of(db, language)?, german: language.starts_with("de") })
    }

    /// A heading: "E-mail 2", "Billing address: City".
    pub(super) fn heading(&self, column: &Column) -> String {
        heading(self.words.labels(), column)
    }

    /// The label of a word or list.
    pub(super) fn label(&self, name: &str) -> String {
        self.words.label(name)
    }

    /// A word of a few, as it is called.
    pub(super) fn word(&self, kind: &str, word: &str) -> String {
        self.words.label(&format!("{kind}_{word}"))
    }

    pub(super) fn yes(&self) -> String {
        self.words.label("yes")
    }

    /// On the user's clock as it was then.
    pub(super) fn local(&self, moment: &str) -> Option<NaiveDateTime> {
        parse_utc(moment).ok().map(|moment| self.db.local_of(moment))
    }

    /// A cell for a file of text.
    pub(super) fn text(&self, cell: &Cell) -> String {
        let (day, time) = if self.german { ("%d.%m.%Y", "%d.%m.%Y %H:%M") } else { ("%Y-%m-%d", "%Y-%m-%d %H:%M") };
        match cell {
            Cell::Blank | Cell::Yes(false) => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Word(kind, word) => self.word(kind, word),
            Cell::Number(number) => number.to_string(),
            Cell::Amount(minor, code) => decimal(*minor, code, if self.german { ',' } else { '.' }),
            Cell::Day(text) => match text.parse::<NaiveDate>() {
                Ok(date) => date.format(day).to_string(),
                Err(_) => text.clone(),
            },
            Cell::Moment(text) => {
                self.local(text).map_or_else(|| text.clone(), |moment| moment.format(time).to_string())
            }
            Cell::Yes(true) => self.yes(),
        }
    }
}

/// A heading in these labels.
pub(super) fn heading(labels: Labels, column: &Column) -> String {
    let number = column.number.map_or(String::new(), |number| format!(" {number}"));
    let of = column.of.map_or(String::new(), |of| format!(": {}", labels.label(of)));
    format!("{}{number}{of}", labels.label(column.label))
}

/// An amount as a number that no program takes for another one: all decimals, no grouping.
pub(super) fn decimal(minor: i64, code: &str, sign: char) -> String {
    let Ok(currency) = Currency::of(code) else { return minor.to_string() };
    let (scale, minus) = (currency.scale().unsigned_abs(), if minor < 0 { "-" } else { "" });
    let (whole, rest) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    match currency.exponent() as usize {
        0 => format!("{minus}{whole}"),
        width => format!("{minus}{whole}{sign}{rest:0width$}"),
    }
}
