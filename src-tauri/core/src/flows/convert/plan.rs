//! What a conversion with given choices would write.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::fields::{self, How};
use super::former::{Former, Formers};
use super::origin::Origin;
use super::row::{self, Row};
use super::words::Words;
use super::{Action, Choices, FieldOutcome, Missing, Moves, Target, lines};
use crate::book::{Db, Kind};
use crate::records::not_found;
use crate::value::text;
use crate::{Code, Refusal, Result};

/// What is written to one record.
pub(super) struct Part {
    pub(super) kind: Kind,
    /// The existing record's row; none for a new one.
    pub(super) before: Option<Row>,
    /// The columns to write: all of a new record's, or only those of an existing one that are filled.
    pub(super) columns: Row,
    /// The lead's points that come to this record.
    pub(super) points: Vec<Row>,
    /// The addresses to write, without id and owner.
    pub(super) addresses: Vec<Row>,
    pub(super) outcome: Vec<FieldOutcome>,
    /// What comes back in a new record, under its old id (R11).
    pub(super) former: Option<Former>,
}

/// What is written at all.
pub(super) struct Plan {
    /// In the order of R3: organization, contact, opportunity.
    pub(super) parts: Vec<Part>,
    pub(super) missing: Vec<Missing>,
    pub(super) moves: Moves,
    pub(super) lines: Vec<String>,
    /// What the lead was before a clean-up (R11).
    pub(super) formers: Formers,
    /// Further contacts that come back with its own.
    pub(super) beside: Vec<Former>,
}

/// The kinds that a lead becomes, in the order in which they are made.
pub(super) const KINDS: [Kind; 3] = [Kind::Organization, Kind::Contact, Kind::Opportunity];

impl Plan {
    /// # Errors
    /// Refusals of typed values and of chosen records that are not there or not open. What is merely missing is in
    /// [`Plan::missing`].
    pub(super) fn make(db: &Db, origin: &Origin, choices: &Choices, words: &Words) -> Result<Self> {
        if let Target::Existing { id } = &choices.opportunity {
            must_be_open(db, id)?;
        }
        Self::of(db, origin, choices, words)
    }

    /// The same, also for an opportunity that is won or lost: a merge goes there too (R15).
    pub(super) fn of(db: &Db, origin: &Origin, choices: &Choices, words: &Words) -> Result<Self> {
        let formers = Formers::of(origin)?;
        let mut parts = Vec::new();
        for kind in KINDS {
            match choices.of(kind) {
                Target::None => {}
                Target::New { fields } => parts.push(Part::new(db, kind, origin, &formers, fields, words)?),
                Target::Existing { id } => parts.push(Part::existing(db, kind, origin, id, words)?),
            }
        }
        let lines = lines::lines(db, origin, choices, words)?;
        let mut beside = Vec::new();
        for former in formers.beside().filter(|_| parts.iter().any(|part| part.kind == Kind::Contact)) {
            if !former.is_there(db)? {
                beside.push(former.clone());
            }
        }
        let mut plan = Self { missing: missing(&parts), parts, moves: moves(origin), lines, formers, beside };
        plan.describe(origin);
        plan.share_points(db, origin)?;
        plan.share_address(db, origin)?;
        Ok(plan)
    }

    pub(super) fn part(&self, kind: Kind) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    fn part_mut(&mut self, kind: Kind) -> Option<&mut Part> {
        self.parts.iter_mut().find(|part| part.kind == kind)
    }

    /// The record that keeps what has no field: the opportunity, else the contact, else the organization (R8).
    pub(super) fn host(&self) -> Option<Kind> {
        [Kind::Opportunity, Kind::Contact, Kind::Organization].into_iter().find(|kind| self.part(*kind).is_some())
    }

    /// Those that come back, or are back already: what they brought into the lead's description stands in their own fields.
    fn back(&self) -> impl Iterator<Item = &Former> {
        let mains = KINDS.into_iter().filter_map(|kind| {
            let (former, part) = (self.formers.main(kind)?, self.part(kind)?);
            (part.former.is_some() || part.id() == Some(&former.id)).then_some(former)
        });
        mains.chain(&self.beside)
    }

