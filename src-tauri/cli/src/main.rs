//! `kontor-cli`: the same core as the app, without a window, for scripts, scheduled imports and checks.
//!
//! - args.rs: the commands and their options; `--help` comes from there.
//! - commands/: one file per area. Each asks the core and gives an `output::Answer`: JSON, and the same for a reader.
//! - fields.rs: `field=value`.
//! - meter.rs: how far a long command is.
//! - sentence.rs, texts.rs: refusals and steps in words, from the app's own message files. print.rs: tables.
//!
//! Exit status: 0 done, 1 refused (a sentence with its code on standard error), 2 wrongly called.

mod args;
mod commands;
mod context;
mod fields;
mod meter;
mod output;
mod print;
mod sentence;
mod texts;

use std::process::ExitCode;

use args::Args;
use clap::{CommandFactory, Parser};
use output::Failure;
use texts::Texts;

fn main() -> ExitCode {
    let args = Args::parse();
    let texts = Texts::of(args.language.as_deref());
    match commands::run(&args, &texts) {
        Ok(answer) => answer.print(args.json),
        Err(Failure::Usage(message)) => {
            // Leaves with status 2, as for what the parser itself finds.
            Args::command().error(clap::error::ErrorKind::ValueValidation, message).exit()
        }
        Err(Failure::Refused(error)) => sentence::refuse(&error, &texts, args.json),
    }
}
