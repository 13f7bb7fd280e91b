//! What every step runs after its changes must not grow with the book: no statement walks a table of it.

use kontor_core::book::{Op, OpKind};

use crate::support::TestBook;

const STATEMENTS: &[(&str, &str)] = &[
    ("begin", include_str!("../../src-tauri/core/sql/derived/begin.sql")),
    ("apply", include_str!("../../src-tauri/core/sql/derived/apply.sql")),
    ("lead", include_str!("../../src-tauri/core/sql/derived/lead.sql")),
    ("organization", include_str!("../../src-tauri/core/sql/derived/organization.sql")),
    ("contact", include_str!("../../src-tauri/core/sql/derived/contact.sql")),
    ("opportunity", include_str!("../../src-tauri/core/sql/derived/opportunity.sql")),
    ("note", include_str!("../../src-tauri/core/sql/derived/note.sql")),
    ("conversion", include_str!("../../src-tauri/core/sql/derived/conversion.sql")),
    ("pulse", include_str!("../../src-tauri/core/sql/derived/pulse.sql")),
];

/// The scratch tables of the step, by the names they have in the statements.
const OF_THE_STEP: [&str; 5] = ["dirty", "d", "fresh", "f", "stale"];

#[test]
fn search_and_pulse_are_kept_by_what_the_step_touched_alone() {
    let book = TestBook::new();
    book.transact(Op::new(OpKind::ChangeSettings, ""), |tx| {
        for (name, sql) in STATEMENTS {
            for statement in sql.replace("KIND", "lead").split_inclusive(';').filter(|sql| !sql.trim().is_empty()) {
                let mut plan = tx.conn().prepare(&format!("EXPLAIN QUERY PLAN {statement}"))?;
                let lines: Vec<String> = plan.query_map([], |row| row.get(3))?.collect::<Result<_, _>>()?;
                for line in &lines {
                    let scanned = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
                    let walks =
                        scanned.is_some_and(|table| !OF_THE_STEP.contains(&table)) && !line.contains("VIRTUAL TABLE");
                    let walks = walks || (line.contains("FOR IN-OPERATOR") && line.contains("search_document"));
                    assert!(!walks, "{name}: {line}\n{statement}\n{lines:#?}");
                }
            }
        }
        Ok(())
    })
    .unwrap();
}

/// What a step wrote twice is looked up row by row: through the index of the record, however much the step wrote.
#[test]
fn what_a_step_settles_is_found_by_its_record() {
    let book = TestBook::new();
    book.transact(Op::new(OpKind::ChangeSettings, ""), |tx| {
        for sql in [
            include_str!("../../src-tauri/core/sql/settle/row.sql"),
            include_str!("../../src-tauri/core/sql/settle/record.sql"),
            include_str!("../../src-tauri/core/sql/settle/others.sql"),
            include_str!("../../src-tauri/core/sql/settle/forget.sql"),
        ] {
            let mut plan = tx.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            // Nothing is bound, for nothing is read.
            let mut lines: Vec<String> = Vec::new();
            let mut rows = plan.raw_query();
            while let Some(row) = rows.next()? {
                lines.push(row.get(3)?);
            }
            drop(rows);
            let by = "SEARCH history_change USING INDEX history_change_by_record (record_id=? AND seq>";
            assert!(lines.len() == 1 && lines[0].starts_with(by), "{sql}\n{lines:#?}");
        }
        Ok(())
    })
    .unwrap();
}
