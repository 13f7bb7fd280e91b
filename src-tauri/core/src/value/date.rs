//! Days and moments: days are calendar days without a time zone, the same everywhere (R24, K13); moments are UTC.

use super::Problem;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// In which order day and month stand where a date leaves it open (`01/02/2024`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Day, month, year: most of the world.
    Dmy,
    /// Month, day, year: the United States.
    Mdy,
    /// Year, month, day: ISO 8601, East Asia, Hungary.
    Ymd,
}

/// What a column of dates says about its order (I19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderGuess {
    /// Each date can be read so, and at least one only so.
    Order(DateOrder),
    /// Nothing tells, or the dates disagree: ask.
    Ambiguous,
}

/// Two-digit years up to this one are of this century, later ones of the last.
const LAST_SHORT_YEAR: i32 = 69;

/// Reads a date with its year: `2026-12-31`, `31.12.2026`, `31.12.26`, `31/12/2026`, `31-12-2026`. A year of four digits in
/// front is always followed by month and day; dates with points have the day first; for the others `order` tells.
///
/// # Errors
/// [`Problem::NotADate`], [`Problem::NoSuchDay`] (31.02.), [`Problem::NoYear`] (`5.1.`: see [`parse_near`]),
/// [`Problem::AmbiguousDate`] (`01/02/2024` under [`DateOrder::Ymd`]).
pub fn parse(text: &str, order: DateOrder) -> Result<NaiveDate, Problem> {
    let parts = Parts::of(text)?;
    let (year, month, day) = parts.arranged(order)?;
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day).ok_or(Problem::NoSuchDay),
        // 2024 is a leap year: 29.02. only lacks its year, 31.02. does not exist at all.
        None => Err(NaiveDate::from_ymd_opt(2024, month, day).map_or(Problem::NoSuchDay, |_| Problem::NoYear)),
    }
}

/// As [`parse`], but a date without a year (`5.1.`, `5/1`) is the next such day from `today` on.
///
/// # Errors
/// As [`parse`], but never [`Problem::NoYear`].
pub fn parse_near(text: &str, order: DateOrder, today: NaiveDate) -> Result<NaiveDate, Problem> {
    match parse(text, order) {
        Err(Problem::NoYear) => {
            let (_, month, day) = Parts::of(text)?.arranged(order)?;
            // Eight years reach the next 29.02. also around a century that is no leap year.
            (today.year()..=today.year().saturating_add(8))
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .find(|date| *date >= today)
                .ok_or(Problem::NoSuchDay)
        }
        other => other,
    }
}

/// The order that a column of dates has; what is no date does not count. `31/01/2024` tells, `01/02/2024` alone does not (I19).
pub fn guess_order<'a>(values: impl IntoIterator<Item = &'a str>) -> OrderGuess {
    const ORDERS: [DateOrder; 3] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd];
    let mut possible = [true; 3];
    let mut seen = false;
    for parts in values.into_iter().filter_map(|value| Parts::of(value).ok()) {
        let readable = ORDERS.map(|order| parts.is_day_in(order));
        if readable.contains(&true) {
            seen = true;
            possible = [0, 1, 2].map(|i| possible[i] && readable[i]);
        }
    }
    match (seen, possible) {
        (true, [true, false, false]) => OrderGuess::Order(DateOrder::Dmy),
        (true, [false, true, false]) => OrderGuess::Order(DateOrder::Mdy),
        (true, [false, false, true]) => OrderGuess::Order(DateOrder::Ymd),
        _ => OrderGuess::Ambiguous,
    }
}

