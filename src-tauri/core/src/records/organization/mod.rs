//! Organizations: companies, groups, agencies, authorities.

mod page;
mod store;

use std::collections::BTreeMap;

use serde::Serialize;

pub use page::{Query, Row, Sort, page, statements};
pub(crate) use store::related;
pub use store::{create, delete, get, set};

pub(crate) use store::find_or_create;

use super::{Address, Due, Named, Point, Related, Tag, Typing, typed};
use crate::book::{Db, Kind, RecordRef};
use crate::value::money::Currency;
use crate::value::{company, text};
use crate::{Code, Refusal, Result};

super::fields! {
    /// The fields of an organization that are set by name.
    "OrganizationField";
    /// The full name; needed.
    Name = "name",
    /// The organization it is a subsidiary of, by id or name.
    Parent = "parent",
    /// Industry.
    Industry = "industry",
    /// How many people work there: a whole number.
    Employees = "employees",
    /// Revenue in a year, in the organization's currency.
    AnnualRevenue = "annualRevenue",
    /// ISO 4217; blank is the book's. A new one keeps the figure of the revenue.
    Currency = "currency",
    /// VAT number.
    VatNumber = "vatNumber",
    /// Free text of several lines.
    Description = "description",
}

/// A new organization as typed.
pub type Draft = super::Draft<Field>;

/// An organization with all that belongs to it but its timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "OrganizationDetail"))]
pub struct Detail {
    /// The id.
    pub id: String,
    /// The full name.
    pub name: String,
    /// What it is a subsidiary of.
    pub parent: Option<Named>,
    /// Industry.
    pub industry: String,
    /// How many people work there.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub employees: Option<i64>,
    /// In minor units of `currency`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub annual_revenue: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// VAT number.
    pub vat_number: String,
    /// Free text.
    pub description: String,
    /// When the lead it came from was made, in UTC.
    pub lead_since: Option<String>,
    /// E-mails, the primary one first.
    pub emails: Vec<Point>,
    /// Phones, the primary one first.
    pub phones: Vec<Point>,
    /// Websites, the primary one first.
    pub websites: Vec<Point>,
    /// Billing and shipping.
    pub addresses: Vec<Address>,
    /// By name.
    pub tags: Vec<Tag>,
    /// Its people, each with the job title.
    pub contacts: Related,
    /// Its opportunities, open ones first, each with the stage.
    pub opportunities: Related,
    /// Its subsidiaries.
    pub children: Related,
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity.
    pub due: Due,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it or what belongs to it changed last, in UTC.
    pub updated_at: String,
}

/// The fields of an organization as they are stored.
#[derive(Clone, PartialEq)]
struct Values {
    name: String,
    parent: Option<String>,
    industry: String,
    employees: Option<i64>,
    revenue: Option<i64>,
    currency: Currency,
    vat_number: String,
    description: String,
}

impl Values {
    fn blank(currency: Currency) -> Self {
        Self {
            name: String::new(),
            parent: None,
            industry: String::new(),
            employees: None,
            revenue: None,
            currency,
            vat_number: String::new(),
            description: String::new(),
        }
    }

    /// Reads what was typed into the fields. `id` is the organization's own, if it is there already.
    fn apply(&mut self, db: &Db, id: Option<&str>, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
        // The revenue is read in the currency beside it.
        if let Some(text) = fields.get(&Field::Currency) {
            let currency = typed::currency("currency", text, super::settings::currency(db)?)?;
            if let (Some(revenue), None) = (self.revenue, fields.get(&Field::AnnualRevenue)) {
                self.revenue = Some(typed::in_currency("currency", revenue, self.currency, currency)?);
            }
            self.currency = currency;
        }
        for (field, text) in fields {
            let name = field.as_str();
            match field {
                Field::Name => self.name = typed::line(name, text)?,
                Field::Parent => self.parent = store::parent(db, id, name, text)?,
                Field::Industry => self.industry = typed::line(name, text)?,
                Field::Employees => self.employees = typed::count(name, text)?,
                Field::AnnualRevenue => self.revenue = typed::amount(name, text, self.currency, typing)?,
                Field::Currency => {}
                Field::VatNumber => self.vat_number = typed::line(name, text)?,
                Field::Description => self.description = typed::block(name, text)?,
            }
        }
        if self.name.is_empty() {
            return Err(Refusal::new(Code::FieldNeeded).at("name").into());
        }
        Ok(())
    }

    fn name_key(&self) -> String {
        name_key(&self.name)
    }

    fn company_key(&self) -> String {
        company::key(&self.name)
    }
}

fn name_key(name: &str) -> String {
    typed::key_or(text::key(name), name)
}

fn of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Organization, id: id.to_owned() }
}
