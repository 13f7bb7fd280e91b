//! What an import can fill, and the fields of each: data, from which guessing, reading and writing go by.

use serde::{Deserialize, Serialize};

use crate::book::Kind;
use crate::records::AddressKind;
use crate::records::PointKind;
use crate::records::vocabulary::Vocabulary;

/// What rows are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportWhat"))]
pub enum What {
    /// Organizations.
    Organization,
    /// Contacts.
    Contact,
    /// Opportunities.
    Opportunity,
    /// Leads.
    Lead,
    /// Activities.
    Activity,
    /// Notes.
    Note,
}

impl What {
    /// In the order in which a row writes them: what comes later links to what came before.
    pub const ALL: [What; 6] =
        [What::Organization, What::Contact, What::Opportunity, What::Lead, What::Activity, What::Note];

    /// Its name in mappings, on the command line, and its table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            What::Organization => "organization",
            What::Contact => "contact",
            What::Opportunity => "opportunity",
            What::Lead => "lead",
            What::Activity => "activity",
            What::Note => "note",
        }
    }

    /// The one of this name; also in the plural, and a deal is an opportunity.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        What::ALL.into_iter().find(|what| match name {
            "deal" | "deals" => *what == What::Opportunity,
            "opportunities" => *what == What::Opportunity,
            "activities" => *what == What::Activity,
            name => name.strip_suffix('s').unwrap_or(name) == what.as_str(),
        })
    }

    /// The kind of record; none for activities and notes, which hang on records.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            What::Organization => Some(Kind::Organization),
            What::Contact => Some(Kind::Contact),
            What::Opportunity => Some(Kind::Opportunity),
            What::Lead => Some(Kind::Lead),
            What::Activity | What::Note => None,
        }
    }

    /// The field where free text goes, also what has no field of its own.
    pub(super) const fn text_field(self) -> &'static str {
        match self {
            What::Activity | What::Note => "body",
            _ => "description",
        }
    }

    /// The field by which it is called.
    pub(super) const fn name_field(self) -> &'static str {
        match self {
            What::Organization => "name",
            What::Contact => "lastName",
            What::Opportunity | What::Lead => "title",
            What::Activity => "subject",
            What::Note => "body",
        }
    }
}

/// Words that a person chooses from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ImportWords"))]
pub enum Words {
    /// How far work on a lead is.
    LeadStatus,
    /// Where leads and opportunities come from.
    Source,
    /// Why something was lost.
    LostReason,
    /// Pipelines.
    Pipeline,
    /// Stages of pipelines.
    Stage,
    /// cold, warm, hot.
    Rating,
    /// open, won, lost.
    State,
    /// call, meeting, email, task.
    ActivityKind,
}

impl Words {
    /// The book's list, for words that are one there.
    pub(super) const fn vocabulary(self) -> Option<Vocabulary> {
        match self {
            Words::LeadStatus => Some(Vocabulary::LeadStatuses),
            Words::Source => Some(Vocabulary::Sources),
            Words::LostReason => Some(Vocabulary::LostReasons),
            _ => None,
        }
    }

    /// Whether a word that the book does not have can be added to it.
    #[must_use]
    pub const fn can_grow(self) -> bool {
        !matches!(self, Words::Rating | Words::State | Words::ActivityKind)
    }
}

/// How a field takes what stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// As the record reads what is typed into the field of the same name.
    Value,
    /// The same, for an amount: the file's decimal sign counts.
    Amount,
    /// The same, for a day: the file's order of dates counts.
    Day,
    /// A whole name, to be taken apart.
    FullName,
    /// A word of a list.
    Choice(Words),
    /// One or more e-mails, phones, websites.
    Point(PointKind),
    /// The label of the e-mail or phone in the column beside it.
    PointLabel(PointKind),
    /// A part of an address.
    Address(AddressKind, &'static str),
    /// Names of tags.
    Tags,
    /// Our own id.
    OwnId,
    /// The id in the other system.
    ForeignId,
    /// Another record, by name or e-mail.
    Relation(Kind),
    /// Another record, by its id in the other system or by ours; several by lines.
    RelationId(Kind),
    /// Records as our own export names them: `lead:<id>`, a line each.
    Places,
    /// People by e-mail or name, a line each: those that the book has are linked to, the others stay readable.
    Attendees,
    /// yes: a row of people and companies is a company.
    IsCompany,
}

/// One field of what an import fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldInfo {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    /// Several columns may go there.
    pub(super) several: bool,
}

const fn one(name: &'static str, sort: Sort) -> FieldInfo {
    FieldInfo { name, sort, several: false }
}

