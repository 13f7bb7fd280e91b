//! show.

use kontor_core::book::{Kind, RecordRef};
use kontor_core::flows::naming;
use kontor_core::records::timeline::{self, Item};
use kontor_core::records::{contact, lead, opportunity, organization, title_of};
use serde_json::{Value, json};

use crate::context::Context;
use crate::output::{Answer, Failure, Outcome};
use crate::print;

pub(super) fn run(on: &Context, name: &str, items: usize) -> Outcome {
    let record = on.book.read(|db| naming::record(db, name, &Kind::ALL))?;
    let (title, detail) = on.book.read(|db| {
        let detail = match record.kind {
            Kind::Lead => serde_json::to_value(lead::get(db, &record.id)?),
            Kind::Organization => serde_json::to_value(organization::get(db, &record.id)?),
            Kind::Contact => serde_json::to_value(contact::get(db, &record.id)?),
            Kind::Opportunity => serde_json::to_value(opportunity::get(db, &record.id)?),
        }?;
        Ok((title_of(db, &record)?, detail))
    })?;
    let page = on.book.read(|db| timeline::of(db, &record, None, items))?;
    let text = text(on, &record, &title, &detail, &page.rows)?;
    Ok(Answer::new(&json!({ "kind": record.kind, "record": detail, "timeline": page }), text)?)
}

fn text(on: &Context, record: &RecordRef, title: &str, detail: &Value, items: &[Item]) -> Result<String, Failure> {
    let names: &[&str] = match record.kind {
        Kind::Lead => &[
            "company",
            "salutation",
            "firstName",
            "lastName",
            "jobTitle",
            "emails",
            "phones",
            "websites",
            "address",
            "industry",
            "employees",
            "rating",
            "status",
            "source",
            "expectedAmount",
            "language",
            "tags",
            "closed",
            "nextDue",
            "description",
            "createdAt",
            "updatedAt",
            "id",
        ],
        Kind::Organization => &[
            "parent",
            "industry",
            "employees",
            "annualRevenue",
            "vatNumber",
            "emails",
            "phones",
            "websites",
            "addresses",
            "tags",
            "contacts",
            "opportunities",
            "children",
            "nextDue",
            "description",
            "createdAt",
            "updatedAt",
            "id",
        ],
        Kind::Contact => &[
            "salutation",
            "firstName",
            "lastName",
            "jobTitle",
            "organization",
            "reportsTo",
            "emails",
            "phones",
            "websites",
            "address",
            "birthday",
            "language",
            "noEmail",
            "noPhone",
            "noMail",
            "tags",
            "opportunities",
            "nextDue",
            "description",
            "createdAt",
            "updatedAt",
            "id",
        ],
        Kind::Opportunity => &[
            "organization",
            "contacts",
            "pipeline",
            "stage",
            "state",
            "amount",
            "probability",
            "expectedClose",
            "closedAt",
            "lost",
            "source",
            "tags",
            "nextDue",
            "description",
            "createdAt",
            "updatedAt",
            "id",
        ],
    };
    let kind = on.texts.word(&format!("kind_{}", record.kind.table()));
    let mut parts = vec![format!("{}  [{kind}]", print::safe(title))];
    if let Value::Object(fields) = detail {
        parts.push(print::detail(fields, names, on.texts, &on.typing));
    }
    let mut table = print::Table::new(
        ["", "when", "what"].map(|name| if name.is_empty() { String::new() } else { on.texts.word(name) }),
    );
    items.iter().for_each(|item| table.row(line(on, item)));
    if !items.is_empty() {
        parts.push(table.text());
    }
    Ok(parts.join("\n\n"))
}

/// The kind, the moment and the first line of an item.
fn line(on: &Context, item: &Item) -> [String; 3] {
    let texts = on.texts;
    match item {
        Item::Activity(one) => {
            let due = match (&one.due_on, &one.due_time) {
                (Some(day), Some(time)) => format!("{day} {time}"),
                (day, _) => day.clone().unwrap_or_default(),
            };
            let (moment, planned) = match &one.done_at {
                Some(done) => (done.clone(), String::new()),
                None => (due, format!(" ({})", texts.word("planned"))),
            };
            let kind = texts.word(&format!("kind_{}", one.kind.as_str()));
            [format!("{kind}{planned}"), print::moment(&moment, texts), one.subject.clone()]
        }
        Item::Note(one) => [texts.word("kind_note"), print::moment(&one.created_at, texts), one.body.clone()],
        Item::File(one) => [texts.word("kind_file"), print::moment(&one.created_at, texts), one.name.clone()],
        Item::Converted(one) => {
            [texts.word("kind_conversion"), print::moment(&one.converted_at, texts), one.title.clone()]
        }
    }
}
