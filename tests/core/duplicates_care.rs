//! German and international care (issue 3, section 7): what is written in two ways is found as one, by the hint while it is typed and by
//! the page over the whole book, whether it is a lead or a customer. The keys alone are held in values/.

use kontor_core::book::Kind;
use kontor_core::flows::duplicates::whole::{self, Query};
use kontor_core::flows::duplicates::{Probe, Strength, candidates};

use crate::fixture::{Person, contact, lead, organization};
use crate::support::TestBook;

/// The forms that the issue names, as people write them.
const LEGAL_FORMS: &[&str] = &[
    "GmbH",
    "G.m.b.H.",
    "GmbH & Co. KG",
    "GmbH und Co KG",
    "AG",
    "UG (haftungsbeschränkt)",
    "UG haftungsbeschraenkt",
    "e.K.",
    "e. K.",
    "Ltd",
    "Ltd.",
    "LLC",
    "L.L.C.",
    "Inc.",
    ", Inc.",
    "S.A.",
    "SA",
    "B.V.",
    "BV",
];

fn add(book: &TestBook, kind: Kind, person: &Person) -> String {
    match kind {
        Kind::Organization => organization(book, person),
        Kind::Contact => contact(book, person),
        _ => lead(book, person),
    }
}

fn hint(here: (Kind, &Person), typed: &Person) -> Option<Strength> {
    let book = TestBook::new();
    let id = add(&book, here.0, here.1);
    let owned = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
    let probe = Probe {
        title: typed.title.into(),
        first_name: typed.first.into(),
        last_name: typed.last.into(),
        company: typed.company.into(),
        emails: owned(typed.emails),
        phones: owned(typed.phones),
        websites: owned(typed.websites),
        ..Probe::default()
    };
    let found = book.read(|db| candidates(db, &probe)).unwrap();
    assert!(found.iter().all(|candidate| candidate.record.id == id));
    found.first().map(|candidate| candidate.strength)
}

fn over_the_book(one: (Kind, &Person), other: (Kind, &Person)) -> Option<Strength> {
    let book = TestBook::new();
    let mut ids = [add(&book, one.0, one.1), add(&book, other.0, other.1)];
    let page = book.read(|db| whole::page(db, &whole::find(db, &Query::default())?, 0, 100)).unwrap();
    let group = page.groups.into_iter().next()?;
    let mut found: Vec<String> = group.records.iter().map(|member| member.record.id.clone()).collect();
    found.sort();
    ids.sort();
    assert_eq!(found, ids);
    Some(group.strength)
}

/// Both ways round, in the hint and over the whole book.
#[track_caller]
fn assert_strength(case: &str, one: (Kind, &Person), other: (Kind, &Person), expected: Option<Strength>) {
    assert_eq!(hint(one, other.1), expected, "{case}: typed beside the one");
    assert_eq!(hint(other, one.1), expected, "{case}: typed beside the other");
    assert_eq!(over_the_book(one, other), expected, "{case}: over the whole book");
}

const COMPANIES: [(Kind, Kind); 3] =
    [(Kind::Organization, Kind::Organization), (Kind::Organization, Kind::Lead), (Kind::Lead, Kind::Lead)];
const PEOPLE: [(Kind, Kind); 3] =
    [(Kind::Contact, Kind::Contact), (Kind::Contact, Kind::Lead), (Kind::Lead, Kind::Lead)];

#[test]
fn a_company_is_the_same_with_and_without_each_legal_form() {
    let plain = Person { company: "Zenith Pumpenbau", ..Person::default() };
    for (at, form) in LEGAL_FORMS.iter().enumerate() {
        let name = format!("Zenith Pumpenbau {form}").replace(" ,", ",");
        let formed = Person { company: &name, ..Person::default() };
        let (one, other) = COMPANIES[at % COMPANIES.len()];
        assert_strength(&name, (one, &formed), (other, &plain), Some(Strength::Strong));
        // Under another form it is most often the same one, too.
        let next = format!("ZENITH PUMPENBAU {}", LEGAL_FORMS[(at + 1) % LEGAL_FORMS.len()]).replace(" ,", ",");
        let other_form = Person { company: &next, ..Person::default() };
        assert_strength(&format!("{name} / {next}"), (one, &formed), (other, &other_form), Some(Strength::Strong));
    }
}

