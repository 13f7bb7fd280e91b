//! What a lead was before a clean-up took it back to the leads (R11): an organization, a contact, kept whole. A conversion gives them
//! back, under their old ids, with everything that a lead has no field for.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::origin::Origin;
use super::row::{self, Row};
use crate::Result;
use crate::book::{Db, Kind, Tx};
use crate::flows::duplicates::Candidate;
use crate::flows::words::Words;
use crate::records::foreign::{self, ForeignId};
use crate::records::{merged, title_of};
use crate::value::text;

/// The table.
pub(in crate::flows) const TABLE: &str = "former";

/// The system of a link that waits for a record which is a lead for the time being.
const OWN: &str = "kontor";

/// Columns of a record that are links to others, with the name that a link waits under and the kind that it leads to.
const LINKS: [(&str, &str, Kind); 2] =
    [("parent_id", "parent", Kind::Organization), ("reports_to_id", "reportsTo", Kind::Contact)];

/// Columns of a former record that come back as they were: what a lead has no field for.
fn is_kept(kind: Kind, column: &str) -> bool {
    let of_lead = super::fields::of(kind).iter().any(|field| field.column == column && field.from.is_some());
    let other = ["id", "updated_at", "organization_id", "parent_id", "reports_to_id"].contains(&column);
    !of_lead && !other && !column.ends_with("_key")
}

/// An organization or a contact that a lead was.
#[derive(Debug, Clone)]
pub(in crate::flows) struct Former {
    pub(in crate::flows) kind: Kind,
    /// The id that it had.
    pub(in crate::flows) id: String,
    /// A further contact of a lead that stands for a whole organization.
    pub(in crate::flows) is_beside: bool,
    cleared_at: String,
    /// Its row and those that hung on it, by table.
    tables: BTreeMap<String, Vec<Row>>,
    /// What of it stands in the lead's description.
    text: Vec<String>,
}

impl Former {
    fn read(stored: &Row) -> Result<Option<Self>> {
        let Some(kind) = Kind::of_table(row::text(stored, "kind")) else { return Ok(None) };
        Ok(Some(Self {
            kind,
            id: row::text(stored, "record_id").to_owned(),
            is_beside: stored.get("is_beside").and_then(Json::as_i64) == Some(1),
            cleared_at: row::text(stored, "cleared_at").to_owned(),
            tables: serde_json::from_str(row::text(stored, "origin"))?,
            text: serde_json::from_str(row::text(stored, "text"))?,
        }))
    }

    /// Its own row.
    pub(super) fn record(&self) -> Row {
        self.rows(self.kind.table()).first().cloned().unwrap_or_default()
    }

    /// The rows of a table that hung on it.
    pub(super) fn rows(&self, table: &str) -> &[Row] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// The values of its columns that a lead has no field for, what was blank left out.
    pub(super) fn kept(&self) -> Row {
        let all = self.record().into_iter();
        all.filter(|(column, value)| is_kept(self.kind, column) && !row::is_blank(value)).collect()
    }

    /// Whether there is a record of its id.
    pub(super) fn is_there(&self, db: &Db) -> Result<bool> {
        Ok(row::find(db, self.kind.table(), &self.id)?.is_some())
    }

    /// Whether a record came into the book after this one had left it. One that stood beside it was another one.
    pub(super) fn is_older(&self, db: &Db, than: &Candidate) -> Result<bool> {
        let found = row::find(db, than.record.kind.table(), &than.record.id)?;
        Ok(found.is_some_and(|found| row::text(&found, "created_at") > self.cleared_at.as_str()))
    }

    /// Where a contact worked, if that is there.
    pub(super) fn employer(&self, db: &Db) -> Result<Option<String>> {
        let id = merged::id_now(db, Kind::Organization, row::text(&self.record(), "organization_id"))?;
        Ok(row::find(db, Kind::Organization.table(), &id)?.map(|_| id))
    }

    fn has(&self, table: &str, id: &str) -> bool {
        self.rows(table).iter().any(|known| row::text(known, "id") == id)
    }
}

