//! The small values that records are made of: text, e-mails, phones, websites, money, dates, names.
//!
//! Everything here is pure: no book, no clock, no disk. A function takes what somebody typed (or what a file holds) and
//! answers with the value or with a [`Problem`]; none of them panics on any input. The text as typed is always kept by the
//! caller beside the key made from it (R26): a key only serves sorting and matching (R12 to R14).

pub mod company;
pub mod currency;
pub mod date;
pub mod email;
pub mod money;
pub mod name;
pub mod phone;
pub mod similar;
pub mod text;
pub mod website;
pub mod words;

use serde::Serialize;

/// What is wrong with a typed value, as a code (R26). Which field it stands in is added by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{}", self.code())]
pub enum Problem {
    /// The text holds a NUL character.
    HasNul,
    /// A field of one line holds a line break.
    HasLineBreak,
    /// A field of one line holds a control character.
    HasControl,
    /// Longer than the field can hold.
    TooLong,
    /// No e-mail address in it.
    NotAnEmail,
    /// Several e-mail addresses where one is asked for.
    SeveralEmails,
    /// No number in it that could be an amount of money.
    NotAnAmount,
    /// Can be read with a comma or with a point as decimal sign: `1.234`.
    AmbiguousAmount,
    /// More decimals than the currency has.
    TooManyDecimals,
    /// More money than the book can count.
    AmountTooLarge,
    /// The amount names another currency than the field has.
    OtherCurrency,
    /// Not an ISO 4217 code.
    NotACurrency,
    /// Not a date in any form that is read.
    NotADate,
    /// A date that the calendar does not have: 31.02.
    NoSuchDay,
    /// Day and month without a year, where the year cannot be guessed.
    NoYear,
    /// Day and month can be told only by knowing their order: `01/02/2024`.
    AmbiguousDate,
    /// Not a moment in UTC as the book writes it.
    NotATimestamp,
    /// Neither company nor person nor e-mail: nothing to call the record by.
    NoName,
}

impl Problem {
    /// Every problem, for the test that each has a sentence in each language.
    pub const ALL: [Problem; 18] = [
        Problem::HasNul,
        Problem::HasLineBreak,
        Problem::HasControl,
        Problem::TooLong,
        Problem::NotAnEmail,
        Problem::SeveralEmails,
        Problem::NotAnAmount,
        Problem::AmbiguousAmount,
        Problem::TooManyDecimals,
        Problem::AmountTooLarge,
        Problem::OtherCurrency,
        Problem::NotACurrency,
        Problem::NotADate,
        Problem::NoSuchDay,
        Problem::NoYear,
        Problem::AmbiguousDate,
        Problem::NotATimestamp,
        Problem::NoName,
    ];

    /// The code that the sentences are filed under (`error_<code>`), in snake case.
    pub fn code(self) -> &'static str {
        match self {
            Problem::HasNul => "has_nul",
            Problem::HasLineBreak => "has_line_break",
            Problem::HasControl => "has_control",
            Problem::TooLong => "too_long",
            Problem::NotAnEmail => "not_an_email",
            Problem::SeveralEmails => "several_emails",
            Problem::NotAnAmount => "not_an_amount",
            Problem::AmbiguousAmount => "ambiguous_amount",
            Problem::TooManyDecimals => "too_many_decimals",
            Problem::AmountTooLarge => "amount_too_large",
            Problem::OtherCurrency => "other_currency",
            Problem::NotACurrency => "not_a_currency",
            Problem::NotADate => "not_a_date",
            Problem::NoSuchDay => "no_such_day",
            Problem::NoYear => "no_year",
            Problem::AmbiguousDate => "ambiguous_date",
            Problem::NotATimestamp => "not_a_timestamp",
            Problem::NoName => "no_name",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn code_and_serialised_form_are_the_same_word() {
        for problem in Problem::ALL {
            assert_eq!(serde_json::to_value(problem).unwrap(), problem.code());
            assert_eq!(problem.to_string(), problem.code());
        }
    }

    #[test]
    fn no_code_stands_twice() {
        let mut codes: Vec<_> = Problem::ALL.iter().map(|p| p.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Problem::ALL.len());
    }
}
