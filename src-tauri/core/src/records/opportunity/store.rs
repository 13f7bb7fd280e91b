//! An opportunity's SQL.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Detail, Draft, Field, Lost, State, contacts, moves, of, rotting};
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::records::pipeline::{self, Stage};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{
    Choice, Named, Typing, children, due, merged, not_found, organization, settings, tags, title_of, typed,
};
use crate::value::money::Currency;
use crate::value::text;
use crate::{Code, Refusal, Result};

/// Makes an opportunity on top of its stage's column (K10). One made in a won stage is won now (R17). The value is its id.
///
/// # Errors
/// [`Code::FieldNeeded`] for a blank title, otherwise a refusal of what was typed, with its field; [`Code::NotFound`] for the
/// stage or a contact.
pub fn create(tx: &Tx, draft: &Draft, typing: &Typing) -> Result<String> {
    let stage = match draft.stage.as_deref() {
        Some(stage) => pipeline::stage(tx, stage)?,
        None => pipeline::get(tx, None)?.first_open()?.clone(),
    };
    let mut values = Values::blank(settings::currency(tx)?);
    values.apply(tx, &draft.fields, typing)?;
    let (id, now) = (tx.new_id(), tx.now_text());
    let state = State::in_stage(&stage);
    tx.conn().prepare_cached(include_str!("insert.sql"))?.execute(params![
        id,
        values.title,
        text::key(&values.title),
        values.organization,
        stage.id,
        moves::rank_below(tx, &stage.id, &id, None)?,
        state.as_str(),
        values.amount,
        values.currency.code(),
        moves::probability(state, values.by_hand, &stage),
        values.by_hand,
        values.expected_close,
        (state == State::Won).then_some(&now),
        values.source,
        values.description,
        now,
    ])?;
    for contact in &draft.contacts {
        contacts::link(tx, &id, contact, "")?;
    }
    for tag in &draft.tags {
        tags::link(tx, &of(&id), tag)?;
    }
    tx.about(&values.title);
    Ok(id)
}

/// Sets fields. The same value again changes nothing.
///
/// # Errors
/// As [`create`]; [`Code::NotFound`]; [`Code::ProbabilityFixed`] for the probability of a won or lost one (W05).
pub fn set(tx: &Tx, id: &str, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
    let (before, state, stage) = values(tx, id)?;
    let mut after = before.clone();
    after.apply(tx, fields, typing)?;
    if after.by_hand != before.by_hand && state != State::Open {
        return Err(moves::probability_fixed(state).into());
    }
    if after != before {
        tx.conn().prepare_cached(include_str!("update.sql"))?.execute(params![
            id,
            after.title,
            text::key(&after.title),
            after.organization,
            after.amount,
            after.currency.code(),
            moves::probability(state, after.by_hand, &stage),
            after.by_hand,
            after.expected_close,
            after.source,
            after.description,
            tx.now_text(),
        ])?;
    }
    tx.about(&after.title);
    Ok(())
}

