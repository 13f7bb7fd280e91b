//! Many at once (R10): each lead of a selection is a step of its own, all or nothing, and has its line in the result. Duplicates among
//! them are seen first; a stop in the middle keeps what was done.
//!
//! One after the other: what was made of one lead is there for the next, so that two leads of one company come to one organization
//! (C35). So the preview converts them all and takes it back, like that of an import.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::{Choices, Made, Outcome, Target, convert, preview as preview_one};
use crate::book::{Book, Db, Kind, Op, OpKind, RecordRef, Tx};
use crate::flows::duplicates::Strength;
use crate::flows::duplicates::whole::{Group, among};
use crate::flows::merge;
use crate::flows::progress::{Progress, Watch};
use crate::records::title_of;
use crate::{Code, Error, Refusal, Result};

/// Which leads, and what is chosen for all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertSelection"))]
pub struct Selection {
    /// Leads by id, in the order in which they are converted. One that is named twice counts once.
    pub leads: Vec<String>,
    /// Duplicates among them: the leads of each group are merged in the step that converts them (C22).
    pub merge: Vec<Vec<String>>,
    /// The organization; none: for each lead what its dialog would propose (R14). Fields of a new one are added to the lead's own.
    pub organization: Option<Target>,
    /// The contact, likewise.
    pub contact: Option<Target>,
    /// The opportunity, likewise.
    pub opportunity: Option<Target>,
    /// The contact's role in the opportunity; may be blank.
    pub role: String,
}

impl Selection {
    /// These leads, and nothing else chosen.
    pub fn of(leads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { leads: leads.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    fn choices(&self, proposed: Choices) -> Choices {
        Choices {
            organization: chosen(self.organization.as_ref(), proposed.organization),
            contact: chosen(self.contact.as_ref(), proposed.contact),
            opportunity: chosen(self.opportunity.as_ref(), proposed.opportunity),
            role: self.role.clone(),
        }
    }

    /// What is converted in one step each: a lead, or the leads of a group.
    fn units(&self) -> Vec<Vec<&str>> {
        let mut seen = BTreeSet::new();
        let mut units = Vec::new();
        for lead in &self.leads {
            if seen.contains(lead.as_str()) {
                continue;
            }
            let group = self.merge.iter().find(|group| group.contains(lead));
            let mut unit = vec![lead.as_str()];
            unit.extend(group.into_iter().flatten().map(String::as_str).filter(|other| other != lead));
            unit.retain(|id| seen.insert(*id));
            units.push(unit);
        }
        units
    }
}

fn chosen(of_all: Option<&Target>, proposed: Target) -> Target {
    match (of_all, proposed) {
        (None, proposed) => proposed,
        (Some(Target::New { fields }), Target::New { fields: mut own }) => {
            own.extend(fields.clone());
            Target::New { fields: own }
        }
        (Some(of_all), _) => of_all.clone(),
    }
}

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertFate"))]
pub enum Fate {
    /// Converted.
    Converted,
    /// Merged into the lead of the line above, and converted with it.
    Merged,
    /// Left alone: it was converted before (then without a reason), or is closed (C07).
    Skipped,
    /// Refused, with the reason. The lead is as it was.
    Failed,
}

/// A lead's line in the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertLine"))]
pub struct Line {
    /// The id that the lead has or had.
    pub lead_id: String,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub fate: Fate,
    /// The organization, made or linked. The id of one that a preview would make leads nowhere.
    pub organization: Option<Made>,
    /// The contact, likewise.
    pub contact: Option<Made>,
    /// The opportunity, likewise.
    pub opportunity: Option<Made>,
    /// Why not.
    #[cfg_attr(
        feature = "bindings",
        ts(type = "{ code: string; field: string | null; values: Record<string, string> } | null")
    )]
    pub reason: Option<Refusal>,
    /// Organizations and contacts that may be the same by weak evidence: they were not linked (R14).
    pub unsure: usize,
    /// The number of its step, to undo it by; none in a preview.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub step: Option<i64>,
}

/// What was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertReport"))]
pub struct Report {
    /// A line for each lead, in their order, as far as it came.
    pub lines: Vec<Line>,
    /// It was stopped: so many leads were not reached, and are as they were.
    pub left: usize,
}

/// What converting a selection would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "ConvertManyPreview"))]
pub struct ManyPreview {
    /// Leads among them that strong evidence takes for one.
    pub duplicates: Vec<Group>,
    /// What would be done.
    pub report: Report,
}

/// What converting the selection would do, by doing it and taking it back: readers see nothing of it, whoever writes waits.
///
/// # Errors
/// Those of SQLite. What is refused of a lead stands in its line.
pub fn preview(book: &Book, selection: &Selection, language: &str, watch: Watch) -> Result<ManyPreview> {
    let duplicates = book.read(|db| among(db, Kind::Lead, &selection.leads))?;
    let report = book.rehearse(&Op::new(OpKind::ConvertLead, ""), |tx| {
        go(
            selection,
            watch,
            |unit| Ok((tx.attempt(|| one(tx, unit, selection, language))?, None)),
            |lead| title(tx, lead),
        )
    })?;
    Ok(ManyPreview { duplicates, report })
}