    /// The lead's description, and the lines of R8 behind it.
    fn describe(&mut self, origin: &Origin) {
        let own = Formers::without(row::text(origin.lead(), "description"), self.back());
        let host = self.host();
        if let Some(former) = host.and_then(|kind| self.part(kind)?.former.as_ref()) {
            // What an earlier conversion wrote there stands there again.
            let record = former.record();
            let known: Vec<&str> = row::text(&record, "description").lines().collect();
            self.lines.retain(|line| !known.contains(&line.as_str()));
        }
        let added = joined(&own, &self.lines.join("\n"));
        for part in
            self.parts.iter_mut().filter(|part| part.former.is_some() && (Some(part.kind) != host || added.is_empty()))
        {
            let back = row::text(&part.columns, "description").to_owned();
            if !back.is_empty() {
                part.say("description", Action::Made, back, String::new());
            }
        }
        let Some(part) = host.and_then(|kind| self.part_mut(kind)) else { return };
        if added.is_empty() {
            return;
        }
        let before = row::text(part.before.as_ref().unwrap_or(&part.columns), "description").to_owned();
        let whole = joined(&before, &added);
        let action = match (&part.before, before.is_empty()) {
            (None, _) => Action::Made,
            (Some(_), true) => Action::Filled,
            (Some(_), false) => Action::Added,
        };
        part.say("description", action, whole.clone(), String::new());
        part.columns.insert("description".to_owned(), Json::from(whole));
    }

    /// Each e-mail, phone and website goes to one record, for a copy would make duplicates: websites to the organization, the
    /// rest to the contact, or whichever of the two is there; one that was an organization's or a contact's goes back there.
    fn share_points(&mut self, db: &Db, origin: &Origin) -> Result<()> {
        // In their order, so that the primary one stays it.
        let mut points: Vec<&Row> = origin.rows("contact_point").iter().collect();
        points.sort_by_key(|point| point.get("position").and_then(Json::as_i64));
        for point in points {
            let owner = self.formers.owner("contact_point", row::text(point, "id"));
            if owner.is_some_and(|owner| self.beside.iter().any(|beside| beside.id == owner.id)) {
                continue;
            }
            let wanted = match (owner.map(|owner| owner.kind), row::text(point, "kind")) {
                (Some(Kind::Organization), _) | (None, "website") => [Kind::Organization, Kind::Contact],
                _ => [Kind::Contact, Kind::Organization],
            };
            let home = wanted.into_iter().find(|kind| self.part(*kind).is_some());
            let Some(part) = home.and_then(|kind| self.part_mut(kind)) else { continue };
            let (kind, shown) = (row::text(point, "kind").to_owned(), Words::point(point));
            if part.has_point(db, point)? {
                part.say(&kind, Action::Skipped, shown, String::new());
                continue;
            }
            part.say(&kind, if part.before.is_some() { Action::Added } else { Action::Made }, shown, String::new());
            part.points.push(point.clone());
        }
        Ok(())
    }

    /// The address as one block (R4): main of the contact, billing and shipping of the organization, all equal to it (C53). What comes
    /// back has its own.
    fn share_address(&mut self, db: &Db, origin: &Origin) -> Result<()> {
        let of_lead = origin.rows("address");
        let is_former = |address: &Row| self.formers.owner("address", row::text(address, "id")).is_some();
        let address = of_lead.first();
        let is_new = address.is_some_and(|address| !is_former(address));
        for part in self.parts.iter_mut().filter(|part| part.kind != Kind::Opportunity) {
            let own = part.former.as_ref().map(|former| self.formers.addresses(former, of_lead));
            match (own, address) {
                (Some(own), _) if !own.is_empty() || !is_new => part.give_back_addresses(own),
                (_, Some(address)) => part.take_address(db, address)?,
                (_, None) => {}
            }
        }
        Ok(())
    }
}

