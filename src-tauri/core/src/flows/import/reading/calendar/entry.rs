//! What one event or task says.

use std::str::FromStr;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::utils::strip_mailto_scheme;
use calcard::icalendar::{
    ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName, ICalendarProperty,
    ICalendarStatus, ICalendarValue,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};

use super::super::places::{Place, Values};
use super::Context;
use crate::value::date::utc_text;

/// The entry's id, which every program that reads it keeps.
pub(super) const UID: Place = Place::one(1, "Event UID");
const KIND: Place = Place::one(2, "Kind");
const SUBJECT: Place = Place::one(3, "Subject");
const DUE: Place = Place::one(4, "Due");
const DUE_TIME: Place = Place::one(5, "Due time");
const ENDS: Place = Place::one(6, "Ends");
const DONE: Place = Place::one(7, "Done");
const DONE_ON: Place = Place::one(8, "Done on");
const ATTENDEES: Place = Place::one(9, "Attendees");
const LOCATION: Place = Place::one(10, "Location");
const DESCRIPTION: Place = Place::one(11, "Description");
const CREATED: Place = Place::one(12, "Created");

/// Words by which this program writes the kind of an activity into the categories.
const KINDS: [&str; 4] = ["CALL", "MEETING", "EMAIL", "TASK"];

/// What a component says.
pub(super) fn values(component: &ICalendarComponent, context: &Context) -> Values {
    let reader = Reader { component, context, is_event: component.component_type == ICalendarComponentType::VEvent };
    let mut values = Values::default();
    reader.read(&mut values);
    values
}

struct Reader<'a> {
    component: &'a ICalendarComponent,
    context: &'a Context,
    is_event: bool,
}

/// A point in time as a calendar says it.
enum When {
    Day(String),
    /// On the clock of whoever reads it.
    Floating(NaiveDateTime),
    /// A moment, and the clock on which it was written.
    Moment(DateTime<Utc>, NaiveDateTime, String),
}

impl Reader<'_> {
    fn read(&self, values: &mut Values) {
        use ICalendarProperty as P;
        let is_own = self.context.is_own;
        let mut kind = if self.is_event { "meeting" } else { "task" }.to_owned();
        for entry in &self.component.entries {
            let text = all_texts(entry);
            match &entry.name {
                P::Summary => values.add_first(SUBJECT, &one_line(&text)),
                P::Description => values.add_first(DESCRIPTION, &text),
                P::Location => values.add(LOCATION, &text),
                P::Attendee | P::Organizer => values.add(ATTENDEES, &person(entry)),
                // This program writes whom an activity is about; others write anything there.
                P::Contact if is_own => values.add(ATTENDEES, &text),
                P::Categories => match KINDS.iter().find(|kind| text.eq_ignore_ascii_case(kind)) {
                    Some(known) => kind = known.to_lowercase(),
                    None => values.add(Place::other("CATEGORIES"), &text),
                },
                P::Created => values.add_first(CREATED, &self.moment_text(entry)),
                P::Completed => values.add_first(DONE_ON, &self.moment_text(entry)),
                P::Comment
                | P::Contact
                | P::Url
                | P::Priority
                | P::Rrule
                | P::Rdate
                | P::Exdate
                | P::Resources
                | P::Conference
                | P::PercentComplete
                | P::Duration
                | P::Attach => {
                    values.add(Place::other(entry.name.as_str()), &text);
                }
                P::Other(name) if is_meeting_place(name) => values.add(Place::other(name), &text),
                _ => {}
            }
        }
        values.add(KIND, &kind);
        self.id(values);
        self.times(values);
        self.status(values);
    }

    /// One of a series that is different from the others has the id of the series.
    fn id(&self, values: &mut Values) {
        let Some(uid) = self.component.uid() else { return };
        let of_series = self.component.property(&ICalendarProperty::RecurrenceId).map(|entry| self.moment_text(entry));
        values.add(UID, &of_series.map_or_else(|| uid.to_owned(), |which| format!("{uid}#{which}")));
    }

    fn times(&self, values: &mut Values) {
        let of = |name: ICalendarProperty| self.component.property(&name);
        let start = of(ICalendarProperty::Dtstart);
        let due = if self.is_event { start } else { of(ICalendarProperty::Due).or(start) };
        match due.and_then(|entry| self.when(entry)) {
            Some(When::Day(day)) => values.add(DUE, &day),
            Some(When::Floating(at)) => {
                values.add(DUE, &at.format("%Y-%m-%d").to_string());
                values.add(DUE_TIME, &at.format("%H:%M").to_string());
            }
            // On whose clock that is the book knows.
            Some(When::Moment(moment, ..)) => values.add(DUE, &utc_text(moment)),
            None => {}
        }
        let end = of(ICalendarProperty::Dtend).and_then(|entry| self.when(entry));
        values.add(
            ENDS,
            &match end {
                Some(When::Floating(at)) => at.format("%Y-%m-%d %H:%M").to_string(),
                Some(When::Moment(_, at, zone)) => format!("{} ({zone})", at.format("%Y-%m-%d %H:%M")),
                Some(When::Day(behind)) => last_of_several(values.get(&DUE), &behind).unwrap_or_default(),
                None => String::new(),
            },
        );
        // A task that may be begun before it is due.
        if !self.is_event && of(ICalendarProperty::Due).is_some() {
            let begins = of(ICalendarProperty::Dtstart).map(|entry| self.moment_text(entry)).unwrap_or_default();
            values.add(Place::other("DTSTART"), &begins);
        }
    }

    fn status(&self, values: &mut Values) {
        let is_series = self.component.is_recurrent();
        match self.component.status() {
            Some(ICalendarStatus::Completed) => values.add(DONE, "completed"),
            // A meeting that nobody called off took place when its time has passed; the book knows whether it has.
            Some(ICalendarStatus::Confirmed) if self.is_event && !is_series => values.add(DONE, "confirmed"),
            None if self.is_event && !is_series && !self.context.is_own => values.add(DONE, "confirmed"),
            // A series that has ended is over when its last day is.
            Some(ICalendarStatus::Confirmed) | None if self.is_event && is_series => {
                values.add(DONE, &self.last_day().map(|day| format!("until {day}")).unwrap_or_default());
            }
            Some(status @ (ICalendarStatus::Cancelled | ICalendarStatus::Tentative)) => {
                let is_off = *status == ICalendarStatus::Cancelled;
                values.add(Place::other("STATUS"), if is_off { "CANCELLED" } else { "TENTATIVE" });
                // Nobody waits for what was called off: it is not planned any more, and never overdue.
                if is_off {
                    values.add(DONE, "cancelled");
                }
            }
            _ => {}
        }
    }

    /// The day up to which a series goes, where its rule names one.
    fn last_day(&self) -> Option<String> {
        let rule = self.component.property(&ICalendarProperty::Rrule)?.values.first()?;
        match rule {
            ICalendarValue::RecurrenceRule(rule) => day_text(rule.until.as_ref()?),
            _ => None,
        }
    }

    fn when(&self, entry: &ICalendarEntry) -> Option<When> {
        let date = match entry.values.first()? {
            ICalendarValue::PartialDateTime(date) => date,
            // A day where a moment is due, as some programs write it.
            ICalendarValue::Text(text) => return When::Day(text.clone()).not_blank(),
            _ => return None,
        };
        if date.hour.is_none() {
            return Some(When::Day(day_text(date)?));
        }
        let at = date.to_date_time()?.date_time;
        if date.tz_hour.is_some() {
            let moment = date.to_date_time_with_tz(Tz::UTC)?.with_timezone(&Utc);
            return Some(When::Moment(moment, at, "UTC".to_owned()));
        }
        let Some(id) = entry.tz_id() else { return Some(When::Floating(at)) };
        let zone = self.context.zones.get(id).copied().or_else(|| Tz::from_str(id).ok());
        // In the hour that the clocks are turned back or forward, the first reading.
        let moment = zone.and_then(|zone| zone.from_local_datetime(&at).earliest());
        Some(match moment {
            Some(moment) => When::Moment(moment.with_timezone(&Utc), at, id.to_owned()),
            None => When::Floating(at),
        })
    }

    /// A moment as the book writes it, or a day.
    fn moment_text(&self, entry: &ICalendarEntry) -> String {
        match self.when(entry) {
            Some(When::Day(day)) => day,
            Some(When::Floating(at)) => at.format("%Y-%m-%d").to_string(),
            Some(When::Moment(moment, ..)) => utc_text(moment),
            None => String::new(),
        }
    }
}