#[test]
fn a_company_is_the_same_in_each_spelling() {
    use Strength::{Strong, Weak};
    for (one, other, expected) in [
        ("Müller & Söhne", "Mueller und Soehne", Some(Strong)),
        ("MÜLLER + SÖHNE GmbH", "Mueller and Soehne", Some(Strong)),
        ("Großhandel Weiß e.K.", "Grosshandel Weiss", Some(Strong)),
        ("Bäckerei Jäger", "BAECKEREI JAEGER GMBH & CO. KG", Some(Strong)),
        ("Öl-Körner UG (haftungsbeschränkt)", "Oel Koerner", Some(Strong)),
        ("Müller", "Mu\u{308}ller", Some(Strong)),
        ("Société Générale S.A.", "Societe Generale", Some(Strong)),
        ("Müller Maschinenbau GmbH", "Mueller Maschinebau", Some(Weak)),
        ("Stadtwerke München", "Stadtwerke Münster", None),
    ] {
        for (here, there) in COMPANIES {
            let [one_of, other_of] = [one, other].map(|company| Person { company, ..Person::default() });
            assert_strength(&format!("{one} / {other}"), (here, &one_of), (there, &other_of), expected);
        }
    }
}

/// First and last name.
type Name = (&'static str, &'static str);

/// The number makes a name strong; a name alone is only offered.
#[test]
fn a_person_is_the_same_with_titles_umlauts_and_transposed_names_and_any_spelling_of_the_number() {
    let named = |first: &'static str, last: &'static str, phones: &'static [&'static str]| Person {
        first,
        last,
        phones,
        ..Person::default()
    };
    let cases: &[(&str, Name, Name)] = &[
        ("a title", ("Dr. Anna", "Meier"), ("Anna", "Meier")),
        ("a title before the family name", ("Anna", "Dr. Meier"), ("Anna", "Meier")),
        ("several titles", ("Prof. Dr. med. Karl", "Huber"), ("Karl", "Huber")),
        ("form of address and title", ("Frau Dipl.-Ing. Eva", "Maurer"), ("Eva", "Maurer")),
        ("transposed", ("Meier", "Anna"), ("Anna", "Meier")),
        ("in one field", ("", "Anna Meier"), ("Anna", "Meier")),
        ("as in a list", ("", "Meier, Anna"), ("Anna", "Meier")),
        ("umlauts", ("Jörg", "Größmann"), ("Joerg", "Groessmann")),
        ("accents", ("Zoë", "Núñez"), ("Zoe", "Nunez")),
    ];
    const SPELLINGS: &[(&[&str], &[&str])] = &[
        (&["+49 (0)30 1234567"], &["030 1234567"]),
        (&["0049 (0) 30 / 12 34 567"], &["+49 30 1234567"]),
        (&["+490301234567"], &["(030) 12345-67"]),
        (&["+41 (0)44 668 18 00"], &["0041 44 6681800"]),
    ];
    for (at, (case, one, other)) in cases.iter().enumerate() {
        let (one_phones, other_phones) = SPELLINGS[at % SPELLINGS.len()];
        let (here, there) = PEOPLE[at % PEOPLE.len()];
        let (one_of, other_of) = (named(one.0, one.1, one_phones), named(other.0, other.1, other_phones));
        assert_strength(case, (here, &one_of), (there, &other_of), Some(Strength::Strong));
        let (one_of, other_of) = (named(one.0, one.1, &[]), named(other.0, other.1, &[]));
        assert_strength(case, (here, &one_of), (there, &other_of), Some(Strength::Weak));
    }
    for (one_phones, other_phones) in SPELLINGS {
        let (one, other) = (named("Anna", "Meier", one_phones), named("Bo", "Zander", other_phones));
        assert_strength("a number alone", (Kind::Contact, &one), (Kind::Lead, &other), Some(Strength::Weak));
    }
}

#[test]
fn a_free_mail_domain_is_nobodys_own() {
    let domains = [
        "gmail.com",
        "googlemail.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "freenet.de",
        "outlook.com",
        "yahoo.fr",
    ];
    for (at, domain) in domains.into_iter().enumerate() {
        let [ann, bob, shouted] = ["ann", "bob", "ANN"].map(|name| [format!("{name}@{domain}")]);
        let [ann, bob, shouted] = [&ann, &bob, &shouted].map(|mail| [mail[0].as_str()]);
        let one = Person { last: "Arm", emails: &ann, ..Person::default() };
        let other = Person { last: "Zander", emails: &bob, ..Person::default() };
        let again = Person { last: "Zander", emails: &shouted, ..Person::default() };
        let (here, there) = PEOPLE[at % PEOPLE.len()];
        assert_strength(domain, (here, &one), (there, &other), None);
        assert_strength(domain, (here, &one), (there, &again), Some(Strength::Strong));
    }
    // A domain of their own leads from a lead to the company.
    let company = Person { company: "Zenith", websites: &["https://www.zenith-pumpen.de/de"], ..Person::default() };
    let asks = Person { last: "Arm", emails: &["ann@zenith-pumpen.de"], ..Person::default() };
    assert_strength("own domain", (Kind::Organization, &company), (Kind::Lead, &asks), Some(Strength::Strong));
}
