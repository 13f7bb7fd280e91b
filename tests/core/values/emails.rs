//! E-mail addresses: N01 to N16, D01 to D14, D23.

use kontor_core::value::Problem;
use kontor_core::value::email::{domain, duplicate_key, is_free_mail, key, parse_all, parse_one};

fn keys(text: &str) -> Vec<String> {
    parse_all(text).into_iter().map(|email| email.key).collect()
}

#[test]
fn addresses_are_found_in_text() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("N01", " alfred.astaire@test.example.com ", &["alfred.astaire@test.example.com"]),
        ("N02", "\"Super Déboulonneur\" <DEBOULONNEUR@example.com>", &["deboulonneur@example.com"]),
        ("N04", "deboulonneur@example.com Déboulonneur", &["deboulonneur@example.com"]),
        ("N05", "a@example.com, b@example.com", &["a@example.com", "b@example.com"]),
        ("N07", "<DéBoulonneur@Examplé.com>", &["DéBoulonneur@examplé.com"]),
        ("N08 text", "<p>Hello Fredo</p>", &[]),
        ("N08 empty", "", &[]),
        ("N08 domain", "@gmail.com", &[]),
        ("N10", "d@x; 1@2", &["d@x", "1@2"]),
        ("N11", "'(ss)' <123@gmail.com>, 'foo' <foo@bar>", &["123@gmail.com", "foo@bar"]),
        (
            "N13 /",
            "ivan.plein@dezotos.com / ivan.plu@notgmail.com",
            &["ivan.plein@dezotos.com", "ivan.plu@notgmail.com"],
        ),
        (
            "N13 -",
            "ivan.plein@dezotos.com - ivan.plu@notgmail.com",
            &["ivan.plein@dezotos.com", "ivan.plu@notgmail.com"],
        ),
        (
            "N13 space",
            "ivan.plein@dezotos.com ivan.plu@notgmail.com",
            &["ivan.plein@dezotos.com", "ivan.plu@notgmail.com"],
        ),
        ("N14", "Déboulonneur <deboulonneur@example.com", &["deboulonneur@example.com"]),
        ("N16", "not-an-email", &[]),
        ("N35", "broken", &[]),
        ("D14", "odoo.com", &[]),
        ("D23", "first@acme.de; second@acme.de", &["first@acme.de", "second@acme.de"]),
    ];
    for (id, text, expected) in cases {
        assert_eq!(&keys(text), expected, "{id}");
        assert_eq!(key(text), expected.first().copied().unwrap_or_default(), "{id}");
    }
}

#[test]
fn a_typed_field_takes_exactly_one_address() {
    let cases = [
        ("N01", " alfred.astaire@test.example.com ", Ok("alfred.astaire@test.example.com")),
        ("N02", "\"Super Déboulonneur\" <DEBOULONNEUR@example.com>", Ok("DEBOULONNEUR@example.com")),
        ("N04", "deboulonneur@example.com Déboulonneur", Ok("deboulonneur@example.com")),
        ("N05", "a@example.com, b@example.com", Err(Problem::SeveralEmails)),
        ("N07", "<DéBoulonneur@Examplé.com>", Ok("DéBoulonneur@Examplé.com")),
        ("N08", "@gmail.com", Err(Problem::NotAnEmail)),
        ("N14", "Déboulonneur <deboulonneur@example.com", Ok("deboulonneur@example.com")),
        ("N16", "not-an-email", Err(Problem::NotAnEmail)),
        ("N35", "broken", Err(Problem::NotAnEmail)),
    ];
    for (id, typed, expected) in cases {
        assert_eq!(parse_one(typed).map(|email| email.value), expected.map(str::to_owned), "{id}");
    }
}

/// The cases name Odoo's own domain as one of the listed providers; ours are real ones.
#[test]
fn the_same_customer_is_told_by_address_or_domain() {
    let cases = [
        ("D01", "fp@gmail.com", "\"Fabulous Fab\" <fp@GMAIL.COM>", true),
        ("D02", "FP@gmx.de", "not.fp@gmx.de", false),
        ("D05", "floppy@MYCOMPANY.com", "\"The Other Fabulous Fab\" <fp@mycompany.COM>", true),
        ("D10", "fp@mail.acme.de", "fp@acme.de", false),
    ];
    for (id, one, other, same) in cases {
        assert_eq!(duplicate_key(&key(one)) == duplicate_key(&key(other)), same, "{id}");
    }
}

#[test]
fn duplicate_keys() {
    let cases = [
        ("D07", "robert.poilvert@gmail.com", "robert.poilvert@gmail.com"),
        ("D08", "fp.alias@googlemail.com", "fp.alias@googlemail.com"),
        ("D10", "fp@subdomain.gmx.de", "@subdomain.gmx.de"),
        ("D05", "fp@mycompany.com", "@mycompany.com"),
        ("D14", "odoo.com", ""),
    ];
    for (id, address, expected) in cases {
        assert_eq!(duplicate_key(&key(address)), expected, "{id}");
    }
}

#[test]
fn free_mail_is_known_by_the_exact_domain() {
    for provider in
        ["gmx.de", "web.de", "t-online.de", "freenet.de", "posteo.de", "mailbox.org", "gmail.com", "outlook.com"]
    {
        assert!(is_free_mail(provider), "{provider}");
    }
    for own in ["acme.de", "subdomain.gmx.de", "notgmail.com", ""] {
        assert!(!is_free_mail(own), "{own}");
    }
    assert_eq!(domain("a@acme.de"), Some("acme.de"));
    assert_eq!(domain(""), None);
}
