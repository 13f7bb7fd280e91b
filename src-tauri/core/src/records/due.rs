//! How urgent the next activity is: none grey, planned green, today orange, overdue red (R20, K08).

use crate::book::Db;

/// The state of the next activity of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Due {
    /// Nothing is planned.
    #[default]
    None,
    /// On a later day.
    Planned,
    /// Today, and not passed yet.
    Today,
    /// Its day or its time has passed.
    Overdue,
}

/// The state of a next activity as derived_pulse has it: "2026-11-22" or "2026-11-22 14:30".
#[must_use]
pub fn of(db: &Db, next_due: Option<&str>) -> Due {
    match next_due {
        None => Due::None,
        Some(next) => state(next, &now(db)),
    }
}

/// The state of an open activity that is due on this day ("2026-11-22"), and at this time ("14:30") if it has one.
#[must_use]
pub fn of_moment(db: &Db, day: &str, time: Option<&str>) -> Due {
    match time {
        None => of(db, Some(day)),
        Some(time) => of(db, Some(&format!("{day} {time}"))),
    }
}

/// This minute on the user's clock in the form that due moments have, "2026-11-22 14:30".
pub(crate) fn now(db: &Db) -> String {
    db.local().format("%Y-%m-%d %H:%M").to_string()
}

/// The day of a moment in that form.
pub(crate) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

pub(crate) fn state(next: &str, now: &str) -> Due {
    let has_time = next.len() > 10;
    match day(next).cmp(day(now)) {
        std::cmp::Ordering::Less => Due::Overdue,
        std::cmp::Ordering::Greater => Due::Planned,
        std::cmp::Ordering::Equal if has_time && next < now => Due::Overdue,
        std::cmp::Ordering::Equal => Due::Today,
    }
}

#[cfg(test)]
mod tests {
    use super::{Due, state};

    #[test]
    fn a_day_is_due_until_it_ends_and_a_time_until_it_has_passed() {
        let now = "2025-01-20 12:00";
        for (next, expected) in [
            ("2025-01-19", Due::Overdue),
            ("2025-01-19 23:59", Due::Overdue),
            ("2025-01-20", Due::Today),
            ("2025-01-20 11:59", Due::Overdue),
            ("2025-01-20 12:00", Due::Today),
            ("2025-01-20 23:00", Due::Today),
            ("2025-01-21", Due::Planned),
            ("2025-01-21 08:00", Due::Planned),
        ] {
            assert_eq!(state(next, now), expected, "{next}");
        }
    }
}
