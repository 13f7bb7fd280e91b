//! When the things of the story happen: on working days, in working hours, in their order, never in the future.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::book::Db;

/// First and last minute of a working day.
const HOURS: (u32, u32) = (8 * 60 + 10, 17 * 60 + 20);

pub(super) struct Calendar {
    today: NaiveDate,
    now: DateTime<Utc>,
    /// The user's clock minus UTC.
    offset: TimeDelta,
    last: DateTime<Utc>,
}

impl Calendar {
    pub(super) fn of(db: &Db) -> Self {
        let now = db.now();
        Self { today: db.today(), now, offset: db.local() - now.naive_utc(), last: DateTime::<Utc>::MIN_UTC }
    }

    /// The moment of the `nth` of `count` things on that day. The days asked for must not fall.
    pub(super) fn moment(&mut self, day: i64, nth: usize, count: usize) -> DateTime<Utc> {
        let step = (HOURS.1 - HOURS.0) as usize / (count + 1);
        // Not everybody's first call of the day is at the same minute.
        let odd = (day.unsigned_abs() as usize * 13 + nth * 7) % step.clamp(1, 29);
        let minute = HOURS.0 as usize + step * nth + odd;
        let time = NaiveTime::MIN + TimeDelta::minutes(i64::try_from(minute).unwrap_or(0));
        let wanted = (working_day(self.day(day), false).and_time(time) - self.offset).and_utc();
        self.last = wanted.max(self.last.checked_add_signed(TimeDelta::minutes(1)).unwrap_or(wanted)).min(self.now);
        self.last
    }

    /// The day on which something is due, as it is typed. Today stays today.
    pub(super) fn due(&self, day: i64) -> String {
        let due = match day {
            0 => self.today,
            _ => working_day(self.day(day), day > 0),
        };
        due.format("%Y-%m-%d").to_string()
    }

    fn day(&self, day: i64) -> NaiveDate {
        let days = Days::new(day.unsigned_abs());
        let there = if day < 0 { self.today.checked_sub_days(days) } else { self.today.checked_add_days(days) };
        there.unwrap_or(self.today)
    }
}

/// The day itself, or the Monday after the weekend, or the Friday before it.
fn working_day(day: NaiveDate, later: bool) -> NaiveDate {
    let moved = match (day.weekday(), later) {
        (Weekday::Sat, true) => day.checked_add_days(Days::new(2)),
        (Weekday::Sun, true) => day.checked_add_days(Days::new(1)),
        (Weekday::Sat, false) => day.checked_sub_days(Days::new(1)),
        (Weekday::Sun, false) => day.checked_sub_days(Days::new(2)),
        _ => Some(day),
    };
    moved.unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::working_day;

    #[test]
    fn weekends_are_free() {
        let day = |text: &str| text.parse().unwrap();
        for (on, before, after) in [
            ("2026-11-20", "2026-11-20", "2026-11-20"),
            ("2026-11-21", "2026-11-20", "2026-11-23"),
            ("2026-11-22", "2026-11-20", "2026-11-23"),
            ("2026-11-23", "2026-11-23", "2026-11-23"),
        ] {
            assert_eq!(working_day(day(on), false), day(before), "{on}");
            assert_eq!(working_day(day(on), true), day(after), "{on}");
        }
    }
}
