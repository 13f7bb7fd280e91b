//! Writing one record: made anew, filled, or changed. A blank cell never erases; e-mails, phones, websites and tags are united; an
//! address is one block.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::address::AddressText;
use super::fields::What;
use super::gather::{Columns, Part};
use super::lists::PointText;
use super::matching::item_kind;
use super::plan::Policy;
use super::prepare::Ready;
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::flows::row::{self, Row};
use crate::records::foreign::Owner;
use crate::records::opportunity::LostDraft;
use crate::records::timeline::{self, ItemRef};
use crate::records::vocabulary::{self, Vocabulary};
use crate::records::{
    AddressDraft, PointDraft, PointKind, Typing, activity, addresses, contact, lead, note, opportunity, organization,
    pipeline, points, tags,
};
use crate::value::date::utc_text;
use crate::value::{email, phone, website};
use crate::{Error, Refusal, Result};

/// Other records that a part is linked to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// By the field of the record: parent, organization, reportsTo.
    pub(super) of_field: BTreeMap<&'static str, String>,
    /// The contacts of an opportunity, with their roles.
    pub(super) contacts: Vec<(String, String)>,
    /// What an activity or a note hangs on.
    pub(super) places: Vec<RecordRef>,
}

/// The columns of a record that hold a field of another name.
fn column_of(field: &str) -> String {
    match field {
        "organization" | "parent" | "reportsTo" | "status" | "source" => format!("{}_id", snake(field)),
        "probability" => "probability_by_hand".to_owned(),
        field => snake(field),
    }
}

