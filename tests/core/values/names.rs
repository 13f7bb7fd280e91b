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

/// Issue 3, section 7: every legal form is no part of the name, in each spelling people use.
#[test]
fn legal_forms_of_many_countries_are_no_part_of_the_name() {
    for form in [
        "GmbH",
        "gGmbH",
        "G.m.b.H.",
        "GesmbH",
        "Ges.m.b.H.",
        "mbH",
        "GmbH & Co. KG",
        "GmbH & Co.KG",
        "GmbH u. Co. KG",
        "GmbH und Co KG",
        "GmbH & Co. KGaA",
        "GmbH & Co. OHG",
        "GmbH i.G.",
        "GmbH i. L.",
        "AG",
        "A.G.",
        "Aktiengesellschaft",
        "AG & Co. KG",
        "UG",
        "UG (haftungsbeschränkt)",
        "UG haftungsbeschraenkt",
        "UG (haftungsbeschränkt) & Co. KG",
        "e.K.",
        "e. K.",
        "eK",
        "e.Kfr.",
        "e.Kfm.",
        "KG",
        "K.G.",
        "KGaA",
        "KG a.A.",
        "OHG",
        "OG",
        "GbR",
        "eGbR",
        "GesbR",
        "PartG",
        "PartG mbB",
        "PartGmbB",
        "eG",
        "e.G.",
        "e.V.",
        "e. V.",
        "SE",
        "SE & Co. KG",
        "VVaG",
        "FlexCo",
        "Ltd",
        "Ltd.",
        "Limited",
        "LLC",
        "L.L.C.",
        "LLP",
        "PLC",
        "Inc",
        "Inc.",
        ", Inc.",
        "Incorporated",
        "Corp.",
        "Corporation",
        "Co.",
        "& Co.",
        "Co., Ltd.",
        "Company",
        "Pty Ltd",
        "Pty. Ltd.",
        "Pte. Ltd.",
        "Pvt. Ltd.",
        "Private Limited",
        "Sdn. Bhd.",
        "S.A.",
        "SA",
        "S.A.S.",
        "SASU",
        "SARL",
        "S.à r.l.",
        "S. à r.l.",
        "S.A.R.L.",
        "EURL",
        "S.L.",
        "SL",
        "S.L.U.",
        "S.R.L.",
        "Srl",
        "S.r.l.s.",
        "S.p.A.",
        "SpA",
        "S.n.c.",
        "Lda.",
        "Ltda.",
        "S.A. de C.V.",
        "S. de R.L. de C.V.",
        "B.V.",
        "BV",
        "N.V.",
        "NV",
        "BVBA",
        "V.O.F.",
        "A/S",
        "AS",
        "ASA",
        "ApS",
        "AB",
        "Oy",
        "Oyj",
        "Oy Ab",
        "ehf.",
        "hf.",
        "s.r.o.",
        "spol. s r.o.",
        "a.s.",
        "v.o.s.",
        "Sp. z o.o.",
        "Sp. z o. o.",
        "sp.z o.o.",
        "sp. z o.o. sp. k.",
        "d.o.o.",
        "d.d.",
        "Kft.",
        "Zrt.",
        "Nyrt.",
        "EOOD",
        "OOD",
        "SIA",
        "UAB",
        "OÜ",
        "K.K.",
    ] {
        assert_eq!(company::key(&format!("Planet Express {form}")), "planet express", "{form}");
    }
}

/// Issue 3, section 7: the same company and the same person in every spelling.
#[test]
fn one_name_in_many_spellings_has_one_key() {
    for (one, other) in [
        ("Müller & Söhne", "Mueller und Soehne"),
        ("MÜLLER+SÖHNE GMBH", "Mueller and Soehne"),
        ("Großhandel Weiß", "Grosshandel Weiss KG"),
        ("Bäckerei Jäger", "BAECKEREI JAEGER"),
        ("Müller", "Mu\u{308}ller"),
        ("Jäger-Bau GmbH", "Jaeger Bau"),
        ("Renée’s Café", "Renees Cafe"),
        ("J. P. Morgan", "JP Morgan"),
        ("IT.Solutions", "IT Solutions GmbH"),
        ("Müller u. Söhne", "Müller & Söhne"),
        ("U. S. Steel", "US Steel"),
    ] {
        assert_eq!(company::key(one), company::key(other), "{one} / {other}");
    }
    for ((first, last), (other_first, other_last)) in [
        (("Zoë", "Müller"), ("Zoe", "Mueller")),
        (("Jörg", "Groß"), ("Joerg", "Gross")),
        (("Dr. Anna", "Meier"), ("Anna", "Meier")),
        (("Anna", "Dr. Meier"), ("Anna", "Meier")),
        (("Prof. Dr. med. Karl", "Huber"), ("Karl", "Huber")),
        (("Frau Dipl.-Ing. Eva", "Maurer"), ("Eva", "Maurer")),
        (("Meier", "Anna"), ("Anna", "Meier")),
        (("", "Anna Meier"), ("Anna", "Meier")),
        (("", "Meier, Anna"), ("Anna", "Meier")),
        (("Anna-Lena", "Meier"), ("Anna Lena", "Meier")),
        (("Siobhán", "O'Brien"), ("Siobhan", "O’Brien")),
        (("J. R.", "Ewing"), ("J.R.", "Ewing")),
    ] {
        let (one, other) = (name::match_key(first, last), name::match_key(other_first, other_last));
        assert_eq!(one, other, "{first} {last} / {other_first} {other_last}");
        assert_eq!(name::match_key("", &one), one, "{one} again");
    }
    assert_ne!(name::match_key("Phil", "Collins"), name::match_key("", "Collins"), "a title only where it is one");
    assert_ne!(name::match_key("Anna", "Meier"), name::match_key("Anna", "Meyer"));
    assert_eq!(name::match_key("Dr.", ""), "");
}
