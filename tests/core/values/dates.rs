//! Dates: I19, K13.

use chrono::{FixedOffset, NaiveDate, TimeZone};
use kontor_core::value::Problem;
use kontor_core::value::date::{DateOrder, OrderGuess, day_text, guess_order, parse};

#[test]
fn a_column_of_dates_tells_its_order_or_asks() {
    let cases = [
        ("I19 European", &["01/02/2024", "31/01/2024"][..], OrderGuess::Order(DateOrder::Dmy)),
        ("I19 ask", &["01/02/2024"], OrderGuess::Ambiguous),
        ("American", &["01/02/2024", "01/31/2024"], OrderGuess::Order(DateOrder::Mdy)),
    ];
    for (id, values, expected) in cases {
        assert_eq!(guess_order(values.iter().copied()), expected, "{id}");
    }
}

/// A day is no moment: whatever zone the reader sits in, the text in the book is the same day.
#[test]
fn k13_a_day_is_the_same_day_everywhere() {
    let day = parse("2024-06-15", DateOrder::Dmy).unwrap();
    for hours in [-5, 0, 9, 12] {
        let zone = FixedOffset::east_opt(hours * 3_600).unwrap();
        let shown = zone.from_local_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).unwrap().date_naive();
        assert_eq!(day_text(shown), "2024-06-15", "K13 UTC{hours:+}");
    }
    assert_eq!(day_text(day).parse::<NaiveDate>().unwrap(), day);
}

#[test]
fn the_31st_of_february_is_refused() {
    assert_eq!(parse("31.02.", DateOrder::Dmy), Err(Problem::NoSuchDay));
    assert_eq!(parse("31.02.2026", DateOrder::Dmy), Err(Problem::NoSuchDay));
}
