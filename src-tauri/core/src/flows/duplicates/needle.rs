//! What was typed, brought to the keys that records are matched by.

use super::Probe;
use crate::value::text::{fold, fold_german};
use crate::value::{company, email, name, phone, text, website};

/// Names shorter than this are no evidence (D31, D32).
pub(super) const SHORTEST_NAME: usize = 3;

/// Sites where everybody can have a page: their host is nobody's own domain.
const SHARED_HOSTS: &[&str] = &[
    "facebook.com",
    "github.com",
    "github.io",
    "instagram.com",
    "jimdo.com",
    "linkedin.com",
    "de.linkedin.com",
    "linktr.ee",
    "sites.google.com",
    "tiktok.com",
    "twitter.com",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "xing.com",
    "youtube.com",
];

/// A key with the text that it was made from.
pub(super) struct Keyed {
    pub(super) key: String,
    pub(super) typed: String,
}

/// What is looked for. Every list is without doubles, every key may be empty: then there is nothing to look for.
pub(super) struct Needle {
    pub(super) emails: Vec<Keyed>,
    pub(super) phones: Vec<Keyed>,
    /// Own domains of e-mails and websites; never those of free mail.
    pub(super) domains: Vec<String>,
    pub(super) company: String,
    pub(super) company_key: String,
    pub(super) person: String,
    pub(super) person_key: String,
}

impl Needle {
    pub(super) fn of(probe: &Probe, country: &str) -> Self {
        let mut emails: Vec<Keyed> = Vec::new();
        for found in probe.emails.iter().flat_map(|typed| email::parse_all(typed)) {
            push(&mut emails, found.key, &found.value);
        }
        let mut phones = Vec::new();
        for typed in &probe.phones {
            push(&mut phones, phone::key(typed, country), typed);
        }
        let mut domains: Vec<String> = Vec::new();
        let of_emails = emails.iter().filter_map(|email| email::domain(&email.key)).map(str::to_owned);
        let of_websites = probe.websites.iter().map(|typed| website::host(typed)).filter(|host| !host.is_empty());
        for domain in of_emails.chain(of_websites) {
            if is_own_domain(&domain) && !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        // A lead without a company has its name in the title, unless that is the person's (D38).
        let title_is_person = name::match_key("", &probe.title) == name::match_key(&probe.first_name, &probe.last_name);
        let company = match (probe.company.trim(), title_is_person) {
            ("", true) => "",
            ("", false) => probe.title.as_str(),
            (company, _) => company,
        };
        Self {
            emails,
            phones,
            domains,
            company: company.trim().to_owned(),
            company_key: long_enough(company::key(company)),
            person: format!("{} {}", probe.first_name.trim(), probe.last_name.trim()).trim().to_owned(),
            person_key: long_enough(name::person_key(
                &name::without_titles(&probe.first_name),
                &name::without_titles(&probe.last_name),
            )),
        }
    }
}

/// Whether a domain is a company's own: neither of free mail nor a site where everybody can have a page.
pub(in crate::flows) fn is_own_domain(domain: &str) -> bool {
    !domain.is_empty() && !email::is_free_mail(domain) && !SHARED_HOSTS.contains(&domain)
}

fn push(into: &mut Vec<Keyed>, key: String, typed: &str) {
    if !key.is_empty() && !into.iter().any(|known| known.key == key) {
        into.push(Keyed { key, typed: typed.trim().to_owned() });
    }
}

fn long_enough(key: String) -> String {
    if key.chars().count() < SHORTEST_NAME { String::new() } else { key }
}

/// A full-text expression for records that hold all these words, whole, in any order and in each spelling that the index
/// may have; none without a word.
pub(super) fn all_words(typed: &str, key: &str) -> Option<String> {
    // The words that the key kept: without legal form and punctuation.
    let kept: Vec<&str> = key.split_whitespace().filter(|word| *word != "und").collect();
    let words: Vec<String> = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| kept.contains(&fold_german(word).as_str()) || kept.contains(&text::key(word).as_str()))
        .take(8)
        .map(|word| {
            let mut spellings = vec![word.to_lowercase(), fold(word), fold_german(word)];
            spellings.dedup();
            let quoted: Vec<String> = spellings.iter().map(|spelling| format!("\"{spelling}\"")).collect();
            format!("({})", quoted.join(" OR "))
        })
        .collect();
    (!words.is_empty()).then(|| format!("{{title detail variants}} : ({})", words.join(" AND ")))
}