const fn many(name: &'static str, sort: Sort) -> FieldInfo {
    FieldInfo { name, sort, several: true }
}

const EMAIL: FieldInfo = many("email", Sort::Point(PointKind::Email));
const EMAIL_LABEL: FieldInfo = many("emailLabel", Sort::PointLabel(PointKind::Email));
const PHONE: FieldInfo = many("phone", Sort::Point(PointKind::Phone));
const PHONE_LABEL: FieldInfo = many("phoneLabel", Sort::PointLabel(PointKind::Phone));
const WEBSITE: FieldInfo = many("website", Sort::Point(PointKind::Website));
const WEBSITE_LABEL: FieldInfo = many("websiteLabel", Sort::PointLabel(PointKind::Website));
const TAGS: FieldInfo = many("tags", Sort::Tags);
const DESCRIPTION: FieldInfo = many("description", Sort::Value);
const ID: FieldInfo = one("id", Sort::OwnId);
const FOREIGN_ID: FieldInfo = one("foreignId", Sort::ForeignId);
const CREATED_ON: FieldInfo = one("createdOn", Sort::Day);
const LEAD_SINCE: FieldInfo = one("leadSince", Sort::Day);
const CURRENCY: FieldInfo = one("currency", Sort::Value);
const SOURCE: FieldInfo = one("source", Sort::Choice(Words::Source));
const LOST_REASON: FieldInfo = one("lostReason", Sort::Choice(Words::LostReason));
const LOST_NOTE: FieldInfo = one("lostNote", Sort::Value);
const CLOSED_ON: FieldInfo = one("closedOn", Sort::Day);
const STREET: FieldInfo = many("street", Sort::Address(AddressKind::Main, "street"));
const POSTAL_CODE: FieldInfo = one("postalCode", Sort::Address(AddressKind::Main, "postalCode"));
const CITY: FieldInfo = one("city", Sort::Address(AddressKind::Main, "city"));
const REGION: FieldInfo = one("region", Sort::Address(AddressKind::Main, "region"));
const COUNTRY: FieldInfo = one("country", Sort::Address(AddressKind::Main, "country"));
const FULL_NAME: FieldInfo = one("fullName", Sort::FullName);

const ORGANIZATION: &[FieldInfo] = &[
    one("name", Sort::Value),
    one("parent", Sort::Relation(Kind::Organization)),
    one("parentId", Sort::RelationId(Kind::Organization)),
    one("industry", Sort::Value),
    one("employees", Sort::Value),
    one("annualRevenue", Sort::Amount),
    CURRENCY,
    one("vatNumber", Sort::Value),
    EMAIL,
    EMAIL_LABEL,
    PHONE,
    PHONE_LABEL,
    WEBSITE,
    WEBSITE_LABEL,
    many("billingStreet", Sort::Address(AddressKind::Billing, "street")),
    one("billingPostalCode", Sort::Address(AddressKind::Billing, "postalCode")),
    one("billingCity", Sort::Address(AddressKind::Billing, "city")),
    one("billingRegion", Sort::Address(AddressKind::Billing, "region")),
    one("billingCountry", Sort::Address(AddressKind::Billing, "country")),
    many("shippingStreet", Sort::Address(AddressKind::Shipping, "street")),
    one("shippingPostalCode", Sort::Address(AddressKind::Shipping, "postalCode")),
    one("shippingCity", Sort::Address(AddressKind::Shipping, "city")),
    one("shippingRegion", Sort::Address(AddressKind::Shipping, "region")),
    one("shippingCountry", Sort::Address(AddressKind::Shipping, "country")),
    TAGS,
    DESCRIPTION,
    LEAD_SINCE,
    CREATED_ON,
    ID,
    FOREIGN_ID,
];

const CONTACT: &[FieldInfo] = &[
    one("salutation", Sort::Value),
    many("firstName", Sort::Value),
    one("lastName", Sort::Value),
    FULL_NAME,
    one("organization", Sort::Relation(Kind::Organization)),
    one("organizationId", Sort::RelationId(Kind::Organization)),
    one("jobTitle", Sort::Value),
    one("reportsTo", Sort::Relation(Kind::Contact)),
    one("reportsToId", Sort::RelationId(Kind::Contact)),
    EMAIL,
    EMAIL_LABEL,
    PHONE,
    PHONE_LABEL,
    WEBSITE,
    WEBSITE_LABEL,
    STREET,
    POSTAL_CODE,
    CITY,
    REGION,
    COUNTRY,
    one("birthday", Sort::Day),
    one("language", Sort::Value),
    one("noEmail", Sort::Value),
    one("noPhone", Sort::Value),
    one("noMail", Sort::Value),
    TAGS,
    DESCRIPTION,
    LEAD_SINCE,
    CREATED_ON,
    ID,
    FOREIGN_ID,
    one("isCompany", Sort::IsCompany),
];

