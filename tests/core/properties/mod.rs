//! What must hold after any sequence of operations: undo gives back every earlier state exactly, row by row, redo the later
//! ones, restarts in between or not; what is derived equals what would be made anew at every state (R21).

mod archive;
mod cards;
mod foreign_files;
mod import;
pub(crate) mod steps;

use kontor_core::Error;
use kontor_core::book::{Book, OpKind};
use proptest::prelude::*;

use crate::rich::rich_lead;
use crate::support::TestBook;
use steps::{Step, step};

/// The rows of the book after a step, with what the step was called.
struct State {
    rows: Vec<String>,
    after: String,
}

/// What tells two states apart, short enough to read.
fn difference(is: &[String], should: &[String]) -> String {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|row| !other.contains(row)).take(5).map(|row| readable(row)).collect()
    };
    format!("too much: {:#?}\nmissing: {:#?}", only(is, should), only(should, is))
}

/// A row of [`TestBook::rows`] with its bytes as text.
fn readable(row: &str) -> String {
    let mut out = String::new();
    for cell in row.split("Text([") {
        match cell.split_once("])") {
            Some((bytes, rest)) => {
                let bytes: Vec<u8> = bytes.split(", ").filter_map(|byte| byte.parse().ok()).collect();
                out.push_str(&format!("{:?}{rest}", String::from_utf8_lossy(&bytes)));
            }
            None => out.push_str(cell),
        }
    }
    out
}

fn hold(book: &TestBook, state: &State, when: &str) -> Result<(), TestCaseError> {
    let rows = book.rows();
    if rows != state.rows {
        let differs = difference(&rows, &state.rows);
        return Err(TestCaseError::fail(format!("{when} \"{}\" the rows differ: {differs}", state.after)));
    }
    let check = book.check().map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(check.ok, "{when} \"{}\": {:#?}", state.after, check.findings);
    Ok(())
}

/// Does the steps. A refused one must leave every row as it was.
fn forward(book: &TestBook, steps: &[Step]) -> Result<Vec<State>, TestCaseError> {
    let mut states = vec![State { rows: book.rows(), after: "new book".into() }];
    for title in ["Acme GmbH", "Beta"] {
        rich_lead(book, title);
        states.push(State { rows: book.rows(), after: format!("lead {title}") });
    }
    for step in steps {
        book.world.advance(chrono::TimeDelta::seconds(7));
        let last = states.last().map(|state| state.rows.clone()).unwrap_or_default();
        match step.run(book) {
            Ok(done) if done.op.is_some() => {
                states.push(State { rows: book.rows(), after: format!("{step:?}") });
                hold(book, &states[states.len() - 1], "after")?;
            }
            Ok(_) => prop_assert!(book.rows() == last, "{step:?} left no step but changed something"),
            Err(Error::Refused(refusal)) => {
                prop_assert!(book.rows() == last, "{step:?} was refused ({refusal}) but changed something");
            }
            Err(other) => return Err(TestCaseError::fail(format!("{step:?}: {other}"))),
        }
    }
    Ok(states)
}

fn refused<T>(result: kontor_core::Result<T>) -> Option<&'static str> {
    result.err().map(|error| error.code())
}

fn fail(error: Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_steps_undone_one_by_one_give_back_every_state_and_redone_the_later_ones(
        steps in proptest::collection::vec(step(), 1..20),
        restart_every in 2..9_usize,
    ) {
        let mut book = TestBook::new();
        let states = forward(&book, &steps)?;
        // Down, half up, down again, and all the way up: each way crosses restarts at other places.
        let (bottom, top) = (0, states.len() - 1);
        let mut at = top;
        let mut moves = 0;
        for target in [bottom, top / 2, bottom, top] {
            while at != target {
                moves += 1;
                if moves % restart_every == 0 {
                    book = book.reopen();
                }
                if target < at {
                    book.undo().map_err(fail)?;
                    at -= 1;
                    hold(&book, &states[at], "undone to")?;
                } else {
                    book.redo().map_err(fail)?;
                    at += 1;
                    hold(&book, &states[at], "redone to")?;
                }
            }
            match target == bottom {
                true => prop_assert_eq!(refused(book.undo()), Some("nothing_to_undo")),
                false if target == top => prop_assert_eq!(refused(book.redo()), Some("nothing_to_redo")),
                false => {}
            }
        }
    }

    #[test]
    fn an_older_step_undone_on_its_own_changes_nothing_or_can_be_redone_exactly(
        steps in proptest::collection::vec(step(), 2..12),
        which in any::<prop::sample::Index>(),
    ) {
        let book = TestBook::new();
        let states = forward(&book, &steps)?;
        let done = numbers(&book);
        if done.is_empty() {
            return Ok(());
        }
        let last = &states[states.len() - 1];
        match book.undo_step(done[which.index(done.len())]) {
            Ok(_) => {
                let check = book.check().map_err(fail)?;
                prop_assert!(check.ok, "{:#?}", check.findings);
                book.redo().map_err(fail)?;
                hold(&book, last, "redone to")?;
            }
            Err(Error::Refused(_)) => hold(&book, last, "refused, and still")?,
            Err(other) => return Err(fail(other)),
        }
    }
}

/// The steps that can be undone.
fn numbers(book: &Book) -> Vec<i64> {
    let steps = book.read(|db| kontor_core::book::history::steps(db, None, 100)).unwrap();
    let create = OpKind::CreateBook.as_str();
    steps.into_iter().filter(|step| step.kind != create).map(|step| step.seq).collect()
}
