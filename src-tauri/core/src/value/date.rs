//! Moments as the book writes them.

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment as it is stored: UTC with milliseconds and Z, "2026-11-22T09:30:00.000Z". Sorts as text.
#[must_use]
pub fn utc_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
