//! Exports of other systems, known by their headers, and what was mapped by hand before.

use kontor_core::flows::import::general::{Known, What, guess};

use super::{import, source};
use crate::support::TestBook;

/// System, what, headers, and where some of them go.
const EXPORTS: &[(&str, What, &str, &[&str])] = &[
    (
        "salesforce",
        What::Contact,
        "Contact ID,Salutation,First Name,Last Name,Title,Account ID,Account Name,Phone,Mobile,Email,Mailing Street,Mailing City,Mailing Zip/Postal Code,Birthdate",
        &[
            "Contact ID=contact.foreignId",
            "Title=contact.jobTitle",
            "Account ID=contact.organizationId",
            "Mobile=contact.phone:mobile",
            "Mailing Zip/Postal Code=contact.postalCode",
        ],
    ),
    (
        "salesforce",
        What::Organization,
        "Id,IsDeleted,Name,ParentId,BillingStreet,BillingCity,BillingPostalCode,Phone,Fax,Website,NumberOfEmployees",
        &[
            "Id=organization.foreignId",
            "ParentId=organization.parentId",
            "Fax=organization.phone:fax",
            "BillingPostalCode=organization.billingPostalCode",
            "IsDeleted=ignore",
        ],
    ),
    (
        "salesforce",
        What::Lead,
        "Id,IsDeleted,LastName,FirstName,Title,Company,Street,LeadSource,Status,OwnerId,IsConverted,CreatedDate",
        &["Id=lead.foreignId", "LeadSource=lead.source", "OwnerId=ignore"],
    ),
    (
        "salesforce",
        What::Organization,
        "Account-ID,Accountname,Übergeordneter Account,Rechnungsanschrift: Straße,Rechnungsanschrift: PLZ,Telefon,Account-Inhaber",
        &[
            "Accountname=organization.name",
            "Übergeordneter Account=organization.parent",
            "Rechnungsanschrift: PLZ=organization.billingPostalCode",
        ],
    ),
    (
        "odoo",
        What::Opportunity,
        "Externe ID,Verkaufschance,Kunde,Firmenname,State,Erwarteter Umsatz,Stufe,Stichwörter",
        &[
            "Kunde=keep",
            "Firmenname=organization.name",
            "State=organization.billingRegion",
            "Stichwörter=opportunity.tags",
        ],
    ),
    (
        "vtiger",
        What::Contact,
        "Vorname,Nachname,Kontakt-Nr.,Organisationsname,Telefon Büro,E-Mail,E-Mail Abmeldung",
        &["Kontakt-Nr.=contact.foreignId", "E-Mail Abmeldung=keep"],
    ),
    (
        "salesforce",
        What::Opportunity,
        "Id,AccountId,Name,StageName,Amount,Probability,CloseDate,LeadSource",
        &["Name=opportunity.title", "StageName=opportunity.stage", "CloseDate=opportunity.expectedClose"],
    ),
    (
        "hubspot",
        What::Contact,
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Primary Associated Company ID,Associated Company,Job Title",
        &["Record ID=contact.foreignId", "Associated Company=contact.organization", "Contact owner=ignore"],
    ),
    (
        "hubspot",
        What::Organization,
        "Datensatz-ID,Unternehmensname,Unternehmensdomain,Telefonnummer,Stadt,Jahresumsatz",
        &[
            "Datensatz-ID=organization.foreignId",
            "Unternehmensname=organization.name",
            "Unternehmensdomain=organization.website",
            "Stadt=organization.billingCity",
        ],
    ),
    (
        "hubspot",
        What::Opportunity,
        "Datensatz-ID,Dealname,Dealphase,Pipeline,Betrag,Abschlussdatum,Zugeordnetes Unternehmen,Zugeordneter Kontakt",
        &[
            "Dealname=opportunity.title",
            "Dealphase=opportunity.stage",
            "Zugeordnetes Unternehmen=opportunity.organization",
            "Zugeordneter Kontakt=opportunity.contact",
        ],
    ),
    (
        "pipedrive",
        What::Contact,
        "Person - Name,Person - Email - Work,Person - Phone - Mobile,Person - Organization,Person - ID",
        &[
            "Person - Name=contact.fullName",
            "Person - Email - Work=contact.email:work",
            "Person - Phone - Mobile=contact.phone:mobile",
            "Person - ID=contact.foreignId",
        ],
    ),
    (
        "pipedrive",
        What::Organization,
        "Organization - Name,Organization - ID,Organization - Address,Organization - Open deals",
        &["Organization - Address=organization.billingStreet", "Organization - Open deals=ignore"],
    ),
    (
        "odoo",
        What::Contact,
        "External ID,Name,Is a Company,Related Company,Email,Phone,Mobile,Street,Zip,City,Tags",
        &["Is a Company=contact.isCompany", "Name=contact.fullName", "Related Company=contact.organization"],
    ),
    (
        "odoo",
        What::Opportunity,
        "Opportunity,Contact Name,Email,Stage,Expected Revenue,Probability,Expected Closing,Salesperson",
        &[
            "Opportunity=opportunity.title",
            "Email=contact.email",
            "Expected Revenue=opportunity.amount",
            "Salesperson=ignore",
        ],
    ),
    (
        "vtiger",
        What::Organization,
        "Organization Name,Organization No,Website,Primary Phone,Primary Email,Member Of,Billing Street,Billing City,Assigned To",
        &[
            "Organization No=organization.foreignId",
            "Member Of=organization.parent",
            "Assigned To=ignore",
            "Primary Email=organization.email",
        ],
    ),
    (
        "vtiger",
        What::Opportunity,
        "Opportunity Name,Opportunity No,Organization Name,Contact Name,Expected Close Date,Sales Stage,Amount",
        &[
            "Opportunity No=opportunity.foreignId",
            "Organization Name=organization.name",
            "Sales Stage=opportunity.stage",
        ],
    ),
    (
        "google",
        What::Contact,
        "Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Group Membership",
        &[
            "Name=ignore",
            "Given Name=contact.firstName",
            "E-mail 1 - Value=contact.email",
            "Phone 1 - Type=contact.phoneLabel",
            "Organization 1 - Name=contact.organization",
        ],
    ),
    (
        "google",
        What::Contact,
        "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Labels",
        &["Middle Name=contact.firstName", "E-mail 1 - Label=contact.emailLabel", "Labels=contact.tags"],
    ),
    (
        "outlook",
        What::Contact,
        "Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday",
        &[
            "Business Street=contact.street",
            "Mobile Phone=contact.phone:mobile",
            "E-mail Address=contact.email",
            "Company=contact.organization",
        ],
    ),
    (
        "outlook",
        What::Contact,
        "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Ort geschäftlich,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,Geburtstag",
        &[
            "Straße geschäftlich=contact.street",
            "Telefon geschäftlich=contact.phone:work",
            "Geburtstag=contact.birthday",
        ],
    ),
];

