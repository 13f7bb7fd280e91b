//! Pipelines and stages (R18): whatever is changed, there is an open stage and a won one.

use kontor_core::records::opportunity::{self, Field};
use kontor_core::records::pipeline::{self, PipelineDraft};

use crate::deals::{deal, deal_with, get, lost, stage, stages, step};
use crate::records::{complaint, refusal};
use crate::support::TestBook;

fn names(book: &TestBook) -> Vec<(String, i64)> {
    stages(book).into_iter().map(|stage| (stage.name, stage.probability)).collect()
}

#[test]
fn stages_are_added_renamed_reordered_and_deleted_each_as_one_step() {
    let book = TestBook::new();
    let id = book.read(|db| pipeline::get(db, None)).unwrap().id;
    let before = book.rows();
    let trial = step(&book, |tx| pipeline::add_stage(tx, &id, " Trial ", false)).unwrap();
    let row = |name: &str, probability| (name.to_owned(), probability);
    assert_eq!(
        names(&book),
        [
            row("New", 10),
            row("Qualified", 25),
            row("Proposal", 50),
            row("Negotiation", 75),
            row("Trial", 85),
            row("Won", 100)
        ]
    );
    step(&book, |tx| pipeline::move_stage(tx, &trial, 1)).unwrap();
    step(&book, |tx| pipeline::rename_stage(tx, &trial, "Test")).unwrap();
    step(&book, |tx| pipeline::set_probability(tx, &trial, 20)).unwrap();
    assert_eq!(names(&book)[..3], [row("New", 10), row("Test", 20), row("Qualified", 25)]);
    step(&book, |tx| pipeline::delete_stage(tx, &trial)).unwrap();
    for _ in 0..5 {
        book.undo().unwrap();
    }
    assert_eq!(book.rows(), before);
    book.assert_sound();
}

#[test]
fn what_a_pipeline_needs_cannot_be_deleted_or_misnamed() {
    let book = TestBook::new();
    let id = book.read(|db| pipeline::get(db, None)).unwrap().id;
    let won = stage(&book, "Won");
    assert_eq!(refusal(step(&book, |tx| pipeline::delete_stage(tx, &won))).code, "last_won_stage");
    for name in ["New", "Qualified", "Proposal"] {
        let gone = stage(&book, name);
        step(&book, |tx| pipeline::delete_stage(tx, &gone)).unwrap();
    }
    let last = stage(&book, "Negotiation");
    assert_eq!(refusal(step(&book, |tx| pipeline::delete_stage(tx, &last))).code, "last_open_stage");
    assert_eq!(refusal(step(&book, |tx| pipeline::delete(tx, &id))).code, "last_pipeline");
    for (name, expected) in [(" ", "field_needed"), ("NEGOTIATION", "name_taken"), ("a\nb", "has_line_break")] {
        assert_eq!(complaint(step(&book, |tx| pipeline::add_stage(tx, &id, name, false))), format!("name: {expected}"));
    }
    step(&book, |tx| pipeline::rename_stage(tx, &last, "negotiation")).unwrap();
    assert_eq!(complaint(step(&book, |tx| pipeline::set_probability(tx, &last, 101))), "probability: not_a_percentage");
    assert_eq!(complaint(step(&book, |tx| pipeline::set_probability(tx, &won, 90))), "probability: probability_fixed");
    assert_eq!(complaint(step(&book, |tx| pipeline::set_rot_days(tx, &last, -1))), "rotDays: not_a_number");
}

#[test]
fn a_stage_carries_its_automatic_opportunities_along() {
    let book = TestBook::new();
    let automatic = deal(&book, "automatic", "New");
    let by_hand = deal_with(&book, "New", [(Field::Title, "by hand"), (Field::Probability, "33")]);
    let given_up = deal(&book, "lost", "New");
    step(&book, |tx| opportunity::lose(tx, &given_up, &lost("Price", ""))).unwrap();
    let new = stage(&book, "New");
    step(&book, |tx| pipeline::set_probability(tx, &new, 15)).unwrap();
    let probabilities = [&automatic, &by_hand, &given_up].map(|id| get(&book, id).probability);
    assert_eq!(probabilities, [15, 33, 0]);
}

#[test]
fn won_opportunities_of_a_deleted_won_stage_stay_won() {
    let book = TestBook::new();
    let pipeline = book.read(|db| pipeline::get(db, None)).unwrap().id;
    let paid = step(&book, |tx| pipeline::add_stage(tx, &pipeline, "Paid", true)).unwrap();
    let id = deal(&book, "deal", "Paid");
    let closed = get(&book, &id).closed_at;
    step(&book, |tx| pipeline::delete_stage(tx, &paid)).unwrap();
    let deal = get(&book, &id);
    assert_eq!((deal.stage.name.as_str(), deal.state, deal.closed_at), ("Won", opportunity::State::Won, closed));
    book.assert_sound();
}

#[test]
fn a_second_pipeline_has_graded_stages_and_goes_only_when_empty() {
    let book = TestBook::new();
    let draft = |name: &str, stages: &[&str]| PipelineDraft {
        name: name.into(),
        open_stages: stages.iter().map(|&stage| stage.to_owned()).collect(),
        won_stage: "Signed".into(),
    };
    let id = step(&book, |tx| pipeline::add(tx, &draft("Service", &["Asked", "Offered", "Agreed"]))).unwrap();
    let graded = |id: &str| -> Vec<i64> {
        let pipeline = book.read(|db| pipeline::get(db, Some(id))).unwrap();
        pipeline.stages.iter().map(|stage| stage.probability).collect()
    };
    assert_eq!(graded(&id), [10, 25, 50, 100]);
    let long = step(&book, |tx| pipeline::add(tx, &draft("Long", &["1", "2", "3", "4", "5"]))).unwrap();
    assert_eq!(graded(&long), [10, 30, 50, 70, 90, 100]);
    for (draft, expected) in [
        (draft("", &["x"]), "name: field_needed"),
        (draft("service", &["x"]), "name: name_taken"),
        (draft("y", &[]), "openStages: field_needed"),
        (draft("y", &["x", "X"]), "openStages: name_taken"),
        (draft("y", &["signed"]), "wonStage: name_taken"),
    ] {
        assert_eq!(complaint(step(&book, |tx| pipeline::add(tx, &draft))), expected);
    }
    // An opportunity goes from one pipeline to the other.
    let moved = deal(&book, "deal", "New");
    let asked = book.read(|db| pipeline::get(db, Some(&id))).unwrap().stages[1].id.clone();
    step(&book, |tx| opportunity::set_stage(tx, &moved, &asked)).unwrap();
    assert_eq!((get(&book, &moved).pipeline.name.as_str(), get(&book, &moved).probability), ("Service", 25));
    assert_eq!(refusal(step(&book, |tx| pipeline::delete(tx, &id))).code, "pipeline_in_use");
    step(&book, |tx| opportunity::win(tx, &moved)).unwrap();
    assert_eq!(get(&book, &moved).stage.name, "Signed");
    step(&book, |tx| opportunity::delete(tx, &moved)).unwrap();
    step(&book, |tx| pipeline::rename(tx, &id, "Repairs")).unwrap();
    step(&book, |tx| pipeline::delete(tx, &id)).unwrap();
    let left: Vec<String> = book.read(pipeline::all).unwrap().into_iter().map(|pipeline| pipeline.name).collect();
    assert_eq!(left, ["Sales", "Long"]);
    book.assert_sound();
}
