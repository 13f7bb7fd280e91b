//! Which column of a file fills what: known exports by their headers, our own by their names, everything else by the dictionary and by
//! what the values look like. The guess is data: the window and the command line change it before the import. A column that nobody
//! knows is kept as a line of text, never dropped silently (R26).

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::fields::{Sort, What, field};
use super::gather::{EXACT, unknown};
use super::own;
use super::plan::{Mapping, Plan, Policy, refusal};
use super::systems::{self, Export, To};
use crate::book::Book;
use crate::flows::import::bad_rows::BAD_ROWS_HEADERS;
use crate::flows::import::columns::{self, ColumnMapping, GuessedBy, ImportField, words_of};
use crate::flows::import::headers::which_address;
use crate::flows::import::reading::{Row, Table};
use crate::flows::import::values::ValueStyles;
use crate::value::text;
use crate::{Refusal, Result};

/// The system of files of which nobody said where they come from.
pub const UNKNOWN_SYSTEM: &str = "other";
/// How many rows the mapping is guessed from.
const SAMPLE: usize = 200;

/// What the caller knows of a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// What its rows are about.
    pub what: Option<What>,
    /// The system that it comes from. Without one, and where none is recognised, columns of ids are kept as text: ids of two
    /// systems must not meet.
    pub system: Option<&'a str>,
}

/// Looks at a file: the plan that this kind of file was imported by last, or a guess.
///
/// # Errors
/// [`super::super::ReadError`], those of SQLite.
pub fn look(book: &Book, table: &Table, known: Known) -> Result<Plan> {
    let columns = &table.shape().columns;
    let rows = table.sample(SAMPLE)?;
    let mut plan = guess(columns, &rows, known);
    let report = report_columns(columns);
    if let Some(text) = book.remembered(&fingerprint(columns))?
        && let Ok(remembered) = serde_json::from_str::<Plan>(&text)
        && known.what.is_none_or(|what| what == remembered.what)
        && known.system.is_none_or(|system| system == remembered.system)
        && remembered.mappings.len() + report == plan.mappings.len()
    {
        let (told, found) = plan.mappings.split_at(report);
        let mappings = remembered.mappings.into_iter().zip(found).map(|(before, found)| Mapping {
            column: found.column,
            values: found.values.clone(),
            guessed_by: GuessedBy::Before,
            ..before
        });
        let mappings = told.iter().cloned().chain(mappings).collect();
        plan = Plan { policy: Policy::default(), known_words_only: false, mappings, ..remembered };
    }
    Ok(plan)
}

/// How many columns in front are not the file's own: those that told what was wrong with its rows, where it has been mended.
pub(super) fn report_columns(columns: &[String]) -> usize {
    let is_report = BAD_ROWS_HEADERS.iter().any(|headers| columns.starts_with(&headers.map(str::to_owned)));
    if is_report { BAD_ROWS_HEADERS[0].len() } else { 0 }
}

/// The key under which the mapping of a kind of file is remembered: files of the same columns are of one kind, mended or not.
pub(super) fn fingerprint(columns: &[String]) -> String {
    let mut hash = Sha256::new();
    for column in &columns[report_columns(columns)..] {
        hash.update(column.as_bytes());
        hash.update([0]);
    }
    let hex: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("import_mapping:{hex}")
}

/// Guesses what a file is and where each column goes.
#[must_use]
pub fn guess(columns: &[String], rows: &[Row], known: Known) -> Plan {
    let of_leads = columns::guess(columns, rows);
    let report = report_columns(columns);
    if let Some((what, system, targets)) = own::recognise(&columns[report..], known.what) {
        let told = std::iter::repeat_n(To { what: None, field: "ignore", label: "" }, report);
        let targets = told.chain(targets).map(|to| (to, GuessedBy::Header)).collect();
        return plan(what, system, of_leads, targets);
    }
    let phrases: Vec<String> = columns.iter().map(|header| words_of(header).join(" ")).collect();
    let headers: HashSet<&str> = phrases.iter().map(String::as_str).collect();
    let export = systems::recognise(&headers, known.what)
        .filter(|export| export.is_form() || known.system.is_none_or(|of| of.eq_ignore_ascii_case(export.system)));
    let what = known.what.or(export.map(|export| export.what)).unwrap_or_else(|| guess_what(&headers));
    let system = known.system.or(export.map(|export| export.system)).unwrap_or(UNKNOWN_SYSTEM);
    let is_named = known.system.is_some_and(|system| system != UNKNOWN_SYSTEM);
    let mut targets: Vec<(To, GuessedBy)> = Vec::new();
    let mut named: Vec<bool> = Vec::new();
    for (mapping, phrase) in of_leads.iter().zip(&phrases) {
        let found = export.and_then(|export| export.headers.get(phrase.as_str()));
        named.push(found.is_some());
        targets.push(match found {
            Some(to) => (to.clone(), GuessedBy::Header),
            None if export.is_some_and(Export::is_form) => {
                (To { what: None, field: "keep", label: "" }, GuessedBy::Header)
            }
            None => by_words(what, mapping, phrase, is_named || export.is_some()),
        });
    }
    let which: Vec<u8> = columns.iter().map(|header| which_address(header)).collect();
    settle(what, &mut targets, &named, &which);
    plan(what, system, of_leads, targets)
}

