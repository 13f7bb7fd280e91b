//! A row as what it fills, still as text: cells go to their fields, lists are taken apart, what has no field becomes a line of text
//! (R26). Knows neither files nor the book.

use std::collections::BTreeMap;

use super::fields::{FieldInfo, Sort, What, field};
use super::plan::{NOTHING_NAMES, Plan, ROW_EMPTY, refusal};
use crate::Refusal;
use crate::flows::formulas::as_typed;
use crate::flows::import::assemble::{self, PointText};
use crate::flows::import::reading::Row;
use crate::flows::import::values::day_of;
use crate::records::{AddressDraft, AddressKind, PointKind};
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
    pub(super) fn gather(&self, row: &Row) -> Result<Vec<Part>, Refusal> {
        if let Some(problem) = &row.problem {
            return Err(problem.refusal());
        }
        let mut parts: BTreeMap<What, Part> = BTreeMap::new();
        let mut lines = Vec::new();
        for (place, column) in self.all.iter().enumerate() {
            let Some(cell) = row.cells.get(column.at) else { continue };
            let value = self.text_of(cell);
            if value.trim().is_empty() {
                continue;
            }
            match column.to {
                None => lines.push((column.header.clone(), value.to_owned())),
                Some((what, field)) => {
                    let part = parts.entry(what).or_insert_with(|| Part::of(what));
                    part.filled_by.push(place);
                    part.take(column, field, value, &row.cells)?;
                }
            }
        }
        self.settle(parts, lines, row)
    }

    /// The text of a cell as it counts.
    fn text_of<'a>(&self, cell: &'a str) -> &'a str {
        if self.exact { cell } else { as_typed(cell.trim()).trim() }
    }

    fn settle(
        &self,
        mut parts: BTreeMap<What, Part>,
        mut lines: Vec<(String, String)>,
        row: &Row,
    ) -> Result<Vec<Part>, Refusal> {
        let mut main = self.main;
        for part in parts.values_mut() {
            part.take_name_apart();
        }
        if parts.get(&What::Contact).is_some_and(|contact| contact.is_company)
            && let Some(contact) = parts.remove(&What::Contact)
        {
            let organization = contact.into_organization();
            parts.insert(What::Organization, organization);
            if main == What::Contact {
                main = What::Organization;
            }
        }
        self.same_employer(&mut parts);
        // What tells nothing but its currency or a flag is nothing.
        parts.retain(|what, part| *what == main || !part.is_hollow());
        // What nothing names and no id leads to cannot be made: it stays readable.
        let nameless: Vec<What> =
            parts.iter().filter(|(what, part)| **what != main && part.is_nameless()).map(|(what, _)| *what).collect();
        for what in nameless {
            let columns = parts.remove(&what).map(|part| part.filled_by).unwrap_or_default();
            let columns = columns.into_iter().filter_map(|place| self.all.get(place));
            lines.extend(columns.map(|column| {
                let cell = row.cells.get(column.at).map_or("", |cell| self.text_of(cell));
                (column.header.clone(), cell.to_owned())
            }));
        }
        let Some(part) = parts.get_mut(&main) else { return Err(refusal(ROW_EMPTY)) };
        part.is_main = true;
        part.lines.extend(lines);
        part.describe();
        Ok(parts.into_values().collect())
    }
}

impl Columns {
    /// The contact of a deal works for the deal's organization, where the row says nothing else.
    fn same_employer(&self, parts: &mut BTreeMap<What, Part>) {
        let Some(deal) = parts.get(&What::Opportunity) else { return };
        let named = |name: &str| {
            let found = deal.relations.iter().find(|(info, _)| info.name == name);
            found.and_then(|(info, value)| Some((field(What::Contact, info.name)?, value.clone())))
        };
        let of_deal: Vec<_> = ["organization", "organizationId"].into_iter().filter_map(named).collect();
        if let Some(contact) = parts.get_mut(&What::Contact)
            && !contact.relations.iter().any(|(info, _)| info.name.starts_with("organization"))
        {
            contact.relations.extend(of_deal);
        }
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

/// What a row says of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) what: What,
    /// What the file is about, or what stands beside it.
    pub(super) is_main: bool,
    /// Fields of one value as typed; blank ones are missing.
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) emails: Vec<PointText>,
    pub(super) phones: Vec<PointText>,
    pub(super) websites: Vec<PointText>,
    pub(super) addresses: BTreeMap<AddressKind, AddressDraft>,
    pub(super) tags: Vec<String>,
    /// What has no field of its own: "Header: value".
    pub(super) lines: Vec<(String, String)>,
    /// The text that a column of its own gave, without the lines.
    pub(super) own_text: bool,
    pub(super) own_id: String,
    pub(super) foreign_id: String,
    /// Other records, by field.
    pub(super) relations: Vec<(&'static FieldInfo, String)>,
    is_company: bool,
    /// The places of the columns that gave it something.
    filled_by: Vec<usize>,
}

impl Part {
    fn of(what: What) -> Self {
        Self {
            what,
            is_main: false,
            values: BTreeMap::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            websites: Vec::new(),
            addresses: BTreeMap::new(),
            tags: Vec::new(),
            lines: Vec::new(),
            own_text: false,
            own_id: String::new(),
            foreign_id: String::new(),
            relations: Vec::new(),
            is_company: false,
            filled_by: Vec::new(),
        }
    }