/// All that a lead was.
#[derive(Debug, Clone, Default)]
pub(super) struct Formers {
    all: Vec<Former>,
    organization: Option<usize>,
    contact: Option<usize>,
}

impl Formers {
    /// What the lead of this origin was. Of several (leads that were merged) the one that is called like it now counts.
    pub(super) fn of(origin: &Origin) -> Result<Self> {
        let mut all = Vec::new();
        for stored in origin.rows(TABLE) {
            all.extend(Former::read(stored)?);
        }
        let lead = origin.lead();
        let of = |kind: Kind, same: &dyn Fn(&Row) -> bool| {
            let mains = || all.iter().enumerate().filter(|(_, one)| one.kind == kind && !one.is_beside);
            mains().find(|(_, one)| same(&one.record())).or_else(|| mains().next()).map(|(at, _)| at)
        };
        let alike = |one: &Row, column: &str, other: &str| {
            text::key(row::text(one, column)) == text::key(row::text(lead, other))
        };
        let organization = of(Kind::Organization, &|one| alike(one, "name", "company"));
        let contact =
            of(Kind::Contact, &|one| alike(one, "last_name", "last_name") && alike(one, "first_name", "first_name"));
        Ok(Self { all, organization, contact })
    }

    /// The one that a conversion gives back in this kind's place.
    pub(super) fn main(&self, kind: Kind) -> Option<&Former> {
        let at = match kind {
            Kind::Organization => self.organization,
            Kind::Contact => self.contact,
            Kind::Lead | Kind::Opportunity => None,
        };
        self.all.get(at?)
    }

    /// Further contacts that come back with it.
    pub(super) fn beside(&self) -> impl Iterator<Item = &Former> {
        self.all.iter().filter(|one| one.is_beside)
    }

    /// The one that an e-mail, phone, website or address of the lead was of.
    pub(super) fn owner(&self, table: &str, id: &str) -> Option<&Former> {
        self.all.iter().find(|one| one.has(table, id))
    }

    /// The addresses of a former record as they are now: the one that became the lead's has the lead's text, or is gone with it.
    pub(super) fn addresses(&self, former: &Former, of_lead: &[Row]) -> Vec<Row> {
        let moved = self.moved_address();
        let blocks = former.rows("address").iter().filter_map(|then| {
            let id = row::text(then, "id");
            let now = match of_lead.iter().find(|now| row::text(now, "id") == id) {
                Some(now) => now,
                None if moved == Some(id) => return None,
                None => then,
            };
            let mut block: Row =
                now.iter().filter(|(column, _)| !column.ends_with("id")).map(|(c, v)| (c.clone(), v.clone())).collect();
            block.insert("kind".to_owned(), then.get("kind").cloned().unwrap_or_default());
            Some(block)
        });
        blocks.collect()
    }

    /// The id of the address that became the lead's: the main contact's, else the organization's first.
    fn moved_address(&self) -> Option<&str> {
        let of = |kind| self.main(kind).and_then(|one| moved_address(one.rows("address")));
        of(Kind::Contact).or_else(|| of(Kind::Organization)).map(|address| row::text(address, "id"))
    }

    /// A description without what these brought into it.
    pub(super) fn without<'a>(description: &str, gone: impl Iterator<Item = &'a Former>) -> String {
        let blocks = gone.flat_map(|one| &one.text);
        blocks.fold(description.to_owned(), |left, block| without_block(&left, block))
    }
}

/// Of several addresses the one that a lead takes: a main one, a billing one, the first.
pub(in crate::flows) fn moved_address(addresses: &[Row]) -> Option<&Row> {
    addresses.iter().find(|address| row::text(address, "kind") != "shipping").or_else(|| addresses.first())
}

