//! What a row says, brought to what records take: words become the book's own, amounts get their currency, moments their time.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};

use super::choices::{self, Choices};
use super::fields::{Sort, What, Words, field};
use super::gather::{Columns, Part};
use super::guard::Guard;
use super::plan::{Choice, NewWord, shortened};
use crate::book::Tx;
use crate::flows::import::values::{currency_beside, day_of, time_of};
use crate::records::{Typing, pipeline};
use crate::value::money::Currency;
use crate::value::{date, text};
use crate::{Refusal, Result};

/// Fields that are no column of the record: they say how it stands.
const STANDING: &[&str] = &[
    "createdOn",
    "closedOn",
    "leadSince",
    "stageSince",
    "lostReason",
    "lostNote",
    "state",
    "stage",
    "pipeline",
    "done",
    "doneOn",
];

/// A part ready to be written.
#[derive(Debug, Default)]
pub(super) struct Ready {
    /// The record's own fields, as typed or as ids.
    pub(super) fields: BTreeMap<&'static str, String>,
    /// The text of the record without the lines; blank where no column gave one.
    pub(super) text: String,
    /// "Header: value", a line each, of what has no field.
    pub(super) lines: String,
    pub(super) created_at: Option<DateTime<Utc>>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    /// Since when it has been a lead, or in its stage.
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) lost_reason: Option<String>,
    pub(super) lost_note: String,
    /// open, won, lost, where the row says so.
    pub(super) state: Option<&'static str>,
    pub(super) stage: Option<pipeline::Stage>,
    /// The row names only the pipeline: what stands in it already stays in its stage.
    pub(super) is_stage_of_pipeline: bool,
    /// The word by which the other system says how a deal ended.
    pub(super) ending: String,
    /// Done, and when.
    pub(super) done: Option<DateTime<Utc>>,
}

/// Prepares parts.
pub(super) struct Preparer<'p, 'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) guard: &'p Guard<'a>,
    pub(super) columns: &'a Columns,
    pub(super) typing: &'p Typing,
    pub(super) currency: Currency,
    pub(super) known_words_only: bool,
    pub(super) choices: &'p mut Choices,
    pub(super) new_words: &'p mut Vec<NewWord>,
}

