//! What each record has in which column.

use crate::Result;
use crate::book::Db;
use crate::flows::tag_list;
use crate::records::addresses::{Address, AddressKind};
use crate::records::points::{Point, PointKind};
use crate::records::tags::Tag;
use crate::records::{Choice, Named, contact, lead, opportunity, organization};

use super::lists::{Happening, Item};
use super::{List, owner};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Blank,
    Text(String),
    /// One of a few words: what kind of word, and which.
    Word(&'static str, String),
    Number(i64),
    /// Minor units and ISO 4217 code.
    Amount(i64, String),
    /// "2026-11-22".
    Day(String),
    /// UTC.
    Moment(String),
    Yes(bool),
}

/// A column: the key of its label, what of it (a number behind the first e-mail, the part of an address), and its name for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) label: &'static str,
    pub(super) of: Option<&'static str>,
    pub(super) number: Option<usize>,
    pub(super) name: String,
}

/// How many e-mails, phones and websites the record with the most of them has, and whether any of them has a label.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape([(usize, bool); 3]);

const POINTS: [(PointKind, &str, &str); 3] = [
    (PointKind::Email, "email", "email"),
    (PointKind::Phone, "phone", "phone"),
    (PointKind::Website, "website", "website"),
];

/// The most columns for e-mails, and so on. What a record has beyond that stands in the last one, a line each.
const MOST_POINTS: usize = 20;

impl Shape {
    /// Every column that a list can have.
    pub(super) fn widest() -> Self {
        Self([(MOST_POINTS, true); 3])
    }

    /// Of all records of the list's kind.
    pub(super) fn of(db: &Db, list: &List) -> Result<Self> {
        let Some(kind) = owner(list) else { return Ok(Self::default()) };
        let column = kind.column();
        let mut shape = Self([(1, false); 3]);
        let mut statement = db.conn().prepare(&format!(
            "SELECT kind, max(number), max(labelled) FROM
               (SELECT kind, count(*) AS number, max(label <> '') AS labelled FROM contact_point
                WHERE {column} IS NOT NULL GROUP BY {column}, kind) GROUP BY kind"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(0)?;
            if let Some(at) = POINTS.iter().position(|(_, kind, _)| *kind == name) {
                let number: usize = row.get(1)?;
                shape.0[at] = (number.clamp(1, MOST_POINTS), row.get(2)?);
            }
        }
        Ok(shape)
    }
}

/// A row in the making: the same calls give the columns and the cells, so that they cannot differ.
struct Put<'a> {
    shape: &'a Shape,
    columns: Vec<Column>,
    cells: Vec<Cell>,
}

fn camel(name: &str) -> String {
    let mut out = String::new();
    for (at, part) in name.trim_end_matches("_id").split('_').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => out.extend(first.to_uppercase().chain(letters)),
            Some(first) => out.extend(std::iter::once(first).chain(letters)),
            None => {}
        }
    }
    out
}

impl Put<'_> {
    fn cell(&mut self, label: &'static str, cell: Cell) {
        let name = if label == "id" { "id".to_owned() } else { camel(label) };
        self.columns.push(Column { label, of: None, number: None, name });
        self.cells.push(cell);
    }

    fn text(&mut self, label: &'static str, text: &str) {
        self.cell(label, of_text(text));
    }

    fn number(&mut self, label: &'static str, number: Option<i64>) {
        self.cell(label, number.map_or(Cell::Blank, Cell::Number));
    }

    fn amount(&mut self, label: &'static str, amount: Option<i64>, currency: &str) {
        self.cell(label, amount.map_or(Cell::Blank, |minor| Cell::Amount(minor, currency.to_owned())));
        self.text("currency", currency);
    }

    fn day(&mut self, label: &'static str, day: Option<&String>) {
        self.cell(label, day.map_or(Cell::Blank, |day| Cell::Day(day.clone())));
    }

    fn moment(&mut self, label: &'static str, moment: Option<&String>) {
        self.cell(label, moment.map_or(Cell::Blank, |moment| Cell::Moment(moment.clone())));
    }

    fn word(&mut self, label: &'static str, word: Option<&str>) {
        self.cell(label, word.map_or(Cell::Blank, |word| Cell::Word(label, word.to_owned())));
    }

    fn choice(&mut self, label: &'static str, choice: Option<&Choice>) {
        self.text(label, choice.map_or("", |choice| &choice.name));
    }

    /// The title of another record, and its id for programs.
    fn named(&mut self, label: &'static str, named: Option<&Named>) {
        self.text(label, named.map_or("", |named| &named.title));
        self.text(label, named.map_or("", |named| &named.record.id));
        if let Some(column) = self.columns.last_mut() {
            (column.of, column.name) = (Some("id"), format!("{}Id", column.name));
        }
    }

    fn tags(&mut self, tags: &[Tag]) {
        self.text("tags", &tag_list::join(tags.iter().map(|tag| tag.name.as_str())));
    }

    fn points(&mut self, lists: [&[Point]; 3]) {
        for ((at, points), (_, _, label)) in lists.into_iter().enumerate().zip(POINTS) {
            let (width, labelled) = self.shape.0[at];
            for number in 0..width {
                let several = |text: fn(&Point) -> &str| {
                    let end = if number + 1 == width { points.len() } else { number + 1 };
                    let texts: Vec<&str> = points.get(number..end).unwrap_or_default().iter().map(text).collect();
                    texts.join("\n")
                };
                let behind = if number == 0 { String::new() } else { (number + 1).to_string() };
                let column = |of, name| Column { label, of, number: (number > 0).then_some(number + 1), name };
                self.columns.push(column(None, format!("{label}{behind}")));
                self.cells.push(of_text(&several(|point| &point.value)));
                if labelled {
                    self.columns.push(column(Some("label"), format!("{label}{behind}Label")));
                    self.cells.push(of_text(several(|point| &point.label).trim_end_matches('\n')));
                }
            }
        }
    }

    fn address(&mut self, kind: AddressKind, address: Option<&Address>) {
        let label = match kind {
            AddressKind::Main => "main",
            AddressKind::Billing => "billing",
            AddressKind::Shipping => "shipping",
        };
        let [street, postal_code, city, region, country] = address.map_or([""; 5], |address| {
            [&address.street, &address.postal_code, &address.city, &address.region, &address.country]
                .map(String::as_str)
        });
        let parts = [
            ("street", street),
            ("postal_code", postal_code),
            ("city", city),
            ("region", region),
            ("country", country),
        ];
        for (part, text) in parts {
            match kind {
                AddressKind::Main => self.text(part, text),
                _ => {
                    let name = camel(&format!("{label}_{part}"));
                    self.columns.push(Column { label, of: Some(part), number: None, name });
                    self.cells.push(of_text(text));
                }
            }
        }
    }
}