/// A text without a block that stands in it as whole lines.
fn without_block(whole: &str, block: &str) -> String {
    if block.is_empty() {
        return whole.to_owned();
    }
    let is_whole = |at: usize| {
        let (before, after) = (&whole[..at], &whole[at + block.len()..]);
        (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
    };
    let Some((at, _)) = whole.match_indices(block).find(|(at, _)| is_whole(*at)) else { return whole.to_owned() };
    let (before, after) = (whole[..at].trim_end_matches('\n'), whole[at + block.len()..].trim_start_matches('\n'));
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after.to_owned(),
        (_, true) => before.to_owned(),
        // The gap between two lines stays what it was on the wider side.
        _ => {
            let gaps = [&whole[before.len()..at], &whole[at + block.len()..whole.len() - after.len()]];
            let gap = if gaps.iter().any(|gap| gap.len() > 1) { "\n\n" } else { "\n" };
            format!("{before}{gap}{after}")
        }
    }
}

/// Gives a former record what hung on it beside fields, points and addresses, once its row is there again.
pub(super) struct Restore<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) former: &'a Former,
}

impl Restore<'_> {
    /// The links to others, or that they wait for one which is still a lead; those who waited for this one; what was said of it.
    /// The value names the rows that were made, as table and id.
    pub(super) fn links(&self) -> Result<Vec<(String, String)>> {
        let Former { kind, id, .. } = self.former;
        // The old id leads to the record itself again.
        self.tx.conn().prepare_cached("DELETE FROM merged WHERE record_id = ?1")?.execute([id])?;
        let record = self.former.record();
        for (column, field, to) in LINKS {
            let Some(Json::String(target)) = row::filled(&record, column) else { continue };
            let target = merged::id_now(self.tx, to, target)?;
            if row::find(self.tx, to.table(), &target)?.is_some() {
                self.link(*kind, id, column, &target)?;
            } else {
                let foreign = ForeignId { system: OWN, kind: to.table(), value: &target };
                foreign::wait(self.tx, &super::record(*kind, id), field, foreign)?;
            }
        }
        let foreign = ForeignId { system: OWN, kind: kind.table(), value: id };
        for waiting in foreign::waiting(self.tx, foreign)? {
            foreign::arrived(self.tx, &waiting)?;
            if let Some((column, ..)) = LINKS.iter().find(|(_, field, _)| *field == waiting.field) {
                self.link(waiting.owner.kind, &waiting.owner.id, column, id)?;
            }
        }
        let mut made = Vec::new();
        for table in ["not_duplicate", "foreign_link"] {
            for then in self.former.rows(table) {
                let row_id = row::text(then, "id").to_owned();
                if row::find(self.tx, table, &row_id)?.is_some() {
                    continue;
                }
                let missing = missing(self.tx, table, then)?;
                if missing.is_empty() {
                    row::insert(self.tx, table, then)?;
                    made.push((table.to_owned(), row_id));
                } else {
                    missing.iter().try_for_each(|id| self.hand_over(table, then, id))?;
                }
            }
        }
        Ok(made)
    }

    /// What was said of this one and of one that is still a lead comes back with that one: each was told apart from the other, and the
    /// row went with the one that left the book first.
    fn hand_over(&self, table: &str, said: &Row, id: &str) -> Result<()> {
        let Some(lead) = merged::now(self.tx, id)?.filter(|now| now.kind == Kind::Lead) else { return Ok(()) };
        for stored in row::all(self.tx, TABLE, "lead_id", &lead.id)? {
            let mut tables: BTreeMap<String, Vec<Row>> = serde_json::from_str(row::text(&stored, "origin"))?;
            let rows = tables.entry(table.to_owned()).or_default();
            if row::text(&stored, "record_id") != id || rows.iter().any(|one| one.get("id") == said.get("id")) {
                continue;
            }
            rows.push(said.clone());
            let origin = Json::from(serde_json::to_string(&tables)?);
            row::update(self.tx, TABLE, row::text(&stored, "id"), &Map::from_iter([("origin".to_owned(), origin)]))?;
        }
        Ok(())
    }

    /// A further contact is there again, with what of it is still on the lead.
    pub(super) fn beside(&self, formers: &Formers, lead: &Origin, organization: Option<&str>) -> Result<()> {
        let (tx, id) = (self.tx, Json::from(self.former.id.as_str()));
        let owner = self.former.kind.column();
        let mut record = self.former.record();
        let employer = match organization {
            Some(id) => Some(id.to_owned()),
            None => self.former.employer(tx)?,
        };
        record.insert("organization_id".to_owned(), employer.map_or(Json::Null, Json::from));
        record.insert("reports_to_id".to_owned(), Json::Null);
        record.insert("updated_at".to_owned(), Json::from(tx.now_text()));
        row::insert(tx, self.former.kind.table(), &record)?;
        for mut address in formers.addresses(self.former, lead.rows("address")) {
            address.insert("id".to_owned(), Json::from(tx.new_id()));
            address.insert(owner.to_owned(), id.clone());
            row::insert(tx, "address", &address)?;
        }
        self.points(lead, &title_of(tx, &super::record(self.former.kind, &self.former.id))?)?;
        for (table, items) in
            [("tag_link", &["tag_id"][..]), ("timeline_link", &["activity_id", "note_id", "attachment_id"][..])]
        {
            for link in self.former.rows(table) {
                let Some(item) = items.iter().find(|item| row::filled(link, item).is_some()) else { continue };
                // What was taken off the lead since does not come back.
                if lead.rows(table).iter().any(|now| now.get(*item) == link.get(*item)) {
                    let mut copy = Row::new();
                    copy.insert("id".to_owned(), Json::from(tx.new_id()));
                    copy.insert((*item).to_owned(), link.get(*item).cloned().unwrap_or_default());
                    copy.insert(owner.to_owned(), id.clone());
                    row::insert(tx, table, &copy)?;
                }
            }
        }
        for table in ["foreign_id", "merged"] {
            for then in self.former.rows(table) {
                let sql =
                    format!("UPDATE {table} SET lead_id = NULL, {owner} = ?2 WHERE id = ?1 AND lead_id IS NOT NULL");
                tx.conn().prepare_cached(&sql)?.execute([row::text(then, "id"), &self.former.id])?;
            }
        }
        self.links().map(drop)
    }

    /// Its e-mails, phones and websites leave the lead; a label that was made of its name is what it was.
    fn points(&self, lead: &Origin, name: &str) -> Result<()> {
        let mut points: Vec<&Row> = lead.rows("contact_point").iter().collect();
        points.retain(|point| self.former.has("contact_point", row::text(point, "id")));
        points.sort_by_key(|point| point.get("position").and_then(Json::as_i64));
        let mut next: BTreeMap<&str, i64> = BTreeMap::new();
        for point in points {
            let id = row::text(point, "id");
            let then = self.former.rows("contact_point").iter().find(|then| row::text(then, "id") == id);
            let label = then.map_or("", |then| row::text(then, "label"));
            let position = next.entry(row::text(point, "kind")).or_default();
            let mut columns = Row::new();
            columns.insert(Kind::Lead.column().to_owned(), Json::Null);
            columns.insert(self.former.kind.column().to_owned(), Json::from(self.former.id.as_str()));
            columns.insert("position".to_owned(), Json::from(*position));
            if row::text(point, "label") == label_beside(label, name) {
                columns.insert("label".to_owned(), Json::from(label));
            }
            *position += 1;
            row::update(self.tx, "contact_point", id, &columns)?;
        }
        Ok(())
    }

    /// Links a record to another, unless somebody did so by hand meanwhile or it would hang below itself.
    fn link(&self, kind: Kind, id: &str, column: &str, target: &str) -> Result<()> {
        let table = kind.table();
        let above = format!(
            "WITH RECURSIVE above (id) AS (SELECT ?2 UNION SELECT r.{column} FROM {table} r JOIN above a ON r.id = a.id)
             SELECT 1 FROM above WHERE id = ?1"
        );
        if row::exists(self.tx, &above, &[id, target])? {
            return Ok(());
        }
        let sql = format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1 AND {column} IS NULL");
        self.tx.conn().prepare_cached(&sql)?.execute([id, target])?;
        Ok(())
    }
}

