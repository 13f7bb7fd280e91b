//! Names of companies and persons: C23, C64, D11, D13, D34, D35.

use kontor_core::value::name::{Person, parse_person, title};
use kontor_core::value::{Problem, company, name};

#[test]
fn company_names_have_one_key_in_every_spelling() {
    let cases = [
        ("D11", "Alice Doe", "alice doe", true),
        ("R14 umlaut", "Müller & Söhne GmbH", "Mueller und Soehne", true),
        ("R14 form", "Acme Corp.", "ACME Corporation", true),
        ("C23", "Asa Depape", "casa depapel", false),
        ("D34", "Acme Corporation", "Acme Corporaton", false),
        ("D35", "Acme Corp", "Totally Different Inc", false),
    ];
    for (id, one, other, same) in cases {
        assert_eq!(company::key(one) == company::key(other), same, "{id}");
    }
}

#[test]
fn similar_company_names_are_a_weak_hint() {
    let cases = [
        ("D34", "Acme Corporation", "Acme Corporaton", true),
        ("D35", "Acme Corp", "Totally Different Inc", false),
        ("C23", "Asa Depape", "casa depapel", false),
        ("C23 within", "casa", "casa depapel", false),
        ("R14", "Müller Maschinenbau GmbH", "Mueller Maschinebau", true),
        ("R14 order", "Schmidt Elektro", "Elektro Schmitt KG", true),
        ("other town", "Stadtwerke München", "Stadtwerke Münster", false),
    ];
    for (id, one, other, expected) in cases {
        assert_eq!(company::similar(one, other), expected, "{id}");
        assert_eq!(company::similar(other, one), expected, "{id} the other way round");
    }
}

#[test]
fn similar_persons_are_a_weak_hint() {
    let cases = [
        ("D13", "charlie", "Charlie Chapelin", true),
        ("D11", "Alice Doe", "alice doe", true),
        ("swapped", "James Smith", "Smith James", true),
        ("list form", "Smith, James", "Mr James Smith", true),
        ("spelling", "Anna Meyer", "Anna Meier", true),
        ("other", "Alice Doe", "Bob Doe", false),
        ("C23", "Asa Depape", "casa depapel", false),
    ];
    for (id, one, other, expected) in cases {
        let (one, other) = (parse_person(one).key(), parse_person(other).key());
        assert_eq!(name::similar(&one, &other), expected, "{id}");
        assert_eq!(name::similar(&other, &one), expected, "{id} the other way round");
    }
}

#[test]
fn a_lead_without_title_is_called_by_what_it_has() {
    let smith = || parse_person("Mr James Robert Smith");
    let cases = [
        ("C64 organization", "Tech Corp", Person::default(), "", Ok("Tech Corp")),
        ("C64 e-mail", "", Person::default(), "contact@company.com", Ok("contact")),
        ("C64 nothing", " ", Person::default(), "no address", Err(Problem::NoName)),
        ("C64 person", "", smith(), "contact@company.com", Ok("Mr James Robert Smith")),
        ("C64 both", "Tech Corp", smith(), "contact@company.com", Ok("Tech Corp")),
    ];
    for (id, organization, person, email, expected) in cases {
        assert_eq!(title(organization, &person, email), expected.map(str::to_owned), "{id}");
    }
}
