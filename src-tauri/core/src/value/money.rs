//! Amounts of money: read from what people type and files hold, as minor units of an ISO 4217 currency.

use super::Problem;
pub use super::currency::Currency;

/// Which sign stands before the decimals, where an amount leaves it open (`1.234`). An amount that can be read in one way
/// only (`1.234,56`) is read that way under each style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalStyle {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
    /// Not known: what can be read in two ways is refused (I17).
    Either,
}

/// The most digits an amount can have: more overflow, and are a slip of the keyboard anyway.
const MAX_DIGITS: usize = 18;

/// Reads an amount into minor units: `1.234,56`, `1,234.56`, `12 000`, `1'234.50`, `€ 12,000.-`, `-5`, `EUR 5`.
/// Nothing is rounded.
///
/// # Errors
/// [`Problem::NotAnAmount`]; [`Problem::AmbiguousAmount`] under [`DecimalStyle::Either`]; [`Problem::TooManyDecimals`] for the
/// currency; [`Problem::OtherCurrency`] where the text names another one; [`Problem::AmountTooLarge`].
pub fn parse(text: &str, currency: Currency, style: DecimalStyle) -> Result<i64, Problem> {
    let (negative, number) = without_sign(without_currency(text.trim(), currency)?);
    // "- € 5" and "€ -5" are both written.
    let number = if negative { without_currency(number, currency)? } else { number };
    let number = without_dash(number);
    let (whole, decimals) = split(number, style)?;
    let minor = to_minor(&whole, decimals, currency)?;
    Ok(if negative { -minor } else { minor })
}

/// The amount as typed under this style, with grouped thousands and all decimals, without currency: `1.234,56`.
/// [`DecimalStyle::Either`] writes as [`DecimalStyle::Point`]. Read back under the same style it is the same amount.
pub fn format(minor: i64, currency: Currency, style: DecimalStyle) -> String {
    let (group, decimal) = if style == DecimalStyle::Comma { ('.', ',') } else { (',', '.') };
    let scale = currency.scale().unsigned_abs();
    let (whole, rest) = ((minor.unsigned_abs() / scale).to_string(), minor.unsigned_abs() % scale);
    let mut out = String::from(if minor < 0 { "-" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if currency.exponent() > 0 {
        out.push(decimal);
        out.push_str(&format!("{rest:0width$}", width = currency.exponent() as usize));
    }
    out
}

/// The style of a column of amounts, from those that can be read in one way only; none where they leave it open or
/// disagree (I17). Currency signs do not matter.
pub fn guess_style<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<DecimalStyle> {
    let mut guess = None;
    for value in values {
        let number: String = value.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        let Some(style) = shape_style(without_dash(&number)) else { continue };
        if guess.is_some_and(|guess| guess != style) {
            return None;
        }
        guess = Some(style);
    }
    guess
}

/// What one number shows: digits, points and commas only.
fn shape_style(number: &str) -> Option<DecimalStyle> {
    let style = |decimal: char| if decimal == ',' { DecimalStyle::Comma } else { DecimalStyle::Point };
    let opposite = |group: char| style(if group == ',' { '.' } else { ',' });
    match separators(number) {
        Separators::Both { decimal } => Some(style(decimal)),
        Separators::Many(group) => Some(opposite(group)),
        Separators::One(sign) if is_open(number, sign) => None,
        Separators::One(sign) => Some(style(sign)),
        Separators::None => None,
    }
}

enum Separators {
    None,
    /// Once only: decimal or group.
    One(char),
    /// The same sign several times: group.
    Many(char),
    /// Both: the last one before the decimals.
    Both {
        decimal: char,
    },
}

fn separators(number: &str) -> Separators {
    let signs: Vec<char> = number.chars().filter(|c| matches!(c, '.' | ',')).collect();
    match (signs.first(), signs.last(), signs.len()) {
        (Some(sign), _, 1) => Separators::One(*sign),
        (Some(first), Some(last), _) if first != last => Separators::Both { decimal: *last },
        (Some(sign), _, _) => Separators::Many(*sign),
        _ => Separators::None,
    }
}

/// Whether a number with one sign can be read in two ways: one to three digits before it, not beginning with zero, and
/// exactly three behind.
fn is_open(number: &str, sign: char) -> bool {
    number.split_once(sign).is_some_and(|(before, behind)| {
        (1..=3).contains(&before.len()) && !before.starts_with('0') && behind.len() == 3
    })
}

/// Digits before and behind the decimal sign.
fn split(number: &str, style: DecimalStyle) -> Result<(String, &str), Problem> {
    // Spaces and apostrophes only ever group; then the other sign can only be the decimal one.
    let grouped = number.contains(is_plain_group);
    let decimal = match separators(number) {
        Separators::None | Separators::Many(_) => None,
        Separators::Both { decimal } => Some(decimal),
        Separators::One(sign) if grouped || !is_open(number, sign) => Some(sign),
        Separators::One(sign) => match style {
            DecimalStyle::Comma => Some(',').filter(|comma| *comma == sign),
            DecimalStyle::Point => Some('.').filter(|point| *point == sign),
            DecimalStyle::Either => return Err(Problem::AmbiguousAmount),
        },
    };
    let (whole, decimals) = match decimal {
        Some(sign) => number.rsplit_once(sign).ok_or(Problem::NotAnAmount)?,
        None => (number, ""),
    };
    Ok((ungrouped(whole)?, decimals))
}

/// The digits of grouped thousands. All groups have the same sign and three digits; two in India, where the last has three.
fn ungrouped(whole: &str) -> Result<String, Problem> {
    let mut signs: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).map(same_space).collect();
    signs.dedup();
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let sizes: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let well_formed = match (sizes.as_slice(), signs.as_slice()) {
        ([_], []) => true,
        ([first, middle @ .., last], [sign]) if is_group(*sign) => {
            let size = middle.first().copied().unwrap_or(3);
            (1..=size).contains(first)
                && *last == 3
                && (size == 3 || (size == 2 && *sign == ','))
                && middle.iter().all(|group| *group == size)
        }
        _ => false,
    };
    if well_formed { Ok(groups.concat()) } else { Err(Problem::NotAnAmount) }
}

fn is_group(c: char) -> bool {
    matches!(c, '.' | ',') || is_plain_group(c)
}

fn is_plain_group(c: char) -> bool {
    matches!(same_space(c), ' ' | '\'')
}

/// The spaces and apostrophes that programs group with, as one of each.
fn same_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => ' ',
        '’' | '‘' | '´' | '`' => '\'',
        other => other,
    }
}

