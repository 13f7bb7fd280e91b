//! Leads, contacts and organizations as vCards (RFC 6350 for 4.0, RFC 2426 for 3.0).

use std::path::Path;

use super::lines::Lines;
use super::lists::{Item, each};
use super::{List, Pace};
use crate::Result;
use crate::book::Db;
use crate::flows::new_file::NewFile;
use crate::records::addresses::{Address, AddressKind};
use crate::records::points::Point;
use crate::records::tags::Tag;
use crate::value::text::key;

/// Which vCard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Three,
    Four,
}

/// What a record says on a card.
#[derive(Default)]
struct Card<'a> {
    id: &'a str,
    /// A company or a deal rather than a person.
    is_company: bool,
    name: String,
    /// Family name, first names, form of address.
    person: [&'a str; 3],
    organization: &'a str,
    job_title: &'a str,
    points: [&'a [Point]; 3],
    addresses: Vec<&'a Address>,
    birthday: Option<&'a str>,
    language: &'a str,
    note: &'a str,
    tags: &'a [Tag],
    updated_at: &'a str,
}

pub(super) fn write(
    db: &Db,
    list: &List,
    version: Version,
    file: NewFile,
    path: &Path,
    pace: &mut Pace,
) -> Result<NewFile> {
    let mut lines = Lines::start(file, path);
    each(db, list, |item| {
        pace.step()?;
        match card(&item) {
            Some(card) => card.write(&mut lines, version),
            None => Ok(()),
        }
    })?;
    Ok(lines.end())
}

fn card(item: &Item) -> Option<Card<'_>> {
    Some(match item {
        Item::Lead(lead) => {
            let person = [lead.last_name.as_str(), &lead.first_name, &lead.salutation];
            let name = full_name(person);
            Card {
                id: &lead.id,
                is_company: name.is_empty(),
                name: if name.is_empty() { lead.title.clone() } else { name },
                person,
                organization: &lead.company,
                job_title: &lead.job_title,
                points: [&lead.emails, &lead.phones, &lead.websites],
                addresses: lead.address.iter().collect(),
                language: &lead.language,
                note: &lead.description,
                tags: &lead.tags,
                updated_at: &lead.updated_at,
                ..Card::default()
            }
        }
        Item::Contact(contact) => {
            let person = [contact.last_name.as_str(), &contact.first_name, &contact.salutation];
            Card {
                id: &contact.id,
                name: full_name(person),
                person,
                organization: contact.organization.as_ref().map_or("", |organization| &organization.title),
                job_title: &contact.job_title,
                points: [&contact.emails, &contact.phones, &contact.websites],
                addresses: contact.address.iter().collect(),
                birthday: contact.birthday.as_deref(),
                language: &contact.language,
                note: &contact.description,
                tags: &contact.tags,
                updated_at: &contact.updated_at,
                ..Card::default()
            }
        }
        Item::Organization(organization) => Card {
            id: &organization.id,
            is_company: true,
            name: organization.name.clone(),
            organization: &organization.name,
            points: [&organization.emails, &organization.phones, &organization.websites],
            addresses: organization.addresses.iter().collect(),
            note: &organization.description,
            tags: &organization.tags,
            updated_at: &organization.updated_at,
            ..Card::default()
        },
        Item::Opportunity(_) | Item::Activity(_) | Item::Note(_) => return None,
    })
}

/// "Ann Wong": what the card is called, without the form of address.
fn full_name([last, first, _]: [&str; 3]) -> String {
    format!("{first} {last}").trim().to_owned()
}

