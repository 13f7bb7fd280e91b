//! Lists page by key, never by OFFSET: the next page begins behind the last row's sort key and id, found by the sort's index.
//!
//! A sort is a row of segments, each read in the order of one index: most have one, "next activity" has those with a date
//! and those without, a sort by status has one for each status. Descending is exactly ascending read backwards.

use std::collections::HashSet;
use std::ops::Range;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{ToSql, params_from_iter};
use serde::Serialize;

use super::typed;
use crate::Result;
use crate::book::{Db, Kind};

/// How many there are, counted up to [`Count::MOST`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Count {
    /// The number, or [`Count::MOST`].
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub value: i64,
    /// There are more.
    pub capped: bool,
}

impl Count {
    /// Nothing counts further.
    pub const MOST: i64 = 1_000;

    /// How many rows this SQL gives.
    pub(crate) fn of(db: &Db, sql: &str, values: &[&dyn ToSql]) -> Result<Self> {
        let sql = format!("SELECT count(*) FROM ({sql} LIMIT {})", Self::MOST + 1);
        let found: i64 = db.conn().prepare_cached(&sql)?.query_row(values, |row| row.get(0))?;
        Ok(Self { value: found.min(Self::MOST), capped: found > Self::MOST })
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// To be handed back as `after` for the next page; none if this is the last.
    pub next: Option<String>,
    /// How many rows the whole list has: only on the first page.
    pub count: Option<Count>,
}

/// Rows on a page when nobody says otherwise.
const USUAL_LIMIT: u32 = 50;
/// The most rows on a page.
const MOST_ROWS: u32 = 500;

/// What of a list is asked for.
pub(crate) struct Window<'a> {
    pub(crate) descending: bool,
    pub(crate) after: Option<&'a str>,
    /// 0 for the usual number.
    pub(crate) limit: u32,
}

/// Conditions on the alias `r`, each with the values of its `?`.
#[derive(Default)]
pub(crate) struct Filter {
    conditions: Vec<String>,
    values: Vec<Value>,
    /// One of the conditions keeps so few that they are read first.
    few: bool,
    many: Option<Many>,
}

/// A condition that keeps many, by what gives the records it keeps.
struct Many {
    ids: String,
    /// Its place among the conditions, and that of its values.
    condition: usize,
    values: Range<usize>,
}

impl Filter {
    pub(crate) fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    /// A condition that `ids` gives the records of. Where they are few they are read first and sorted; where they are many, each
    /// row is tried by `tried` in the order of the sort until the page is full. So neither sorts nor tries without an end.
    pub(crate) fn few_or_many(&mut self, db: &Db, ids: &str, tried: &str, values: Vec<Value>) -> Result<()> {
        let bound: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        if Count::of(db, ids, &bound)?.capped {
            let place = self.values.len()..self.values.len() + values.len();
            self.many.get_or_insert(Many { ids: ids.to_owned(), condition: self.conditions.len(), values: place });
            self.add(tried, values);
        } else {
            self.few = true;
            self.add(format!("r.id IN ({ids})"), values);
        }
        Ok(())
    }

    /// The record has all of these tags, by id or name.
    pub(crate) fn tags(&mut self, kind: Kind, tags: &[String], db: &Db) -> Result<()> {
        let column = kind.column();
        for tag in tags {
            let id = super::tags::find(db, tag)?.unwrap_or_default();
            self.few_or_many(
                db,
                &format!("SELECT {column} FROM tag_link WHERE tag_id = ? AND {column} IS NOT NULL"),
                &format!("EXISTS (SELECT 1 FROM tag_link WHERE {column} = r.id AND tag_id = ?)"),
                vec![Value::Text(id)],
            )?;
        }
        Ok(())
    }

    /// The column, which has an index, holds this value, if one is asked for. It may be that of many rows.
    pub(crate) fn chosen(&mut self, db: &Db, kind: Kind, column: &str, value: Option<&String>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        let ids = format!("SELECT id FROM {} WHERE {column} = ?", kind.table());
        // The sign keeps SQLite from reading all of them and sorting.
        self.few_or_many(db, &ids, &format!("+r.{column} = ?"), vec![Value::Text(value.clone())])
    }

