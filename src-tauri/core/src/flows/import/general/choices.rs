//! The words of a file and what they become: the book's own of the same name, what the user said, or a new one, added once (I20).

use std::collections::HashMap;

use super::fields::Words;
use super::plan::{Choice, ChoiceSetting, NewWord, shortened};
use crate::book::{Db, Tx};
use crate::records::{lead, pipeline, vocabulary};
use crate::value::text;
use crate::{Refusal, Result};

/// How many of the words that would have been right a refusal names (I20).
const NAMED: usize = 5;

/// Words of other systems and languages for those that the book has no list of.
const KNOWN: &[(Words, &str, &[&str])] = &[
    (Words::State, "open", &["open", "offen", "in progress", "active", "aktiv", "pending", "new", "neu", "false", "0"]),
    (
        Words::State,
        "won",
        &["won", "gewonnen", "closed won", "closed - won", "erfolgreich", "abgeschlossen und gewonnen", "true", "1"],
    ),
    (
        Words::State,
        "lost",
        &["lost", "verloren", "closed lost", "closed - lost", "abgeschlossen und verloren", "abandoned", "archived"],
    ),
    (
        Words::ActivityKind,
        "call",
        &["call", "phone call", "telephone", "anruf", "telefonat", "telefon", "phone", "appel"],
    ),
    (
        Words::ActivityKind,
        "meeting",
        &["meeting", "event", "appointment", "besprechung", "termin", "treffen", "demo", "lunch", "visit", "besuch"],
    ),
    (Words::ActivityKind, "email", &["email", "e-mail", "mail", "incoming email", "outgoing email", "emailed"]),
    (
        Words::ActivityKind,
        "task",
        &["task", "todo", "to-do", "to do", "to-dos", "aufgabe", "deadline", "frist", "reminder", "erinnerung"],
    ),
    (Words::Rating, "cold", &["cold", "kalt", "low", "niedrig", "acquired"]),
    (Words::Rating, "warm", &["warm", "medium", "mittel", "active"]),
    (Words::Rating, "hot", &["hot", "heiss", "high", "hoch"]),
];

/// The known word that a text is, for a list that the book does not keep.
pub(super) fn known(words: Words, value: &str) -> Option<&'static str> {
    let key = text::key(value);
    let of_list = KNOWN.iter().filter(|(list, ..)| *list == words);
    of_list.into_iter().find(|(_, _, names)| names.contains(&key.as_str())).map(|(_, word, _)| *word)
}

/// A stage of another system that says how the deal ended.
pub(super) fn ending(stage: &str) -> Option<&'static str> {
    let key = text::key(stage);
    if let Some(word @ ("won" | "lost")) = known(Words::State, &key)
        && key.parse::<i64>().is_err()
        && key != "true"
    {
        return Some(word);
    }
    // "Closed - Won", "Abgeschlossen - gewonnen", "Geschlossen und verloren (Vertrieb)".
    let words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let is_closed = has(&["closed", "geschlossen", "abgeschlossen"]);
    match (has(&["won", "gewonnen"]), has(&["lost", "verloren"])) {
        (true, false) if is_closed || key.ends_with("gewonnen)") => Some("won"),
        (false, true) if is_closed || key.ends_with("verloren)") => Some("lost"),
        _ => None,
    }
}

/// What the user said about words.
pub(super) struct Choices {
    settings: HashMap<(Words, String), Choice>,
    found: HashMap<(Words, String), Option<String>>,
}

impl Choices {
    pub(super) fn of(settings: &[ChoiceSetting]) -> Self {
        let key = |setting: &ChoiceSetting| (setting.words, text::key(&setting.value));
        Self {
            settings: settings.iter().map(|setting| (key(setting), setting.choice.clone())).collect(),
            found: HashMap::new(),
        }
    }

    /// What becomes of a word unless somebody says otherwise. `within`: the pipeline of a stage.
    pub(super) fn choice(&mut self, db: &Db, words: Words, value: &str, within: Option<&str>) -> Result<Choice> {
        if let Some(choice) = self.settings.get(&(words, text::key(value))) {
            return Ok(choice.clone());
        }
        let key = (words, format!("{}\n{}", within.unwrap_or_default(), text::key(value)));
        if let Some(Some(id)) = self.found.get(&key) {
            return Ok(Choice::Use(id.clone()));
        }
        let found = find(db, words, value, within)?;
        if found.is_some() {
            self.found.insert(key, found.clone());
        }
        Ok(match found {
            Some(id) => Choice::Use(id),
            None if words.can_grow() => Choice::Create,
            None => Choice::Keep,
        })
    }

    /// Whether the user said what becomes of the word.
    pub(super) fn is_said(&self, words: Words, value: &str) -> bool {
        self.settings.contains_key(&(words, text::key(value)))
    }

