//! What a conversion would do, without doing it.

use super::origin::Origin;
use super::plan::Plan;
use super::words::Words;
use super::{Choices, Preview, RecordPreview, apply, lines, propose, row};
use crate::Result;
use crate::book::{Db, Kind};
use crate::records::not_found;

/// What converting the lead with these choices would do; without choices, with the proposed ones.
///
/// # Errors
/// [`crate::Code::NotFound`]; the refusals of typed values and of chosen records. What is missing, and a closed or converted
/// lead, are no errors here but part of the answer.
pub fn preview(db: &Db, lead_id: &str, choices: Option<&Choices>, language: &str) -> Result<Preview> {
    if let Some(already) = apply::earlier(db, lead_id)? {
        return Ok(Preview {
            lead_id: lead_id.to_owned(),
            title: already.title.clone(),
            closed: false,
            moves: already.moved,
            already: Some(already),
            choices: choices.cloned().unwrap_or_default(),
            candidates: super::Candidates::default(),
            organization: None,
            contact: None,
            opportunity: None,
            missing: Vec::new(),
            lines: Vec::new(),
        });
    }
    let words = Words::of(db, language)?;
    let references = row::references_to(db, Kind::Lead.table());
    let origin = Origin::read(db, &references, lead_id)?.ok_or_else(|| not_found(Kind::Lead.table(), lead_id))?;
    let candidates = propose::candidates(db, lead_id)?;
    let choices = match choices {
        Some(given) => given.clone(),
        None => propose::choices(db, &origin, &candidates, &words)?,
    };
    let plan = Plan::make(db, &origin, &choices, &words)?;
    let shown = |kind| {
        plan.part(kind).map(|part| RecordPreview {
            id: part.id().map(str::to_owned),
            title: part.title(),
            fields: part.outcome.clone(),
        })
    };
    Ok(Preview {
        lead_id: lead_id.to_owned(),
        title: row::text(origin.lead(), "title").to_owned(),
        closed: row::filled(origin.lead(), "closed_at").is_some(),
        already: None,
        candidates,
        organization: shown(Kind::Organization),
        contact: shown(Kind::Contact),
        opportunity: shown(Kind::Opportunity),
        missing: plan.missing,
        moves: plan.moves,
        lines: plan.lines,
        choices,
    })
}

/// The lines that keep what a lead held and an opportunity has no field for, if it is merged into one (R8, R15).
pub(in crate::flows) fn lines_into_opportunity(db: &Db, lead_id: &str, words: &Words) -> Result<Vec<String>> {
    let references = row::references_to(db, Kind::Lead.table());
    let origin = Origin::read(db, &references, lead_id)?.ok_or_else(|| not_found(Kind::Lead.table(), lead_id))?;
    lines::lines(db, &origin, &apply::only(""), words)
}
