//! What other programs export comes in without a hand: the wizard says whose file it is, where each column goes, and what will come, and
//! that comes; files of one program find each other by its ids.

use kontor_driver::{Window, project};
use kontor_texts::Language;

use crate::{
    desk::{Asks, Desk},
    import::anew,
    screens::{list, settled},
};

/// An export.
struct Export {
    /// The name of the program, as the wizard says it.
    system: &'static str,
    file: &'static str,
    /// What is in it; where it is empty, the fixture of this name is taken.
    text: &'static str,
    /// So many rows are new.
    rows: &'static str,
    /// The columns that have no place of their own.
    kept: &'static [&'static str],
}

const EXPORTS: &[Export] = &[
    Export {
        system: "HubSpot",
        file: "hubspot-companies.csv",
        text: "Datensatz-ID,Unternehmensname,Unternehmensdomain,Telefonnummer,Stadt,Jahresumsatz\n\
               101,Mühle & Söhne GmbH,muehle.example,030 901820,Berlin,2500000\n102,Kaltbach AG,kaltbach.example,040 22334,Hamburg,\n",
        rows: "2",
        kept: &[],
    },
    Export {
        system: "HubSpot",
        file: "hubspot-contacts.csv",
        text: "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Primary Associated Company ID,Associated Company,Job Title\n\
               201,Amy,Wong,amy@muehle.example,+49 30 901821,Mitchell,101,Mühle & Söhne GmbH,Buyer\n",
        rows: "1",
        kept: &[],
    },
    Export {
        system: "HubSpot",
        file: "hubspot-deals.csv",
        text: "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Associated Company,Associated Company IDs,Associated Contact,Associated Contact IDs\n\
               301,Sieben Pressen,Contract Sent (Sales),Sales,1200.50,2027-04-03,Mühle & Söhne GmbH,101,Amy Wong (amy@muehle.example),201\n",
        rows: "1",
        kept: &[],
    },
    Export {
        system: "Odoo",
        file: "res.partner.csv",
        text: "External ID,Name,Is a Company,Related Company,Email,City,Job Position,Tags\n\
               p1,Elbtal KG,TRUE,,info@elbtal.example,Dresden,,\np2,Nora Finch,FALSE,Elbtal KG,nora@elbtal.example,Dresden,Boss,Fair\n",
        rows: "2",
        kept: &[],
    },
    Export {
        system: "vtiger",
        file: "Accounts.csv",
        text: "Organization Name,Organization No,Website,Primary Phone,Primary Email,Member Of,Billing Street,Billing City,Assigned To\n\
               Nordwerk Bau,ACC2,,,,Accounts::::Nordwerk Holding,Kai 4,Kiel,admin\nNordwerk Holding,ACC1,nordwerk.example,0431 1234567,post@nordwerk.example,,,Kiel,admin\n",
        // The second row tells more of the parent that the first one named.
        rows: "1",
        kept: &[],
    },
    Export {
        system: "vtiger",
        file: "Potentials.csv",
        text: "Opportunity Name,Opportunity No,Organization Name,Contact Name,Expected Close Date,Sales Stage,Amount\n\
               Hallentor,POT1,Accounts::::Nordwerk Bau,Contacts::::Lee Moss,2027-06-30,Closed Won,4500.00\n",
        rows: "1",
        kept: &[],
    },
    Export {
        system: "Salesforce",
        file: "Bericht.csv",
        text: "Account-ID,Accountname,Übergeordneter Account,Rechnungsanschrift: Straße,Rechnungsanschrift: PLZ,Telefon,Account-Inhaber\n\
               001A,Alpen Optik GmbH,,Markt 1,80331,089 1234567,Meier\n",
        rows: "1",
        kept: &["Account-Inhaber"],
    },
    Export {
        system: "Salesforce",
        file: "Lead.csv",
        text: "Id,IsDeleted,LastName,FirstName,Title,Company,Street,LeadSource,Status,OwnerId,IsConverted,CreatedDate\n\
               00Q1,false,Hale,Ian,Owner,Brook Mills Ltd,12 High Street,Web,Open,005,false,2024-03-25T10:00:00.000+0000\n",
        rows: "1",
        kept: &["IsConverted"],
    },
    Export { system: "Google", file: "export-google.csv", text: "", rows: "1", kept: &["Nickname"] },
    Export { system: "Outlook", file: "export-outlook-de.csv", text: "", rows: "1", kept: &["Abteilung"] },
];