fn snake(field: &str) -> String {
    let mut out = String::new();
    for c in field.chars() {
        if c.is_uppercase() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn text_below(text: &str, lines: &str) -> String {
    match (text.is_empty(), lines.is_empty()) {
        (_, true) => text.to_owned(),
        (true, _) => lines.to_owned(),
        _ => format!("{text}\n\n{lines}"),
    }
}

fn draft_of(point: &PointText) -> PointDraft {
    PointDraft { label: point.label.to_owned(), value: point.value.to_string() }
}

/// Leaves out points that stand in the row twice.
fn without_doubles(kind: PointKind, points: &[PointText], country: &str) -> Vec<PointDraft> {
    if let [only] = points {
        return vec![draft_of(only)];
    }
    let mut seen = Vec::new();
    let is_new = |point: &&PointText| {
        let key = key_of(kind, &point.value, country);
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    };
    points.iter().filter(is_new).map(draft_of).collect()
}

/// What two points are compared by: their key, or the text where that is none.
fn key_of(kind: PointKind, value: &str, country: &str) -> String {
    let key = match kind {
        PointKind::Email => email::key(value),
        PointKind::Phone => phone::key(value, country),
        // Several pages of one host are several websites.
        PointKind::Website => String::new(),
    };
    match kind {
        PointKind::Website if !website::host(value).is_empty() => page_of(value),
        _ if key.is_empty() => value.trim().to_owned(),
        _ => key,
    }
}

/// A website without scheme, `www.` and the slash at its end.
fn page_of(value: &str) -> String {
    let value = value.trim().to_lowercase();
    let bare = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or(&value);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

macro_rules! typed_fields {
    ($room:ident, $fields:expr) => {
        $fields.into_iter().filter_map(|(name, text)| Some(($room::Field::parse(name)?, text))).collect()
    };
}

/// Writes records of one row.
pub(super) struct Writer<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) columns: &'a Columns,
    pub(super) typing: &'a Typing,
}

impl Writer<'_> {
    /// Makes a record.
    pub(super) fn create(&self, part: &Part, mut ready: Ready, links: &Links) -> Result<Owner> {
        let text = text_below(&ready.text, &ready.lines);
        let mut fields = std::mem::take(&mut ready.fields);
        if !text.is_empty() && part.what != What::Note {
            fields.insert(part.what.text_field(), text.clone());
        }
        fields.extend(links.of_field.iter().map(|(field, id)| (*field, id.clone())));
        let moment = ready.created_at.unwrap_or_else(|| self.tx.now());
        let owner = self.tx.at(moment, |then| self.create_at(then, part, &ready, links, fields, &text))?;
        self.stand(part.what, owner.id(), &ready)?;
        if let (What::Opportunity, Some(since)) = (part.what, ready.since) {
            let sql = "UPDATE opportunity SET stage_since = ?2 WHERE id = ?1 AND stage_since <> ?2";
            self.tx.conn().prepare_cached(sql)?.execute([owner.id(), &utc_text(since)])?;
        }
        self.lead_since(part.what, owner.id(), &ready)?;
        Ok(owner)
    }

    /// When the lead was made that a customer was: known once, it stays.
    fn lead_since(&self, what: What, id: &str, ready: &Ready) -> Result<()> {
        if let (What::Organization | What::Contact, Some(since)) = (what, ready.since) {
            let sql = format!("UPDATE {} SET lead_since = ?2 WHERE id = ?1 AND lead_since IS NULL", what.as_str());
            self.tx.conn().prepare_cached(&sql)?.execute([id, &utc_text(since)])?;
        }
        Ok(())
    }

    fn create_at(
        &self,
        tx: &Tx,
        part: &Part,
        ready: &Ready,
        links: &Links,
        fields: BTreeMap<&'static str, String>,
        text: &str,
    ) -> Result<Owner> {
        Ok(match part.what {
            What::Organization => {
                let mut draft =
                    organization::Draft { fields: typed_fields!(organization, fields), ..Default::default() };
                self.hang(part, &mut draft);
                Owner::record(Kind::Organization, organization::create(tx, &draft, self.typing)?)
            }
            What::Contact => {
                let mut draft = contact::Draft { fields: typed_fields!(contact, fields), ..Default::default() };
                self.hang(part, &mut draft);
                Owner::record(Kind::Contact, contact::create(tx, &draft, self.typing)?)
            }
            What::Lead => {
                let mut draft = lead::Draft { fields: typed_fields!(lead, fields), ..Default::default() };
                self.hang(part, &mut draft);
                Owner::record(Kind::Lead, lead::create(tx, &draft, self.typing)?)
            }
            What::Opportunity => {
                let stage = ready.stage.as_ref().filter(|stage| !stage.is_won).map(|stage| stage.id.clone());
                let of_pipeline = |stage: &crate::records::pipeline::Stage| -> Result<String> {
                    Ok(crate::records::pipeline::get(tx, Some(&stage.pipeline_id))?.first_open()?.id.clone())
                };
                // It is won on the day it was won, below.
                let stage = match (stage, &ready.stage) {
                    (None, Some(won)) => Some(of_pipeline(won)?),
                    (stage, _) => stage,
                };
                let draft = opportunity::Draft {
                    fields: typed_fields!(opportunity, fields),
                    stage,
                    contacts: Vec::new(),
                    tags: part.tags.clone(),
                };
                let id = opportunity::create(tx, &draft, self.typing)?;
                for (contact, role) in &links.contacts {
                    opportunity::add_contact(tx, &id, contact, role)?;
                }
                Owner::record(Kind::Opportunity, id)
            }
            What::Activity => {
                let draft = activity::Draft { fields: typed_fields!(activity, fields), done: false };
                let id = activity::add(tx, &links.places, &draft, self.typing)?;
                Owner::Item(ItemRef { kind: item_kind(part.what), id })
            }
            What::Note => {
                let id = note::add(tx, &links.places, text)?;
                Owner::Item(ItemRef { kind: item_kind(part.what), id })
            }
        })
    }

    /// What hangs on a new record.
    fn hang<F: Ord>(&self, part: &Part, draft: &mut crate::records::Draft<F>) {
        let country = &self.typing.country;
        draft.emails = without_doubles(PointKind::Email, &part.emails, country);
        draft.phones = without_doubles(PointKind::Phone, &part.phones, country);
        draft.websites = without_doubles(PointKind::Website, &part.websites, country);
        draft.addresses = part.addresses.iter().map(|address| (address.kind, address.draft())).collect();
        draft.tags = part.tags.clone();
    }

    /// Brings a record to what the row says, as far as the policy allows.
    pub(super) fn update(
        &self,
        part: &Part,
        owner: &Owner,
        ready: &Ready,
        links: &Links,
        policy: Policy,
    ) -> Result<()> {
        let tx = self.tx;
        let id = owner.id();
        let before = row::find(tx, part.what.as_str(), id)?.unwrap_or_default();
        let fields = self.changes_of(part, ready, links, &before, policy);
        match owner {
            Owner::Record(record) => {
                match record.kind {
                    Kind::Organization => organization::set(tx, id, &typed_fields!(organization, fields), self.typing)?,
                    Kind::Contact => contact::set(tx, id, &typed_fields!(contact, fields), self.typing)?,
                    Kind::Lead => lead::set(tx, id, &typed_fields!(lead, fields), self.typing)?,
                    Kind::Opportunity => opportunity::set(tx, id, &typed_fields!(opportunity, fields), self.typing)?,
                }
                self.unite(part, record, policy)?;
                for (contact, role) in &links.contacts {
                    opportunity::add_contact(tx, id, contact, role)?;
                }
            }
            Owner::Item(item) => {
                if part.what == What::Activity {
                    activity::set(tx, id, &typed_fields!(activity, fields), self.typing)?;
                } else if let Some(body) = fields.get("body") {
                    note::set(tx, id, &BTreeMap::from([(note::Field::Body, body.clone())]))?;
                }
                if !links.places.is_empty() {
                    timeline::hang(tx, item, &links.places)?;
                }
            }
        }
        self.lead_since(part.what, id, ready)?;
        let may_move =
            policy == Policy::Update || (part.what == What::Activity && row::filled(&before, "done_at").is_none());
        if may_move { self.stand(part.what, id, ready) } else { Ok(()) }
    }

    /// The fields that are to be set.
    fn changes_of(
        &self,
        part: &Part,
        ready: &Ready,
        links: &Links,
        before: &Row,
        policy: Policy,
    ) -> BTreeMap<&'static str, String> {
        let is_blank = |field: &str| match before.get(&column_of(field)) {
            Some(Json::Number(number)) => field.starts_with("no") && number.as_i64() == Some(0),
            Some(value) => row::is_blank(value),
            None => true,
        };
        let may = |field: &str| policy == Policy::Update || is_blank(field);
        let mut fields: BTreeMap<&'static str, String> =
            ready.fields.iter().filter(|(field, _)| may(field)).map(|(field, value)| (*field, value.clone())).collect();
        fields.extend(links.of_field.iter().filter(|(field, _)| may(field)).map(|(field, id)| (*field, id.clone())));
        // A currency belongs to its amount.
        let amount = ["amount", "annualRevenue", "expectedAmount"].into_iter().find(|name| fields.contains_key(name));
        match (amount, ready.fields.get("currency")) {
            (None, _) => drop(fields.remove("currency")),
            (Some(_), Some(currency)) => drop(fields.insert("currency", currency.clone())),
            _ => {}
        }
        if part.what == What::Activity && !part.values.has("kind") {
            fields.remove("kind");
        }
        // A won or lost one keeps what it was given by hand.
        if row::text(before, "state") != "open" {
            fields.remove("probability");
        }
        let field = part.what.text_field();
        let old = row::text(before, field);
        if let Some(text) = self.text_after(old, ready, policy) {
            fields.insert(field, text);
        }
        fields
    }

    /// The text of a record after the row; none where it stays. Lines that stand in it already are not added again, and nothing that
    /// somebody wrote there is lost but by a text of the file's own.
    fn text_after(&self, old: &str, ready: &Ready, policy: Policy) -> Option<String> {
        let missing: Vec<&str> = ready.lines.lines().filter(|line| !old.lines().any(|known| known == *line)).collect();
        let missing = missing.join("\n");
        let text = ready.text.replace("\r\n", "\n");
        let has_text = text.is_empty() || old.contains(text.as_str());
        let after = match policy {
            _ if old.is_empty() => text_below(&text, &ready.lines),
            Policy::Update if !has_text => {
                let mut lines: Vec<&str> = self.kept_lines(old).collect();
                let new: Vec<&str> = ready.lines.lines().filter(|line| !lines.contains(line)).collect();
                lines.extend(new);
                text_below(&text, &lines.join("\n"))
            }
            Policy::Update if !missing.is_empty() && self.ends_with_kept_lines(old) => format!("{old}\n{missing}"),
            Policy::Update if !missing.is_empty() => text_below(old, &missing),
            _ => return None,
        };
        (!after.is_empty() && after != old).then_some(after)
    }

    /// Lines of the text that columns gave which have no field: a text of the file's own takes the place of another text, not theirs. A
    /// line belongs to the one before it, up to the next column's or a blank one.
    fn kept_lines<'t>(&'t self, old: &'t str) -> impl Iterator<Item = &'t str> {
        let is_header = |line: &str| {
            self.columns.kept().any(|header| line.strip_prefix(header).is_some_and(|rest| rest.starts_with(": ")))
        };
        let mut keeps = false;
        old.lines().filter(move |line| {
            keeps = is_header(line) || (keeps && !line.is_empty());
            keeps
        })
    }

    fn ends_with_kept_lines(&self, old: &str) -> bool {
        // The same place, not only the same words.
        matches!((self.kept_lines(old).last(), old.lines().last()), (Some(kept), Some(line)) if std::ptr::eq(kept, line))
    }

    fn unite(&self, part: &Part, record: &RecordRef, policy: Policy) -> Result<()> {
        for (kind, given) in
            [(PointKind::Email, &part.emails), (PointKind::Phone, &part.phones), (PointKind::Website, &part.websites)]
        {
            self.unite_points(record, kind, given)?;
        }
        for address in &part.addresses {
            self.unite_address(record, address, policy)?;
        }
        part.tags.iter().try_for_each(|name| tags::add(self.tx, record, name).map(drop))
    }

    fn unite_points(&self, record: &RecordRef, kind: PointKind, given: &[PointText]) -> Result<()> {
        if given.is_empty() {
            return Ok(());
        }
        let country = &self.typing.country;
        let mut known = known_points(self.tx, record, kind)?;
        for point in given {
            let key = key_of(kind, &point.value, country);
            let is_there = known.iter().any(|(value, match_key)| {
                value == point.value.trim()
                    || (kind != PointKind::Website && !match_key.is_empty() && *match_key == key)
                    || key_of(kind, value, country) == key
            });
            if !is_there {
                points::add(self.tx, record, kind, &draft_of(point), self.typing)?;
                known.push((point.value.trim().to_owned(), key));
            }
        }
        Ok(())
    }

    /// An address is one block (R4): a blank one is filled; another one takes its place only where the file wins and names a street or
    /// a town; parts that agree complete each other.
    fn unite_address(&self, record: &RecordRef, address: &AddressText, policy: Policy) -> Result<()> {
        let (kind, draft) = (address.kind, &address.draft());
        let old = addresses::of(self.tx, record)?.into_iter().find(|address| address.kind == kind);
        let Some(old) = old else { return addresses::set(self.tx, record, kind, draft) };
        if policy != Policy::Update {
            return Ok(());
        }
        let pairs = [
            (&old.street, &draft.street),
            (&old.postal_code, &draft.postal_code),
            (&old.city, &draft.city),
            (&old.region, &draft.region),
            (&old.country, &draft.country),
        ];
        let same = |old: &str, new: &str| old.replace("\r\n", "\n").trim() == new.replace("\r\n", "\n").trim();
        let agrees = pairs.iter().all(|(old, new)| old.is_empty() || new.trim().is_empty() || same(old, new));
        let is_place = !draft.street.trim().is_empty() || !draft.city.trim().is_empty();
        if !agrees && is_place {
            return addresses::set(self.tx, record, kind, draft);
        }
        let either = |old: &String, new: &String| {
            if new.trim().is_empty() || same(old, new) { old.clone() } else { new.clone() }
        };
        let whole = AddressDraft {
            street: either(&old.street, &draft.street),
            postal_code: either(&old.postal_code, &draft.postal_code),
            city: either(&old.city, &draft.city),
            region: either(&old.region, &draft.region),
            country: either(&old.country, &draft.country),
        };
        addresses::set(self.tx, record, kind, &whole)
    }

    /// Stage, won, lost, closed, done. As it stands already, nothing changes.
    fn stand(&self, what: What, id: &str, ready: &Ready) -> Result<()> {
        let moment = ready.closed_at.unwrap_or_else(|| self.tx.now());
        match what {
            What::Opportunity => self.stand_opportunity(id, ready, moment),
            What::Lead if ready.closed_at.is_some() || ready.lost_reason.is_some() => {
                let now = row::find(self.tx, "lead", id)?.unwrap_or_default();
                let (reason, note) = why_lost(ready, &now);
                let draft = lead::CloseDraft { reason: reason.unwrap_or_default(), note };
                self.tx.at(moment, |then| lead::close(then, id, &draft))
            }
            What::Activity => match ready.done {
                Some(moment) => self.tx.at(moment, |then| activity::complete(then, id, true)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn stand_opportunity(&self, id: &str, ready: &Ready, moment: chrono::DateTime<chrono::Utc>) -> Result<()> {
        let now = row::find(self.tx, "opportunity", id)?.unwrap_or_default();
        let (stage_now, state_now) = (row::text(&now, "stage_id"), row::text(&now, "state"));
        let mut stage = ready.stage.as_ref();
        if let (true, Some(first)) = (ready.is_stage_of_pipeline, stage)
            && pipeline::stage(self.tx, stage_now)?.pipeline_id == first.pipeline_id
        {
            stage = None;
        }
        match ready.state {
            Some("won") => {
                if state_now == "won" {
                    return Ok(());
                }
                self.tx.at(moment, |then| match stage.filter(|stage| stage.is_won) {
                    Some(won) => opportunity::set_stage(then, id, &won.id),
                    None => opportunity::win(then, id),
                })
            }
            Some("lost") => {
                if let Some(stage) = stage.filter(|stage| stage.id != stage_now && !stage.is_won) {
                    opportunity::set_stage(self.tx, id, &stage.id)?;
                } else if state_now == "won" {
                    opportunity::reopen(self.tx, id)?;
                }
                let draft = self.lost(ready, &now)?;
                self.tx.at(moment, |then| opportunity::lose(then, id, &draft))
            }
            Some("open") if state_now != "open" => match stage.filter(|stage| !stage.is_won) {
                Some(stage) => opportunity::set_stage(self.tx, id, &stage.id),
                None => opportunity::reopen(self.tx, id),
            },
            _ => match stage {
                Some(stage) if stage.id != stage_now => opportunity::set_stage(self.tx, id, &stage.id),
                _ => Ok(()),
            },
        }
    }

    /// Why it was lost. A lost opportunity needs a reason (R17); where the file has none, it is the one that needs a text beside it, and
    /// the text is the file's own word.
    fn lost(&self, ready: &Ready, now: &Row) -> Result<LostDraft> {
        let (reason, told) = why_lost(ready, now);
        let note = if told.is_empty() { &ready.ending } else { &told };
        if let Some(reason) = reason {
            let needs_text = vocabulary::all(self.tx, Vocabulary::LostReasons)?;
            let needs_text = needs_text.iter().any(|word| word.id == reason && word.needs_text);
            let note = if needs_text { note } else { &told };
            return Ok(LostDraft { reason, note: note.clone() });
        }
        let other = vocabulary::all(self.tx, Vocabulary::LostReasons)?.into_iter().find(|word| word.needs_text);
        let reason = match other {
            Some(word) => word.id,
            None => match vocabulary::find(self.tx, Vocabulary::LostReasons, &ready.ending)? {
                Some(word) => word.id,
                None => vocabulary::add(self.tx, Vocabulary::LostReasons, &ready.ending)?,
            },
        };
        Ok(LostDraft { reason, note: note.clone() })
    }
}

/// Reason and note of what was lost: as the row says, and where it says nothing as the record has them.
fn why_lost(ready: &Ready, now: &Row) -> (Option<String>, String) {
    let known = |column: &str| Some(row::text(now, column).to_owned()).filter(|text| !text.is_empty());
    let note = Some(ready.lost_note.clone()).filter(|note| !note.is_empty());
    let reason = ready.lost_reason.clone().or_else(|| known("lost_reason_id"));
    (reason, note.or_else(|| known("lost_note")).unwrap_or_default())
}

/// The points of a record: value and key.
fn known_points(db: &Db, record: &RecordRef, kind: PointKind) -> Result<Vec<(String, String)>> {
    if record.kind == Kind::Opportunity {
        return Err(Error::from(Refusal::of_field(kind.field(), "not_a_choice")));
    }
    let sql = format!("SELECT value, match_key FROM contact_point WHERE {} = ?1 AND kind = ?2", record.kind.column());
    let mut statement = db.conn().prepare_cached(&sql)?;
    let rows = statement.query_map([record.id.as_str(), kind.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
