//! A large believable book for measuring: leads, and a fifth as many contacts, a tenth as many organizations and
//! opportunities, with what hangs on them. Everything is invented; the same seed gives the same records.
//!
//! Written through the records' own functions, so that what is measured is what users have, in steps of a bounded size.

mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use words::Inventor;

use crate::Result;
use crate::book::{Book, Kind, Op, OpKind, RecordRef, Tx};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{
    AddressDraft, AddressKind, PointDraft, Typing, activity, contact, lead, note, opportunity, organization, pipeline,
};

/// How many records one step writes at most: a step's changes are held in memory until it ends.
const STEP: u32 = 1000;
/// How many days back the oldest record is.
const DAYS: i64 = 1000;

/// How many records were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Filled {
    /// Leads.
    pub leads: u32,
    /// Organizations.
    pub organizations: u32,
    /// Contacts.
    pub contacts: u32,
    /// Opportunities.
    pub opportunities: u32,
}

impl Filled {
    /// What so many leads bring with them.
    #[must_use]
    pub const fn of_leads(leads: u32) -> Self {
        Self {
            leads,
            organizations: leads.div_ceil(10),
            contacts: leads.div_ceil(5),
            opportunities: leads.div_ceil(10),
        }
    }
}

/// Fills the book with this many leads and what belongs to them. What is in the book stays. `progress` is told how many of how
/// many records are there.
///
/// # Errors
/// [`crate::Code::DiskFull`] and the like; the steps before the one that failed stay.
pub fn fill(book: &Book, leads: u32, seed: u64, mut progress: impl FnMut(u32, u32)) -> Result<Filled> {
    let wanted = Filled::of_leads(leads);
    let all = wanted.leads + wanted.organizations + wanted.contacts + wanted.opportunities;
    let mut filler = book.read(|db| {
        let pipeline = pipeline::get(db, None)?;
        let ids = |vocabulary| -> Result<Vec<String>> {
            Ok(vocabulary::all(db, vocabulary)?.into_iter().map(|word| word.id).collect())
        };
        Ok(Filler {
            rng: Rng::with_seed(seed),
            inventor: Inventor::default(),
            typing: Typing::of(db, "en")?,
            now: db.now(),
            sources: ids(Vocabulary::Sources)?,
            statuses: ids(Vocabulary::LeadStatuses)?,
            reasons: ids(Vocabulary::LostReasons)?,
            stages: pipeline.stages.into_iter().filter(|stage| !stage.is_won).map(|stage| stage.id).collect(),
            organizations: Vec::new(),
            contacts: Vec::new(),
        })
    })?;
    let mut made = 0;
    for (kind, count) in [
        (Kind::Organization, wanted.organizations),
        (Kind::Contact, wanted.contacts),
        (Kind::Lead, wanted.leads),
        (Kind::Opportunity, wanted.opportunities),
    ] {
        for first in (0..count).step_by(STEP as usize) {
            let records = STEP.min(count - first);
            book.transact(Op::new(OpKind::AddDemoData, ""), |tx| {
                tx.count(records as usize);
                (0..records).try_for_each(|_| filler.make(tx, kind))
            })?;
            made += records;
            progress(made, all);
        }
    }
    Ok(wanted)
}

struct Filler {
    rng: Rng,
    inventor: Inventor,
    typing: Typing,
    now: DateTime<Utc>,
    sources: Vec<String>,
    statuses: Vec<String>,
    reasons: Vec<String>,
    stages: Vec<String>,
    /// Id and host.
    organizations: Vec<(String, String)>,
    /// Id and the place of its organization.
    contacts: Vec<(String, usize)>,
}

impl Filler {
    fn make(&mut self, tx: &Tx, kind: Kind) -> Result<()> {
        let ago = TimeDelta::days(self.rng.i64(0..DAYS)) + TimeDelta::seconds(self.rng.i64(0..86_400));
        let moment = self.now - ago;
        match kind {
            Kind::Organization => tx.at(moment, |then| self.organization(then)),
            Kind::Contact => tx.at(moment, |then| self.contact(then)),
            Kind::Lead => tx.at(moment, |then| self.lead(then)),
            Kind::Opportunity => tx.at(moment, |then| self.opportunity(then)),
        }
    }

    fn organization(&mut self, tx: &Tx) -> Result<()> {
        use organization::Field;
        let (name, host) = self.inventor.company(&mut self.rng);
        let mut draft = organization::Draft::of([
            (Field::Name, name),
            (Field::Industry, words::industry(&mut self.rng).to_owned()),
            (Field::Employees, self.rng.u32(3..2000).to_string()),
        ]);
        draft.websites.push(PointDraft::of(format!("https://www.{host}")));
        draft.emails.push(PointDraft::of(format!("info@{host}")));
        draft.phones.push(PointDraft::of(words::phone(&mut self.rng)));
        draft.addresses.insert(AddressKind::Billing, self.address());
        draft.tags = self.tags();
        let id = organization::create(tx, &draft, &self.typing)?;
        self.organizations.push((id, host));
        Ok(())
    }

