//! Leads: first contacts, before it is known whether there is business.

mod page;
mod store;

use serde::{Deserialize, Serialize};

pub use page::{Query, Row, Shown, Sort, page, statements};
pub use store::{CloseDraft, close, create, delete, get, reopen, set};

use super::vocabulary::{self, Vocabulary};
use super::{Address, Choice, Due, Point, Tag, Typing, typed};
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::value::money::Currency;
use crate::value::name::{self, Person};
use crate::value::{company, text};

super::fields! {
    /// The fields of a lead that are set by name.
    "LeadField";
    /// What it is called; blank follows company, person or e-mail (C64).
    Title = "title",
    /// Form of address and titles.
    Salutation = "salutation",
    /// First and middle names.
    FirstName = "firstName",
    /// Family name.
    LastName = "lastName",
    /// Job title.
    JobTitle = "jobTitle",
    /// The company's full name.
    Company = "company",
    /// Industry.
    Industry = "industry",
    /// How many people work there: a whole number.
    Employees = "employees",
    /// cold, warm, hot, or blank.
    Rating = "rating",
    /// A status by id or name.
    Status = "status",
    /// A source by id or name.
    Source = "source",
    /// What may come of it, in the lead's currency.
    ExpectedAmount = "expectedAmount",
    /// ISO 4217; blank is the book's. A new one keeps the figure of the amount.
    Currency = "currency",
    /// The language to talk to them in.
    Language = "language",
    /// Free text of several lines.
    Description = "description",
}

/// A new lead as typed.
pub type Draft = super::Draft<Field>;

/// How promising a lead is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Rating {
    /// Little.
    Cold,
    /// Some.
    Warm,
    /// Very.
    Hot,
}

impl Rating {
    /// From little to much.
    pub const ALL: [Rating; 3] = [Rating::Cold, Rating::Warm, Rating::Hot];

    /// The rating as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Rating::Cold => "cold",
            Rating::Warm => "warm",
            Rating::Hot => "hot",
        }
    }

    /// The rating of this word, in English or German.
    #[must_use]
    pub fn parse(word: &str) -> Option<Rating> {
        match text::key(word).as_str() {
            "cold" | "kalt" => Some(Rating::Cold),
            "warm" => Some(Rating::Warm),
            "hot" | "heiss" => Some(Rating::Hot),
            _ => None,
        }
    }
}

/// What a lead still lacks for a good conversion. None of it stops one (R3, R9); the bar of completeness names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadMissing"))]
pub enum Missing {
    /// Neither company nor person: it could become an opportunity only.
    Customer,
    /// Neither e-mail nor phone: nobody can be reached.
    Reach,
    /// No expected amount: the opportunity would count nothing in the forecast.
    Amount,
    /// No open activity with a date: nothing brings it to mind again.
    NextStep,
}

impl Missing {
    /// All of them: what a complete lead has.
    pub const ALL: [Missing; 4] = [Missing::Customer, Missing::Reach, Missing::Amount, Missing::NextStep];
}

/// A closed (archived) lead: when and, if the user said so, why (W19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadClosed"))]
pub struct Closed {
    /// When, in UTC.
    pub at: String,
    /// The reason, if one was given.
    pub reason: Option<Choice>,
    /// In the user's words; may be empty.
    pub note: String,
}

/// A lead with all that belongs to it but its timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "LeadDetail"))]
pub struct Detail {
    /// The id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Form of address and titles.
    pub salutation: String,
    /// First and middle names.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Job title.
    pub job_title: String,
    /// The company's full name.
    pub company: String,
    /// Industry.
    pub industry: String,
    /// How many people work there.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub employees: Option<i64>,
    /// How promising it is.
    pub rating: Option<Rating>,
    /// How far work on it is.
    pub status: Option<Choice>,
    /// Where it came from.
    pub source: Option<Choice>,
    /// In minor units of `currency`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub expected_amount: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// The language to talk to them in.
    pub language: String,
    /// Free text.
    pub description: String,
    /// Closed, or not.
    pub closed: Option<Closed>,
    /// E-mails, the primary one first.
    pub emails: Vec<Point>,
    /// Phones, the primary one first.
    pub phones: Vec<Point>,
    /// Websites, the primary one first.
    pub websites: Vec<Point>,
    /// The postal address.
    pub address: Option<Address>,
    /// By name.
    pub tags: Vec<Tag>,
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity.
    pub due: Due,
    /// What it lacks.
    pub missing: Vec<Missing>,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it or what belongs to it changed last, in UTC.
    pub updated_at: String,
}

