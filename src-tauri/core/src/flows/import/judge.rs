//! What becomes of each row: a lead, a duplicate, or a bad row with its reason. Preview and import ask the same judge.

use std::collections::{BTreeMap, HashMap};

use rusqlite::OptionalExtension;

use super::assemble::{PointText, RowLead, assemble, shortened};
use super::columns::ImportField;
use super::plan::{Duplicates, ImportPlan, NewWord, UnknownWords};
use super::reading::Row;
use super::values::{currency_beside, day_of};
use crate::book::{Db, Kind, RecordRef};
use crate::records::lead::{self, Draft, Field};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{AddressDraft, AddressKind, PointDraft, Typing};
use crate::value::money::Currency;
use crate::value::{date, email, text};
use crate::{Error, Refusal, Result};

/// How many of the words that would have been right a refusal names (I20).
const NAMED_WORDS: usize = 5;

/// The code of a word that is none of those that the field can have.
const NOT_A_CHOICE: &str = "row_not_a_choice";

/// What becomes of a row.
pub(super) enum Verdict {
    /// A lead.
    Lead(Box<Ready>),
    /// It is left out: its e-mail address is there already.
    Duplicate(Shared),
    /// It cannot be taken.
    Bad(Refusal),
}

/// An e-mail address that is there already: in an earlier line of the file, or in the book.
pub(super) struct Shared {
    pub(super) email: String,
    pub(super) line: Option<u32>,
    pub(super) record: Option<RecordRef>,
}

/// A lead that can be made.
pub(super) struct Ready {
    pub(super) draft: Draft,
    /// The moment it was made according to the file.
    pub(super) created_at: Option<String>,
    /// Words of the draft that the book does not have yet.
    pub(super) new_words: Vec<(Field, NewWord)>,
    /// Set where duplicates are to be made all the same.
    pub(super) duplicate: Option<Shared>,
}