    fn contact(&mut self, tx: &Tx) -> Result<()> {
        use contact::Field;
        let place = self.rng.usize(0..self.organizations.len());
        let (organization, host) = self.organizations[place].clone();
        let (first, last) = words::person(&mut self.rng);
        let mut draft = contact::Draft::of([
            (Field::FirstName, first.to_owned()),
            (Field::LastName, last.to_owned()),
            (Field::Organization, organization),
            (Field::JobTitle, words::job(&mut self.rng).to_owned()),
        ]);
        draft.emails.push(PointDraft::of(self.inventor.email(first, last, &host)));
        draft.phones.push(PointDraft::of(words::phone(&mut self.rng)));
        let id = contact::create(tx, &draft, &self.typing)?;
        self.contacts.push((id, place));
        Ok(())
    }

    fn lead(&mut self, tx: &Tx) -> Result<()> {
        use lead::Field;
        let (company, host) = self.inventor.company(&mut self.rng);
        let (first, last) = words::person(&mut self.rng);
        let mut draft = lead::Draft::of([
            (Field::Title, company.clone()),
            (Field::Company, company),
            (Field::FirstName, first.to_owned()),
            (Field::LastName, last.to_owned()),
            (Field::JobTitle, words::job(&mut self.rng).to_owned()),
            (Field::Industry, words::industry(&mut self.rng).to_owned()),
            (Field::Rating, (*self.rng.choice(&["", "cold", "warm", "hot"]).unwrap_or(&"")).to_owned()),
            (Field::Status, pick(&mut self.rng, &self.statuses)),
            (Field::Source, pick(&mut self.rng, &self.sources)),
            (Field::ExpectedAmount, (self.rng.u32(1..500) * 100).to_string()),
        ]);
        draft.emails.push(PointDraft::of(self.inventor.email(first, last, &host)));
        draft.phones.push(PointDraft::of(words::phone(&mut self.rng)));
        if self.rng.u8(0..10) < 6 {
            draft.addresses.insert(AddressKind::Main, self.address());
        }
        draft.tags = self.tags();
        let id = lead::create(tx, &draft, &self.typing)?;
        let owner = [RecordRef { kind: Kind::Lead, id: id.clone() }];
        if self.rng.bool() {
            self.activity(tx, &owner)?;
        }
        if self.rng.u8(0..10) < 2 {
            note::add(tx, &owner, &words::note(&mut self.rng))?;
        }
        if self.rng.u8(0..10) == 0 {
            let reason = pick(&mut self.rng, &self.reasons);
            lead::close(tx, &id, &lead::CloseDraft { reason, note: words::note(&mut self.rng) })?;
        }
        Ok(())
    }

    fn opportunity(&mut self, tx: &Tx) -> Result<()> {
        use opportunity::Field;
        let (contact, place) = self.contacts[self.rng.usize(0..self.contacts.len())].clone();
        let organization = self.organizations[place].0.clone();
        let close = tx.today() + TimeDelta::days(self.rng.i64(0..200));
        let draft = opportunity::Draft {
            fields: BTreeMap::from([
                (Field::Title, words::deal(&mut self.rng)),
                (Field::Organization, organization.clone()),
                (Field::Amount, (self.rng.u32(5..2000) * 100).to_string()),
                (Field::ExpectedClose, close.to_string()),
                (Field::Source, pick(&mut self.rng, &self.sources)),
            ]),
            stage: self.rng.choice(&self.stages).cloned(),
            contacts: vec![contact.clone()],
            tags: self.tags(),
        };
        let id = opportunity::create(tx, &draft, &self.typing)?;
        let owners = [
            RecordRef { kind: Kind::Opportunity, id: id.clone() },
            RecordRef { kind: Kind::Organization, id: organization },
            RecordRef { kind: Kind::Contact, id: contact },
        ];
        for _ in 0..2 {
            self.activity(tx, &owners)?;
        }
        note::add(tx, &owners, &words::note(&mut self.rng))?;
        match self.rng.u8(0..10) {
            0 => opportunity::win(tx, &id),
            1 => {
                let reason = pick(&mut self.rng, &self.reasons);
                opportunity::lose(tx, &id, &opportunity::LostDraft { reason, note: words::note(&mut self.rng) })
            }
            _ => Ok(()),
        }
    }

    /// Done, or due on some day around now.
    fn activity(&mut self, tx: &Tx, owners: &[RecordRef]) -> Result<()> {
        let (kind, subject) = words::activity(&mut self.rng);
        let mut fields =
            BTreeMap::from([(activity::Field::Kind, kind.to_owned()), (activity::Field::Subject, subject.to_owned())]);
        let done = self.rng.u8(0..10) < 7;
        if !done {
            let due = self.now.date_naive() + TimeDelta::days(self.rng.i64(-10..30));
            fields.insert(activity::Field::DueOn, due.to_string());
        }
        activity::add(tx, owners, &activity::Draft { fields, done }, &self.typing)?;
        Ok(())
    }

    fn address(&mut self) -> AddressDraft {
        let (street, postal_code, city) = words::address(&mut self.rng);
        AddressDraft { street, postal_code, city: city.to_owned(), ..AddressDraft::default() }
    }

    fn tags(&mut self) -> Vec<String> {
        if self.rng.u8(0..10) < 3 { vec![words::tag(&mut self.rng).to_owned()] } else { Vec::new() }
    }
}

/// One of the ids; blank where there are none.
fn pick(rng: &mut Rng, ids: &[String]) -> String {
    rng.choice(ids).cloned().unwrap_or_default()
}