/// Whether everything that a row refers to is there.
pub(super) fn links_hold(db: &Db, table: &str, row: &Row) -> Result<bool> {
    Ok(missing(db, table, row)?.is_empty())
}

/// The ids of what a row refers to and is not there.
fn missing(db: &Db, table: &str, row: &Row) -> Result<Vec<String>> {
    let mut missing = Vec::new();
    let mut statement = db.conn().prepare("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)")?;
    let links: Vec<(String, String)> =
        statement.query_map([table], |link| Ok((link.get(0)?, link.get(1)?)))?.collect::<Result<_, _>>()?;
    for (column, to) in links {
        let id = row::text(row, &column);
        if !id.is_empty() && row::find(db, &to, id)?.is_none() {
            missing.push(id.to_owned());
        }
    }
    Ok(missing)
}

/// The lines that keep what a lead has no field for (R8), in the order of the columns.
pub(in crate::flows) fn lines_of(db: &Db, kind: Kind, record: &Row, words: &Words) -> Result<Vec<String>> {
    const SILENT: [&str; 4] = ["description", "created_at", "lead_since", "currency"];
    let mut lines = Vec::new();
    let links = LINKS.map(|(column, ..)| column);
    for (column, value) in record {
        let is_default = column.starts_with("no_") && value.as_i64() == Some(0);
        let says = is_kept(kind, column) || links.contains(&column.as_str());
        if says && !SILENT.contains(&column.as_str()) && !is_default && !row::is_blank(value) {
            lines.push(words.line(column, &words.value(db, record, column)?));
        }
    }
    Ok(lines)
}

