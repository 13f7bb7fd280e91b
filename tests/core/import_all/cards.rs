//! Contacts from vCard files as phones and mail programs write them (cases/import.md I31, I32).

use std::path::PathBuf;

use kontor_core::flows::import::general::{self, Known, Policy, What};
use kontor_core::flows::import::{ReadOptions, Table, TableFormat};

use super::{Source, column, counts, import, nothing_more, preview};
use crate::fixture::value;
use crate::support::TestBook;

fn card_file(book: &TestBook, name: &str, what: Option<What>) -> Source {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vcard").join(name);
    of_path(book, path, what)
}

pub(super) fn of_path(book: &TestBook, path: PathBuf, what: Option<What>) -> Source {
    let table = Table::open(path, &ReadOptions::default()).unwrap();
    let plan = general::look(book, &table, Known { what, system: None }).unwrap();
    Source { _folder: tempfile::tempdir().unwrap(), table, plan }
}

fn cards(book: &TestBook, text: &str) -> Source {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cards.vcf");
    std::fs::write(&path, text).unwrap();
    Source { _folder: folder, ..of_path(book, path, None) }
}

/// Everything of all contacts, a line each.
fn people(book: &TestBook) -> Vec<String> {
    let query = "SELECT trim(salutation || ' ' || first_name || ' / ' || last_name) || '; ' || ifnull((SELECT name FROM organization o
          WHERE o.id = c.organization_id), '-') || '; ' || job_title || '; ' || ifnull(birthday, '-') || '; ' ||
        ifnull((SELECT group_concat(x, ', ') FROM (SELECT value || iif(label = '', '', ' (' || label || ')') AS x
          FROM contact_point p WHERE p.contact_id = c.id ORDER BY kind, position)), '-') || '; ' ||
        ifnull((SELECT replace(street, char(10), '/') || '|' || postal_code || '|' || city || '|' || region || '|' || country
          FROM address a WHERE a.contact_id = c.id), '-') || '; ' || replace(description, char(10), '/')
      FROM contact c ORDER BY c.id";
    book.read(|db| {
        let mut statement = db.conn().prepare(query)?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    })
    .unwrap()
}

#[test]
fn version_2_1_of_a_phone_with_quoted_printable() {
    let book = TestBook::new();
    let file = card_file(&book, "android-2.1.vcf", None);
    assert_eq!((file.table.shape().format, file.plan.what), (TableFormat::Cards, What::Contact));
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        people(&book),
        [
            "Jörg / Müller; Müller & Söhne GmbH; Einkauf; -; joerg@mueller-soehne.example (home), 0171 2345678 (mobile), \
             +49 30 901820 (work), +49 30 901821 (fax), +49 30 901800 (zentrale); \
             Hauptstraße 1|10115|Berlin||Deutschland; Ruft zurück/zweite Zeile",
            "Ann / Arm; -; ; 1990-01-31; +44 7700 900123 (mobile); -; ",
        ]
    );
    nothing_more(&book, &file);
}

#[test]
fn version_2_1_of_outlook_in_the_charset_of_windows() {
    let book = TestBook::new();
    let file = card_file(&book, "outlook-2.1.vcf", None);
    assert_eq!(counts(&import(&book, &file).value.outcome), [1, 0, 0, 0, 0]);
    assert_eq!(
        people(&book),
        ["Dr. Änne / Groß; Bäckerei Groß; Geschäftsführerin; -; aenne@baeckerei-gross.example, \
          +49 (221) 471-123 (work), +49 170 1112223 (mobile), http://www.baeckerei-gross.example (work); \
          Ringstraße 5/Hinterhaus|50667|Köln|NRW|Deutschland; Angebot – bis März//grüßt//Department: Verwaltung"]
    );
    nothing_more(&book, &file);
}

#[test]
fn version_3_0_with_labels_in_groups_and_a_company() {
    let book = TestBook::new();
    let file = card_file(&book, "iphone-3.0.vcf", None);
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        people(&book),
        [
            "Zoë Marie / D’Angelo; Café Zoë; Inhaberin; -; zoe@cafe-zoe.example (Bestellungen), zoe@home.example (home), \
          +43 1 588 001 (mobile), +43 660 1234567 (mobile), +43 1 588 002 (fax), http://cafe-zoe.example; \
          Gumpendorfer Straße 1/Stiege 2|1060|Wien||AT; sagt „vielleicht“, dann ja//kommt gerne wieder//\
          Name suffix: MBA/Other address 2: Dorfplatz 3, 2500 Baden, Niederösterreich, Österreich (home)/\
          Birthday without year: --05-12/X-ABRELATEDNAMES: Luca (spouse)/X-SOCIALPROFILE: https://linkedin.example/in/zoe"
        ]
    );
    assert_eq!(column(&book, "name AS x FROM organization ORDER BY id"), "Café Zoë | Rhein Logistik AG");
    assert_eq!(column(&book, "name AS x FROM tag ORDER BY name"), "Stammkunden | Wien");
    assert_eq!(value(&book, "SELECT group_concat(value, ' ') FROM foreign_id WHERE system = 'vcard'").len(), 73);
    nothing_more(&book, &file);
}