    pub(super) fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    fn take(&mut self, column: &Column, field: &'static FieldInfo, value: &str, row: &[String]) -> Result<(), Refusal> {
        match field.sort {
            Sort::Point(kind) => {
                let label = column.label_at.and_then(|at| row.get(at)).map_or("", |label| label.trim());
                let label = if label.is_empty() { &column.label } else { label };
                match kind {
                    PointKind::Email => self.emails.extend(assemble::emails(&column.header, label, value)?),
                    PointKind::Phone => self.phones.extend(assemble::phones(&column.header, label, value)?),
                    PointKind::Website => self.websites.extend(assemble::websites(label, value)),
                }
            }
            Sort::PointLabel(_) => {}
            Sort::Address(kind, part) => {
                let address = self.addresses.entry(kind).or_default();
                let place = match part {
                    "street" => &mut address.street,
                    "postalCode" => &mut address.postal_code,
                    "city" => &mut address.city,
                    "region" => &mut address.region,
                    _ => &mut address.country,
                };
                if !place.is_empty() {
                    place.push(assemble::joint_of_street(&column.header));
                }
                place.push_str(value);
            }
            Sort::Tags => self.tags.extend(assemble::tags(value)),
            Sort::OwnId => value.trim().clone_into(&mut self.own_id),
            Sort::ForeignId => value.trim().clone_into(&mut self.foreign_id),
            Sort::Relation(_) | Sort::RelationId(_) | Sort::Places | Sort::Attendees => {
                self.relations.push((field, value.to_owned()))
            }
            Sort::IsCompany => self.is_company = is_company(value),
            Sort::Value if field.name == self.what.text_field() && self.values.contains_key(field.name) => {
                self.lines.push((column.header.clone(), value.to_owned()));
            }
            // Our own export writes whole moments; where a moment is asked for, its time counts.
            Sort::Day if date::parse_utc(value).is_ok() || has_time(field.name) => self.set(field.name, value.trim()),
            Sort::Day => self.set(field.name, day_of(value)),
            Sort::Value | Sort::Amount | Sort::FullName | Sort::Choice(_) => self.set(field.name, value),
        }
        Ok(())
    }

    fn set(&mut self, field: &'static str, value: &str) {
        let text = self.values.entry(field).or_default();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(value);
    }

    /// A whole name is taken apart unless its parts are there.
    fn take_name_apart(&mut self) {
        let Some(whole) = self.values.remove("fullName") else { return };
        if self.is_company {
            self.values.insert("lastName", whole);
            return;
        }
        let person = name::parse_person(&whole);
        if self.values.contains_key("lastName") {
            return;
        }
        for (field, part) in [("salutation", person.salutation), ("firstName", person.first), ("lastName", person.last)]
        {
            let known = text::key(self.value(field));
            if !part.is_empty() && !known.split(' ').any(|word| word == text::key(&part)) {
                self.set(field, &part);
            }
        }
    }

    /// A row of a list of people and companies that is a company.
    fn into_organization(mut self) -> Self {
        let mut values = BTreeMap::new();
        let name = [self.values.remove("firstName"), self.values.remove("lastName")];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        values.insert("name", name);
        for field in ["description", "createdOn", "leadSince"] {
            values.extend(self.values.remove(field).map(|value| (field, value)));
        }
        // What companies do not have stays readable.
        self.lines.extend(self.values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())));
        let addresses = self.addresses.into_values().map(|address| (AddressKind::Billing, address)).collect();
        let relations = self.relations.into_iter().filter_map(|(info, value)| {
            let to = match info.name {
                "organization" => "parent",
                "organizationId" => "parentId",
                _ => return None,
            };
            Some((field(What::Organization, to)?, value))
        });
        let relations = relations.collect();
        Self { what: What::Organization, values, addresses, relations, is_company: false, ..self }
    }

    /// Nothing but ids of others, a currency, a flag.
    fn is_hollow(&self) -> bool {
        let told = self.values.keys().any(|field| *field != "currency");
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

    /// Adds what has no field as lines "Header: value" below the text.
    fn describe(&mut self) {
        let field = self.what.text_field();
        self.own_text = !self.value(field).is_empty();
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