fn of_text(text: &str) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
}

/// The columns of an item and what stands in them.
pub(super) fn of(item: &Item, shape: &Shape) -> (Vec<Column>, Vec<Cell>) {
    let mut put = Put { shape, columns: Vec::new(), cells: Vec::new() };
    match item {
        Item::Lead(lead) => of_lead(&mut put, lead),
        Item::Organization(organization) => of_organization(&mut put, organization),
        Item::Contact(contact) => of_contact(&mut put, contact),
        Item::Opportunity(opportunity) => of_opportunity(&mut put, opportunity),
        Item::Activity(activity) => of_activity(&mut put, activity),
        Item::Note(note) => of_note(&mut put, note),
    }
    (put.columns, put.cells)
}

fn of_lead(put: &mut Put, lead: &lead::Detail) {
    put.text("title", &lead.title);
    put.text("company", &lead.company);
    put.text("salutation", &lead.salutation);
    put.text("first_name", &lead.first_name);
    put.text("last_name", &lead.last_name);
    put.text("job_title", &lead.job_title);
    put.points([&lead.emails, &lead.phones, &lead.websites]);
    put.address(AddressKind::Main, lead.address.as_ref());
    put.choice("status_id", lead.status.as_ref());
    put.word("rating", lead.rating.map(lead::Rating::as_str));
    put.amount("expected_amount", lead.expected_amount, &lead.currency);
    put.choice("source_id", lead.source.as_ref());
    put.text("industry", &lead.industry);
    put.number("employees", lead.employees);
    put.text("language", &lead.language);
    put.tags(&lead.tags);
    put.text("description", &lead.description);
    let closed = lead.closed.as_ref();
    put.moment("closed_at", closed.map(|closed| &closed.at));
    put.choice("lost_reason_id", closed.and_then(|closed| closed.reason.as_ref()));
    put.text("lost_note", closed.map_or("", |closed| &closed.note));
    put.moment("created_at", Some(&lead.created_at));
    put.moment("updated_at", Some(&lead.updated_at));
    put.text("id", &lead.id);
}

fn of_organization(put: &mut Put, organization: &organization::Detail) {
    let address = |kind| organization.addresses.iter().find(|address| address.kind == kind);
    put.text("name", &organization.name);
    put.named("parent_id", organization.parent.as_ref());
    put.points([&organization.emails, &organization.phones, &organization.websites]);
    put.address(AddressKind::Billing, address(AddressKind::Billing));
    put.address(AddressKind::Shipping, address(AddressKind::Shipping));
    put.text("industry", &organization.industry);
    put.number("employees", organization.employees);
    put.amount("annual_revenue", organization.annual_revenue, &organization.currency);
    put.text("vat_number", &organization.vat_number);
    put.tags(&organization.tags);
    put.text("description", &organization.description);
    put.moment("lead_since", organization.lead_since.as_ref());
    put.moment("created_at", Some(&organization.created_at));
    put.moment("updated_at", Some(&organization.updated_at));
    put.text("id", &organization.id);
}

