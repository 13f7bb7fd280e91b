//! The command line as it is typed.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};

const AFTER: &str = "\
Records:
  A record is named by its id, by its title (\"Acme GmbH\"), or by kind and
  title (\"lead:Acme GmbH\"; organization: contact: opportunity:). If no title
  is exactly that, the search must find one record only.

Fields:
  lead          title company salutation firstName lastName jobTitle
                industry employees rating status source expectedAmount
                currency language description
  organization  name parent industry employees annualRevenue currency
                vatNumber description
  contact       salutation firstName lastName organization jobTitle
                reportsTo birthday language description noEmail noPhone
                noMail
  opportunity   title organization amount currency probability
                expectedClose source description
  all           tag
  all but opportunities
                email phone website (any number; a label after a colon:
                phone:mobile=...), street postalCode city region country
                (an organization's are billing; shipping.city=... is the
                other address)

Exit status:
  0 done, 1 refused (a sentence with its code on standard error), 2 wrongly
  called. What is refused changes nothing; every change can be undone.

Amounts, dates and texts are read and written as in the chosen language.
docs/cli.md has an example of every command.";

/// Kontor's book from the command line.
#[derive(Debug, Parser)]
#[command(name = "kontor-cli", version, about, after_help = AFTER)]
pub(crate) struct Args {
    /// The folder of the book [default: the one the app uses]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) book: Option<PathBuf>,
    /// Write JSON instead of text; refusals too
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of texts, amounts and dates: en or de [default: that of the system]
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "de"])]
    pub(crate) language: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import leads, organizations, contacts, opportunities, activities or notes from a file, in one step
    Import(Import),
    /// What was imported when, newest first
    Imports {
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Add a record: add lead company="Acme GmbH" email=info@acme.example
    Add {
        /// What kind of record
        kind: KindArg,
        /// field=value; for an opportunity also stage=..., contact=...
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Change a record: set lead:Acme rating=hot phone+="030 23125 001" tag-=old
    Set {
        /// Which record
        record: String,
        /// field=value sets (blank clears); += adds and -= removes an e-mail, phone, website or tag
        #[arg(required = true, value_name = "FIELD=VALUE", allow_hyphen_values = true)]
        fields: Vec<String>,
    },
    /// Show a record with its timeline
    Show {
        /// Which record
        record: String,
        /// How many items of the timeline
        #[arg(long, default_value_t = 20)]
        items: usize,
    },
    /// List records of a kind, page by page
    List(List),
    /// Search everything: records, notes, converted leads
    Search {
        /// Words, or parts of an e-mail or phone
        #[arg(required = true)]
        text: Vec<String>,
        /// Only these kinds: lead, organization, contact, opportunity, note, conversion
        #[arg(long, value_name = "KIND", value_parser = ["lead", "organization", "contact", "opportunity", "note", "conversion"])]
        kind: Vec<String>,
        /// The most hits
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Convert a lead into an organization, a contact and an opportunity, or all that a filter keeps
    Convert(Convert),
    /// Find duplicates over the whole book, or say that two records are none
    Duplicates(Duplicates),
    /// Merge records into one: merge lead SURVIVOR LOSER... (leads also into an opportunity)
    Merge(Merge),
    /// Move organizations and contacts without any opportunity back to the leads
    Cleanup(Cleanup),
    /// Turn what a lead was converted into back into that lead
    Reopen {
        /// A record that came from a lead, or the id that the lead had
        record: String,
        /// Say what would happen, change nothing
        #[arg(long)]
        preview: bool,
    },
    /// Move an opportunity to a stage
    Move {
        /// Which opportunity
        opportunity: String,
        /// The stage by name or id
        stage: String,
        /// Below this opportunity of the stage instead of on top
        #[arg(long, value_name = "OPPORTUNITY")]
        after: Option<String>,
    },
    /// Mark an opportunity as won
    Won {
        /// Which opportunity
        opportunity: String,
    },
    /// Mark an opportunity as lost, or close a lead
    Lost {
        /// Which opportunity or lead
        record: String,
        /// The reason by name or id; an opportunity needs one
        #[arg(long, default_value = "")]
        reason: String,
        /// More about it
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Put a note, an activity or a file on records
    Log(Log),
    /// The steps of the book, or what happened to a record
    History {
        /// Only this record
        record: Option<String>,
        /// How many steps
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Only steps before the one of this number
        #[arg(long, value_name = "STEP")]
        before: Option<i64>,
    },
    /// Undo the last step, or the one of this number
    Undo {
        /// Its number, from `history`
        step: Option<i64>,
    },
    /// Do again what was undone last
    Redo,
    /// Write a list into a file: a table, address cards, a calendar
    Export(Export),
    /// Write the whole book into one file: records, links, attached files
    Archive {
        /// The new file, a zip; one that is there is replaced when the new one is whole
        file: PathBuf,
        /// With the history, so that what can be undone now can be undone in the copy
        #[arg(long)]
        with_history: bool,
    },
    /// Read an archive into an empty book
    Restore {
        /// The file that `archive` wrote
        file: PathBuf,
    },
    /// Check the book: file, links, search index, pulse, attached files
    Check,
    /// Add demo data, in one step
    Demo,
    /// Fill the book with invented leads for measuring, and a fifth as many contacts, a tenth as many organizations and
    /// opportunities
    Fill {
        /// How many leads
        #[arg(long)]
        leads: u32,
        /// The same seed gives the same records
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// A first contact
    #[value(alias = "leads")]
    Lead,
    /// A company, group, agency, authority
    #[value(alias = "organizations")]
    Organization,
    /// One person
    #[value(alias = "contacts")]
    Contact,
    /// A deal on the pipeline
    #[value(alias = "opportunities")]
    Opportunity,
}

/// `import`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Import {
    /// The file
    pub(crate) file: PathBuf,
    /// What the rows are about, if it is guessed wrongly
    #[arg(long = "as", value_name = "WHAT", value_parser = ["leads", "organizations", "contacts", "opportunities", "deals", "activities", "notes"])]
    pub(crate) what: Option<String>,
    /// What becomes of a row whose record is there already: fill what is blank, update, skip, or create a new one; new leaves it out
    /// only where somebody has its e-mail, as for plain lists of leads
    #[arg(long, value_parser = ["fill", "update", "skip", "create", "new"])]
    pub(crate) policy: Option<String>,
    /// The system that the file comes from, any word: ids in files of one system are the same ids
    #[arg(long, value_name = "NAME")]
    pub(crate) system: Option<String>,
    /// Where a column goes: --map "Firma=company" --map "Handy=phone:mobile" --map "Chef=contact.fullName" --map "Nr=ignore"
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub(crate) map: Vec<String>,
    /// The encoding, if it is guessed wrongly: utf-8, windows-1252, utf-16le ...
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// What separates the cells, if it is guessed wrongly
    #[arg(long, value_parser = ["semicolon", "comma", "tab", "pipe"])]
    pub(crate) delimiter: Option<String>,
    /// The sheet of a workbook, if it is not the first one that is shown
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The decimal sign of amounts
    #[arg(long, value_parser = ["comma", "point"])]
    pub(crate) decimals: Option<String>,
    /// The order of dates
    #[arg(long, value_parser = ["dmy", "mdy", "ymd"])]
    pub(crate) dates: Option<String>,
    /// Import rows whose e-mail is there already, too
    #[arg(long)]
    pub(crate) duplicates: bool,
    /// Refuse rows whose status or source the book does not know, instead of adding the word
    #[arg(long)]
    pub(crate) known_words_only: bool,
    /// Where rows that cannot be taken are written, with their reasons, to be mended
    #[arg(long, value_name = "FILE")]
    pub(crate) bad_rows: Option<PathBuf>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub(crate) preview: bool,
}

/// `export`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Export {
    /// What kind of record
    pub(crate) kind: ExportKind,
    /// What kind of file
    #[arg(long)]
    pub(crate) format: FormatArg,
    /// CSV for programs: field names, amounts and dates in one form everywhere, every text exactly as it is
    #[arg(long)]
    pub(crate) exact: bool,
    /// The new file; one that is there is replaced when the new one is whole [default: leads.csv and so on]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Leads: those that are open, closed, or all
    #[arg(long, default_value = "open", value_parser = ["open", "closed", "all"])]
    pub(crate) shown: String,
    /// Activities and notes: only what hangs on this record
    #[arg(long)]
    pub(crate) record: Option<String>,
    /// Activities that are done
    #[arg(long, conflicts_with = "open")]
    pub(crate) done: bool,
    /// Activities that are not done
    #[arg(long)]
    pub(crate) open: bool,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportKind {
    /// First contacts
    #[value(alias = "leads")]
    Lead,
    /// Companies, groups, agencies, authorities
    #[value(alias = "organizations")]
    Organization,
    /// People
    #[value(alias = "contacts")]
    Contact,
    /// Deals on the pipeline
    #[value(alias = "opportunities")]
    Opportunity,
    /// Calls, meetings, e-mails, tasks
    #[value(alias = "activities")]
    Activity,
    /// Notes
    #[value(alias = "notes")]
    Note,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// A table as text; no cell can start a formula
    Csv,
    /// A workbook with typed cells
    Xlsx,
    /// Address cards, vCard 4.0: leads, organizations, contacts
    Vcard,
    /// Address cards, vCard 3.0, for older programs
    Vcard3,
    /// A calendar: activities
    Ical,
}

/// Which records of a kind, and in which order.
#[derive(Debug, ClapArgs)]
pub(crate) struct Filter {
    /// Only with these words, or with this part of an e-mail or phone
    #[arg(long, default_value = "")]
    pub(crate) text: String,
    /// Only with this tag; several: with all of them
    #[arg(long)]
    pub(crate) tag: Vec<String>,
    /// By what: created, updated, next; leads also title, company, person, status, rating, amount; organizations name;
    /// contacts person; opportunities title, stage, amount, close
    #[arg(long)]
    pub(crate) sort: Option<String>,
    /// Backwards
    #[arg(long)]
    pub(crate) descending: bool,
}

impl Filter {
    /// Anything is asked for.
    pub(crate) fn is_any(&self) -> bool {
        !self.text.is_empty() || !self.tag.is_empty() || self.sort.is_some() || self.descending
    }
}

/// `list`.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// What kind of record
    pub(crate) kind: KindArg,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: u32,
    /// The next page: what the page before gave as `next`
    #[arg(long, value_name = "NEXT")]
    pub(crate) after: Option<String>,
}

/// `convert`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Convert {
    /// Which lead
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) lead: Option<String>,
    /// All open leads that the filter keeps, each in a step of its own
    #[arg(long)]
    pub(crate) all: bool,
    /// With --all: leads that strong evidence takes for one are merged before
    #[arg(long, requires = "all")]
    pub(crate) merge_duplicates: bool,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// new, none, or an organization [default: what strong evidence suggests, else new]
    #[arg(long, value_name = "new|none|RECORD")]
    pub(crate) organization: Option<String>,
    /// new, none, or a contact [default: as for the organization]
    #[arg(long, value_name = "new|none|RECORD")]
    pub(crate) contact: Option<String>,
    /// new, none, or an open opportunity [default: new]
    #[arg(long, value_name = "new|none|RECORD")]
    pub(crate) opportunity: Option<String>,
    /// A field of a new record: --set opportunity.title="Pilot" --set opportunity.amount=12000
    #[arg(long, value_name = "RECORD.FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// The contact's role in the opportunity
    #[arg(long, default_value = "")]
    pub(crate) role: String,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub(crate) preview: bool,
}

