//! What becomes of one row: its records are found or made, linked, and brought to what the row says; all of it or nothing.

use std::borrow::Cow;

use super::choices::Choices;
use super::fields::What;
use super::gather::{Columns, Part};
use super::guard::{self, Guard};
use super::mapping;
use super::matching::{Keys, Match, Matcher};
use super::plan::{FoundBy, NOBODY_KNOWN, NewWord, Plan, Policy, THERE_ALREADY, refusal, shortened};
use super::prepare::{Preparer, Ready};
use super::relations::{Awaited, Related, Relations};
use super::systems;
use super::write::{Links, Writer};
use crate::book::{RecordRef, Tx};
use crate::flows::import::reading::{OTHER_ADDRESS, Row};
use crate::records::addresses::{self, Address};
use crate::records::foreign::Owner;
use crate::records::{AddressKind, Typing, merged, title_of};
use crate::value::money::Currency;
use crate::{Error, Refusal, Result};

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Created,
    Updated,
    Unchanged,
}

/// A record that a row gave.
pub(super) struct Taken<'r> {
    pub(super) what: What,
    pub(super) is_main: bool,
    pub(super) owner: Owner,
    pub(super) fate: Fate,
    pub(super) found_by: Option<FoundBy>,
    /// The record's own row before, where it was there and a sample is wanted.
    pub(super) before: Option<crate::flows::row::Row>,
    pub(super) part: Part<'r>,
}

/// An address as a card's further ones are read.
fn in_a_line([street, postal_code, city, region, country]: [&String; 5]) -> String {
    let town = format!("{postal_code} {city}");
    let parts = [street.as_str(), town.trim(), region, country];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What became of a row.
pub(super) enum Verdict<'r> {
    /// Its records, in the order of writing.
    Taken(Vec<Taken<'r>>),
    /// Nothing was written, for this reason.
    LeftOut(Refusal),
    /// It cannot be taken.
    Failed(Refusal),
}

/// Takes the rows of one file, in their order.
pub(super) struct Taker<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) guard: Guard<'a>,
    pub(super) plan: &'a Plan,
    pub(super) columns: &'a Columns,
    pub(super) typing: Typing,
    pub(super) currency: Currency,
    pub(super) choices: Choices,
    pub(super) new_words: Vec<NewWord>,
    /// Records that were made because a row named them.
    pub(super) made: Vec<What>,
    /// Links that wait.
    pub(super) waiting: u32,
    /// Whether somebody wants to see what changes.
    pub(super) wants_samples: bool,
}

