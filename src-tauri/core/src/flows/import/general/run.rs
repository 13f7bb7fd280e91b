//! A file into the book: rehearsed for the preview, done for the import, by the same code.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::choices::{self, Choices};
use super::fields::{FieldInfo, Sort, Words as WordList};
use super::gather::{Column, Columns};
use super::guard::Guard;
use super::plan::{
    BadRow, CANCELLED, Change, Choice, Counts, Outcome, Plan, Preview, Sample, ValuesOfFile, WordOfFile, WordsOfFile,
    refusal, shortened,
};
use super::record;
use super::take::{Fate, Taken, Taker, Verdict};
use crate::book::{Book, Db, Done, Op, OpKind, Tx};
use crate::flows::import::bad_rows::BadRowsFile;
use crate::flows::import::reading::{Row, Rows, Table};
use crate::flows::import::values::{AmountEvidence, DateEvidence, Finding, day_of};
use crate::flows::import::watch::{ImportProgress, Watch};
use crate::flows::row;
use crate::flows::words::Words;
use crate::records::foreign::Owner;
use crate::records::{Typing, settings, title_of};
use crate::value::date::DateOrder;
use crate::value::money::DecimalStyle;
use crate::value::text;
use crate::{Error, Refusal, Result};

/// How many rows pass between two reports of progress.
const REPORT_EVERY: u32 = 250;

/// Turns a refusal into the sentence that stands in the file of failed rows.
pub type Sentence<'a> = &'a dyn Fn(&Refusal) -> String;

/// Looks at every row and says what an import would do, by doing it and taking it back. Readers see nothing of it; whoever writes waits.
///
/// # Errors
/// [`super::NOTHING_NAMES`], [`CANCELLED`], those of [`super::super::ReadError`], and of SQLite.
pub fn preview(book: &Book, table: &Table, plan: &Plan, language: &str, watch: Watch) -> Result<Preview> {
    let mut file = File { table, watch };
    let columns = Columns::of(plan)?;
    let (amounts, dates) = file.styles(plan, &columns)?;
    book.rehearse(&Op::new(OpKind::Import, ""), |tx| {
        let words = Words::of(tx, language)?;
        let mut preview = Preview {
            outcome: Outcome::default(),
            failed_rows: Vec::new(),
            skipped_rows: Vec::new(),
            new: Vec::new(),
            updates: Vec::new(),
            amounts,
            dates,
        };
        let mut taker = taker(tx, plan, &columns, amounts, dates)?;
        taker.wants_samples = true;
        let mut outcome = Outcome::default();
        file.each(|row| {
            let verdict = taker.take(row)?;
            count(&mut outcome, row, &verdict);
            match verdict {
                Verdict::Taken(all) => {
                    for taken in all {
                        show(tx, &words, row, taken, &mut preview)?;
                    }
                    taker.wants_samples = preview.updates.len() < Preview::SAMPLES;
                }
                Verdict::LeftOut(reason) => name_row(&mut preview.skipped_rows, row, reason),
                Verdict::Failed(reason) => name_row(&mut preview.failed_rows, row, reason),
            }
            Ok(())
        })?;
        finish(&mut outcome, taker);
        preview.outcome = outcome;
        Ok(preview)
    })
}

fn name_row(rows: &mut Vec<BadRow>, row: &Row, reason: Refusal) {
    if rows.len() < Preview::SHOWN {
        let cells = row.cells.iter().map(shortened).collect();
        rows.push(BadRow { line: row.line, reason, cells });
    }
}

/// An import that was done.
#[derive(Debug)]
pub struct Imported {
    /// What it did.
    pub outcome: Outcome,
    /// Its number in the record of imports.
    pub record: i64,
    /// The file of failed rows, if there are any: in the book's folder `imports`.
    pub bad_rows: Option<PathBuf>,
    /// The first of them, at most [`Preview::SHOWN`].
    pub failed_rows: Vec<BadRow>,
}

