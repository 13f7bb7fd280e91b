//! A row as what it fills, still as text: cells go to their fields, lists are taken apart, what has no field becomes a line of text
//! (R26). Knows neither files nor the book. What is not put together of several cells is borrowed from the row.

use std::borrow::Cow;

use super::address::{AddressText, one_of_each};
use super::fields::{FieldInfo, Sort, What, field};
use super::foreign_cells::{self, is_no_day};
use super::lists::{self, PointText, Points};
use super::plan::{NOTHING_NAMES, Plan, ROW_EMPTY, refusal};
use super::texts::Values;
use crate::Refusal;
use crate::flows::formulas::as_typed;
use crate::flows::import::headers::which_address;
use crate::flows::import::reading::{Cells, Row};
use crate::flows::import::values::day_of;
use crate::flows::tag_list;
use crate::records::{AddressKind, PointKind};
use crate::value::{date, name, text};

/// The system of our own exact export: its cells are the texts themselves.
pub(super) const EXACT: &str = "kontor";

/// A column that goes somewhere.
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) header: String,
    label: String,
    /// None: it is kept as a line.
    pub(super) to: Option<(What, &'static FieldInfo)>,
    /// The column that holds the label of this one's e-mail or phone.
    label_at: Option<usize>,
    /// What stands before its cell in a part of an address that another column began.
    joint: char,
    /// Which of several addresses it is about.
    which: u8,
}

/// The columns of a plan.
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    main: What,
    exact: bool,
}

impl Columns {
    /// Reads a plan.
    ///
    /// # Errors
    /// [`NOTHING_NAMES`]; `import_field_unknown` for a field that there is not.
    pub(super) fn of(plan: &Plan) -> Result<Self, Refusal> {
        let mut all = Vec::new();
        for mapping in plan.mappings.iter().filter(|mapping| mapping.field != "ignore") {
            let to = match mapping.what {
                None => None,
                Some(what) => Some((what, field(what, &mapping.field).ok_or_else(|| unknown(what, &mapping.field))?)),
            };
            all.push(Column {
                at: mapping.column as usize,
                header: mapping.header.clone(),
                label: mapping.label.clone(),
                to,
                label_at: None,
                joint: lists::joint_of_street(&mapping.header),
                which: which_address(&mapping.header),
            });
        }
        pair_labels(&mut all);
        let columns = Self { all, main: plan.what, exact: plan.system == EXACT };
        if columns.names_main() { Ok(columns) } else { Err(refusal(NOTHING_NAMES).with("what", plan.what.as_str())) }
    }

    /// Whether some column tells which record of the main kind a row is about (I07).
    fn names_main(&self) -> bool {
        self.all.iter().filter_map(|column| column.to).filter(|(what, _)| *what == self.main).any(|(_, field)| {
            matches!(field.sort, Sort::OwnId | Sort::ForeignId | Sort::FullName)
                || match self.main {
                    What::Contact => matches!(field.name, "firstName" | "lastName" | "email"),
                    What::Lead => matches!(field.name, "title" | "company" | "firstName" | "lastName" | "email"),
                    what => field.name == what.name_field(),
                }
        })
    }

    /// The columns that go to fields of this sort.
    pub(super) fn places(&self, of: impl Fn(Sort) -> bool) -> Vec<usize> {
        self.all.iter().filter(|column| column.to.is_some_and(|(_, field)| of(field.sort))).map(|c| c.at).collect()
    }

