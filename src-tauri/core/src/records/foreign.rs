//! What records are called in the systems that they were imported from, and links to records that no file has brought yet.

use rusqlite::{OptionalExtension, params};

use crate::Result;
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::timeline::{ItemKind, ItemRef};

/// What carries an id of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A record.
    Record(RecordRef),
    /// An activity or a note.
    Item(ItemRef),
}

impl Owner {
    /// A record of this kind and id.
    pub fn record(kind: Kind, id: impl Into<String>) -> Self {
        Owner::Record(RecordRef { kind, id: id.into() })
    }

    /// Its id in the book.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Owner::Record(record) => &record.id,
            Owner::Item(item) => &item.id,
        }
    }

    const fn column(&self) -> &'static str {
        match self {
            Owner::Record(record) => record.kind.column(),
            Owner::Item(item) => item.kind.column(),
        }
    }
}

/// An id in another system: which system, what kind of thing it is there (the name of a table), and the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignId<'a> {
    /// The system, or the user's own word for it.
    pub system: &'a str,
    /// "lead", "organization", "contact", "opportunity", "activity" or "note".
    pub kind: &'a str,
    /// The id as it stands in the file.
    pub value: &'a str,
}

/// The order of the columns that name an owner.
const COLUMNS: &str = "lead_id, organization_id, contact_id, opportunity_id, activity_id, note_id";

/// What has this id, also after it was merged or converted.
///
/// # Errors
/// Those of SQLite.
pub fn find(db: &Db, foreign: ForeignId) -> Result<Option<Owner>> {
    let sql = format!("SELECT {COLUMNS} FROM foreign_id WHERE kind = ?1 AND value = ?2 AND system = ?3");
    let found = db.conn().prepare_cached(&sql)?.query_row([foreign.kind, foreign.value, foreign.system], owner);
    Ok(found.optional()?)
}

/// Whether something has an id of this system and kind that is another one: then it is something else there.
///
/// # Errors
/// Those of SQLite.
pub fn has_other(db: &Db, owner: &Owner, foreign: ForeignId) -> Result<bool> {
    let sql =
        format!("SELECT 1 FROM foreign_id WHERE {} = ?1 AND kind = ?2 AND system = ?3 AND value <> ?4", owner.column());
    Ok(db.conn().prepare_cached(&sql)?.exists([owner.id(), foreign.kind, foreign.system, foreign.value])?)
}

/// Notes that something has this id. Noted already: nothing changes.
///
/// # Errors
/// Those of SQLite.
pub fn note(tx: &Tx, owner: &Owner, foreign: ForeignId) -> Result<()> {
    let there = "SELECT 1 FROM foreign_id WHERE kind = ?1 AND value = ?2 AND system = ?3";
    if tx.conn().prepare_cached(there)?.exists([foreign.kind, foreign.value, foreign.system])? {
        return Ok(());
    }
    let sql =
        format!("INSERT INTO foreign_id (id, system, kind, value, {}) VALUES (?1, ?2, ?3, ?4, ?5)", owner.column());
    tx.conn().prepare_cached(&sql)?.execute(params![
        tx.new_id(),
        foreign.system,
        foreign.kind,
        foreign.value,
        owner.id()
    ])?;
    Ok(())
}

/// A link that waits for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The row's id.
    pub id: String,
    /// parent, organization, reportsTo or contact.
    pub field: String,
    /// Who waits.
    pub owner: RecordRef,
}

/// Has a record wait for another one. Waiting already: nothing changes.
///
/// # Errors
/// Those of SQLite.
pub fn wait(tx: &Tx, owner: &RecordRef, field: &str, foreign: ForeignId) -> Result<()> {
    let column = owner.kind.column();
    let there = format!(
        "SELECT 1 FROM foreign_link WHERE {column} = ?1 AND field = ?2 AND kind = ?3 AND value = ?4 AND system = ?5"
    );
    let known = [owner.id.as_str(), field, foreign.kind, foreign.value, foreign.system];
    if tx.conn().prepare_cached(&there)?.exists(known)? {
        return Ok(());
    }
    let sql =
        format!("INSERT INTO foreign_link (id, field, system, kind, value, {column}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    tx.conn().prepare_cached(&sql)?.execute(params![
        tx.new_id(),
        field,
        foreign.system,
        foreign.kind,
        foreign.value,
        owner.id
    ])?;
    Ok(())
}

/// Who waits for this id.
///
/// # Errors
/// Those of SQLite.
pub fn waiting(db: &Db, foreign: ForeignId) -> Result<Vec<Waiting>> {
    let mut statement = db.conn().prepare_cached(
        "SELECT id, field, NULL, organization_id, contact_id, opportunity_id, NULL, NULL
         FROM foreign_link WHERE kind = ?1 AND value = ?2 AND system = ?3 ORDER BY id",
    )?;
    let mut rows = statement.query([foreign.kind, foreign.value, foreign.system])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Owner::Record(owner) = owner_at(row, 2)? {
            found.push(Waiting { id: row.get(0)?, field: row.get(1)?, owner });
        }
    }
    Ok(found)
}

/// A link waits no more.
///
/// # Errors
/// Those of SQLite.
pub fn arrived(tx: &Tx, waiting: &Waiting) -> Result<()> {
    tx.conn().prepare_cached("DELETE FROM foreign_link WHERE id = ?1")?.execute([&waiting.id])?;
    Ok(())
}

/// Forgets the ids of what goes, and what it waits for. `column`: the one that names it.
pub(crate) fn forget(tx: &Tx, column: &str, id: &str) -> Result<()> {
    // No file of other systems brings attachments.
    if column == ItemKind::Attachment.column() {
        return Ok(());
    }
    tx.conn().prepare_cached(&format!("DELETE FROM foreign_id WHERE {column} = ?1"))?.execute([id])?;
    if ["organization_id", "contact_id", "opportunity_id"].contains(&column) {
        tx.conn().prepare_cached(&format!("DELETE FROM foreign_link WHERE {column} = ?1"))?.execute([id])?;
    }
    Ok(())
}

fn owner(row: &rusqlite::Row) -> rusqlite::Result<Owner> {
    owner_at(row, 0)
}

/// The owner whose columns begin here, in the order of [`COLUMNS`].
fn owner_at(row: &rusqlite::Row, from: usize) -> rusqlite::Result<Owner> {
    for (at, kind) in [Kind::Lead, Kind::Organization, Kind::Contact, Kind::Opportunity].into_iter().enumerate() {
        if let Some(id) = row.get::<_, Option<String>>(from + at)? {
            return Ok(Owner::record(kind, id));
        }
    }
    let activity: Option<String> = row.get(from + 4)?;
    Ok(Owner::Item(match activity {
        Some(id) => ItemRef { kind: ItemKind::Activity, id },
        None => ItemRef { kind: ItemKind::Note, id: row.get(from + 5)? },
    }))
}