/// Imports in one step, which is undone as one. Rows that cannot be taken go into a file in the book's folder `imports`, with the reason as
/// `sentence` writes it under `headers`, to be mended and imported again. The import is noted in the record of imports, also where it
/// changed nothing.
///
/// # Errors
/// As [`preview`]; [`Error::File`]. The book is then as it was.
pub fn run(
    book: &Book,
    table: &Table,
    plan: &Plan,
    headers: [&str; 2],
    sentence: Sentence,
    watch: Watch,
) -> Result<Done<Imported>> {
    let mut file = File { table, watch };
    let columns = Columns::of(plan)?;
    let (amounts, dates) = file.styles(plan, &columns)?;
    let mut bad = record::bad_rows_file(book, table, headers)?;
    let name = bad.name.clone();
    let mut failed_rows = Vec::new();
    let done = book.transact(Op::new(OpKind::Import, ""), |tx| {
        let mut taker = taker(tx, plan, &columns, amounts, dates)?;
        let mut outcome = Outcome::default();
        file.each(|row| {
            let verdict = taker.take(row)?;
            count(&mut outcome, row, &verdict);
            match verdict {
                Verdict::Failed(reason) => {
                    bad.file.write(row, &sentence(&reason))?;
                    name_row(&mut failed_rows, row, reason);
                }
                Verdict::Taken(_) | Verdict::LeftOut(_) => {}
            }
            Ok(())
        })?;
        finish(&mut outcome, taker);
        // Either both are there or neither: the rows that came in, and those that did not.
        bad.file.settle()?;
        tx.settle()?;
        tx.about(table.name());
        tx.count((outcome.created + outcome.updated) as usize);
        let noted = record::note(tx, table, plan, &outcome, &name, Some(tx.seq()))?;
        record::remember(tx, table, plan)?;
        Ok((outcome, noted))
    })?;
    let mut noted = done.value.1;
    if done.op.is_none() {
        // A step that changes nothing leaves no trace, and with it went the note.
        noted = book.note_import(|db| {
            record::remember(db, table, plan)?;
            record::note(db, table, plan, &done.value.0, &name, None)
        })?;
    }
    let path = BadRowsFile::finish(bad.file)?;
    Ok(done.map(|(outcome, _)| Imported { outcome, record: noted, bad_rows: path, failed_rows }))
}

fn taker<'a>(
    tx: &'a Tx<'a>,
    plan: &'a Plan,
    columns: &'a Columns,
    amounts: Finding<DecimalStyle>,
    dates: Finding<DateOrder>,
) -> Result<Taker<'a>> {
    tx.conn().execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS import_touched (id TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.import_touched;",
    )?;
    let typing = Typing {
        // What nobody has settled is refused row by row, never guessed (I17, I19).
        decimal: plan.styles.decimals.or(amounts.certain()).unwrap_or(DecimalStyle::Either),
        date: plan.styles.dates.or(dates.certain()).unwrap_or(DateOrder::Ymd),
        country: settings::country(tx)?,
    };
    Ok(Taker {
        tx,
        guard: Guard::new(tx),
        plan,
        columns,
        typing,
        currency: settings::currency(tx)?,
        choices: Choices::of(&plan.choices),
        new_words: Vec::new(),
        made: Vec::new(),
        waiting: 0,
        wants_samples: false,
    })
}

fn count(outcome: &mut Outcome, row: &Row, verdict: &Verdict) {
    outcome.rows += 1;
    outcome.unwrapped += u32::from(row.was_wrapped);
    let all = match verdict {
        Verdict::Failed(_) => return outcome.failed += 1,
        Verdict::LeftOut(_) => return outcome.skipped += 1,
        Verdict::Taken(all) => all,
    };
    for taken in all {
        let counts = outcome.by_what.entry(taken.what).or_default();
        *number(counts, taken.fate) += 1;
        if taken.is_main {
            match taken.fate {
                Fate::Created => outcome.created += 1,
                Fate::Updated => outcome.updated += 1,
                Fate::Unchanged => outcome.unchanged += 1,
            }
        }
    }
}

fn number(counts: &mut Counts, fate: Fate) -> &mut u32 {
    match fate {
        Fate::Created => &mut counts.created,
        Fate::Updated => &mut counts.updated,
        Fate::Unchanged => &mut counts.unchanged,
    }
}