    /// The headers of the columns that have no field and are kept as lines.
    pub(super) fn kept(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|column| column.to.is_none()).map(|column| column.header.as_str())
    }

    /// The header of the column that a field of a record comes from.
    pub(super) fn header_of(&self, what: What, field: &str) -> Option<&str> {
        let names = |name: &str| {
            name == field
                || matches!((field, name), ("emails", "email") | ("phones", "phone") | ("websites", "website"))
                || (field == "lastName" && name == "fullName")
        };
        let column = self.all.iter().find(|column| column.to.is_some_and(|(of, info)| of == what && names(info.name)));
        column.map(|column| column.header.as_str())
    }

    /// Takes a row apart: what it fills, in the order of writing. Never empty.
    pub(super) fn gather<'r>(&'r self, row: &'r Row) -> Result<Vec<Part<'r>>, Refusal> {
        if let Some(problem) = &row.problem {
            return Err(problem.refusal());
        }
        let mut parts: Vec<Part> = Vec::with_capacity(1);
        let mut lines: Vec<Line> = Vec::new();
        for column in &self.all {
            let Some(value) = self.value_of(column, row) else { continue };
            let Some((what, field)) = column.to else {
                lines.push((column.header.as_str().into(), value.into()));
                continue;
            };
            let at = parts.iter().position(|part| part.what == what).unwrap_or_else(|| {
                parts.push(Part::of(what, self.all.len()));
                parts.len() - 1
            });
            parts[at].take(column, field, value, &row.cells)?;
        }
        parts.sort_unstable_by_key(|part| part.what);
        self.settle(parts, lines, row)
    }

    /// The text of a cell as it counts; none for a blank one.
    fn value_of<'r>(&self, column: &Column, row: &'r Row) -> Option<&'r str> {
        let cell = row.cells.get(column.at)?;
        if self.exact {
            return Some(cell).filter(|cell| !cell.trim().is_empty());
        }
        let value = foreign_cells::without_module(as_typed(cell.trim()).trim());
        let may_be_day = || column.to.is_none_or(|(_, field)| field.sort == Sort::Day);
        Some(value).filter(|value| !(value.is_empty() || is_no_day(value) && may_be_day()))
    }

    fn settle<'r>(
        &'r self,
        mut parts: Vec<Part<'r>>,
        mut lines: Vec<Line<'r>>,
        row: &'r Row,
    ) -> Result<Vec<Part<'r>>, Refusal> {
        let mut main = self.main;
        for part in &mut parts {
            part.take_name_apart();
            part.settle_stage();
            if let Some(all) = part.leave_first_organization() {
                let header = self.header_of(part.what, "organization").unwrap_or("organization");
                lines.push((header.into(), all));
            }
            for (kind, which) in one_of_each(&mut part.addresses) {
                let is_of = |column: &&Column| {
                    let of_kind = |(what, field): (What, &FieldInfo)| {
                        what == part.what && matches!(field.sort, Sort::Address(of, _) if of == kind)
                    };
                    column.which == which && column.to.is_some_and(of_kind)
                };
                let columns = self.all.iter().filter(is_of);
                lines.extend(columns.filter_map(|c| Some((c.header.as_str().into(), self.value_of(c, row)?.into()))));
            }
        }
        if let Some(at) = parts.iter().position(|part| part.what == What::Contact && part.is_company) {
            let company = parts.remove(at).into_organization();
            match parts.iter_mut().find(|part| part.what == What::Organization) {
                Some(known) => *known = company,
                None => parts.insert(0, company),
            }
            if main == What::Contact {
                main = What::Organization;
            }
        }
        same_employer(&mut parts);
        // What tells nothing but its currency or a flag is nothing.
        parts.retain(|part| part.what == main || !part.is_hollow());
        // What nothing names and no id leads to cannot be made: it stays readable.
        let is_made = |part: &Part| part.what == main || !part.is_nameless();
        for part in parts.iter().filter(|part| !is_made(part)) {
            let columns = self.all.iter().filter(|column| column.to.is_some_and(|(what, _)| what == part.comes_as));
            lines.extend(
                columns.filter_map(|column| Some((column.header.as_str().into(), self.value_of(column, row)?.into()))),
            );
        }
        parts.retain(is_made);
        let Some(part) = parts.iter_mut().find(|part| part.what == main) else { return Err(refusal(ROW_EMPTY)) };
        part.is_main = true;
        part.lines.extend(lines);
        part.settle_lines();
        Ok(parts)
    }
}

