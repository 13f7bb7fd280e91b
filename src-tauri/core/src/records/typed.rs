//! Reading what was typed into a field. Each function refuses with the field's name (R26).

use serde::{Deserialize, Serialize};

use crate::book::Db;
use crate::value::date::{self, DateOrder};
use crate::value::money::{self, Currency, DecimalStyle};
use crate::value::{Problem, text};
use crate::{Code, Refusal, Result};

/// How typed text is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// Which sign stands before the decimals.
    pub decimal: DecimalStyle,
    /// In which order day and month stand.
    pub date: DateOrder,
    /// The country of phone numbers without a country code, ISO 3166 alpha-2.
    pub country: String,
}

impl Typing {
    /// As people write in the window's language ("de", "en") and the book's country.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn of(db: &Db, language: &str) -> Result<Self> {
        let country = super::settings::country(db)?;
        let german = language.starts_with("de");
        // Switzerland and Liechtenstein write 1'234.50 in German too.
        let point = !german || matches!(country.as_str(), "CH" | "LI");
        let month_first = !german && matches!(country.as_str(), "US" | "PH");
        Ok(Self {
            decimal: if point { DecimalStyle::Point } else { DecimalStyle::Comma },
            date: if month_first { DateOrder::Mdy } else { DateOrder::Dmy },
            country,
        })
    }
}

/// Names the field in a refusal of its text.
pub fn at(field: &str, typed: &str) -> impl FnOnce(Problem) -> crate::Error {
    let shown: String = typed.chars().take(80).collect();
    move |problem| Refusal::of_field(field, problem.code()).with("value", shown).into()
}

/// A field of one line.
///
/// # Errors
/// The problems of [`text::line`].
pub fn line(field: &str, typed: &str) -> Result<String> {
    text::line(typed).map_err(at(field, typed))
}

/// A text of several lines, kept as typed; nothing but white space is blank.
///
/// # Errors
/// The problems of [`text::block`].
pub fn block(field: &str, typed: &str) -> Result<String> {
    if typed.trim().is_empty() && !typed.contains('\0') {
        return Ok(String::new());
    }
    text::block(typed).map_err(at(field, typed))
}

/// An amount in minor units; none where it is blank.
///
/// # Errors
/// The problems of [`money::parse`].
pub fn amount(field: &str, typed: &str, currency: Currency, typing: &Typing) -> Result<Option<i64>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    money::parse(typed, currency, typing.decimal).map(Some).map_err(at(field, typed))
}

/// The same amount in another currency: the figure the user sees stays, its minor units differ.
///
/// # Errors
/// [`Problem::TooManyDecimals`], [`Problem::AmountTooLarge`].
pub fn in_currency(field: &str, amount: i64, from: Currency, to: Currency) -> Result<i64> {
    let refused = |problem: Problem| Refusal::of_field(field, problem.code());
    if to.scale() >= from.scale() {
        return Ok(amount.checked_mul(to.scale() / from.scale()).ok_or_else(|| refused(Problem::AmountTooLarge))?);
    }
    let shrink = from.scale() / to.scale();
    if amount % shrink != 0 {
        return Err(refused(Problem::TooManyDecimals).into());
    }
    Ok(amount / shrink)
}

/// The currency of a code; the given one where it is blank.
///
/// # Errors
/// [`Problem::NotACurrency`].
pub fn currency(field: &str, typed: &str, blank: Currency) -> Result<Currency> {
    if typed.trim().is_empty() {
        return Ok(blank);
    }
    Currency::of(typed).map_err(at(field, typed))
}

/// A day as it is stored; none where it is blank.
///
/// # Errors
/// The problems of [`date::parse`].
pub fn day(field: &str, typed: &str, typing: &Typing) -> Result<Option<String>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    date::parse(typed, typing.date).map(|day| Some(date::day_text(day))).map_err(at(field, typed))
}

/// A whole number that is not negative, also grouped in thousands; none where it is blank.
///
/// # Errors
/// [`Code::NotANumber`].
pub fn count(field: &str, typed: &str) -> Result<Option<i64>> {
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let refused =
        || Refusal::new(Code::NotANumber).at(field).with("value", trimmed.chars().take(80).collect::<String>());
    let groups: Vec<&str> = trimmed.split([' ', '.', ',', '\'', '’', '\u{a0}', '\u{202f}']).collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    if !grouped || groups[0].is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused().into());
    }
    Ok(Some(digits.parse().map_err(|_| refused())?))
}

/// Yes or no: "true", "1", "yes", "ja", "x" and their opposites; blank is no.
///
/// # Errors
/// [`Code::NotAChoice`].
pub fn flag(field: &str, typed: &str) -> Result<bool> {
    match text::key(typed).as_str() {
        "true" | "1" | "yes" | "y" | "ja" | "j" | "x" | "on" => Ok(true),
        "" | "false" | "0" | "no" | "n" | "nein" | "off" => Ok(false),
        _ => Err(not_a_choice(field, typed).into()),
    }
}

/// The refusal of a text that names none of the values a field can have.
pub(crate) fn not_a_choice(field: &str, typed: &str) -> Refusal {
    Refusal::new(Code::NotAChoice).at(field).with("value", typed.trim().chars().take(80).collect::<String>())
}

/// The folded key of a name, never empty for one that is not: what folds to nothing stands for itself.
pub(crate) fn key_or(key: String, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { key }
}