fn finish(outcome: &mut Outcome, taker: Taker) {
    for what in taker.made {
        outcome.by_what.entry(what).or_default().created += 1;
    }
    outcome.waiting = taker.waiting;
    outcome.new_words = taker.new_words;
}

/// Adds a record to the samples.
fn show(tx: &Tx, words: &Words, row: &Row, taken: Taken, preview: &mut Preview) -> Result<()> {
    let into = match taken.fate {
        Fate::Created => &mut preview.new,
        Fate::Updated => &mut preview.updates,
        Fate::Unchanged => return Ok(()),
    };
    if into.len() >= Preview::SAMPLES {
        return Ok(());
    }
    let title = match &taken.owner {
        Owner::Record(record) => title_of(tx, record)?,
        Owner::Item(_) => shortened(taken.part.value(taken.part.what.name_field())),
    };
    let mut changes = Vec::new();
    let after = row::find(tx, taken.what.as_str(), taken.owner.id())?.unwrap_or_default();
    let before = taken.before.unwrap_or_default();
    for (column, value) in &after {
        let hidden = column == "id" || column == "rank" || column.ends_with("_key") || column.ends_with("ed_at");
        let same = before.get(column) == Some(value) || (row::is_blank(value) && !before.contains_key(column));
        if hidden || same || (taken.fate == Fate::Created && row::is_blank(value)) {
            continue;
        }
        let (before, after) = (words.value(tx, &before, column)?, words.value(tx, &after, column)?);
        if before == after {
            continue;
        }
        changes.push(Change { field: column.clone(), before: shortened(&before), after: shortened(&after) });
    }
    let part = &taken.part;
    for (field, points) in [("email", &part.emails), ("phone", &part.phones), ("website", &part.websites)] {
        let add = |value: &str| Change { field: field.to_owned(), before: String::new(), after: shortened(value) };
        changes.extend(points.iter().map(|point| add(&point.value)));
    }
    let record = match (taken.found_by, taken.owner) {
        (Some(_), Owner::Record(record)) => Some(record),
        _ => None,
    };
    into.push(Sample { line: row.line, what: taken.what, title, record, found_by: taken.found_by, changes });
    Ok(())
}

/// What a file holds, as a plan takes it apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Rows of the file.
    pub rows: u32,
    /// Rows in which something stands that no field takes.
    pub failed: u32,
    /// Records and items that the others fill.
    pub parts: u32,
}

/// Reads a file and takes its rows apart as the plan says, without asking the book: what that costs alone.
///
/// # Errors
/// As [`preview`].
pub fn parse(table: &Table, plan: &Plan, watch: Watch) -> Result<Parsed> {
    let columns = Columns::of(plan)?;
    let mut parsed = Parsed::default();
    File { table, watch }.each(|row| {
        parsed.rows += 1;
        match columns.gather(row) {
            Ok(parts) => parsed.parts += u32::try_from(parts.len()).unwrap_or(u32::MAX),
            Err(_) => parsed.failed += 1,
        }
        Ok(())
    })?;
    Ok(parsed)
}

/// What the values of a file leave open: the words of each column that a person chooses from, with what becomes of them as the plan
/// stands, and amounts and dates that can be read in two ways (I17, I19, I20). Reads the file once.
///
/// # Errors
/// As [`preview`].
pub fn values_of_file(db: &Db, table: &Table, plan: &Plan, watch: Watch) -> Result<ValuesOfFile> {
    let columns = Columns::of(plan)?;
    let (amounts, dates) = (columns.places(|sort| sort == Sort::Amount), columns.places(|sort| sort == Sort::Day));
    let (mut amount, mut date) = (AmountEvidence::default(), DateEvidence::default());
    let (mut open_amount, mut open_date) = (String::new(), String::new());
    let mut found = ChoiceColumn::all(&columns);
    if !(found.is_empty() && amounts.is_empty() && dates.is_empty()) {
        File { table, watch }.each(|row| {
            for column in &mut found {
                column.observe(row);
            }
            if row.problem.is_some() {
                return Ok(());
            }
            for cell in amounts.iter().filter_map(|at| row.cells.get(*at)) {
                let was_open = amount.is_open();
                amount.observe(cell);
                if amount.is_open() && !was_open {
                    open_amount = shortened(cell.trim());
                }
            }
            for cell in dates.iter().filter_map(|at| row.cells.get(*at)) {
                let was_open = date.is_open();
                date.observe(cell);
                if date.is_open() && !was_open {
                    open_date = shortened(day_of(cell));
                }
            }
            Ok(())
        })?;
    }
    let mut choices = Choices::of(&plan.choices);
    let words = found.into_iter().map(|column| column.finish(db, &mut choices)).collect::<Result<_>>()?;
    Ok(ValuesOfFile { words, amounts: amount.finding(), open_amount, dates: date.finding(), open_date })
}

