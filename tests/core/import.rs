//! Leads out of a spreadsheet, as the command line imports them (cases/import.md by id, as far as they are about leads): what is new is
//! made, and a row whose e-mail somebody has already is left out.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use kontor_core::book::Done;
use kontor_core::flows::import::bad_rows::{BAD_ROWS_HEADERS, BadRowsFile};
use kontor_core::flows::import::general::{
    self, Imported, Known, Outcome, Plan, Policy, Preview, UNKNOWN_SYSTEM, What,
};
use kontor_core::flows::import::{Finding, ImportProgress, ReadOptions, Table};
use kontor_core::records::lead::{self, Detail};
use kontor_core::value::date::DateOrder;
use kontor_core::value::money::DecimalStyle;
use kontor_core::{Refusal, Result};

use crate::fixture;
use crate::support::TestBook;

/// A table file that goes away with the test.
struct Source {
    _folder: tempfile::TempDir,
    table: Table,
    plan: Plan,
}

fn source(text: &str) -> Source {
    source_of("leads.csv", text.as_bytes())
}

fn source_of(name: &str, bytes: &[u8]) -> Source {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    let table = Table::open(path, &ReadOptions::default()).unwrap();
    let known = Known { what: Some(What::Lead), system: Some(UNKNOWN_SYSTEM) };
    let mut plan = general::guess(&table.shape().columns, &table.sample(200).unwrap(), known);
    plan.policy = Policy::New;
    Source { _folder: folder, table, plan }
}

fn preview(book: &TestBook, source: &Source) -> Preview {
    general::preview(book, &source.table, &source.plan, "en", &mut |_| ControlFlow::Continue(())).unwrap()
}