impl<'a> Preparer<'_, 'a> {
    pub(super) fn prepare<'r>(&mut self, part: &mut Part<'r>) -> Result<Ready>
    where
        'a: 'r,
    {
        let mut ready = Ready::default();
        if part.what == What::Activity {
            self.on_the_clock(part);
        }
        self.standing(part, &mut ready)?;
        for (field, value) in part.values.iter().filter(|(field, _)| !STANDING.contains(&field.name)) {
            match field.sort {
                Sort::Choice(words) => match self.word(part.what, words, field.name, value, None)? {
                    Some(id) => drop(ready.fields.insert(field.name, id)),
                    None => part.lines.push((self.header(part.what, field.name).into(), value.clone())),
                },
                _ => drop(ready.fields.insert(field.name, value.to_string())),
            }
        }
        self.currency(part, &mut ready);
        probability(part, &mut ready);
        ready.text = ready.fields.remove(part.what.text_field()).unwrap_or_default();
        ready.lines = part.kept();
        if part.what == What::Activity {
            ready.fields.entry("kind").or_insert_with(|| "task".to_owned());
        }
        Ok(ready)
    }

    fn header(&self, what: What, field: &'static str) -> &'a str {
        self.columns.header_of(what, field).unwrap_or(field)
    }

    /// The book's word; none where it is kept as text.
    fn word(
        &mut self,
        what: What,
        words: Words,
        field: &'static str,
        value: &str,
        within: Option<&str>,
    ) -> Result<Option<String>> {
        text::line(value)
            .map_err(|problem| Refusal::of_field(field, problem.code()).with("value", shortened(value)))?;
        if self.choices.choice(self.tx, words, value, within)? == Choice::Create {
            if self.known_words_only && !self.choices.is_said(words, value) {
                let refusal = choices::not_a_choice(self.tx, words, field, value)?;
                return Err(refusal.with("column", self.header(what, field)).into());
            }
            self.guard.open()?;
        }
        let id = self.choices.resolve(self.tx, words, value, within, self.new_words)?;
        if id.is_none() && matches!(words, Words::Rating | Words::State) && !self.choices.is_said(words, value) {
            let refusal = choices::not_a_choice(self.tx, words, field, value)?;
            return Err(refusal.with("column", self.header(what, field)).into());
        }
        Ok(id)
    }

    /// How it stands: since when, in which stage, done, won or lost and why.
    fn standing<'r>(&mut self, part: &mut Part<'r>, ready: &mut Ready) -> Result<()>
    where
        'a: 'r,
    {
        ready.created_at = self.moment(part, "createdOn")?;
        ready.closed_at = self.moment(part, "closedOn")?;
        ready.since = self.moment(part, if part.what == What::Opportunity { "stageSince" } else { "leadSince" })?;
        part.value("lostNote").clone_into(&mut ready.lost_note);
        let reason = part.value("lostReason").to_owned();
        if !reason.is_empty() {
            ready.lost_reason = self.word(part.what, Words::LostReason, "lostReason", &reason, None)?;
            if ready.lost_reason.is_none() {
                part.lines.push((self.header(part.what, "lostReason").into(), reason.into()));
            }
        }
        match part.what {
            What::Opportunity => self.stage(part, ready)?,
            What::Activity => {
                let done_on = self.moment(part, "doneOn")?;
                let said = part.value("done");
                let said = text::key(said);
                // A calendar's series, up to its last day.
                let last_day = said.strip_prefix("until ").and_then(|day| date::parse(day, self.typing.date).ok());
                let is_done = match said.as_str() {
                    "" => done_on.is_some(),
                    _ if last_day.is_some() => last_day < Some(self.tx.today()),
                    // What was fixed has taken place when its time has passed.
                    "confirmed" => self.has_passed(part),
                    "completed" | "done" | "held" | "closed" | "erledigt" | "abgeschlossen" | "stattgefunden"
                    | "beendet" | "cancelled" | "canceled" | "abgesagt" | "not held" => true,
                    other => matches!(other, "true" | "1" | "yes" | "y" | "ja" | "j" | "x" | "wahr"),
                };
                // A day in the future is when it is due, not when it was done.
                let now = self.tx.now();
                let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
                let done_on = match done_on {
                    None if last_day.is_some() => last_day.map(|day| day.and_time(noon).and_utc()),
                    None if is_of_its_day(&said) => self.due_at(part)?,
                    done_on => done_on,
                };
                ready.done = is_done.then(|| done_on.unwrap_or(now).min(now));
            }
            _ => {}
        }
        Ok(())
    }

    /// A moment that an activity is due becomes the day and the time of the user's clock (R24).
    fn on_the_clock(&self, part: &mut Part) {
        if let Ok(moment) = date::parse_utc(part.value("dueOn")) {
            let local = self.tx.local_of(moment);
            put(part, "dueOn", date::day_text(local.date()));
            put_time(part, local.time());
            return;
        }
        let Some(typed) = part.values.get("dueOn") else { return };
        let (time, day) = (time_of(typed), day_of(typed).to_owned());
        put(part, "dueOn", day);
        if let Some(time) = time {
            put_time(part, time);
        }
    }

    /// The moment that an activity is due: at its time, else at noon.
    fn due_at(&self, part: &Part) -> Result<Option<DateTime<Utc>>> {
        let time = NaiveTime::parse_from_str(part.value("dueTime"), "%H:%M");
        match (date::parse(part.value("dueOn"), self.typing.date), time) {
            (Ok(day), Ok(time)) => Ok(Some(self.tx.moment_of(day.and_time(time)))),
            _ => self.moment(part, "dueOn"),
        }
    }

    fn has_passed(&self, part: &Part) -> bool {
        let now = self.tx.local();
        let Ok(day) = date::parse(part.value("dueOn"), self.typing.date) else { return false };
        let time = NaiveTime::parse_from_str(part.value("dueTime"), "%H:%M");
        // A whole day has passed when the next one has come.
        time.map_or(day < now.date(), |time| day.and_time(time) < now)
    }

    fn stage<'r>(&mut self, part: &mut Part<'r>, ready: &mut Ready) -> Result<()>
    where
        'a: 'r,
    {
        let (pipeline, stage, state) =
            (part.value("pipeline").to_owned(), part.value("stage").to_owned(), part.value("state").to_owned());
        let within = match pipeline.as_str() {
            "" => None,
            name => self.word(part.what, Words::Pipeline, "pipeline", name, None)?,
        };
        if !state.is_empty() {
            let word = self.word(part.what, Words::State, "state", &state, None)?;
            ready.state = ["open", "won", "lost"].into_iter().find(|known| word.as_deref() == Some(known));
            ready.ending.clone_from(&state);
        }
        if !stage.is_empty() {
            // "Closed lost" is no stage here but how the deal ended, unless the book has such a stage.
            let found = self.choices.choice(self.tx, Words::Stage, &stage, within.as_deref())?;
            match (found, choices::ending(&stage)) {
                (Choice::Create, Some(ending)) if !self.choices.is_said(Words::Stage, &stage) => {
                    ready.state = ready.state.or(Some(ending));
                    ready.ending.clone_from(&stage);
                }
                _ => match self.word(part.what, Words::Stage, "stage", &stage, within.as_deref())?.as_deref() {
                    Some(ending @ ("won" | "lost")) => {
                        ready.state = ready.state.or(if ending == "won" { Some("won") } else { Some("lost") });
                        ready.ending.clone_from(&stage);
                    }
                    Some(id) => ready.stage = Some(pipeline::stage(self.tx, id)?),
                    None => part.lines.push((self.header(part.what, "stage").into(), stage.into())),
                },
            }
        }
        if ready.stage.is_none()
            && let Some(pipeline) = within
        {
            let pipeline = pipeline::get(self.tx, Some(&pipeline))?;
            ready.stage = Some(pipeline.first_open()?.clone());
            ready.is_stage_of_pipeline = true;
        }
        if ready.stage.as_ref().is_some_and(|stage| stage.is_won) && ready.state.is_none() {
            ready.state = Some("won");
        }
        Ok(())
    }

    /// A moment as our own export writes it, a day with a time on the user's clock, or noon of the day that the file names: the same day in
    /// every time zone that reads it.
    fn moment(&self, part: &Part, name: &'static str) -> Result<Option<DateTime<Utc>>> {
        let typed = part.value(name);
        if typed.is_empty() {
            return Ok(None);
        }
        if let Ok(moment) = date::parse_utc(typed) {
            return Ok(Some(moment));
        }
        match date::parse(day_of(typed), self.typing.date) {
            Ok(day) => Ok(Some(match time_of(typed) {
                Some(time) => self.tx.moment_of(day.and_time(time)),
                None => day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc(),
            })),
            Err(problem) => Err(Refusal::of_field(name, problem.code())
                .with("value", shortened(typed))
                .with("column", self.header(part.what, name))
                .into()),
        }
    }

    /// The currency that stands beside the figure, where no column names it and it is not the book's.
    fn currency(&self, part: &Part, ready: &mut Ready) {
        let amount = ["amount", "annualRevenue", "expectedAmount"].into_iter().find_map(|name| part.values.get(name));
        if let Some(amount) = amount
            && !ready.fields.contains_key("currency")
            && let Some(currency) = currency_beside(amount, self.currency, self.typing.decimal)
        {
            ready.fields.insert("currency", currency.code().to_owned());
        }
    }
}

