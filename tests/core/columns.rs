//! Which column is which field (cases/import.md by id), and how columns write amounts and dates.

use std::path::PathBuf;

use kontor_core::Refusal;
use kontor_core::flows::import::general::{self, Known, Mapping, Plan, UNKNOWN_SYSTEM, What};
use kontor_core::flows::import::values::{AmountEvidence, DateEvidence, day_of};
use kontor_core::flows::import::{Finding, GuessedBy, ReadOptions, Row, Table};
use kontor_core::value::date::DateOrder;
use kontor_core::value::money::DecimalStyle;

/// What is guessed of a list of leads from a system that nobody knows.
fn guess(columns: &[String], rows: &[Row]) -> Plan {
    general::guess(columns, rows, Known { what: Some(What::Lead), system: Some(UNKNOWN_SYSTEM) })
}

fn mapped(file: &str) -> Vec<Mapping> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv").join(file);
    let table = Table::open(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{file}: {error}"));
    guess(&table.shape().columns, &table.sample(200).unwrap()).mappings
}

fn by_headers(headers: &[&str]) -> Vec<String> {
    let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
    guess(&headers, &[]).mappings.into_iter().map(|mapping| mapping.field).collect()
}

#[test]
fn i05_the_usual_words_are_known() {
    assert_eq!(by_headers(&["company_name"]), ["company"]);
    assert_eq!(by_headers(&["Company"]), ["company"]);
    assert_eq!(by_headers(&["Organization"]), ["company"]);
    assert_eq!(by_headers(&["Email Address", "contact_email"]), ["email", "email"]);
    assert_eq!(
        by_headers(&["FIRMA", "E-Mail", "Straße", "Strasse 2", "PLZ", "Ort"]),
        ["company", "email", "street", "street", "postalCode", "city"]
    );
    assert_eq!(
        by_headers(&["Telefon-Nr.", "Handynr", "Tel. privat", "Faxnummer"]),
        ["phone", "phone", "phone", "phone"]
    );
    assert_eq!(by_headers(&["companyName", "firstName", "lastName"]), ["company", "firstName", "lastName"]);
    assert_eq!(by_headers(&["Voraussichtlicher Umsatz (EUR)", "Währung"]), ["expectedAmount", "currency"]);
}