impl Part {
    fn new(
        db: &Db,
        kind: Kind,
        origin: &Origin,
        formers: &Formers,
        typed: &BTreeMap<String, String>,
        words: &Words,
    ) -> Result<Self> {
        let lead = origin.lead();
        let mut former = formers.main(kind).cloned();
        if let Some(there) = &former
            && there.is_there(db)?
        {
            former = None;
        }
        let kept = former.as_ref().map(Former::kept).unwrap_or_default();
        let mut columns = fields::new_row(db, kind, lead, &kept, typed, words)?;
        let is_field = |column: &String| fields::of(kind).iter().any(|field| field.column == column);
        columns.extend(kept.into_iter().filter(|(column, _)| !is_field(column)));
        let mut part = Self {
            kind,
            before: None,
            columns,
            points: Vec::new(),
            addresses: Vec::new(),
            outcome: Vec::new(),
            former,
        };
        for field in fields::of(kind).iter().filter(|field| field.how != How::Currency) {
            let value = words.value(db, &part.columns, field.column)?;
            let of_lead = field.from.map_or(Ok(String::new()), |column| words.value(db, lead, column))?;
            if !value.is_empty() || !of_lead.is_empty() {
                let other = if of_lead == value { String::new() } else { of_lead };
                part.say(field.name, Action::Made, value, other);
            }
        }
        if kind != Kind::Opportunity {
            let since = || Json::from(row::text(lead, "created_at"));
            part.columns.entry("lead_since").or_insert_with(since);
        }
        Ok(part)
    }

    fn existing(db: &Db, kind: Kind, origin: &Origin, id: &str, words: &Words) -> Result<Self> {
        let lead = origin.lead();
        let before = row::find(db, kind.table(), id)?.ok_or_else(|| not_found(kind.table(), id))?;
        let mut part = Self {
            kind,
            before: Some(before.clone()),
            columns: Row::new(),
            points: Vec::new(),
            addresses: Vec::new(),
            outcome: Vec::new(),
            former: None,
        };
        let same_person = same_person(&before, lead);
        for field in fields::of(kind) {
            let Some(from) = field.from.filter(|_| field.how != How::Currency) else { continue };
            let Some(value) = row::filled(lead, from) else { continue };
            let of_lead = words.value(db, lead, from)?;
            let own = row::filled(&before, field.column);
            // The parts of a name belong together: the first name of one is not put before the last name of another.
            let is_other = matches!(field.column, "salutation" | "first_name" | "last_name") && !same_person;
            if own.is_none() && !is_other {
                part.columns.insert(field.column.to_owned(), value.clone());
                if field.how == How::Amount {
                    part.columns.insert("currency".to_owned(), Json::from(row::text(lead, "currency")));
                }
                part.say(field.name, Action::Filled, of_lead, String::new());
            } else {
                let value = words.value(db, &before, field.column)?;
                if value != of_lead {
                    part.say(field.name, Action::Kept, value, of_lead);
                }
            }
        }
        Ok(part)
    }

    fn say(&mut self, field: &str, action: Action, value: String, lead: String) {
        self.outcome.push(FieldOutcome { field: field.to_owned(), action, value, lead });
    }

    /// The existing record's id.
    pub(super) fn id(&self) -> Option<&str> {
        self.before.as_ref().map(|row| row::text(row, "id"))
    }

    /// What the record is called afterwards.
    pub(super) fn title(&self) -> String {
        let mut after = self.before.clone().unwrap_or_default();
        after.extend(self.columns.clone());
        match self.kind {
            Kind::Organization => row::text(&after, "name").to_owned(),
            Kind::Contact => {
                format!("{} {}", row::text(&after, "first_name"), row::text(&after, "last_name")).trim().to_owned()
            }
            Kind::Lead | Kind::Opportunity => row::text(&after, "title").to_owned(),
        }
    }

