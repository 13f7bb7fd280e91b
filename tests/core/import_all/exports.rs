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
            "Zugeordnetes Unternehmen=organization.name",
            "Zugeordneter Kontakt=contact.fullName",
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
        "* Work=ann@acme.example | Home=ann@home.example | Mobile=0171 1234567"
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
