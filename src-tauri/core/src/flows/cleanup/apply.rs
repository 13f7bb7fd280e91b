//! Writes the leads.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value as Json;

use super::plan::{Plan, Unit};
use super::snapshot::Snapshot;
use super::{Example, Outcome};
use crate::book::{Kind, RecordRef, Tx};
use crate::flows::convert::{former, joined, set_keys};
use crate::flows::progress::{Progress, Watch};
use crate::flows::row::{self, Row};
use crate::flows::words::Words;
use crate::records::{Named, merged, settings, title_of, typed};
use crate::value::name::{self, Person};
use crate::{Code, Refusal, Result};

/// The tables of what hangs on records and may hang on several, with the columns that name it.
const LINKS: [(&str, &[&str]); 2] =
    [("tag_link", &["tag_id"]), ("timeline_link", &["activity_id", "note_id", "attachment_id"])];

pub(super) fn write(tx: &Tx, plan: Plan, words: &Words, watch: Watch) -> Result<Outcome> {
    let mut outcome = Outcome { stays: plan.stays, staying: plan.staying, ..Outcome::default() };
    let of = plan.units.len() as u64;
    for (done, unit) in plan.units.iter().enumerate() {
        if watch(Progress { done: done as u64, of }).is_break() {
            return Err(Refusal::new(Code::CleanUpCancelled).into());
        }
        Writer { tx, words, going: &plan.going, outcome: &mut outcome }.unit(unit)?;
    }
    tx.about(outcome.examples.first().map_or("", |example| example.title.as_str()));
    tx.count(outcome.leads);
    Ok(outcome)
}

struct Writer<'a> {
    tx: &'a Tx<'a>,
    words: &'a Words,
    going: &'a HashSet<RecordRef>,
    outcome: &'a mut Outcome,
}

/// A lead that is made: of an organization, of which it is the first lead or a further one, and of contacts.
struct Making<'a> {
    id: String,
    organization: Option<&'a Snapshot>,
    is_first: bool,
    contacts: &'a [Snapshot],
}

impl Making<'_> {
    /// What it was, and whether its rows go to this lead.
    fn all(&self) -> impl Iterator<Item = (&Snapshot, bool)> {
        let contacts = self.contacts.iter().map(|contact| (contact, true));
        contacts.chain(self.organization.map(|organization| (organization, self.is_first)))
    }

    /// The address that becomes the lead's: its contact's, else the organization's.
    fn address(&self) -> Option<(&Snapshot, &Row)> {
        let mut of = self.contacts.iter().take(1).chain(self.organization);
        of.find_map(|one| Some((one, former::moved_address(one.rows("address"))?)))
    }
}

