//! What follows from the base tables: the search documents, the pulse of the timeline, what the board's columns come to. The
//! door brings documents and pulse up to date for the records that a step touched, triggers the board; nobody has to remember
//! to. The SQL stands in `sql/derived/`.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use super::recording::{Event, Table};
use super::{Book, Kind, changes};
use crate::Result;
use crate::value::words::{handle, variants};

/// Tables whose rows have a search document, each with the SQL that makes it.
const DOCUMENTS: &[(&str, &str)] = &[
    ("lead", include_str!("../../sql/derived/lead.sql")),
    ("organization", include_str!("../../sql/derived/organization.sql")),
    ("contact", include_str!("../../sql/derived/contact.sql")),
    ("opportunity", include_str!("../../sql/derived/opportunity.sql")),
    ("note", include_str!("../../sql/derived/note.sql")),
    ("conversion", include_str!("../../sql/derived/conversion.sql")),
];

/// Tables whose rows hang on timelines.
const ITEMS: &[&str] = &["activity", "note", "attachment"];

/// How many records are never too many, whatever they hold.
const FEW: usize = 64;
/// How much text a portion holds, in bytes. A record counts for some of it whatever it holds.
const PORTION: usize = 8 * 1024 * 1024;

const BEGIN: &str = include_str!("../../sql/derived/begin.sql");
const PULSE: &str = include_str!("../../sql/derived/pulse.sql");
const APPLY: &str = include_str!("../../sql/derived/apply.sql");
const BOARD: &str = include_str!("../../sql/derived/board.sql");

/// Prepares the writer's connection: scratch tables, the functions the documents are made with, and the triggers of the board.
pub(super) fn prepare(conn: &Connection) -> Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    conn.create_scalar_function("variants", 1, pure, |context| {
        Ok(variants(context.get_raw(0).as_str().unwrap_or_default()))
    })?;
    conn.create_scalar_function("handle", 3, pure, |context| {
        let text = |at| context.get_raw(at).as_str().unwrap_or_default();
        Ok(handle(text(0), text(1), text(2)))
    })?;
    conn.execute_batch(include_str!("../../sql/derived/temp.sql"))?;
    watch_board(conn)
}

/// A row that changes goes out as it was and comes in as it is.
fn watch_board(conn: &Connection) -> Result<()> {
    const IN: (&str, &str) = ("NEW", "1");
    const OUT: (&str, &str) = ("OLD", "-1");
    let opportunity = include_str!("../../sql/derived/board_opportunity.sql");
    let pulse = include_str!("../../sql/derived/board_pulse.sql");
    let counted = "UPDATE OF stage_id, state, currency, amount, probability";
    for (trigger, name, event, (row, sign)) in [
        (opportunity, "insert", "INSERT", IN),
        (opportunity, "delete", "DELETE", OUT),
        (opportunity, "update_out", counted, OUT),
        (opportunity, "update_in", counted, IN),
        (pulse, "insert", "INSERT", IN),
        (pulse, "delete", "DELETE", OUT),
    ] {
        let words = [("NAME", name), ("EVENT", event), ("ROW", row), ("SIGN", sign)];
        let sql = words.iter().fold(trigger.to_owned(), |sql, (word, is)| sql.replace(word, is));
        conn.execute_batch(&sql)?;
    }
    Ok(())
}

/// What a trigger of the recording does beside recording a change of this table: it notes in temp.dirty which records the change
/// touches, because the row is theirs or because they show something of it.
pub(super) fn marks(table: &Table, event: Event) -> String {
    let row = event.row();
    let name = &table.name;
    let mut touched = Vec::new();
    if DOCUMENTS.iter().any(|(kind, _)| kind == name) {
        touched.push(format!("SELECT {row}.id, '{name}' WHERE true"));
    }
    for (kind, column) in table.record_links() {
        let kind = kind.table();
        touched.push(format!("SELECT {row}.\"{column}\", '{kind}' WHERE {row}.\"{column}\" IS NOT NULL"));
        if event == Event::Update {
            touched.push(format!(
                "SELECT OLD.\"{column}\", '{kind}' WHERE OLD.\"{column}\" IS NOT NULL AND OLD.\"{column}\" IS NOT NEW.\"{column}\""
            ));
        }
    }
    if event == Event::Update && ITEMS.contains(&name.as_str()) {
        let links: Vec<String> = Kind::ALL.iter().map(|kind| format!("l.{}", kind.column())).collect();
        let kinds: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("WHEN l.{} IS NOT NULL THEN '{}'", kind.column(), kind.table()))
            .collect();
        touched.push(format!(
            "SELECT coalesce({}), CASE {} END FROM timeline_link l WHERE l.{name}_id = NEW.id",
            links.join(", "),
            kinds.join(" ")
        ));
    }
    // Contacts and opportunities carry their organization's name.
    if event == Event::Update && name == Kind::Organization.table() {
        for kind in [Kind::Contact, Kind::Opportunity].map(Kind::table) {
            touched.push(format!(
                "SELECT id, '{kind}' FROM {kind} WHERE organization_id = NEW.id AND OLD.name IS NOT NEW.name"
            ));
        }
    }
    if touched.is_empty() {
        return String::new();
    }
    format!("INSERT OR ROLLBACK INTO dirty (id, kind) {} ON CONFLICT DO NOTHING;", touched.join(" UNION ALL "))
}

