//! What a merge of these records with these choices would write.

use rusqlite::params_from_iter;
use serde_json::Value as Json;

use super::fields::{self, Spec, Wins, same};
use super::order::{self, Source};
use super::united::{self, Block, Points};
use super::{Choices, Field, How, Moves, Preview, Record};
use crate::book::{Db, Kind, RecordRef};
use crate::flows::convert;
use crate::flows::row::{self, Row};
use crate::flows::words::Words;
use crate::records::title_of;
use crate::{Code, Refusal, Result};

/// A field with the record whose value wins.
struct Decided {
    spec: Spec,
    winner: Option<usize>,
    by_choice: bool,
}

pub(super) struct Plan {
    /// The survivor first.
    pub(super) sources: Vec<Source>,
    fields: Vec<Decided>,
    shown: Vec<Field>,
    /// The columns of the survivor that get another value.
    pub(super) columns: Row,
    /// The stage that the surviving opportunity moves to, by choice.
    pub(super) stage: Option<String>,
    pub(super) points: Points,
    pub(super) addresses: Vec<Block>,
    /// What the lines of R8 are appended to.
    pub(super) description: String,
    pub(super) lines: Vec<String>,
    /// Those of leads that are converted into the surviving opportunity, which writes them.
    lines_of_leads: Vec<String>,
    pub(super) moves: Moves,
}

impl Plan {
    pub(super) fn make(db: &Db, records: &[RecordRef], choices: &Choices, words: &Words) -> Result<Self> {
        let sources = order::order(db, records, choices)?;
        let kind = sources[0].kind;
        let mut plan = Self {
            fields: decide(db, &sources, choices)?,
            shown: Vec::new(),
            columns: Row::new(),
            stage: None,
            points: united::points(db, &sources)?,
            addresses: united::addresses(db, &sources, choices)?,
            description: united::description(&sources),
            lines: Vec::new(),
            lines_of_leads: Vec::new(),
            moves: moves(db, &sources)?,
            sources,
        };
        plan.refuse_unknown(choices)?;
        plan.take_values();
        plan.refuse_nameless(kind)?;
        plan.show(db, words)?;
        plan.keep_in_lines(db, words)?;
        plan.write_texts();
        Ok(plan)
    }

    pub(super) fn kind(&self) -> Kind {
        self.sources[0].kind
    }

    pub(super) fn survivor(&self) -> &Source {
        &self.sources[0]
    }

    /// The others of the survivor's kind.
    pub(super) fn losers(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().skip(1).filter(|source| source.kind == self.kind())
    }