/// Words for done that name no day of their own: it was the day that was fixed.
fn is_of_its_day(said: &str) -> bool {
    matches!(said, "confirmed" | "cancelled" | "canceled" | "abgesagt" | "not held")
}

fn put(part: &mut Part, name: &str, text: String) {
    if let Some(field) = field(part.what, name) {
        part.values.put(field, text.into());
    }
}

/// The time of an activity, where no column gives it.
fn put_time(part: &mut Part, time: NaiveTime) {
    if !part.values.has("dueTime") {
        put(part, "dueTime", time.format("%H:%M").to_string());
    }
}

/// "25 %", "25.0". What the stage says anyway, or the end, is not set by hand.
fn probability(part: &Part, ready: &mut Ready) {
    let Some(typed) = ready.fields.get_mut("probability").filter(|_| part.what == What::Opportunity) else { return };
    let bare = typed.trim().trim_end_matches('%').trim();
    let bare = [".00", ",00", ".0", ",0"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare).to_owned();
    let of_stage = ready.stage.as_ref().map(|stage| stage.probability.to_string());
    let has_ended = matches!(ready.state, Some("won" | "lost"));
    *typed = bare;
    if has_ended || of_stage.as_ref() == Some(typed) {
        ready.fields.remove("probability");
    }
}
