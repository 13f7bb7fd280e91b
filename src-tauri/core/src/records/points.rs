//! E-mails, phones and websites: rows of their own, any number per record, the text as typed beside the key it is matched by.

use rusqlite::{OptionalExtension, ToSql, params};
use serde::{Deserialize, Serialize};

use super::{Typing, not_found, settings, touch, typed};
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::value::{email, phone, website};
use crate::{Code, Refusal, Result};

/// What kind of point it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum PointKind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A website.
    Website,
}

impl PointKind {
    /// The kind as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PointKind::Email => "email",
            PointKind::Phone => "phone",
            PointKind::Website => "website",
        }
    }

    /// The field that a refusal names.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            PointKind::Email => "emails",
            PointKind::Phone => "phones",
            PointKind::Website => "websites",
        }
    }
}

/// A point as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct PointDraft {
    /// work, home, mobile, ... or the user's own word; may be blank.
    pub label: String,
    /// The address or number.
    pub value: String,
}

impl PointDraft {
    /// A point without a label.
    pub fn of(value: impl Into<String>) -> Self {
        Self { label: String::new(), value: value.into() }
    }
}

/// How sure it is that the point reaches somebody (N34, N35).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum PointQuality {
    /// It is one.
    Good,
    /// It is none: kept, and found, as text.
    Incorrect,
    /// It has the form of one, but the numbering plan does not know it.
    Unknown,
}

/// An e-mail, phone or website of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Point {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: PointKind,
    /// work, home, mobile, ... or the user's own word.
    pub label: String,
    /// As typed.
    pub value: String,
    /// What it is matched by: e-mail in lower case, phone in E.164, host of a website; empty where it is none.
    pub key: String,
    /// As it is shown: the bare address, the number as all countries read it; the text as typed where it is none.
    pub display: String,
    /// How sure it is.
    pub quality: PointQuality,
    /// 0 is the primary one of its kind.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub position: i64,
}

/// Adds a point behind the others of its kind.
///
/// # Errors
/// For an e-mail that is none, [`crate::value::Problem::NotAnEmail`] (N16) or [`crate::value::Problem::SeveralEmails`];
/// [`Code::FieldNeeded`] for a blank one; the problems of a line. A phone that is no number is kept as text (N31).
pub fn add(tx: &Tx, owner: &RecordRef, kind: PointKind, draft: &PointDraft, typing: &Typing) -> Result<String> {
    if draft.value.trim().is_empty() {
        return Err(Refusal::new(Code::FieldNeeded).at(kind.field()).into());
    }
    touch(tx, owner)?;
    let sql = format!(
        "SELECT ifnull(max(position) + 1, 0) FROM contact_point WHERE {} = ?1 AND kind = ?2",
        column(owner, kind)?
    );
    let position =
        tx.conn().prepare_cached(&sql)?.query_row([owner.id.as_str(), kind.as_str()], |row| row.get::<_, i64>(0))?;
    let (id, point) = (tx.new_id(), NewPoint::read(kind, draft, typing, position)?);
    write(tx, owner, std::slice::from_ref(&id), &[point])?;
    Ok(id)
}

/// A point as it is written.
pub(crate) struct NewPoint {
    kind: PointKind,
    label: String,
    value: String,
    key: String,
    position: i64,
}

impl NewPoint {
    fn read(kind: PointKind, draft: &PointDraft, typing: &Typing, position: i64) -> Result<Self> {
        let (value, key) = read(kind, &draft.value, &typing.country)?;
        Ok(Self { kind, label: typed::line(kind.field(), &draft.label)?, value, key, position })
    }
}

/// Reads the points of a new record, the first as the primary one; blank ones are passed over.
///
/// # Errors
/// As [`add`].
pub(crate) fn read_new(
    kind: PointKind,
    drafts: &[PointDraft],
    typing: &Typing,
    into: &mut Vec<NewPoint>,
) -> Result<()> {
    let given = drafts.iter().filter(|draft| !draft.value.trim().is_empty());
    for (draft, position) in given.zip(0..) {
        into.push(NewPoint::read(kind, draft, typing, position)?);
    }
    Ok(())
}

/// How many points one statement writes at most.
const AT_ONCE: usize = 8;