    /// The leads that are merged into an opportunity.
    pub(super) fn leads(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.kind != self.kind())
    }

    /// A choice of what has no choice is a mistake that is told.
    fn refuse_unknown(&self, choices: &Choices) -> Result<()> {
        let known = |name: &String| {
            self.fields.iter().any(|field| field.spec.name == *name)
                || self.addresses.iter().any(|block| block.field == *name)
                || united::ADDRESSES.iter().any(|(address, _)| address == name && self.kind() != Kind::Opportunity)
        };
        match choices.take.keys().find(|name| !known(name)) {
            Some(name) => Err(Refusal::new(Code::NotAChoice).at(name).with("value", name).into()),
            None => Ok(()),
        }
    }

    /// The columns of the survivor that become others.
    fn take_values(&mut self) {
        let kind = self.kind();
        let survivor = &self.sources[0];
        for Decided { spec, winner, by_choice } in &self.fields {
            let Some(source) = winner.map(|at| &self.sources[at]) else {
                // Nothing is left of what the survivor had only where it lies below itself.
                if spec.default == Wins::Above && spec.value(kind, survivor).is_some() {
                    self.columns.insert(spec.column.clone(), Json::Null);
                }
                continue;
            };
            // What a lead fills is written by its conversion, so that turning it back takes it away again.
            let filled_later = source.kind != kind && !by_choice && spec.value(kind, survivor).is_none();
            if source.id() == survivor.id() || filled_later {
                continue;
            }
            let value = spec.value(kind, source).cloned();
            if spec.default == Wins::Survivor {
                self.stage = value.and_then(|stage| stage.as_str().map(str::to_owned));
                continue;
            }
            let blank = match survivor.row.get(&spec.column) {
                _ if spec.default == Wins::Set => Json::from(0),
                Some(Json::String(_)) if !spec.column.ends_with("_id") && spec.column != "birthday" => Json::from(""),
                _ => Json::Null,
            };
            self.columns.insert(spec.column.clone(), value.unwrap_or(blank));
            if matches!(spec.column.as_str(), "amount" | "expected_amount" | "annual_revenue") {
                self.columns.insert("currency".to_owned(), Json::from(row::text(&source.row, "currency")));
            }
        }
        for column in ["created_at", "lead_since"] {
            let all = self.sources.iter().filter(|source| source.kind == kind);
            let earliest = all.filter_map(|source| row::filled(&source.row, column)?.as_str()).min();
            if let Some(earliest) = earliest {
                self.columns.insert(column.to_owned(), Json::from(earliest));
            }
        }
    }

    fn refuse_nameless(&self, kind: Kind) -> Result<()> {
        let after = |column: &str| {
            let value = self.columns.get(column).or_else(|| self.sources[0].row.get(column));
            value.is_some_and(|value| !row::is_blank(value))
        };
        let (named, field) = match kind {
            Kind::Organization => (after("name"), "name"),
            Kind::Contact => (after("first_name") || after("last_name"), "lastName"),
            Kind::Lead | Kind::Opportunity => (after("title"), "title"),
        };
        if named { Ok(()) } else { Err(Refusal::new(Code::FieldNeeded).at(field).into()) }
    }

    /// The fields side by side, with what comes out.
    fn show(&mut self, db: &Db, words: &Words) -> Result<()> {
        let kind = self.kind();
        for Decided { spec, winner, .. } in &self.fields {
            let in_words = |source: &Source| -> Result<String> {
                match (spec.value(kind, source), spec.column_of(kind, source)) {
                    (Some(_), Some(column)) => words.value(db, &source.row, column),
                    _ => Ok(String::new()),
                }
            };
            let values = self.sources.iter().map(in_words).collect::<Result<Vec<_>>>()?;
            if values.iter().all(String::is_empty) {
                continue;
            }
            let value = winner.map(|at| values[at].clone()).unwrap_or_default();
            let from = winner.map(|at| self.sources[at].id().to_owned());
            self.shown.push(Field { field: spec.name.clone(), values, how: How::Chosen, from, value });
        }
        self.shown.extend(united::shown(db, &self.sources, &self.points, &self.addresses)?);
        Ok(())
    }

    /// Values that are not taken, as lines, where they say something else than what is (R8).
    fn keep_in_lines(&mut self, db: &Db, words: &Words) -> Result<()> {
        let kind = self.kind();
        let mut lines: Vec<String> = Vec::new();
        let mut keep = |line: String| {
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        for (at, source) in self.sources.iter().enumerate().filter(|(_, source)| source.kind == kind) {
            for Decided { spec, .. } in &self.fields {
                let shown = self.shown.iter().find(|shown| shown.field == spec.name);
                let Some(shown) = shown.filter(|shown| !shown.values[at].is_empty()) else { continue };
                if !same(&shown.values[at], &shown.value) {
                    keep(words.line(&spec.column, &shown.values[at]));
                }
            }
            for column in standing_columns(kind).iter().filter(|_| at > 0) {
                let value = standing(db, words, &source.row, column)?;
                if !value.is_empty() && value != standing(db, words, &self.sources[0].row, column)? {
                    keep(words.line(column, &value));
                }
            }
            for block in &self.addresses {
                if let Some(other) = block.not_taken(at) {
                    keep(words.line(block.label(), &other));
                }
            }
        }
        self.lines = lines;
        let leads: Vec<String> = self.leads().map(|lead| lead.id().to_owned()).collect();
        for lead in leads {
            self.lines_of_leads.extend(convert::lines_into_opportunity(db, &lead, words)?);
        }
        Ok(())
    }

    fn write_texts(&mut self) {
        let whole = convert::joined(&self.description, &self.lines.join("\n"));
        self.columns.insert("description".to_owned(), Json::from(whole));
        let mut after = self.sources[0].row.clone();
        after.extend(std::mem::take(&mut self.columns));
        convert::set_keys(self.kind(), &mut after);
        let before = &self.sources[0].row;
        self.columns = after.into_iter().filter(|(column, value)| before.get(column) != Some(value)).collect();
    }

    pub(super) fn preview(self, db: &Db) -> Result<Preview> {
        let mut records = Vec::new();
        for source in &self.sources {
            records.push(Record {
                record: source.record(),
                title: title_of(db, &source.record())?,
                standing: source.standing,
                created_at: row::text(&source.row, "created_at").to_owned(),
            });
        }
        let mut lines = self.lines;
        lines.extend(self.lines_of_leads);
        Ok(Preview { records, fields: self.shown, moves: self.moves, lines })
    }
}

