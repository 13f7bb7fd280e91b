//! Writes a plan: all of it in the caller's step, or nothing (R1).

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::fields;
use super::former::Restore;
use super::origin::Origin;
use super::plan::{KINDS, Part, Plan};
use super::row::{self, Reference, Row};
use super::words::Words;
use super::{Choices, FieldOutcome, Made, Moves, Outcome, Target, record};
use crate::book::{Db, Kind, Tx};
use crate::records::{not_found, opportunity, title_of, touch};
use crate::{Code, Refusal, Result};

/// What a conversion did, as it is kept with it: the preview's lists for the reader, and the rows for "turn back into a lead".
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    /// Field by field, by table.
    pub(super) fields: BTreeMap<String, Vec<FieldOutcome>>,
    /// The lines of R8 as they were written.
    pub(super) lines: Vec<String>,
    pub(super) moved: Moves,
    /// The new records as they were made, by table.
    pub(super) created: BTreeMap<String, Row>,
    /// The existing records' fields that were filled, by table.
    pub(super) filled: BTreeMap<String, Filled>,
    /// New rows that hang on the records, as table and id.
    pub(super) inserted: Vec<(String, String)>,
}

/// Columns of an existing record before and after.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Filled {
    pub(super) before: Row,
    pub(super) after: Row,
}

pub(super) fn run(tx: &Tx, lead_id: &str, choices: &Choices, language: &str) -> Result<Outcome> {
    if let Some(already) = earlier(tx, lead_id)? {
        tx.about(&already.title);
        return Ok(already);
    }
    let references = row::references_to(tx, Kind::Lead.table());
    let origin = Origin::read(tx, &references, lead_id)?.ok_or_else(|| not_found(Kind::Lead.table(), lead_id))?;
    let title = row::text(origin.lead(), "title").to_owned();
    tx.about(&title);
    if row::filled(origin.lead(), "closed_at").is_some() {
        return Err(Refusal::new(Code::LeadClosed).with("title", &title).into());
    }
    let plan = Plan::make(tx, &origin, choices, &Words::of(tx, language)?)?;
    if let Some(missing) = plan.missing.first() {
        return Err(match missing.kind {
            Kind::Lead => Refusal::new(Code::NothingChosen).with("title", &title),
            kind => Refusal::new(Code::FieldNeeded).at(fields::place(kind, &missing.field)),
        }
        .into());
    }
    Writer { tx, origin: &origin, plan: &plan, ids: BTreeMap::new(), done: Record::default() }.write(
        &title,
        &references,
        choices.role.trim(),
    )
}

/// Turns a lead into a part of an opportunity that is there, whatever state either is in: what merging the two means (R15).
pub(in crate::flows) fn into_opportunity(tx: &Tx, lead_id: &str, opportunity: &str, language: &str) -> Result<()> {
    let references = row::references_to(tx, Kind::Lead.table());
    let origin = Origin::read(tx, &references, lead_id)?.ok_or_else(|| not_found(Kind::Lead.table(), lead_id))?;
    let title = row::text(origin.lead(), "title").to_owned();
    let choices = only(opportunity);
    let plan = Plan::of(tx, &origin, &choices, &Words::of(tx, language)?)?;
    let writer = Writer { tx, origin: &origin, plan: &plan, ids: BTreeMap::new(), done: Record::default() };
    writer.write(&title, &references, "").map(drop)
}

/// The choice of an existing opportunity and nothing else.
pub(super) fn only(opportunity: &str) -> Choices {
    Choices {
        organization: Target::None,
        contact: Target::None,
        opportunity: Target::existing(opportunity),
        role: String::new(),
    }
}

/// What the lead became, if it was converted before (R2).
pub(super) fn earlier(db: &Db, lead_id: &str) -> Result<Option<Outcome>> {
    let found = db
        .conn()
        .prepare_cached("SELECT id FROM conversion WHERE lead_id = ?1")?
        .query_row([lead_id], |row| row.get::<_, String>(0))
        .optional()?;
    let Some(id) = found else { return Ok(None) };
    let Some(conversion) = row::find(db, "conversion", &id)? else { return Ok(None) };
    let done: Record = serde_json::from_str(row::text(&conversion, "outcome"))?;
    let made = |kind: Kind| -> Result<Option<Made>> {
        let Some(Json::String(id)) = row::filled(&conversion, kind.column()) else { return Ok(None) };
        let created = conversion.get(&format!("{}_created", kind.table())).and_then(Json::as_i64) == Some(1);
        Ok(Some(Made { id: id.clone(), title: title_of(db, &record(kind, id))?, created }))
    };
    Ok(Some(Outcome {
        conversion_id: id,
        lead_id: lead_id.to_owned(),
        title: row::text(&conversion, "title").to_owned(),
        organization: made(Kind::Organization)?,
        contact: made(Kind::Contact)?,
        opportunity: made(Kind::Opportunity)?,
        moved: done.moved,
        already: true,
    }))
}

