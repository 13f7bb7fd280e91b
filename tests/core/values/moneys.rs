//! Amounts: I17 and the forms that people and files write.

use DecimalStyle::{Comma, Either, Point};
use kontor_core::value::Problem;
use kontor_core::value::money::{Currency, DecimalStyle, format, guess_style, parse};

fn read(text: &str, code: &str, style: DecimalStyle) -> Result<i64, Problem> {
    parse(text, Currency::of(code).unwrap(), style)
}

#[test]
fn amounts_are_read() {
    let cases = [
        ("I17 comma", "1.234,56", "EUR", Comma, Ok(123_456)),
        ("I17 point", "1,234.56", "EUR", Point, Ok(123_456)),
        ("I17 comma told by shape", "1.234,56", "EUR", Point, Ok(123_456)),
        ("I17 point told by shape", "1,234.56", "EUR", Comma, Ok(123_456)),
        ("I17 either", "1.234,56", "EUR", Either, Ok(123_456)),
        ("I17 ambiguous point", "1.234", "EUR", Either, Err(Problem::AmbiguousAmount)),
        ("I17 ambiguous comma", "1,234", "EUR", Either, Err(Problem::AmbiguousAmount)),
        ("open, comma style", "1.234", "EUR", Comma, Ok(123_400)),
        ("open, point style", "1,234", "EUR", Point, Ok(123_400)),
        ("decimals the currency lacks", "1.234", "EUR", Point, Err(Problem::TooManyDecimals)),
        ("decimals the currency lacks, comma", "1,234", "EUR", Comma, Err(Problem::TooManyDecimals)),
        ("three decimals", "1.234", "KWD", Point, Ok(1_234)),
        ("three decimals grouped", "1.234", "KWD", Comma, Ok(1_234_000)),
        ("plain", "12000", "EUR", Either, Ok(1_200_000)),
        ("one decimal", "12,5", "EUR", Either, Ok(1_250)),
        ("one decimal, other style", "12.5", "EUR", Comma, Ok(1_250)),
        ("space", "12 000", "EUR", Either, Ok(1_200_000)),
        ("narrow space", "12\u{202f}000,50", "EUR", Either, Ok(1_200_050)),
        ("apostrophe", "1'234.50", "CHF", Either, Ok(123_450)),
        ("curly apostrophe", "1’234’567.50", "CHF", Comma, Ok(123_456_750)),
        ("apostrophe settles the point", "1'234.500", "KWD", Comma, Ok(1_234_500)),
        ("dash for no cents", "€ 12,000.-", "EUR", Point, Ok(1_200_000)),
        ("dash for no cents, comma", "12.000,-- €", "EUR", Comma, Ok(1_200_000)),
        ("millions", "1.234.567", "EUR", Either, Ok(123_456_700)),
        ("lakh", "12,34,567.00", "INR", Point, Ok(123_456_700)),
        ("zero", "0", "EUR", Either, Ok(0)),
        ("zero before the sign", "0.5", "EUR", Comma, Ok(50)),
        ("nothing before the sign", ",50", "EUR", Comma, Ok(50)),
        ("nothing behind the sign", "12,", "EUR", Comma, Ok(1_200)),
        ("zeros behind", "12.5000", "EUR", Point, Ok(1_250)),
        ("minus", "-5", "EUR", Either, Ok(-500)),
        ("minus sign", "\u{2212} 5 €", "EUR", Either, Ok(-500)),
        ("minus before the currency", "-€5", "EUR", Either, Ok(-500)),
        ("minus behind the currency", "€ -5", "EUR", Either, Ok(-500)),
        ("code", "EUR 5", "EUR", Either, Ok(500)),
        ("code behind", "5 eur", "EUR", Either, Ok(500)),
        ("dollar", "$5", "USD", Either, Ok(500)),
        ("abbreviation", "Fr. 12.50", "CHF", Either, Ok(1_250)),
        ("no decimals", "500", "JPY", Either, Ok(500)),
        ("no decimals, given", "5.5", "JPY", Point, Err(Problem::TooManyDecimals)),
        ("other currency", "USD 5", "EUR", Either, Err(Problem::OtherCurrency)),
        ("other sign", "£5", "EUR", Either, Err(Problem::OtherCurrency)),
        ("word", "abc", "EUR", Either, Err(Problem::NotAnAmount)),
        ("word in front", "about 5", "EUR", Either, Err(Problem::NotAnAmount)),
        ("empty", "", "EUR", Either, Err(Problem::NotAnAmount)),
        ("currency only", "€", "EUR", Either, Err(Problem::NotAnAmount)),
        ("sign only", ".", "EUR", Either, Err(Problem::NotAnAmount)),
        ("minus only", "-", "EUR", Either, Err(Problem::NotAnAmount)),
        ("two numbers", "5-7", "EUR", Either, Err(Problem::NotAnAmount)),
        ("broken group", "12.34.567", "EUR", Comma, Err(Problem::NotAnAmount)),
        ("mixed groups", "1.234'567", "EUR", Comma, Err(Problem::NotAnAmount)),
        ("date", "31.12.2026", "EUR", Comma, Err(Problem::NotAnAmount)),
        ("phone", "+49 40 123456", "EUR", Comma, Err(Problem::NotAnAmount)),
        ("scientific", "1e5", "EUR", Point, Err(Problem::NotAnAmount)),
        ("largest", "9999999999999999.99", "EUR", Point, Ok(999_999_999_999_999_999)),
        ("overflow", "10000000000000000", "EUR", Point, Err(Problem::AmountTooLarge)),
        ("overflow far", "99999999999999999999999999", "JPY", Point, Err(Problem::AmountTooLarge)),
    ];
    for (id, text, code, style, expected) in cases {
        assert_eq!(read(text, code, style), expected, "{id}: {text}");
    }
}

#[test]
fn amounts_are_written_in_the_style_of_the_reader() {
    for (minor, code, style, expected) in [
        (123_456, "EUR", Comma, "1.234,56"),
        (123_456, "EUR", Point, "1,234.56"),
        (123_456, "EUR", Either, "1,234.56"),
        (-5, "EUR", Comma, "-0,05"),
        (1_234_567, "JPY", Point, "1,234,567"),
        (1_234_567, "KWD", Comma, "1.234,567"),
        (0, "EUR", Comma, "0,00"),
        (i64::MIN, "JPY", Point, "-9,223,372,036,854,775,808"),
    ] {
        assert_eq!(format(minor, Currency::of(code).unwrap(), style), expected);
    }
}

#[test]
fn a_column_tells_its_style_only_where_it_can() {
    for (id, values, expected) in [
        ("I17 comma", &["1.234,56"][..], Some(Comma)),
        ("I17 point", &["$1,234.56"], Some(Point)),
        ("open first", &["1.234", "12,50 €"], Some(Comma)),
        ("millions", &["1.234.567"], Some(Comma)),
        ("open only", &["1.234", "12"], None),
        ("disagreeing", &["1,50", "1.50"], None),
        ("nothing", &["abc", ""], None),
    ] {
        assert_eq!(guess_style(values.iter().copied()), expected, "{id}");
    }
}