fn of_contact(put: &mut Put, contact: &contact::Detail) {
    put.text("salutation", &contact.salutation);
    put.text("first_name", &contact.first_name);
    put.text("last_name", &contact.last_name);
    put.named("organization_id", contact.organization.as_ref());
    put.text("job_title", &contact.job_title);
    put.named("reports_to_id", contact.reports_to.as_ref());
    put.points([&contact.emails, &contact.phones, &contact.websites]);
    put.address(AddressKind::Main, contact.address.as_ref());
    put.day("birthday", contact.birthday.as_ref());
    put.text("language", &contact.language);
    put.cell("no_email", Cell::Yes(contact.no_email));
    put.cell("no_phone", Cell::Yes(contact.no_phone));
    put.cell("no_mail", Cell::Yes(contact.no_mail));
    put.tags(&contact.tags);
    put.text("description", &contact.description);
    put.moment("lead_since", contact.lead_since.as_ref());
    put.moment("created_at", Some(&contact.created_at));
    put.moment("updated_at", Some(&contact.updated_at));
    put.text("id", &contact.id);
}

fn of_opportunity(put: &mut Put, opportunity: &opportunity::Detail) {
    put.text("title", &opportunity.title);
    put.named("organization_id", opportunity.organization.as_ref());
    let names = |with_role: bool| {
        let names = opportunity.contacts.iter().map(|member| match member.role.as_str() {
            role if with_role && !role.is_empty() => format!("{} ({role})", member.name),
            _ => member.name.clone(),
        });
        names.collect::<Vec<_>>().join("\n")
    };
    put.text("contacts", &names(true));
    let ids: Vec<&str> = opportunity.contacts.iter().map(|member| member.contact_id.as_str()).collect();
    put.text("contacts", &ids.join("\n"));
    if let Some(column) = put.columns.last_mut() {
        (column.of, column.name) = (Some("id"), "contactIds".to_owned());
    }
    put.text("pipeline_id", &opportunity.pipeline.name);
    put.text("stage_id", &opportunity.stage.name);
    put.word("state", Some(opportunity.state.as_str()));
    put.amount("amount", opportunity.amount, &opportunity.currency);
    put.number("probability", Some(opportunity.probability));
    put.number("probability_by_hand", opportunity.probability_by_hand);
    put.day("expected_close", opportunity.expected_close.as_ref());
    put.moment("closed_at", opportunity.closed_at.as_ref());
    let lost = opportunity.lost.as_ref();
    put.choice("lost_reason_id", lost.map(|lost| &lost.reason));
    put.text("lost_note", lost.map_or("", |lost| &lost.note));
    put.choice("source_id", opportunity.source.as_ref());
    put.tags(&opportunity.tags);
    put.text("description", &opportunity.description);
    put.moment("stage_since", Some(&opportunity.stage_since));
    put.moment("created_at", Some(&opportunity.created_at));
    put.moment("updated_at", Some(&opportunity.updated_at));
    put.text("id", &opportunity.id);
}

fn of_places(put: &mut Put, happening: &Happening) {
    let join = |text: fn(&(crate::book::RecordRef, String)) -> String| {
        happening.on.iter().map(text).collect::<Vec<_>>().join("\n")
    };
    put.text("on", &join(|(_, title)| title.clone()));
    put.text("on", &join(|(record, _)| format!("{}:{}", record.kind.table(), record.id)));
    if let Some(column) = put.columns.last_mut() {
        (column.of, column.name) = (Some("id"), "onIds".to_owned());
    }
}

fn of_activity(put: &mut Put, activity: &Happening) {
    put.word("kind", Some(&activity.kind));
    put.text("subject", &activity.subject);
    put.day("due_on", activity.due_on.as_ref());
    put.text("due_time", activity.due_time.as_deref().unwrap_or_default());
    put.moment("done_at", activity.done_at.as_ref());
    of_places(put, activity);
    put.text("body", &activity.body);
    put.moment("created_at", Some(&activity.created_at));
    put.moment("updated_at", Some(&activity.updated_at));
    put.text("id", &activity.id);
}

fn of_note(put: &mut Put, note: &Happening) {
    put.text("body", &note.body);
    of_places(put, note);
    put.moment("created_at", Some(&note.created_at));
    put.moment("updated_at", Some(&note.updated_at));
    put.text("id", &note.id);
}

/// The columns of a list without any record to take them from.
pub(super) fn columns(list: &List, shape: &Shape) -> Vec<Column> {
    of(&blank(list), shape).0
}

fn blank(list: &List) -> Item {
    match list {
        List::Leads(_) => Item::Lead(lead::Detail::default()),
        List::Organizations(_) => Item::Organization(organization::Detail::default()),
        List::Contacts(_) => Item::Contact(contact::Detail::default()),
        List::Opportunities(_) => Item::Opportunity(opportunity::Detail::default()),
        List::Activities(_) => Item::Activity(Happening::default()),
        List::Notes(_) => Item::Note(Happening::default()),
    }
}