    /// Whether the existing record has this e-mail, phone or website already.
    fn has_point(&self, db: &Db, point: &Row) -> Result<bool> {
        let Some(id) = self.id() else { return Ok(false) };
        let sql = format!(
            "SELECT 1 FROM contact_point WHERE {} = ?1 AND kind = ?2
             AND iif(?3 = '', value = ?4, match_key = ?3)",
            self.kind.column()
        );
        let text = |column| row::text(point, column);
        row::exists(db, &sql, &[&id, &text("kind"), &text("match_key"), &text("value")])
    }

    fn give_back_addresses(&mut self, blocks: Vec<Row>) {
        for block in &blocks {
            let field = format!("{}Address", row::text(block, "kind"));
            self.say(&field, Action::Made, Words::address(block), String::new());
        }
        self.addresses.extend(blocks);
    }

    fn take_address(&mut self, db: &Db, address: &Row) -> Result<()> {
        let own = match self.id() {
            Some(id) => row::all(db, "address", self.kind.column(), id)?,
            None => Vec::new(),
        };
        let shown = Words::address(address);
        let kinds: &[&str] = if self.kind == Kind::Organization { &["billing", "shipping"] } else { &["main"] };
        if let Some(own) = own.first() {
            let kept = Words::address(own);
            let action = if kept == shown { Action::Skipped } else { Action::Kept };
            self.say(&format!("{}Address", row::text(own, "kind")), action, kept, shown);
            return Ok(());
        }
        for kind in kinds {
            let mut block: Row = address
                .iter()
                .filter(|(column, _)| !column.ends_with("id"))
                .map(|(c, v)| (c.clone(), v.clone()))
                .collect();
            block.insert("kind".to_owned(), Json::from(*kind));
            self.addresses.push(block);
            let action = if self.before.is_some() { Action::Filled } else { Action::Made };
            self.say(&format!("{kind}Address"), action, shown.clone(), String::new());
        }
        Ok(())
    }
}

fn must_be_open(db: &Db, opportunity: &str) -> Result<()> {
    match row::find(db, Kind::Opportunity.table(), opportunity)? {
        Some(found) if row::text(&found, "state") != "open" => {
            Err(Refusal::new(Code::OpportunityNotOpen).with("title", row::text(&found, "title")).into())
        }
        _ => Ok(()),
    }
}

/// Whether the existing contact's name leaves it possible that it is the lead's person.
fn same_person(contact: &Row, lead: &Row) -> bool {
    ["first_name", "last_name"].into_iter().all(|column| {
        let (own, other) = (row::text(contact, column), row::text(lead, column));
        own.is_empty() || other.is_empty() || text::key(own) == text::key(other)
    })
}

/// Two texts with a blank line between them.
pub(in crate::flows) fn joined(one: &str, other: &str) -> String {
    match (one.trim().is_empty(), other.is_empty()) {
        (true, _) => other.to_owned(),
        (_, true) => one.to_owned(),
        _ => format!("{}\n\n{other}", one.trim_end()),
    }
}

fn missing(parts: &[Part]) -> Vec<Missing> {
    if parts.is_empty() {
        return vec![Missing { kind: Kind::Lead, field: "choices".to_owned() }];
    }
    let lacks = |part: &&Part| part.before.is_none() && part.title().is_empty();
    let field = |kind| match kind {
        Kind::Organization => "name",
        Kind::Contact => "lastName",
        Kind::Lead | Kind::Opportunity => "title",
    };
    parts.iter().filter(lacks).map(|part| Missing { kind: part.kind, field: field(part.kind).to_owned() }).collect()
}

fn moves(origin: &Origin) -> Moves {
    let links = origin.rows("timeline_link");
    let of = |column| links.iter().filter(|link| row::filled(link, column).is_some()).count();
    Moves {
        activities: of("activity_id"),
        notes: of("note_id"),
        files: of("attachment_id"),
        tags: origin.rows("tag_link").len(),
    }
}
