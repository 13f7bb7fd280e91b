//! Websites: the host that two of them are compared by.

/// The host of an address typed with or without scheme, in lower case and without `www.`; `""` where there is none.
/// `https://www.Acme.de:8080/about` is `acme.de`. Idempotent.
pub fn host(text: &str) -> String {
    let text = text.trim().trim_matches(['<', '>', '"', '\'']);
    let (had_scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (true, rest),
        Some(_) => return String::new(),
        None => (false, text.strip_prefix("//").unwrap_or(text)),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = match authority.rsplit_once('@') {
        Some((_, host)) if had_scheme => host,
        // Without a scheme this is an e-mail address, not a website.
        Some(_) => return String::new(),
        None => authority,
    };
    let host = without_port(host).trim_end_matches('.').to_lowercase();
    let host = without_www(&host);
    if is_host(host) { host.to_owned() } else { String::new() }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

/// `www.` goes as long as a domain stays: `www.de` is a domain of its own.
fn without_www(mut host: &str) -> &str {
    while let Some(rest) = host.strip_prefix("www.") {
        if !rest.contains('.') {
            break;
        }
        host = rest;
    }
    host
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let numeric = |label: &&str| label.chars().all(|c| c.is_ascii_digit());
    labels.len() >= 2
        && host.len() <= 253
        && labels.iter().all(|label| is_label(label))
        // An amount or a version ("3.5") is no host; four numbers are an address.
        && (!labels.last().is_some_and(numeric) || (labels.len() == 4 && labels.iter().all(numeric)))
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_') || super::email::is_mark(c))
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_is_found_in_whatever_was_typed() {
        for typed in [
            "acme.de",
            "www.acme.de",
            " HTTPS://WWW.Acme.DE/ ",
            "http://acme.de:8080/a?b#c",
            "//acme.de/x",
            "acme.de/kontakt",
            "https://user:pw@acme.de",
            "acme.de.",
            "www.www.acme.de",
            "<https://acme.de>",
        ] {
            assert_eq!(host(typed), "acme.de", "{typed}");
        }
        assert_eq!(host("https://shop.acme.co.uk"), "shop.acme.co.uk");
        assert_eq!(host("www.Müller.de"), "müller.de");
        assert_eq!(host("http://192.168.0.1/x"), "192.168.0.1");
        assert_eq!(host("www.de"), "www.de");
    }

    #[test]
    fn no_host_is_no_host() {
        for typed in
            ["", "acme", "n/a", "-", "3.5", "a b.de", "info@acme.de", "://acme.de", "acme..de", "-a.de", "🎉.de"]
        {
            assert_eq!(host(typed), "", "{typed}");
        }
    }
}
