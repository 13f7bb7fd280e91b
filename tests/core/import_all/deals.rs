//! Deals: a row gives an organization, a contact, an opportunity and their links.

use kontor_core::flows::import::Finding;
use kontor_core::flows::import::general::{Choice, ChoiceSetting, Policy, What, Words, values_of_file};

use super::{column, counts, failures, import, nothing_more, preview, source};
use crate::fixture::value;
use crate::support::TestBook;

const DEALS: &str = "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Contact person,Deal - Stage,Deal - Status,Deal - Lost reason,Deal - Expected close date,Deal - Deal created
7,Roof,12500.50,EUR,Acme GmbH,Ann Arm,Won and done,won,,2025-01-10,2024-05-01 10:11:12
8,Cellar,900,USD,Acme GmbH,Bob Bee,Negotiation,open,,2025-06-01,2024-06-01 10:11:12
9,Attic,100,EUR,Beta AG,,Negotiation,lost,Too expensive,2025-02-13,2024-07-01 10:11:12
";

#[test]
fn a_deal_gives_organization_contact_and_opportunity_with_their_links() {
    let book = TestBook::new();
    let file = source(&book, None, None, DEALS);
    assert_eq!((file.plan.what, file.plan.system.as_str()), (What::Opportunity, "pipedrive"));
    let done = import(&book, &file);
    assert_eq!(counts(&done.value.outcome), [3, 0, 0, 0, 0], "{:?}", preview(&book, &file).failed_rows);
    let deals = "p.title || ': ' || o.name || ', ' || s.name || ', ' || p.state || ', ' || p.amount || p.currency || ', ' || p.expected_close AS x
                 FROM opportunity p JOIN organization o ON o.id = p.organization_id JOIN stage s ON s.id = p.stage_id
                 ORDER BY p.title";
    let won = value(&book, "SELECT name FROM stage WHERE is_won = 1");
    assert_eq!(
        column(&book, deals),
        format!(
            "Attic: Beta AG, Negotiation, lost, 10000EUR, 2025-02-13 | Cellar: Acme GmbH, Negotiation, open, 90000USD, 2025-06-01 | \
             Roof: Acme GmbH, {won}, won, 1250050EUR, 2025-01-10"
        )
    );
    assert_eq!(
        column(
            &book,
            "p.title || ' ' || c.last_name || ' ' || l.is_primary AS x FROM opportunity_contact l
                       JOIN opportunity p ON p.id = l.opportunity_id JOIN contact c ON c.id = l.contact_id ORDER BY 1"
        ),
        "Cellar Bee 1 | Roof Arm 1"
    );
    assert_eq!(
        value(&book, "SELECT r.name FROM opportunity p JOIN lost_reason r ON r.id = p.lost_reason_id"),
        "Too expensive"
    );
    assert_eq!(value(&book, "SELECT created_at FROM opportunity WHERE title = 'Roof'"), "2024-05-01T10:11:12.000Z");
    nothing_more(&book, &file);
    nothing_more(&book, &source(&book, None, None, DEALS).with(Policy::Update));
    book.undo_step(done.op.unwrap()).unwrap();
    assert_eq!(value(&book, "SELECT count(*) FROM opportunity"), "0");
}

#[test]
fn d40_deals_of_the_same_name_are_never_duplicates_but_the_same_file_again_is() {
    let book = TestBook::new();
    let text = "Opportunity,Company,Amount,Close Date\nRenewal,Acme GmbH,100,2025-03-31\nRenewal,Acme GmbH,100,2025-03-31\n\
                Renewal,Acme GmbH,200,2026-03-31\n";
    let file = source(&book, What::Opportunity, None, text);
    assert_eq!(counts(&import(&book, &file).value.outcome), [3, 0, 0, 0, 0]);
    for policy in [Policy::Fill, Policy::Update] {
        nothing_more(&book, &source(&book, What::Opportunity, None, text).with(policy));
    }
    let other = source(
        &book,
        What::Opportunity,
        None,
        "Opportunity,Company,Amount,Close Date\nRenewal,Acme GmbH,300,2025-03-31\n",
    );
    assert_eq!(counts(&import(&book, &other.with(Policy::Update)).value.outcome), [1, 0, 0, 0, 0]);
}

