//! Workbooks as tables: typed cells, sheets, where the table begins; and those that are made to do harm.

use std::io::Write;
use std::path::Path;

use kontor_core::flows::import::{ReadError, ReadOptions, Table, TableFormat};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn options(sheet: Option<&str>) -> ReadOptions {
    ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() }
}

/// The number of a row and its cells.
type Numbered = (u32, Vec<String>);

fn read(path: &Path, sheet: Option<&str>) -> Result<(Table, Vec<Numbered>), ReadError> {
    let table = Table::open(path, &options(sheet))?;
    let rows = table.rows()?.map(|row| row.map(|row| (row.line, row.cells.to_vec()))).collect::<Result<_, _>>()?;
    Ok((table, rows))
}

fn cells(rows: &[Numbered]) -> Vec<(u32, Vec<&str>)> {
    rows.iter().map(|(line, cells)| (*line, cells.iter().map(String::as_str).collect())).collect()
}

fn saved(mut workbook: Workbook) -> NamedTempFile {
    // Whatever its name ends in.
    let file = NamedTempFile::with_suffix(".csv").unwrap();
    workbook.save(file.path()).unwrap();
    file
}

/// A zip of these parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(&mut file);
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    file
}

/// The parts of an XLSX with one sheet of this content.
pub(crate) fn xlsx<'a>(sheet: &'a [u8], strings: &'a [u8]) -> Vec<(&'static str, &'a [u8])> {
    vec![
        (
            "[Content_Types].xml",
            b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".as_slice(),
        ),
        (
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}

pub(crate) const SHEET: &[u8] = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Company</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Name</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Acme</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>Ann Arm</t></is></c></row></sheetData></worksheet>";
pub(crate) const STRINGS: &[u8] = b"<sst count=\"0\" uniqueCount=\"0\"></sst>";

#[test]
fn typed_cells_become_texts_that_can_be_read_in_one_way_only() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, header) in ["Company", "Amount", "Share", "PLZ", "Due", "At", "Time", "Done", "Phone"].iter().enumerate() {
        sheet.write(0, at as u16, *header).unwrap();
    }
    let format = |code: &str| Format::new().set_num_format(code);
    let day = ExcelDateTime::from_ymd(2026, 2, 1).unwrap();
    sheet.write(1, 0, "Müller & Söhne").unwrap();
    sheet.write_with_format(1, 1, 1.234, &format("#,##0.00")).unwrap();
    sheet.write_with_format(1, 2, 0.25, &format("0%")).unwrap();
    sheet.write_with_format(1, 3, 1067, &format("00000")).unwrap();
    sheet.write_with_format(1, 4, &day, &format("dd.mm.yyyy")).unwrap();
    sheet.write_with_format(1, 5, day.clone().and_hms(14, 30, 0).unwrap(), &format("dd.mm.yyyy hh:mm")).unwrap();
    sheet.write_with_format(1, 6, 0.5, &format("hh:mm")).unwrap();
    sheet.write(1, 7, true).unwrap();
    sheet.write(1, 8, 493_022_123_456_i64).unwrap();
    sheet.write(2, 0, "line one\nline two").unwrap();
    sheet.write(2, 1, 1234.5).unwrap();
    let file = saved(workbook);
    let (table, rows) = read(file.path(), None).unwrap();
    assert_eq!(table.shape().format, TableFormat::Workbook);
    assert_eq!((table.shape().has_header, table.shape().sheet.as_deref()), (true, Some("Sheet1")));
    assert_eq!(table.shape().columns.join(" "), "Company Amount Share PLZ Due At Time Done Phone");
    assert_eq!(
        cells(&rows),
        [
            (
                2,
                vec![
                    "Müller & Söhne",
                    "1.2340",
                    "25%",
                    "01067",
                    "2026-02-01",
                    "2026-02-01 14:30",
                    "12:00",
                    "true",
                    "493022123456"
                ]
            ),
            (3, vec!["line one\nline two", "1234.5", "", "", "", "", "", "", ""]),
        ]
    );
}

