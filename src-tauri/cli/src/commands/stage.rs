//! move, won, lost.

use kontor_core::book::{Db, Kind, Op, OpKind};
use kontor_core::flows::naming;
use kontor_core::records::{lead, opportunity, pipeline};
use kontor_core::value::text;
use kontor_core::{Code, Refusal, Result};

use crate::context::Context;
use crate::output::Outcome;

/// The stage of this id or name; of this pipeline, if the name stands in several.
pub(super) fn find(db: &Db, wanted: &str, in_pipeline: Option<&str>) -> Result<String> {
    let key = text::key(wanted);
    let stages: Vec<_> = pipeline::all(db)?.into_iter().flat_map(|pipeline| pipeline.stages).collect();
    let named = |own: bool| {
        stages.iter().find(|stage| {
            let fits = stage.id == wanted.trim() || text::key(&stage.name) == key;
            fits && (!own || in_pipeline == Some(stage.pipeline_id.as_str()))
        })
    };
    let stage = named(true).or_else(|| named(false));
    let refusal = || Refusal::new(Code::NotAChoice).at("stage").with("value", wanted.trim());
    Ok(stage.ok_or_else(refusal)?.id.clone())
}

fn opportunity_named(on: &Context, name: &str) -> Result<String> {
    on.book.read(|db| Ok(naming::record(db, name, &[Kind::Opportunity])?.id))
}

pub(super) fn to(on: &Context, name: &str, stage: &str, after: Option<&str>) -> Outcome {
    let id = opportunity_named(on, name)?;
    let after = after.map(|name| opportunity_named(on, name)).transpose()?;
    let stage = on.book.read(|db| {
        let pipeline = opportunity::get(db, &id)?.pipeline.id;
        find(db, stage, Some(&pipeline))
    })?;
    let done = on.book.transact(Op::new(OpKind::MoveOpportunity, ""), |tx| {
        match &after {
            Some(above) => opportunity::move_to(tx, &id, &stage, Some(above)),
            None => opportunity::set_stage(tx, &id, &stage),
        }?;
        opportunity::get(tx, &id)
    })?;
    on.saved(&done)
}

pub(super) fn won(on: &Context, name: &str) -> Outcome {
    let id = opportunity_named(on, name)?;
    let done = on.book.transact(Op::new(OpKind::WinOpportunity, ""), |tx| {
        opportunity::win(tx, &id)?;
        opportunity::get(tx, &id)
    })?;
    on.saved(&done)
}

pub(super) fn lost(on: &Context, name: &str, reason: &str, note: &str) -> Outcome {
    let record = on.book.read(|db| naming::record(db, name, &[Kind::Opportunity, Kind::Lead]))?;
    let (reason, note) = (reason.to_owned(), note.to_owned());
    if record.kind == Kind::Lead {
        let done = on.book.transact(Op::new(OpKind::CloseLead, ""), |tx| {
            lead::close(tx, &record.id, &lead::CloseDraft { reason, note })?;
            lead::get(tx, &record.id)
        })?;
        return on.saved(&done);
    }
    let done = on.book.transact(Op::new(OpKind::LoseOpportunity, ""), |tx| {
        opportunity::lose(tx, &record.id, &opportunity::LostDraft { reason, note })?;
        opportunity::get(tx, &record.id)
    })?;
    on.saved(&done)
}