fn decide(db: &Db, sources: &[Source], choices: &Choices) -> Result<Vec<Decided>> {
    let kind = sources[0].kind;
    let mut decided = Vec::new();
    for spec in fields::of(kind, &sources[0].row) {
        let Some(id) = choices.take.get(&spec.name) else {
            let winner = spec.winner(db, sources)?;
            decided.push(Decided { spec, winner, by_choice: false });
            continue;
        };
        let winner = order::chosen(db, sources, &spec.name, id)?;
        // A lead has no stage and no organization to take.
        if spec.column_of(kind, &sources[winner]).is_none() {
            return Err(Refusal::new(Code::NotAChoice).at(&spec.name).with("value", id).into());
        }
        if let (Wins::Above, Some(Json::String(above))) = (spec.default, spec.value(kind, &sources[winner]))
            && spec.leads_to(db, kind, above, sources)?
        {
            let title = title_of(db, &RecordRef { kind, id: above.clone() })?;
            return Err(Refusal::new(Code::OwnAncestor).at(&spec.name).with("title", title).into());
        }
        decided.push(Decided { spec, winner: Some(winner), by_choice: true });
    }
    Ok(decided)
}

/// How a record stood: of the others it is told where it differs.
fn standing_columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Lead => &["closed_at", "lost_reason_id", "lost_note"],
        Kind::Opportunity => &["state", "closed_at", "lost_reason_id", "lost_note", "probability_by_hand"],
        Kind::Organization | Kind::Contact => &[],
    }
}

fn standing(db: &Db, words: &Words, of: &Row, column: &str) -> Result<String> {
    let value = words.value(db, of, column)?;
    Ok(match column {
        "closed_at" => value.chars().take(10).collect(),
        "state" if row::text(of, column) == "open" => String::new(),
        _ => value,
    })
}

/// How much goes over, by the kind of what refers to the others.
fn moves(db: &Db, sources: &[Source]) -> Result<Moves> {
    let mut moves = Moves::default();
    for kind in [Kind::Lead, Kind::Organization, Kind::Contact, Kind::Opportunity] {
        let losers: Vec<&str> = sources.iter().skip(1).filter(|source| source.kind == kind).map(Source::id).collect();
        if losers.is_empty() {
            continue;
        }
        let places = vec!["?"; losers.len()].join(", ");
        for reference in row::references_to(db, kind.table()) {
            let (table, column) = (&reference.table, &reference.column);
            let count = |more: &str| -> Result<usize> {
                let sql = format!("SELECT count(*) FROM \"{table}\" WHERE \"{column}\" IN ({places}) {more}");
                let mut statement = db.conn().prepare_cached(&sql)?;
                Ok(statement.query_row(params_from_iter(&losers), |row| row.get(0))?)
            };
            match table.as_str() {
                "contact_point" | "address" => {}
                "tag_link" => moves.tags += count("")?,
                "timeline_link" => {
                    moves.activities += count("AND activity_id IS NOT NULL")?;
                    moves.notes += count("AND note_id IS NOT NULL")?;
                    moves.files += count("AND attachment_id IS NOT NULL")?;
                }
                "contact" => moves.contacts += count("")?,
                "opportunity_contact" if kind == Kind::Opportunity => moves.contacts += count("")?,
                "opportunity" | "opportunity_contact" => moves.opportunities += count("")?,
                "organization" => moves.organizations += count("")?,
                _ => moves.others += count("")?,
            }
        }
    }
    Ok(moves)
}