/// Writes points. Several at once: each statement that writes costs far more than a row of it.
pub(crate) fn insert(tx: &Tx, owner: &RecordRef, points: &[NewPoint]) -> Result<()> {
    for points in points.chunks(AT_ONCE) {
        let ids: Vec<String> = points.iter().map(|_| tx.new_id()).collect();
        write(tx, owner, &ids, points)?;
    }
    Ok(())
}

fn write(tx: &Tx, owner: &RecordRef, ids: &[String], points: &[NewPoint]) -> Result<()> {
    let kind = points.first().map_or(PointKind::Email, |point| point.kind);
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?)"; points.len()].join(", ");
    let sql = format!(
        "INSERT INTO contact_point (id, kind, label, value, match_key, position, {}) VALUES {rows}",
        column(owner, kind)?
    );
    let kinds: Vec<&str> = points.iter().map(|point| point.kind.as_str()).collect();
    let mut values: Vec<&dyn ToSql> = Vec::with_capacity(points.len() * 7);
    for ((id, kind), point) in ids.iter().zip(&kinds).zip(points) {
        let NewPoint { label, value, key, position, .. } = point;
        values.extend([id as &dyn ToSql, kind, label, value, key, position, &owner.id]);
    }
    tx.conn().prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(())
}

/// Changes a point's label and value. A blank value removes it, as clearing a field does.
///
/// # Errors
/// As [`add`]; [`Code::NotFound`].
pub fn change(tx: &Tx, owner: &RecordRef, id: &str, draft: &PointDraft, typing: &Typing) -> Result<()> {
    let point = find(tx, owner, id)?;
    if draft.value.trim().is_empty() {
        return remove(tx, owner, id);
    }
    let (value, key) = read(point.kind, &draft.value, &typing.country)?;
    let label = typed::line(point.kind.field(), &draft.label)?;
    // The same text keeps the key it was given, also where the book's country has changed since.
    let key = if value == point.value { point.key } else { key };
    if (&label, &value) == (&point.label, &point.value) {
        return Ok(());
    }
    tx.conn()
        .prepare_cached("UPDATE contact_point SET label = ?2, value = ?3, match_key = ?4 WHERE id = ?1")?
        .execute([id, &label, &value, &key])?;
    touch(tx, owner)
}

/// Removes a point; the next one becomes the primary one if it was that.
///
/// # Errors
/// [`Code::NotFound`].
pub fn remove(tx: &Tx, owner: &RecordRef, id: &str) -> Result<()> {
    let point = find(tx, owner, id)?;
    tx.conn().prepare_cached("DELETE FROM contact_point WHERE id = ?1")?.execute([id])?;
    let rest = ids(tx, owner, point.kind)?;
    number(tx, &rest)?;
    touch(tx, owner)
}

/// Puts a point in front of the others of its kind.
///
/// # Errors
/// [`Code::NotFound`].
pub fn make_primary(tx: &Tx, owner: &RecordRef, id: &str) -> Result<()> {
    let point = find(tx, owner, id)?;
    if point.position == 0 {
        return Ok(());
    }
    let mut order = ids(tx, owner, point.kind)?;
    order.retain(|other| other != id);
    order.insert(0, id.to_owned());
    number(tx, &order)?;
    touch(tx, owner)
}

/// The address that a system's program is called with: `mailto:`, `tel:`, `https:`.
///
/// # Errors
/// [`Code::NotFound`]; also for a phone that is no number and a website without a host.
pub fn url(db: &Db, id: &str) -> Result<String> {
    let (kind, value, key) = db
        .conn()
        .prepare_cached("SELECT kind, value, match_key FROM contact_point WHERE id = ?1 AND match_key <> ''")?
        .query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
        .optional()?
        .ok_or_else(|| not_found("contact_point", id))?;
    Ok(match kind.as_str() {
        "email" => format!("mailto:{key}"),
        "phone" => format!("tel:{key}"),
        _ if value.contains("://") => value,
        _ => format!("https://{value}"),
    })
}

/// All points of a record, by kind (e-mails, phones, websites) and position.
///
/// # Errors
/// Those of SQLite.
pub fn of(db: &Db, owner: &RecordRef) -> Result<Vec<Point>> {
    let Some(column) = column_of(owner.kind) else { return Ok(Vec::new()) };
    let country = settings::country(db)?;
    let mut statement = db.conn().prepare_cached(&format!(
        "SELECT id, kind, label, value, match_key, position FROM contact_point WHERE {column} = ?1 ORDER BY kind, position, id"
    ))?;
    let points = statement.query_map([&owner.id], |row| point(row, &country))?;
    Ok(points.collect::<Result<_, _>>()?)
}

