//! Which column is which field (cases/import.md by id), and how columns write amounts and dates.

use std::path::PathBuf;

use kontor_core::flows::import::ImportField::{self, *};
use kontor_core::flows::import::columns::{guess, names_a_lead, set};
use kontor_core::flows::import::values::{AmountEvidence, DateEvidence, day_of};
use kontor_core::flows::import::{ColumnMapping, Finding, GuessedBy, ReadOptions, SettingProblem, Table};
use kontor_core::value::date::DateOrder;
use kontor_core::value::money::DecimalStyle;

fn mapped(file: &str) -> Vec<ColumnMapping> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv").join(file);
    let table = Table::open(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{file}: {error}"));
    guess(&table.shape().columns, &table.sample(200).unwrap())
}

fn by_headers(headers: &[&str]) -> Vec<ImportField> {
    let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
    guess(&headers, &[]).into_iter().map(|mapping| mapping.field).collect()
}

#[test]
fn i05_the_usual_words_are_known() {
    assert_eq!(by_headers(&["company_name"]), [Company]);
    assert_eq!(by_headers(&["Company"]), [Company]);
    assert_eq!(by_headers(&["Organization"]), [Company]);
    assert_eq!(by_headers(&["Email Address", "contact_email"]), [Email, Email]);
    assert_eq!(
        by_headers(&["FIRMA", "E-Mail", "Straße", "Strasse 2", "PLZ", "Ort"]),
        [Company, Email, Street, Street, PostalCode, City]
    );
    assert_eq!(by_headers(&["Telefon-Nr.", "Handynr", "Tel. privat", "Faxnummer"]), [Phone, Phone, Phone, Phone]);
    assert_eq!(by_headers(&["companyName", "firstName", "lastName"]), [Company, FirstName, LastName]);
    assert_eq!(by_headers(&["Voraussichtlicher Umsatz (EUR)", "Währung"]), [ExpectedAmount, Currency]);
}

/// A header, its field and its label.
type Expected = (&'static str, ImportField, &'static str);

