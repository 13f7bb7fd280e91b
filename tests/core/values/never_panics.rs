//! What must hold for any text: nothing panics, and keys of keys are the same keys.

use chrono::{DateTime, Datelike, NaiveDate};
use kontor_core::value::Problem;
use kontor_core::value::date::DateOrder;
use kontor_core::value::money::DecimalStyle::{Comma, Either, Point};
use kontor_core::value::{company, date, email, money, name, phone, text, website};
use proptest::prelude::*;

const COUNTRIES: &[&str] =
    &["DE", "AT", "CH", "BE", "US", "GB", "IT", "FR", "BR", "MX", "AR", "JP", "AU", "RU", "CR", "SM", "", "XX"];

fn country() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(COUNTRIES).prop_map(str::to_owned), "[A-Z]{2}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn texts(typed in any::<String>()) {
        prop_assert_eq!(text::fold(&text::fold(&typed)), text::fold(&typed));
        prop_assert_eq!(text::fold_german(&text::fold_german(&typed)), text::fold_german(&typed));
        prop_assert_eq!(text::key(&text::key(&typed)), text::key(&typed));
        if let Ok(line) = text::line(&typed) {
            prop_assert_eq!(text::line(&line).unwrap(), line);
        }
        if let Ok(block) = text::block(&typed) {
            prop_assert_eq!(text::block(&block).unwrap(), block);
        }
    }

    #[test]
    fn emails(typed in r#"(\PC|[a-zA-Z@@@.,;<>"' éÉİẞ]){0,40}"#) {
        for found in email::parse_all(&typed) {
            prop_assert!(typed.contains(&found.value));
            prop_assert_eq!(email::key(&found.value), found.key.clone());
            prop_assert_eq!(email::key(&found.key), found.key.clone());
            prop_assert!(email::domain(&found.key).is_some());
        }
        let _ = email::parse_one(&typed);
        let _ = email::domain(&typed);
        let _ = email::duplicate_key(&typed);
    }

    #[test]
    fn phones(typed in r"(\PC|[-+0-9() ./]){0,24}", country in country()) {
        holds_for_phone(&typed, &country)?;
    }

    #[test]
    fn digits(typed in r"(\+|00|0|011)?[0-9]{3,18}( ?x[0-9]{1,4})?", country in country()) {
        holds_for_phone(&typed, &country)?;
    }

    #[test]
    fn amounts(typed in r"(\PC|[-+0-9.,' €$]){0,16}", code in prop::sample::select(&["EUR", "JPY", "KWD", "CLF", "USD"][..])) {
        let currency = money::Currency::of(code).unwrap();
        for style in [Comma, Point, Either] {
            if let Ok(minor) = money::parse(&typed, currency, style) {
                prop_assert!(money::parse(&money::format(minor, currency, Comma), currency, Comma) == Ok(minor));
            }
        }
        let _ = money::guess_style([typed.as_str()]);
        let _ = money::Currency::of(&typed);
    }

    #[test]
    fn amounts_come_back(minor in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, nth in 0_usize..200) {
        let all = money::Currency::all();
        let currency = all[nth % all.len()];
        for style in [Comma, Point] {
            prop_assert_eq!(money::parse(&money::format(minor, currency, style), currency, style), Ok(minor));
            let with_code = format!("{} {currency}", money::format(minor, currency, style));
            prop_assert_eq!(money::parse(&with_code, currency, style), Ok(minor));
        }
    }

    #[test]
    fn any_amount_can_be_written(minor in any::<i64>(), style in prop::sample::select(&[Comma, Point, Either][..])) {
        prop_assert!(!money::format(minor, money::Currency::EUR, style).is_empty());
    }

    #[test]
    fn dates(typed in r"(\PC|[0-9./-]){0,12}") {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for order in [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd] {
            let read = date::parse(&typed, order);
            let near = date::parse_near(&typed, order, today);
            prop_assert!(near != Err(Problem::NoYear));
            prop_assert!(read.is_err() || read == near);
            if let Ok(day) = near {
                prop_assert_eq!(date::parse(&date::day_text(day), order), Ok(day));
            }
        }
        let _ = date::guess_order([typed.as_str()]);
        let _ = date::parse_utc(&typed);
    }

    #[test]
    fn days_are_read_back_in_each_order(days in 0_i32..3_000_000) {
        let day = NaiveDate::from_num_days_from_ce_opt(365_000 + days % 3_000_000).unwrap();
        prop_assume!(day.year() <= 9_999);
        for (order, form) in [(DateOrder::Dmy, "%d/%m/%Y"), (DateOrder::Mdy, "%m/%d/%Y"), (DateOrder::Ymd, "%Y/%m/%d")] {
            prop_assert_eq!(date::parse(&day.format(form).to_string(), order), Ok(day));
        }
        prop_assert_eq!(date::parse(&day.format("%-d.%-m.%Y").to_string(), DateOrder::Mdy), Ok(day));
    }

    #[test]
    fn moments_come_back(millis in 0_i64..253_402_300_800_000) {
        let moment = DateTime::from_timestamp_millis(millis).unwrap();
        prop_assert_eq!(date::parse_utc(&date::utc_text(moment)), Ok(moment));
    }

    #[test]
    fn companies(one in r"(\PC|[a-z &+.,]|GmbH|Co\.? ?KG| AG| und ){0,12}", other in r"(\PC|[a-z ]){0,12}") {
        prop_assert_eq!(company::key(&company::key(&one)), company::key(&one));
        prop_assert_eq!(company::key(&one).is_empty(), !text::fold_german(&one).contains(|c: char| c.is_alphanumeric() || "&+".contains(c)));
        prop_assert_eq!(company::similar(&one, &other), company::similar(&other, &one));
        prop_assert_eq!(company::similar(&one, &one), !company::key(&one).is_empty());
    }

    #[test]
    fn persons(typed in r"(\PC|[a-z., ]|Dr\. |Herr | van | Jr\.){0,12}", other in r"(\PC|[a-z ]){0,12}") {
        let person = name::parse_person(&typed);
        let words = |text: &str| {
            let mut words: Vec<String> = text.replace(',', " ").split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        prop_assert_eq!(words(&person.display()), words(&typed));
        let (one, other) = (person.key(), text::key(&other));
        prop_assert_eq!(name::similar(&one, &other), name::similar(&other, &one));
        let _ = name::title(&typed, &person, &typed);
    }

    #[test]
    fn websites(typed in r"(https?://|www\.)?(\PC|[a-z.:/@]){0,30}") {
        prop_assert_eq!(website::host(&website::host(&typed)), website::host(&typed));
    }
}

fn holds_for_phone(typed: &str, country: &str) -> Result<(), TestCaseError> {
    let key = phone::key(typed, country);
    prop_assert_eq!(phone::key(&key, country), key.clone(), "{} {}", typed, country);
    prop_assert_eq!(key.is_empty(), phone::quality(typed, country) == phone::Quality::Incorrect);
    if let Some(digits) = phone::search_digits(typed) {
        prop_assert!(digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0'));
    }
    let _ = phone::display(typed, country);
    Ok(())
}