/// `duplicates`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Duplicates {
    /// Only among leads, organizations or contacts
    #[arg(long)]
    pub(crate) kind: Vec<KindArg>,
    /// Only what strong evidence connects
    #[arg(long)]
    pub(crate) strong: bool,
    /// How many groups
    #[arg(long, default_value_t = 50)]
    pub(crate) limit: usize,
    /// The next page: what the page before gave as `next`
    #[arg(long, value_name = "NEXT", default_value_t = 0)]
    pub(crate) after: usize,
    /// Say that these two are not the same: it is remembered
    #[arg(long, num_args = 2, value_names = ["RECORD", "RECORD"], conflicts_with = "maybe")]
    pub(crate) not: Vec<String>,
    /// Say that these two may be the same after all
    #[arg(long, num_args = 2, value_names = ["RECORD", "RECORD"])]
    pub(crate) maybe: Vec<String>,
}

/// `cleanup`.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("how").required(true).multiple(false)))]
pub(crate) struct Cleanup {
    /// Which organizations and contacts [default: all that the filter keeps]
    pub(crate) records: Vec<String>,
    /// Say what would happen, with examples, change nothing
    #[arg(long, group = "how")]
    pub(crate) preview: bool,
    /// Do it, in one step
    #[arg(long, group = "how")]
    pub(crate) apply: bool,
    /// Only organizations (with their contacts), or only contacts
    #[arg(long)]
    pub(crate) kind: Option<CleanupKind>,
    /// Only of which nothing was done since this day, and nothing is planned
    #[arg(long, value_name = "DATE", default_value = "")]
    pub(crate) quiet_since: String,
    /// Only what was made before this day
    #[arg(long, value_name = "DATE", default_value = "")]
    pub(crate) created_before: String,
    /// Only with these words, or with this part of an e-mail or phone
    #[arg(long, default_value = "")]
    pub(crate) text: String,
    /// Only with this tag; several: with all of them
    #[arg(long)]
    pub(crate) tag: Vec<String>,
    /// What becomes of an organization with contacts: a lead for each contact, or one lead
    #[arg(long = "as", value_name = "WHAT", default_value = "contacts", value_parser = ["contacts", "organization"])]
    pub(crate) shape: String,
}