fn plan(what: What, system: &str, of_leads: Vec<ColumnMapping>, targets: Vec<(To, GuessedBy)>) -> Plan {
    let mappings = of_leads.into_iter().zip(targets).map(|(mapping, (to, guessed_by))| Mapping {
        column: mapping.column,
        header: mapping.header,
        what: to.what,
        field: to.field.to_owned(),
        label: to.label.to_owned(),
        guessed_by,
        values: mapping.values,
    });
    Plan {
        what,
        system: system.to_owned(),
        mappings: mappings.collect(),
        styles: ValueStyles::default(),
        policy: Policy::default(),
        choices: Vec::new(),
        known_words_only: false,
    }
}

/// What the rows of a file are about that no system is known to write.
fn guess_what(headers: &HashSet<&str>) -> What {
    let names = |what: What, fields: &[&str]| {
        systems::common(what).is_some_and(|common| {
            headers.iter().any(|header| common.headers.get(header).is_some_and(|to| fields.contains(&to.field)))
        })
    };
    if names(What::Opportunity, &["expectedClose"]) && names(What::Opportunity, &["stage", "amount"]) {
        What::Opportunity
    } else if names(What::Activity, &["dueOn"]) && names(What::Activity, &["subject"]) && !headers.contains("email") {
        What::Activity
    } else {
        What::Lead
    }
}

/// By the words of spreadsheets, and by what the dictionary of leads and the values say.
fn by_words(what: What, mapping: &ColumnMapping, phrase: &str, with_ids: bool) -> (To, GuessedBy) {
    let to = |(what, name): (What, &str), label: &'static str| {
        let info = field(what, name)?;
        Some(To { what: Some(what), field: info.name, label })
    };
    let keep = To { what: None, field: "keep", label: "" };
    if mapping.field == ImportField::Ignore {
        return (To { field: "ignore", ..keep }, mapping.guessed_by);
    }
    if let Some(common) = systems::common(what).and_then(|common| common.headers.get(phrase)) {
        let is_id = common.field.ends_with("Id");
        return if is_id && !with_ids { (keep, GuessedBy::Nothing) } else { (common.clone(), GuessedBy::Header) };
    }
    if is_id_of(what, phrase) {
        return match to((what, "foreignId"), "").filter(|_| with_ids) {
            Some(id) => (id, GuessedBy::Header),
            None => (keep, GuessedBy::Nothing),
        };
    }
    match translated(what, mapping.field).and_then(|target| to(target, label_of(mapping))) {
        Some(to) => (to, mapping.guessed_by),
        None => (keep, GuessedBy::Nothing),
    }
}

fn label_of(mapping: &ColumnMapping) -> &'static str {
    ["fax", "mobile", "home", "work"].into_iter().find(|label| *label == mapping.label).unwrap_or("")
}

fn is_id_of(what: What, phrase: &str) -> bool {
    matches!(phrase, "id" | "record id" | "external id" | "externe id" | "foreign id" | "nr" | "nummer" | "number")
        || phrase.strip_suffix(" id").is_some_and(|of| What::parse(of) == Some(what))
}

/// A field of leads as one of what the rows are about.
fn translated(what: What, of_lead: ImportField) -> Option<(What, &'static str)> {
    use ImportField as F;
    let same = of_lead.as_str();
    let billing = |part: ImportField| match part {
        F::Street => "billingStreet",
        F::PostalCode => "billingPostalCode",
        F::City => "billingCity",
        F::Region => "billingRegion",
        _ => "billingCountry",
    };
    let is_address = matches!(of_lead, F::Street | F::PostalCode | F::City | F::Region | F::Country);
    let is_person = matches!(of_lead, F::Salutation | F::FirstName | F::LastName | F::FullName | F::JobTitle);
    match what {
        What::Lead => Some((What::Lead, same)),
        What::Organization => match of_lead {
            F::Title | F::Company => Some((what, "name")),
            _ if is_person => Some((What::Contact, same)),
            _ if is_address => Some((what, billing(of_lead))),
            _ => Some((what, same)),
        },
        What::Contact => match of_lead {
            F::Company => Some((what, "organization")),
            F::Title => Some((what, "jobTitle")),
            _ => Some((what, same)),
        },
        What::Opportunity => match of_lead {
            F::Company => Some((What::Organization, "name")),
            F::Email | F::Phone => Some((What::Contact, same)),
            F::Website | F::Industry | F::Employees => Some((What::Organization, same)),
            F::ExpectedAmount => Some((what, "amount")),
            F::Status => Some((what, "stage")),
            _ if is_person => Some((What::Contact, same)),
            _ if is_address => Some((What::Organization, billing(of_lead))),
            _ => Some((what, same)),
        },
        What::Activity | What::Note => match of_lead {
            F::Company => Some((what, "organization")),
            F::FullName | F::Email => Some((what, "contact")),
            F::Title => Some((what, "subject")),
            F::Description => Some((what, "body")),
            F::CreatedOn => Some((what, "createdOn")),
            _ => None,
        },
    }
}