impl Detail {
    fn missing(&self) -> Vec<Missing> {
        let lacks = |missing: &Missing| match missing {
            Missing::Customer => self.company.is_empty() && self.first_name.is_empty() && self.last_name.is_empty(),
            Missing::Reach => self.emails.is_empty() && self.phones.is_empty(),
            Missing::Amount => self.expected_amount.is_none(),
            Missing::NextStep => self.due == Due::None,
        };
        Missing::ALL.into_iter().filter(lacks).collect()
    }
}

/// The fields of a lead as they are stored.
#[derive(Clone, PartialEq)]
struct Values {
    title: String,
    salutation: String,
    first_name: String,
    last_name: String,
    job_title: String,
    company: String,
    industry: String,
    employees: Option<i64>,
    rating: String,
    status: Option<String>,
    source: Option<String>,
    amount: Option<i64>,
    currency: Currency,
    language: String,
    description: String,
}

impl Values {
    fn blank(currency: Currency) -> Self {
        Self {
            title: String::new(),
            salutation: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            job_title: String::new(),
            company: String::new(),
            industry: String::new(),
            employees: None,
            rating: String::new(),
            status: None,
            source: None,
            amount: None,
            currency,
            language: String::new(),
            description: String::new(),
        }
    }

    /// Reads what was typed into the fields.
    fn apply(&mut self, db: &Db, fields: &std::collections::BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
        // The amount is read in the currency beside it.
        if let Some(text) = fields.get(&Field::Currency) {
            let currency = typed::currency("currency", text, super::settings::currency(db)?)?;
            if let (Some(amount), None) = (self.amount, fields.get(&Field::ExpectedAmount)) {
                self.amount = Some(typed::in_currency("currency", amount, self.currency, currency)?);
            }
            self.currency = currency;
        }
        for (field, text) in fields {
            let name = field.as_str();
            match field {
                Field::Title => self.title = typed::line(name, text)?,
                Field::Salutation => self.salutation = typed::line(name, text)?,
                Field::FirstName => self.first_name = typed::line(name, text)?,
                Field::LastName => self.last_name = typed::line(name, text)?,
                Field::JobTitle => self.job_title = typed::line(name, text)?,
                Field::Company => self.company = typed::line(name, text)?,
                Field::Industry => self.industry = typed::line(name, text)?,
                Field::Employees => self.employees = typed::count(name, text)?,
                Field::Rating if text.trim().is_empty() => self.rating.clear(),
                Field::Rating => {
                    let rating = Rating::parse(text).ok_or_else(|| typed::not_a_choice(name, text))?;
                    rating.as_str().clone_into(&mut self.rating);
                }
                Field::Status => self.status = vocabulary::read(db, Vocabulary::LeadStatuses, name, text)?,
                Field::Source => self.source = vocabulary::read(db, Vocabulary::Sources, name, text)?,
                Field::ExpectedAmount => self.amount = typed::amount(name, text, self.currency, typing)?,
                Field::Currency => {}
                Field::Language => self.language = typed::line(name, text)?,
                Field::Description => self.description = typed::block(name, text)?,
            }
        }
        Ok(())
    }

    /// Names a lead that has no title after what it has (C64). `email` is the primary one, or blank.
    fn name(&mut self, email: &str) -> Result<()> {
        if self.title.is_empty() {
            let person = Person {
                salutation: self.salutation.clone(),
                first: self.first_name.clone(),
                last: self.last_name.clone(),
            };
            self.title = name::title(&self.company, &person, email).map_err(typed::at("title", ""))?;
        }
        Ok(())
    }

    fn title_key(&self) -> String {
        typed::key_or(text::key(&self.title), &self.title)
    }

    fn person_key(&self) -> String {
        name::person_key(&self.first_name, &self.last_name)
    }

    fn company_key(&self) -> String {
        company::key(&self.company)
    }
}

fn of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Lead, id: id.to_owned() }
}