#[test]
fn exports_of_other_programs_map_without_a_hand() {
    let cases: &[(&str, &[Expected])] = &[
        (
            "export-odoo.csv",
            &[
                ("Opportunity", Title, ""),
                ("Company Name", Company, ""),
                ("Contact Name", FullName, ""),
                ("Email", Email, ""),
                ("Phone", Phone, ""),
                ("Mobile", Phone, "mobile"),
                ("Job Position", JobTitle, ""),
                ("Street", Street, ""),
                ("Street2", Street, ""),
                ("City", City, ""),
                ("State", Region, ""),
                ("Zip", PostalCode, ""),
                ("Country", Country, ""),
                ("Website", Website, ""),
                ("Source", Source, ""),
                ("Expected Revenue", ExpectedAmount, ""),
                ("Tags", Tags, ""),
                ("Notes", Description, ""),
                ("Salesperson", Keep, ""),
            ],
        ),
        (
            "export-berlicrm.csv",
            &[
                ("Anrede", Salutation, ""),
                ("Vorname", FirstName, ""),
                ("Nachname", LastName, ""),
                ("Firma", Company, ""),
                ("Titel", JobTitle, ""),
                ("Telefon", Phone, ""),
                ("Mobil", Phone, "mobile"),
                ("Fax", Phone, "fax"),
                ("Email", Email, ""),
                ("Zweite Email", Email, ""),
                ("Webseite", Website, ""),
                ("Lead-Quelle", Source, ""),
                ("Leadstatus", Status, ""),
                ("Branche", Industry, ""),
                ("Bewertung", Rating, ""),
                ("Anzahl Mitarbeiter", Employees, ""),
                ("Jahresumsatz", Keep, ""),
                ("Straße", Street, ""),
                ("PLZ", PostalCode, ""),
                ("Ort", City, ""),
                ("Bundesland", Region, ""),
                ("Land", Country, ""),
                ("Erstellt", CreatedOn, ""),
                ("Beschreibung", Description, ""),
                ("Zuständig", Keep, ""),
            ],
        ),
        (
            "export-vtiger.csv",
            &[
                ("First Name", FirstName, ""),
                ("Last Name", LastName, ""),
                ("Company", Company, ""),
                ("Designation", JobTitle, ""),
                ("Fax", Phone, "fax"),
                ("Secondary Email", Email, ""),
                ("Lead Source", Source, ""),
                ("Lead Status", Status, ""),
                ("No Of Employees", Employees, ""),
                ("Annual Revenue", Keep, ""),
                ("Created Time", CreatedOn, ""),
                ("Assigned To", Keep, ""),
            ],
        ),
        (
            "export-salesforce.csv",
            &[
                ("Salutation", Salutation, ""),
                ("Title", JobTitle, ""),
                ("Company / Account", Company, ""),
                ("Mobile", Phone, "mobile"),
                ("State/Province", Region, ""),
                ("Zip/Postal Code", PostalCode, ""),
                ("Lead Status", Status, ""),
                ("Rating", Rating, ""),
                ("No. of Employees", Employees, ""),
                ("Email Opt Out", Keep, ""),
                ("Created Date", CreatedOn, ""),
                ("Description", Description, ""),
            ],
        ),
        (
            "export-hubspot.csv",
            &[
                ("Record ID", Keep, ""),
                ("Email", Email, ""),
                ("Phone Number", Phone, ""),
                ("Mobile Phone Number", Phone, "mobile"),
                ("Job Title", JobTitle, ""),
                ("Company name", Company, ""),
                ("Website URL", Website, ""),
                ("Street Address", Street, ""),
                ("State/Region", Region, ""),
                ("Country/Region", Country, ""),
                ("Number of Employees", Employees, ""),
                ("Lead Status", Status, ""),
                ("Original Source", Source, ""),
                ("Create Date", CreatedOn, ""),
                ("Contact owner", Keep, ""),
                ("Last Activity Date", Keep, ""),
            ],
        ),
        (
            "export-pipedrive.csv",
            &[
                ("Lead - ID", Keep, ""),
                ("Lead - Title", Title, ""),
                ("Lead - Value", ExpectedAmount, ""),
                ("Lead - Currency of Value", Currency, ""),
                ("Lead - Label", Rating, ""),
                ("Lead - Source", Source, ""),
                ("Lead - Lead created", CreatedOn, ""),
                ("Person - Name", FullName, ""),
                ("Person - Email - Work", Email, "work"),
                ("Person - Email - Home", Email, "home"),
                ("Person - Phone - Work", Phone, "work"),
                ("Person - Phone - Mobile", Phone, "mobile"),
                ("Organization - Name", Company, ""),
                ("Organization - Address", Street, ""),
            ],
        ),
        (
            "export-google.csv",
            &[
                ("First Name", FirstName, ""),
                ("Middle Name", FirstName, ""),
                ("Last Name", LastName, ""),
                ("Name Prefix", Salutation, ""),
                ("Organization Name", Company, ""),
                ("Organization Title", JobTitle, ""),
                ("Notes", Description, ""),
                ("Labels", Tags, ""),
                ("E-mail 1 - Label", Keep, ""),
                ("E-mail 1 - Value", Email, ""),
                ("Phone 1 - Label", Keep, ""),
                ("Phone 2 - Value", Phone, ""),
                ("Address 1 - Street", Street, ""),
                ("Address 1 - Region", Region, ""),
                ("Address 1 - Postal Code", PostalCode, ""),
                ("Website 1 - Value", Website, ""),
            ],
        ),
        (
            "export-outlook.csv",
            &[
                ("Title", Salutation, ""),
                ("First Name", FirstName, ""),
                ("Company", Company, ""),
                ("Department", Keep, ""),
                ("Job Title", JobTitle, ""),
                ("Business Street", Street, ""),
                ("Business Country/Region", Country, ""),
                ("Home City", Keep, ""),
                ("Business Fax", Phone, "fax"),
                ("Business Phone", Phone, "work"),
                ("Home Phone", Phone, "home"),
                ("Mobile Phone", Phone, "mobile"),
                ("Categories", Tags, ""),
                ("E-mail Address", Email, ""),
                ("E-mail Type", Keep, ""),
                ("E-mail Display Name", Keep, ""),
                ("E-mail 2 Address", Email, ""),
                ("Language", Language, ""),
                ("Web Page", Website, ""),
            ],
        ),
        (
            "export-outlook-de.csv",
            &[
                ("Anrede", Salutation, ""),
                ("Weitere Vornamen", FirstName, ""),
                ("Position", JobTitle, ""),
                ("Straße geschäftlich", Street, ""),
                ("Postleitzahl geschäftlich", PostalCode, ""),
                ("Land/Region geschäftlich", Country, ""),
                ("Fax geschäftlich", Phone, "fax"),
                ("Telefon privat", Phone, "home"),
                ("Mobiltelefon", Phone, "mobile"),
                ("E-Mail-Adresse", Email, ""),
                ("E-Mail-Typ", Keep, ""),
                ("E-Mail 2: Adresse", Email, ""),
                ("Kategorien", Tags, ""),
                ("Webseite", Website, ""),
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
            assert_eq!((mapping.field, mapping.label.as_str()), (*field, *label), "{file}: {header}");
        }
    }
}

#[test]
fn without_headers_the_values_tell() {
    let mappings = mapped("no-header-values.csv");
    assert_eq!(
        mappings.iter().map(|mapping| mapping.field).collect::<Vec<_>>(),
        [Company, Salutation, Email, Phone, Website, Keep]
    );
    assert!(mappings[..5].iter().all(|mapping| mapping.guessed_by == GuessedBy::Values));
    assert_eq!(mappings[0].values, ["Acme GmbH", "Bolt AG"]);
}

#[test]
fn name_means_what_stands_beside_it_leaves() {
    assert_eq!(by_headers(&["Vorname", "Name"]), [FirstName, LastName]);
    assert_eq!(by_headers(&["Name", "Firma"]), [FullName, Company]);
    assert_eq!(by_headers(&["Name", "First Name", "Last Name"]), [Keep, FirstName, LastName]);
    assert_eq!(by_headers(&["Name", "Ansprechpartner"]), [Title, FullName]);
    assert_eq!(by_headers(&["Titel", "Firma"]), [Title, Company]);
    assert_eq!(by_headers(&["Company", "Account Name"]), [Company, Keep], "one value, one column");
}

#[test]
fn i07_something_must_name_the_lead() {
    let headers = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(names_a_lead(&guess(&headers(&["Firma", "Ort"]), &[])));
    assert!(!names_a_lead(&guess(&headers(&["Ort", "PLZ"]), &[])));
}

#[test]
fn a_mapping_is_changed_as_a_person_writes_it() {
    let mut mappings = guess(&["Firma".into(), "Nummer=1".into(), "Rückruf".into()], &[]);
    assert_eq!(set(&mut mappings, "Rückruf=phone:mobile"), Ok(()));
    assert_eq!(
        (mappings[2].field, mappings[2].label.as_str(), mappings[2].guessed_by),
        (Phone, "mobile", GuessedBy::User)
    );
    assert_eq!(set(&mut mappings, "nummer=1=ignore"), Ok(()), "a header may hold an equals sign; case does not matter");
    assert_eq!(mappings[1].field, Ignore);
    assert_eq!(set(&mut mappings, "Ort=city"), Err(SettingProblem::UnknownColumn("Ort".into())));
    assert_eq!(set(&mut mappings, "Firma=town"), Err(SettingProblem::UnknownField("town".into())));
    assert_eq!(set(&mut mappings, "Firma"), Err(SettingProblem::NotASetting("Firma".into())));
}

#[test]
fn a_mapping_survives_the_way_through_the_window() {
    let mappings = mapped("export-outlook.csv");
    let text = serde_json::to_string(&mappings).unwrap();
    assert!(text.contains("\"guessedBy\":\"header\"") && text.contains("\"jobTitle\""), "{text}");
    assert_eq!(serde_json::from_str::<Vec<ColumnMapping>>(&text).unwrap(), mappings);
    for field in ImportField::ALL {
        assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        assert_eq!(ImportField::of(field.as_str()), Some(*field));
    }
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