fn import(book: &TestBook, source: &Source) -> Done<Imported> {
    import_with(book, source, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn import_with(
    book: &TestBook,
    source: &Source,
    watch: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
) -> Result<Done<Imported>> {
    let code = |refusal: &Refusal| refusal.code.to_owned();
    general::run(book, &source.table, &source.plan, BAD_ROWS_HEADERS[1], &code, watch)
}

/// Created, left out, failed.
fn counts(outcome: &Outcome) -> [u32; 3] {
    assert_eq!(outcome.rows, outcome.created + outcome.skipped + outcome.failed, "{outcome:?}");
    [outcome.created, outcome.skipped, outcome.failed]
}

/// Every lead, by title.
fn all(book: &TestBook) -> Vec<Detail> {
    book.read(|db| {
        let mut statement = db.conn().prepare("SELECT id FROM lead ORDER BY title_key, id")?;
        let ids: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        ids.iter().map(|id| lead::get(db, id)).collect()
    })
    .unwrap()
}

fn the_lead(book: &TestBook) -> Detail {
    let mut leads = all(book);
    assert_eq!(leads.len(), 1, "{leads:#?}");
    leads.remove(0)
}

fn reasons(preview: &Preview) -> Vec<(u32, &'static str, Option<&str>)> {
    preview.failed_rows.iter().map(|row| (row.line, row.reason.code, row.reason.field.as_deref())).collect()
}

/// Everything in the file, what is not recorded too.
fn whole(book: &TestBook) -> Vec<String> {
    book.read(|db| {
        let mut tables = db.conn().prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
        let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut all = Vec::new();
        for table in tables {
            let mut statement = db.conn().prepare(&format!("SELECT * FROM \"{table}\""))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
                all.push(format!("{table}: {}", cells.join(" | ")));
            }
        }
        Ok(all)
    })
    .unwrap()
}

#[test]
fn a_full_row_becomes_a_full_lead() {
    let book = TestBook::new();
    let mut source = source(
        "Interessent;Anrede;Vorname;Nachname;Position;Firma;E-Mail;E-Mail privat;Telefon;Handy;Fax;Webseite;Straße;Hausnr;PLZ;Ort;\
         Bundesland;Land;Quelle;Branche;Mitarbeiter;Bewertung;Status;Betrag;Währung;Sprache;Notizen;Tags;Erstellt am;Kundennr\n\
         Büroumzug;Frau Dr.;Änne;Groß;Leiterin;Bäckerei Groß GmbH;aenne@gross.example, info@gross.example;aenne@home.example;\
         0221 47112;0171 1234567;0221 47113;www.gross.example;Markt;1;50667;Köln;NRW;Deutschland;Messe Köln;Backwaren;40;heiß;new;\
         \"12.500,50\";EUR;Deutsch;will Nachlass;Messe, Hot;05.03.2024;K-47\n",
    );
    general::set(&mut source.plan, "E-Mail privat=email:home").unwrap();
    let done = import(&book, &source);
    assert_eq!(counts(&done.value.outcome), [1, 0, 0]);
    let lead = the_lead(&book);
    assert_eq!(lead.title, "Büroumzug");
    assert_eq!(
        [&lead.salutation, &lead.first_name, &lead.last_name, &lead.job_title],
        ["Frau Dr.", "Änne", "Groß", "Leiterin"]
    );
    assert_eq!([&lead.company, &lead.industry, &lead.language], ["Bäckerei Groß GmbH", "Backwaren", "Deutsch"]);
    let emails: Vec<_> = lead.emails.iter().map(|point| (point.value.as_str(), point.label.as_str())).collect();
    assert_eq!(emails, [("aenne@gross.example", ""), ("info@gross.example", ""), ("aenne@home.example", "home")]);
    let phones: Vec<_> = lead.phones.iter().map(|point| (point.key.as_str(), point.label.as_str())).collect();
    assert_eq!(phones, [("+4922147112", ""), ("+491711234567", "mobile"), ("+4922147113", "fax")]);
    assert_eq!(lead.websites[0].key, "gross.example");
    let address = lead.address.unwrap();
    assert_eq!([&address.street, &address.postal_code, &address.city], ["Markt 1", "50667", "Köln"]);
    assert_eq!([&address.region, &address.country], ["NRW", "Deutschland"]);
    assert_eq!(lead.source.unwrap().name, "Messe Köln");
    assert_eq!(lead.status.unwrap().name, "New", "the book's own status, in whatever case the file writes it (I20)");
    assert_eq!((lead.employees, lead.rating), (Some(40), Some(lead::Rating::Hot)));
    assert_eq!((lead.expected_amount, lead.currency.as_str()), (Some(1_250_050), "EUR"));
    assert_eq!(lead.description, "will Nachlass\n\nKundennr: K-47");
    assert_eq!(lead.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Hot", "Messe"]);
    assert_eq!(lead.created_at, "2024-03-05T12:00:00.000Z");
    book.assert_sound();
}

/// Each row: id, file, what becomes of its rows (new, left out, failed), titles of the leads made.
#[test]
fn cases_of_the_table() {
    let cases: &[(&str, &str, [u32; 3], &[&str])] = &[
        ("I01", "Name,,Email\nAnn Arm,x,ann@acme.example\n", [1, 0, 0], &["Ann Arm"]),
        ("I02", "Company,Company,Email\nAcme,Bolt,ann@acme.example\n", [1, 0, 0], &["Acme"]),
        ("I05", "company_name,Email Address\nAcme,ann@acme.example\n", [1, 0, 0], &["Acme"]),
        (
            "I08 the later row is shown, and left out",
            "Name,Email\nLay,same@acme.com\nRay,SAME@acme.com\n",
            [1, 1, 0],
            &["Lay"],
        ),
        ("I11 somebody has it", "Name,Email\nAnn,\"existing@test.com, new@test.com\"\n", [0, 1, 0], &["Existing"]),
        ("I17 comma", "Firma;Betrag\nAcme;\"1.234,56\"\n", [1, 0, 0], &["Acme"]),
        ("I17 open", "Firma;Betrag\nAcme;1.234\n", [0, 0, 1], &[]),
        ("I17 abc", "Firma;Betrag\nAcme;abc\nBolt;5\n", [1, 0, 1], &["Bolt"]),
        ("I19 open", "Company,Created\nAcme,01/02/2024\n", [0, 0, 1], &[]),
        ("I19 settled", "Company,Created\nAcme,01/02/2024\nBolt,31/01/2024\n", [2, 0, 0], &["Acme", "Bolt"]),
        ("31.02.", "Firma;Erstellt\nAcme;31.02.2024\n", [0, 0, 1], &[]),
        ("I20 case", "Company,Rating\nAcme,HOT\n", [1, 0, 0], &["Acme"]),
        ("I20 unknown", "Company,Rating\nAcme,boiling\n", [0, 0, 1], &[]),
        (
            "I22",
            "Company\n株式会社山田\nشركة النور\n🚀 Rocket\n",
            [3, 0, 0],
            &["🚀 Rocket", "شركة النور", "株式会社山田"],
        ),
        ("I29", "Firma\tOrt\nAcme\tKöln\n", [1, 0, 0], &["Acme"]),
        ("no @", "Company,Email\nAcme,ann.example\n", [0, 0, 1], &[]),
        ("no name", "Company,Email,City\n,,Bonn\nAcme,,\n", [1, 0, 1], &["Acme"]),
        ("ragged", "Company,City\nAcme\nBolt,Bonn,left,over\n", [1, 0, 1], &["Acme"]),
        ("employees", "Company,Employees\nAcme,10-50\nBolt,\"1,200\"\n", [1, 0, 1], &["Bolt"]),
    ];
    for (id, text, expected, titles) in cases {
        let book = TestBook::new();
        if id.starts_with("I11") {
            import(&book, &source("Company,Email\nExisting,existing@test.com\n"));
        }
        let source = source(text);
        let seen = preview(&book, &source);
        assert_eq!(counts(&seen.outcome), *expected, "{id}: {seen:#?}");
        assert_eq!(import(&book, &source).value.outcome, seen.outcome, "{id}");
        let made = all(&book);
        let mut made: Vec<&str> = made.iter().map(|lead| lead.title.as_str()).collect();
        made.sort_unstable();
        let mut titles = titles.to_vec();
        titles.sort_unstable();
        assert_eq!(made, titles, "{id}");
        book.assert_sound();
    }
}

#[test]
fn i07_without_anything_that_names_a_lead_it_does_not_begin() {
    let book = TestBook::new();
    let source = source("City,Zip\nBonn,53111\n");
    let error = import_with(&book, &source, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code(), general::NOTHING_NAMES);
}

#[test]
fn i17_i19_what_the_user_says_settles_what_the_file_leaves_open() {
    let book = TestBook::new();
    let mut source = source("Company,Amount,Created\nAcme,1.234,01/02/2024\n");
    let seen = preview(&book, &source);
    assert_eq!((seen.amounts, seen.dates), (Finding::Ambiguous, Finding::Ambiguous));
    source.plan.styles.decimals = Some(DecimalStyle::Comma);
    source.plan.styles.dates = Some(DateOrder::Mdy);
    assert_eq!(preview(&book, &source).outcome.created, 1);
    import(&book, &source);
    let lead = the_lead(&book);
    assert_eq!((lead.expected_amount, lead.created_at.as_str()), (Some(123_400), "2024-01-02T12:00:00.000Z"));
}

#[test]
fn an_amount_names_its_currency() {
    let book = TestBook::new();
    let source =
        source("Company,Amount,Currency\nAcme,\"$1,200.50\",\nBolt,\"900.00 CHF\",\nCask,12.00,GBP\nDune,7.50,\n");
    import(&book, &source);
    let amounts: Vec<_> = all(&book).into_iter().map(|lead| (lead.expected_amount.unwrap(), lead.currency)).collect();
    let expected = [(120_050, "USD"), (90_000, "CHF"), (1_200, "GBP"), (750, "EUR")];
    assert_eq!(amounts, expected.map(|(amount, code)| (amount, code.to_owned())));
}

#[test]
fn i20_words_that_the_book_does_not_have_are_added_or_refused_with_those_it_has() {
    let book = TestBook::new();
    let mut source = source("Company,Lead Status,Source\nAcme,Waiting,Trade FAIR\nBolt,waiting,Website\n");
    let seen = preview(&book, &source);
    assert_eq!(seen.outcome.new_words.iter().map(|word| word.name.as_str()).collect::<Vec<_>>(), ["Waiting"]);
    source.plan.known_words_only = true;
    let refused = preview(&book, &source);
    assert_eq!(reasons(&refused), [(2, "row_not_a_choice", Some("status")), (3, "row_not_a_choice", Some("status"))]);
    assert_eq!(refused.failed_rows[0].reason.values["options"], "New, Contacted, In conversation, Qualified, Paused");
    assert_eq!(refused.failed_rows[0].reason.values["column"], "Lead Status");
    source.plan.known_words_only = false;
    import(&book, &source);
    let leads = all(&book);
    let status = |at: usize| leads[at].status.clone().unwrap();
    assert_eq!(status(0), status(1), "added once");
    assert_eq!(leads[0].source.as_ref().unwrap().name, "Trade fair");
}

#[test]
fn whoever_has_the_e_mail_already_is_named_and_made_only_if_the_user_wants_it() {
    let book = TestBook::new();
    fixture::contact(
        &book,
        &fixture::Person { first: "Ann", last: "Arm", emails: &["ann@x.example"], ..Default::default() },
    );
    import(&book, &source("Company,Email\nExisting,existing@test.com\n"));
    let mut source =
        source("Company,Email\nAcme,ann@x.example\nBolt,bo@x.example\nBolt 2,BO@x.example\nOther,existing@test.com\n");
    let seen = preview(&book, &source);
    assert_eq!(counts(&seen.outcome), [1, 3, 0]);
    let left_out: Vec<_> =
        seen.skipped_rows.iter().map(|row| (row.line, row.reason.code, row.reason.values["title"].as_str())).collect();
    let there = general::THERE_ALREADY;
    assert_eq!(left_out, [(2, there, "Ann Arm"), (4, there, "Bolt"), (5, there, "Existing")]);
    source.plan.policy = Policy::Create;
    assert_eq!(counts(&preview(&book, &source).outcome), [4, 0, 0]);
    assert_eq!(counts(&import(&book, &source).value.outcome), [4, 0, 0]);
    assert_eq!(all(&book).len(), 5);
}

/// A list of leads says of nobody that he is somebody else's namesake.
#[test]
fn without_an_e_mail_in_common_each_row_is_a_lead() {
    let book = TestBook::new();
    let text = "Company,First name,Last name,Email\nAcme AG,Ann,Arm,a@acme.example\nACME,Ann,Arm,b@acme.example\nAcme AG,Ann,Arm,\n";
    assert_eq!(counts(&import(&book, &source(text)).value.outcome), [3, 0, 0]);
}

/// I25, I26: bad rows go to a file that can be mended and imported again; undo takes away all that was made, redo brings it back.
#[test]
fn bad_rows_come_back_mended_and_undo_removes_all() {
    let book = TestBook::new();
    let first = source(
        "Firma;E-Mail;Betrag\nAcme;ann@x.example;10\nBolt;bob.example;20\nCask;cy@x.example;5;mehr\nDüne;\"di@x.example\nzwei\";30\n",
    );
    let before = book.rows();
    let done = import(&book, &first);
    assert_eq!(counts(&done.value.outcome), [1, 0, 3]);
    let failed: Vec<u32> = done.value.failed_rows.iter().map(|row| row.line).collect();
    assert_eq!(failed, [3, 4, 5]);
    let text = std::fs::read_to_string(done.value.bad_rows.unwrap()).unwrap();
    assert_eq!(
        text,
        "\u{feff}Zeile;Grund;Firma;E-Mail;Betrag\r\n3;not_an_email;Bolt;bob.example;20\r\n4;row_too_many_cells;Cask;cy@x.example;5;mehr\r\n\
         5;has_line_break;Düne;\"di@x.example\nzwei\";30\r\n"
    );
    let mended = text.replace("bob.example", "bob@x.example").replace(";mehr", "").replace("\nzwei", "");
    let second = source_of("bad.csv", mended.as_bytes());
    assert_eq!(counts(&import(&book, &second).value.outcome), [3, 0, 0]);
    let leads = all(&book);
    assert_eq!(leads.iter().map(|lead| lead.title.as_str()).collect::<Vec<_>>(), ["Acme", "Bolt", "Cask", "Düne"]);
    assert!(leads.iter().all(|lead| lead.description.is_empty()), "line and reason are not the lead's");

    let after = book.rows();
    book.undo().unwrap();
    assert_eq!(all(&book).len(), 1);
    book.undo().unwrap();
    assert_eq!(book.rows(), before);
    book.assert_sound();
    book.redo().unwrap();
    book.redo().unwrap();
    assert_eq!(book.rows(), after);
    book.assert_sound();
}

#[test]
fn without_bad_rows_there_is_no_file_of_them() {
    let source = source("Company\nAcme\n");
    let folder = tempfile::tempdir().unwrap();
    let file = BadRowsFile::create(folder.path().join("bad.csv"), source.table.shape(), BAD_ROWS_HEADERS[0]).unwrap();
    assert_eq!(file.finish().unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn cancelled_it_leaves_the_book_exactly_as_it_was() {
    let book = TestBook::new();
    import(&book, &source("Company\nBefore\n"));
    let text: String = std::iter::once("Company,Email,Source\n".to_owned())
        .chain((0..2000).map(|number| format!("Acme {number},a{number}@x.example,Somewhere new {}\n", number % 7)))
        .collect();
    let source = source(&text);
    let before = whole(&book);
    let mut told = Vec::new();
    let watch = &mut |progress: ImportProgress| {
        told.push(progress.rows);
        assert!(progress.bytes <= progress.of_bytes);
        if progress.rows < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let error = import_with(&book, &source, watch).unwrap_err();
    assert_eq!(error.code(), general::CANCELLED);
    assert_eq!(told, [250, 500, 750, 1000]);
    assert_eq!(whole(&book), before);
    book.assert_sound();
}

/// How amounts are written is found out in a pass of its own, which nobody counts.
#[test]
fn whoever_watches_sees_the_rows_counted_once() {
    let book = TestBook::new();
    let rows = (0..600).map(|number| format!("Acme {number},{number}.50\n")).collect::<String>();
    let mut told = Vec::new();
    let watch = &mut |progress: ImportProgress| {
        told.push(progress.rows);
        ControlFlow::Continue(())
    };
    import_with(&book, &source(&format!("Company,Expected amount\n{rows}")), watch).unwrap();
    assert_eq!(told, [0, 0, 0, 250, 500, 600]);
}

#[test]
fn a_file_that_breaks_off_in_the_middle_leaves_the_book_exactly_as_it_was() {
    let book = TestBook::new();
    let mut text = String::from("Company,Note\n");
    (0..20_000).for_each(|number| text.push_str(&format!("Acme {number},fine\n")));
    text.push_str("Bolt,\"never closed\nCask,fine\n");
    let source = source(&text);
    let before = whole(&book);
    let error = import_with(&book, &source, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code(), "table_quote_unclosed");
    assert_eq!(whole(&book), before);
}

/// I23: a thousand mixed rows in one step, found by search afterwards.
#[test]
fn a_thousand_rows_are_one_step_and_searchable() {
    let book = TestBook::new();
    let mut text = String::from("Company;Vorname;Nachname;E-Mail;Telefon\n");
    for number in 0..1000 {
        let email = if number % 10 == 3 { "broken".to_owned() } else { format!("person{number}@firm{number}.example") };
        text.push_str(&format!("Firma {number} GmbH;Ann;Arm {number};{email};030 {number:06}\n"));
    }
    let source = source(&text);
    let done = import(&book, &source);
    assert_eq!(counts(&done.value.outcome), [900, 0, 100]);
    assert!(done.changes.many);
    let (steps, found) = book
        .read(|db| {
            let step = "SELECT subject || ' ' || count FROM history_op WHERE kind = 'import'";
            let hits = "SELECT count(*) FROM search_text WHERE search_text MATCH '\"firma 77\"'";
            Ok((
                db.conn().query_row(step, [], |row| row.get::<_, String>(0))?,
                db.conn().query_row(hits, [], |row| row.get::<_, i64>(0))?,
            ))
        })
        .unwrap();
    assert_eq!(steps, "leads.csv 900");
    assert_eq!(found, 1);
    book.assert_sound();
}

#[test]
fn exports_of_other_programs_come_in_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv");
    for program in ["odoo", "berlicrm", "salesforce", "hubspot", "pipedrive", "google", "outlook", "outlook-de"] {
        let book = TestBook::new();
        let bytes = std::fs::read(folder.join(format!("export-{program}.csv"))).unwrap();
        let mut source = source_of("export.csv", &bytes);
        source.plan.styles.dates = Some(DateOrder::Mdy);
        let seen = preview(&book, &source);
        assert_eq!(counts(&seen.outcome), [1, 0, 0], "{program}: {:#?}", seen.failed_rows);
        import(&book, &source);
        let lead = the_lead(&book);
        assert!(!lead.company.is_empty() && !lead.last_name.is_empty(), "{program}");
        assert!(!lead.emails.is_empty() && !lead.phones.is_empty() && lead.address.is_some(), "{program}");
    }
}
