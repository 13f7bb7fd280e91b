//! Events and tasks as iCalendar: a row per VEVENT and VTODO. Everything else in a calendar (free times, journals, alarms) is passed over.

mod entry;

use std::collections::HashMap;
use std::path::Path;

use calcard::common::timezone::Tz;
use calcard::icalendar::{ICalendarComponent, ICalendarComponentType};
use calcard::{Entry, Parser};
use encoding_rs::Encoding;

use super::super::failure::ReadError;
use super::content_lines::{ContentLine, ContentLines, LinesFile};
use super::places::{Columns, Gathered, Values};
use super::{ROW_LIMIT, RawRows, Row, Source, TableFormat, TableShape};

/// How many time zones of a file are kept.
const MOST_ZONES: usize = 1000;

/// What holds for all entries of a calendar.
#[derive(Debug, Clone, Default)]
struct Context {
    /// The time zones that the file describes, by their ids.
    zones: HashMap<String, Tz>,
    /// This program wrote it.
    is_own: bool,
}

/// A calendar that has been looked at.
#[derive(Debug)]
pub(super) struct Calendar {
    file: LinesFile,
    context: Context,
    columns: Columns,
    shape: TableShape,
}

impl Calendar {
    /// Finds out time zones and columns; reads the file twice, since a zone may be described behind its first use.
    pub(super) fn open(path: &Path, encoding: &'static Encoding, mark: usize) -> Result<Self, ReadError> {
        let file = LinesFile { path: path.to_owned(), encoding, mark };
        let mut context = Context::default();
        let mut components = Components::new(file.lines()?, &["VTIMEZONE"]);
        while let Some(found) = components.next()? {
            if let Some(component) = found.parsed()
                && let Some((id, zone)) = component.timezone()
                && context.zones.len() < MOST_ZONES
            {
                context.zones.insert(id.to_owned(), zone);
            }
        }
        context.is_own = components.program.contains("//Kontor//");
        let mut entries = Components::new(file.lines()?, ENTRIES);
        let mut gathered = Gathered::default();
        while let Some(found) = entries.next()? {
            gathered.add(&values(&found, &context));
        }
        let columns = gathered.columns(&[entry::UID]);
        let shape = TableShape {
            format: TableFormat::Calendar,
            encoding: encoding.name().to_owned(),
            delimiter: None,
            has_header: true,
            columns: columns.headers(),
            rows_above: 0,
            sheets: Vec::new(),
            sheet: None,
        };
        Ok(Self { file, context, columns, shape })
    }
}

const ENTRIES: &[&str] = &["VEVENT", "VTODO"];

fn values(found: &Component, context: &Context) -> Values {
    found.parsed().map(|component| entry::values(&component, context)).unwrap_or_default()
}

impl Source for Calendar {
    fn shape(&self) -> &TableShape {
        &self.shape
    }

    fn rows(&self) -> Result<Box<dyn RawRows + Send>, ReadError> {
        Ok(Box::new(EntryRows {
            components: Components::new(self.file.lines()?, ENTRIES),
            context: self.context.clone(),
            columns: self.columns.clone(),
        }))
    }
}

struct EntryRows {
    components: Components,
    context: Context,
    columns: Columns,
}

impl RawRows for EntryRows {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(found) = self.components.next()? else { return Ok(false) };
        *row = Row::new(found.line, self.columns.cells(values(&found, &self.context)));
        Ok(true)
    }

    fn bytes_read(&self) -> u64 {
        self.components.lines.taken()
    }
}

/// One component, unfolded and decoded, without those inside it.
struct Component {
    /// Where it begins, from 1.
    line: u32,
    text: String,
}

impl Component {
    fn parsed(&self) -> Option<ICalendarComponent> {
        match Parser::new(&self.text).entry() {
            Entry::ICalendar(calendar) => calendar
                .components
                .into_iter()
                .find(|component| component.component_type != ICalendarComponentType::VCalendar),
            _ => None,
        }
    }

    fn add(&mut self, found: ContentLine) -> Result<(), ReadError> {
        if found.left_out > 0 {
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

/// The components of some kinds, one after the other.
struct Components {
    lines: ContentLines,
    kinds: &'static [&'static str],
    /// What wrote the file, once its PRODID has been passed.
    program: String,
}

impl Components {
    fn new(lines: ContentLines, kinds: &'static [&'static str]) -> Self {
        Self { lines, kinds, program: String::new() }
    }

    fn next(&mut self) -> Result<Option<Component>, ReadError> {
        while let Some(found) = self.lines.next()? {
            let kind = found.value.trim().to_ascii_uppercase();
            if found.name == "BEGIN" && self.kinds.contains(&kind.as_str()) {
                return self.rest(found.line, &kind).map(Some);
            }
            if found.name == "PRODID" && self.program.is_empty() {
                self.program = found.value;
            }
        }
        Ok(None)
    }

    fn rest(&mut self, line: u32, kind: &str) -> Result<Component, ReadError> {
        let mut component = Component { line, text: format!("BEGIN:{kind}\r\n") };
        let mut inner = 0_u32;
        while let Some(found) = self.lines.next()? {
            match found.name.as_str() {
                "BEGIN" => inner = inner.saturating_add(1),
                "END" if inner == 0 => break,
                "END" => inner -= 1,
                _ if inner == 0 => component.add(found)?,
                _ => {}
            }
        }
        component.text.push_str(&format!("END:{kind}\r\n"));
        Ok(component)
    }
}