impl Writer<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<()> {
        let read = |kind: Kind, id: &String| Snapshot::read(self.tx, RecordRef { kind, id: id.clone() }, self.words);
        let organization = unit.organization.as_ref().map(|id| read(Kind::Organization, id)).transpose()?;
        let mut leads = Vec::new();
        for contacts in &unit.leads {
            leads.push(contacts.iter().map(|id| read(Kind::Contact, id)).collect::<Result<Vec<_>>>()?);
        }
        let mut first_lead = String::new();
        for (at, mut contacts) in leads.into_iter().enumerate() {
            contacts.iter_mut().skip(1).for_each(|contact| contact.stand_beside(self.words));
            let id = self.lead(organization.as_ref(), &contacts, at == 0)?;
            for contact in &contacts {
                self.remove(contact, &id)?;
            }
            self.outcome.contacts += contacts.len();
            if at == 0 {
                first_lead = id;
            }
        }
        if let Some(organization) = &organization {
            self.remove(organization, &first_lead)?;
            self.outcome.organizations += 1;
        }
        Ok(())
    }

    /// Makes one lead. The value is its id.
    fn lead(&mut self, organization: Option<&Snapshot>, contacts: &[Snapshot], is_first: bool) -> Result<String> {
        let seed = self.seed(organization, contacts, is_first)?;
        let id = match &seed {
            Some(seed) if row::find(self.tx, "lead", row::text(seed, "id"))?.is_none() => {
                row::text(seed, "id").to_owned()
            }
            _ => self.tx.new_id(),
        };
        let making = Making { id: id.clone(), organization, is_first, contacts };
        let mut columns = self.columns(&making, seed)?;
        let texts = self.texts(&making);
        let descriptions =
            making.all().map(|(one, _)| one.description()).fold(String::new(), |all, one| joined(&all, one));
        let lines: Vec<String> = making
            .all()
            .flat_map(|(one, _)| texts[&one.record][usize::from(!one.description().is_empty())..].to_vec())
            .collect();
        columns.insert("description".to_owned(), Json::from(joined(&descriptions, &lines.join("\n"))));
        row::insert(self.tx, Kind::Lead.table(), &columns)?;
        self.tell(&making, row::text(&columns, "title"), lines);
        self.points(&making)?;
        let copied = self.address(&making)?;
        self.links(&making)?;
        for (snapshot, own) in making.all() {
            if own {
                self.others(snapshot, &id)?;
            }
            let is_beside = making.contacts.iter().skip(1).any(|contact| contact.record == snapshot.record);
            let mut tables = snapshot.tables.clone();
            // The copy stands for the organization's address when the lead is converted.
            if let (Some((from, to)), false) = (&copied, own) {
                let of_lead =
                    tables.entry("address".to_owned()).or_default().iter_mut().find(|one| row::text(one, "id") == from);
                of_lead.and_then(|address| address.insert("id".to_owned(), Json::from(to.as_str())));
            }
            let stored = former::stored(
                self.tx,
                &id,
                snapshot.record.kind,
                &snapshot.title,
                is_beside,
                &tables,
                &texts[&snapshot.record],
            )?;
            row::insert(self.tx, former::TABLE, &stored)?;
        }
        self.outcome.leads += 1;
        if self.outcome.first.len() < Outcome::SHOWN {
            self.outcome.first.push(id.clone());
        }
        Ok(id)
    }

    /// The lead that the records were made of, if they were: what of it they had no field for comes back, and its id.
    fn seed(&self, organization: Option<&Snapshot>, contacts: &[Snapshot], is_first: bool) -> Result<Option<Row>> {
        let latest = |snapshot: &Snapshot, alone: bool| {
            let found =
                snapshot.conversions(self.going).filter(|one| !alone || row::filled(one, "contact_id").is_none());
            found.max_by_key(|one| row::text(one, "converted_at").to_owned()).cloned()
        };
        let of_contact = contacts.first().and_then(|contact| latest(contact, false));
        let of_organization = organization.filter(|_| is_first).and_then(|one| latest(one, true));
        let Some(conversion) = of_contact.or(of_organization) else { return Ok(None) };
        let mut lead = former::lead_before(&conversion)?;
        lead.insert("id".to_owned(), conversion.get("lead_id").cloned().unwrap_or_default());
        Ok(Some(lead))
    }

    fn columns(&self, making: &Making, seed: Option<Row>) -> Result<Row> {
        let mut columns = Row::new();
        let seed = seed.unwrap_or_default();
        for column in ["title", "rating", "status_id", "source_id", "expected_amount", "created_at"] {
            let there = match column {
                "status_id" => row::find(self.tx, "lead_status", row::text(&seed, column))?.is_some(),
                "source_id" => row::find(self.tx, "source", row::text(&seed, column))?.is_some(),
                _ => true,
            };
            if let Some(value) = row::filled(&seed, column).filter(|_| there) {
                columns.insert(column.to_owned(), value.clone());
            }
        }
        if let Some(organization) = making.organization {
            columns.extend(former::fields_of(Kind::Organization, organization.own()));
        }
        if let Some(contact) = making.contacts.first() {
            columns.extend(former::fields_of(Kind::Contact, contact.own()));
            let employer = row::text(contact.own(), "organization_id");
            if making.organization.is_none() && !employer.is_empty() {
                let employer = RecordRef { kind: Kind::Organization, id: employer.to_owned() };
                columns.insert("company".to_owned(), Json::from(title_of(self.tx, &employer)?));
            }
        }
        // An amount is one of its currency.
        let currency = match columns.get("expected_amount").and(row::filled(&seed, "currency")) {
            Some(currency) => currency.clone(),
            None => match columns.get("currency") {
                Some(currency) => currency.clone(),
                None => Json::from(settings::currency(self.tx)?.code()),
            },
        };
        columns.insert("currency".to_owned(), currency);
        if row::filled(&columns, "title").is_none() {
            columns.insert("title".to_owned(), Json::from(self.title(making, &columns)?));
        }
        if row::filled(&columns, "created_at").is_none() {
            let since = making.all().flat_map(|(one, _)| {
                ["lead_since", "created_at"].into_iter().filter_map(|column| row::filled(one.own(), column))
            });
            let oldest = since.filter_map(Json::as_str).min().unwrap_or_default();
            columns.insert("created_at".to_owned(), Json::from(oldest));
        }
        columns.insert("updated_at".to_owned(), Json::from(self.tx.now_text()));
        columns.insert("id".to_owned(), Json::from(making.id.as_str()));
        set_keys(Kind::Lead, &mut columns);
        Ok(columns)
    }

    /// As leads are called (C64).
    fn title(&self, making: &Making, columns: &Row) -> Result<String> {
        let person = Person {
            salutation: row::text(columns, "salutation").to_owned(),
            first: row::text(columns, "first_name").to_owned(),
            last: row::text(columns, "last_name").to_owned(),
        };
        let points = making.contacts.first().map(Snapshot::points).unwrap_or_default();
        let email = points.iter().find(|point| row::text(point, "kind") == "email");
        let email = email.map_or("", |email| row::text(email, "value"));
        name::title(row::text(columns, "company"), &person, email).map_err(typed::at("title", ""))
    }

    /// What of each record stands in the description: its own, then lines; also for addresses that the lead has no place for.
    fn texts(&self, making: &Making) -> BTreeMap<RecordRef, Vec<String>> {
        let taken = making.address().map(|(_, address)| row::text(address, "id"));
        let text = |snapshot: &Snapshot| {
            let mut text: Vec<String> = Vec::new();
            if !snapshot.description().is_empty() {
                text.push(snapshot.description().to_owned());
            }
            text.extend(snapshot.lines.iter().cloned());
            for address in snapshot.rows("address").iter().filter(|one| Some(row::text(one, "id")) != taken) {
                text.push(self.words.line(row::text(address, "kind"), &Words::address(address)));
            }
            text
        };
        making.all().map(|(snapshot, _)| (snapshot.record.clone(), text(snapshot))).collect()
    }

    fn tell(&mut self, making: &Making, title: &str, lines: Vec<String>) {
        if self.outcome.examples.len() == Outcome::EXAMPLES {
            return;
        }
        let named =
            |one: &Snapshot| Named { record: one.record.clone(), title: one.title.clone(), detail: String::new() };
        let organization = making.organization.into_iter();
        let was = organization.chain(making.contacts).map(named).collect();
        self.outcome.examples.push(Example { title: title.to_owned(), was, lines });
    }

    /// E-mails, phones and websites keep their rows: the contact's first, then the organization's, then those of further contacts,
    /// whose names become their labels.
    fn points(&self, making: &Making) -> Result<()> {
        let organization = making.organization.filter(|_| making.is_first);
        let ordered = making.contacts.iter().take(1).chain(organization).chain(making.contacts.iter().skip(1));
        let mut next: BTreeMap<String, i64> = BTreeMap::new();
        for (at, snapshot) in ordered.enumerate() {
            let is_beside = at > 0 && snapshot.record.kind == Kind::Contact;
            for point in snapshot.points() {
                let position = next.entry(row::text(&point, "kind").to_owned()).or_default();
                let mut columns = Row::new();
                columns.insert(snapshot.record.kind.column().to_owned(), Json::Null);
                columns.insert(Kind::Lead.column().to_owned(), Json::from(making.id.as_str()));
                columns.insert("position".to_owned(), Json::from(*position));
                if is_beside {
                    let label = former::label_beside(row::text(&point, "label"), &snapshot.title);
                    columns.insert("label".to_owned(), Json::from(label));
                }
                *position += 1;
                row::update(self.tx, "contact_point", row::text(&point, "id"), &columns)?;
            }
        }
        Ok(())
    }

    /// The lead's address keeps its row, too; a further lead of an organization gets a copy. The value is then the id of the
    /// organization's and of the copy.
    fn address(&self, making: &Making) -> Result<Option<(String, String)>> {
        let Some((snapshot, address)) = making.address() else { return Ok(None) };
        let owner = snapshot.record.kind.column();
        let mut columns = Row::new();
        columns.insert(owner.to_owned(), Json::Null);
        columns.insert(Kind::Lead.column().to_owned(), Json::from(making.id.as_str()));
        columns.insert("kind".to_owned(), Json::from("main"));
        let id = row::text(address, "id");
        if snapshot.record.kind == Kind::Contact || making.is_first {
            row::update(self.tx, "address", id, &columns)?;
            return Ok(None);
        }
        let mut copy = address.clone();
        copy.extend(columns);
        let new_id = self.tx.new_id();
        copy.insert("id".to_owned(), Json::from(new_id.as_str()));
        row::insert(self.tx, "address", &copy)?;
        Ok(Some((id.to_owned(), new_id)))
    }

    /// Tags, activities, notes and files: each once, nothing is copied but the link (R5).
    fn links(&mut self, making: &Making) -> Result<()> {
        let mut hangs = BTreeSet::new();
        for (snapshot, own) in making.all() {
            for (table, items) in LINKS {
                for link in snapshot.rows(table) {
                    let Some(item) = items.iter().find(|item| row::filled(link, item).is_some()) else { continue };
                    let thing = row::text(link, item);
                    let is_new = hangs.insert((*item, thing.to_owned()));
                    let owner = snapshot.record.kind.column();
                    match (is_new, own) {
                        (true, true) => {
                            let mut columns = Row::new();
                            columns.insert(owner.to_owned(), Json::Null);
                            columns.insert(Kind::Lead.column().to_owned(), Json::from(making.id.as_str()));
                            row::update(self.tx, table, row::text(link, "id"), &columns)?;
                            self.count(item);
                        }
                        (true, false) => {
                            let mut copy = Row::new();
                            copy.insert("id".to_owned(), Json::from(self.tx.new_id()));
                            copy.insert((*item).to_owned(), Json::from(thing));
                            copy.insert(Kind::Lead.column().to_owned(), Json::from(making.id.as_str()));
                            row::insert(self.tx, table, &copy)?;
                        }
                        (false, _) => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, item: &str) {
        let moves = &mut self.outcome.moves;
        *match item {
            "activity_id" => &mut moves.activities,
            "note_id" => &mut moves.notes,
            "attachment_id" => &mut moves.files,
            _ => &mut moves.tags,
        } += 1;
    }

    /// Rows of every other table that can hang on a lead: ids of other systems, old ids, and what nobody thought of here.
    fn others(&self, snapshot: &Snapshot, lead_id: &str) -> Result<()> {
        let owner = snapshot.record.kind.column();
        let own = ["contact_point", "address", "tag_link", "timeline_link", "conversion"];
        for (table, rows) in snapshot.tables.iter().filter(|(table, _)| !own.contains(&table.as_str())) {
            for found in rows.iter().filter(|found| row::text(found, owner) == snapshot.record.id) {
                if found.contains_key(Kind::Lead.column()) {
                    let mut columns = Row::new();
                    columns.insert(owner.to_owned(), Json::Null);
                    columns.insert(Kind::Lead.column().to_owned(), Json::from(lead_id));
                    row::update(self.tx, table, row::text(found, "id"), &columns)?;
                }
            }
        }
        Ok(())
    }

    /// Deletes the record and what could not go along; all of it is kept with the lead. Its id leads there from now on.
    fn remove(&self, snapshot: &Snapshot, lead_id: &str) -> Result<()> {
        let RecordRef { kind, id } = &snapshot.record;
        for conversion in snapshot.conversions(self.going) {
            let (of_lead, title) = (row::text(conversion, "lead_id"), row::text(conversion, "title"));
            let conversion = row::text(conversion, "id");
            // It went with its contact, before its organization.
            if row::find(self.tx, "conversion", conversion)?.is_none() {
                continue;
            }
            row::delete(self.tx, "conversion", conversion)?;
            if row::find(self.tx, Kind::Lead.table(), of_lead)?.is_none() {
                let of_lead = RecordRef { kind: Kind::Lead, id: of_lead.to_owned() };
                merged::note(self.tx, &of_lead, title, &RecordRef { kind: Kind::Lead, id: lead_id.to_owned() })?;
            }
        }
        // Those of others, too, go on without it.
        let sql = format!("UPDATE conversion SET {} = NULL WHERE {} = ?1", kind.column(), kind.column());
        self.tx.conn().prepare_cached(&sql)?.execute([id])?;
        for reference in row::references_to(self.tx, kind.table()) {
            if Kind::of_table(&reference.table).is_none() {
                let sql = format!("DELETE FROM \"{}\" WHERE \"{}\" = ?1", reference.table, reference.column);
                self.tx.conn().prepare_cached(&sql)?.execute([id])?;
            }
        }
        row::delete(self.tx, kind.table(), id)?;
        let lead = RecordRef { kind: Kind::Lead, id: lead_id.to_owned() };
        merged::note(self.tx, &snapshot.record, &snapshot.title, &lead)
    }
}
