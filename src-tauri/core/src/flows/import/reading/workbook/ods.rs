//! The sheets of an ODS, read as they stream by. A library would take the whole sheet into memory, with every repeated cell as many times
//! as the file says, and a few kilobytes may say seventeen thousand million.

use std::io::{BufRead, BufReader};
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::super::failure::ReadError;
use super::super::{CELL_LIMIT, COLUMN_LIMIT};
use super::cells::{self, RowOfSheet};
use super::feed::{Sink, Stop};
use super::guard::package;
use super::{Sheet, damaged};

/// The most rows of a sheet.
const MOST_ROWS: u64 = 1_048_576;

/// What a reader of content.xml comes across.
trait Visitor {
    /// A sheet begins. `false`: its rows are not wanted.
    fn sheet(&mut self, name: &str, is_visible: bool) -> Result<bool, Stop>;
    /// A row that is not blank.
    fn row(&mut self, row: RowOfSheet) -> Result<Wish, Stop>;
}

/// How to go on behind a row.
#[derive(PartialEq, Eq)]
enum Wish {
    More,
    /// No further row of this sheet.
    NextSheet,
}

/// The sheets with something in them.
pub(super) fn sheets(path: &Path) -> Result<Vec<Sheet>, ReadError> {
    struct Names(Vec<Sheet>, Option<Sheet>);
    impl Visitor for Names {
        fn sheet(&mut self, name: &str, is_visible: bool) -> Result<bool, Stop> {
            self.1 = Some(Sheet { name: name.to_owned(), is_visible });
            Ok(true)
        }
        fn row(&mut self, _: RowOfSheet) -> Result<Wish, Stop> {
            self.0.extend(self.1.take());
            Ok(Wish::NextSheet)
        }
    }
    let mut names = Names(Vec::new(), None);
    match visit(path, &mut names) {
        Ok(()) | Err(Stop::Closed) => Ok(names.0),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Reads the rows of a sheet into a sink.
pub(super) fn read(path: &Path, sheet: &str, length: u64, sink: &mut Sink) -> Result<(), Stop> {
    struct Rows<'a> {
        sheet: &'a str,
        is_read: bool,
        length: u64,
        sink: &'a mut Sink,
    }
    impl Visitor for Rows<'_> {
        fn sheet(&mut self, name: &str, _: bool) -> Result<bool, Stop> {
            if self.is_read {
                return Err(Stop::Closed);
            }
            self.is_read = name == self.sheet;
            Ok(self.is_read)
        }
        fn row(&mut self, row: RowOfSheet) -> Result<Wish, Stop> {
            // How far the packed file is read nobody says; a sheet of this many rows is a large one.
            let position = self.length * u64::from(row.number).min(MOST_ROWS) / MOST_ROWS;
            self.sink.row(row.finished(), position)?;
            Ok(Wish::More)
        }
    }
    visit(path, &mut Rows { sheet, is_read: false, length, sink })
}

fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<(), Stop> {
    let mut package = package(path)?;
    let content = package.by_name("content.xml").map_err(damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(content));
    xml.config_mut().expand_empty_elements = true;
    let mut content = Content { xml, buffer: Vec::new(), hidden: Vec::new() };
    content.visit(visitor)
}

struct Content<R> {
    xml: Reader<R>,
    buffer: Vec<u8>,
    /// The styles of sheets that are not shown.
    hidden: Vec<String>,
}

