//! What must hold for any text: nothing panics, and keys of keys are the same keys.

use kontor_core::value::{email, phone, text, website};
use proptest::prelude::*;

const COUNTRIES: &[&str] =
    &["DE", "AT", "CH", "BE", "US", "GB", "IT", "FR", "BR", "MX", "AR", "JP", "AU", "RU", "CR", "SM", "", "XX"];

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
    fn phones(typed in r"(\PC|[-+0-9() ./]){0,24}", country in prop::sample::select(COUNTRIES)) {
        holds_for_phone(&typed, country)?;
    }

    #[test]
    fn digits(typed in r"(\+|00|0|011)?[0-9]{3,18}( ?x[0-9]{1,4})?", country in prop::sample::select(COUNTRIES)) {
        holds_for_phone(&typed, country)?;
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
