//! Going through a list: each record whole, in the order of the list, a page at a time.

use rusqlite::{Row, ToSql};

use super::{ItemQuery, List};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::records::{contact, lead, opportunity, organization, title_of};
use crate::value::text::fold;

/// A record of a list.
pub(super) enum Item {
    Lead(lead::Detail),
    Organization(organization::Detail),
    Contact(contact::Detail),
    Opportunity(opportunity::Detail),
    Activity(Happening),
    Note(Happening),
}

/// An activity or a note, with what it hangs on.
#[derive(Default)]
pub(super) struct Happening {
    pub(super) id: String,
    /// call, meeting, email, task; blank for a note.
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) due_on: Option<String>,
    pub(super) due_time: Option<String>,
    pub(super) done_at: Option<String>,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    /// The records with their titles.
    pub(super) on: Vec<(RecordRef, String)>,
}

/// How many records are asked for at a time.
const PAGE: u32 = 500;

macro_rules! through {
    ($db:ident, $query:ident, $room:ident, $item:ident, $each:ident) => {{
        let mut query = $query.clone();
        (query.after, query.limit) = (None, PAGE);
        loop {
            let page = $room::page($db, &query)?;
            for row in &page.rows {
                $each(Item::$item($room::get($db, &row.id)?))?;
            }
            if page.next.is_none() {
                return Ok(());
            }
            query.after = page.next;
        }
    }};
}

/// Hands over each record of the list.
pub(super) fn each(db: &Db, list: &List, mut each: impl FnMut(Item) -> Result<()>) -> Result<()> {
    match list {
        List::Leads(query) => through!(db, query, lead, Lead, each),
        List::Organizations(query) => through!(db, query, organization, Organization, each),
        List::Contacts(query) => through!(db, query, contact, Contact, each),
        List::Opportunities(query) => through!(db, query, opportunity, Opportunity, each),
        List::Activities(query) => {
            happenings(db, query, ACTIVITIES, "activity_id", |found| each(Item::Activity(found)))
        }
        List::Notes(query) => happenings(db, query, NOTES, "note_id", |found| each(Item::Note(found))),
    }
}

const ACTIVITIES: &str =
    "SELECT i.id, i.kind, i.subject, i.body, i.due_on, i.due_time, i.done_at, i.created_at, i.updated_at
                          FROM activity i WHERE (?1 IS NULL OR (i.done_at IS NOT NULL) = ?1)";
const NOTES: &str =
    "SELECT i.id, '', '', i.body, NULL, NULL, NULL, i.created_at, i.updated_at FROM note i WHERE ?1 IS ?1";

fn happenings(
    db: &Db,
    query: &ItemQuery,
    sql: &str,
    column: &str,
    mut each: impl FnMut(Happening) -> Result<()>,
) -> Result<()> {
    let on = query.record.as_ref().map_or(String::new(), |record| {
        let owner = record.kind.column();
        format!(" AND i.id IN (SELECT {column} FROM timeline_link WHERE {owner} = ?2)")
    });
    let mut statement = db.conn().prepare(&format!("{sql}{on} ORDER BY i.created_at, i.id"))?;
    let id = query.record.as_ref().map(|record| &record.id);
    let both: [&dyn ToSql; 2] = [&query.done, &id];
    let mut rows = statement.query(if on.is_empty() { &both[..1] } else { &both[..] })?;
    let words: Vec<String> = fold(&query.text).split_whitespace().map(str::to_owned).collect();
    while let Some(row) = rows.next()? {
        let mut found = read(row)?;
        let text = fold(&format!("{}\n{}", found.subject, found.body));
        if words.iter().all(|word| text.contains(word)) {
            found.on = places(db, column, &found.id)?;
            each(found)?;
        }
    }
    Ok(())
}

fn read(row: &Row) -> rusqlite::Result<Happening> {
    Ok(Happening {
        id: row.get(0)?,
        kind: row.get(1)?,
        subject: row.get(2)?,
        body: row.get(3)?,
        due_on: row.get(4)?,
        due_time: row.get(5)?,
        done_at: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
        on: Vec::new(),
    })
}

/// What an item hangs on, customers and opportunities after leads.
fn places(db: &Db, column: &str, id: &str) -> Result<Vec<(RecordRef, String)>> {
    let sql = format!(
        "SELECT lead_id, organization_id, contact_id, opportunity_id FROM timeline_link WHERE {column} = ?1 ORDER BY id"
    );
    let kinds = [Kind::Lead, Kind::Organization, Kind::Contact, Kind::Opportunity];
    let mut statement = db.conn().prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let mut places = Vec::new();
    while let Some(row) = rows.next()? {
        for (at, kind) in kinds.into_iter().enumerate() {
            if let Some(id) = row.get::<_, Option<String>>(at)? {
                let record = RecordRef { kind, id };
                let title = title_of(db, &record)?;
                places.push((record, title));
            }
        }
    }
    Ok(places)
}