/// A header, its field and its label.
type Expected = (&'static str, &'static str, &'static str);

#[test]
fn exports_of_other_programs_map_without_a_hand() {
    let cases: &[(&str, &[Expected])] = &[
        (
            "export-odoo.csv",
            &[
                ("Opportunity", "title", ""),
                ("Company Name", "company", ""),
                ("Contact Name", "fullName", ""),
                ("Email", "email", ""),
                ("Phone", "phone", ""),
                ("Mobile", "phone", "mobile"),
                ("Job Position", "jobTitle", ""),
                ("Street", "street", ""),
                ("Street2", "street", ""),
                ("City", "city", ""),
                ("State", "region", ""),
                ("Zip", "postalCode", ""),
                ("Country", "country", ""),
                ("Website", "website", ""),
                ("Source", "source", ""),
                ("Expected Revenue", "expectedAmount", ""),
                ("Tags", "tags", ""),
                ("Notes", "description", ""),
                ("Salesperson", "keep", ""),
            ],
        ),
        (
            "export-berlicrm.csv",
            &[
                ("Anrede", "salutation", ""),
                ("Vorname", "firstName", ""),
                ("Nachname", "lastName", ""),
                ("Firma", "company", ""),
                ("Titel", "jobTitle", ""),
                ("Telefon", "phone", ""),
                ("Mobil", "phone", "mobile"),
                ("Fax", "phone", "fax"),
                ("Email", "email", ""),
                ("Zweite Email", "email", ""),
                ("Webseite", "website", ""),
                ("Lead-Quelle", "source", ""),
                ("Leadstatus", "status", ""),
                ("Branche", "industry", ""),
                ("Bewertung", "rating", ""),
                ("Anzahl Mitarbeiter", "employees", ""),
                ("Jahresumsatz", "keep", ""),
                ("Straße", "street", ""),
                ("PLZ", "postalCode", ""),
                ("Ort", "city", ""),
                ("Bundesland", "region", ""),
                ("Land", "country", ""),
                ("Erstellt", "createdOn", ""),
                ("Beschreibung", "description", ""),
                ("Zuständig", "keep", ""),
            ],
        ),
        (
            "export-vtiger.csv",
            &[
                ("First Name", "firstName", ""),
                ("Last Name", "lastName", ""),
                ("Company", "company", ""),
                ("Designation", "jobTitle", ""),
                ("Fax", "phone", "fax"),
                ("Secondary Email", "email", ""),
                ("Lead Source", "source", ""),
                ("Lead Status", "status", ""),
                ("No Of Employees", "employees", ""),
                ("Annual Revenue", "keep", ""),
                ("Created Time", "createdOn", ""),
                ("Assigned To", "keep", ""),
            ],
        ),
        (
            "export-salesforce.csv",
            &[
                ("Salutation", "salutation", ""),
                ("Title", "jobTitle", ""),
                ("Company / Account", "company", ""),
                ("Mobile", "phone", "mobile"),
                ("State/Province", "region", ""),
                ("Zip/Postal Code", "postalCode", ""),
                ("Lead Status", "status", ""),
                ("Rating", "rating", ""),
                ("No. of Employees", "employees", ""),
                ("Email Opt Out", "keep", ""),
                ("Created Date", "createdOn", ""),
                ("Description", "description", ""),
            ],
        ),
        (
            "export-hubspot.csv",
            &[
                ("Record ID", "keep", ""),
                ("Email", "email", ""),
                ("Phone Number", "phone", ""),
                ("Mobile Phone Number", "phone", "mobile"),
                ("Job Title", "jobTitle", ""),
                ("Company name", "company", ""),
                ("Website URL", "website", ""),
                ("Street Address", "street", ""),
                ("State/Region", "region", ""),
                ("Country/Region", "country", ""),
                ("Number of Employees", "employees", ""),
                ("Lead Status", "status", ""),
                ("Original Source", "source", ""),
                ("Create Date", "createdOn", ""),
                ("Contact owner", "keep", ""),
                ("Last Activity Date", "keep", ""),
            ],
        ),
        (
            "export-pipedrive.csv",
            &[
                ("Lead - ID", "keep", ""),
                ("Lead - Title", "title", ""),
                ("Lead - Value", "expectedAmount", ""),
                ("Lead - Currency of Value", "currency", ""),
                ("Lead - Label", "rating", ""),
                ("Lead - Source", "source", ""),
                ("Lead - Lead created", "createdOn", ""),
                ("Person - Name", "fullName", ""),
                ("Person - Email - Work", "email", "work"),
                ("Person - Email - Home", "email", "home"),
                ("Person - Phone - Work", "phone", "work"),
                ("Person - Phone - Mobile", "phone", "mobile"),
                ("Organization - Name", "company", ""),
                ("Organization - Address", "street", ""),
            ],
        ),
        (
            "export-google.csv",
            &[
                ("First Name", "firstName", ""),
                ("Middle Name", "firstName", ""),
                ("Last Name", "lastName", ""),
                ("Name Prefix", "salutation", ""),
                ("Organization Name", "company", ""),
                ("Organization Title", "jobTitle", ""),
                ("Notes", "description", ""),
                ("Labels", "tags", ""),
                ("E-mail 1 - Label", "keep", ""),
                ("E-mail 1 - Value", "email", ""),
                ("Phone 1 - Label", "keep", ""),
                ("Phone 2 - Value", "phone", ""),
                ("Address 1 - Street", "street", ""),
                ("Address 1 - Region", "region", ""),
                ("Address 1 - Postal Code", "postalCode", ""),
                ("Website 1 - Value", "website", ""),
            ],
        ),
        (
            "export-outlook.csv",
            &[
                ("Title", "salutation", ""),
                ("First Name", "firstName", ""),
                ("Company", "company", ""),
                ("Department", "keep", ""),
                ("Job Title", "jobTitle", ""),
                ("Business Street", "street", ""),
                ("Business Country/Region", "country", ""),
                ("Home City", "city", ""),
                ("Business Fax", "phone", "fax"),
                ("Business Phone", "phone", "work"),
                ("Home Phone", "phone", "home"),
                ("Mobile Phone", "phone", "mobile"),
                ("Categories", "tags", ""),
                ("E-mail Address", "email", ""),
                ("E-mail Type", "keep", ""),
                ("E-mail Display Name", "keep", ""),
                ("E-mail 2 Address", "email", ""),
                ("Language", "language", ""),
                ("Web Page", "website", ""),
            ],
        ),
        (
            "export-outlook-de.csv",
            &[
                ("Anrede", "salutation", ""),
                ("Weitere Vornamen", "firstName", ""),
                ("Position", "jobTitle", ""),
                ("Straße geschäftlich", "street", ""),
                ("Postleitzahl geschäftlich", "postalCode", ""),
                ("Land/Region geschäftlich", "country", ""),
                ("Fax geschäftlich", "phone", "fax"),
                ("Telefon privat", "phone", "home"),
                ("Mobiltelefon", "phone", "mobile"),
                ("E-Mail-Adresse", "email", ""),
                ("E-Mail-Typ", "keep", ""),
                ("E-Mail 2: Adresse", "email", ""),
                ("Kategorien", "tags", ""),
                ("Webseite", "website", ""),
            ],
        ),
    ];
    for (file, expected) in cases {
        let mappings = mapped(file);
        for (header, field, label) in *expected {
            let mapping = mappings
                .iter()
                .find(|mapping| mapping.header == *header)
                .unwrap_or_else(|| panic!("{file}: no {header}"));
            assert_eq!((mapping.field.as_str(), mapping.label.as_str()), (*field, *label), "{file}: {header}");
        }
    }
}

#[test]
fn without_headers_the_values_tell() {
    let mappings = mapped("no-header-values.csv");
    assert_eq!(
        mappings.iter().map(|mapping| mapping.field.as_str()).collect::<Vec<_>>(),
        ["company", "salutation", "email", "phone", "website", "keep"]
    );
    assert!(mappings[..5].iter().all(|mapping| mapping.guessed_by == GuessedBy::Values));
    assert_eq!(mappings[0].values, ["Acme GmbH", "Bolt AG"]);
}

#[test]
fn name_means_what_stands_beside_it_leaves() {
    assert_eq!(by_headers(&["Vorname", "Name"]), ["firstName", "lastName"]);
    assert_eq!(by_headers(&["Name", "Firma"]), ["fullName", "company"]);
    assert_eq!(by_headers(&["Name", "First Name", "Last Name"]), ["keep", "firstName", "lastName"]);
    assert_eq!(by_headers(&["Name", "Ansprechpartner"]), ["title", "fullName"]);
    assert_eq!(by_headers(&["Titel", "Firma"]), ["title", "company"]);
    assert_eq!(by_headers(&["Company", "Account Name"]), ["company", "keep"], "one value, one column");
}

#[test]
fn a_mapping_is_changed_as_a_person_writes_it() {
    let mut plan = guess(&["Firma".into(), "Nummer=1".into(), "Rückruf".into()], &[]);
    general::set(&mut plan, "Rückruf=phone:mobile").unwrap();
    let mapping = &plan.mappings[2];
    assert_eq!(
        (mapping.field.as_str(), mapping.label.as_str(), mapping.guessed_by),
        ("phone", "mobile", GuessedBy::User)
    );
    // A header may hold an equals sign; case does not matter.
    general::set(&mut plan, "nummer=1=ignore").unwrap();
    assert_eq!((plan.mappings[1].field.as_str(), plan.mappings[1].what), ("ignore", None));
    let before = plan.clone();
    for (setting, code) in [
        ("Ort=city", "import_column_unknown"),
        ("Firma=town", "import_field_unknown"),
        ("Firma", "import_setting_unreadable"),
    ] {
        let refused: Refusal = general::set(&mut plan, setting).unwrap_err();
        assert_eq!(refused.code, code);
    }
    assert_eq!(plan, before, "nothing is changed by what is refused");
}

#[test]
fn a_plan_survives_the_way_through_the_window() {
    let plan = Plan { mappings: mapped("export-outlook.csv"), ..guess(&["Firma".into()], &[]) };
    let text = serde_json::to_string(&plan).unwrap();
    assert!(text.contains("\"guessedBy\":\"header\"") && text.contains("\"jobTitle\""), "{text}");
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn i17_the_decimal_sign_of_a_column() {
    let cases: &[(&[&str], Finding<DecimalStyle>)] = &[
        (&["1.234,56", "1.000"], Finding::Certain(DecimalStyle::Comma)),
        (&["1,234.56", "1,000"], Finding::Certain(DecimalStyle::Point)),
        (&["1.234"], Finding::Ambiguous),
        (&["12 €", "", "n/a"], Finding::Unneeded),
        (&["1.234,56", "1,234.56", "1.000"], Finding::Contradictory),
        (&["1.234,56", "1,234.56"], Finding::Unneeded),
        (&["1.234.567", "1.000"], Finding::Certain(DecimalStyle::Comma)),
    ];
    for (values, expected) in cases {
        let mut evidence = AmountEvidence::default();
        values.iter().for_each(|value| evidence.observe(value));
        assert_eq!(evidence.finding(), *expected, "{values:?}");
    }
}

#[test]
fn i19_the_order_of_day_and_month_of_a_column() {
    let cases: &[(&[&str], Finding<DateOrder>)] = &[
        (&["01/02/2024", "31/01/2024"], Finding::Certain(DateOrder::Dmy)),
        (&["01/02/2024", "01/31/2024"], Finding::Certain(DateOrder::Mdy)),
        (&["01/02/2024"], Finding::Ambiguous),
        (&["01/02/2024", "31/01/2024", "01/31/2024"], Finding::Contradictory),
        (&["2024-02-01", "01.02.2024"], Finding::Certain(DateOrder::Dmy)),
        (&["2024-02-01"], Finding::Unneeded),
        (&["02/02/2024", "soon", ""], Finding::Unneeded),
    ];
    for (values, expected) in cases {
        let mut evidence = DateEvidence::default();
        values.iter().for_each(|value| evidence.observe(value));
        assert_eq!(evidence.finding(), *expected, "{values:?}");
    }
}

#[test]
fn the_day_is_taken_out_of_a_moment() {
    for (text, day) in [
        ("2024-01-31T10:22:00Z", "2024-01-31"),
        ("31.01.2024 10:22", "31.01.2024"),
        ("1/31/2024, 10:22 AM", "1/31/2024"),
        (" 31.01.2024 ", "31.01.2024"),
        ("31. 01. 2024", "31. 01. 2024"),
    ] {
        assert_eq!(day_of(text), day);
    }
}