#[test]
fn the_first_sheet_that_is_shown_or_the_one_that_is_chosen() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Leer").unwrap();
    let hidden = workbook.add_worksheet().set_name("Alt").unwrap().set_hidden(true);
    hidden.write(0, 0, "Company").unwrap();
    hidden.write(1, 0, "Old").unwrap();
    let sheet = workbook.add_worksheet().set_name("Kunden 2026").unwrap();
    // A title, a blank row, and the table away from the corner.
    sheet.write(1, 2, "Kundenliste").unwrap();
    for (row, cells) in [["Firma", "Ort"], ["Acme", "Köln"], ["Bcme", "Bonn"]].iter().enumerate() {
        sheet.write(row as u32 + 4, 2, cells[0]).unwrap();
        sheet.write(row as u32 + 4, 3, cells[1]).unwrap();
    }
    let file = saved(workbook);
    let (table, rows) = read(file.path(), None).unwrap();
    assert_eq!(table.shape().sheets, ["Alt", "Kunden 2026"]);
    assert_eq!(table.shape().sheet.as_deref(), Some("Kunden 2026"));
    assert_eq!(table.shape().columns, ["Firma", "Ort"]);
    assert_eq!(table.shape().rows_above, 1);
    assert_eq!(cells(&rows), [(6, vec!["Acme", "Köln"]), (7, vec!["Bcme", "Bonn"])]);
    let (_, rows) = read(file.path(), Some("Alt")).unwrap();
    assert_eq!(cells(&rows), [(2, vec!["Old"])]);
    let error = read(file.path(), Some("Leer")).unwrap_err();
    assert!(matches!(&error, ReadError::NoSuchSheet { sheets, .. } if sheets == &["Alt", "Kunden 2026"]), "{error}");
}

const ODS: &str = r#"<office:document-content><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Notizen" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Kunden"><table:table-column table:number-columns-repeated="16384"/>
<table:table-row><table:table-cell office:value-type="string"><text:p>Firma</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Umsatz</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>PLZ</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Fällig</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Zeit</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16379"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>a remark</text:p></office:annotation><text:p>Müller<text:s text:c="2"/>&amp; <text:span>Söhne</text:span></text:p><text:p>Werk&#x20;2</text:p></table:table-cell><table:table-cell office:value-type="currency" office:value="1234.567"><text:p>1.234,57 €</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1067"><text:p>01067</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-02-01"><text:p>01.02.26</text:p></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT09H30M00S"><text:p>9:30</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"><text:p>50 %</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;

