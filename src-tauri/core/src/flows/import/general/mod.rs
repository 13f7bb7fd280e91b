//! The general import: rows of any file into leads, organizations, contacts, opportunities, activities and notes; a row may fill several.
//!
//! - fields.rs: what can be filled, as data. mapping.rs guesses which column goes where: our own exports (own.rs), those of other systems
//!   (systems.rs, systems.txt), everything else by the dictionary of leads and the words of spreadsheets.
//! - gather.rs takes a row apart into what it fills; prepare.rs and choices.rs bring that to what records take; relations.rs finds the
//!   records that it names; matching.rs the record that it is about (R14); write.rs makes or changes it; take.rs does all of that for a
//!   row, or nothing of it.
//! - run.rs: preview (the import itself, taken back at once) and import in one step; record.rs: what was imported when.
//!
//! Memory does not grow with the file: rows are written as they are read, and what an earlier row gave is found in the book itself, in
//! which duplicates inside the file meet each other (I08, I16).

mod address;
mod choices;
mod fields;
mod foreign_cells;
mod gather;
mod guard;
mod lists;
mod mapping;
mod matching;
mod own;
mod plan;
mod prepare;
mod record;
mod relations;
mod run;
mod systems;
mod take;
mod texts;
mod write;

pub use fields::{What, Words, field_names};
pub use mapping::{Known, UNKNOWN_SYSTEM, guess, is_own, look, set};
pub use plan::{
    BECAME_OTHER, BadRow, CANCELLED, CODES, Change, Choice, ChoiceSetting, Counts, FoundBy, ID_UNKNOWN, Mapping,
    NOBODY_KNOWN, NOTHING_NAMES, NewWord, Outcome, Plan, Policy, Preview, RELATION_UNKNOWN, ROW_EMPTY, Record, Sample,
    THERE_ALREADY, ValuesOfFile, WordOfFile, WordsOfFile,
};
pub use record::{bad_rows_path, record, records};
pub use run::{Imported, Parsed, Sentence, parse, preview, run, values_of_file};
pub use systems::known_systems;
