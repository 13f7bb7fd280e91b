//! export.

use std::path::PathBuf;

use kontor_core::book::Kind;
use kontor_core::flows::export::{Format, ItemQuery, List, export};
use kontor_core::flows::naming;
use kontor_core::records::lead::{Query, Shown};

use super::list::query;
use crate::args::{Export, ExportKind, FormatArg};
use crate::context::Context;
use crate::meter::Meter;
use crate::output::{Answer, Failure, Outcome};

pub(super) fn run(on: &Context, wanted: &Export) -> Outcome {
    let list = list(on, wanted)?;
    let format = match wanted.format {
        FormatArg::Csv if wanted.exact => Format::CsvExact,
        _ if wanted.exact => return Err(Failure::Usage("--exact: only with --format csv".into())),
        FormatArg::Csv => Format::Csv,
        FormatArg::Xlsx => Format::Xlsx,
        FormatArg::Vcard => Format::Vcard4,
        FormatArg::Vcard3 => Format::Vcard3,
        FormatArg::Ical => Format::Ical,
    };
    let path = wanted.out.clone().unwrap_or_else(|| PathBuf::from(file_name(wanted)));
    let mut meter = Meter::start(on.args.json);
    let done = export(&on.book, &path, &list, format, on.texts.language(), &mut |rows| meter.count(rows));
    meter.end();
    let done = done?;
    let counts = [("rows", done.rows.to_string()), ("path", path.display().to_string())];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut text = vec![on.texts.own("exported", &counts)];
    if done.shortened > 0 {
        text.push(on.texts.own("shortened", &[("count", &done.shortened.to_string())]));
    }
    Ok(Answer::new(&done, text.join("\n"))?)
}

fn list(on: &Context, wanted: &Export) -> Result<List, Failure> {
    let of_records = || {
        let only_items = wanted.record.is_some() || wanted.done || wanted.open;
        if only_items {
            Err(Failure::Usage("--record, --done, --open: only for activities and notes".into()))
        } else {
            Ok(())
        }
    };
    Ok(match wanted.kind {
        ExportKind::Lead => {
            of_records()?;
            let shown = match wanted.shown.as_str() {
                "closed" => Shown::Closed,
                "all" => Shown::All,
                _ => Shown::Open,
            };
            List::Leads(Query { shown, ..query(&wanted.filter)? })
        }
        ExportKind::Organization => {
            of_records()?;
            List::Organizations(query(&wanted.filter)?)
        }
        ExportKind::Contact => {
            of_records()?;
            List::Contacts(query(&wanted.filter)?)
        }
        ExportKind::Opportunity => {
            of_records()?;
            List::Opportunities(query(&wanted.filter)?)
        }
        ExportKind::Activity => List::Activities(items(on, wanted)?),
        ExportKind::Note => List::Notes(items(on, wanted)?),
    })
}

fn items(on: &Context, wanted: &Export) -> Result<ItemQuery, Failure> {
    let filter = &wanted.filter;
    if !filter.tag.is_empty() || filter.sort.is_some() || filter.descending {
        return Err(Failure::Usage("--tag, --sort, --descending: not for activities and notes".into()));
    }
    let record =
        wanted.record.as_ref().map(|name| on.book.read(|db| naming::record(db, name, &Kind::ALL))).transpose()?;
    let done = match (wanted.done, wanted.open) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    Ok(ItemQuery { text: filter.text.clone(), record, done })
}

/// What a file is called that nobody gave a name: "leads.csv".
fn file_name(wanted: &Export) -> String {
    let list = match wanted.kind {
        ExportKind::Lead => "leads",
        ExportKind::Organization => "organizations",
        ExportKind::Contact => "contacts",
        ExportKind::Opportunity => "opportunities",
        ExportKind::Activity => "activities",
        ExportKind::Note => "notes",
    };
    let ending = match wanted.format {
        FormatArg::Csv => "csv",
        FormatArg::Xlsx => "xlsx",
        FormatArg::Vcard | FormatArg::Vcard3 => "vcf",
        FormatArg::Ical => "ics",
    };
    format!("{list}.{ending}")
}