/// Converts the selection, each lead in a step of its own (R10). Stopped by the watch, what was done stays.
///
/// # Errors
/// Those of SQLite, the disk included, if they come before the first lead was done; later ones stop it, and stand in the line of the
/// lead that they stopped.
pub fn apply(book: &Book, selection: &Selection, language: &str, watch: Watch) -> Result<Report> {
    go(
        selection,
        watch,
        |unit| match book.transact(Op::new(OpKind::ConvertLead, ""), |tx| one(tx, unit, selection, language)) {
            Ok(done) => Ok((Ok(done.value), done.op)),
            Err(Error::Refused(refusal)) if !refusal.is_of_system() => Ok((Err(refusal), None)),
            Err(error) => Err(error),
        },
        |lead| book.read(|db| title(db, lead)),
    )
}

/// What a unit gave, and the number of its step.
type Done = (std::result::Result<(Outcome, usize), Refusal>, Option<i64>);

fn go(
    selection: &Selection,
    watch: Watch,
    mut convert: impl FnMut(&[&str]) -> Result<Done>,
    title: impl Fn(&str) -> Result<String>,
) -> Result<Report> {
    let units = selection.units();
    let of: usize = units.iter().map(Vec::len).sum();
    let mut lines: Vec<Line> = Vec::new();
    for unit in &units {
        if watch(progress(lines.len(), of)).is_break() {
            break;
        }
        let titles: Vec<String> = unit.iter().map(|lead| title(lead)).collect::<Result<_>>()?;
        match convert(unit) {
            Ok(done) => lines.extend(lines_of(unit, titles, done)),
            Err(error) if lines.is_empty() => return Err(error),
            Err(error) => {
                let reason = match error {
                    Error::Refused(refusal) => refusal,
                    other => {
                        Refusal { code: other.code(), field: None, values: [("detail", other.to_string())].into() }
                    }
                };
                lines.extend(lines_of(unit, titles, (Err(reason), None)));
                break;
            }
        }
    }
    let left = of - lines.len();
    if left == 0 {
        // Nothing is left to be stopped.
        let _: ControlFlow<()> = watch(progress(of, of));
    }
    Ok(Report { lines, left })
}

fn progress(done: usize, of: usize) -> Progress {
    Progress { done: done as u64, of: of as u64 }
}

/// What a lead is called, also one that was converted; blank where nobody knows the id.
fn title(db: &Db, lead: &str) -> Result<String> {
    match title_of(db, &super::record(Kind::Lead, lead)) {
        Ok(title) => Ok(title),
        Err(Error::Refused(_)) => Ok(super::outcome_of(db, lead)?.map_or(String::new(), |outcome| outcome.title)),
        Err(error) => Err(error),
    }
}

fn lines_of(unit: &[&str], titles: Vec<String>, (done, step): Done) -> Vec<Line> {
    let line = |(lead, title): (&&str, String)| Line {
        lead_id: (*lead).to_owned(),
        title,
        fate: Fate::Failed,
        organization: None,
        contact: None,
        opportunity: None,
        reason: None,
        unsure: 0,
        step,
    };
    let mut lines: Vec<Line> = unit.iter().zip(titles).map(line).collect();
    match done {
        Ok((outcome, unsure)) => {
            lines.iter_mut().for_each(|line| line.fate = Fate::Merged);
            let first = &mut lines[0];
            first.fate = if outcome.already { Fate::Skipped } else { Fate::Converted };
            (first.organization, first.contact, first.opportunity) =
                (outcome.organization, outcome.contact, outcome.opportunity);
            first.unsure = unsure;
        }
        Err(reason) => {
            let is_closed = reason.code == Code::LeadClosed.as_str();
            for line in &mut lines {
                line.fate = if is_closed { Fate::Skipped } else { Fate::Failed };
                line.reason = Some(reason.clone());
            }
        }
    }
    lines
}

/// Converts one lead, or the leads of a group as one. The number: see [`Line::unsure`].
fn one(tx: &Tx, unit: &[&str], selection: &Selection, language: &str) -> Result<(Outcome, usize)> {
    let mut lead = unit[0].to_owned();
    if unit.len() > 1 {
        let records: Vec<RecordRef> = unit.iter().map(|id| super::record(Kind::Lead, id)).collect();
        lead = merge::merge(tx, &records, &merge::Choices::default(), language)?.survivor.id;
    }
    let found = preview_one(tx, &lead, None, language)?;
    let choices = selection.choices(found.choices);
    let candidates = found.candidates.organizations.iter().chain(&found.candidates.contacts);
    let unsure = candidates.filter(|candidate| candidate.strength == Strength::Weak).count();
    Ok((convert(tx, &lead, &choices, language)?, unsure))
}

/// A step of a selection that was to be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct TakenBack {
    /// Its number.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub step: i64,
    /// What is in the way; none: it is undone.
    #[cfg_attr(
        feature = "bindings",
        ts(type = "{ code: string; field: string | null; values: Record<string, string> } | null")
    )]
    pub reason: Option<Refusal>,
}

/// Undoes the steps of a report, the latest first. One that something is in the way of stays, and the others go on.
///
/// # Errors
/// Those of SQLite.
pub fn take_back(book: &Book, steps: &[i64]) -> Result<Vec<TakenBack>> {
    let steps: BTreeSet<i64> = steps.iter().copied().collect();
    let undone = steps.into_iter().rev().map(|step| match book.undo_step(step) {
        Ok(_) => Ok(TakenBack { step, reason: None }),
        Err(Error::Refused(reason)) if !reason.is_of_system() => Ok(TakenBack { step, reason: Some(reason) }),
        Err(error) => Err(error),
    });
    undone.collect()
}
