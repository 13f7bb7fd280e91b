//! Phone numbers: N20 to N35.

use kontor_core::value::phone::{Quality, display, key, quality, search_digits, warm_up};

#[test]
fn keys_are_e164_by_the_books_country() {
    let cases = [
        ("N20", "0456998877", "BE", "+32456998877"),
        ("N22 BE", "+32456998877", "US", "+32456998877"),
        ("N22 CA", "+1-613-555-0177", "BE", "+16135550177"),
        ("N22 US", "+1-202-555-0124", "BE", "+12025550124"),
        ("N23 national", "11 6123 4560", "BR", "+5511961234560"),
        ("N23 international", "+55 11 6123 4561", "BR", "+5511961234561"),
        ("N25", "202 555 0999", "US", "+12025550999"),
        ("N28 plus", "+32485001122", "BE", "+32485001122"),
        ("N28 zeros", "0032485001122", "BE", "+32485001122"),
        ("N31", "hello", "BE", ""),
        ("N32 plain", "0499223311", "BE", "+32499223311"),
        ("N32 stroke", "0499/223311", "BE", "+32499223311"),
        ("N32 dots", "0499/22.33.11", "BE", "+32499223311"),
        ("N32 spaces", "0499/22 33 11", "BE", "+32499223311"),
        ("N32 space", "0499/223 311", "BE", "+32499223311"),
        ("N34", "0456998877", "US", ""),
        ("N35", "alsobroken", "US", ""),
    ];
    for (id, typed, country, expected) in cases {
        assert_eq!(key(typed, country), expected, "{id}");
    }
}

#[test]
fn numbers_are_shown_as_people_read_them() {
    let cases = [
        ("N26", "202 555 0888", "US", "+1 202-555-0888"),
        ("N31", " hello ", "BE", "hello"),
        ("N34", "0456998877", "US", "0456998877"),
        ("N35", "alsobroken", "BE", "alsobroken"),
        ("German", "040123456", "DE", "+49 40 123456"),
    ];
    for (id, typed, country, expected) in cases {
        assert_eq!(display(typed, country), expected, "{id}");
    }
}

#[test]
fn quality_says_whether_a_number_can_be_dialled() {
    let cases = [
        ("N20", "0456998877", "BE", Quality::Correct),
        ("N34", "0456998877", "US", Quality::Incorrect),
        ("N35", "alsobroken", "BE", Quality::Incorrect),
        ("unknown range", "+49 10 1234567", "DE", Quality::Doubtful),
    ];
    for (id, typed, country, expected) in cases {
        assert_eq!(quality(typed, country), expected, "{id}");
    }
}

/// As the search does it: the digits typed stand somewhere in the digits of the key.
#[test]
fn any_spelling_finds_the_number() {
    let cases = [
        ("N28 plus", "+32485001122", "+32485001122", true),
        ("N28 zeros", "0032485001122", "+32485001122", true),
        ("N28 bare", "485001122", "0032485001122", true),
        ("N28 trunk", "0485/00.11.22", "0032485001122", true),
        ("N29 one", "1122", "+32485001122", true),
        ("N29 two", "1122", "0032485001122", true),
        ("N29 three", "1122", "+32485112233", true),
        ("N29 none", "1122", "+32485334455", false),
    ];
    for (id, searched, stored, found) in cases {
        assert_eq!(key(stored, "BE").contains(&search_digits(searched).unwrap()), found, "{id}");
    }
    let spellings = ["0499223311", "0499/223311", "0499/22.33.11", "0499/22 33 11", "0499/223 311"];
    for stored in spellings {
        for searched in spellings {
            assert!(key(stored, "BE").contains(&search_digits(searched).unwrap()), "N32 {searched} in {stored}");
        }
    }
}

#[test]
fn words_and_short_digits_are_not_searched_as_a_phone() {
    for text in ["hello", "Halle 1122", "12", "00", "+", "", "a1122"] {
        assert_eq!(search_digits(text), None, "{text}");
    }
}

#[test]
fn the_plans_can_be_loaded_beforehand_and_twice() {
    warm_up();
    warm_up();
    assert_eq!(key("040 123456", "DE"), "+4940123456");
}

/// Found by the property test: prefixes that begin a number, and were taken off again when the key was read.
#[test]
fn a_key_is_read_as_itself() {
    for (typed, country) in [
        ("10000000000000", "DE"),
        ("0900000000", "BR"),
        ("0559000000000", "BR"),
        ("0078030000000", "DE"),
        ("+39 06 69812345", "DE"),
        ("06 69812345", "IT"),
    ] {
        let first = key(typed, country);
        assert_eq!(key(&first, country), first, "{typed} {country}");
    }
}

/// Issue 3, section 7: a trunk zero is no part of the number, wherever people write it.
#[test]
fn trunk_zeros_and_access_codes_are_no_part_of_the_number() {
    for (typed, country, expected) in [
        ("+49 (0)30 1234567", "DE", "+49301234567"),
        ("+49 (0) 30 / 12 34 567", "CH", "+49301234567"),
        ("0049 (0)30 1234567", "DE", "+49301234567"),
        ("+490301234567", "DE", "+49301234567"),
        ("030-1234567", "DE", "+49301234567"),
        ("(030) 1234567", "DE", "+49301234567"),
        ("+41 (0)44 668 18 00", "DE", "+41446681800"),
        ("+44 (0)20 7946 0018", "DE", "+442079460018"),
        ("+39 06 6982", "DE", "+39066982"),
    ] {
        assert_eq!(key(typed, country), expected, "{typed}");
    }
}