struct Writer<'a> {
    tx: &'a Tx<'a>,
    origin: &'a Origin,
    plan: &'a Plan,
    /// The records by kind, new and existing.
    ids: BTreeMap<Kind, String>,
    done: Record,
}

impl Writer<'_> {
    fn write(mut self, title: &str, references: &[Reference], role: &str) -> Result<Outcome> {
        for part in &self.plan.parts {
            let old = part.former.as_ref().map(|former| former.id.as_str());
            let id = part.id().or(old).map_or_else(|| self.tx.new_id(), str::to_owned);
            self.ids.insert(part.kind, id);
        }
        for part in &self.plan.parts {
            self.write_record(part)?;
            self.write_addresses(part)?;
            self.move_points(part)?;
            self.done.fields.insert(part.kind.table().to_owned(), part.outcome.clone());
        }
        self.link_contact(role)?;
        self.give_back()?;
        for (table, items) in
            [("tag_link", &["tag_id"][..]), ("timeline_link", &["activity_id", "note_id", "attachment_id"][..])]
        {
            self.hang(table, items)?;
        }
        self.delete_lead(references)?;
        self.done.lines.clone_from(&self.plan.lines);
        self.done.moved = self.plan.moves;
        self.write_conversion(title)
    }

    fn id(&self, kind: Kind) -> Option<&String> {
        self.ids.get(&kind)
    }

    fn write_record(&mut self, part: &Part) -> Result<()> {
        let id = self.ids.get(&part.kind).cloned().unwrap_or_default();
        let mut columns = part.columns.clone();
        self.link_organization(part, &mut columns)?;
        let now = Json::from(self.tx.now_text());
        let Some(before) = &part.before else {
            self.complete(part.kind, &mut columns)?;
            columns.insert("id".to_owned(), Json::from(id));
            columns.entry("created_at").or_insert_with(|| now.clone());
            columns.insert("updated_at".to_owned(), now);
            row::insert(self.tx, part.kind.table(), &columns)?;
            self.done.created.insert(part.kind.table().to_owned(), columns);
            return Ok(());
        };
        if columns.is_empty() {
            return touch(self.tx, &record(part.kind, &id));
        }
        let mut whole = before.clone();
        whole.extend(columns.clone());
        fields::set_keys(part.kind, &mut whole);
        let after: Row = whole.into_iter().filter(|(column, value)| before.get(column) != Some(value)).collect();
        let kept = after.keys().filter_map(|column| Some((column.clone(), before.get(column)?.clone()))).collect();
        let mut set = after.clone();
        set.insert("updated_at".to_owned(), now);
        row::update(self.tx, part.kind.table(), &id, &set)?;
        self.done.filled.insert(part.kind.table().to_owned(), Filled { before: kept, after });
        Ok(())
    }

    /// The contact works for the chosen organization unless it has its own; the opportunity is the chosen organization's, or
    /// that of the chosen contact (C46).
    fn link_organization(&self, part: &Part, columns: &mut Row) -> Result<()> {
        let blank = part.before.as_ref().is_none_or(|before| row::filled(before, "organization_id").is_none());
        if part.kind == Kind::Organization || !blank {
            return Ok(());
        }
        let of_contact =
            || Some(self.plan.part(Kind::Contact)?.before.as_ref()?.get("organization_id")?.as_str()?.to_owned());
        let organization = match (self.id(Kind::Organization), part.kind) {
            (Some(id), _) => Some(id.clone()),
            (None, Kind::Opportunity) => of_contact(),
            (None, _) => part.former.as_ref().map(|former| former.employer(self.tx)).transpose()?.flatten(),
        };
        if let Some(id) = organization {
            columns.insert("organization_id".to_owned(), Json::from(id));
        }
        Ok(())
    }

    /// What a new record needs beside its fields.
    fn complete(&self, kind: Kind, columns: &mut Row) -> Result<()> {
        fields::set_keys(kind, columns);
        if kind != Kind::Opportunity {
            return Ok(());
        }
        let stage_id = row::text(columns, "stage_id").to_owned();
        let stage = row::find(self.tx, "stage", &stage_id)?.ok_or_else(|| not_found("stage", &stage_id))?;
        let won = stage.get("is_won").and_then(Json::as_i64) == Some(1);
        let now = Json::from(self.tx.now_text());
        columns.insert("rank".to_owned(), Json::from(opportunity::rank_on_top(self.tx, &stage_id)?));
        columns.insert("stage_since".to_owned(), now.clone());
        columns.insert("state".to_owned(), Json::from(if won { "won" } else { "open" }));
        columns.insert("probability".to_owned(), stage.get("probability").cloned().unwrap_or_default());
        if won {
            columns.insert("closed_at".to_owned(), now);
        }
        Ok(())
    }

    fn write_addresses(&mut self, part: &Part) -> Result<()> {
        for address in &part.addresses {
            let mut address = address.clone();
            address.insert(part.kind.column().to_owned(), Json::from(self.ids[&part.kind].as_str()));
            self.insert("address", address)?;
        }
        Ok(())
    }

    fn insert(&mut self, table: &str, mut row: Row) -> Result<()> {
        let id = self.tx.new_id();
        row.insert("id".to_owned(), Json::from(id.as_str()));
        row::insert(self.tx, table, &row)?;
        self.done.inserted.push((table.to_owned(), id));
        Ok(())
    }

    /// The lead's own rows go over, behind what the record has; so they keep their ids and their history.
    fn move_points(&self, part: &Part) -> Result<()> {
        let owner = part.kind.column();
        let id = &self.ids[&part.kind];
        let mut next: BTreeMap<&str, i64> = BTreeMap::new();
        for point in &part.points {
            let kind = row::text(point, "kind");
            let position = match next.get(kind) {
                Some(position) => *position,
                None => self
                    .tx
                    .conn()
                    .prepare_cached(&format!(
                        "SELECT ifnull(max(position) + 1, 0) FROM contact_point WHERE {owner} = ?1 AND kind = ?2"
                    ))?
                    .query_row([id.as_str(), kind], |row| row.get(0))?,
            };
            next.insert(kind, position + 1);
            let columns = moved(owner, id, position);
            row::update(self.tx, "contact_point", row::text(point, "id"), &columns)?;
        }
        Ok(())
    }

    fn link_contact(&mut self, role: &str) -> Result<()> {
        let (Some(opportunity), Some(contact)) = (self.id(Kind::Opportunity), self.id(Kind::Contact)) else {
            return Ok(());
        };
        let (opportunity, contact) = (opportunity.clone(), contact.clone());
        let others = row::all(self.tx, "opportunity_contact", "opportunity_id", &opportunity)?;
        if others.iter().any(|link| row::text(link, "contact_id") == contact) {
            return Ok(());
        }
        let primary = !others.iter().any(|link| link.get("is_primary").and_then(Json::as_i64) == Some(1));
        let mut link = Row::new();
        link.insert("opportunity_id".to_owned(), Json::from(opportunity));
        link.insert("contact_id".to_owned(), Json::from(contact));
        link.insert("role".to_owned(), Json::from(crate::records::typed::line("role", role)?));
        link.insert("is_primary".to_owned(), Json::from(i64::from(primary)));
        self.insert("opportunity_contact", link)
    }

    /// What the lead was before a clean-up has its links again, and the further contacts of its organization are there (R11).
    fn give_back(&mut self) -> Result<()> {
        for former in self.plan.parts.iter().filter_map(|part| part.former.as_ref()) {
            let made = Restore { tx: self.tx, former }.links()?;
            self.done.inserted.extend(made);
        }
        let organization = self.id(Kind::Organization).map(String::as_str);
        for former in &self.plan.beside {
            Restore { tx: self.tx, former }.beside(&self.plan.formers, self.origin, organization)?;
        }
        Ok(())
    }

    /// What hangs on the lead hangs on everything chosen afterwards (R5): the lead's own link goes over to the first, the others
    /// get one. `items` are the columns that name what hangs there.
    fn hang(&mut self, table: &str, items: &[&str]) -> Result<()> {
        let targets: Vec<(Kind, String)> = [Kind::Opportunity, Kind::Contact, Kind::Organization]
            .into_iter()
            .filter_map(|kind| Some((kind, self.id(kind)?.clone())))
            .collect();
        for link in self.origin.rows(table) {
            let Some(item) = items.iter().find(|item| row::filled(link, item).is_some()) else { continue };
            for (at, (kind, id)) in targets.iter().enumerate() {
                let (owner, thing) = (kind.column(), row::text(link, item));
                let is_there = self.plan.part(*kind).is_some_and(|part| part.before.is_some())
                    && row::exists(
                        self.tx,
                        &format!("SELECT 1 FROM {table} WHERE {item} = ?1 AND {owner} = ?2"),
                        &[thing, id.as_str()],
                    )?;
                match (at, is_there) {
                    (0, true) => row::delete(self.tx, table, row::text(link, "id"))?,
                    (0, false) => {
                        let mut columns = Row::new();
                        columns.insert(Kind::Lead.column().to_owned(), Json::Null);
                        columns.insert(owner.to_owned(), Json::from(id.as_str()));
                        row::update(self.tx, table, row::text(link, "id"), &columns)?;
                    }
                    (_, true) => {}
                    (_, false) => {
                        let mut copy = Row::new();
                        copy.insert((*item).to_owned(), Json::from(thing));
                        copy.insert(owner.to_owned(), Json::from(id.as_str()));
                        self.insert(table, copy)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Deletes the lead and what could not go over; all of it is in the origin. Rows of a table that nobody thought of here
    /// go to the first record that the table can link to.
    fn delete_lead(&self, references: &[Reference]) -> Result<()> {
        let lead = row::text(self.origin.lead(), "id");
        // Nothing came to hang on it since it was read.
        for reference in references.iter().filter(|reference| !self.origin.rows(&reference.table).is_empty()) {
            let known = matches!(reference.table.as_str(), "contact_point" | "address" | "tag_link" | "timeline_link");
            for left in row::all(self.tx, &reference.table, &reference.column, lead)? {
                // An id of what the lead was as an organization goes to the organization.
                let of_kind = Kind::of_table(row::text(&left, "kind"));
                let heir = of_kind
                    .into_iter()
                    .chain([Kind::Opportunity, Kind::Contact, Kind::Organization])
                    .filter_map(|kind| Some((kind, self.id(kind)?)))
                    .find(|(kind, _)| !known && left.contains_key(kind.column()));
                match heir {
                    Some((kind, id)) => {
                        let mut columns = Row::new();
                        columns.insert(reference.column.clone(), Json::Null);
                        columns.insert(kind.column().to_owned(), Json::from(id.as_str()));
                        row::update(self.tx, &reference.table, row::text(&left, "id"), &columns)?;
                    }
                    None => row::delete(self.tx, &reference.table, row::text(&left, "id"))?,
                }
            }
        }
        row::delete(self.tx, Kind::Lead.table(), lead)
    }

    fn write_conversion(self, title: &str) -> Result<Outcome> {
        let lead_id = row::text(self.origin.lead(), "id");
        let id = self.tx.new_id();
        let mut conversion = Row::new();
        for (column, value) in [
            ("id", json!(id)),
            ("lead_id", json!(lead_id)),
            ("title", json!(title)),
            ("converted_at", json!(self.tx.now_text())),
            ("origin", Json::from(serde_json::to_string(self.origin)?)),
            ("outcome", Json::from(serde_json::to_string(&self.done)?)),
        ] {
            conversion.insert(column.to_owned(), value);
        }
        let mut made = BTreeMap::new();
        for kind in KINDS {
            let created = self.plan.part(kind).is_some_and(|part| part.before.is_none());
            conversion.insert(format!("{}_created", kind.table()), Json::from(i64::from(created)));
            conversion.insert(kind.column().to_owned(), json!(self.ids.get(&kind)));
            if let (Some(part), Some(id)) = (self.plan.part(kind), self.ids.get(&kind)) {
                made.insert(kind, Made { id: id.clone(), title: part.title(), created });
            }
        }
        row::insert(self.tx, "conversion", &conversion)?;
        Ok(Outcome {
            conversion_id: id,
            lead_id: lead_id.to_owned(),
            title: title.to_owned(),
            organization: made.remove(&Kind::Organization),
            contact: made.remove(&Kind::Contact),
            opportunity: made.remove(&Kind::Opportunity),
            moved: self.plan.moves,
            already: false,
        })
    }
}

/// The columns of a point that goes over from the lead.
fn moved(owner: &str, id: &str, position: i64) -> Row {
    let mut columns = Row::new();
    columns.insert(Kind::Lead.column().to_owned(), Json::Null);
    columns.insert(owner.to_owned(), Json::from(id));
    columns.insert("position".to_owned(), Json::from(position));
    columns
}