/// All points of a record, one list per kind.
///
/// # Errors
/// Those of SQLite.
pub(crate) fn by_kind(db: &Db, owner: &RecordRef) -> Result<[Vec<Point>; 3]> {
    let mut lists = <[Vec<Point>; 3]>::default();
    for point in of(db, owner)? {
        lists[point.kind as usize].push(point);
    }
    Ok(lists)
}

fn find(db: &Db, owner: &RecordRef, id: &str) -> Result<Point> {
    let gone = || not_found("contact_point", id);
    let column = column_of(owner.kind).ok_or_else(gone)?;
    let country = settings::country(db)?;
    let found = db
        .conn()
        .prepare_cached(&format!(
            "SELECT id, kind, label, value, match_key, position FROM contact_point WHERE id = ?1 AND {column} = ?2"
        ))?
        .query_row([id, &owner.id], |row| point(row, &country))
        .optional()?;
    Ok(found.ok_or_else(gone)?)
}

fn ids(db: &Db, owner: &RecordRef, kind: PointKind) -> Result<Vec<String>> {
    let sql =
        format!("SELECT id FROM contact_point WHERE {} = ?1 AND kind = ?2 ORDER BY position, id", column(owner, kind)?);
    let mut statement = db.conn().prepare_cached(&sql)?;
    let ids = statement.query_map([owner.id.as_str(), kind.as_str()], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Numbers the points in this order. Only those that move are written, since each write is recorded.
fn number(tx: &Tx, order: &[String]) -> Result<()> {
    let mut statement =
        tx.conn().prepare_cached("UPDATE contact_point SET position = ?2 WHERE id = ?1 AND position <> ?2")?;
    for (id, position) in order.iter().zip(0_i64..) {
        statement.execute(params![id, position])?;
    }
    Ok(())
}

/// The value as it is stored, and its key.
fn read(kind: PointKind, typed_value: &str, country: &str) -> Result<(String, String)> {
    let value = typed::line(kind.field(), typed_value)?;
    let key = match kind {
        PointKind::Email => email::parse_one(&value).map_err(typed::at(kind.field(), typed_value))?.key,
        PointKind::Phone => phone::key(&value, country),
        PointKind::Website => website::host(&value),
    };
    Ok((value, key))
}

fn point(row: &rusqlite::Row, country: &str) -> rusqlite::Result<Point> {
    let kind = match row.get_ref(1)?.as_str()? {
        "email" => PointKind::Email,
        "phone" => PointKind::Phone,
        _ => PointKind::Website,
    };
    let (value, key): (String, String) = (row.get(3)?, row.get(4)?);
    let (display, quality) = shown(kind, &value, &key, country);
    Ok(Point { id: row.get(0)?, kind, label: row.get(2)?, value, key, display, quality, position: row.get(5)? })
}

fn shown(kind: PointKind, value: &str, key: &str, country: &str) -> (String, PointQuality) {
    if key.is_empty() {
        return (value.to_owned(), PointQuality::Incorrect);
    }
    match kind {
        PointKind::Email => {
            let bare = email::parse_one(value).map_or_else(|_| value.to_owned(), |email| email.value);
            (bare, PointQuality::Good)
        }
        PointKind::Phone => {
            // Where the book's country has changed since, the key still knows the country it was read by.
            let number = if phone::key(value, country) == key { value } else { key };
            let quality = match phone::quality(number, country) {
                phone::Quality::Correct => PointQuality::Good,
                phone::Quality::Doubtful => PointQuality::Unknown,
                phone::Quality::Incorrect => PointQuality::Incorrect,
            };
            (phone::display(number, country), quality)
        }
        PointKind::Website => (value.to_owned(), PointQuality::Good),
    }
}

/// The column that links a point to its owner; opportunities have none.
fn column_of(kind: Kind) -> Option<&'static str> {
    (kind != Kind::Opportunity).then(|| kind.column())
}

fn column(owner: &RecordRef, kind: PointKind) -> Result<&'static str> {
    Ok(column_of(owner.kind).ok_or_else(|| typed::not_a_choice(kind.field(), owner.kind.table()))?)
}
