//! Telling the scenes of the story through the records' own functions.

use std::collections::{BTreeMap, HashMap};

use super::calendar::Calendar;
use super::story::{self, Entry};
use super::{Act, Added, Scene, of};
use crate::book::{Kind, RecordRef, StoredFile, Tx};
use crate::flows::convert::{self, Choices, Target};
use crate::records::pipeline;
use crate::records::vocabulary::{self, Vocabulary, Word};
use crate::records::{
    AddressDraft, AddressKind, PointDraft, Typing, activity, attachment, contact, lead, note, opportunity, organization,
};
use crate::{Code, Refusal, Result};

/// Knows by key and number what has been told already.
pub(super) struct Teller<'a> {
    language: &'a str,
    typing: Typing,
    files: &'a HashMap<&'a str, StoredFile>,
    sources: Vec<Word>,
    statuses: Vec<Word>,
    reasons: Vec<Word>,
    stages: Vec<String>,
    organizations: HashMap<&'a str, (String, &'a str)>,
    contacts: HashMap<&'a str, String>,
    leads: HashMap<usize, String>,
    /// With what else hangs on them: their organization and the contact to talk to.
    opportunities: HashMap<&'a str, (String, Vec<RecordRef>)>,
    added: Added,
}

impl<'a> Teller<'a> {
    pub(super) fn new(tx: &Tx, language: &'a str, files: &'a HashMap<&'a str, StoredFile>) -> Result<Self> {
        let pipeline = pipeline::get(tx, None)?;
        Ok(Self {
            language,
            typing: Typing::of(tx, language)?,
            files,
            sources: vocabulary::all(tx, Vocabulary::Sources)?,
            statuses: vocabulary::all(tx, Vocabulary::LeadStatuses)?,
            reasons: vocabulary::all(tx, Vocabulary::LostReasons)?,
            stages: pipeline.stages.into_iter().filter(|stage| !stage.is_won).map(|stage| stage.id).collect(),
            organizations: HashMap::new(),
            contacts: HashMap::new(),
            leads: HashMap::new(),
            opportunities: HashMap::new(),
            added: Added::default(),
        })
    }

    pub(super) fn added(&self) -> Added {
        self.added
    }

    pub(super) fn tell(&mut self, tx: &Tx, calendar: &Calendar, scene: &Scene<'a>) -> Result<()> {
        match &scene.act {
            Act::Organization(one) => self.organization(tx, one),
            Act::Contact(one) => self.contact(tx, one),
            Act::Opportunity(one) => self.opportunity(tx, calendar, one),
            Act::Lead(number, one) => self.lead(tx, *number, one),
            Act::Entry(kind, key, entry) => self.entry(tx, calendar, *kind, key, entry),
            Act::Convert(number, lead, opportunity) => self.convert(tx, calendar, *number, lead, opportunity),
        }
    }

    fn organization(&mut self, tx: &Tx, one: &'a story::Organization) -> Result<()> {
        use organization::Field;
        let parent = one.parent.as_deref().map_or(Ok(String::new()), |key| self.organization_id(key))?;
        let mut draft = organization::Draft::of([
            (Field::Name, one.name.clone()),
            (Field::Parent, parent),
            (Field::Industry, one.industry.clone()),
            (Field::Employees, one.employees.to_string()),
            (Field::Description, one.text.clone()),
        ]);
        draft.emails = points([(format!("{}@{}", one.mail, one.site), "")]);
        draft.phones = points([(one.phone.clone(), "")]);
        draft.websites = points([(format!("https://www.{}", one.site), "")]);
        let address = address(&one.street, &one.postal_code, &one.city, &one.country);
        draft.addresses.insert(AddressKind::Billing, address);
        draft.tags.clone_from(&one.tags);
        let id = organization::create(tx, &draft, &self.typing)?;
        self.organizations.insert(&one.key, (id, &one.site));
        self.added.organizations += 1;
        Ok(())
    }