/// The contact of a deal works for the deal's organization, where the row says nothing else.
fn same_employer(parts: &mut [Part]) {
    let Some(deal) = parts.iter().find(|part| part.what == What::Opportunity) else { return };
    let named = |name: &str| {
        let found = deal.relations.iter().find(|(info, _)| info.name == name);
        found.and_then(|(info, value)| Some((field(What::Contact, info.name)?, value.clone())))
    };
    let of_deal: Vec<_> = ["organization", "organizationId"].into_iter().filter_map(named).collect();
    if let Some(contact) = parts.iter_mut().find(|part| part.what == What::Contact)
        && !contact.relations.iter().any(|(info, _)| info.name.starts_with("organization"))
    {
        contact.relations.extend(of_deal);
    }
}

/// A label column belongs to the column of its kind before it, or behind it where that has one already: both orders are written.
fn pair_labels(columns: &mut [Column]) {
    for at in 0..columns.len() {
        let Some((what, FieldInfo { sort: Sort::PointLabel(kind), .. })) = columns[at].to else { continue };
        let fits = |other: &Column| {
            other.label_at.is_none()
                && other.to.is_some_and(|(of, field)| of == what && field.sort == Sort::Point(*kind))
        };
        let before = at.checked_sub(1).filter(|before| fits(&columns[*before]));
        let behind = Some(at + 1).filter(|behind| columns.get(*behind).is_some_and(fits));
        if let Some(point) = before.or(behind) {
            columns[point].label_at = Some(columns[at].at);
        }
    }
}

/// The refusal of a field that there is not.
pub(super) fn unknown(what: What, name: &str) -> Refusal {
    refusal("import_field_unknown").with("field", name).with("fields", super::field_names(what).join(", "))
}

/// What has no field of its own: header and value.
pub(super) type Line<'r> = (Cow<'r, str>, Cow<'r, str>);

/// What a row says of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<'r> {
    pub(super) what: What,
    /// What its columns say it is: the companies of a list of people come as contacts.
    comes_as: What,
    /// What the file is about, or what stands beside it.
    pub(super) is_main: bool,
    pub(super) values: Values<'r>,
    pub(super) emails: Vec<PointText<'r>>,
    pub(super) phones: Vec<PointText<'r>>,
    pub(super) websites: Vec<PointText<'r>>,
    pub(super) addresses: Vec<AddressText<'r>>,
    pub(super) tags: Vec<String>,
    pub(super) lines: Vec<Line<'r>>,
    pub(super) own_id: Cow<'r, str>,
    pub(super) foreign_id: Cow<'r, str>,
    /// Other records, by field.
    pub(super) relations: Vec<(&'static FieldInfo, Cow<'r, str>)>,
    is_company: bool,
}

impl<'r> Part<'r> {
    /// One of which nothing is known yet. `columns`: how many may have something to say of it.
    fn of(what: What, columns: usize) -> Self {
        Self {
            what,
            comes_as: what,
            is_main: false,
            values: Values::with_room(columns),
            emails: Vec::new(),
            phones: Vec::new(),
            websites: Vec::new(),
            addresses: Vec::new(),
            tags: Vec::new(),
            lines: Vec::new(),
            own_id: Cow::Borrowed(""),
            foreign_id: Cow::Borrowed(""),
            relations: Vec::new(),
            is_company: false,
        }
    }

    pub(super) fn value(&self, field: &str) -> &str {
        self.values.get(field).unwrap_or_default()
    }