/// The day as it stands in the book: `2026-12-31`.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// The moment as it stands in the book, exactly `2026-11-22T09:30:00.000Z`: text order is time order.
pub fn utc_text(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The moment of a text that [`utc_text`] wrote.
///
/// # Errors
/// [`Problem::NotATimestamp`] for any other form.
pub fn parse_utc(text: &str) -> Result<DateTime<Utc>, Problem> {
    let moment =
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3fZ").map_err(|_| Problem::NotATimestamp)?.and_utc();
    // Chrono also takes shorter fractions and single digits.
    if utc_text(moment) == text { Ok(moment) } else { Err(Problem::NotATimestamp) }
}

/// The numbers of a date, in the order typed.
struct Parts {
    separator: char,
    /// Two (no year) or three.
    numbers: Vec<Number>,
}

#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

impl Parts {
    fn of(text: &str) -> Result<Parts, Problem> {
        let text = text.trim();
        let separator = text.chars().find(|c| !c.is_ascii_digit()).ok_or(Problem::NotADate)?;
        if !matches!(separator, '.' | '/' | '-') {
            return Err(Problem::NotADate);
        }
        // "5.1." ends with a point; no other separator may stand at the end.
        let bare = if separator == '.' { text.strip_suffix('.').unwrap_or(text) } else { text };
        let numbers: Vec<Number> = bare.split(separator).map(number).collect::<Option<_>>().ok_or(Problem::NotADate)?;
        let years = numbers.iter().filter(|n| n.digits == 4).count();
        // Two numbers with a minus are more likely a range, and with a year a month.
        let complete = match numbers.len() {
            2 => separator != '-' && years == 0,
            3 => years <= 1 && numbers[1].digits <= 2,
            _ => false,
        };
        if complete { Ok(Parts { separator, numbers }) } else { Err(Problem::NotADate) }
    }

    /// Year (if any), month, day.
    fn arranged(&self, order: DateOrder) -> Result<(Option<i32>, u32, u32), Problem> {
        match self.numbers[..] {
            [first, second] => {
                let (day, month) = if self.day_first(order) { (first, second) } else { (second, first) };
                Ok((None, month.value, day.value))
            }
            [year, month, day]
                if year.digits == 4 || (order == DateOrder::Ymd && day.digits <= 2 && self.separator != '.') =>
            {
                Ok((Some(year.year()), month.value, day.value))
            }
            [first, second, year] => {
                let (day, month) = match order {
                    DateOrder::Ymd if self.separator != '.' => told_apart(first, second)?,
                    _ if self.day_first(order) => (first, second),
                    _ => (second, first),
                };
                Ok((Some(year.year()), month.value, day.value))
            }
            _ => Err(Problem::NotADate),
        }
    }

    fn day_first(&self, order: DateOrder) -> bool {
        self.separator == '.' || order == DateOrder::Dmy
    }

    fn is_day_in(&self, order: DateOrder) -> bool {
        // A year in front or behind is read under each order, but it tells which one the file has.
        let year_first = self.numbers.first().is_some_and(|n| n.digits == 4);
        let year_last = self.numbers.len() == 3 && self.numbers.last().is_some_and(|n| n.digits == 4);
        let fits = match order {
            DateOrder::Ymd => !year_last && self.numbers.len() == 3 && self.separator != '.' || year_first,
            DateOrder::Mdy => !year_first && self.separator != '.',
            DateOrder::Dmy => !year_first,
        };
        let exists = |(year, month, day): (Option<i32>, u32, u32)| {
            NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some()
        };
        fits && self.arranged(order).is_ok_and(exists)
    }
}

/// Day and month where the order of the book does not tell, but a number over twelve does.
fn told_apart(first: Number, second: Number) -> Result<(Number, Number), Problem> {
    match (first.value > 12, second.value > 12) {
        (true, false) => Ok((first, second)),
        (false, true) => Ok((second, first)),
        (true, true) => Err(Problem::NoSuchDay),
        (false, false) if first.value == second.value => Ok((first, second)),
        (false, false) => Err(Problem::AmbiguousDate),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.trim();
    let well_formed = matches!(digits.len(), 1 | 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    well_formed.then(|| digits.parse().ok()).flatten().map(|value| Number { value, digits: digits.len() })
}

impl Number {
    fn year(self) -> i32 {
        let value = i32::try_from(self.value).unwrap_or_default();
        match self.digits {
            4 => value,
            _ if value <= LAST_SHORT_YEAR => 2000 + value,
            _ => 1900 + value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_read_in_the_forms_people_write() {
        use DateOrder::{Dmy, Mdy, Ymd};
        for (text, order, expected) in [
            ("2026-12-31", Mdy, Ok("2026-12-31")),
            ("2026/1/5", Dmy, Ok("2026-01-05")),
            ("31.12.2026", Mdy, Ok("2026-12-31")),
            (" 31. 12. 2026 ", Dmy, Ok("2026-12-31")),
            ("31.12.26", Dmy, Ok("2026-12-31")),
            ("31.12.69", Ymd, Ok("2069-12-31")),
            ("31.12.70", Dmy, Ok("1970-12-31")),
            ("31/12/2026", Dmy, Ok("2026-12-31")),
            ("12/31/2026", Mdy, Ok("2026-12-31")),
            ("26/12/31", Ymd, Ok("2026-12-31")),
            ("31/12/2026", Ymd, Ok("2026-12-31")),
            ("29.02.2024", Dmy, Ok("2024-02-29")),
            ("01/02/2024", Ymd, Err(Problem::AmbiguousDate)),
            ("31/12/2026", Mdy, Err(Problem::NoSuchDay)),
            ("31.02.2026", Dmy, Err(Problem::NoSuchDay)),
            ("31.02.", Dmy, Err(Problem::NoSuchDay)),
            ("29.02.2026", Dmy, Err(Problem::NoSuchDay)),
            ("0.1.2026", Dmy, Err(Problem::NoSuchDay)),
            ("5.1.", Dmy, Err(Problem::NoYear)),
            ("29.02.", Dmy, Err(Problem::NoYear)),
            ("tomorrow", Dmy, Err(Problem::NotADate)),
            ("", Dmy, Err(Problem::NotADate)),
            ("20261231", Dmy, Err(Problem::NotADate)),
            ("31.12/2026", Dmy, Err(Problem::NotADate)),
            ("1.2.3.4", Dmy, Err(Problem::NotADate)),
            ("1234.56", Dmy, Err(Problem::NotADate)),
            ("3-5", Dmy, Err(Problem::NotADate)),
            ("31.12.226", Dmy, Err(Problem::NotADate)),
        ] {
            assert_eq!(parse(text, order), expected.map(day), "{text} {order:?}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_next_one() {
        for (text, today, expected) in [
            ("5.1.", "2026-11-22", Ok("2027-01-05")),
            ("5.1", "2026-01-05", Ok("2026-01-05")),
            ("24.12.", "2026-11-22", Ok("2026-12-24")),
            ("29.2.", "2026-11-22", Ok("2028-02-29")),
            ("29.2.", "2096-03-01", Ok("2104-02-29")),
            ("31.02.", "2026-11-22", Err(Problem::NoSuchDay)),
            ("31.12.2020", "2026-11-22", Ok("2020-12-31")),
            ("x", "2026-11-22", Err(Problem::NotADate)),
        ] {
            assert_eq!(parse_near(text, DateOrder::Dmy, day(today)), expected.map(day), "{text} {today}");
        }
        assert_eq!(parse_near("1/5", DateOrder::Mdy, day("2026-01-01")), Ok(day("2026-01-05")));
    }

    #[test]
    fn the_order_is_guessed_only_where_the_dates_tell() {
        use DateOrder::{Dmy, Mdy, Ymd};
        use OrderGuess::{Ambiguous, Order};
        for (values, expected) in [
            (&["01/02/2024", "31/01/2024"][..], Order(Dmy)),
            (&["01/02/2024", "01/31/2024"], Order(Mdy)),
            (&["2024-01-02"], Order(Ymd)),
            (&["01.02.2024"], Order(Dmy)),
            (&["01/02/2024"], Ambiguous),
            (&["31/01/2024", "01/31/2024"], Ambiguous),
            (&["n/a", "", "31/01/2024"], Order(Dmy)),
            (&["n/a"], Ambiguous),
            (&[], Ambiguous),
        ] {
            assert_eq!(guess_order(values.iter().copied()), expected, "{values:?}");
        }
    }

    #[test]
    fn moments_have_one_form() {
        let text = "2026-11-22T09:30:00.000Z";
        assert_eq!(utc_text(parse_utc(text).unwrap()), text);
        for other in [
            "2026-11-22T09:30:00Z",
            "2026-11-22 09:30:00.000Z",
            "2026-11-22T09:30:00.0Z",
            "2026-11-22",
            "",
            "2026-02-31T09:30:00.000Z",
        ] {
            assert_eq!(parse_utc(other), Err(Problem::NotATimestamp), "{other}");
        }
    }
}