#[test]
fn exports_of_other_programs_come_in_without_a_hand() {
    let desk = Desk::new(Language::German);
    desk.cli(&["add", "contact", "firstName=Kenji", "lastName=Ōtani"]);
    let mut window = desk.open();
    list(&window, "Control+3").unwrap();
    for export in EXPORTS {
        comes_in(&desk, &window, export);
    }

    for (keys, count, all) in [
        ("Control+1", 1, &["Brook Mills Ltd", "Ian Hale"][..]),
        ("Control+3", 6, &["Amy Wong", "Nora Finch", "Lee Moss", "Ann Mary Arm", "Änne Groß"]),
        (
            "Control+4",
            8,
            &[
                "Mühle & Söhne GmbH",
                "Kaltbach AG",
                "Elbtal KG",
                "Nordwerk Bau",
                "Alpen Optik GmbH",
                "Acme Ltd",
                "Bäckerei Groß",
            ],
        ),
    ] {
        list(&window, keys).unwrap();
        let rows = format!(
            "return document.querySelectorAll('[role=grid] [aria-rowindex]:not([aria-rowindex=\"1\"])').length === {count}"
        );
        window.until(&format!("{count} rows after {keys}"), &rows).unwrap();
        for one in all {
            window.shows("[role=grid]", one);
        }
    }
    // By the ids of the program: the deal has the company and the contact of the files before.
    desk.find(&window, "pressen", "kind_opportunity", "Sieben Pressen");
    for one in ["Mühle & Söhne GmbH", "Amy Wong", "1.200,50"] {
        window.shows("article.full", one);
    }
    desk.find(&window, "nordwerk bau", "kind_organization", "Nordwerk Bau");
    window.shows("article.full", "Nordwerk Holding");
    window.close().unwrap();
    desk.cli(&["check"]);
}

fn comes_in(desk: &Desk, window: &Window, export: &Export) {
    let Export { system, file, text, rows, kept } = export;
    let path = if text.is_empty() { project().join("tests/fixtures/csv").join(file) } else { desk.file(file, text) };
    anew(window);
    let files = window.carry(&[&path]).unwrap();
    files.over(&window.css(".import .content").unwrap()).unwrap();
    files.drop().unwrap();
    window.shows(".import h2", file);
    window.shows(".import .badges", &desk.say_with("import_recognized_as", &[("system", system)]));
    window.keys("Control+Enter").unwrap();
    window.css(".import .goes").unwrap();
    let script = format!(
        "return [...document.querySelectorAll('.import tbody tr')].filter((row) => row.querySelector('.how').innerText.trim() === '{}')
             .map((row) => row.querySelector('th').innerText.trim())",
        desk.say("import_by_nothing")
    );
    let unknown = window.script(&script, vec![]).unwrap();
    assert_eq!(unknown, serde_json::json!(kept), "{file}: columns that nobody knows");
    for step in ["fieldset", ".figures"] {
        window.keys("Control+Enter").unwrap();
        window.css(&format!(".import {step}")).unwrap();
        settled(window).unwrap();
    }
    assert!(window.all(".import .figure.bad").unwrap().is_empty(), "{file}: {}", window.page().unwrap());
    window.shows(".import .figure.good", rows);
    window.keys("Control+Enter").unwrap();
    window.shows(".import .drop", file);
}