    fn take(
        &mut self,
        column: &'r Column,
        field: &'static FieldInfo,
        value: &'r str,
        row: &'r Cells,
    ) -> Result<(), Refusal> {
        match field.sort {
            Sort::Point(kind) => {
                let label = column.label_at.and_then(|at| row.get(at)).map_or("", lists::label_of);
                let label = if label.is_empty() { &column.label } else { label };
                let into = match kind {
                    PointKind::Email => &mut self.emails,
                    PointKind::Phone => &mut self.phones,
                    PointKind::Website => &mut self.websites,
                };
                let points = Points { header: &column.header, label, into };
                match kind {
                    PointKind::Email => points.emails(value)?,
                    PointKind::Phone => points.phones(value)?,
                    PointKind::Website => points.websites(value),
                }
            }
            Sort::PointLabel(_) => {}
            Sort::Address(kind, part) => {
                let is_it = |address: &AddressText| address.kind == kind && address.which == column.which;
                let at = self.addresses.iter().position(is_it).unwrap_or_else(|| {
                    self.addresses.push(AddressText::of(kind, column.which));
                    self.addresses.len() - 1
                });
                self.addresses[at].add(part, value, column.joint);
            }
            Sort::Tags => self.tags.extend(tag_list::split(value)),
            Sort::OwnId => self.own_id = value.trim().into(),
            Sort::ForeignId => self.foreign_id = value.trim().into(),
            Sort::Relation(_) | Sort::RelationId(_) | Sort::Places | Sort::Attendees => {
                self.relations.push((field, value.into()));
            }
            Sort::IsCompany => self.is_company = is_company(value),
            // A card of a company's company: what it is called, and whose it is.
            Sort::Value if self.what == What::Lead && field.name == "company" && self.values.has("company") => {
                let called = self.values.remove("company").unwrap_or_default();
                self.values.put(field, value.trim().into());
                if let Some(title) = super::fields::field(What::Lead, "title").filter(|_| !self.values.has("title")) {
                    self.values.put(title, called);
                }
            }
            Sort::Value if field.name == self.what.text_field() && self.values.has(field.name) => {
                self.lines.push((column.header.as_str().into(), value.into()));
            }
            Sort::Day if foreign_cells::is_day_without_year(value) => {
                self.lines.push((column.header.as_str().into(), value.into()));
            }
            // A figure, a day or a word is one: what a second column says otherwise stays readable.
            Sort::Day | Sort::Amount | Sort::Choice(_) | Sort::FullName if self.values.has(field.name) => {
                if text::key(self.value(field.name)) != text::key(value) {
                    self.lines.push((column.header.as_str().into(), value.into()));
                }
            }
            // Our own export writes whole moments; where a moment is asked for, its time counts.
            Sort::Day if date::parse_utc(value).is_ok() || has_time(field.name) => {
                self.values.add(field, value.trim().into());
            }
            Sort::Day => self.values.add(field, day_of(value).into()),
            Sort::Value if self.values.has(field.name) && text::key(self.value(field.name)) == text::key(value) => {}
            Sort::Value if field.name == "probability" => {
                self.values.put(field, foreign_cells::percentage(value).map_or(value.into(), Cow::Owned));
            }
            Sort::Value | Sort::Amount | Sort::FullName | Sort::Choice(_) => self.values.add(field, value.into()),
        }
        Ok(())
    }

    /// A whole name is taken apart unless its parts are there.
    fn take_name_apart(&mut self) {
        let Some(whole) = self.values.remove("fullName") else { return };
        if self.is_company {
            if let Some(field) = field(self.what, "lastName") {
                self.values.put(field, whole);
            }
            return;
        }
        if self.values.has("lastName") {
            return;
        }
        let person = name::parse_person(&whole);
        for (name, part) in [("salutation", person.salutation), ("firstName", person.first), ("lastName", person.last)]
        {
            let known = text::key(self.value(name));
            if !part.is_empty()
                && !known.split(' ').any(|word| word == text::key(&part))
                && let Some(field) = field(self.what, name)
            {
                self.values.add(field, part.into());
            }
        }
    }

