//! Contacts: one person each.

mod page;
mod store;

use std::collections::BTreeMap;

use serde::Serialize;

pub use page::{Query, Row, Sort, page, statements};
pub(crate) use store::related;
pub use store::{create, delete, get, set};

use super::{Address, Due, Named, Point, Related, Tag, Typing, organization, typed};
use crate::book::{Kind, RecordRef, Tx};
use crate::value::{Problem, name};
use crate::{Refusal, Result};

super::fields! {
    /// The fields of a contact that are set by name.
    "ContactField";
    /// Form of address and titles.
    Salutation = "salutation",
    /// First and middle names. First or last name is needed.
    FirstName = "firstName",
    /// Family name.
    LastName = "lastName",
    /// The organization by id or name; one that is not there yet is made.
    Organization = "organization",
    /// Job title.
    JobTitle = "jobTitle",
    /// The contact reported to, by id or full name.
    ReportsTo = "reportsTo",
    /// A day.
    Birthday = "birthday",
    /// The language to talk to them in.
    Language = "language",
    /// Free text of several lines.
    Description = "description",
    /// Do not send e-mails: yes or no.
    NoEmail = "noEmail",
    /// Do not call: yes or no.
    NoPhone = "noPhone",
    /// Do not send letters: yes or no.
    NoMail = "noMail",
}

/// A new contact as typed.
pub type Draft = super::Draft<Field>;

/// A contact with all that belongs to it but its timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ContactDetail"))]
pub struct Detail {
    /// The id.
    pub id: String,
    /// Form of address and titles.
    pub salutation: String,
    /// First and middle names.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where they work.
    pub organization: Option<Named>,
    /// Job title.
    pub job_title: String,
    /// Whom they report to.
    pub reports_to: Option<Named>,
    /// "1980-12-31".
    pub birthday: Option<String>,
    /// The language to talk to them in.
    pub language: String,
    /// Free text.
    pub description: String,
    /// Do not send e-mails.
    pub no_email: bool,
    /// Do not call.
    pub no_phone: bool,
    /// Do not send letters.
    pub no_mail: bool,
    /// When the lead it came from was made, in UTC.
    pub lead_since: Option<String>,
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
    /// The opportunities they have a part in, open ones first, each with their role.
    pub opportunities: Related,
    /// Those who report to them, each with the job title.
    pub reports: Related,
    /// The next open activity: "2026-11-22" or "2026-11-22 14:30".
    pub next_due: Option<String>,
    /// How it stands with the next activity.
    pub due: Due,
    /// When it was made, in UTC.
    pub created_at: String,
    /// When it or what belongs to it changed last, in UTC.
    pub updated_at: String,
}

/// The fields of a contact as they are stored.
#[derive(Clone, Default, PartialEq)]
struct Values {
    salutation: String,
    first_name: String,
    last_name: String,
    organization: Option<String>,
    job_title: String,
    reports_to: Option<String>,
    birthday: Option<String>,
    language: String,
    description: String,
    no_email: bool,
    no_phone: bool,
    no_mail: bool,
}

impl Values {
    /// Reads what was typed into the fields. `id` is the contact's own, if it is there already.
    fn apply(&mut self, tx: &Tx, id: Option<&str>, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
        for (field, text) in fields {
            let name = field.as_str();
            match field {
                Field::Salutation => self.salutation = typed::line(name, text)?,
                Field::FirstName => self.first_name = typed::line(name, text)?,
                Field::LastName => self.last_name = typed::line(name, text)?,
                Field::Organization => self.organization = organization::find_or_create(tx, name, text, typing)?,
                Field::JobTitle => self.job_title = typed::line(name, text)?,
                Field::ReportsTo => self.reports_to = store::reports_to(tx, id, name, text)?,
                Field::Birthday => self.birthday = typed::day(name, text, typing)?,
                Field::Language => self.language = typed::line(name, text)?,
                Field::Description => self.description = typed::block(name, text)?,
                Field::NoEmail => self.no_email = typed::flag(name, text)?,
                Field::NoPhone => self.no_phone = typed::flag(name, text)?,
                Field::NoMail => self.no_mail = typed::flag(name, text)?,
            }
        }
        if self.first_name.is_empty() && self.last_name.is_empty() {
            return Err(Refusal::of_field("lastName", Problem::NoName.code()).into());
        }
        Ok(())
    }

    /// As lists and search call them.
    fn title(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }

    fn person_key(&self) -> String {
        typed::key_or(name::person_key(&self.first_name, &self.last_name), &self.title())
    }
}

fn of(id: &str) -> RecordRef {
    RecordRef { kind: Kind::Contact, id: id.to_owned() }
}
