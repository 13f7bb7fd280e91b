//! E-mail addresses: found in free text, checked, and brought to the key that two of them are compared by.

use super::Problem;
use email_address::{EmailAddress, Options};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// As it was written, without what stood around it.
    pub value: String,
    /// What it is matched by: see [`key`].
    pub key: String,
}

/// Domains where the part before the `@` tells the owner, not the domain (R14): the same domain is no evidence there.
const FREE_MAIL: &[&str] = include!("free_mail.in");

/// Every address in a text, in its order; what is no address is passed over. Names, brackets and separators around do not matter.
pub fn parse_all(text: &str) -> Vec<Email> {
    spans(text).into_iter().map(|(_, _, email)| email).collect()
}

/// The one address in a typed field. A name around it (`Ann <ann@x.org>`, `ann@x.org Ann`) is allowed.
///
/// # Errors
/// [`Problem::NotAnEmail`] where there is none, or where words before it leave doubt (`ann lee@x.org`);
/// [`Problem::SeveralEmails`] where there are two or more.
pub fn parse_one(text: &str) -> Result<Email, Problem> {
    if is_plain(text) {
        return Ok(Email { value: text.to_owned(), key: text.to_ascii_lowercase() });
    }
    let mut found = spans(text);
    if found.len() > 1 {
        return Err(Problem::SeveralEmails);
    }
    let (start, _, email) = found.pop().ok_or(Problem::NotAnEmail)?;
    // A second `@` that gave no address means that what was typed is not what would be kept.
    if text.matches(['@', '＠']).count() > 1 {
        return Err(Problem::NotAnEmail);
    }
    let before = text[..start].trim_end();
    if before.is_empty() || before.ends_with(['<', ':', '"', '\'', '(', '[']) {
        Ok(email)
    } else {
        Err(Problem::NotAnEmail)
    }
}

/// The key of the first address in a text: domain in lower case, local part too where it is ASCII (N07); `""` where there
/// is no address. Idempotent.
pub fn key(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    spans(text).into_iter().next().map(|(_, _, email)| email.key).unwrap_or_default()
}