    /// One organization where several are named with an id for each, the first. The value is what the cell said.
    fn leave_first_organization(&mut self) -> Option<Cow<'r, str>> {
        let place = |name: &str| self.relations.iter().position(|(info, _)| info.name == name);
        let (at, ids) = (place("organization"), place("organizationId")?);
        let count = foreign_cells::parts(&self.relations[ids].1).count();
        if count < 2 {
            return None;
        }
        let named = at.filter(|at| foreign_cells::parts(&self.relations[*at].1).count() == count);
        let all = self.relations[named.unwrap_or(ids)].1.clone();
        for at in named.into_iter().chain([ids]) {
            let first = foreign_cells::parts(&self.relations[at].1).next().unwrap_or_default().to_owned();
            self.relations[at].1 = first.into();
        }
        Some(all)
    }

    /// A stage that names its pipeline, too.
    fn settle_stage(&mut self) {
        if self.what == What::Opportunity
            && let Some(field) = field(What::Opportunity, "stage")
            && let Some(bare) = foreign_cells::without_pipeline(self.value("stage"), self.value("pipeline"))
        {
            let bare = bare.to_owned();
            self.values.put(field, bare.into());
        }
    }

    /// A row of a list of people and companies that is a company.
    fn into_organization(mut self) -> Self {
        let name = [self.values.remove("firstName"), self.values.remove("lastName")];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let mut values = Values::default();
        let own = [("name", Some(name.into()))]
            .into_iter()
            .chain(["description", "createdOn", "leadSince"].into_iter().map(|name| (name, self.values.remove(name))));
        for (field, value) in own.filter_map(|(name, value)| Some((field(What::Organization, name)?, value?))) {
            values.put(field, value);
        }
        // What companies do not have stays readable.
        self.lines.extend(self.values.iter().map(|(field, value)| (field.name.into(), value.clone())));
        self.addresses.iter_mut().for_each(|address| address.kind = AddressKind::Billing);
        let relations = self.relations.into_iter().filter_map(|(info, value)| {
            let to = match info.name {
                "organization" => "parent",
                "organizationId" => "parentId",
                _ => return None,
            };
            Some((field(What::Organization, to)?, value))
        });
        let relations = relations.collect();
        Self { what: What::Organization, values, relations, is_company: false, ..self }
    }

    /// Nothing but ids of others, a currency, a flag.
    fn is_hollow(&self) -> bool {
        let told = self.values.iter().any(|(field, _)| field.name != "currency");
        !told
            && self.emails.is_empty()
            && self.phones.is_empty()
            && self.websites.is_empty()
            && self.addresses.is_empty()
            && self.tags.is_empty()
            && self.own_id.is_empty()
            && self.foreign_id.is_empty()
    }

    /// Nothing to call it by and no id that could lead to it.
    fn is_nameless(&self) -> bool {
        if !self.own_id.is_empty() || !self.foreign_id.is_empty() {
            return false;
        }
        let blank = |field| self.value(field).is_empty();
        match self.what {
            What::Contact => blank("firstName") && blank("lastName") && self.emails.is_empty(),
            What::Lead => {
                ["title", "company", "firstName", "lastName"].into_iter().all(blank) && self.emails.is_empty()
            }
            what => blank(what.name_field()),
        }
    }

    /// Leaves out lines that say nothing new.
    fn settle_lines(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let person = text::key(&format!("{} {}", self.value("firstName"), self.value("lastName")));
        // The whole name beside its parts says nothing new.
        self.lines.retain(|(_, value)| text::key(value) != person);
    }

    /// The lines as they stand in the text.
    pub(super) fn kept(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(|(header, value)| format!("{header}: {value}")).collect();
        lines.join("\n")
    }
}

/// Whether a time beside the day says something of a field.
fn has_time(field: &str) -> bool {
    matches!(field, "createdOn" | "closedOn" | "doneOn" | "dueOn" | "leadSince" | "stageSince")
}

fn is_company(value: &str) -> bool {
    ["1", "true", "yes", "y", "ja", "j", "wahr", "x", "company", "firma", "unternehmen", "organization", "org"]
        .contains(&text::key(value).as_str())
}