    fn contact(&mut self, tx: &Tx, one: &'a story::Contact) -> Result<()> {
        use contact::Field;
        let (organization, site) = match &one.org {
            Some(key) => self.organizations.get(key.as_str()).cloned().ok_or_else(|| unknown(key))?,
            None => (String::new(), ""),
        };
        let reports_to = one.reports_to.as_deref().map_or(Ok(String::new()), |key| self.contact_id(key))?;
        let [salutation, first, last, job] = &one.person;
        let mut draft = contact::Draft::of([
            (Field::Salutation, salutation.clone()),
            (Field::FirstName, first.clone()),
            (Field::LastName, last.clone()),
            (Field::JobTitle, job.clone()),
            (Field::Organization, organization),
            (Field::ReportsTo, reports_to),
            (Field::Description, one.text.clone()),
        ]);
        draft.emails = points([(address_at(&one.mail, site), "")]);
        draft.phones = points([(one.phone.clone(), "work"), (one.mobile.clone(), "mobile")]);
        draft.tags.clone_from(&one.tags);
        let id = contact::create(tx, &draft, &self.typing)?;
        self.contacts.insert(&one.key, id);
        self.added.contacts += 1;
        Ok(())
    }

    fn opportunity(&mut self, tx: &Tx, calendar: &Calendar, one: &'a story::Opportunity) -> Result<()> {
        use opportunity::Field;
        let (organization, person) = (self.organization_id(&one.org)?, self.contact_id(&one.person)?);
        let draft = opportunity::Draft {
            fields: BTreeMap::from([
                (Field::Title, one.title.clone()),
                (Field::Organization, organization.clone()),
                (Field::Amount, one.amount.to_string()),
                (Field::ExpectedClose, calendar.due(one.close)),
                (Field::Source, word(&self.sources, one.source)),
                (Field::Description, one.text.clone()),
            ]),
            stage: None,
            contacts: vec![person.clone()],
            tags: one.tags.clone(),
        };
        let id = opportunity::create(tx, &draft, &self.typing)?;
        for (key, role) in &one.roles {
            opportunity::add_contact(tx, &id, &self.contact_id(key)?, role)?;
        }
        let beside = vec![of(Kind::Organization, &organization), of(Kind::Contact, &person)];
        self.opportunities.insert(&one.key, (id, beside));
        self.added.opportunities += 1;
        Ok(())
    }

    fn lead(&mut self, tx: &Tx, number: usize, one: &story::Lead) -> Result<()> {
        use lead::Field;
        let [salutation, first, last, job] = &one.person;
        let number_of = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
        let mut draft = lead::Draft::of([
            (Field::Title, one.company.clone()),
            (Field::Company, one.company.clone()),
            (Field::Salutation, salutation.clone()),
            (Field::FirstName, first.clone()),
            (Field::LastName, last.clone()),
            (Field::JobTitle, job.clone()),
            (Field::Industry, one.industry.clone()),
            (Field::Employees, number_of(one.employees)),
            (Field::Rating, one.rating.clone()),
            (Field::Status, word(&self.statuses, one.status)),
            (Field::Source, word(&self.sources, one.source)),
            (Field::ExpectedAmount, number_of(one.amount)),
            (Field::Description, one.text.clone()),
        ]);
        draft.emails = points([(address_at(&one.mail, &one.site), "")]);
        draft.phones = points([(one.phone.clone(), "")]);
        if !one.site.is_empty() {
            draft.websites = points([(format!("https://www.{}", one.site), "")]);
        }
        let address = address(&one.street, &one.postal_code, &one.city, &one.country);
        draft.addresses.insert(AddressKind::Main, address);
        draft.tags.clone_from(&one.tags);
        self.leads.insert(number, lead::create(tx, &draft, &self.typing)?);
        self.added.leads += 1;
        Ok(())
    }

    fn entry(&self, tx: &Tx, calendar: &Calendar, kind: Kind, key: &str, entry: &Entry) -> Result<()> {
        let owners = self.owners(kind, key)?;
        let id = &owners[0].id;
        if let Some((kind, subject)) = entry.activity() {
            use activity::Field;
            let due = entry.due.map_or(String::new(), |day| calendar.due(day));
            let fields = BTreeMap::from([
                (Field::Kind, kind.to_owned()),
                (Field::Subject, subject.to_owned()),
                (Field::Body, entry.body.clone()),
                (Field::DueOn, due),
                (Field::DueTime, entry.time.clone()),
            ]);
            let draft = activity::Draft { fields, done: entry.due.is_none() };
            activity::add(tx, &owners, &draft, &self.typing)?;
        } else if let Some(text) = &entry.note {
            note::add(tx, &owners, text)?;
        } else if let Some(name) = &entry.file {
            let content = self.files.get(entry.body.as_str()).ok_or_else(|| unknown(name))?;
            attachment::attach(tx, &owners, content, name)?;
        } else if let Some(place) = entry.stage {
            let stage = self.stages.get(place).or(self.stages.last()).ok_or_else(|| unknown("stage"))?;
            opportunity::set_stage(tx, id, stage)?;
        } else if entry.won.is_some() {
            opportunity::win(tx, id)?;
        } else if let Some(place) = entry.lost {
            let reason = word(&self.reasons, place);
            opportunity::lose(tx, id, &opportunity::LostDraft { reason, note: entry.why.clone() })?;
        } else if let Some(place) = entry.closed {
            let reason = word(&self.reasons, place);
            lead::close(tx, id, &lead::CloseDraft { reason, note: entry.why.clone() })?;
        }
        Ok(())
    }