/// The domain of a key made by [`key`].
pub fn domain(key: &str) -> Option<&str> {
    key.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

/// Whether everybody can have an address at this domain (in lower case). Exactly this domain: a subdomain is its own (D10).
pub fn is_free_mail(domain: &str) -> bool {
    FREE_MAIL.contains(&domain)
}

/// What tells that two addresses belong to the same customer (D01 to D10): the whole address at a free-mail provider,
/// `@domain` elsewhere; `""` for no address.
pub fn duplicate_key(key: &str) -> String {
    match domain(key) {
        None => String::new(),
        Some(domain) if is_free_mail(domain) => key.to_owned(),
        Some(domain) => format!("@{domain}"),
    }
}

/// Whether a text is an address and nothing else, of the form that nearly all have: plain letters, digits and what stands between
/// them. It is told without the parser. Others may be addresses as well.
pub fn is_plain(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let (local, domain) = (local.as_bytes(), domain.as_bytes());
    if !(1..=64).contains(&local.len()) || !(1..=254).contains(&domain.len()) {
        return false;
    }
    let starts = local[0].is_ascii_alphanumeric() || matches!(local[0], b'_' | b'+');
    starts && is_dotted(local, 64, b"_+-", false) && is_dotted(domain, 63, b"-", true)
}

/// Whether these are parts with a dot between each two, of letters, digits and these signs. `closed`: no sign begins or ends a part.
fn is_dotted(text: &[u8], longest: usize, signs: &[u8], closed: bool) -> bool {
    text.split(|byte| *byte == b'.').all(|part| {
        let ends = |byte: Option<&u8>| byte.is_some_and(|byte| !closed || byte.is_ascii_alphanumeric());
        part.len() <= longest
            && ends(part.first())
            && ends(part.last())
            && part.iter().all(|byte| byte.is_ascii_alphanumeric() || signs.contains(byte))
    })
}

/// Addresses with the bytes they stand at.
fn spans(text: &str) -> Vec<(usize, usize, Email)> {
    let mut found = Vec::new();
    let mut free_from = 0;
    for (at, _) in text.match_indices('@') {
        let Some((start, end)) = reach(text, at, free_from) else { continue };
        if let Some(email) = checked(&text[start..end]) {
            found.push((start, end, email));
        }
        // Also where it was refused: `a@b@c` holds no address at all.
        free_from = end;
    }
    found
}

/// The run of characters around an `@` that could be an address; none where one side is empty or another `@` touches it.
fn reach(text: &str, at: usize, free_from: usize) -> Option<(usize, usize)> {
    let left = text.get(free_from..at)?;
    let local = left.char_indices().rev().take_while(|(_, c)| is_local(*c)).last().map_or(at, |(i, _)| free_from + i);
    let start = at - text[local..at].trim_start_matches(|c: char| !starts_local(c)).len();
    let right = &text[at + 1..];
    let length = right.find(|c| !is_domain(c)).unwrap_or(right.len());
    let end = at + 1 + right[..length].trim_end_matches(['.', '-', '_']).len();
    let touched = text[..start].ends_with('@') || text[end..].starts_with('@');
    (start < at && end > at + 1 && !touched).then_some((start, end))
}

fn checked(address: &str) -> Option<Email> {
    if address.is_ascii() {
        // Nothing to compose, and an address is one in capitals, too.
        return is_valid(address).then(|| Email { value: address.to_owned(), key: address.to_ascii_lowercase() });
    }
    let key = to_key(address)?;
    // Composed, since the check knows no letters taken apart; and the key too: lower case can be longer than what was
    // typed, and a key must be an address itself.
    (is_valid(&address.nfc().collect::<String>()) && is_valid(&key)).then(|| Email { value: address.to_owned(), key })
}

fn is_valid(address: &str) -> bool {
    let options = Options::default().with_no_minimum_sub_domains().without_domain_literal().without_display_text();
    EmailAddress::parse_with_options(address, options).is_ok()
}

fn to_key(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let local = if local.is_ascii() { local.to_ascii_lowercase() } else { local.nfc().collect() };
    // Composed before and after: each step can bring out work for the other.
    let domain: String = domain.nfc().collect::<String>().to_lowercase().nfc().collect();
    Some(format!("{local}@{domain}"))
}

/// Combining marks belong to the letter before them: macOS hands out names taken apart.
pub(crate) fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || ".!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// Punctuation in front is far more often a quote or a separator than a part of the address.
fn starts_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '+')
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_told_without_the_parser_is_what_the_parser_says(text in "[a-cA-C1_+.-]{0,5}(x{60})?@?[a-c1.-]{0,6}(y{60})?(\\.[a-c]{1,3})?") {
            if is_plain(&text) {
                let email = Email { value: text.clone(), key: text.to_ascii_lowercase() };
                prop_assert_eq!(spans(&text), [(0, text.len(), email)]);
            }
        }
    }

    #[test]
    fn nearly_all_addresses_are_plain() {
        for text in ["ann@acme.example", "Ann.Lee_3+crm@mail.acme-works.co.uk", "_a-b@x"] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "",
            "@",
            "a@",
            "@b.c",
            "a@b@c",
            "a..b@c.de",
            ".a@c.de",
            "a.@c.de",
            "a@-b.c",
            "a@b-.c",
            "a@b..c",
            "ä@b.c",
            " a@b.c",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn the_list_of_providers_is_sorted_lower_case_and_without_doubles() {
        assert!(FREE_MAIL.is_sorted_by(|a, b| a < b), "{FREE_MAIL:?}");
        assert!(FREE_MAIL.iter().all(|d| d.contains('.') && *d == d.to_lowercase()));
    }

    #[test]
    fn a_sentence_gives_its_addresses_without_punctuation() {
        let found: Vec<_> =
            parse_all("Mail to 'a.b@x.de', (c@y.org) or mailto:d+e@z.co.uk. Not @x, not f@, not g@h@i.")
                .into_iter()
                .map(|e| e.value)
                .collect();
        assert_eq!(found, ["a.b@x.de", "c@y.org", "d+e@z.co.uk"]);
    }

    #[test]
    fn separators_without_spaces_separate_too() {
        let found: Vec<_> = parse_all("a@x.de/b@y.de;c@z.de,d@w.de|e@v.de").into_iter().map(|e| e.key).collect();
        assert_eq!(found, ["a@x.de", "b@y.de", "c@z.de", "d@w.de", "e@v.de"]);
    }

    #[test]
    fn a_typed_field_takes_one_address_and_loses_no_word_of_it() {
        assert_eq!(parse_one(" Ann@X.org ").unwrap(), Email { value: "Ann@X.org".into(), key: "ann@x.org".into() });
        assert_eq!(parse_one("mailto:ann@x.org").unwrap().key, "ann@x.org");
        assert_eq!(parse_one("ann lee@x.org"), Err(Problem::NotAnEmail));
        assert_eq!(parse_one("a@b@c.de"), Err(Problem::NotAnEmail));
        assert_eq!(parse_one("a..b@c.de"), Err(Problem::NotAnEmail));
        assert_eq!(parse_one("a@b.de, c@d.de"), Err(Problem::SeveralEmails));
    }

    #[test]
    fn taken_apart_and_composed_letters_have_one_key() {
        assert_eq!(key("rene\u{301}@cafe\u{301}.fr"), key("rené@café.fr"));
    }
}