/// What is cleaned up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CleanupKind {
    /// Companies, groups, agencies, authorities
    #[value(alias = "organizations")]
    Organization,
    /// People
    #[value(alias = "contacts")]
    Contact,
}

/// `merge`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// What kind of records
    pub(crate) kind: KindArg,
    /// The record that stays
    pub(crate) survivor: String,
    /// Those that become part of it; for an opportunity also leads
    #[arg(required = true)]
    pub(crate) losers: Vec<String>,
    /// Whose value a field takes: --take title=RECORD --take mainAddress=RECORD [default: the first that is not blank]
    #[arg(long, value_name = "FIELD=RECORD")]
    pub(crate) take: Vec<String>,
    /// Say what would happen, change nothing
    #[arg(long)]
    pub(crate) preview: bool,
}

/// `log`.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("what").required(true).multiple(false)))]
pub(crate) struct Log {
    /// On which records
    #[arg(required = true)]
    pub(crate) records: Vec<String>,
    /// A note in Markdown; - reads it from standard input
    #[arg(long, group = "what", value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) note: Option<String>,
    /// A call
    #[arg(long, group = "what", value_name = "SUBJECT")]
    pub(crate) call: Option<String>,
    /// A meeting
    #[arg(long, group = "what", value_name = "SUBJECT")]
    pub(crate) meeting: Option<String>,
    /// An e-mail
    #[arg(long, group = "what", value_name = "SUBJECT")]
    pub(crate) email: Option<String>,
    /// A task
    #[arg(long, group = "what", value_name = "SUBJECT")]
    pub(crate) task: Option<String>,
    /// A file
    #[arg(long, group = "what", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// More about an activity, in Markdown
    #[arg(long, default_value = "")]
    pub(crate) body: String,
    /// The day an activity is due; without it, it is done
    #[arg(long, value_name = "DATE", default_value = "")]
    pub(crate) due: String,
    /// The time it is due
    #[arg(long, value_name = "TIME", default_value = "")]
    pub(crate) time: String,
}
