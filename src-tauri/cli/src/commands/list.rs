//! list, search.

use kontor_core::book::Kind;
use kontor_core::flows::search::{self, HitKind, SearchQuery};
use kontor_core::records::{Choice, Page, contact, lead, opportunity, organization};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::args::{Filter, List};
use crate::context::Context;
use crate::output::{Answer, Failure, Outcome};
use crate::print::{self, Table};

pub(super) fn run(on: &Context, wanted: &List) -> Outcome {
    match wanted.kind.into() {
        Kind::Lead => {
            let query = page(&wanted.filter, wanted.after.as_deref(), wanted.limit)?;
            let page = on.book.read(|db| lead::page(db, &query))?;
            answer(on, &page, leads(on, &page.rows))
        }
        Kind::Organization => {
            let query = page(&wanted.filter, wanted.after.as_deref(), wanted.limit)?;
            let page = on.book.read(|db| organization::page(db, &query))?;
            answer(on, &page, organizations(on, &page.rows))
        }
        Kind::Contact => {
            let query = page(&wanted.filter, wanted.after.as_deref(), wanted.limit)?;
            let page = on.book.read(|db| contact::page(db, &query))?;
            answer(on, &page, contacts(on, &page.rows))
        }
        Kind::Opportunity => {
            let query = page(&wanted.filter, wanted.after.as_deref(), wanted.limit)?;
            let page = on.book.read(|db| opportunity::page(db, &query))?;
            answer(on, &page, opportunities(on, &page.rows))
        }
    }
}

/// The list's own query, as the window would send it.
pub(super) fn query<Q: DeserializeOwned>(wanted: &Filter) -> Result<Q, Failure> {
    page(wanted, None, 0)
}

fn page<Q: DeserializeOwned>(wanted: &Filter, after: Option<&str>, limit: u32) -> Result<Q, Failure> {
    let mut query = json!({
        "text": wanted.text,
        "tags": wanted.tag,
        "descending": wanted.descending,
        "after": after,
        "limit": limit,
    });
    if let Some(sort) = &wanted.sort {
        query["sort"] = json!(sort);
    }
    serde_json::from_value(query).map_err(|error| Failure::Usage(format!("--sort: {error}")))
}

fn answer<T: Serialize>(on: &Context, page: &Page<T>, table: Table) -> Outcome {
    let mut text = if page.rows.is_empty() { on.texts.word("nothing_found") } else { table.text() };
    if let Some(next) = &page.next {
        let count = page.count.map_or(String::new(), |count| {
            let more = if count.capped { "+" } else { "" };
            format!("{}{more}", count.value)
        });
        let key = if count.is_empty() { "more" } else { "more_of" };
        let values = [("shown", page.rows.len().to_string()), ("count", count), ("next", quoted(next))];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        text.push_str(&format!("\n\n{}", on.texts.own(key, &values)));
    }
    Ok(Answer::new(page, text)?)
}

/// As it can be pasted into a shell.
fn quoted(next: &str) -> String {
    format!("'{}'", next.replace('\'', "'\\''"))
}

fn heads<const N: usize>(on: &Context, names: [&str; N]) -> Table {
    Table::new(names.map(|name| on.texts.word(name)))
}

fn name(choice: &Option<Choice>) -> String {
    choice.as_ref().map_or(String::new(), |choice| choice.name.clone())
}

fn due(on: &Context, next: Option<&String>) -> String {
    next.map_or(String::new(), |next| print::moment(next, on.texts))
}

fn leads(on: &Context, rows: &[lead::Row]) -> Table {
    let names = ["title", "person", "city", "rating", "status", "expectedAmount", "nextDue", "tags", "id"];
    let mut table = heads(on, names).right(5);
    for row in rows {
        table.row([
            row.title.clone(),
            row.person.clone(),
            row.city.clone(),
            row.rating.map_or(String::new(), |rating| on.texts.word(&format!("rating_{}", rating.as_str()))),
            name(&row.status),
            print::amount(row.expected_amount, &row.currency, &on.typing),
            due(on, row.next_due.as_ref()),
            row.tags.join(", "),
            row.id.clone(),
        ]);
    }
    table
}

fn organizations(on: &Context, rows: &[organization::Row]) -> Table {
    let mut table = heads(on, ["name", "industry", "city", "phone", "email", "nextDue", "tags", "id"]);
    for row in rows {
        table.row([
            row.name.clone(),
            row.industry.clone(),
            row.city.clone(),
            row.phone.clone(),
            row.email.clone(),
            due(on, row.next_due.as_ref()),
            row.tags.join(", "),
            row.id.clone(),
        ]);
    }
    table
}

fn contacts(on: &Context, rows: &[contact::Row]) -> Table {
    let mut table = heads(on, ["name", "jobTitle", "organization", "phone", "email", "nextDue", "tags", "id"]);
    for row in rows {
        table.row([
            row.name.clone(),
            row.job_title.clone(),
            name(&row.organization),
            row.phone.clone(),
            row.email.clone(),
            due(on, row.next_due.as_ref()),
            row.tags.join(", "),
            row.id.clone(),
        ]);
    }
    table
}

fn opportunities(on: &Context, rows: &[opportunity::Row]) -> Table {
    let names = ["title", "organization", "stage", "state", "amount", "expectedClose", "nextDue", "tags", "id"];
    let mut table = heads(on, names).right(4);
    for row in rows {
        table.row([
            row.title.clone(),
            row.organization.clone(),
            row.stage.name.clone(),
            on.texts.word(&format!("state_{}", row.state.as_str())),
            print::amount(row.amount, &row.currency, &on.typing),
            due(on, row.expected_close.as_ref()),
            due(on, row.next_due.as_ref()),
            row.tags.join(", "),
            row.id.clone(),
        ]);
    }
    table
}

pub(super) fn search(on: &Context, text: &str, kinds: &[String], limit: usize) -> Outcome {
    let kinds = kinds.iter().filter_map(|kind| HitKind::parse(kind)).collect();
    let query = SearchQuery { text: text.to_owned(), kinds, limit };
    let found = on.book.read(|db| search::search(db, &query))?;
    let mut table = heads(on, ["kind", "title", "beside", "found_in", "id"]);
    for hit in &found.hits {
        table.row([
            on.texts.word(&format!("kind_{}", hit.kind.as_str())),
            hit.title.clone(),
            hit.subtitle.clone(),
            hit.snippet.as_ref().map_or(String::new(), |snippet| snippet.text.clone()),
            hit.id.clone(),
        ]);
    }
    let mut text = if found.hits.is_empty() { on.texts.word("nothing_found") } else { table.text() };
    if found.capped {
        text.push_str(&format!("\n\n{}", on.texts.word("more_hits")));
    }
    Ok(Answer::new(&found, text)?)
}
