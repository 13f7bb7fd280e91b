//! The items of a timeline, as a screen shows them.

use rusqlite::{OptionalExtension, Row};

use super::links::{Place, places};
use crate::Result;
use crate::book::Db;
use crate::records::note::{self, Node};
use crate::records::{Due, due, not_found};

/// What can hang on records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum ItemKind {
    /// Something to do, or done.
    Activity,
    /// A text.
    Note,
    /// An attached file.
    Attachment,
}

impl ItemKind {
    /// All of them, in the order of the columns of timeline_link.
    pub const ALL: [ItemKind; 3] = [ItemKind::Activity, ItemKind::Note, ItemKind::Attachment];

    /// The table of the kind.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            ItemKind::Activity => "activity",
            ItemKind::Note => "note",
            ItemKind::Attachment => "attachment",
        }
    }

    /// The column of timeline_link that names an item of this kind.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            ItemKind::Activity => "activity_id",
            ItemKind::Note => "note_id",
            ItemKind::Attachment => "attachment_id",
        }
    }
}

/// An item: its kind and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ItemRef {
    /// The kind.
    pub kind: ItemKind,
    /// The id.
    pub id: String,
}

/// The kinds of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum ActivityKind {
    /// A phone call.
    Call,
    /// A meeting.
    Meeting,
    /// An e-mail.
    Email,
    /// Anything else to do.
    Task,
}

impl ActivityKind {
    /// All of them.
    pub const ALL: [ActivityKind; 4] =
        [ActivityKind::Call, ActivityKind::Meeting, ActivityKind::Email, ActivityKind::Task];

    /// The word in the book, on the command line and in the message files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ActivityKind::Call => "call",
            ActivityKind::Meeting => "meeting",
            ActivityKind::Email => "email",
            ActivityKind::Task => "task",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An activity, due or done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Activity {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ActivityKind,
    /// One line.
    pub subject: String,
    /// The first [`note::SHOWN_BYTES`] of the text, as Markdown.
    pub body: String,
    /// The same as nodes to show.
    pub nodes: Vec<Node>,
    /// There is more text than `body` holds.
    pub cut: bool,
    /// The day it is due, "2026-11-22".
    pub due_on: Option<String>,
    /// The time it is due, "14:30" on the user's clock.
    pub due_time: Option<String>,
    /// When it was done, in UTC. None: it is planned.
    pub done_at: Option<String>,
    /// How urgent it is (R20): none once it is done, or without a day.
    pub due: Due,
    /// When it was entered, in UTC.
    pub created_at: String,
    /// Every record it hangs on.
    pub places: Vec<Place>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The first [`note::SHOWN_BYTES`] of the text, as Markdown.
    pub body: String,
    /// The same as nodes to show.
    pub nodes: Vec<Node>,
    /// There is more text than `body` holds: [`note::get`] has it all.
    pub cut: bool,
    /// When it was written, in UTC.
    pub created_at: String,
    /// When it was last changed, in UTC.
    pub updated_at: String,
    /// Every record it hangs on.
    pub places: Vec<Place>,
}

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "AttachedFile"))]
pub struct File {
    /// Its id.
    pub id: String,
    /// As the user knows it; only ever shown.
    pub name: String,
    /// Names the content in the book's folder, 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub size: i64,
    /// When it was attached, in UTC.
    pub created_at: String,
    /// Every record it hangs on.
    pub places: Vec<Place>,
}

/// The mark that the record came from a lead (R6).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Converted {
    /// The conversion's id: its origin is shown from there.
    pub id: String,
    /// The lead's title.
    pub title: String,
    /// When, in UTC.
    pub converted_at: String,
}

/// One item of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "TimelineItem"))]
pub enum Item {
    /// An activity.
    Activity(Activity),
    /// A note.
    Note(Note),
    /// A file.
    File(File),
    /// The lead it came from.
    Converted(Converted),
}

impl Item {
    /// The id of what it shows.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Item::Activity(activity) => &activity.id,
            Item::Note(note) => &note.id,
            Item::File(file) => &file.id,
            Item::Converted(converted) => &converted.id,
        }
    }
}

/// Reads an activity as the timeline shows it.
pub(crate) fn activity(db: &Db, id: &str) -> Result<Activity> {
    let item = ItemRef { kind: ItemKind::Activity, id: id.into() };
    let sql = format!(
        "SELECT kind, subject, {}, due_on, due_time, done_at, created_at FROM activity WHERE id = ?1",
        shown("body")
    );
    let mut found = one(db, &sql, &item, |row| {
        let (body, cut) = cut(row, 2)?;
        Ok(Activity {
            id: id.into(),
            kind: ActivityKind::parse(row.get_ref(0)?.as_str()?).unwrap_or(ActivityKind::Task),
            subject: row.get(1)?,
            nodes: note::nodes(&body),
            body,
            cut,
            due_on: row.get(4)?,
            due_time: row.get(5)?,
            done_at: row.get(6)?,
            due: Due::None,
            created_at: row.get(7)?,
            places: Vec::new(),
        })
    })?;
    if let (None, Some(day)) = (&found.done_at, &found.due_on) {
        found.due = due::of_moment(db, day, found.due_time.as_deref());
    }
    found.places = places(db, &item)?;
    Ok(found)
}

/// Reads a note as the timeline shows it.
pub(crate) fn note(db: &Db, id: &str) -> Result<Note> {
    let item = ItemRef { kind: ItemKind::Note, id: id.into() };
    let sql = format!("SELECT {}, created_at, updated_at FROM note WHERE id = ?1", shown("body"));
    let mut found = one(db, &sql, &item, |row| {
        let (body, cut) = cut(row, 0)?;
        Ok(Note {
            id: id.into(),
            nodes: note::nodes(&body),
            body,
            cut,
            created_at: row.get(2)?,
            updated_at: row.get(3)?,
            places: Vec::new(),
        })
    })?;
    found.places = places(db, &item)?;
    Ok(found)
}

/// Reads an attachment as the timeline shows it.
pub(crate) fn file(db: &Db, id: &str) -> Result<File> {
    let item = ItemRef { kind: ItemKind::Attachment, id: id.into() };
    let mut found = one(db, "SELECT name, sha256, size, created_at FROM attachment WHERE id = ?1", &item, |row| {
        Ok(File {
            id: id.into(),
            name: row.get(0)?,
            sha256: row.get(1)?,
            size: row.get(2)?,
            created_at: row.get(3)?,
            places: Vec::new(),
        })
    })?;
    found.places = places(db, &item)?;
    Ok(found)
}

/// A long text is not carried to a screen that shows its beginning: its first characters, and whether there are more.
fn shown(column: &str) -> String {
    // At most four bytes a character.
    let characters = note::SHOWN_BYTES / 4;
    format!("substr({column}, 1, {characters}), octet_length({column})")
}

/// Reads what [`shown`] asks for, at this column and the next.
fn cut(row: &Row, at: usize) -> rusqlite::Result<(String, bool)> {
    let body: String = row.get(at)?;
    let cut = row.get::<_, usize>(at + 1)? > body.len();
    Ok((body, cut))
}

fn one<T>(db: &Db, sql: &str, item: &ItemRef, read: impl FnOnce(&Row) -> rusqlite::Result<T>) -> Result<T> {
    let found = db.conn().prepare_cached(sql)?.query_row([&item.id], read).optional()?;
    found.ok_or_else(|| not_found(item.kind.table(), &item.id).into())
}
