//! The cells of a sheet as text that can be read in one way only: a day is `2026-12-31`, a number has a point and is never taken for
//! thousands. What a cell shows by its format counts where the value alone says something else: `25%`, `01067`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::super::super::failure::ReadError;
use super::super::{CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Row};

/// How many digits of a number count: what lies behind is how the machine counts, not what somebody typed.
const DIGITS: usize = 15;

/// A row in the making.
pub(super) struct RowOfSheet {
    /// From 1.
    pub(super) number: u32,
    cells: Vec<String>,
    bytes: usize,
}

impl RowOfSheet {
    pub(super) fn new(number: u32) -> Self {
        Self { number, cells: Vec::new(), bytes: 0 }
    }

    /// Puts a value into a column, from 0. Blank ones take no room.
    pub(super) fn put(&mut self, column: usize, value: String) -> Result<(), ReadError> {
        if value.is_empty() {
            return Ok(());
        }
        let line = self.number;
        if column >= COLUMN_LIMIT {
            return Err(ReadError::TooManyColumns { line });
        }
        if value.len() > CELL_LIMIT {
            return Err(ReadError::CellTooLarge { line });
        }
        self.bytes += value.len();
        if self.bytes > ROW_LIMIT {
            return Err(ReadError::RowTooLarge { line });
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = value;
        Ok(())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.is_empty()
    }

    /// The same row so many rows further down.
    pub(super) fn below(&self, rows: u32) -> Self {
        Self { number: self.number.saturating_add(rows), cells: self.cells.clone(), bytes: self.bytes }
    }

    pub(super) fn finished(self) -> Row {
        Row::new(self.number, self.cells.into_iter().collect())
    }
}

/// A number, by the code of its format.
pub(super) fn number(value: f64, format: &str) -> String {
    let format = format.split(';').next().unwrap_or_default();
    if format.contains('%') {
        return format!("{}%", plain(value * 100.0));
    }
    // Postal codes: as many digits as zeros.
    let zeros = !format.is_empty() && format.len() <= 20 && format.bytes().all(|byte| byte == b'0');
    if zeros && value >= 0.0 && value.fract() == 0.0 {
        return format!("{:0>width$}", plain(value), width = format.len());
    }
    plain(value)
}

fn plain(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let rounded = format!("{:.*e}", DIGITS - 1, value).parse().unwrap_or(value);
    let mut text = format!("{rounded}");
    if text == "-0" {
        return "0".to_owned();
    }
    // "1.234" could be a thousand; "1.2340" is one and a bit, whatever the country.
    if text.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3) {
        text.push('0');
    }
    text
}

/// A moment without a time zone: the day, and the time where it says one; before the first day it is a time alone.
pub(super) fn moment(moment: NaiveDateTime, has_day: bool) -> String {
    let (day, time) = (moment.date(), moment.time());
    let time_text = time.format(if time.format("%S").to_string() == "00" { "%H:%M" } else { "%H:%M:%S" }).to_string();
    match (has_day, time == NaiveTime::MIN) {
        (false, _) => time_text,
        (true, true) => day.format("%Y-%m-%d").to_string(),
        (true, false) => format!("{} {time_text}", day.format("%Y-%m-%d")),
    }
}

/// Year, month, day, hour, minute, second and milliseconds, to the nearest second.
pub(super) fn rounded(parts: (u16, u8, u8, u8, u8, u8, u16)) -> Option<NaiveDateTime> {
    let (year, month, day, hour, minute, second, milli) = parts;
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    let moment = day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second))?;
    Some(if milli >= 500 { moment + TimeDelta::seconds(1) } else { moment })
}

/// A span of time: `26:30:00`.
pub(super) fn span(days: f64) -> String {
    if !days.is_finite() || days.abs() > 1e9 {
        return String::new();
    }
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A moment as ISO 8601 writes it: `2026-12-31T00:00:00` is a day.
pub(super) fn iso(text: &str) -> String {
    let text = text.trim();
    let bare = text.strip_suffix('Z').unwrap_or(text);
    let whole = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let found = whole.iter().find_map(|format| NaiveDateTime::parse_from_str(bare, format).ok());
    let nearest = |at: NaiveDateTime| (at + TimeDelta::milliseconds(500)).with_nanosecond(0);
    found.and_then(nearest).map_or_else(|| text.to_owned(), |at| moment(at, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_read_in_one_way_only() {
        for (value, format, expected) in [
            (1234.0, "", "1234"),
            (1234.5, "#,##0.00", "1234.5"),
            (1.234, "", "1.2340"),
            (1234.567, "", "1234.5670"),
            (0.1 + 0.2, "", "0.3"),
            (-0.0, "", "0"),
            (493_022_123_456.0, "", "493022123456"),
            (1e21, "", "1000000000000000000000"),
            (0.25, "0%", "25%"),
            (0.125, "0.00%;[Red]-0.00%", "12.5%"),
            (1067.0, "00000", "01067"),
            (f64::NAN, "", ""),
        ] {
            assert_eq!(number(value, format), expected, "{value} {format}");
        }
    }

    #[test]
    fn moments_are_days_times_or_both() {
        assert_eq!(iso("2026-12-31T00:00:00"), "2026-12-31");
        assert_eq!(iso("2026-12-31T14:30:00Z"), "2026-12-31 14:30");
        assert_eq!(iso("2026-12-31T14:29:59.9999"), "2026-12-31 14:30");
        assert_eq!(iso("2026-12-31"), "2026-12-31");
        assert_eq!(rounded((2026, 12, 31, 9, 59, 59, 999)).map(|at| moment(at, true)).unwrap(), "2026-12-31 10:00");
        assert_eq!(rounded((1899, 12, 31, 9, 30, 0, 0)).map(|at| moment(at, false)).unwrap(), "09:30");
        assert_eq!(span(1.104_166_666_666_67), "26:30:00");
    }
}