pub(crate) fn ods(content: &str, manifest: &str) -> NamedTempFile {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

#[test]
fn a_spreadsheet_of_libreoffice_is_read_the_same() {
    let file = ods(ODS, "<manifest/>");
    let (table, rows) = read(file.path(), None).unwrap();
    assert_eq!(table.shape().sheets, ["Notizen", "Kunden"]);
    assert_eq!(table.shape().sheet.as_deref(), Some("Kunden"), "the hidden one is not first");
    assert_eq!(table.shape().columns, ["Firma", "Umsatz", "PLZ", "Fällig", "Zeit"]);
    assert_eq!(
        cells(&rows),
        [
            (2, vec!["Müller  & Söhne\nWerk 2", "1234.5670", "01067", "2026-02-01", "09:30"]),
            (3, vec!["50%", "50%", "", "", ""]),
            (4, vec!["50%", "50%", "", "", ""]),
        ]
    );
}

#[test]
fn the_plain_workbook_of_these_tests_is_read() {
    let file = zipped(&xlsx(SHEET, STRINGS));
    assert_eq!(cells(&read(file.path(), None).unwrap().1), [(2, vec!["Acme", "Ann Arm"])]);
}

/// `#N/A` would otherwise be written over the names that the book has.
#[test]
fn a_formula_that_failed_is_a_blank_cell() {
    let sheet = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Company</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Name</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"e\"><f>NA()</f><v>#N/A</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>Ann Arm</t></is></c></row></sheetData></worksheet>";
    let file = zipped(&xlsx(sheet, STRINGS));
    assert_eq!(cells(&read(file.path(), None).unwrap().1), [(2, vec!["", "Ann Arm"])]);
    let failed = r#"<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#NV</text:p></table:table-cell>"#;
    let first = r#"<table:table-cell office:value-type="string"><office:annotation>"#;
    let content = ODS.replacen(first, &format!("{failed}{first}"), 1);
    let file = ods(&content.replace("<text:p>Firma</text:p></table:table-cell>", "<text:p>Firma</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Zweite</text:p></table:table-cell>"), "<manifest/>");
    assert_eq!(cells(&read(file.path(), None).unwrap().1)[0].1[..2], ["", "Müller  & Söhne\nWerk 2"]);
}

/// What is made to do harm is refused with a code of its own.
#[test]
fn hostile_workbooks_are_refused() {
    let replaced = |name: &'static str, content: Vec<u8>| {
        let mut parts = xlsx(SHEET, STRINGS);
        parts.retain(|(part, _)| *part != name);
        parts.push((name, Box::leak(content.into_boxed_slice())));
        zipped(&parts)
    };
    let many = |text: &str, times: usize| text.repeat(times).into_bytes();
    let sheet = |inner: &str| format!("<worksheet><sheetData>{inner}</sheetData></worksheet>").into_bytes();
    let cases = [
        ("a path that climbs", replaced("xl/../../../evil.xml", b"x".to_vec()), "table_climbs"),
        ("one that climbs as Windows does", replaced("..\\evil.xml", b"x".to_vec()), "table_climbs"),
        ("an absolute one", replaced("C:/evil.xml", b"x".to_vec()), "table_climbs"),
        (
            "blanks that inflate a thousandfold",
            replaced("xl/worksheets/sheet1.xml", sheet(&" ".repeat(9 * 1024 * 1024))),
            "table_inflates",
        ),
        (
            "a part that is no sheet and larger than memory should hold",
            replaced("xl/styles.xml", many("<a b='12345'/>", 5 * 1024 * 1024)),
            "table_inflates",
        ),
        (
            "room for more strings than there are",
            replaced("xl/sharedStrings.xml", b"<sst count=\"9\" uniqueCount=\"99999999999999\"></sst>".to_vec()),
            "table_inflates",
        ),
        ("more strings than are taken", replaced("xl/sharedStrings.xml", many("<si/>", 1_500_001)), "table_inflates"),
        (
            "one text as long as all others",
            replaced(
                "xl/sharedStrings.xml",
                format!("<sst><si><t>{}</t></si></sst>", "x".repeat(9_000_000)).into_bytes(),
            ),
            "table_inflates",
        ),
        (
            "a string that is not there",
            replaced("xl/worksheets/sheet1.xml", sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>")),
            "table_damaged",
        ),
        (
            "a cell in the ten thousandth column",
            replaced("xl/worksheets/sheet1.xml", sheet("<row r=\"3\"><c r=\"NTP3\"><v>1</v></c></row>")),
            "table_too_many_columns",
        ),
        (
            "a cell of two megabytes",
            replaced(
                "xl/worksheets/sheet1.xml",
                sheet(&format!(
                    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
                    "x".repeat(2_000_000)
                )),
            ),
            "table_cell_too_large",
        ),
        ("no cell at all", replaced("xl/worksheets/sheet1.xml", sheet("")), "table_empty"),
        (
            "headers only",
            replaced("xl/worksheets/sheet1.xml", sheet("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>")),
            "table_without_rows",
        ),
        ("cut in the middle", cut(zipped(&xlsx(SHEET, STRINGS))), "table_damaged"),
        ("a zip of something else", zipped(&[("readme.txt", b"hello")]), "table_is_zip"),
        ("a binary workbook", zipped(&[("xl/workbook.bin", b"x")]), "table_is_xlsb"),
        (
            "a text of LibreOffice",
            zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]),
            "table_is_zip",
        ),
        (
            "an ODS with a password",
            ods(ODS, "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
            "table_protected",
        ),
        ("an XLSX with a password", compound("EncryptedPackage"), "table_protected"),
        ("an XLS", compound("Workbook"), "table_is_xls"),
        (
            "seventeen thousand million cells in a few bytes",
            ods(
                &ODS.replace("table:number-rows-repeated=\"2\"", "table:number-rows-repeated=\"1048576\"")
                    .replace("table:number-columns-repeated=\"2\"", "table:number-columns-repeated=\"16384\""),
                "",
            ),
            "table_too_many_columns",
        ),
        (
            "more rows than a sheet has",
            ods(&ODS.replace("table:number-rows-repeated=\"2\"", "table:number-rows-repeated=\"99999999999\""), ""),
            "table_inflates",
        ),
        ("XML that is none", ods("<a><b></a>", ""), "table_damaged"),
    ];
    for (what, file, code) in cases {
        match read(file.path(), None) {
            Ok((_, rows)) => panic!("{what} was read: {} rows", rows.len()),
            Err(error) => assert_eq!(error.code(), code, "{what}: {error}"),
        }
    }
}

fn cut(file: NamedTempFile) -> NamedTempFile {
    let length = file.as_file().metadata().unwrap().len();
    file.as_file().set_len(length * 2 / 3).unwrap();
    file
}

/// The beginning of a file of the old Office programs, with a part of this name in its directory.
pub(crate) fn compound(part: &str) -> NamedTempFile {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(3_000_000, 0);
    bytes.extend(part.encode_utf16().flat_map(u16::to_le_bytes));
    let mut file = NamedTempFile::with_suffix(".csv").unwrap();
    file.write_all(&bytes).unwrap();
    file
}