/// Judges the rows of one file, in their order.
pub(super) struct Judge<'a> {
    plan: &'a ImportPlan,
    typing: Typing,
    currency: Currency,
    seen: HashMap<String, u32>,
    words: HashMap<(Vocabulary, String), String>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(plan: &'a ImportPlan, typing: Typing, currency: Currency) -> Self {
        Self { plan, typing, currency, seen: HashMap::new(), words: HashMap::new() }
    }

    pub(super) fn typing(&self) -> &Typing {
        &self.typing
    }

    /// Judges one row.
    pub(super) fn judge(&mut self, db: &Db, row: &Row) -> Result<Verdict> {
        let lead = match assemble(row, &self.plan.mappings) {
            Ok(lead) => lead,
            Err(refusal) => return Ok(Verdict::Bad(refusal)),
        };
        let keys: Vec<String> = lead.emails.iter().map(|point| email::key(&point.value)).collect();
        let mut ready = match self.ready(db, lead) {
            Ok(ready) => ready,
            Err(Error::Refused(refusal)) => return Ok(Verdict::Bad(self.with_column(refusal))),
            Err(error) => return Err(error),
        };
        let shared = self.shared(db, &keys)?;
        for key in keys {
            self.seen.entry(key).or_insert(row.line);
        }
        Ok(match (self.plan.duplicates, shared) {
            (Duplicates::Skip, Some(shared)) => Verdict::Duplicate(shared),
            (_, shared) => {
                ready.duplicate = shared;
                Verdict::Lead(Box::new(ready))
            }
        })
    }

    /// The book has this word now, by this id.
    pub(super) fn learn(&mut self, word: &NewWord, id: &str) {
        self.words.insert((word.vocabulary, text::key(&word.name)), id.to_owned());
    }

    fn ready(&mut self, db: &Db, lead: RowLead) -> Result<Ready> {
        let created_at = self.created_at(&lead)?;
        let mut draft = self.draft(lead);
        let mut new_words = Vec::new();
        for (field, vocabulary) in [(Field::Status, Vocabulary::LeadStatuses), (Field::Source, Vocabulary::Sources)] {
            let Some(name) = draft.fields.get(&field).cloned() else { continue };
            match self.word(db, vocabulary, &name)? {
                Some(id) => drop(draft.fields.insert(field, id)),
                None if self.plan.unknown_words == UnknownWords::Refuse => {
                    let words = vocabulary::all(db, vocabulary)?.into_iter().map(|word| word.name);
                    return Err(not_a_choice(field, &name, words).into());
                }
                None => {
                    text::line(&name).map_err(|problem| Refusal::of_field(field.as_str(), problem.code()))?;
                    draft.fields.remove(&field);
                    new_words.push((field, NewWord { vocabulary, name }));
                }
            }
        }
        if let Some(rating) = draft.fields.get(&Field::Rating)
            && lead::Rating::parse(rating).is_none()
        {
            let words = lead::Rating::ALL.iter().map(|rating| rating.as_str().to_owned());
            return Err(not_a_choice(Field::Rating, rating, words).into());
        }
        lead::check(db, &draft, &self.typing)?;
        Ok(Ready { draft, created_at, new_words, duplicate: None })
    }

    /// The id of a word that the book has.
    fn word(&mut self, db: &Db, vocabulary: Vocabulary, name: &str) -> Result<Option<String>> {
        let key = (vocabulary, text::key(name));
        if let Some(id) = self.words.get(&key) {
            return Ok(Some(id.clone()));
        }
        let found = vocabulary::find(db, vocabulary, name)?.map(|choice| choice.id);
        if let Some(id) = &found {
            self.words.insert(key, id.clone());
        }
        Ok(found)
    }

    fn draft(&self, lead: RowLead) -> Draft {
        let currency = self.currency_of(&lead);
        let address = AddressDraft {
            street: lead.field(ImportField::Street).to_owned(),
            postal_code: lead.field(ImportField::PostalCode).to_owned(),
            city: lead.field(ImportField::City).to_owned(),
            region: lead.field(ImportField::Region).to_owned(),
            country: lead.field(ImportField::Country).to_owned(),
        };
        let RowLead { fields, emails, phones, websites, tags } = lead;
        let mut fields: BTreeMap<Field, String> =
            fields.into_iter().filter_map(|(field, value)| Some((field_of(field)?, value))).collect();
        if let Some(currency) = currency {
            fields.insert(Field::Currency, currency.code().to_owned());
        }
        let points = |points: Vec<PointText>| {
            points.into_iter().map(|point| PointDraft { label: point.label, value: point.value }).collect()
        };
        Draft {
            fields,
            emails: points(emails),
            phones: points(phones),
            websites: points(websites),
            addresses: BTreeMap::from([(AddressKind::Main, address)]),
            tags,
        }
    }

    /// The currency that stands beside the figure, where no column names it and it is not the book's.
    fn currency_of(&self, lead: &RowLead) -> Option<Currency> {
        let amount = lead.field(ImportField::ExpectedAmount);
        if amount.is_empty() || !lead.field(ImportField::Currency).is_empty() {
            return None;
        }
        currency_beside(amount, self.currency, self.typing.decimal)
    }

    /// Noon of the day that the file names: the same day in every time zone that reads it.
    fn created_at(&self, lead: &RowLead) -> Result<Option<String>> {
        let typed = lead.field(ImportField::CreatedOn);
        if typed.is_empty() {
            return Ok(None);
        }
        match date::parse(day_of(typed), self.typing.date) {
            Ok(day) => Ok(Some(format!("{}T12:00:00.000Z", date::day_text(day)))),
            Err(problem) => Err(Refusal::of_field(ImportField::CreatedOn.as_str(), problem.code())
                .with("value", shortened(typed))
                .into()),
        }
    }

    fn shared(&self, db: &Db, keys: &[String]) -> Result<Option<Shared>> {
        // The file comes first: what this import has just written is in the book already.
        if let Some((key, line)) = keys.iter().find_map(|key| self.seen.get_key_value(key)) {
            return Ok(Some(Shared { email: key.clone(), line: Some(*line), record: None }));
        }
        let mut statement = db.conn().prepare_cached(include_str!("known_email.sql"))?;
        for key in keys {
            let found = statement.query_row([key], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).optional()?;
            if let Some((table, id)) = found
                && let Some(kind) = Kind::of_table(&table)
            {
                return Ok(Some(Shared { email: key.clone(), line: None, record: Some(RecordRef { kind, id }) }));
            }
        }
        Ok(None)
    }

    /// Names the column that the field came from.
    fn with_column(&self, refusal: Refusal) -> Refusal {
        let field = refusal.field.clone().unwrap_or_default();
        let of_points = |field: ImportField| match field {
            ImportField::Email => "emails",
            ImportField::Phone => "phones",
            ImportField::Website => "websites",
            other => other.as_str(),
        };
        let column = self.plan.mappings.iter().find(|mapping| of_points(mapping.field) == field);
        match column {
            Some(mapping) if !refusal.values.contains_key("column") => refusal.with("column", &mapping.header),
            _ => refusal,
        }
    }
}

/// The refusal of a word that is none of those that there are; it names some of them (I20).
fn not_a_choice(field: Field, typed: &str, words: impl Iterator<Item = String>) -> Refusal {
    let options: Vec<String> = words.take(NAMED_WORDS).collect();
    Refusal::of_field(field.as_str(), NOT_A_CHOICE).with("value", shortened(typed)).with("options", options.join(", "))
}

fn field_of(field: ImportField) -> Option<Field> {
    Some(match field {
        ImportField::Title => Field::Title,
        ImportField::Salutation => Field::Salutation,
        ImportField::FirstName => Field::FirstName,
        ImportField::LastName => Field::LastName,
        ImportField::JobTitle => Field::JobTitle,
        ImportField::Company => Field::Company,
        ImportField::Source => Field::Source,
        ImportField::Industry => Field::Industry,
        ImportField::Employees => Field::Employees,
        ImportField::Rating => Field::Rating,
        ImportField::Status => Field::Status,
        ImportField::ExpectedAmount => Field::ExpectedAmount,
        ImportField::Currency => Field::Currency,
        ImportField::Language => Field::Language,
        ImportField::Description => Field::Description,
        ImportField::FullName
        | ImportField::Email
        | ImportField::Phone
        | ImportField::Website
        | ImportField::Street
        | ImportField::PostalCode
        | ImportField::City
        | ImportField::Region
        | ImportField::Country
        | ImportField::Tags
        | ImportField::CreatedOn
        | ImportField::Keep
        | ImportField::Ignore => return None,
    })
}
