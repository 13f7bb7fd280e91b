//! What comes in from outside: time and chance. Rules never ask the system for either.

use std::sync::Mutex;

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Time, and ids that sort by time.
pub trait World: Send + Sync {
    /// This moment.
    fn now(&self) -> DateTime<Utc>;
    /// The user's calendar day and clock.
    fn local(&self) -> NaiveDateTime;
    /// The user's calendar day.
    fn today(&self) -> NaiveDate {
        self.local().date()
    }
    /// Day and clock of the user at another moment: as far from now as that is, unless the world knows of clocks that are turned.
    fn local_of(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        self.local() + (moment - self.now())
    }
    /// The moment of a day and clock of the user. Of an hour that a turn of the clocks leaves out, one beside it.
    fn moment_of(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let first = local.and_utc() - (self.local_of(local.and_utc()) - local);
        first - (self.local_of(first) - local)
    }
    /// A new id: uuid v7, unique across laptops.
    fn id(&self) -> Uuid;
}

/// The real one.
pub struct SystemWorld;

impl World for SystemWorld {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn local(&self) -> NaiveDateTime {
        Local::now().naive_local()
    }

    fn local_of(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        moment.with_timezone(&Local).naive_local()
    }

    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A world that stands still until it is moved, for tests, and for demo data that tells the story of the past months.
/// Its user lives at UTC. Its ids count up, so that the same steps give the same book.
pub struct FixedWorld(Mutex<(DateTime<Utc>, u64)>);

impl FixedWorld {
    /// A world at this moment.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new((now, 0)))
    }

    /// Moves the clock to a moment, also backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        self.lock().0 = now;
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.lock().0 += by;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (DateTime<Utc>, u64)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl World for FixedWorld {
    fn now(&self) -> DateTime<Utc> {
        self.lock().0
    }

    fn local(&self) -> NaiveDateTime {
        self.now().naive_utc()
    }

    fn id(&self) -> Uuid {
        let mut state = self.lock();
        state.1 += 1;
        let millis = u64::try_from(state.0.timestamp_millis()).unwrap_or(0);
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&state.1.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// Another world at another moment. Its ids are the other one's own: they stay unique.
pub(super) struct Earlier<'a> {
    world: &'a dyn World,
    moment: DateTime<Utc>,
}

impl<'a> Earlier<'a> {
    pub(super) fn new(world: &'a dyn World, moment: DateTime<Utc>) -> Self {
        Self { world, moment }
    }
}

impl World for Earlier<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.moment
    }

    fn local(&self) -> NaiveDateTime {
        self.world.local_of(self.moment)
    }

    fn local_of(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        self.world.local_of(moment)
    }

    fn id(&self) -> Uuid {
        self.world.id()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta, TimeZone};

    use super::*;

    /// An hour ahead of UTC, two from 29 March 2026, 1:00 UTC, to 25 October, 1:00 UTC.
    struct Berlin;

    impl World for Berlin {
        fn now(&self) -> DateTime<Utc> {
            Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
        }

        fn local(&self) -> NaiveDateTime {
            self.local_of(self.now())
        }

        fn local_of(&self, moment: DateTime<Utc>) -> NaiveDateTime {
            let turn = |month, day| Utc.with_ymd_and_hms(2026, month, day, 1, 0, 0).unwrap();
            let hours = if moment >= turn(3, 29) && moment < turn(10, 25) { 2 } else { 1 };
            (moment + TimeDelta::hours(hours)).naive_utc()
        }

        fn id(&self) -> Uuid {
            Uuid::nil()
        }
    }

    #[test]
    fn a_clock_leads_to_its_moment_also_beside_a_turn_of_the_clocks() {
        for (month, day, hour) in [(1, 5, 0), (3, 29, 1), (3, 29, 3), (7, 1, 0), (10, 25, 1), (10, 25, 3), (12, 31, 23)]
        {
            let local = NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, 30, 0).unwrap();
            assert_eq!(Berlin.local_of(Berlin.moment_of(local)), local);
        }
        // Half past two is left out in March.
        let local = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
        let off = Berlin.local_of(Berlin.moment_of(local)) - local;
        assert!(off.abs() <= TimeDelta::hours(1), "{off}");
    }
}