#[test]
fn words_of_stages_are_mapped_or_made_once_and_an_end_is_no_stage() {
    let book = TestBook::new();
    let text = "Deal Name,Deal Stage,Record ID,Amount\nOne,Angebot raus,1,10\nTwo,angebot RAUS,2,20\nThree,Closed Won,3,30\n\
                Four,Closed Lost,4,40\nFive,Pause,5,50\n";
    let mut file = source(&book, None, None, text);
    let found = book
        .read(|db| values_of_file(db, &file.table, &file.plan, &mut |_| std::ops::ControlFlow::Continue(())))
        .unwrap();
    let said: Vec<(&str, u32, &Choice)> =
        found.words[0].values.iter().map(|word| (word.value.as_str(), word.rows, &word.choice)).collect();
    assert_eq!(
        said,
        [
            ("Angebot raus", 2, &Choice::Create),
            ("Closed Won", 1, &Choice::Use("won".into())),
            ("Closed Lost", 1, &Choice::Use("lost".into())),
            ("Pause", 1, &Choice::Create)
        ]
    );
    let first = value(&book, "SELECT id FROM stage ORDER BY position LIMIT 1");
    file.plan.choices =
        vec![ChoiceSetting { words: Words::Stage, value: "PAUSE".into(), choice: Choice::Use(first.clone()) }];
    let done = import(&book, &file);
    assert_eq!((counts(&done.value.outcome), done.value.outcome.new_words.len()), ([5, 0, 0, 0, 0], 1));
    assert_eq!(
        column(
            &book,
            "title || ' ' || state || ' ' || (SELECT s.name FROM stage s WHERE s.id = stage_id) AS x FROM opportunity ORDER BY amount"
        ),
        format!(
            "One open Angebot raus | Two open Angebot raus | Three won {won} | Four lost {first} | Five open {first}",
            won = value(&book, "SELECT name FROM stage WHERE is_won = 1"),
            first = value(&book, &format!("SELECT name FROM stage WHERE id = '{first}'"))
        )
    );
    assert_eq!(value(&book, "SELECT lost_note FROM opportunity WHERE title = 'Four'"), "Closed Lost");
    nothing_more(&book, &file.with(Policy::Update));
}

#[test]
fn a_stage_may_be_said_to_be_an_end() {
    let book = TestBook::new();
    let text = "Deal Name,Deal Stage,Record ID\nOne,Abgesagt,1\nTwo,Unterschrieben,2\n";
    let mut file = source(&book, None, None, text);
    let said = |value: &str, end: &str| ChoiceSetting {
        words: Words::Stage,
        value: value.into(),
        choice: Choice::Use(end.into()),
    };
    file.plan.choices = vec![said("Abgesagt", "lost"), said("Unterschrieben", "won")];
    let done = import(&book, &file);
    assert_eq!((counts(&done.value.outcome), done.value.outcome.new_words.len()), ([2, 0, 0, 0, 0], 0));
    assert_eq!(
        column(&book, "title || ' ' || state || ' ' || lost_note AS x FROM opportunity ORDER BY title"),
        "One lost Abgesagt | Two won "
    );
    nothing_more(&book, &file);
}

#[test]
fn i17_i19_what_values_leave_open_is_told_with_an_example() {
    let book = TestBook::new();
    let found = |text: &str| {
        let file = source(&book, What::Opportunity, None, text);
        book.read(|db| values_of_file(db, &file.table, &file.plan, &mut |_| std::ops::ControlFlow::Continue(())))
            .unwrap()
    };
    let open =
        found("Deal Name,Amount,Close Date\nOne,12,2026-12-31\nTwo,1.234,03/04/2026 10:15\nThree,5.678,05/06/2026\n");
    assert_eq!((open.amounts, open.open_amount.as_str()), (Finding::Ambiguous, "1.234"));
    assert_eq!((open.dates, open.open_date.as_str()), (Finding::Ambiguous, "03/04/2026"));
    let plain = found("Deal Name,Amount,Close Date\nOne,12,2026-12-31\n");
    assert_eq!((plain.amounts, plain.dates), (Finding::Unneeded, Finding::Unneeded));
    assert_eq!((plain.open_amount.as_str(), plain.open_date.as_str()), ("", ""));
}

#[test]
fn i20_a_word_that_no_list_can_take_up_fails_and_names_what_there_is() {
    let book = TestBook::new();
    let file = source(&book, What::Lead, None, "Company,Rating,Status\nAcme,HEISS,Neu im Boot\nBeta,lukewarm,new\n");
    let preview = preview(&book, &file);
    assert_eq!(failures(&preview), [(3, "row_not_a_choice", "rating")]);
    assert_eq!(preview.failed_rows[0].reason.values["options"], "cold, warm, hot");
    assert_eq!(preview.failed_rows[0].reason.values["column"], "Rating");
    assert_eq!(preview.outcome.new_words.len(), 1);
}