impl<'a> Taker<'a> {
    /// Takes a row. Only errors of the system come back as such.
    pub(super) fn take<'r>(&mut self, row: &'r Row) -> Result<Verdict<'r>>
    where
        'a: 'r,
    {
        let (words, made, waiting) = (self.new_words.len(), self.made.len(), self.waiting);
        let verdict = match self.write(row) {
            Ok(Ok(taken)) => {
                self.guard.keep()?;
                return Ok(Verdict::Taken(taken));
            }
            Ok(Err(reason)) => Verdict::LeftOut(reason),
            Err(Error::Refused(refusal)) if !refusal.is_of_system() => Verdict::Failed(self.with_column(refusal)),
            Err(error) => return Err(error),
        };
        self.guard.take_back()?;
        self.new_words.truncate(words);
        self.made.truncate(made);
        self.waiting = waiting;
        self.choices.forget();
        Ok(verdict)
    }

    fn write<'r>(&mut self, row: &'r Row) -> Result<Result<Vec<Taken<'r>>, Refusal>>
    where
        'a: 'r,
    {
        let columns: &'a Columns = self.columns;
        let parts = columns.gather(row)?;
        if parts.len() > 1 {
            self.guard.open()?;
        }
        let mut all: Vec<Taken> = Vec::with_capacity(parts.len());
        let mut beside: Vec<RecordRef> = Vec::new();
        for part in parts {
            let is_main = part.is_main;
            match self.part(part, &beside)? {
                Ok(taken) => {
                    if let Owner::Record(record) = &taken.owner {
                        beside.push(record.clone());
                    }
                    all.push(taken);
                }
                Err(reason) if is_main => return Ok(Err(reason)),
                Err(reason) => return Err(reason.into()),
            }
        }
        Ok(Ok(all))
    }

    fn part<'r>(&mut self, mut part: Part<'r>, beside: &[RecordRef]) -> Result<Result<Taken<'r>, Refusal>>
    where
        'a: 'r,
    {
        self.settle_own_id(&mut part)?;
        let mut ready = self.prepare(&mut part)?;
        if !part.relations.is_empty() {
            // Who is named and not there is made.
            self.guard.open()?;
        }
        let Related { links, awaited, made, strangers } = self.relations().of(&part, beside)?;
        self.made.extend(made);
        if !strangers.is_empty() {
            let columns: &'a Columns = self.columns;
            let header = columns.header_of(part.what, "attendees").unwrap_or("attendees");
            part.lines.push((header.into(), strangers.join(", ").into()));
            ready.lines = part.kept();
        }
        let found = match self.find(&part, &ready, &links)? {
            Ok(found) => found,
            Err(reason) => return Ok(Err(reason)),
        };
        let taken = match found {
            None if links.places.is_empty() && !strangers.is_empty() => {
                return Err(refusal(NOBODY_KNOWN).with("value", shortened(&strangers.join(", "))).into());
            }
            None => self.create(part, ready, &links)?,
            Some((owner, by)) => self.update(part, ready, &links, owner, by)?,
        };
        self.follow_up(&taken, &awaited)?;
        Ok(Ok(taken))
    }

    fn create<'r>(&self, part: Part<'r>, ready: Ready, links: &Links) -> Result<Taken<'r>> {
        if !is_whole_or_refused(&part, &ready) {
            self.guard.open()?;
        }
        let owner = self.writer().create(&part, ready, links)?;
        let (what, is_main) = (part.what, part.is_main);
        Ok(Taken { fate: Fate::Created, owner, found_by: None, before: None, what, is_main, part })
    }

    fn update<'r>(
        &self,
        mut part: Part<'r>,
        mut ready: Ready,
        links: &Links,
        owner: Owner,
        by: FoundBy,
    ) -> Result<Taken<'r>> {
        if systems::is_form(&self.plan.system) {
            self.leave_known_addresses(&mut part, &mut ready, &owner)?;
            self.leave_known_title(&part, &mut ready, &owner)?;
        }
        self.guard.open()?;
        let before = match self.wants_samples {
            true => crate::flows::row::find(self.tx, part.what.as_str(), owner.id())?,
            false => None,
        };
        let before_seq = self.last_change()?;
        if let Some(policy) = self.policy_of() {
            self.writer().update(&part, &owner, &ready, links, policy)?;
        }
        let fate = if self.last_change()? == before_seq { Fate::Unchanged } else { Fate::Updated };
        let (what, is_main) = (part.what, part.is_main);
        Ok(Taken { fate, owner, found_by: Some(by), before, what, is_main, part })
    }

    /// A card of a lead without person and company is called by its title: that is no company of theirs.
    fn leave_known_title(&self, part: &Part, ready: &mut Ready, owner: &Owner) -> Result<()> {
        if let (What::Lead, Owner::Record(record)) = (part.what, owner)
            && title_of(self.tx, record)? == part.value("company").trim()
        {
            ready.fields.remove("company");
        }
        Ok(())
    }

    /// A card does not say which address of a company is which: what the company has as another one is nothing new.
    fn leave_known_addresses(&self, part: &mut Part, ready: &mut Ready, owner: &Owner) -> Result<()> {
        let Owner::Record(record) = owner else { return Ok(()) };
        if part.what != What::Organization {
            return Ok(());
        }
        let line_of = |a: &Address| in_a_line([&a.street, &a.postal_code, &a.city, &a.region, &a.country]);
        let known: Vec<(AddressKind, String)> =
            addresses::of(self.tx, record)?.iter().map(|address| (address.kind, line_of(address))).collect();
        part.addresses.retain(|address| {
            let draft = address.draft();
            let line = in_a_line([&draft.street, &draft.postal_code, &draft.city, &draft.region, &draft.country]);
            !known.iter().any(|(kind, known)| *kind != address.kind && *known == line)
        });
        part.lines.retain(|(header, value)| {
            let bare = value.strip_suffix(')').and_then(|open| open.rsplit_once(" ("));
            let bare = bare.map_or(&**value, |(line, _)| line);
            !header.starts_with(OTHER_ADDRESS) || !known.iter().any(|(_, line)| line == bare)
        });
        ready.lines = part.kept();
        Ok(())
    }

    /// Our own export may come from another book: there its ids are those of another system.
    fn settle_own_id(&self, part: &mut Part) -> Result<()> {
        if systems::is_form(&self.plan.system) {
            return self.settle_uid(part);
        }
        if part.own_id.is_empty() || !mapping::is_own(self.plan) {
            return Ok(());
        }
        let is_known = match part.what.kind() {
            Some(_) => merged::now(self.tx, &part.own_id)?.is_some(),
            None => crate::flows::row::find(self.tx, part.what.as_str(), &part.own_id)?.is_some(),
        };
        if !is_known {
            part.foreign_id = std::mem::take(&mut part.own_id);
        }
        Ok(())
    }

    /// A card or an entry of a calendar that this book wrote has the record's own id.
    fn settle_uid(&self, part: &mut Part) -> Result<()> {
        let bare = part.foreign_id.strip_prefix("urn:uuid:").unwrap_or(&part.foreign_id);
        let is_ours = match part.what.kind() {
            _ if bare.is_empty() => false,
            Some(kind) => merged::now(self.tx, bare)?.is_some_and(|record| record.kind == kind),
            None => crate::flows::row::find(self.tx, part.what.as_str(), bare)?.is_some(),
        };
        if is_ours {
            part.own_id = bare.to_owned().into();
            part.foreign_id = Cow::Borrowed("");
        }
        Ok(())
    }

    /// The ids that others find the record by, and those that it waits for.
    fn follow_up(&mut self, taken: &Taken, awaited: &[Awaited]) -> Result<()> {
        if !taken.part.foreign_id.is_empty() {
            let linked = self.relations().arrived(&taken.owner, taken.what, &taken.part.foreign_id)?;
            self.waiting = self.waiting.saturating_sub(linked);
        }
        if let Owner::Record(record) = &taken.owner
            && (taken.fate == Fate::Created || self.policy_of().is_some())
        {
            self.waiting += self.relations().wait(record, awaited)?;
        }
        if is_one_each(taken.what) {
            let sql = "INSERT OR IGNORE INTO temp.import_touched (id) VALUES (?1)";
            self.tx.conn().prepare_cached(sql)?.execute([taken.owner.id()])?;
        }
        Ok(())
    }

    /// The record that a part is about, if it is there; or why the row is left out.
    fn find(&mut self, part: &Part, ready: &Ready, links: &Links) -> Result<Result<Option<(Owner, FoundBy)>, Refusal>> {
        let organization = links.of_field.get("organization").cloned();
        let matcher =
            Matcher { db: self.tx, system: mapping::foreign_system(self.plan), organization: organization.as_deref() };
        let makes_new = part.is_main && matches!(self.plan.policy, Policy::Create | Policy::New);
        let mut found = match matcher.by_id(part)? {
            Match::LeftOut(reason) => return Ok(Err(reason)),
            Match::Found(owner, by) => Some((owner, by)),
            Match::None => None,
        };
        if found.is_none() && part.is_main && self.plan.policy == Policy::New {
            found = matcher.anybody(part)?.map(|record| (Owner::Record(record), FoundBy::Email));
        }
        if found.is_none() && !makes_new {
            let keys = Keys::of(part, &self.typing.country);
            if matcher.may_know(part, &keys)? {
                if let Match::Found(owner, by) = matcher.by_evidence(part, &keys)? {
                    found = Some((owner, by));
                }
                if found.is_none() {
                    let namesakes = matcher.namesakes(part, &keys, &links.places)?;
                    found = self.same_again(part, ready, links, namesakes)?.map(|owner| (owner, FoundBy::Row));
                }
            }
        }
        if let Some((owner, _)) = &found
            && part.is_main
            && self.policy_of().is_none()
        {
            let title = match owner {
                Owner::Record(record) => title_of(self.tx, record)?,
                Owner::Item(_) => part.value(part.what.name_field()).chars().take(80).collect(),
            };
            return Ok(Err(refusal(THERE_ALREADY).with("title", title)));
        }
        Ok(Ok(found))
    }

    /// The first namesake of which the row says nothing new: the same row once more. Deals of one name are several, and so are calls and
    /// notes (D40): of these each row of a file is one of its own.
    fn same_again(&self, part: &Part, ready: &Ready, links: &Links, namesakes: Vec<Owner>) -> Result<Option<Owner>> {
        for owner in namesakes {
            let touched = "SELECT 1 FROM temp.import_touched WHERE id = ?1";
            if is_one_each(part.what) && self.tx.conn().prepare_cached(touched)?.exists([owner.id()])? {
                continue;
            }
            let before = self.last_change()?;
            let (tried, after) = guard::rehearse(self.tx, || {
                let tried = self.writer().update(part, &owner, ready, links, Policy::Update);
                (tried, self.last_change())
            })?;
            let is_same = tried.is_ok() && after? == before;
            match tried {
                Err(error) if !matches!(error, Error::Refused(_)) => return Err(error),
                _ if is_same => return Ok(Some(owner)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// How a record that is there is changed; none where it is only linked to.
    fn policy_of(&self) -> Option<Policy> {
        match self.plan.policy {
            Policy::Skip | Policy::Create | Policy::New => None,
            policy => Some(policy),
        }
    }

    /// The last change of the book so far: what writes nothing leaves it.
    fn last_change(&self) -> Result<i64> {
        let mut statement = self.tx.conn().prepare_cached("SELECT ifnull(max(seq), 0) FROM history_change")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    fn prepare<'r>(&mut self, part: &mut Part<'r>) -> Result<Ready>
    where
        'a: 'r,
    {
        let mut preparer = Preparer {
            tx: self.tx,
            guard: &self.guard,
            columns: self.columns,
            typing: &self.typing,
            currency: self.currency,
            known_words_only: self.plan.known_words_only,
            choices: &mut self.choices,
            new_words: &mut self.new_words,
        };
        preparer.prepare(part)
    }

    fn relations(&self) -> Relations<'_> {
        Relations { tx: self.tx, system: mapping::foreign_system(self.plan), typing: &self.typing }
    }

    fn writer(&self) -> Writer<'_> {
        Writer { tx: self.tx, columns: self.columns, typing: &self.typing }
    }

    /// Names the column that a refusal's field came from.
    fn with_column(&self, refusal: Refusal) -> Refusal {
        let Some(field) = refusal.field.clone().filter(|_| !refusal.values.contains_key("column")) else {
            return refusal;
        };
        let whats = std::iter::once(self.plan.what).chain(What::ALL);
        let header = whats.into_iter().find_map(|what| self.columns.header_of(what, &field));
        match header {
            Some(header) => refusal.with("column", header),
            None => refusal,
        }
    }
}

/// Whether making it writes nothing where it is refused: one record, with nothing to be done to it afterwards.
fn is_whole_or_refused(part: &Part, ready: &Ready) -> bool {
    matches!(part.what, What::Organization | What::Contact | What::Lead)
        && part.foreign_id.is_empty()
        && part.relations.is_empty()
        && ready.closed_at.is_none()
        && ready.since.is_none()
        && ready.lost_reason.is_none()
}

/// Deals of one name are several, and so are calls and notes (D40): each row of a file is one of its own.
fn is_one_each(what: What) -> bool {
    !matches!(what, What::Contact | What::Lead | What::Organization)
}
