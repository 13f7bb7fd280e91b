//! Demo data: the last year of a sales rep who sells machine safety to manufacturers, in German and in English. Everybody and
//! everything in it is invented; the phone numbers are of the ranges kept free for fiction, the domains end in .example.
//!
//! The story is data (`sql/demo/`). It is told through the same functions that a user's own work goes through, in the order
//! in which it happened, each part dated then, and all of it in one step, so that it can be taken back at once.

mod calendar;
mod records;
mod story;

use std::collections::HashMap;

use calendar::Calendar;
use records::Teller;
use story::{Entry, Story};

use crate::Result;
use crate::book::{Book, Done, Kind, Op, OpKind, RecordRef, StoredFile};

/// What the demo data added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = "DemoAdded"))]
pub struct Added {
    /// Leads that are still leads.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub leads: usize,
    /// Organizations.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub organizations: usize,
    /// Contacts.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub contacts: usize,
    /// Opportunities.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub opportunities: usize,
}

/// Adds the demo data to a book, in German for "de", otherwise in English, in one step. What is in the book stays.
/// `progress` is told how many of how many things have happened.
///
/// # Errors
/// [`crate::Code::DiskFull`] and the like. The book is then as it was.
pub fn add(book: &Book, language: &str, mut progress: impl FnMut(usize, usize)) -> Result<Done<Added>> {
    let story = Story::of(language)?;
    let files = store_files(book, &story)?;
    let scenes = scenes(&story);
    book.transact(Op::new(OpKind::AddDemoData, ""), |tx| {
        let mut calendar = Calendar::of(tx);
        let mut teller = Teller::new(tx, language, &files)?;
        for (at, scene) in scenes.iter().enumerate() {
            let of_day = scenes.iter().filter(|other| other.day == scene.day).count();
            let before = scenes[..at].iter().rev().take_while(|other| other.day == scene.day).count();
            let moment = calendar.moment(scene.day, before, of_day);
            tx.at(moment, |then| teller.tell(then, &calendar, scene))?;
            progress(at + 1, scenes.len());
        }
        let added = teller.added();
        tx.count(added.leads + added.organizations + added.contacts + added.opportunities);
        Ok(added)
    })
}

/// The contents of the story's files, whole on the disk before the step that names them, by content.
fn store_files<'a>(book: &Book, story: &'a Story) -> Result<HashMap<&'a str, StoredFile>> {
    let mut files = HashMap::new();
    for entry in entries(story).filter(|entry| entry.file.is_some()) {
        files.insert(entry.body.as_str(), book.store_file(entry.body.as_bytes())?);
    }
    Ok(files)
}

fn entries(story: &Story) -> impl Iterator<Item = &Entry> {
    let organizations = story.organizations.iter().flat_map(|one| &one.log);
    let opportunities = story.opportunities.iter().flat_map(|one| &one.log);
    let leads = story.leads.iter().flat_map(|one| &one.log);
    let become_of = story.leads.iter().filter_map(|one| one.becomes.as_ref()).flat_map(|one| &one.log);
    organizations.chain(opportunities).chain(leads).chain(become_of)
}

/// One thing of the story, on its day.
struct Scene<'a> {
    day: i64,
    act: Act<'a>,
}

enum Act<'a> {
    Organization(&'a story::Organization),
    Contact(&'a story::Contact),
    Opportunity(&'a story::Opportunity),
    Lead(usize, &'a story::Lead),
    /// Something that happens with the record of this kind and key.
    Entry(Kind, String, &'a Entry),
    /// A lead becomes an opportunity of this key.
    Convert(usize, &'a story::Lead, &'a str),
}

/// Everything in the order in which it happens.
fn scenes(story: &Story) -> Vec<Scene<'_>> {
    let mut scenes = Vec::new();
    let mut happen = |day, act| scenes.push(Scene { day, act });
    for one in &story.organizations {
        happen(one.day, Act::Organization(one));
    }
    for one in &story.contacts {
        happen(one.day, Act::Contact(one));
    }
    for one in &story.opportunities {
        happen(one.day, Act::Opportunity(one));
    }
    for (number, one) in story.leads.iter().enumerate() {
        happen(one.day, Act::Lead(number, one));
    }
    let mut log = Vec::new();
    log.extend(story.organizations.iter().map(|one| (Kind::Organization, one.key.clone(), &one.log)));
    log.extend(story.opportunities.iter().map(|one| (Kind::Opportunity, one.key.clone(), &one.log)));
    for (number, lead) in story.leads.iter().enumerate() {
        log.push((Kind::Lead, number.to_string(), &lead.log));
        let opportunity = lead.log.iter().find_map(|entry| entry.convert.as_ref());
        if let (Some(becomes), Some(key)) = (&lead.becomes, opportunity) {
            log.push((Kind::Opportunity, key.clone(), &becomes.log));
        }
    }
    for (kind, key, entries) in log {
        for entry in entries {
            let convert = entry.convert.as_deref().zip(key.parse().ok().and_then(|n| Some((n, story.leads.get(n)?))));
            let act = match convert {
                Some((opportunity, (number, lead))) => Act::Convert(number, lead, opportunity),
                None => Act::Entry(kind, key.clone(), entry),
            };
            happen(entry.day, act);
        }
    }
    scenes.sort_by_key(|scene| scene.day);
    scenes
}

fn of(kind: Kind, id: &str) -> RecordRef {
    RecordRef { kind, id: id.to_owned() }
}