impl Card<'_> {
    fn write(&self, lines: &mut Lines, version: Version) -> Result<()> {
        let four = version == Version::Four;
        lines.raw("BEGIN", "VCARD")?;
        lines.raw("VERSION", if four { "4.0" } else { "3.0" })?;
        lines.raw("PRODID", "-//Kontor//Kontor//EN")?;
        lines.raw("UID", &if four { format!("urn:uuid:{}", self.id) } else { self.id.to_owned() })?;
        if four {
            lines.raw("KIND", if self.is_company { "org" } else { "individual" })?;
        }
        lines.text("FN", &self.name)?;
        let [last, first, salutation] = self.person;
        if full_name(self.person).is_empty() {
            // 3.0 demands a name; one of a company is none of a person.
            if !four {
                lines.raw("N", &format!("{};;;;", super::lines::escaped(&self.name)))?;
                // How address books say so.
                lines.raw("X-ABSHOWAS", "COMPANY")?;
            }
        } else {
            lines.parts("N", &[last, first, "", salutation, ""])?;
        }
        lines.text("ORG", self.organization)?;
        lines.text("TITLE", self.job_title)?;
        let mut group = 0;
        for (name, points) in ["EMAIL", "TEL", "URL"].into_iter().zip(self.points) {
            for point in points {
                self.point(lines, name, point, four, &mut group)?;
            }
        }
        for address in &self.addresses {
            self.address(lines, address, four)?;
        }
        if let Some(birthday) = self.birthday {
            lines.raw("BDAY", &if four { birthday.replace('-', "") } else { birthday.to_owned() })?;
        }
        if four && is_language(self.language) {
            lines.raw("LANG", self.language)?;
        }
        lines.text("NOTE", self.note)?;
        lines.list("CATEGORIES", self.tags.iter().map(|tag| tag.name.as_str()))?;
        lines.raw("REV", &moment(self.updated_at))?;
        lines.raw("END", "VCARD")
    }

    /// An e-mail, phone or website with what kind it is (I34). A label of the user's own goes along as address books have it: a line of its
    /// own in the same group.
    fn point(&self, lines: &mut Lines, name: &str, point: &Point, four: bool, group: &mut u32) -> Result<()> {
        let kinds = kinds(&point.label, name == "TEL");
        let mut parameters = String::new();
        for kind in kinds.into_iter().flatten() {
            parameters.push_str(&format!(";TYPE={}", if four { kind.to_owned() } else { kind.to_uppercase() }));
        }
        if name == "EMAIL" && !four {
            parameters.insert_str(0, ";TYPE=INTERNET");
        }
        if point.position == 0 {
            parameters.push_str(if four { ";PREF=1" } else { ";TYPE=PREF" });
        }
        if point.label.is_empty() || kinds[0].is_some() {
            return lines.text(&format!("{name}{parameters}"), &point.value);
        }
        *group += 1;
        lines.text(&format!("item{group}.{name}{parameters}"), &point.value)?;
        lines.text(&format!("item{group}.X-ABLABEL"), &point.label)
    }

    fn address(&self, lines: &mut Lines, address: &Address, four: bool) -> Result<()> {
        let kind = match address.kind {
            AddressKind::Main if !self.is_company => "",
            _ if four => ";TYPE=work",
            _ => ";TYPE=WORK",
        };
        let parts =
            ["", "", address.street.as_str(), &address.city, &address.region, &address.postal_code, &address.country];
        lines.parts(&format!("ADR{kind}"), &parts)
    }
}

/// The types of a label that the formats have a word for: the label may be English or German.
fn kinds(label: &str, is_phone: bool) -> [Option<&'static str>; 2] {
    match key(label).as_str() {
        "work" | "business" | "office" | "geschaeftlich" | "arbeit" | "buero" | "dienstlich" | "geschaftlich"
        | "buro" => [Some("work"), None],
        "home" | "private" | "privat" => [Some("home"), None],
        "mobile" | "mobil" | "cell" | "handy" | "mobiltelefon" if is_phone => [Some("cell"), None],
        "fax" | "telefax" if is_phone => [Some("fax"), None],
        "work fax" | "fax work" | "fax geschaeftlich" if is_phone => [Some("fax"), Some("work")],
        "pager" if is_phone => [Some("pager"), None],
        _ => [None, None],
    }
}

/// A language as BCP 47 writes it; the field takes any text.
fn is_language(text: &str) -> bool {
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&text.split('-').next().unwrap_or_default().len()) && text.split('-').all(is_part)
}

/// "20261122T093000Z" of "2026-11-22T09:30:00.000Z".
pub(super) fn moment(utc: &str) -> String {
    let seconds = utc.split('.').next().unwrap_or(utc).trim_end_matches('Z');
    format!("{}Z", seconds.replace(['-', ':'], ""))
}