const OPPORTUNITY: &[FieldInfo] = &[
    one("title", Sort::Value),
    one("organization", Sort::Relation(Kind::Organization)),
    one("organizationId", Sort::RelationId(Kind::Organization)),
    one("contact", Sort::Relation(Kind::Contact)),
    one("contactId", Sort::RelationId(Kind::Contact)),
    one("pipeline", Sort::Choice(Words::Pipeline)),
    one("stage", Sort::Choice(Words::Stage)),
    one("state", Sort::Choice(Words::State)),
    one("amount", Sort::Amount),
    CURRENCY,
    one("probability", Sort::Value),
    one("expectedClose", Sort::Day),
    CLOSED_ON,
    LOST_REASON,
    LOST_NOTE,
    SOURCE,
    TAGS,
    DESCRIPTION,
    one("stageSince", Sort::Day),
    CREATED_ON,
    ID,
    FOREIGN_ID,
];

const LEAD: &[FieldInfo] = &[
    one("title", Sort::Value),
    one("salutation", Sort::Value),
    many("firstName", Sort::Value),
    one("lastName", Sort::Value),
    FULL_NAME,
    one("jobTitle", Sort::Value),
    one("company", Sort::Value),
    EMAIL,
    EMAIL_LABEL,
    PHONE,
    PHONE_LABEL,
    WEBSITE,
    WEBSITE_LABEL,
    STREET,
    POSTAL_CODE,
    CITY,
    REGION,
    COUNTRY,
    SOURCE,
    one("industry", Sort::Value),
    one("employees", Sort::Value),
    one("rating", Sort::Choice(Words::Rating)),
    one("status", Sort::Choice(Words::LeadStatus)),
    one("expectedAmount", Sort::Amount),
    CURRENCY,
    one("language", Sort::Value),
    CLOSED_ON,
    LOST_REASON,
    LOST_NOTE,
    TAGS,
    DESCRIPTION,
    CREATED_ON,
    ID,
    FOREIGN_ID,
];

const PLACES: [FieldInfo; 9] = [
    one("lead", Sort::Relation(Kind::Lead)),
    one("leadId", Sort::RelationId(Kind::Lead)),
    one("organization", Sort::Relation(Kind::Organization)),
    one("organizationId", Sort::RelationId(Kind::Organization)),
    one("contact", Sort::Relation(Kind::Contact)),
    one("contactId", Sort::RelationId(Kind::Contact)),
    one("opportunity", Sort::Relation(Kind::Opportunity)),
    one("opportunityId", Sort::RelationId(Kind::Opportunity)),
    one("onIds", Sort::Places),
];

const ACTIVITY: &[FieldInfo] = &[
    one("kind", Sort::Choice(Words::ActivityKind)),
    one("subject", Sort::Value),
    one("dueOn", Sort::Day),
    one("dueTime", Sort::Value),
    one("doneOn", Sort::Day),
    one("done", Sort::Value),
    PLACES[0],
    PLACES[1],
    PLACES[2],
    PLACES[3],
    PLACES[4],
    PLACES[5],
    PLACES[6],
    PLACES[7],
    PLACES[8],
    one("attendees", Sort::Attendees),
    many("body", Sort::Value),
    CREATED_ON,
    ID,
    FOREIGN_ID,
];

const NOTE: &[FieldInfo] = &[
    many("body", Sort::Value),
    PLACES[0],
    PLACES[1],
    PLACES[2],
    PLACES[3],
    PLACES[4],
    PLACES[5],
    PLACES[6],
    PLACES[7],
    PLACES[8],
    CREATED_ON,
    ID,
    FOREIGN_ID,
];

/// The fields of what an import fills, in the order in which a person chooses.
pub(super) const fn fields(what: What) -> &'static [FieldInfo] {
    match what {
        What::Organization => ORGANIZATION,
        What::Contact => CONTACT,
        What::Opportunity => OPPORTUNITY,
        What::Lead => LEAD,
        What::Activity => ACTIVITY,
        What::Note => NOTE,
    }
}

/// The field of this name, whatever its case.
pub(super) fn field(what: What, name: &str) -> Option<&'static FieldInfo> {
    fields(what).iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

/// The names of all fields, for choosing one.
#[must_use]
pub fn field_names(what: What) -> Vec<&'static str> {
    fields(what).iter().map(|field| field.name).collect()
}
