//! Writes a plan: all of it in the caller's step, or nothing.

use serde_json::Value as Json;

use super::Outcome;
use super::carry::Carry;
use super::order::Source;
use super::plan::Plan;
use crate::Result;
use crate::book::{RecordRef, Tx};
use crate::flows::convert;
use crate::flows::row::{self, Row};
use crate::flows::words::Words;
use crate::records::{attachment, merged, opportunity, title_of};

pub(super) fn write(tx: &Tx, plan: &Plan, language: &str) -> Result<Outcome> {
    let survivor = plan.survivor().record();
    let titles = titles(tx, plan)?;
    tell_files_apart(tx, plan, &titles)?;
    let left = carry(tx, plan)?;
    unite_points(tx, plan)?;
    unite_addresses(tx, plan)?;
    for loser in plan.losers() {
        row::delete(tx, plan.kind().table(), loser.id())?;
    }
    write_survivor(tx, plan, &left, &Words::of(tx, language)?)?;
    if let Some(stage) = &plan.stage {
        opportunity::set_stage(tx, &survivor.id, stage)?;
    }
    for lead in plan.leads() {
        convert::into_opportunity(tx, lead.id(), &survivor.id, language)?;
    }
    for (loser, title) in plan.losers().zip(&titles) {
        merged::note(tx, &loser.record(), title, &survivor)?;
    }
    let title = title_of(tx, &survivor)?;
    tx.about(&title);
    tx.count(plan.sources.len());
    Ok(Outcome {
        survivor,
        title,
        merged: plan.sources.iter().skip(1).map(Source::record).collect::<Vec<RecordRef>>(),
        moved: plan.moves,
    })
}

/// What the losers are called.
fn titles(tx: &Tx, plan: &Plan) -> Result<Vec<String>> {
    plan.losers().map(|loser| title_of(tx, &loser.record())).collect()
}

/// A file of a loser whose name the survivor has for another content says where it came from (M13).
fn tell_files_apart(tx: &Tx, plan: &Plan, titles: &[String]) -> Result<()> {
    let column = plan.kind().column();
    let sql = format!(
        "SELECT f.id, f.name FROM timeline_link l JOIN attachment f ON f.id = l.attachment_id
         WHERE l.{column} = ?1
           AND EXISTS (SELECT 1 FROM timeline_link o JOIN attachment g ON g.id = o.attachment_id
                       WHERE o.{column} = ?2 AND g.id <> f.id AND g.name = f.name AND g.sha256 <> f.sha256)
         ORDER BY f.id"
    );
    for (loser, title) in plan.losers().zip(titles) {
        let mut statement = tx.conn().prepare_cached(&sql)?;
        let rows = statement.query_map([loser.id(), plan.survivor().id()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let from = attachment::safe_name(title);
        for (id, name) in rows.collect::<Result<Vec<(String, String)>, _>>()? {
            let renamed = match name.rsplit_once('.') {
                Some((stem, ending)) if !stem.is_empty() => format!("{stem} ({from}).{ending}"),
                _ => format!("{name} ({from})"),
            };
            let columns = Row::from_iter([("name".to_owned(), Json::from(renamed))]);
            row::update(tx, "attachment", &id, &columns)?;
        }
    }
    Ok(())
}

fn carry(tx: &Tx, plan: &Plan) -> Result<Vec<(String, String)>> {
    let survivor = plan.survivor().id();
    let of_kind = plan.sources.iter().filter(|source| source.kind == plan.kind());
    let merged = of_kind.map(Source::id).collect();
    let mut carry = Carry { tx, kind: plan.kind(), survivor, merged, left: Vec::new() };
    plan.losers().try_for_each(|loser| carry.all_of(loser.id()))?;
    Ok(carry.left)
}

fn unite_points(tx: &Tx, plan: &Plan) -> Result<()> {
    let owner = plan.kind().column();
    for (id, position) in &plan.points.moved {
        let columns = Row::from_iter([
            (owner.to_owned(), Json::from(plan.survivor().id())),
            ("position".to_owned(), Json::from(*position)),
        ]);
        row::update(tx, "contact_point", id, &columns)?;
    }
    for (id, label) in &plan.points.labelled {
        row::update(tx, "contact_point", id, &Row::from_iter([("label".to_owned(), Json::from(label.as_str()))]))?;
    }
    plan.points.dropped.iter().try_for_each(|id| row::delete(tx, "contact_point", id))
}

fn unite_addresses(tx: &Tx, plan: &Plan) -> Result<()> {
    for block in &plan.addresses {
        block.gone().try_for_each(|id| row::delete(tx, "address", id))?;
        if let Some(id) = block.taken().filter(|_| block.winner > 0) {
            let columns = Row::from_iter([(plan.kind().column().to_owned(), Json::from(plan.survivor().id()))]);
            row::update(tx, "address", id, &columns)?;
        }
    }
    Ok(())
}

/// The survivor's own row. What rows that became one held beside is kept as lines too.
fn write_survivor(tx: &Tx, plan: &Plan, left: &[(String, String)], words: &Words) -> Result<()> {
    let mut columns = plan.columns.clone();
    if !left.is_empty() {
        let mut lines = plan.lines.clone();
        lines.extend(left.iter().map(|(column, value)| words.line(column, value)));
        let whole = convert::joined(&plan.description, &lines.join("\n"));
        columns.insert("description".to_owned(), Json::from(whole));
    }
    columns.insert("updated_at".to_owned(), Json::from(tx.now_text()));
    row::update(tx, plan.kind().table(), plan.survivor().id(), &columns)
}
