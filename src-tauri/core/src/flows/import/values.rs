//! How a column writes its amounts and its dates, from all of its values (I17, I19).
//!
//! `1.234` and `01/02/2024` can be read in two ways; a single `1.234,56` or `31/01/2024` in the same column settles it. Where nothing
//! does, the finding says so, and a person is asked: nothing is guessed (R26).

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::value::Problem;
use crate::value::currency::Currency;
use crate::value::date::{self, DateOrder, OrderGuess};
use crate::value::money::{self, DecimalStyle};

/// What the values of a column say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "style")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Finding<T> {
    /// Every value can be read in one way only: there is nothing to find out.
    Unneeded,
    /// At least one value settles it, and none speaks against it.
    Certain(T),
    /// At least one value can be read in two ways, and none settles it: ask.
    Ambiguous,
    /// Some values can only be read one way, others only the other way, and some in both: ask.
    Contradictory,
}

impl<T: Copy> Finding<T> {
    /// The style, if it is certain.
    #[must_use]
    pub fn certain(self) -> Option<T> {
        if let Finding::Certain(style) = self { Some(style) } else { None }
    }

    /// Whether a person has to be asked.
    #[must_use]
    pub fn must_ask(self) -> bool {
        matches!(self, Finding::Ambiguous | Finding::Contradictory)
    }
}

/// Collects what the amounts of a column say, one value after the other, in bounded memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct AmountEvidence {
    comma: bool,
    point: bool,
    open: bool,
}

impl AmountEvidence {
    /// Looks at one value. What is no amount says nothing.
    pub fn observe(&mut self, value: &str) {
        match money::guess_style([value]) {
            Some(DecimalStyle::Comma) => self.comma = true,
            Some(DecimalStyle::Point) => self.point = true,
            _ => {
                let read = money::parse(value, Currency::EUR, DecimalStyle::Either);
                self.open |= read == Err(Problem::AmbiguousAmount);
            }
        }
    }

    /// Whether some amount could be read in two ways so far.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.open
    }

    /// What they say together (I17).
    #[must_use]
    pub fn finding(self) -> Finding<DecimalStyle> {
        match (self.comma, self.point, self.open) {
            (true, false, _) => Finding::Certain(DecimalStyle::Comma),
            (false, true, _) => Finding::Certain(DecimalStyle::Point),
            (true, true, true) => Finding::Contradictory,
            (false, false, true) => Finding::Ambiguous,
            (_, _, false) => Finding::Unneeded,
        }
    }
}

/// Collects what the dates of a column say, one value after the other, in bounded memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct DateEvidence {
    day_first: bool,
    month_first: bool,
    open: bool,
}

impl DateEvidence {
    /// Looks at one value. What is no date says nothing, nor does a date that every order reads the same.
    pub fn observe(&mut self, value: &str) {
        let day = day_of(value);
        match date::guess_order([day]) {
            OrderGuess::Order(DateOrder::Dmy) => self.day_first = true,
            OrderGuess::Order(DateOrder::Mdy) => self.month_first = true,
            // A year in front is always read as one.
            OrderGuess::Order(DateOrder::Ymd) => {}
            OrderGuess::Ambiguous => self.open |= date::parse(day, DateOrder::Dmy) != date::parse(day, DateOrder::Mdy),
        }
    }

    /// Whether some date could be read in two ways so far.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.open
    }

    /// What they say together (I19).
    #[must_use]
    pub fn finding(self) -> Finding<DateOrder> {
        match (self.day_first, self.month_first, self.open) {
            (true, false, _) => Finding::Certain(DateOrder::Dmy),
            (false, true, _) => Finding::Certain(DateOrder::Mdy),
            (false, false, true) => Finding::Ambiguous,
            (true, true, true) => Finding::Contradictory,
            (_, _, false) => Finding::Unneeded,
        }
    }
}

/// The day of a moment as programs write it: `2024-01-31T10:22:00Z`, `31.01.2024 10:22`. A day alone stays as it is.
#[must_use]
pub fn day_of(value: &str) -> &str {
    let value = value.trim();
    let end = value.find(|c: char| c.is_whitespace() || c == 'T').unwrap_or(value.len());
    let (day, time) = value.split_at(end);
    if time.contains(':') { day.trim_end_matches(',') } else { value }
}

/// The time behind the day of a moment, as people and programs write it; none where there is none. Midnight is what programs write that
/// know of no time.
#[must_use]
pub fn time_of(value: &str) -> Option<NaiveTime> {
    let time = value.trim().strip_prefix(day_of(value))?.trim_start_matches([',', 'T', ' ', '\u{a0}', '\u{202f}']);
    let formats = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p"];
    let time = formats.iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
    (time != NaiveTime::MIN).then_some(time)
}

/// The currency that stands beside a figure, where it is not the given one.
pub(super) fn currency_beside(amount: &str, expected: Currency, style: DecimalStyle) -> Option<Currency> {
    if money::parse(amount, expected, style) != Err(Problem::OtherCurrency) {
        return None;
    }
    let sign = [('€', "EUR"), ('$', "USD"), ('£', "GBP"), ('¥', "JPY")];
    let by_sign = sign.iter().find(|(sign, _)| amount.contains(*sign)).map(|(_, code)| *code);
    let mut words = amount.split(|c: char| !c.is_ascii_alphabetic()).chain(by_sign);
    words.find_map(|word| Currency::of(word).ok())
}

/// How amounts and dates are to be read where a value leaves it open. What the user has set wins over what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ValueStyles {
    /// The decimal sign.
    #[cfg_attr(feature = "bindings", ts(type = "\"comma\" | \"point\" | \"either\" | null"))]
    pub decimals: Option<DecimalStyle>,
    /// The order of day and month.
    #[cfg_attr(feature = "bindings", ts(type = "\"dmy\" | \"mdy\" | \"ymd\" | null"))]
    pub dates: Option<DateOrder>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_behind_a_day_in_each_way_to_write_it() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (value, expected) in [
            ("31.01.2024 10:22", time(10, 22)),
            ("2024-01-31 10:22:00", time(10, 22)),
            ("2024-01-31T10:22", time(10, 22)),
            ("1/31/2024, 2:05 PM", time(14, 5)),
            ("2024-01-31", None),
            ("2024-01-31 00:00:00", None),
            ("2024-01-31T10:22:00+02:00", None),
            ("10:22", None),
            ("soon", None),
        ] {
            assert_eq!(time_of(value), expected, "{value}");
        }
    }
}
