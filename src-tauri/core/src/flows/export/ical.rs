//! Activities as a calendar (RFC 5545): a meeting or a call with a time is an event, everything else is a to-do.

use std::path::Path;

use super::lines::Lines;
use super::lists::{Happening, Item, each};
use super::vcard::moment;
use super::{List, Pace};
use crate::Result;
use crate::book::Db;
use crate::flows::new_file::NewFile;
use crate::value::date::utc_text;

pub(super) fn write(db: &Db, list: &List, file: NewFile, path: &Path, pace: &mut Pace) -> Result<NewFile> {
    let now = moment(&utc_text(db.now()));
    let mut lines = Lines::start(file, path);
    lines.raw("BEGIN", "VCALENDAR")?;
    lines.raw("VERSION", "2.0")?;
    lines.raw("PRODID", "-//Kontor//Kontor//EN")?;
    lines.raw("CALSCALE", "GREGORIAN")?;
    lines.raw("METHOD", "PUBLISH")?;
    each(db, list, |item| {
        pace.step()?;
        match &item {
            Item::Activity(activity) => component(&mut lines, activity, &now),
            _ => Ok(()),
        }
    })?;
    lines.raw("END", "VCALENDAR")?;
    Ok(lines.end())
}

fn component(lines: &mut Lines, activity: &Happening, now: &str) -> Result<()> {
    let day = activity.due_on.as_ref().map(|day| day.replace('-', ""));
    // On the user's clock, wherever that is (R24): a floating time.
    let time = activity.due_time.as_ref().map(|time| format!("T{}00", time.replace(':', "")));
    let is_event = matches!(activity.kind.as_str(), "meeting" | "call") && day.is_some() && time.is_some();
    let name = if is_event { "VEVENT" } else { "VTODO" };
    lines.raw("BEGIN", name)?;
    lines.raw("UID", &activity.id)?;
    lines.raw("DTSTAMP", now)?;
    lines.raw("CREATED", &moment(&activity.created_at))?;
    lines.raw("LAST-MODIFIED", &moment(&activity.updated_at))?;
    let property = if is_event { "DTSTART" } else { "DUE" };
    match (day, time) {
        (Some(day), Some(time)) => lines.raw(property, &format!("{day}{time}"))?,
        (Some(day), None) => lines.raw(&format!("{property};VALUE=DATE"), &day)?,
        (None, _) => {}
    }
    lines.text("SUMMARY", &activity.subject)?;
    lines.text("DESCRIPTION", &activity.body)?;
    lines.raw("CATEGORIES", &activity.kind.to_uppercase())?;
    for (_, title) in &activity.on {
        lines.text("CONTACT", title)?;
    }
    match &activity.done_at {
        Some(done_at) if !is_event => {
            lines.raw("STATUS", "COMPLETED")?;
            lines.raw("COMPLETED", &moment(done_at))?;
        }
        Some(_) => lines.raw("STATUS", "CONFIRMED")?,
        None if is_event => {}
        None => lines.raw("STATUS", "NEEDS-ACTION")?,
    }
    lines.raw("END", name)
}