    /// A real conversion (R1): into a new organization or the one that the lead came from, a new contact, a new opportunity.
    fn convert(
        &mut self,
        tx: &Tx,
        calendar: &Calendar,
        number: usize,
        lead: &'a story::Lead,
        opportunity: &'a str,
    ) -> Result<()> {
        let becomes = lead.becomes.as_ref().ok_or_else(|| unknown(opportunity))?;
        let id = self.leads.remove(&number).ok_or_else(|| unknown(opportunity))?;
        let organization = match &lead.into {
            Some(key) => Target::existing(self.organization_id(key)?),
            None => Target::new(),
        };
        let fields = [("title", becomes.title.clone()), ("expectedClose", calendar.due(becomes.close))];
        let fields = fields.map(|(field, text)| (field.to_owned(), text)).into();
        let choices = Choices { organization, opportunity: Target::New { fields }, ..Choices::default() };
        let outcome = convert::convert(tx, &id, &choices, self.language)?;
        let mut beside = Vec::new();
        for (kind, made) in [(Kind::Organization, &outcome.organization), (Kind::Contact, &outcome.contact)] {
            beside.extend(made.iter().map(|made| of(kind, &made.id)));
        }
        self.added.organizations += usize::from(outcome.organization.is_some_and(|made| made.created));
        self.added.contacts += usize::from(outcome.contact.is_some_and(|made| made.created));
        let made = outcome.opportunity.ok_or_else(|| unknown(opportunity))?;
        self.opportunities.insert(opportunity, (made.id, beside));
        self.added.opportunities += 1;
        self.added.leads -= 1;
        Ok(())
    }

    /// The record itself, then what its items hang on besides.
    fn owners(&self, kind: Kind, key: &str) -> Result<Vec<RecordRef>> {
        Ok(match kind {
            Kind::Organization => vec![of(kind, &self.organization_id(key)?)],
            Kind::Contact => vec![of(kind, &self.contact_id(key)?)],
            Kind::Lead => {
                let id = key.parse().ok().and_then(|number: usize| self.leads.get(&number));
                vec![of(kind, id.ok_or_else(|| unknown(key))?)]
            }
            Kind::Opportunity => {
                let (id, beside) = self.opportunities.get(key).ok_or_else(|| unknown(key))?;
                std::iter::once(of(kind, id)).chain(beside.iter().cloned()).collect()
            }
        })
    }

    fn organization_id(&self, key: &str) -> Result<String> {
        self.organizations.get(key).map(|(id, _)| id.clone()).ok_or_else(|| unknown(key).into())
    }

    fn contact_id(&self, key: &str) -> Result<String> {
        self.contacts.get(key).cloned().ok_or_else(|| unknown(key).into())
    }
}

/// The story names something that it has not told yet. Its test keeps that from happening.
fn unknown(key: &str) -> Refusal {
    Refusal::new(Code::NotFound).with("kind", "demo").with("id", key)
}

/// The id of the word in this place of its list; none where the list is empty.
fn word(words: &[Word], place: usize) -> String {
    words.get(place).or(words.last()).map_or(String::new(), |word| word.id.clone())
}

fn points<const N: usize>(values: [(String, &str); N]) -> Vec<PointDraft> {
    values.into_iter().map(|(value, label)| PointDraft { label: label.to_owned(), value }).collect()
}

/// What stands before the @, at this host; or what is a whole address or blank already.
fn address_at(mail: &str, site: &str) -> String {
    if mail.is_empty() || mail.contains('@') { mail.to_owned() } else { format!("{mail}@{site}") }
}

fn address(street: &str, postal_code: &str, city: &str, country: &str) -> AddressDraft {
    AddressDraft {
        street: street.to_owned(),
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        region: String::new(),
        country: country.to_owned(),
    }
}