/// A column that a person chooses words in, while the file is read.
struct ChoiceColumn {
    at: usize,
    of: WordsOfFile,
    /// Where a word stands in `of.values`, by its key.
    places: HashMap<String, usize>,
}

impl ChoiceColumn {
    fn all(columns: &Columns) -> Vec<Self> {
        let of = |column: &Column| match column.to {
            Some((_, FieldInfo { sort: Sort::Choice(words), .. })) => Some(Self {
                at: column.at,
                of: WordsOfFile { words: *words, header: column.header.clone(), values: Vec::new(), more: false },
                places: HashMap::new(),
            }),
            _ => None,
        };
        columns.all.iter().filter_map(of).collect()
    }

    fn observe(&mut self, row: &Row) {
        let value = row.cells.get(self.at).map_or("", |cell| cell.trim());
        if value.is_empty() {
            return;
        }
        match self.places.get(&text::key(value)) {
            Some(place) => self.of.values[*place].rows += 1,
            None if self.of.values.len() >= WordsOfFile::MOST => self.of.more = true,
            None => {
                self.places.insert(text::key(value), self.of.values.len());
                self.of.values.push(WordOfFile { value: value.to_owned(), rows: 1, choice: Choice::Keep });
            }
        }
    }

    fn finish(mut self, db: &Db, choices: &mut Choices) -> Result<WordsOfFile> {
        let words = self.of.words;
        for word in &mut self.of.values {
            let choice = choices.choice(db, words, &word.value, None)?;
            word.choice = match (words, choice, choices::ending(&word.value)) {
                (WordList::Stage, Choice::Create, Some(ending)) if !choices.is_said(words, &word.value) => {
                    Choice::Use(ending.to_owned())
                }
                (_, choice, _) => choice,
            };
        }
        self.of.values.sort_by_key(|word| std::cmp::Reverse(word.rows));
        Ok(self.of)
    }
}

/// The file under a watch.
struct File<'a> {
    table: &'a Table,
    watch: Watch<'a>,
}

impl File<'_> {
    /// How the file writes amounts and dates. Read through only where there is such a column and the user has not said it.
    fn styles(&mut self, plan: &Plan, columns: &Columns) -> Result<(Finding<DecimalStyle>, Finding<DateOrder>)> {
        let amounts = columns.places(|sort| sort == Sort::Amount);
        let dates = columns.places(|sort| sort == Sort::Day);
        let (mut amount, mut date) = (AmountEvidence::default(), DateEvidence::default());
        let is_settled =
            (amounts.is_empty() || plan.styles.decimals.is_some()) && (dates.is_empty() || plan.styles.dates.is_some());
        if !is_settled {
            // Whoever watches counts the rows once: this pass is the shorter one, and only asks whether to go on.
            let watch =
                &mut |now: ImportProgress| (self.watch)(ImportProgress { rows: 0, bytes: now.bytes / 10, ..now });
            File { table: self.table, watch }.each(|row| {
                if row.problem.is_none() {
                    amounts.iter().filter_map(|column| row.cells.get(*column)).for_each(|cell| amount.observe(cell));
                    dates.iter().filter_map(|at| row.cells.get(*at)).for_each(|cell| date.observe(day_of(cell)));
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
            ControlFlow::Break(()) => Err(Error::from(refusal(CANCELLED))),
        }
    }
}