    /// Only these records; of none, all.
    pub(crate) fn ids(&mut self, ids: &[String]) -> Result<()> {
        if !ids.is_empty() {
            self.few = true;
            let ids = Value::Text(serde_json::to_string(ids)?);
            self.add("r.id IN (SELECT value FROM json_each(?))", [ids]);
        }
        Ok(())
    }

    /// A condition with one `?`, if there is a value for it.
    pub(crate) fn add_some(&mut self, condition: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.add(condition, [value]);
        }
    }

    /// The conditions as what follows a WHERE, each after an AND, and their values.
    pub(crate) fn and(&self) -> (String, &[Value]) {
        (self.conditions.iter().map(|condition| format!(" AND {condition}")).collect(), &self.values)
    }

    /// It keeps everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// The column holds this value, if one is asked for. It is that of few rows, or the sort's own.
    pub(crate) fn equal(&mut self, column: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.add(format!("r.{column} = ?"), [Value::Text(value.clone())]);
        }
    }
}

/// One stretch of a sort, read in the order of one index.
pub(crate) struct Segment {
    /// A FROM clause of its own; none for the kind's table.
    from: Option<String>,
    condition: Option<(String, Option<Value>)>,
    /// The sort key, never NULL; none where the id alone is the order.
    key: Option<&'static str>,
    id: &'static str,
}

impl Segment {
    /// In the order of this column, which is never NULL. There is an index (column, id).
    pub(crate) fn by(key: &'static str) -> Vec<Segment> {
        vec![Segment { from: None, condition: None, key: Some(key), id: "r.id" }]
    }

    /// The rows in whose column each of these values stands, in the order of the values. There is an index (column, id).
    pub(crate) fn each(column: &str, values: impl IntoIterator<Item = Option<String>>) -> Vec<Segment> {
        let condition = |value: Option<String>| match value {
            Some(value) => (format!("r.{column} = ?"), Some(Value::Text(value))),
            None => (format!("r.{column} IS NULL"), None),
        };
        values
            .into_iter()
            .map(|value| Segment { from: None, condition: Some(condition(value)), key: None, id: "r.id" })
            .collect()
    }

    /// The rows in whose column each of these values stands, in the order of the values, and within one of this key. There is a
    /// unique index (column, key).
    pub(crate) fn each_by(column: &str, values: impl IntoIterator<Item = String>, key: &'static str) -> Vec<Segment> {
        Self::each(column, values.into_iter().map(Some))
            .into_iter()
            .map(|each| Segment { key: Some(key), ..each })
            .collect()
    }

    /// As [`Segment::blank_first`], with the blank ones last.
    pub(crate) fn blank_last(column: &'static str) -> Vec<Segment> {
        let mut segments = Self::blank_first(column);
        segments.reverse();
        segments
    }

    /// In the order of this column, the blank ones first. There is an index (column, id). SQLite finds its place in an index by
    /// key and id only where both are columns, so an expression that fills the blanks would not do.
    pub(crate) fn blank_first(column: &'static str) -> Vec<Segment> {
        let of = |condition: &str, key| Segment {
            from: None,
            condition: Some((format!("{column} {condition}"), None)),
            key,
            id: "r.id",
        };
        vec![of("IS NULL", None), of("IS NOT NULL", Some(column))]
    }

    /// By the name of the organization; those without one come last. There is an index of the kind by organization, and one of those
    /// without.
    pub(crate) fn organization(kind: Kind) -> Vec<Segment> {
        let table = kind.table();
        let named = Segment {
            from: Some(format!(
                "organization w CROSS JOIN {table} r ON r.organization_id = w.id
                 LEFT JOIN derived_pulse p ON p.record_id = r.id"
            )),
            condition: None,
            key: Some("w.name_key"),
            id: "r.id",
        };
        let nameless =
            Segment { from: None, condition: Some(("r.organization_id IS NULL".into(), None)), key: None, id: "r.id" };
        vec![named, nameless]
    }