/// Forgets what the step before had touched.
pub(super) fn begin(conn: &Connection) -> Result<()> {
    run(conn, "DELETE FROM dirty")
}

/// Brings search and pulse up to date for the records in temp.dirty. `timelines`: rows changed that a pulse is made of.
///
/// Many are taken in portions: their documents are in memory until they are in the index, and an import may hold any number of pages.
pub(super) fn refresh(conn: &Connection, timelines: bool) -> Result<()> {
    let count: usize = conn.prepare_cached("SELECT count(*) FROM dirty")?.query_row([], |row| row.get(0))?;
    if count <= FEW {
        return refresh_all(conn, timelines);
    }
    run(conn, "DELETE FROM waiting")?;
    run(conn, "INSERT OR ROLLBACK INTO waiting (id, kind) SELECT id, kind FROM dirty")?;
    let mut after = String::new();
    while let Some(last) = portion(conn, &after)? {
        run(conn, "DELETE FROM dirty")?;
        conn.prepare_cached(
            "INSERT OR ROLLBACK INTO dirty (id, kind) SELECT id, kind FROM waiting WHERE id > ?1 AND id <= ?2",
        )?
        .execute([&after, &last])?;
        refresh_all(conn, timelines)?;
        after = last;
    }
    run(conn, "DELETE FROM waiting")
}

/// The last of the records behind this one whose texts fit into a portion; none where there are no more.
fn portion(conn: &Connection, after: &str) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(include_str!("../../sql/derived/sizes.sql"))?;
    let mut rows = statement.query([after])?;
    let (mut last, mut size) = (None, 0);
    while let Some(row) = rows.next()? {
        last = Some(row.get(0)?);
        size += row.get::<_, usize>(1)?;
        if size >= PORTION {
            break;
        }
    }
    Ok(last)
}

fn refresh_all(conn: &Connection, timelines: bool) -> Result<()> {
    run_each(conn, BEGIN)?;
    let kinds = changes::distinct(conn, "SELECT kind FROM dirty", [])?;
    for (_, document) in DOCUMENTS.iter().filter(|(kind, _)| kinds.iter().any(|dirty| dirty == kind)) {
        run(conn, document)?;
    }
    run_each(conn, APPLY)?;
    if !timelines {
        return Ok(());
    }
    run(conn, "DELETE FROM derived_pulse WHERE record_id IN (SELECT id FROM dirty)")?;
    for kind in Kind::ALL.into_iter().filter(|kind| kinds.iter().any(|dirty| dirty == kind.table())) {
        run(conn, &PULSE.replace("KIND", kind.table()))?;
    }
    Ok(())
}

/// Whether rows of these tables make a pulse. A record that comes or goes with nothing on its timeline has none.
pub(super) fn are_of_timelines(tables: &[String]) -> bool {
    tables.iter().any(|table| table == "timeline_link" || ITEMS.contains(&table.as_str()))
}

fn run_each(conn: &Connection, statements: &str) -> Result<()> {
    statements.split_inclusive(';').map(str::trim).filter(|sql| !sql.is_empty()).try_for_each(|sql| run(conn, sql))
}

fn run(conn: &Connection, sql: &str) -> Result<()> {
    conn.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Makes all of it anew, inside the caller's transaction.
pub(super) fn remake(conn: &Connection) -> Result<()> {
    conn.execute_batch(
        "DELETE FROM search_document;
         DELETE FROM derived_pulse;
         INSERT INTO search_text (search_text) VALUES ('rebuild');
         INSERT INTO search_handle (search_handle) VALUES ('rebuild');
         DELETE FROM dirty;",
    )?;
    for (kind, _) in DOCUMENTS {
        conn.execute(&format!("INSERT INTO dirty (id, kind) SELECT id, '{kind}' FROM \"{kind}\""), [])?;
    }
    refresh(conn, true)?;
    conn.execute_batch(BOARD)?;
    Ok(())
}

impl Book {
    /// Makes the whole of search, pulse and board anew from the records: a cure for a damaged index, never needed otherwise.
    ///
    /// # Errors
    /// Those of SQLite; the book is then as it was.
    pub fn rebuild_derived(&self) -> Result<()> {
        let mut conn = self.0.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let transaction = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        remake(&transaction)?;
        transaction.commit()?;
        self.0.upkeep.committed();
        Ok(())
    }
}
