//! Reading table files: encodings, delimiters, headers, bad rows, refusals (cases/import.md by id).

use std::io::Write;
use std::path::PathBuf;

use kontor_core::flows::import::{Delimiter, FileKind, ReadError, ReadOptions, Row, RowProblem, Table};
use proptest::prelude::*;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv").join(name)
}

fn open(name: &str) -> Table {
    Table::open(fixture(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rows(table: &Table) -> Vec<Row> {
    table.rows().and_then(Iterator::collect).unwrap_or_else(|error| panic!("{}: {error}", table.path().display()))
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    rows(table).into_iter().map(|row| row.cells.to_vec()).collect()
}

fn refusal(name: &str) -> ReadError {
    Table::open(fixture(name), &ReadOptions::default())
        .and_then(|table| table.rows()?.collect::<Result<Vec<_>, _>>())
        .map(|rows| panic!("{name} was read: {rows:?}"))
        .unwrap_err()
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}

/// I28, I29: the same four rows, however they are written.
#[test]
fn the_same_table_in_every_encoding_and_delimiter() {
    let table = [
        ["Firma", "Vorname", "Nachname", "E-Mail", "Telefon", "Bemerkung"],
        ["Müller & Söhne GmbH", "Jörg", "Müller", "joerg@mueller-soehne.de", "+49 30 901820", "Angebot – bis März"],
        [
            "Bäckerei Groß",
            "Änne",
            "Groß",
            "aenne@baeckerei-gross.de",
            "0221 471 123",
            "will 12 € Nachlass; ruft zurück",
        ],
        ["Café Zoë", "Zoë", "D’Angelo", "zoe@cafe-zoe.at", "+43 1 5880", "sagt „vielleicht“, dann ja"],
    ];
    let cases = [
        ("I28 windows-1252", "excel-de-windows1252.csv", "windows-1252", Delimiter::Semicolon, 2),
        ("I28 utf-8", "utf8-comma.csv", "UTF-8", Delimiter::Comma, 2),
        ("I28 utf-8 with a mark", "utf8-bom-semicolon.csv", "UTF-8", Delimiter::Semicolon, 2),
        ("I28 utf-16 le with a mark", "excel-unicode-text-utf16le.txt", "UTF-16LE", Delimiter::Tab, 2),
        ("I28 utf-16 be with a mark", "utf16be-bom.csv", "UTF-16BE", Delimiter::Semicolon, 2),
        ("I28 utf-16 le bare", "utf16le-without-bom.csv", "UTF-16LE", Delimiter::Semicolon, 2),
        ("I28 utf-16 be bare", "utf16be-without-bom.csv", "UTF-16BE", Delimiter::Comma, 2),
        ("I29 pipe", "pipe.txt", "UTF-8", Delimiter::Pipe, 2),
        ("I29 tab", "tab.tsv", "UTF-8", Delimiter::Tab, 2),
        ("I29 sep= line", "excel-sep-line.csv", "windows-1252", Delimiter::Semicolon, 3),
        ("I29 old Mac line ends", "old-mac-line-ends.csv", "UTF-8", Delimiter::Semicolon, 2),
    ];
    for (id, file, encoding, delimiter, first_line) in cases {
        let opened = open(file);
        assert_eq!(opened.shape().encoding, encoding, "{id}");
        assert_eq!(opened.shape().delimiter, Some(delimiter), "{id}");
        assert_eq!(opened.shape().columns, table[0], "{id}");
        let rows = rows(&opened);
        assert_eq!(
            rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [first_line, first_line + 1, first_line + 2],
            "{id}"
        );
        for (row, expected) in rows.iter().zip(&table[1..]) {
            assert_eq!(row.cells, *expected, "{id}");
            assert_eq!(row.problem, None, "{id}");
        }
    }
}

#[test]
fn what_the_user_sets_wins_over_what_was_found_out() {
    let options = ReadOptions {
        encoding: Some("windows-1250".into()),
        delimiter: Some(Delimiter::Comma),
        has_header: Some(false),
        sheet: None,
    };
    let table = Table::open(fixture("excel-de-windows1252.csv"), &options).unwrap();
    assert_eq!(table.shape().encoding, "windows-1250");
    assert_eq!(table.shape().delimiter, Some(Delimiter::Comma));
    assert!(!table.shape().has_header);
    assert!(cells(&table)[0][0].starts_with("Firma;Vorname"));

    let unknown = ReadOptions { encoding: Some("klingon".into()), ..ReadOptions::default() };
    let error = Table::open(fixture("utf8-comma.csv"), &unknown).unwrap_err();
    assert_eq!(error.code(), "table_encoding_unknown");
}

/// I01, I02 on whole files; the rules are tested in headers.rs.
#[test]
fn headers_are_completed_and_made_different() {
    assert_eq!(open("i01-blank-header.csv").shape().columns, ["Name", "Column_2", "Email"], "I01");
    assert_eq!(open("i02-repeated-header.csv").shape().columns, ["Name", "Name_2", "Email"], "I02");
}

/// I04: each says what it is instead.
#[test]
fn i04_what_is_no_table_is_refused_with_its_own_code() {
    let cases = [
        ("i04-empty.csv", "table_empty"),
        ("i04-blank-lines.csv", "table_empty"),
        ("i04-headers-only.csv", "table_without_rows"),
        ("i04-xlsx-named.csv", "table_damaged"),
        ("i04-xls-named.csv", FileKind::Xls.code()),
        ("i04-pdf-named.csv", FileKind::Pdf.code()),
        ("i04-picture-named.csv", FileKind::Picture.code()),
        ("i04-bytes.csv", FileKind::Binary.code()),
        ("i04-html-named.csv", FileKind::Html.code()),
        ("i04-json.csv", FileKind::Json.code()),
        ("i04-prose.txt", FileKind::Prose.code()),
        ("no-such-file.csv", "table_unreadable"),
        ("../csv", "table_not_a_file"),
    ];
    for (file, code) in cases {
        assert_eq!(refusal(file).code(), code, "{file}");
    }
}

#[test]
fn i22_every_script_is_kept_unchanged() {
    assert_eq!(
        cells(&open("i22-scripts.csv")),
        [
            ["株式会社山田", "山田 太郎"],
            ["شركة النور", "محمد"],
            ["🚀 Rocket Ltd", "Zoë Çelik"],
            ["Αθήνα ΑΕ", "Γιώργος"]
        ]
    );
}

#[test]
fn line_breaks_inside_quotes_belong_to_the_cell_and_count_as_lines() {
    let rows = rows(&open("multiline.csv"));
    assert_eq!(rows[0].cells, ["Acme Ltd", "12 High Street\nLondon", "First line\n\nThird, with a \"quote\""]);
    assert_eq!((rows[0].line, rows[1].line), (2, 7));
}

#[test]
fn ragged_rows_are_padded_or_named_as_bad() {
    let rows = rows(&open("ragged.csv"));
    assert_eq!(rows[0].cells, ["Acme Ltd", "Ann", ""]);
    assert_eq!(rows[0].problem, None);
    assert_eq!(rows[1].cells, ["Bolt Inc", "Bob", "020 7946 0000"]);
    assert_eq!(rows[1].problem, None);
    assert_eq!(rows[2].cells, ["Cask Ltd", "Cy", "020 7946 0001", "left", " over"], "nothing of a bad row is lost");
    assert_eq!((rows[2].line, &rows[2].problem), (4, &Some(RowProblem::TooManyCells { columns: 3, found: 5 })));
    assert_eq!((rows[3].line, &rows[3].problem), (6, &None));
    assert_eq!(rows.len(), 4);
}

#[test]
fn rows_that_a_spreadsheet_wrapped_in_quotes_are_taken_apart() {
    let rows_in_part = rows(&open("wrapped-rows.csv"));
    assert_eq!(rows_in_part[1].cells, ["Bolt Inc", "Bob", "says \"yes\", then no"]);
    assert_eq!(rows_in_part.iter().map(|row| row.was_wrapped).collect::<Vec<_>>(), [false, true, false]);
    let whole = open("wrapped-whole.csv");
    assert_eq!(whole.shape().columns, ["Company", "Contact", "Note"]);
    assert_eq!(cells(&whole), [["Acme Ltd", "Ann", "one, two"], ["Bolt Inc", "Bob", "three"]]);
}

#[test]
fn rows_that_a_spreadsheet_wrapped_and_filled_up_with_blank_cells_are_taken_apart() {
    let part = written(
        b"Company;First name;Last name;Note;;;\r\n\"Acme, Inc.;Ann;Wong;says \"\"hi\"\"\";;;;;;\r\nBolt;Bob;Bee;y;;;\r\n",
    );
    let table = Table::open(part.path(), &ReadOptions::default()).unwrap();
    assert_eq!(rows(&table)[0].cells.to_vec()[..4], ["Acme, Inc.", "Ann", "Wong", "says \"hi\""]);
    assert!(rows(&table)[0].was_wrapped && !rows(&table)[1].was_wrapped);
    let whole =
        written(b"\"Company,\"\"Name\"\",E-Mail,Town\";;\r\n\"Acme,\"\"Wong, Ann\"\",ann@acme.example,York\";;\r\n");
    let table = Table::open(whole.path(), &ReadOptions { delimiter: Some(Delimiter::Comma), ..ReadOptions::default() });
    assert_eq!(table.unwrap().shape().columns.len(), 4);
    // A name with semicolons that stands alone in its row is a name.
    let alone = written(b"Name;Town;Note\r\n\"Smith; Son\";;\r\n\"A; B\";York;\r\n\"Old; Sons; Daughters\";;\r\n");
    let table = Table::open(alone.path(), &ReadOptions::default()).unwrap();
    assert_eq!(
        rows(&table).iter().map(|row| row.cells.to_vec()[0].clone()).collect::<Vec<_>>(),
        ["Smith; Son", "A; B", "Old; Sons; Daughters"]
    );
}

/// I28: what Excel on a Macintosh writes, and what only looks like it.
#[test]
fn i28_texts_of_a_macintosh_are_told_from_those_of_windows() {
    for (text, encoding) in [
        (&b"Firma;Ort\rM\x9fller & S\x9ahne;K\x9aln\rGro\xa7;D\x9fsseldorf\r"[..], "macintosh"),
        (b"Firma;Ort\nB\x8acker;Bonn\nO\xd5Brien;Ulm\n", "macintosh"),
        (b"Soci\x8et\x8e;Ort\nCaf\x8e \xc7x\xc8;Ulm\n", "macintosh"),
        (b"Firma;Ort\nM\xfcller & S\xf6hne;K\xf6ln\nGro\xdf;\xa7 5\n", "windows-1252"),
        (b"Firma;Ort\nMilo\x9a;Ulm\nO\x92Brien;K\xf6ln\n", "windows-1252"),
        (b"Firma;Ort\nTom\xe1\x9a;Ko\x9aice\nM\xfcller;K\xf6ln\n", "windows-1252"),
        (b"Firma;Preis\nAcme;5 \x80\nBeta\x85;\x84Gut\x93\n", "windows-1252"),
    ] {
        let file = written(text);
        let table = Table::open(file.path(), &ReadOptions::default()).unwrap();
        assert_eq!(table.shape().encoding, encoding, "{}", text.escape_ascii());
    }
}

#[test]
fn titles_above_the_table_are_not_taken_for_headers() {
    let table = open("rows-above.csv");
    assert_eq!(table.shape().rows_above, 2);
    assert_eq!(table.shape().columns, ["Firma", "Vorname", "Nachname", "Ort"]);
    assert_eq!(rows(&table)[0].line, 5);
}

#[test]
fn a_first_row_with_an_email_address_is_no_header() {
    let table = open("no-header.csv");
    assert!(!table.shape().has_header);
    assert_eq!(table.shape().columns, ["Column_1", "Column_2", "Column_3"]);
    assert_eq!(rows(&table).len(), 2);
}

#[test]
fn one_column_and_commas_in_numbers_do_not_mislead() {
    let table = open("one-column.txt");
    assert_eq!(table.shape().columns, ["Company"]);
    assert_eq!(cells(&table), [["Acme Ltd"], ["Bolt, Nut & Sons"], ["Cask Ltd"]]);
    assert_eq!(open("decimal-commas.csv").shape().delimiter, Some(Delimiter::Semicolon));
}

#[test]
fn a_damaged_character_makes_its_row_bad_and_no_other() {
    let table = open("damaged-utf8.csv");
    assert_eq!(table.shape().encoding, "UTF-8");
    let rows = rows(&table);
    assert_eq!(rows[2].problem, Some(RowProblem::Undecodable { column: "City".into() }));
    assert_eq!(rows.iter().filter(|row| row.problem.is_some()).count(), 1);
    assert_eq!(rows[3].cells, ["Böhm", "Münster"]);
}

#[test]
fn a_nul_makes_its_row_bad_and_no_other() {
    let rows = rows(&open("a-nul.csv"));
    assert_eq!(rows.iter().map(|row| row.problem.is_some()).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(rows[1].problem, Some(RowProblem::ControlCharacter { column: "Company".into() }));
}

#[test]
fn a_quote_that_is_never_closed_is_refused_with_its_line() {
    let error = refusal("unclosed-quote.csv");
    assert!(matches!(error, ReadError::UnclosedQuote { line: 3 }), "{error}");
}

#[test]
fn a_cell_of_50_mb_is_refused_with_its_line() {
    let mut bytes = b"Company,Note\nAcme,fine\nBolt,\"".to_vec();
    bytes.extend(std::iter::repeat_n(b"0123456789 abcdef\n", 50 * 1024 * 1024 / 18).flatten());
    let file = written(&bytes);
    let error = Table::open(file.path(), &ReadOptions::default()).unwrap().rows().unwrap().find_map(Result::err);
    assert!(matches!(error, Some(ReadError::CellTooLarge { line: 3 })), "{error:?}");
}

#[test]
fn a_row_of_many_large_cells_is_refused_with_its_line() {
    let cell = "x".repeat(900 * 1024);
    let row = [cell.as_str(); 12].join(",");
    let file = written(format!("a,b,c,d,e,f,g,h,i,j,k,l\n1,2,3,4,5,6,7,8,9,10,11,12\n{row}\n").as_bytes());
    let error = Table::open(file.path(), &ReadOptions::default()).unwrap().rows().unwrap().find_map(Result::err);
    assert!(matches!(error, Some(ReadError::RowTooLarge { line: 3 })), "{error:?}");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_noticed() {
    let mut file = written(b"Company,City\nAcme,Cologne\nBolt,Bonn\n");
    let table = Table::open(file.path(), &ReadOptions::default()).unwrap();
    let mut begun = table.rows().unwrap();
    begun.next().unwrap().unwrap();
    file.write_all(b"Cask,Trier\n").unwrap();
    file.flush().unwrap();
    let error = begun.find_map(Result::err);
    assert!(matches!(error, Some(ReadError::Changed)), "{error:?}");
    assert!(matches!(table.rows().err(), Some(ReadError::Changed)), "nor can it be read again");
}

#[test]
fn the_byte_that_decides_about_the_encoding_may_be_the_last() {
    let mut bytes = b"Company,City\n".to_vec();
    bytes.extend(b"Acme Ltd,London\n".repeat(40_000));
    bytes.extend(b"M\xfcller,K\xf6ln\n");
    let file = written(&bytes);
    let table = Table::open(file.path(), &ReadOptions::default()).unwrap();
    assert_eq!(table.shape().encoding, "windows-1252");
    let last = rows(&table).pop().unwrap();
    assert_eq!(last.line, 40_002);
    assert_eq!(last.cells, ["Müller", "Köln"]);
}

/// Cells as people and programs write them, with everything that needs quoting.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-ZäöüßéÄÖÜ€– .,;|\t\"'0-9@+-]{0,20}", "[a-z]{1,8}(\r\n|\n|\r)[a-z,;\"]{0,8}", Just(String::new()),]
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-8 with a mark" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16le" => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        "bare utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        _ => text.as_bytes().to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_table_that_the_csv_crate_writes_is_read_back_the_same(
        rows in (2_usize..6).prop_flat_map(|columns| prop::collection::vec(prop::collection::vec(cell(), columns), 1..12)),
        delimiter in prop::sample::select(&Delimiter::ALL[..]),
        encoding in prop::sample::select(vec!["utf-8", "utf-8 with a mark", "utf-16le", "utf-16be", "bare utf-16le", "windows-1252"]),
    ) {
        let headers: Vec<String> = (1..=rows[0].len()).map(|number| format!("Column {number}")).collect();
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter.byte()).from_writer(Vec::new());
        for row in std::iter::once(&headers).chain(&rows) {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let file = written(&encoded(&text, encoding));
        let filled: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        // The delimiter and the one-byte encoding are told: a few random letters say nothing about either.
        let label = (encoding == "windows-1252").then(|| encoding.to_owned());
        let options = ReadOptions { encoding: label, delimiter: Some(delimiter), has_header: None, sheet: None };
        match Table::open(file.path(), &options) {
            Ok(table) => {
                prop_assert_eq!(&table.shape().columns, &headers);
                prop_assert_eq!(cells(&table), filled);
            }
            Err(error) => prop_assert!(filled.is_empty() && error.code() == "table_without_rows", "{}", error),
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), start in "[a-z,;\"\n]{0,40}") {
        let file = written(&[start.as_bytes(), &bytes].concat());
        if let Ok(table) = Table::open(file.path(), &ReadOptions::default()) {
            for row in table.rows().unwrap() {
                let Ok(row) = row else { break };
                prop_assert!(row.cells.len() >= table.shape().columns.len());
            }
        }
    }
}

#[test]
fn every_code_of_reading_has_a_sentence_in_each_language() {
    let codes = ReadError::CODES.iter().copied().chain(RowProblem::CODES.iter().copied());
    let import = [
        "row_number_shortened",
        "row_not_a_choice",
        "import_nothing_names",
        "import_cancelled",
        "import_column_unknown",
        "import_field_unknown",
        "import_setting_unreadable",
    ];
    for code in codes.chain(FileKind::ALL.iter().map(|kind| kind.code())).chain(import) {
        for language in ["en", "de"] {
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../ui/messages/{language}.json"));
            let messages: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            assert!(messages[format!("error_{code}")].is_string(), "{language}: no sentence for {code}");
        }
    }
}