impl<R: BufRead> Content<R> {
    fn visit(&mut self, visitor: &mut dyn Visitor) -> Result<(), Stop> {
        let mut style = String::new();
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Start(start) => match start.local_name().as_ref() {
                    "style" => style = attribute(&start, "style:name")?.unwrap_or_default(),
                    "table-properties" if attribute(&start, "table:display")?.as_deref() == Some("false") => {
                        self.hidden.push(style.clone());
                    }
                    "table" => {
                        let name = attribute(&start, "table:name")?.unwrap_or_default();
                        let style = attribute(&start, "table:style-name")?.unwrap_or_default();
                        let is_visible = !self.hidden.contains(&style);
                        let is_wanted = visitor.sheet(&name, is_visible)?;
                        self.table(visitor, is_wanted)?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'static>, ReadError> {
        self.buffer.clear();
        Ok(self.xml.read_event_into(&mut self.buffer).map_err(damaged)?.into_owned())
    }

    /// The rows of a table up to its end; tables inside it (in headers, in shapes) belong to it and are passed over.
    fn table(&mut self, visitor: &mut dyn Visitor, mut is_wanted: bool) -> Result<(), Stop> {
        let (mut number, mut depth) = (0_u64, 0_u32);
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::End(end) if end.local_name().as_ref() == "table" => match depth {
                    0 => return Ok(()),
                    _ => depth -= 1,
                },
                Event::Start(start) => match start.local_name().as_ref() {
                    "table" => depth += 1,
                    "table-row" if depth == 0 && is_wanted => {
                        let times = repeated(&start, "table:number-rows-repeated")?;
                        let first = u32::try_from(number + 1).unwrap_or(u32::MAX);
                        let row = self.row(first)?;
                        number = number.saturating_add(times);
                        is_wanted = hand_over(row, times, visitor)?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn row(&mut self, number: u32) -> Result<RowOfSheet, ReadError> {
        let mut row = RowOfSheet::new(number);
        let mut column = 0_usize;
        loop {
            match self.event()? {
                Event::Eof => return Ok(row),
                Event::End(end) if end.local_name().as_ref() == "table-row" => return Ok(row),
                Event::Start(start) if matches!(start.local_name().as_ref(), "table-cell" | "covered-table-cell") => {
                    let times =
                        usize::try_from(repeated(&start, "table:number-columns-repeated")?).unwrap_or(usize::MAX);
                    let text = self.cell(&start)?;
                    if !text.is_empty() {
                        if times > COLUMN_LIMIT {
                            return Err(ReadError::TooManyColumns { line: number });
                        }
                        for at in 0..times {
                            row.put(column.saturating_add(at), text.clone())?;
                        }
                    }
                    column = column.saturating_add(times);
                }
                _ => {}
            }
        }
    }

    /// The text of a cell: its value where it has one, otherwise its paragraphs.
    fn cell(&mut self, start: &BytesStart) -> Result<String, ReadError> {
        let value = |name: &str| attribute(start, name);
        let typed = match value("office:value-type")?.as_deref() {
            Some("float" | "currency") => {
                value("office:value")?.and_then(|text| text.parse().ok()).map(|number| cells::number(number, ""))
            }
            Some("percentage") => {
                value("office:value")?.and_then(|text| text.parse().ok()).map(|number| cells::number(number, "0%"))
            }
            Some("date") => value("office:date-value")?.map(|text| cells::iso(&text)),
            Some("time") => value("office:time-value")?.map(|text| span(&text)),
            Some("boolean") => value("office:boolean-value")?,
            _ => None,
        };
        let end = start.name().as_ref().to_owned();
        let text = self.paragraphs(&end)?;
        // A formula that failed says nothing: as a text it would overwrite what the book knows.
        if value("calcext:value-type")?.as_deref() == Some("error") {
            return Ok(String::new());
        }
        // A postal code is a number of which only what is shown has its zeros.
        let shows_zeros = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        Ok(match typed {
            Some(typed) if !(shows_zeros && text.trim_start_matches('0') == typed) => typed,
            _ => text,
        })
    }

    /// The paragraphs of a cell up to its end, a line each; remarks on the cell are none.
    fn paragraphs(&mut self, end: &str) -> Result<String, ReadError> {
        let mut text = String::new();
        let (mut paragraphs, mut remarks, mut inside) = (0_u32, 0_u32, 0_u32);
        loop {
            match self.event()? {
                Event::Eof => return Ok(text),
                Event::End(found) if found.name().as_ref() == end => return Ok(text),
                Event::Start(start) => match start.local_name().as_ref() {
                    "annotation" => remarks += 1,
                    "p" if remarks == 0 => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs = paragraphs.saturating_add(1);
                        inside += 1;
                    }
                    "s" if remarks == 0 => {
                        let blanks = repeated(&start, "text:c")?.min(1000);
                        text.extend((0..blanks).map(|_| ' '));
                    }
                    "tab" if remarks == 0 => text.push('\t'),
                    "line-break" if remarks == 0 => text.push('\n'),
                    _ => {}
                },
                Event::End(found) => match found.local_name().as_ref() {
                    "annotation" => remarks = remarks.saturating_sub(1),
                    "p" if remarks == 0 => inside = inside.saturating_sub(1),
                    _ => {}
                },
                Event::Text(piece) if inside > 0 && remarks == 0 => text.push_str(&piece.xml10_content()),
                Event::CData(piece) if inside > 0 && remarks == 0 => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(entity) if inside > 0 && remarks == 0 => text.push_str(&resolved(&entity)),
                _ => {}
            }
            if text.len() > 2 * CELL_LIMIT {
                // The row refuses it with its number.
                return Ok(text);
            }
        }
    }
}

/// A row as many times as it is there. The value is whether further rows are wanted.
fn hand_over(row: RowOfSheet, times: u64, visitor: &mut dyn Visitor) -> Result<bool, Stop> {
    if row.is_blank() {
        return Ok(true);
    }
    if times > MOST_ROWS {
        return Err(Stop::Failed(ReadError::Inflates("content.xml".to_owned())));
    }
    for at in 0..u32::try_from(times).unwrap_or(u32::MAX) {
        if visitor.row(row.below(at))? == Wish::NextSheet {
            return Ok(false);
        }
    }
    Ok(true)
}

fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, ReadError> {
    let Some(found) = start.try_get_attribute(name).map_err(damaged)? else { return Ok(None) };
    Ok(Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()))
}

/// How many times a row, a cell or a blank is there.
fn repeated(start: &BytesStart, name: &str) -> Result<u64, ReadError> {
    Ok(attribute(start, name)?.and_then(|text| text.parse().ok()).unwrap_or(1))
}

fn resolved(entity: &BytesRef) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(entity).unwrap_or_default().to_owned()
}

/// `PT09H30M00S` as a time of the day or a span.
fn span(text: &str) -> String {
    let mut seconds = 0.0;
    let mut number = String::new();
    for c in text.trim_start_matches("PT").chars() {
        if c.is_ascii_digit() || c == '.' {
            number.push(c);
            continue;
        }
        let value: f64 = number.parse().unwrap_or_default();
        number.clear();
        seconds += value
            * match c {
                'H' => 3600.0,
                'M' => 60.0,
                _ => 1.0,
            };
    }
    let whole = cells::span(seconds / 86_400.0);
    // "9:30:00" of a clock is "09:30".
    match whole.strip_suffix(":00").and_then(|short| short.split_once(':')) {
        Some((hours, minutes)) if seconds < 86_400.0 => format!("{hours:0>2}:{minutes}"),
        _ => whole,
    }
}