    /// By the next open activity with a date; those without come last.
    pub(crate) fn due(kind: Kind) -> Vec<Segment> {
        let table = kind.table();
        let dated = Segment {
            from: Some(format!("derived_pulse p CROSS JOIN {table} r ON r.id = p.record_id")),
            condition: Some((format!("p.kind = '{table}' AND p.next_due IS NOT NULL"), None)),
            key: Some("p.next_due"),
            id: "p.record_id",
        };
        let undated =
            Segment { from: None, condition: Some(("p.next_due IS NULL".into(), None)), key: None, id: "r.id" };
        vec![dated, undated]
    }
}

/// A list: what is read of each row, and how. The alias of the kind's table is `r`, of its pulse `p`.
pub(crate) struct Listing<T> {
    pub(crate) kind: Kind,
    /// The columns that `read` reads, from [`FIRST`] on.
    pub(crate) columns: &'static str,
    /// Joins that neither drop nor double a row.
    pub(crate) joins: &'static str,
    pub(crate) filter: Filter,
    pub(crate) segments: Vec<Segment>,
    pub(crate) read: fn(&rusqlite::Row, &Db) -> rusqlite::Result<T>,
}

/// The first column of the list's own: before it stand the sort key and the id.
pub(crate) const FIRST: usize = 2;

/// Where a page ended.
#[derive(serde::Serialize, serde::Deserialize)]
struct Place(usize, serde_json::Value, String);

impl<T> Listing<T> {
    /// Reads a page.
    pub(crate) fn page(mut self, db: &Db, window: &Window) -> Result<Page<T>> {
        if window.descending {
            self.segments.reverse();
        }
        let limit = if window.limit == 0 { USUAL_LIMIT } else { window.limit.min(MOST_ROWS) } as usize;
        let mut place: Option<Place> = match window.after {
            None => None,
            Some(text) => Some(serde_json::from_str(text).map_err(|_| typed::not_a_choice("after", text))?),
        };
        let mut page = Page { rows: Vec::new(), next: None, count: None };
        if place.is_none() {
            page.count = Some(self.count(db)?);
        }
        let first = place.as_ref().map_or(0, |place| place.0);
        let mut last = None;
        for at in first..self.segments.len() {
            // One row more than there is room for tells that there is a next page.
            let room = limit - page.rows.len();
            self.read_segment(db, at, place.take(), window.descending, room + 1, |row, place| {
                if page.rows.len() == limit {
                    page.next = last.take();
                    return Ok(());
                }
                page.rows.push(row);
                last = Some(serde_json::to_string(&place)?);
                Ok(())
            })?;
            if page.next.is_some() {
                break;
            }
        }
        Ok(page)
    }

    fn count(&self, db: &Db) -> Result<Count> {
        if let (Some(many), false) = (&self.filter.many, self.filter.few) {
            return self.count_of(db, many);
        }
        let mut sql = format!("SELECT 1 FROM {} r", self.kind.table());
        if !self.filter.conditions.is_empty() {
            sql.push_str(&format!(" WHERE {}", self.filter.conditions.join(" AND ")));
        }
        let values: Vec<&dyn ToSql> = self.filter.values.iter().map(|value| value as &dyn ToSql).collect();
        Count::of(db, &sql, &values)
    }