/// The first column gets a field that holds one value; the others are kept as lines. `named`: the columns that a known export names, which
/// writes what it means; they come before those that are only guessed. `which`: of several addresses, the one a column is about.
fn settle(what: What, targets: &mut [(To, GuessedBy)], named: &[bool], which: &[u8]) {
    let has = |targets: &[(To, GuessedBy)], of: What, name: &str| {
        targets.iter().any(|(to, _)| to.what == Some(of) && to.field == name)
    };
    // A list of companies with one column of names has no people in it.
    if what == What::Organization && !has(targets, what, "name") {
        let person = ["fullName", "lastName"];
        let found = targets.iter_mut().find(|(to, _)| to.what == Some(What::Contact) && person.contains(&to.field));
        if let Some((to, _)) = found {
            (to.what, to.field) = (Some(what), "name");
        }
    }
    let parts = |targets: &[(To, GuessedBy)], of| has(targets, of, "lastName") || has(targets, of, "firstName");
    for at in 0..targets.len() {
        let to = &targets[at].0;
        let Some(of) = to.what else { continue };
        let info = field(of, to.field);
        let is_address = info.is_some_and(|info| matches!(info.sort, Sort::Address(..)));
        let repeated = targets.iter().enumerate().any(|(place, (other, _))| {
            (if named[place] { place != at } else { place < at })
                && other.what == to.what
                && other.field == to.field
                && (!is_address || which[place] == which[at])
        });
        let several = info.is_none_or(|info| info.several);
        let told_twice = to.field == "fullName" && parts(targets, of);
        if (repeated && !several && !named[at]) || told_twice {
            targets[at] = (To { what: None, field: "keep", label: "" }, GuessedBy::Nothing);
        }
    }
}

/// Changes a plan as a person writes it: `Column=field`, of another kind `Column=contact.email`, with a label `Column=phone:mobile`;
/// `Column=keep` and `Column=ignore`.
///
/// # Errors
/// `import_setting_unreadable`, `import_column_unknown`, `import_field_unknown`; nothing is changed then.
pub fn set(plan: &mut Plan, setting: &str) -> Result<(), Refusal> {
    let (column, target) =
        setting.rsplit_once('=').ok_or_else(|| refusal("import_setting_unreadable").with("value", setting))?;
    let (target, label) = target.split_once(':').unwrap_or((target, ""));
    let target = target.trim();
    let (what, name) = match target.split_once('.') {
        Some((what, name)) => (What::parse(what).ok_or_else(|| unknown(plan.what, target))?, name),
        None => (plan.what, target),
    };
    let to = match name {
        "keep" | "ignore" => None,
        name => Some(field(what, name).ok_or_else(|| unknown(what, name))?),
    };
    let wanted = column.trim();
    let position = |same: &dyn Fn(&Mapping) -> bool| plan.mappings.iter().position(same);
    let at = position(&|mapping| mapping.header == wanted)
        .or_else(|| position(&|mapping| text::key(&mapping.header) == text::key(wanted)))
        .ok_or_else(|| refusal("import_column_unknown").with("column", wanted))?;
    let mapping = &mut plan.mappings[at];
    mapping.what = to.map(|_| what);
    mapping.field = to.map_or(name, |info| info.name).to_owned();
    mapping.label = label.trim().to_owned();
    mapping.guessed_by = GuessedBy::User;
    Ok(())
}

/// Whether a file is our own exact export: ids in it are ours.
#[must_use]
pub fn is_own(plan: &Plan) -> bool {
    plan.system == EXACT || plan.system == own::LIST
}

/// The system whose ids a file holds.
pub(super) fn foreign_system(plan: &Plan) -> &str {
    if is_own(plan) { EXACT } else { &plan.system }
}