#[test]
fn exports_of_other_systems_are_known_by_their_headers() {
    for (system, what, headers, targets) in EXPORTS {
        let columns: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let plan = guess(&columns, &[], Known::default());
        assert_eq!((plan.system.as_str(), plan.what), (*system, *what), "{headers}");
        for target in *targets {
            let (header, wanted) = target.rsplit_once('=').unwrap();
            let mapping = plan.mappings.iter().find(|mapping| mapping.header == header).unwrap();
            let label = if mapping.label.is_empty() { String::new() } else { format!(":{}", mapping.label) };
            let found = match mapping.what {
                Some(what) => format!("{}.{}{label}", what.as_str(), mapping.field),
                None => mapping.field.clone(),
            };
            assert_eq!(found, wanted, "{system} {headers}: {header}");
        }
    }
}

#[test]
fn a_list_of_people_and_companies_gives_both() {
    let book = TestBook::new();
    let text = "External ID,Name,Is a Company,Related Company,Email,City,Job Position\n\
                p1,Acme GmbH,TRUE,,info@acme.example,Berlin,\np2,Ann Arm,FALSE,Acme GmbH,ann@acme.example,Berlin,Boss\n";
    let file = source(&book, None, None, text);
    let done = import(&book, &file);
    assert_eq!(super::counts(&done.value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        crate::fixture::value(
            &book,
            "SELECT c.last_name || ' ' || o.name || ' ' || c.job_title FROM contact c JOIN organization o ON o.id = c.organization_id"
        ),
        "Arm Acme GmbH Boss"
    );
    super::nothing_more(&book, &file);
}

#[test]
fn labels_of_points_stand_beside_them() {
    let book = TestBook::new();
    let text = "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Labels\n\
                Ann,Arm,Acme,* Work,ann@acme.example,Home,ann@home.example,Mobile,0171 1234567,* myContacts\n";
    import(&book, &source(&book, None, None, text));
    assert_eq!(
        super::column(&book, "label || '=' || value AS x FROM contact_point ORDER BY kind, position"),
        "work=ann@acme.example | home=ann@home.example | mobile=0171 1234567"
    );
}

#[test]
fn what_was_mapped_by_hand_is_remembered_for_files_of_the_same_columns() {
    let book = TestBook::new();
    let text = "Wer,Wo\nAnn Arm,Acme GmbH\n";
    let first = source(&book, What::Contact, None, text).set("Wer=fullName").set("Wo=organization");
    import(&book, &first);
    let second = source(&book, None, None, "Wer,Wo\nBob Bee,Beta AG\n");
    assert_eq!(second.plan.what, What::Contact);
    let mapped: Vec<&str> = second.plan.mappings.iter().map(|mapping| mapping.field.as_str()).collect();
    assert_eq!(mapped, ["fullName", "organization"]);
    assert_eq!(second.plan.mappings[0].values, ["Bob Bee"]);
    assert_eq!(source(&book, None, None, "Wer,Was\nBob Bee,Beta AG\n").plan.what, What::Lead, "another kind of file");
}

/// The text of the only record of a table, and what else it has.
fn description(book: &TestBook, table: &str) -> String {
    crate::fixture::value(book, &format!("SELECT description FROM {table}"))
}

#[test]
fn a_second_address_does_not_mix_with_the_first_and_takes_its_place_where_there_is_none() {
    let book = TestBook::new();
    let salesforce =
        "Id,AccountId,LastName,OtherStreet,OtherCity,MailingStreet,MailingCity\n003A,,Wong,P 2,Bonn,H 1,Berlin\n";
    let file = source(&book, None, None, salesforce);
    let done = import(&book, &file);
    assert_eq!(super::counts(&done.value.outcome), [1, 0, 0, 0, 0]);
    assert_eq!(super::column(&book, "street || ', ' || city AS x FROM address"), "H 1, Berlin");
    assert_eq!(description(&book, "contact"), "OtherStreet: P 2\nOtherCity: Bonn");
    super::nothing_more(&book, &file);

    let book = TestBook::new();
    let outlook = "First Name,Last Name,Company,Business Phone,Business Street,Business Street 2,Business City,Home Street,Home City\n\
                   Ann,Arm,,030 1,H 1,Yard,Berlin,P 2,Bonn\nBob,Bee,,030 2,,,,P 3,Ulm\n";
    let file = source(&book, None, None, outlook);
    import(&book, &file);
    assert_eq!(
        super::column(&book, "street || ', ' || city AS x FROM address ORDER BY city"),
        "H 1\nYard, Berlin | P 3, Ulm"
    );
    super::nothing_more(&book, &file);

    let book = TestBook::new();
    let google = "First Name,Last Name,Organization Name,Labels,E-mail 1 - Value,Address 1 - Street,Address 1 - City,Address 2 - Street,Address 2 - City\n\
                  Ann,Arm,Acme,* myContacts ::: Fair,ann@acme.example,H 1,Berlin,P 2,Bonn\n";
    import(&book, &source(&book, None, None, google));
    assert_eq!(super::column(&book, "street || ', ' || city AS x FROM address"), "H 1, Berlin");
    assert_eq!(description(&book, "contact"), "Address 2 - Street: P 2\nAddress 2 - City: Bonn");
    assert_eq!(super::column(&book, "name AS x FROM tag ORDER BY name"), "Fair | myContacts");
}

#[test]
fn what_address_books_write_where_there_is_no_day_or_no_year_fails_no_row() {
    let book = TestBook::new();
    let text = "First Name,Last Name,Company,Department,Business Phone,Birthday,Anniversary\n\
                Ann,Arm,,Buying,030 1,0/0/00,0/0/00\nBob,Bee,,,030 2,--05-06,5/6/2010\nCy,Cox,,,030 3,2/28/1970,0/0/00\n";
    let file = source(&book, None, None, text);
    let done = import(&book, &file);
    assert_eq!(super::counts(&done.value.outcome), [3, 0, 0, 0, 0]);
    assert_eq!(
        super::column(
            &book,
            "last_name || ':' || ifnull(birthday, '') || ':' || description AS x FROM contact ORDER BY last_name"
        ),
        "Arm::Department: Buying | Bee::Birthday: --05-06\nAnniversary: 5/6/2010 | Cox:1970-02-28:"
    );
    super::nothing_more(&book, &file);
}

#[test]
fn references_of_vtiger_are_what_they_name() {
    let book = TestBook::new();
    let accounts = "Organization Name,Organization No,Website,Member Of,Assigned To\nAcme,ACC1,,,x\nAcme Sub,ACC2,,Accounts::::Acme,x\n";
    import(&book, &source(&book, None, None, accounts));
    let deals = "Opportunity Name,Opportunity No,Organization Name,Contact Name,Sales Stage,Campaign Source\n\
                 Deal,POT1,Accounts::::Acme,Contacts::::Ann Wong,Closed Won,Campaigns::::Fair\n";
    import(&book, &source(&book, None, None, deals));
    assert_eq!(super::column(&book, "name AS x FROM organization ORDER BY name"), "Acme | Acme Sub");
    assert_eq!(super::column(&book, "last_name AS x FROM contact"), "Wong");
    assert_eq!(super::column(&book, "state || ':' || description AS x FROM opportunity"), "won:Campaign Source: Fair");
}

#[test]
fn deals_of_hubspot_name_several_companies_and_people_with_their_ids() {
    let book = TestBook::new();
    let deals = "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Associated Company,Associated Company IDs,Associated Contact,Associated Contact IDs,Deal probability\n\
                 301,Deal,Contract Sent (Sales),Sales,100,Acme;Beta,101;102,Ann Wong (ann@acme.example);Bo Ker (bo@acme.example),201;202,0.2\n";
    let file = source(&book, None, None, deals);
    let done = import(&book, &file);
    assert_eq!((super::counts(&done.value.outcome), done.value.outcome.waiting), ([1, 0, 0, 0, 0], 0));
    assert_eq!(super::column(&book, "name AS x FROM organization"), "Acme");
    assert_eq!(
        super::column(
            &book,
            "last_name || ' ' || value || ' ' || position AS x
             FROM contact JOIN contact_point p ON p.contact_id = contact.id ORDER BY 1"
        ),
        "Ker bo@acme.example 0 | Wong ann@acme.example 0"
    );
    assert_eq!(
        super::column(
            &book,
            "s.name || ' ' || o.probability || ' ' || o.description AS x FROM opportunity o JOIN stage s ON s.id = o.stage_id"
        ),
        "Contract Sent 20 Associated Company: Acme;Beta"
    );
    super::nothing_more(&book, &file);
    // The companies and the people come later: they are those that the deal named.
    let people = "Record ID,First Name,Last Name,Email,Associated Company,Associated Company IDs\n201,Ann,Wong,ann@acme.example,Acme,101\n";
    let done = import(&book, &source(&book, None, None, people));
    assert_eq!(super::counts(&done.value.outcome)[0], 0, "nobody new");
}

#[test]
fn a_deal_that_tells_twice_when_it_was_won_is_taken() {
    let book = TestBook::new();
    let text = "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Won time,Deal - Deal closed on\n\
                1,Deal,Offer,Won,2024-03-04 10:22:11,2024-03-04 10:22:11\n2,Two,Offer,Won,2024-03-04,2024-03-05\n";
    let done = import(&book, &source(&book, None, None, text));
    assert_eq!(super::counts(&done.value.outcome), [2, 0, 0, 0, 0]);
    assert_eq!(
        super::column(&book, "substr(closed_at, 1, 10) || ':' || description AS x FROM opportunity ORDER BY title"),
        "2024-03-04: | 2024-03-04:Deal - Deal closed on: 2024-03-05"
    );
}