/// What of a record stands in fields of the lead that it becomes.
pub(in crate::flows) fn fields_of(kind: Kind, record: &Row) -> Row {
    let of_lead = super::fields::of(kind).iter().filter_map(|field| {
        let value = row::filled(record, field.column)?;
        Some((field.from?.to_owned(), value.clone()))
    });
    of_lead.collect()
}

/// What a lead was when it was converted.
pub(in crate::flows) fn lead_before(conversion: &Row) -> Result<Row> {
    let origin: Origin = serde_json::from_str(row::text(conversion, "origin"))?;
    Ok(origin.lead().clone())
}

/// How an e-mail or phone of a further contact is labelled on the lead of its organization.
pub(in crate::flows) fn label_beside(label: &str, name: &str) -> String {
    if label.is_empty() { name.to_owned() } else { format!("{label} ({name})") }
}

/// A row of the table, for a record that becomes the lead.
pub(in crate::flows) fn stored(
    tx: &Tx,
    lead_id: &str,
    kind: Kind,
    title: &str,
    is_beside: bool,
    tables: &BTreeMap<String, Vec<Row>>,
    text: &[String],
) -> Result<Row> {
    let record = tables.get(kind.table()).and_then(|rows| rows.first());
    let id = record.map_or("", |record| row::text(record, "id"));
    let columns = [
        ("id", Json::from(tx.new_id())),
        ("lead_id", Json::from(lead_id)),
        ("kind", Json::from(kind.table())),
        ("record_id", Json::from(id)),
        ("title", Json::from(title)),
        ("is_beside", Json::from(i64::from(is_beside))),
        ("cleared_at", Json::from(tx.now_text())),
        ("origin", Json::from(serde_json::to_string(tables)?)),
        ("text", Json::from(serde_json::to_string(text)?)),
    ];
    Ok(Map::from_iter(columns.map(|(column, value)| (column.to_owned(), value))))
}

#[cfg(test)]
mod tests {
    use super::without_block;

    #[test]
    fn a_block_goes_as_whole_lines_and_leaves_the_rest_as_it_was() {
        for (whole, block, left) in [
            ("VAT: 1", "VAT: 1", ""),
            ("Mine\n\nVAT: 1\nBorn: 2", "VAT: 1", "Mine\n\nBorn: 2"),
            ("Mine\n\nVAT: 1\nBorn: 2", "Born: 2", "Mine\n\nVAT: 1"),
            ("a\nb\nc", "b", "a\nc"),
            ("VAT: 12", "VAT: 1", "VAT: 12"),
            ("My VAT: 1", "VAT: 1", "My VAT: 1"),
            ("one\n\ntwo\n\nthree", "one\n\ntwo", "three"),
            ("", "x", ""),
        ] {
            assert_eq!(without_block(whole, block), left, "{whole:?} without {block:?}");
        }
    }
}
