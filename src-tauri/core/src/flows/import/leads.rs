//! Import of leads: preview, and the import itself as one undoable step (R21). All good rows are written or none.

use std::ops::ControlFlow;

use super::assemble::shortened;
use super::columns::{ImportField, names_a_lead};
use super::judge::{Judge, Ready, Verdict};
use super::plan::{
    BadRow, DuplicateRow, ImportOutcome, ImportPlan, ImportPreview, ImportProgress, LeadSample, NewWord, Watch,
};
use super::reading::{Row, Rows, Table};
use super::values::{AmountEvidence, DateEvidence, Finding};
use crate::book::{Db, Tx};
use crate::records::{Typing, lead, settings, vocabulary};
use crate::value::date::DateOrder;
use crate::value::money::DecimalStyle;
use crate::value::name::{self, Person};
use crate::{Refusal, Result};

/// How many rows pass between two reports of progress.
const REPORT_EVERY: u32 = 250;
/// The code of an import without a column by which a lead can be called (I07).
pub const NOTHING_NAMES_A_LEAD: &str = "import_nothing_names_a_lead";
/// The code of an import that the user broke off.
pub const CANCELLED: &str = "import_cancelled";

/// Looks at every row and says what an import would do. Writes nothing.
///
/// # Errors
/// [`NOTHING_NAMES_A_LEAD`], [`CANCELLED`], those of [`super::ReadError`], and of SQLite.
pub fn preview(db: &Db, table: &Table, plan: &ImportPlan, watch: Watch) -> Result<ImportPreview> {
    let mut file = File::open(table, plan, watch)?;
    let (amounts, dates) = file.styles()?;
    let mut judge = judge(db, plan, amounts, dates)?;
    let mut preview = ImportPreview {
        rows: 0,
        new: 0,
        bad: 0,
        repeated: 0,
        known: 0,
        unwrapped: 0,
        bad_rows: Vec::new(),
        duplicate_rows: Vec::new(),
        new_words: Vec::new(),
        leads: Vec::new(),
        amounts,
        dates,
    };
    file.each(|row| {
        preview.rows += 1;
        preview.unwrapped += u32::from(row.was_wrapped);
        let verdict = judge.judge(db, row)?;
        note(&mut preview, row, verdict);
        Ok(())
    })?;
    Ok(preview)
}

/// Makes a lead of every good row, in the caller's step. `bad` gets each row that cannot be taken, with the reason.
///
/// # Errors
/// As [`preview`], and those of `bad`; the step must then be given up, as the write door does.
pub fn run(
    tx: &Tx,
    table: &Table,
    plan: &ImportPlan,
    watch: Watch,
    bad: &mut dyn FnMut(&Row, &Refusal) -> Result<()>,
) -> Result<ImportOutcome> {
    let mut file = File::open(table, plan, watch)?;
    let (amounts, dates) = file.styles()?;
    let mut judge = judge(tx, plan, amounts, dates)?;
    let mut outcome = ImportOutcome::default();
    file.each(|row| {
        match judge.judge(tx, row)? {
            Verdict::Lead(ready) => {
                create(tx, &mut judge, *ready)?;
                outcome.created += 1;
            }
            Verdict::Duplicate(_) => outcome.skipped += 1,
            Verdict::Bad(reason) => {
                bad(row, &reason)?;
                outcome.bad += 1;
            }
        }
        Ok(())
    })?;
    let name = table.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    tx.about(name);
    tx.count(outcome.created as usize);
    Ok(outcome)
}

fn create(tx: &Tx, judge: &mut Judge, ready: Ready) -> Result<()> {
    let Ready { mut draft, created_at, new_words, .. } = ready;
    for (field, word) in new_words {
        let id = vocabulary::add(tx, word.vocabulary, &word.name)?;
        judge.learn(&word, &id);
        draft.fields.insert(field, id);
    }
    lead::create_at(tx, &draft, judge.typing(), created_at.as_deref())?;
    Ok(())
}

fn judge<'a>(
    db: &Db,
    plan: &'a ImportPlan,
    amounts: Finding<DecimalStyle>,
    dates: Finding<DateOrder>,
) -> Result<Judge<'a>> {
    let typing = Typing {
        // What nobody has settled is refused row by row, never guessed (I17, I19).
        decimal: plan.styles.decimals.or(amounts.certain()).unwrap_or(DecimalStyle::Either),
        date: plan.styles.dates.or(dates.certain()).unwrap_or(DateOrder::Ymd),
        country: settings::country(db)?,
    };
    Ok(Judge::new(plan, typing, settings::currency(db)?))
}

/// The file under a watch.
struct File<'a> {
    table: &'a Table,
    plan: &'a ImportPlan,
    watch: Watch<'a>,
}