    /// What was found may have been taken back with a row that failed.
    pub(super) fn forget(&mut self) {
        self.found.clear();
    }

    /// The word's id, added to the book where it is new; none where it is kept as text.
    pub(super) fn resolve(
        &mut self,
        tx: &Tx,
        words: Words,
        value: &str,
        within: Option<&str>,
        new: &mut Vec<NewWord>,
    ) -> Result<Option<String>> {
        match self.choice(tx, words, value, within)? {
            Choice::Use(id) => Ok(Some(id)),
            Choice::Keep => Ok(None),
            Choice::Create => {
                // Somebody may have asked for a new one of a name that is there by now.
                if let Some(id) = find(tx, words, value, within)? {
                    return Ok(Some(id));
                }
                let id = add(tx, words, value, within)?;
                new.push(NewWord { words, name: value.to_owned() });
                Ok(Some(id))
            }
        }
    }
}

/// The word of the book of this name.
fn find(db: &Db, words: Words, value: &str, within: Option<&str>) -> Result<Option<String>> {
    if let Some(list) = words.vocabulary() {
        return Ok(vocabulary::find(db, list, value)?.map(|found| found.id));
    }
    let key = text::key(value);
    Ok(match words {
        Words::Rating => {
            let rating = lead::Rating::parse(value).map(lead::Rating::as_str);
            rating.or_else(|| known(words, value)).map(str::to_owned)
        }
        Words::Pipeline => {
            let same = |found: &pipeline::Pipeline| found.id == value.trim() || text::key(&found.name) == key;
            pipeline::all(db)?.into_iter().find(same).map(|found| found.id)
        }
        Words::Stage => {
            let all = pipeline::all(db)?;
            let mut stages = all.iter().filter(|p| within.is_none_or(|id| p.id == id)).flat_map(|p| &p.stages);
            stages.find(|stage| stage.id == value.trim() || text::key(&stage.name) == key).map(|stage| stage.id.clone())
        }
        _ => known(words, value).map(str::to_owned),
    })
}

fn add(tx: &Tx, words: Words, value: &str, within: Option<&str>) -> Result<String> {
    if let Some(list) = words.vocabulary() {
        return vocabulary::add(tx, list, value);
    }
    match words {
        Words::Stage => {
            let pipeline = pipeline::get(tx, within)?.id;
            pipeline::add_stage(tx, &pipeline, value, false)
        }
        Words::Pipeline => {
            let first = pipeline::get(tx, None)?;
            let open = first.stages.iter().filter(|stage| !stage.is_won).map(|stage| stage.name.clone()).collect();
            let won_stage = first.won()?.name.clone();
            pipeline::add(tx, &pipeline::PipelineDraft { name: value.to_owned(), open_stages: open, won_stage })
        }
        _ => Err(not_a_choice(tx, words, "", value)?.into()),
    }
}

/// The refusal of a word that is none of those that there are; it names some of them (I20).
pub(super) fn not_a_choice(db: &Db, words: Words, field: &str, value: &str) -> Result<Refusal> {
    let names: Vec<String> = match (words.vocabulary(), words) {
        (Some(list), _) => vocabulary::all(db, list)?.into_iter().map(|word| word.name).collect(),
        (None, Words::Pipeline) => pipeline::all(db)?.into_iter().map(|found| found.name).collect(),
        (None, Words::Stage) => pipeline::all(db)?.into_iter().flat_map(|p| p.stages).map(|s| s.name).collect(),
        (None, words) => {
            KNOWN.iter().filter(|(list, ..)| *list == words).map(|(_, word, _)| (*word).to_owned()).collect()
        }
    };
    let options: Vec<String> = names.into_iter().take(NAMED).collect();
    Ok(Refusal::of_field(field, "row_not_a_choice").with("value", shortened(value)).with("options", options.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::ending;

    #[test]
    fn a_stage_that_says_how_the_deal_ended_is_an_end_in_each_spelling() {
        for (stage, end) in [
            ("Closed Won", Some("won")),
            ("closed - lost", Some("lost")),
            ("Abgeschlossen - gewonnen", Some("won")),
            ("Abgeschlossen, verloren", Some("lost")),
            ("Geschlossen und gewonnen", Some("won")),
            ("Closed lost (Sales Pipeline)", Some("lost")),
            ("Gewonnen", Some("won")),
            ("Abgeschlossen (gewonnen)", Some("won")),
            ("Contract sent", None),
            ("Closed", None),
            ("Won or lost, closed", None),
            ("1", None),
            ("true", None),
        ] {
            assert_eq!(ending(stage), end, "{stage}");
        }
    }
}
