//! How other programs write what they mean: `Accounts::::Acme` for a reference, `0/0/00` for no day, `0.2` for twenty percent. Knows
//! single texts only.

/// The modules of vtiger and berliCRM, whose exports write a record that another one names as `Accounts::::Acme`.
const MODULES: &[&str] = &[
    "Accounts",
    "Contacts",
    "Potentials",
    "Leads",
    "Campaigns",
    "Vendors",
    "Products",
    "HelpDesk",
    "Quotes",
    "Project",
    "Users",
];

/// The name of a reference without its module.
pub(super) fn without_module(value: &str) -> &str {
    match value.split_once("::::") {
        Some((module, name)) if MODULES.contains(&module) => name.trim(),
        _ => value,
    }
}

/// What programs write where there is no day: Outlook `0/0/00`, databases `0000-00-00`.
pub(super) fn is_no_day(value: &str) -> bool {
    let day = value.strip_suffix(" 00:00:00").unwrap_or(value);
    let mut parts = 0;
    day.len() >= 5
        && day.split(['/', '.', '-']).all(|part| {
            parts += 1;
            matches!(part, "0" | "00" | "0000")
        })
        && parts == 3
}

/// A birthday of which the year is not known, as address books write it: `--05-06`.
pub(super) fn is_day_without_year(value: &str) -> bool {
    let day = value.strip_prefix("--").unwrap_or_default();
    matches!(day.len(), 4 | 5) && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The percentage that a share is, where it is written as one: `0.2` for 20.
pub(super) fn percentage(value: &str) -> Option<String> {
    let share: f64 = value.replace(',', ".").parse().ok().filter(|share| *share > 0.0 && *share < 1.0)?;
    Some(format!("{}", (share * 100.0).round()))
}

/// The stage without the name of its pipeline behind it: `Contract sent (Sales)`.
pub(super) fn without_pipeline<'a>(stage: &'a str, pipeline: &str) -> Option<&'a str> {
    let bare = stage.strip_suffix(')')?.strip_suffix(pipeline)?.strip_suffix('(')?.trim_end();
    (!pipeline.is_empty() && !bare.is_empty()).then_some(bare)
}

/// Names or ids that `;` separates.
pub(super) fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(';').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_programs_write_is_what_they_mean() {
        assert_eq!(without_module("Accounts::::Acme: GmbH"), "Acme: GmbH");
        assert_eq!(without_module("a::::b"), "a::::b");
        for value in ["0/0/00", "00.00.0000", "0000-00-00", "0000-00-00 00:00:00", "0.0.00"] {
            assert!(is_no_day(value), "{value}");
        }
        for value in ["0", "0.00", "0.0", "1/0/00", "0/0/01", "000", "0.0.0.0", "00-00"] {
            assert!(!is_no_day(value), "{value}");
        }
        assert!(is_day_without_year("--05-06") && is_day_without_year("--0506"));
        assert!(!is_day_without_year("--") && !is_day_without_year("2024-05-06") && !is_day_without_year("--äöü"));
        assert_eq!(percentage("0.2").as_deref(), Some("20"));
        assert_eq!(percentage("0,125").as_deref(), Some("13"));
        assert_eq!((percentage("1"), percentage("90.0"), percentage("x")), (None, None, None));
        assert_eq!(without_pipeline("Contract sent (Sales Pipeline)", "Sales Pipeline"), Some("Contract sent"));
        assert_eq!((without_pipeline("Sent (B)", "A"), without_pipeline("Sent ()", "")), (None, None));
    }
}