impl When {
    fn not_blank(self) -> Option<Self> {
        match self {
            When::Day(day) if day.trim().is_empty() => None,
            other => Some(other),
        }
    }
}

fn day_text(date: &PartialDateTime) -> Option<String> {
    Some(format!("{:04}-{:02}-{:02}", date.year?, date.month?, date.day?))
}

/// The last of several whole days; their end is the day behind it, which nobody means. None for a single day.
fn last_of_several(first: &str, behind: &str) -> Option<String> {
    let behind = NaiveDate::parse_from_str(behind, "%Y-%m-%d").ok()?;
    let last = behind.pred_opt()?.format("%Y-%m-%d").to_string();
    (last.as_str() > first && !first.is_empty()).then_some(last)
}

/// Where people meet online, as the large calendars write it.
fn is_meeting_place(name: &str) -> bool {
    ["X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// `Ann Arm <ann@x.example>`, or what there is of it.
fn person(entry: &ICalendarEntry) -> String {
    let text = entry.values.first().and_then(ICalendarValue::as_text).unwrap_or_default();
    let by_parameter = entry.parameters(&ICalendarParameterName::Email).find_map(|value| value.as_text());
    let address = strip_mailto_scheme(text).trim();
    let address = if address.contains('@') { address } else { by_parameter.unwrap_or_default() };
    let name = entry.parameters(&ICalendarParameterName::Cn).find_map(|value| value.as_text());
    let name = one_line(name.unwrap_or_default()).replace(['<', '>'], " ");
    match (name.trim(), address) {
        (name, "") => name.to_owned(),
        ("", address) => address.to_owned(),
        (name, address) if name.eq_ignore_ascii_case(address) => address.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all_texts(entry: &ICalendarEntry) -> String {
    let texts = entry.values.iter().filter_map(|value| match value {
        ICalendarValue::Binary(_) => None,
        ICalendarValue::PartialDateTime(date) => day_text(date),
        value => value.clone().into_text().map(std::borrow::Cow::into_owned),
    });
    texts.collect::<Vec<_>>().join(", ")
}