impl<'a> File<'a> {
    fn open(table: &'a Table, plan: &'a ImportPlan, watch: Watch<'a>) -> Result<Self> {
        if !names_a_lead(&plan.mappings) {
            return Err(refusal(NOTHING_NAMES_A_LEAD).into());
        }
        Ok(Self { table, plan, watch })
    }

    /// How the file writes amounts and dates. Read through only where there is such a column and the user has not said it.
    fn styles(&mut self) -> Result<(Finding<DecimalStyle>, Finding<DateOrder>)> {
        let columns = |field: ImportField| -> Vec<usize> {
            let of_field = self.plan.mappings.iter().filter(|mapping| mapping.field == field);
            of_field.map(|mapping| mapping.column as usize).collect()
        };
        let (amounts, dates) = (columns(ImportField::ExpectedAmount), columns(ImportField::CreatedOn));
        let (mut amount, mut date) = (AmountEvidence::default(), DateEvidence::default());
        if !(amounts.is_empty() && dates.is_empty()) {
            let good = |row: &Row| row.problem.is_none();
            self.each(|row| {
                if good(row) {
                    amounts.iter().filter_map(|column| row.cells.get(*column)).for_each(|cell| amount.observe(cell));
                    dates.iter().filter_map(|column| row.cells.get(*column)).for_each(|cell| date.observe(cell));
                }
                Ok(())
            })?;
        }
        Ok((amount.finding(), date.finding()))
    }

    fn each(&mut self, mut f: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let (mut rows, mut row) = (self.table.rows()?, Row::default());
        let mut count = 0;
        while rows.read(&mut row)? {
            f(&row)?;
            count += 1;
            if count % REPORT_EVERY == 0 {
                self.report(&rows, count)?;
            }
        }
        self.report(&rows, count)
    }

    fn report(&mut self, rows: &Rows, count: u32) -> Result<()> {
        let progress = ImportProgress { rows: count, bytes: rows.bytes_read(), of_bytes: self.table.length() };
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(refusal(CANCELLED).into()),
        }
    }
}

fn refusal(code: &'static str) -> Refusal {
    Refusal { code, field: None, values: std::collections::BTreeMap::new() }
}

fn note(preview: &mut ImportPreview, row: &Row, verdict: Verdict) {
    let duplicate = |email: String, earlier_line, record| DuplicateRow { line: row.line, email, earlier_line, record };
    let shown = match verdict {
        Verdict::Bad(reason) => {
            preview.bad += 1;
            if preview.bad_rows.len() < ImportPreview::SHOWN {
                let cells = row.cells.iter().map(shortened).collect();
                preview.bad_rows.push(BadRow { line: row.line, reason, cells });
            }
            return;
        }
        Verdict::Lead(ready) => {
            preview.new += 1;
            for (_, word) in &ready.new_words {
                add_word(&mut preview.new_words, word);
            }
            if preview.leads.len() < ImportPreview::SAMPLES {
                preview.leads.push(sample(row, &ready));
            }
            match ready.duplicate {
                Some(shared) => duplicate(shared.email, shared.line, shared.record),
                None => return,
            }
        }
        Verdict::Duplicate(shared) => duplicate(shared.email, shared.line, shared.record),
    };
    match &shown.earlier_line {
        Some(_) => preview.repeated += 1,
        None => preview.known += 1,
    }
    if preview.duplicate_rows.len() < ImportPreview::SHOWN {
        preview.duplicate_rows.push(shown);
    }
}

fn add_word(words: &mut Vec<NewWord>, word: &NewWord) {
    let same = |known: &NewWord| {
        known.vocabulary == word.vocabulary
            && crate::value::text::key(&known.name) == crate::value::text::key(&word.name)
    };
    if !words.iter().any(same) {
        words.push(word.clone());
    }
}

fn sample(row: &Row, ready: &Ready) -> LeadSample {
    let draft = &ready.draft;
    let mut fields: std::collections::BTreeMap<String, String> =
        draft.fields.iter().map(|(field, value)| (field.as_str().to_owned(), shortened(value))).collect();
    for (field, word) in &ready.new_words {
        fields.insert(field.as_str().to_owned(), word.name.clone());
    }
    // What it will be called, also where the file has no column for that (C64).
    let value = |field: &str| fields.get(field).cloned().unwrap_or_default();
    if value("title").is_empty() {
        let person = Person { salutation: value("salutation"), first: value("firstName"), last: value("lastName") };
        let email = draft.emails.first().map_or("", |point| point.value.as_str());
        if let Ok(title) = name::title(&value("company"), &person, email) {
            fields.insert("title".to_owned(), title);
        }
    }
    LeadSample {
        line: row.line,
        fields,
        emails: draft.emails.iter().map(|point| point.value.clone()).collect(),
        phones: draft.phones.iter().map(|point| point.value.clone()).collect(),
    }
}
