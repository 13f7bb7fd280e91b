//! The shapes of the story in `sql/demo/`: records with what happens to them. Days count from today, the past is negative.
//! Words of the book's own (sources, statuses, stages, reasons) are named by their place in their list, so that the story also
//! fits a book whose words have been changed.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Form of address, first name, last name, job title.
pub(super) type Person = [String; 4];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) organizations: Vec<Organization>,
    pub(super) contacts: Vec<Contact>,
    pub(super) opportunities: Vec<Opportunity>,
    pub(super) leads: Vec<Lead>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Organization {
    pub(super) key: String,
    pub(super) day: i64,
    pub(super) name: String,
    /// The key of another organization.
    pub(super) parent: Option<String>,
    pub(super) industry: String,
    pub(super) employees: i64,
    /// A host: the website is www. of it, the e-mails are at it.
    pub(super) site: String,
    pub(super) mail: String,
    pub(super) phone: String,
    pub(super) street: String,
    pub(super) postal_code: String,
    pub(super) city: String,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) log: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Contact {
    pub(super) key: String,
    pub(super) day: i64,
    /// The key of an organization.
    pub(super) org: Option<String>,
    pub(super) person: Person,
    /// What stands before the @ of the organization's host, or a whole address.
    #[serde(default)]
    pub(super) mail: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    pub(super) mobile: String,
    /// The key of another contact.
    pub(super) reports_to: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Opportunity {
    pub(super) key: String,
    pub(super) day: i64,
    pub(super) title: String,
    /// The key of an organization.
    pub(super) org: String,
    /// The key of the contact to talk to.
    pub(super) person: String,
    /// More contacts by key, each with its role.
    #[serde(default)]
    pub(super) roles: BTreeMap<String, String>,
    /// In whole units of the book's currency.
    pub(super) amount: i64,
    pub(super) close: i64,
    pub(super) source: usize,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) text: String,
    pub(super) log: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Lead {
    /// For the reader of the story only.
    #[serde(default, rename = "key")]
    _key: String,
    pub(super) day: i64,
    pub(super) company: String,
    #[serde(default)]
    pub(super) site: String,
    pub(super) person: Person,
    #[serde(default)]
    pub(super) mail: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    pub(super) street: String,
    #[serde(default)]
    pub(super) postal_code: String,
    #[serde(default)]
    pub(super) city: String,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) industry: String,
    pub(super) employees: Option<i64>,
    pub(super) source: usize,
    pub(super) status: usize,
    #[serde(default)]
    pub(super) rating: String,
    pub(super) amount: Option<i64>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) log: Vec<Entry>,
    /// The key of the organization that it is converted into, if not a new one.
    pub(super) into: Option<String>,
    /// The opportunity that it is converted into.
    pub(super) becomes: Option<Becomes>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Becomes {
    pub(super) title: String,
    pub(super) close: i64,
    pub(super) log: Vec<Entry>,
}

/// One thing that happens: exactly one of the fields from `note` on says what.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Entry {
    pub(super) day: i64,
    /// The day an activity is due. Without it, it is done.
    pub(super) due: Option<i64>,
    /// The time it is due.
    pub(super) time: String,
    /// More about an activity, or the content of a file.
    pub(super) body: String,
    /// More about a loss.
    pub(super) why: String,
    pub(super) note: Option<String>,
    pub(super) call: Option<String>,
    pub(super) meeting: Option<String>,
    pub(super) email: Option<String>,
    pub(super) task: Option<String>,
    /// The name of a file.
    pub(super) file: Option<String>,
    /// An opportunity into the open stage of this place.
    pub(super) stage: Option<usize>,
    pub(super) won: Option<bool>,
    /// An opportunity lost for the reason of this place.
    pub(super) lost: Option<usize>,
    /// A lead closed for the reason of this place.
    pub(super) closed: Option<usize>,
    /// A lead converted; the key of the opportunity.
    pub(super) convert: Option<String>,
}

impl Entry {
    /// The kind and subject of an activity.
    pub(super) fn activity(&self) -> Option<(&'static str, &str)> {
        let kinds = [("call", &self.call), ("meeting", &self.meeting), ("email", &self.email), ("task", &self.task)];
        kinds.into_iter().find_map(|(kind, subject)| Some((kind, subject.as_deref()?)))
    }
}

impl Story {
    /// The story in a language: German for "de", otherwise English.
    pub(super) fn of(language: &str) -> crate::Result<Self> {
        let text = match language {
            "de" => include_str!("../../../sql/demo/de.json"),
            _ => include_str!("../../../sql/demo/en.json"),
        };
        Ok(serde_json::from_str(text)?)
    }
}
