//! One file per area.

mod archive;
mod book;
mod cleanup;
mod convert;
mod convert_all;
mod duplicates;
mod export;
mod import;
mod list;
mod log;
mod show;
mod stage;
mod write;

use kontor_core::book::Kind;

use crate::args::{Args, Command, KindArg};
use crate::context::Context;
use crate::output::Outcome;
use crate::texts::Texts;

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Kind {
        match kind {
            KindArg::Lead => Kind::Lead,
            KindArg::Organization => Kind::Organization,
            KindArg::Contact => Kind::Contact,
            KindArg::Opportunity => Kind::Opportunity,
        }
    }
}

/// Opens the book and does what was asked for.
pub(crate) fn run(args: &Args, texts: &Texts) -> Outcome {
    let on = &Context::open(args, texts)?;
    match &args.command {
        Command::Import(wanted) => import::run(on, wanted),
        Command::Imports { limit } => import::records(on, *limit),
        Command::Add { kind, fields } => write::add(on, (*kind).into(), fields),
        Command::Set { record, fields } => write::set(on, record, fields),
        Command::Show { record, items } => show::run(on, record, *items),
        Command::List(wanted) => list::run(on, wanted),
        Command::Search { text, kind, limit } => list::search(on, &text.join(" "), kind, *limit),
        Command::Convert(wanted) => convert::run(on, wanted),
        Command::Duplicates(wanted) => duplicates::run(on, wanted),
        Command::Merge(wanted) => duplicates::merge(on, wanted),
        Command::Cleanup(wanted) => cleanup::run(on, wanted),
        Command::Reopen { record, preview } => convert::reopen(on, record, *preview),
        Command::Move { opportunity, stage, after } => stage::to(on, opportunity, stage, after.as_deref()),
        Command::Won { opportunity } => stage::won(on, opportunity),
        Command::Lost { record, reason, note } => stage::lost(on, record, reason, note),
        Command::Log(wanted) => log::run(on, wanted),
        Command::History { record, limit, before } => book::history(on, record.as_deref(), *before, *limit),
        Command::Undo { step } => book::undo(on, *step),
        Command::Redo => book::redo(on),
        Command::Export(wanted) => export::run(on, wanted),
        Command::Archive { file, with_history } => archive::write(on, file, *with_history),
        Command::Restore { file } => archive::restore(on, file),
        Command::Check => book::check(on),
        Command::Demo => book::demo(on),
        Command::Fill { leads, seed } => book::fill(on, *leads, *seed),
    }
}