/// Deletes an opportunity and what hangs only on it. Its organization and contacts stay.
///
/// # Errors
/// [`Code::NotFound`].
pub fn delete(tx: &Tx, id: &str) -> Result<()> {
    tx.about(title_of(tx, &of(id))?);
    tx.conn().prepare_cached("DELETE FROM opportunity_contact WHERE opportunity_id = ?1")?.execute([id])?;
    children::delete(tx, &of(id))?;
    children::leave_conversions(tx, &of(id))?;
    tx.conn().prepare_cached("DELETE FROM opportunity WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// An opportunity with all that belongs to it but its timeline. An id that was merged
/// into another gives that one.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(db: &Db, id: &str) -> Result<Detail> {
    let id = &merged::id_now(db, Kind::Opportunity, id)?;
    let sql = include_str!("get.sql").replace("STAGE", pipeline::COLUMNS);
    let mut statement = db.conn().prepare_cached(&sql)?;
    let found =
        statement.query_row([id], |row| Ok((detail(row, db)?, row.get::<_, Option<String>>(29)?))).optional()?;
    let (mut found, last_at) = found.ok_or_else(|| not_found("opportunity", id))?;
    found.tags = tags::of(db, &of(id))?;
    found.contacts = contacts::members(db, id)?;
    if found.state == State::Open {
        let signs = rotting::Signs {
            rot_days: found.stage.rot_days,
            stage_since: &found.stage_since,
            last_at: last_at.as_deref(),
            planned: false,
        };
        found.rotten_days = rotting::of(db, id, found.due, signs)?;
    }
    Ok(found)
}

fn detail(row: &rusqlite::Row, db: &Db) -> rusqlite::Result<Detail> {
    let organization: Option<String> = row.get(2)?;
    let organization = match organization {
        None => None,
        Some(id) => {
            let record = RecordRef { kind: Kind::Organization, id };
            Some(Named { record, title: row.get(3)?, detail: row.get(4)? })
        }
    };
    let reason = choice(row, 13)?;
    let note: String = row.get(15)?;
    let next_due: Option<String> = row.get(28)?;
    Ok(Detail {
        id: row.get(0)?,
        title: row.get(1)?,
        organization,
        state: state(row, 5)?,
        stage_since: row.get(6)?,
        amount: row.get(7)?,
        currency: row.get(8)?,
        probability: row.get(9)?,
        probability_by_hand: row.get(10)?,
        expected_close: row.get(11)?,
        closed_at: row.get(12)?,
        lost: reason.map(|reason| Lost { reason, note }),
        source: choice(row, 16)?,
        description: row.get(18)?,
        created_at: row.get(19)?,
        updated_at: row.get(20)?,
        pipeline: Choice { id: row.get(23)?, name: row.get(21)? },
        stage: pipeline::read(row, 22)?,
        due: due::of(db, next_due.as_deref()),
        next_due,
        rotten_days: None,
        tags: Vec::new(),
        contacts: Vec::new(),
    })
}

/// The state that stands in this column.
pub(super) fn state(row: &rusqlite::Row, at: usize) -> rusqlite::Result<State> {
    Ok(State::parse(row.get_ref(at)?.as_str()?).unwrap_or(State::Open))
}

fn choice(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<Choice>> {
    let id: Option<String> = row.get(at)?;
    id.map(|id| Ok(Choice { id, name: row.get(at + 1)? })).transpose()
}

/// The fields of an opportunity as they are stored.
#[derive(Clone, PartialEq)]
struct Values {
    title: String,
    organization: Option<String>,
    amount: Option<i64>,
    currency: Currency,
    by_hand: Option<i64>,
    expected_close: Option<String>,
    source: Option<String>,
    description: String,
}

fn values(db: &Db, id: &str) -> Result<(Values, State, Stage)> {
    let found = get(db, id)?;
    let values = Values {
        title: found.title,
        organization: found.organization.map(|organization| organization.record.id),
        amount: found.amount,
        currency: Currency::of(&found.currency).unwrap_or(settings::currency(db)?),
        by_hand: found.probability_by_hand,
        expected_close: found.expected_close,
        source: found.source.map(|source| source.id),
        description: found.description,
    };
    Ok((values, found.state, found.stage))
}

impl Values {
    fn blank(currency: Currency) -> Self {
        Self {
            title: String::new(),
            organization: None,
            amount: None,
            currency,
            by_hand: None,
            expected_close: None,
            source: None,
            description: String::new(),
        }
    }

    fn apply(&mut self, tx: &Tx, fields: &BTreeMap<Field, String>, typing: &Typing) -> Result<()> {
        let was = self.currency;
        // The currency first: the amount is read in it.
        if let Some(text) = fields.get(&Field::Currency) {
            self.currency = typed::currency(Field::Currency.as_str(), text, settings::currency(tx)?)?;
        }
        if let (Some(amount), false) = (self.amount, fields.contains_key(&Field::Amount)) {
            self.amount = Some(typed::in_currency(Field::Amount.as_str(), amount, was, self.currency)?);
        }
        for (field, text) in fields {
            let name = field.as_str();
            match field {
                Field::Title => self.title = typed::line(name, text)?,
                Field::Organization => self.organization = organization::find_or_create(tx, name, text, typing)?,
                Field::Amount => self.amount = typed::amount(name, text, self.currency, typing)?,
                Field::Currency => {}
                Field::Probability => self.by_hand = percentage(name, text)?,
                Field::ExpectedClose => self.expected_close = typed::day(name, text, typing)?,
                Field::Source => self.source = vocabulary::read(tx, Vocabulary::Sources, name, text)?,
                Field::Description => self.description = typed::block(name, text)?,
            }
        }
        if self.title.is_empty() {
            return Err(Refusal::new(Code::FieldNeeded).at(Field::Title.as_str()).into());
        }
        Ok(())
    }
}

/// "60", "60 %", or blank for none.
fn percentage(field: &str, typed_text: &str) -> Result<Option<i64>> {
    let number = typed_text.trim().trim_end_matches('%');
    match typed::count(field, number)? {
        Some(101..) => Err(Refusal::new(Code::NotAPercentage).at(field).with("value", typed_text.trim()).into()),
        other => Ok(other),
    }
}