    /// From what a condition that keeps many gives: as soon as there are enough, nothing else is read. In the order of a table each
    /// row would have to be tried.
    fn count_of(&self, db: &Db, many: &Many) -> Result<Count> {
        let Filter { conditions, values, .. } = &self.filter;
        let others: Vec<String> = conditions
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != many.condition)
            .map(|(_, condition)| format!(" AND {condition}"))
            .collect();
        let sql = format!(
            "WITH found (id) AS ({}) SELECT r.id FROM found CROSS JOIN {} r ON r.id = found.id WHERE true{}",
            many.ids,
            self.kind.table(),
            others.concat()
        );
        let (before, behind) = (&values[..many.values.start], &values[many.values.end..]);
        let mut statement = db.conn().prepare_cached(&sql)?;
        let mut rows =
            statement.query(params_from_iter(values[many.values.clone()].iter().chain(before).chain(behind)))?;
        // A record can be found in two ways.
        let mut found = HashSet::new();
        while let Some(row) = rows.next()? {
            found.insert(row.get::<_, String>(0)?);
            if found.len() > Count::MOST as usize {
                break;
            }
        }
        let value = found.len().min(Count::MOST as usize) as i64;
        Ok(Count { value, capped: found.len() > Count::MOST as usize })
    }

    fn read_segment(
        &self,
        db: &Db,
        at: usize,
        after: Option<Place>,
        descending: bool,
        limit: usize,
        mut take: impl FnMut(T, Place) -> Result<()>,
    ) -> Result<()> {
        let (sql, mut values) = self.sql(&self.segments[at], after.as_ref(), descending);
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let mut statement = db.conn().prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let key = match row.get_ref(0)? {
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(_) => row.get::<_, String>(0)?.into(),
                _ => serde_json::Value::Null,
            };
            take((self.read)(row, db)?, Place(at, key, row.get(1)?))?;
        }
        Ok(())
    }

    fn sql(&self, segment: &Segment, after: Option<&Place>, descending: bool) -> (String, Vec<Value>) {
        let Segment { from, condition, key, id } = segment;
        let (sign, direction) = if descending { ("<", "DESC") } else { (">", "ASC") };
        let mut conditions = self.filter.conditions.clone();
        let mut values = self.filter.values.clone();
        if let Some((condition, value)) = condition {
            conditions.push(condition.clone());
            values.extend(value.clone());
        }
        if let Some(Place(_, after_key, after_id)) = after {
            if let Some(key) = key {
                conditions.push(format!("({key}, {id}) {sign} (?, ?)"));
                values.push(Json(after_key).into());
            } else {
                conditions.push(format!("{id} {sign} ?"));
            }
            values.push(Value::Text(after_id.clone()));
        }
        let table = self.kind.table();
        let from = match from {
            Some(from) => from.clone(),
            None => format!("{table} r LEFT JOIN derived_pulse p ON p.record_id = r.id"),
        };
        let filter = if conditions.is_empty() { String::new() } else { format!("WHERE {} ", conditions.join(" AND ")) };
        let order =
            format!("ORDER BY {}{id} {direction}", key.map(|key| format!("{key} {direction}, ")).unwrap_or_default());
        let (key, columns, joins) = (key.unwrap_or("NULL"), self.columns, self.joins);
        let sql = if self.filter.few {
            // Looked up and sorted, whatever the order is read from; and the columns are read only of what comes onto the page.
            let from = from.replace("CROSS JOIN", "JOIN");
            format!(
                "SELECT {key}, r.id, {columns} FROM {from} {joins}
                 WHERE r.id IN (SELECT r.id FROM {from} {filter}{order} LIMIT ?) {order}"
            )
        } else {
            format!("SELECT {key}, r.id, {columns} FROM {from} {joins} {filter}{order} LIMIT ?")
        };
        (sql, values)
    }

    /// The SQL of the first and of a later page of each segment, so that a test can ask for its plan.
    #[doc(hidden)]
    pub(crate) fn statements(&self, descending: bool) -> Vec<String> {
        let place = Place(0, "x".into(), "x".into());
        let of = |segment| [None, Some(&place)].map(|after| self.sql(segment, after, descending).0);
        self.segments.iter().flat_map(of).collect()
    }
}

/// A sort key that came back from the window.
struct Json<'a>(&'a serde_json::Value);

impl From<Json<'_>> for Value {
    fn from(Json(json): Json) -> Value {
        match json {
            serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
            serde_json::Value::String(text) => Value::Text(text.clone()),
            _ => Value::Null,
        }
    }
}