#[test]
fn version_4_0_with_preferences_addresses_and_a_group() {
    let book = TestBook::new();
    let file = card_file(&book, "thunderbird-4.0.vcf", None);
    let preview = preview(&book, &file);
    assert_eq!(super::failures(&preview), [(34, "import_row_empty", "")], "a group is nobody");
    assert_eq!(counts(&import(&book, &file).value.outcome), [1, 0, 0, 0, 1]);
    assert_eq!(
        people(&book),
        [
            "Frau Dr. Mei Ling / Wong; Harbour Trading Ltd.; Buyer; 1985-04-12; first@wong.example (work), second@wong.example, \
          +852-5555-1234 ext. 12 (work), +852 5555 9999 (mobile); 12 Queen's Road||Hong Kong||Hong Kong; \
          IMPP: xmpp:mei@wong.example/TZ: Asia/Hong_Kong"
        ]
    );
    nothing_more(&book, &file);
}

#[test]
fn i32_any_order_of_properties_folding_and_line_ends() {
    let book = TestBook::new();
    let file = card_file(&book, "folded-lf.vcf", None);
    assert_eq!(counts(&import(&book, &file).value.outcome), [1, 0, 0, 0, 0]);
    assert_eq!(
        people(&book),
        ["Jörg / Ärmel; -; ; -; joerg@aermel.example, +49 30 123456 (work); -; \
          a note that goes on and on and on and on and on and on until it is folded"]
    );
}

/// I31: the same file three times, whatever the policy.
#[test]
fn i31_the_same_cards_again_make_no_copies() {
    for name in ["android-2.1.vcf", "outlook-2.1.vcf", "iphone-3.0.vcf", "thunderbird-4.0.vcf"] {
        for policy in [Policy::Skip, Policy::Fill, Policy::Update] {
            let book = TestBook::new();
            let file = card_file(&book, name, None).with(policy);
            import(&book, &file);
            let count = value(&book, "SELECT count(*) FROM contact");
            import(&book, &file);
            import(&book, &file);
            assert_eq!(value(&book, "SELECT count(*) FROM contact"), count, "{name} {policy:?}");
        }
    }
}

#[test]
fn cards_become_leads_where_that_is_wanted() {
    let book = TestBook::new();
    let file = card_file(&book, "iphone-3.0.vcf", Some(What::Lead));
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        column(&book, "title || '; ' || first_name || '; ' || last_name || '; ' || company AS x FROM lead ORDER BY id"),
        "Café Zoë; Zoë Marie; D’Angelo; Café Zoë | Rhein Logistik AG; ; ; Rhein Logistik AG"
    );
    nothing_more(&book, &file);
}

#[test]
fn cards_without_end_and_lines_that_are_none_lose_nobody() {
    let book = TestBook::new();
    let file = cards(
        &book,
        "\u{feff}begin:vcard\nversion:3.0\nfn:Ann Arm\nthis is no property\nBEGIN:VCARD\nFN:Bob Bee\nEMAIL:bob@bee.example\n",
    );
    assert_eq!(counts(&import(&book, &file).value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(column(&book, "first_name || ' ' || last_name AS x FROM contact ORDER BY id"), "Ann Arm | Bob Bee");
}

#[test]
fn a_file_without_cards_is_refused() {
    let file = tempfile::NamedTempFile::with_suffix(".vcf").unwrap();
    std::fs::write(file.path(), "BEGIN:VCARD\nEND:VCARD\n").unwrap();
    let error = Table::open(file.path(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "table_without_entries");
}

/// What this program writes itself changes nothing in the same book, and in another one nothing is lost and nothing doubled.
#[test]
fn i35_our_own_cards_and_calendars_come_back() {
    use kontor_core::flows::export::{Format, ItemQuery, List, export};
    let book = TestBook::new();
    kontor_core::flows::fill::fill(&book, 60, 7, |_, _| {}).unwrap();
    crate::rich::rich(&book);
    let lists = [
        (List::Contacts(Default::default()), What::Contact, "contact"),
        (List::Organizations(Default::default()), What::Contact, "organization"),
        (List::Leads(Default::default()), What::Lead, "lead"),
        (List::Activities(ItemQuery::default()), What::Activity, "activity"),
    ];
    for (list, what, table) in lists {
        let formats = if what == What::Activity { vec![Format::Ical] } else { vec![Format::Vcard3, Format::Vcard4] };
        for format in formats {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("list");
            export(&book, &path, &list, format, "en", &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
            let file = of_path(&book, path.clone(), Some(what));
            let id = format!("{table} {format:?}");
            let outcome = import(&book, &file).value.outcome;
            let rows = outcome.rows;
            assert!(rows > 0, "{id}");
            assert_eq!(counts(&outcome), [0, 0, rows, 0, 0], "{id}: {:?}", preview(&book, &file).updates);
            if what != What::Activity {
                let other = TestBook::new();
                // Ids of another day: those of the first book are none of this one's.
                other.world.advance(chrono::TimeDelta::days(40));
                let there = import(&other, &of_path(&other, path, Some(what))).value.outcome;
                let count: i64 = value(&other, &format!("SELECT count(*) FROM {table}")).parse().unwrap();
                assert_eq!((there.failed, there.skipped), (0, 0), "{id}: {there:?}");
                assert!(count <= i64::from(rows) && count * 10 >= i64::from(rows) * 9, "{id}: {count} of {rows}");
            }
        }
    }
}

#[test]
fn a_label_of_the_users_own_as_android_codes_it() {
    let book = TestBook::new();
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Arm;Ann;;;\r\nTEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=4B=C3=BC=63=68=65):030 111222\r\n\
                TEL;X-CUSTOM(:030 111223\r\nEND:VCARD\r\n";
    import(&book, &cards(&book, text));
    assert_eq!(
        super::column(&book, "label || '=' || value AS x FROM contact_point WHERE label <> '' ORDER BY value LIMIT 1"),
        "küche=030 111222"
    );
}