fn to_minor(whole: &str, decimals: &str, currency: Currency) -> Result<i64, Problem> {
    if whole.is_empty() && decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::NotAnAmount);
    }
    let exponent = currency.exponent() as usize;
    // Zeros behind are no loss: "12.500" dinars typed into a field of euros would be, and is refused.
    let decimals = if decimals.len() > exponent { decimals.trim_end_matches('0') } else { decimals };
    if decimals.len() > exponent {
        return Err(Problem::TooManyDecimals);
    }
    let digits = format!("{whole}{decimals:0<exponent$}");
    let digits = digits.trim_start_matches('0');
    match digits.len() {
        0 => Ok(0),
        1..=MAX_DIGITS => digits.parse().map_err(|_| Problem::NotAnAmount),
        _ => Err(Problem::AmountTooLarge),
    }
}

/// Takes a minus off the front: hyphen, minus sign or dash.
fn without_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text).trim_start()),
    }
}

/// Takes the dash for "no cents" off the end: `12.-`, `12,--`, `12.–`.
fn without_dash(text: &str) -> &str {
    let bare = text.trim_end_matches(['-', '\u{2013}', '\u{2014}']);
    if bare.len() == text.len() { text } else { bare.strip_suffix(['.', ',']).unwrap_or(text) }
}

/// Takes the currency's own code or sign off the front or the end.
fn without_currency(text: &str, currency: Currency) -> Result<&str, Problem> {
    let is_mark = |c: char| c.is_alphabetic() || is_currency_sign(c);
    let rest = text.trim_start_matches(is_mark);
    let (mark, rest) = match rest.len() == text.len() {
        false => (&text[..text.len() - rest.len()], rest),
        true => {
            let rest = text.trim_end_matches(is_mark);
            (&text[rest.len()..], rest)
        }
    };
    if mark.is_empty() || names(mark, currency) {
        // A point after an abbreviation: "Fr. 12".
        return Ok(rest.trim().strip_prefix(". ").unwrap_or(rest.trim()));
    }
    let is_other = Currency::of(mark).is_ok() || mark.chars().any(is_currency_sign);
    Err(if is_other { Problem::OtherCurrency } else { Problem::NotAnAmount })
}

fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '฿' | '\u{20a0}'..='\u{20c0}')
}

/// Whether a sign or word stands for this currency; a `$` for each that is called so.
fn names(mark: &str, currency: Currency) -> bool {
    let code = currency.code();
    let signs: &[&str] = match code {
        "EUR" => &["€", "Euro"],
        "GBP" | "EGP" | "GIP" | "FKP" | "SHP" => &["£"],
        "JPY" | "CNY" => &["¥"],
        "CHF" => &["Fr", "SFr"],
        "SEK" | "NOK" | "DKK" | "ISK" => &["kr"],
        "PLN" => &["zł"],
        "CZK" => &["Kč"],
        "HUF" => &["Ft"],
        "INR" => &["₹", "Rs"],
        "ILS" => &["₪"],
        "KRW" => &["₩"],
        "TRY" => &["₺"],
        "UAH" => &["₴"],
        "RUB" => &["₽"],
        "BRL" => &["R$"],
        "USD" => &["$", "US$"],
        "CAD" | "AUD" | "NZD" | "SGD" | "HKD" | "MXN" | "ARS" | "CLP" | "COP" | "TWD" => &["$"],
        _ => &[],
    };
    mark.eq_ignore_ascii_case(code) || signs.iter().any(|sign| sign.to_lowercase() == mark.to_lowercase())
}
