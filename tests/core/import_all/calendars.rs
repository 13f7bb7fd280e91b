//! Activities from iCalendar files as calendars and task lists write them.

use std::path::PathBuf;

use kontor_core::flows::import::TableFormat;
use kontor_core::flows::import::general::{Policy, What};

use super::cards::of_path;
use super::{Source, column, counts, failures, import, nothing_more, preview, source};
use crate::fixture::value;
use crate::support::TestBook;

/// A book that knows Ann of Acme and the lead Lee.
fn book() -> TestBook {
    let book = TestBook::new();
    let people = "First Name,Last Name,Email,Organization\nAnn,Arm,ann@acme.example,Acme\n";
    import(&book, &source(&book, What::Contact, None, people));
    import(&book, &source(&book, What::Organization, None, "Name,Email\nAcme,info@acme.example\n"));
    import(&book, &source(&book, What::Lead, None, "Name,Email,Company\nLee Lead,lee@lead.example,Leads Ltd\n"));
    book
}

fn calendar(book: &TestBook, name: &str) -> Source {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/ical").join(name);
    of_path(book, path, None)
}

/// Everything of all activities: kind, subject, day, time, done, what it hangs on, text.
fn activities(book: &TestBook) -> Vec<String> {
    let query = "SELECT kind || '; ' || subject || '; ' || ifnull(due_on, '-') || ' ' || ifnull(due_time, '-') || '; '
        || ifnull(substr(done_at, 1, 10), 'open') || '; ' || (SELECT group_concat(x, ',') FROM (SELECT
          iif(contact_id IS NULL, '', 'contact') || iif(lead_id IS NULL, '', 'lead') || iif(organization_id IS NULL, '', 'organization')
          AS x FROM timeline_link l WHERE l.activity_id = a.id ORDER BY x)) || '; ' || replace(body, char(10), '/')
      FROM activity a ORDER BY a.id";
    book.read(|db| {
        let mut statement = db.conn().prepare(query)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

#[test]
fn events_become_meetings_of_those_who_take_part() {
    let book = book();
    let file = calendar(&book, "google.ics");
    assert_eq!((file.table.shape().format, file.plan.what), (TableFormat::Calendar, What::Activity));
    let preview = preview(&book, &file);
    assert_eq!(failures(&preview), [(40, "import_nobody_known", "")]);
    assert_eq!(preview.failed_rows[0].reason.values["value"], "Rep <rep@kontor.example>");
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 1]);
    assert_eq!(
        activities(&book),
        [
            "meeting; Review with Acme; 2025-01-05 09:00; 2025-01-05; contact; Agenda:/- price/- delivery, dates//\
             Ends: 2025-01-05 10:00 (UTC)/Location: Berlin, Hauptstr. 1/\
             Attendees: Rep <rep@kontor.example>, Stranger, Some <nobody@else.example>",
            "meeting; Trade fair; 2099-07-01 -; open; contact; ",
        ]
    );
    nothing_more(&book, &file);
    nothing_more(&book, &file.with(Policy::Update));
}

#[test]
fn time_zones_by_their_names_in_windows_and_one_of_a_series() {
    let book = book();
    let file = calendar(&book, "outlook.ics");
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    // The user of the book lives at UTC; Berlin is two hours ahead in July.
    assert_eq!(
        activities(&book),
        [
            "meeting; Jour fixe; 2099-07-10 07:30; open; lead; Ends: 2099-07-10 10:30 (Mitteleuropäische Zeit)/\
             RRULE: FREQ=WEEKLY;COUNT=4;BYDAY=FR",
            "meeting; Jour fixe, verschoben; 2099-07-17 12:00; open; lead; ",
        ]
    );
    assert_eq!(
        column(&book, "value AS x FROM foreign_id ORDER BY value"),
        "040000008200E00074C5B7101A82E008 | 040000008200E00074C5B7101A82E008#2099-07-17T07:30:00.000Z"
    );
    nothing_more(&book, &file);
}

#[test]
fn tasks_are_due_on_the_clock_of_whoever_reads_them_and_done_when_they_were() {
    let book = book();
    let file = calendar(&book, "tasks.ics");
    assert_eq!(counts(&import(&book, &file).value.outcome), [3, 0, 0, 0, 0]);
    assert_eq!(
        activities(&book),
        [
            "task; Send the offer; 2099-01-15 17:00; open; organization; CATEGORIES: Sales, Urgent/PRIORITY: 1",
            "call; Call Ann; 2025-01-02 -; 2025-01-02; contact; CONTACT: Ann Arm",
            "task; Undated; - -; open; contact; ",
        ]
    );
    assert_eq!(
        value(&book, "SELECT substr(created_at, 1, 10) FROM activity WHERE subject = 'Send the offer'"),
        "2024-12-01"
    );
    nothing_more(&book, &file);
}

#[test]
fn what_was_called_off_is_not_planned_any_more_and_several_days_have_an_end() {
    let book = book();
    let file = calendar(&book, "called-off.ics");
    assert_eq!(counts(&import(&book, &file).value.outcome), [6, 0, 0, 0, 0]);
    let past = value(&book, "SELECT done_at FROM activity WHERE subject = 'Series of the past'");
    assert_eq!(past, "2024-06-03T12:00:00.000Z", "a series is over with its last day");
    let today = value(&book, "SELECT substr(done_at, 1, 10) FROM activity WHERE subject = 'Called off in time'");
    let now = book.read(|db| Ok(db.today().to_string())).unwrap();
    assert_eq!(today, now, "what is called off before its day is done with today");
    assert_eq!(
        column(
            &book,
            "subject || ': ' || replace(body, char(10), '/') AS x FROM activity WHERE done_at IS NULL ORDER BY subject"
        ),
        "Fair of three days: Ends: 2099-05-08 | Offer: DTSTART: 2099-05-01 | \
         Series that goes on: RRULE: FREQ=WEEKLY;UNTIL=20990603T080000Z"
    );
    assert_eq!(
        value(
            &book,
            "SELECT done_at || ' ' || replace(body, char(10), '/') FROM activity WHERE subject = 'Called off'"
        ),
        "2024-05-06T08:00:00.000Z Ends: 2024-05-06 09:00 (UTC)/STATUS: CANCELLED"
    );
    nothing_more(&book, &file);
    nothing_more(&book, &file.with(Policy::Update));
}
