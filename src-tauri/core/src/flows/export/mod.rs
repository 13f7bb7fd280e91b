//! Any list into a file: for spreadsheets (CSV, XLSX), for other programs (CSV, exactly), for address books (vCard) and calendars
//! (iCalendar).
//!
//! lists.rs goes through the list a page at a time; cells.rs says what each record has in which column; table.rs, csv.rs and xlsx.rs write
//! tables; lines.rs folds and escapes what vcard.rs and ical.rs write. Everything is read from one snapshot and written as a stream.

mod cells;
mod csv;
mod ical;
mod lines;
mod lists;
mod table;
mod vcard;
mod xlsx;

use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::new_file::NewFile;
use crate::book::{Book, Kind, RecordRef};
use crate::records::{contact, lead, opportunity, organization};
use crate::{Code, Error, Refusal, Result};
use table::Reading;

/// A list with its filter and order, as the screen shows it; paging is of no account here.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", tag = "list", content = "query")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ExportList"))]
pub enum List {
    /// Leads.
    Leads(lead::Query),
    /// Organizations.
    Organizations(organization::Query),
    /// Contacts.
    Contacts(contact::Query),
    /// Opportunities.
    Opportunities(opportunity::Query),
    /// Activities, oldest first.
    Activities(ItemQuery),
    /// Notes, oldest first.
    Notes(ItemQuery),
}

/// Which activities or notes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ItemQuery {
    /// Words that stand in it, case and accents aside.
    pub text: String,
    /// Only what hangs on this record.
    pub record: Option<RecordRef>,
    /// Activities that are done, or not; none for all.
    pub done: Option<bool>,
}

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ExportFormat"))]
pub enum Format {
    /// For people and their spreadsheets: headings, amounts and dates as in the reader's language; no cell can start a formula.
    Csv,
    /// For programs: field names, amounts and dates in one form everywhere, every text exactly as it is.
    CsvExact,
    /// A workbook with typed cells.
    Xlsx,
    /// Leads, contacts, organizations.
    Vcard4,
    /// The same as programs read it that know no newer one.
    Vcard3,
    /// Activities.
    Ical,
}

impl Format {
    /// Its name in refusals.
    const fn as_str(self) -> &'static str {
        match self {
            Format::Csv | Format::CsvExact => "CSV",
            Format::Xlsx => "XLSX",
            Format::Vcard4 | Format::Vcard3 => "vCard",
            Format::Ical => "iCalendar",
        }
    }

    /// Whether such a file can hold such a list.
    fn suits(self, list: &List) -> bool {
        match self {
            Format::Csv | Format::CsvExact | Format::Xlsx => true,
            Format::Vcard4 | Format::Vcard3 => {
                matches!(list, List::Leads(_) | List::Contacts(_) | List::Organizations(_))
            }
            Format::Ical => matches!(list, List::Activities(_)),
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Exported {
    /// Records.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub rows: u64,
    /// Cells of a workbook that hold only the beginning of a text, since a workbook takes no more.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub shortened: u64,
}

/// Is told now and then how many records are written, and may break it off: there is no file then.
pub type Watch<'a> = &'a mut dyn FnMut(u64) -> ControlFlow<()>;

/// Writes a list into a new file. `language`: "de", otherwise English.
///
/// # Errors
/// [`Code::ExportUnsuitable`] for a list that such a file cannot hold, [`Code::ExportCancelled`], [`Code::TargetInBook`],
/// [`Code::DiskFull`], [`Error::File`], those of the list's filter and of SQLite. There is no new file then.
pub fn export(book: &Book, path: &Path, list: &List, format: Format, language: &str, watch: Watch) -> Result<Exported> {
    if !format.suits(list) {
        return Err(Refusal::new(Code::ExportUnsuitable).with("format", format.as_str()).into());
    }
    let file = NewFile::create(book, path)?;
    book.read(|db| {
        let mut pace = Pace { watch, rows: 0 };
        let mut exported = Exported { rows: 0, shortened: 0 };
        let file = match format {
            Format::Csv => {
                let reading = Reading::of(db, language)?;
                table::write(db, list, &mut pace, csv::ForPeople::start(file, path, reading)?)?
            }
            Format::CsvExact => table::write(db, list, &mut pace, csv::ForPrograms::start(file, path))?,
            Format::Xlsx => {
                let reading = Reading::of(db, language)?;
                let workbook = xlsx::Book::start(db, file, path, name(list), reading);
                let (file, shortened) = table::write(db, list, &mut pace, workbook)?;
                exported.shortened = shortened;
                file
            }
            Format::Vcard4 => vcard::write(db, list, vcard::Version::Four, file, path, &mut pace)?,
            Format::Vcard3 => vcard::write(db, list, vcard::Version::Three, file, path, &mut pace)?,
            Format::Ical => ical::write(db, list, file, path, &mut pace)?,
        };
        exported.rows = pace.rows;
        file.finish()?;
        Ok(exported)
    })
}

/// The headings of a list for people ("lead", "organization", ...) in a language, each with the name of its column for programs; with every
/// e-mail, phone and website that a list can have. What reads such a list again knows it by them.
pub(in crate::flows) fn headings(kind: &str, language: &str) -> Vec<(String, String)> {
    let list = match kind {
        "lead" => List::Leads(lead::Query::default()),
        "organization" => List::Organizations(organization::Query::default()),
        "contact" => List::Contacts(contact::Query::default()),
        "opportunity" => List::Opportunities(opportunity::Query::default()),
        "activity" => List::Activities(ItemQuery::default()),
        _ => List::Notes(ItemQuery::default()),
    };
    let columns = cells::columns(&list, &cells::Shape::widest());
    let labels = super::words::labels(language);
    columns.into_iter().map(|column| (table::heading(labels, &column), column.name)).collect()
}

/// Counts the records, and asks whether to go on.
struct Pace<'a> {
    watch: Watch<'a>,
    rows: u64,
}

impl Pace<'_> {
    fn step(&mut self) -> Result<()> {
        self.rows += 1;
        if !self.rows.is_multiple_of(100) {
            return Ok(());
        }
        match (self.watch)(self.rows) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Refusal::new(Code::ExportCancelled).into()),
        }
    }
}

/// The label of a list in `sql/labels`.
const fn name(list: &List) -> &'static str {
    match list {
        List::Leads(_) => "leads",
        List::Organizations(_) => "organizations",
        List::Contacts(_) => "contacts",
        List::Opportunities(_) => "opportunities",
        List::Activities(_) => "activities",
        List::Notes(_) => "notes",
    }
}

/// The kind of record whose e-mails, phones and websites a list shows.
const fn owner(list: &List) -> Option<Kind> {
    match list {
        List::Leads(_) => Some(Kind::Lead),
        List::Organizations(_) => Some(Kind::Organization),
        List::Contacts(_) => Some(Kind::Contact),
        List::Opportunities(_) | List::Activities(_) | List::Notes(_) => None,
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |error| Error::file(path.clone())(error)
}
