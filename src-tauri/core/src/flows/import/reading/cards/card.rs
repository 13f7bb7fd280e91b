//! What one card says.

use std::collections::HashMap;

use calcard::common::{IanaString, PartialDateTime};
use calcard::vcard::{
    VCard, VCardEntry, VCardKind, VCardParameterName, VCardParameterValue, VCardProperty, VCardType, VCardValue,
};
use calcard::{Entry, Parser};

use super::super::places::{Place, Values};
use crate::flows::tag_list;
use crate::value::name::parse_person;
use crate::value::text::key;

/// The card's id, which every program that reads it keeps.
pub(super) const UID: Place = Place::one(1, "Card UID");
const FORMATTED_NAME: Place = Place::one(2, "Formatted name");
const COMPANY_NAME: Place = Place::one(3, "Company name");
const PREFIX: Place = Place::one(4, "Name prefix");
const FIRST_NAME: Place = Place::one(5, "First name");
const MIDDLE_NAME: Place = Place::one(6, "Middle name");
const LAST_NAME: Place = Place::one(7, "Last name");
const SUFFIX: Place = Place::one(8, "Name suffix");
const NICKNAME: Place = Place::one(9, "Nickname");
const IS_COMPANY: Place = Place::one(10, "Is company");
const GROUP: Place = Place::one(11, "Group");
const ORGANIZATION: Place = Place::one(12, "Organization");
const DEPARTMENT: Place = Place::one(13, "Department");
const JOB_TITLE: Place = Place::one(14, "Job title");
const ROLE: Place = Place::one(15, "Role");
const STREET: Place = Place::one(30, "Street");
const POSTAL_CODE: Place = Place::one(31, "Postal code");
const CITY: Place = Place::one(32, "City");
const REGION: Place = Place::one(33, "Region");
const COUNTRY: Place = Place::one(34, "Country");
const BIRTHDAY: Place = Place::one(40, "Birthday");
const BIRTHDAY_WITHOUT_YEAR: Place = Place::one(41, "Birthday without year");
const LANGUAGE: Place = Place::one(42, "Language");
const CATEGORIES: Place = Place::one(43, "Categories");
const NOTE: Place = Place::one(44, "Note");
/// E-mails, phones, websites.
const POINTS: [(u16, &str); 3] = [(20, "Email"), (21, "Phone"), (22, "Website")];
/// The name of the columns of further addresses, in front of their number.
pub(in crate::flows::import) const OTHER_ADDRESS: &str = "Other address";

/// How many e-mails, phones, websites or further addresses have columns of their own. Further ones stand in the last column.
const MOST_POINTS: u16 = 20;

/// Properties that say something about the file and nothing about the person, or that are read with others.
const TECHNICAL: &[&str] = &[
    "VERSION",
    "PRODID",
    "REV",
    "SOURCE",
    "SORT-STRING",
    "CLIENTPIDMAP",
    "XML",
    "JSPROP",
    "CLASS",
    "MAILER",
    "CREATED",
    "KIND",
    "AGENT",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
    "X-ABLABEL",
    "X-ABADR",
    "X-ABUID",
    "X-MS-OL-DESIGN",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
    "X-MOZILLA-HTML",
    "X-EVOLUTION-FILE-AS",
    "X-IMAGETYPE",
    "X-IMAGEHASH",
    "X-SHARED-PHOTO-DISPLAY-PREF",
];

/// What a card says. `left_out`: its pictures.
pub(super) fn values(text: &str, left_out: &[(String, u64)]) -> Values {
    let mut values = Values::default();
    for (property, length) in left_out {
        values.add(Place::other(property), &format!("{} KB", length.div_ceil(1024)));
    }
    if let Entry::VCard(card) = Parser::new(text).entry() {
        let reader = Reader { labels: labels(&card), card: &card };
        reader.read(&mut values);
    }
    values
}

/// The labels that address books write beside a property, by their group: `item1.X-ABLabel:Holiday home`.
fn labels(card: &VCard) -> HashMap<String, String> {
    let of = |entry: &VCardEntry| {
        let group = entry.group.as_ref()?;
        let is_label = entry.name.as_str().eq_ignore_ascii_case("X-ABLABEL");
        is_label.then(|| (group.to_lowercase(), first_text(entry)))
    };
    card.entries.iter().filter_map(of).collect()
}

struct Reader<'a> {
    card: &'a VCard,
    labels: HashMap<String, String>,
}

impl Reader<'_> {
    fn read(&self, values: &mut Values) {
        let mut places: Vec<&VCardEntry> = Vec::new();
        let mut points: [Vec<&VCardEntry>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        for entry in &self.card.entries {
            match &entry.name {
                VCardProperty::Fn => values.add_first(FORMATTED_NAME, &first_text(entry)),
                VCardProperty::N => name(entry, values),
                VCardProperty::Org => organization(entry, values),
                VCardProperty::Title => values.add(JOB_TITLE, &first_text(entry)),
                VCardProperty::Role => values.add(ROLE, &first_text(entry)),
                VCardProperty::Nickname => values.add(NICKNAME, &all_texts(entry, ", ")),
                VCardProperty::Email => points[0].push(entry),
                VCardProperty::Tel => points[1].push(entry),
                VCardProperty::Url => points[2].push(entry),
                VCardProperty::Adr => places.push(entry),
                VCardProperty::Bday => birthday(entry, values),
                VCardProperty::Lang => values.add_first(LANGUAGE, &first_text(entry)),
                VCardProperty::Categories => values.add(CATEGORIES, &categories(entry)),
                VCardProperty::Note => values.add(NOTE, &first_text(entry)),
                VCardProperty::Uid => values.add_first(UID, &first_text(entry)),
                VCardProperty::Begin | VCardProperty::End => {}
                _ => self.other(entry, values),
            }
        }
        for (which, entries) in points.into_iter().enumerate() {
            self.points(which, entries, values);
        }
        self.addresses(places, values);
        self.settle(values);
    }

    fn points(&self, which: usize, mut entries: Vec<&VCardEntry>, values: &mut Values) {
        let (order, name) = POINTS[which];
        entries.sort_by_key(|entry| preference(entry));
        let mut number = 0;
        for entry in entries {
            let value = point(which, &first_text(entry));
            if value.is_empty() {
                continue;
            }
            number = (number + 1).min(MOST_POINTS + 1);
            values.add(Place::of_several(order, number.min(MOST_POINTS), 0, name), &value);
            if number <= MOST_POINTS {
                values.add(Place::of_several(order, number, 1, name), &self.label(entry));
            }
        }
    }

    /// work, home, mobile, fax, or the word that the user gave it.
    fn label(&self, entry: &VCardEntry) -> String {
        let given = entry.group.as_ref().and_then(|group| self.labels.get(&group.to_lowercase()));
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            return match given.strip_prefix("_$!<").and_then(|inner| inner.strip_suffix(">!$_")) {
                Some(standard) => standard_label(standard),
                None => given.clone(),
            };
        }
        let mut found = String::new();
        for word in type_words(entry) {
            let label = match word.as_str() {
                "CELL" | "IPHONE" | "MOBILE" => return "mobile".to_owned(),
                "FAX" => return "fax".to_owned(),
                "WORK" => "work",
                "HOME" => "home",
                "PAGER" => "pager",
                word => word.strip_prefix("X-").unwrap_or(""),
            };
            if found.is_empty() {
                found = label.to_lowercase();
            }
        }
        found
    }

    /// The first preferred address is the one, or the one at work; further ones stay readable.
    fn addresses(&self, mut entries: Vec<&VCardEntry>, values: &mut Values) {
        entries.retain(|entry| entry.values.iter().any(|value| !text_of(value).trim().is_empty()));
        entries.sort_by_key(|entry| {
            let is_work = type_words(entry).iter().any(|word| word == "WORK");
            (preference(entry), !is_work)
        });
        for (at, entry) in entries.into_iter().enumerate() {
            let part = |at: usize| entry.values.get(at).map(text_of).unwrap_or_default().trim().to_owned();
            let street: Vec<String> = [2, 1, 0].into_iter().map(part).filter(|line| !line.is_empty()).collect();
            let country = Some(part(6)).filter(|country| !country.is_empty());
            let country = country.or_else(|| self.country_of(entry)).unwrap_or_default();
            if at == 0 {
                values.add(STREET, &street.join("\n"));
                for (place, value) in [(CITY, part(3)), (REGION, part(4)), (POSTAL_CODE, part(5)), (COUNTRY, country)] {
                    values.add(place, &value);
                }
                continue;
            }
            let town = format!("{} {}", part(5), part(3)).trim().to_owned();
            let label = Some(self.label(entry)).filter(|label| !label.is_empty());
            let label = label.map(|label| format!("({label})")).unwrap_or_default();
            let lines = street.into_iter().chain([town, part(4), country]).filter(|line| !line.is_empty());
            let line = format!("{} {label}", lines.collect::<Vec<_>>().join(", "));
            let number = u16::try_from(at + 1).unwrap_or(MOST_POINTS).min(MOST_POINTS);
            values.add(Place::of_several(35, number, 0, OTHER_ADDRESS), &line);
        }
    }

    /// The country that address books write beside an address, by its group: `item1.X-ABADR:de`.
    fn country_of(&self, address: &VCardEntry) -> Option<String> {
        let group = address.group.as_ref()?;
        let found = self.card.entries.iter().find(|entry| {
            entry.name.as_str().eq_ignore_ascii_case("X-ABADR")
                && entry.group.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(group))
        });
        found.map(|entry| first_text(entry).to_uppercase())
    }

    fn other(&self, entry: &VCardEntry, values: &mut Values) {
        let name = entry.name.as_str().to_ascii_uppercase();
        // How an address is printed, beside the address itself.
        let is_doubled = name == "LABEL" && self.card.entries.iter().any(|entry| entry.name == VCardProperty::Adr);
        if is_doubled || TECHNICAL.contains(&name.as_str()) {
            return;
        }
        let text = all_texts(entry, ", ");
        let label = Some(self.label(entry)).filter(|label| !label.is_empty() && !text.trim().is_empty());
        let text = label.map(|label| format!("{text} ({label})")).unwrap_or(text);
        values.add(Place::other(&name), &text);
    }

    /// Whose card it is: a person's, a company's, a group's.
    fn settle(&self, values: &mut Values) {
        if values.get(&JOB_TITLE).is_empty()
            && let Some(role) = values.take(&ROLE)
        {
            values.add(JOB_TITLE, &role);
        }
        if self.is_group() {
            let name = values.take(&FORMATTED_NAME).unwrap_or_default();
            for place in [UID, PREFIX, FIRST_NAME, MIDDLE_NAME, LAST_NAME, SUFFIX, ORGANIZATION] {
                values.take(&place);
            }
            values.add(GROUP, &name);
            return;
        }
        let (name, organization) = (values.get(&FORMATTED_NAME).to_owned(), values.get(&ORGANIZATION).to_owned());
        let has_first_name = !values.get(&FIRST_NAME).is_empty();
        let is_nameless = name.is_empty() && values.get(&LAST_NAME).is_empty();
        let same = !organization.is_empty() && !has_first_name && (key(&name) == key(&organization) || is_nameless);
        if !(self.is_company() || same) {
            return settle_name(values);
        }
        let called = if name.is_empty() { organization.clone() } else { name };
        for place in [FORMATTED_NAME, PREFIX, FIRST_NAME, MIDDLE_NAME, LAST_NAME, SUFFIX] {
            values.take(&place);
        }
        if key(&organization) == key(&called) {
            values.take(&ORGANIZATION);
        }
        values.add(COMPANY_NAME, &called);
        values.add(IS_COMPANY, "yes");
    }

    fn kind(&self) -> Option<&VCardValue> {
        let is_kind = |entry: &&VCardEntry| {
            entry.name == VCardProperty::Kind || entry.name.as_str().eq_ignore_ascii_case("X-ADDRESSBOOKSERVER-KIND")
        };
        self.card.entries.iter().find(is_kind)?.values.first()
    }

    fn is_group(&self) -> bool {
        match self.kind() {
            Some(VCardValue::Kind(kind)) => *kind == VCardKind::Group,
            Some(value) => text_of(value).eq_ignore_ascii_case("group"),
            None => false,
        }
    }

    fn is_company(&self) -> bool {
        let shown_as = |entry: &VCardEntry| {
            entry.name.as_str().eq_ignore_ascii_case("X-ABSHOWAS")
                && first_text(entry).trim().eq_ignore_ascii_case("COMPANY")
        };
        matches!(self.kind(), Some(VCardValue::Kind(VCardKind::Org))) || self.card.entries.iter().any(shown_as)
    }
}

/// The name as a whole is taken apart where its parts are missing. Beside them it says something only where it has other words.
fn settle_name(values: &mut Values) {
    let whole = values.get(&FORMATTED_NAME).to_owned();
    let has_parts = !values.get(&LAST_NAME).is_empty() || !values.get(&FIRST_NAME).is_empty();
    if !has_parts {
        let person = parse_person(&whole);
        for (place, part) in [(PREFIX, person.salutation), (FIRST_NAME, person.first), (LAST_NAME, person.last)] {
            values.add_first(place, &part);
        }
    }
    let parts = [PREFIX, FIRST_NAME, MIDDLE_NAME, LAST_NAME, SUFFIX].map(|place| key(values.get(&place))).join(" ");
    let whole = key(&whole.replace(',', " "));
    if whole.split(' ').all(|word| parts.split(' ').any(|part| part == word)) {
        values.take(&FORMATTED_NAME);
    }
}

fn name(entry: &VCardEntry, values: &mut Values) {
    let parts = [(0, LAST_NAME), (1, FIRST_NAME), (2, MIDDLE_NAME), (3, PREFIX), (4, SUFFIX)];
    for (at, place) in parts {
        let text = entry.values.get(at).map(|value| joined(value, " ")).unwrap_or_default();
        values.add_first(place, &text);
    }
}

fn organization(entry: &VCardEntry, values: &mut Values) {
    let mut parts = entry.values.iter().map(text_of).map(|part| part.trim().to_owned());
    values.add_first(ORGANIZATION, &parts.next().unwrap_or_default());
    let units: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    values.add(DEPARTMENT, &units.join(", "));
}

fn birthday(entry: &VCardEntry, values: &mut Values) {
    let Some(value) = entry.values.first() else { return };
    // The year that address books write where there is none.
    let omitted = entry.params.iter().find_map(|parameter| match (&parameter.name, &parameter.value) {
        (VCardParameterName::Other(name), VCardParameterValue::Text(year))
            if name.eq_ignore_ascii_case("X-APPLE-OMIT-YEAR") =>
        {
            year.parse::<u16>().ok()
        }
        _ => None,
    });
    match value {
        VCardValue::PartialDateTime(date) => match (date.year, date.month, date.day) {
            (Some(year), Some(month), Some(day)) if Some(year) != omitted => {
                values.add_first(BIRTHDAY, &format!("{year:04}-{month:02}-{day:02}"));
            }
            (year, ..) => {
                let year = year.filter(|year| Some(*year) != omitted);
                values.add_first(BIRTHDAY_WITHOUT_YEAR, &date_text(&PartialDateTime { year, ..date.clone() }));
            }
        },
        value => {
            let text = text_of(value);
            let place = if text.starts_with("--") { BIRTHDAY_WITHOUT_YEAR } else { BIRTHDAY };
            values.add_first(place, &text);
        }
    }
}

/// A website, phone number or address as people write it.
fn point(which: usize, text: &str) -> String {
    let text = text.trim();
    let without = |scheme: &str| {
        text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &text[scheme.len()..])
    };
    match which {
        0 => without("mailto:").unwrap_or(text).to_owned(),
        1 => without("tel:").map_or_else(|| text.to_owned(), |number| number.replace(";ext=", " ext. ")),
        _ => text.to_owned(),
    }
}

/// What address books call the kinds that they bring along.
fn standard_label(word: &str) -> String {
    match key(word).as_str() {
        "work" => "work",
        "home" => "home",
        "mobile" => "mobile",
        "workfax" | "homefax" | "otherfax" | "fax" => "fax",
        "pager" => "pager",
        "homepage" | "other" | "main" => "",
        _ => return word.to_lowercase(),
    }
    .to_owned()
}

/// 1 is the one that the person prefers, 100 any.
fn preference(entry: &VCardEntry) -> u32 {
    let of = |parameter: &calcard::vcard::VCardParameter| match (&parameter.name, &parameter.value) {
        (VCardParameterName::Pref, VCardParameterValue::Integer(number)) => Some((*number).clamp(1, 100)),
        (VCardParameterName::Pref, _) => Some(1),
        (VCardParameterName::Type, VCardParameterValue::Text(word)) if word.eq_ignore_ascii_case("PREF") => Some(1),
        _ => None,
    };
    entry.params.iter().filter_map(of).min().unwrap_or(100)
}

/// The words of TYPE, and those of version 2.1 that stand alone, in capitals.
fn type_words(entry: &VCardEntry) -> Vec<String> {
    let mut words = Vec::new();
    for parameter in &entry.params {
        match (&parameter.name, &parameter.value) {
            (VCardParameterName::Type, VCardParameterValue::Type(kind)) => words.push(word_of(kind).to_owned()),
            (VCardParameterName::Type, VCardParameterValue::Text(word)) => words.push(word.to_ascii_uppercase()),
            (VCardParameterName::Other(word), VCardParameterValue::Null) => words.push(word.to_ascii_uppercase()),
            _ => {}
        }
    }
    words
}

fn word_of(kind: &VCardType) -> &'static str {
    kind.as_str()
}

fn first_text(entry: &VCardEntry) -> String {
    entry.values.first().map(text_of).unwrap_or_default()
}

/// The names of tags, one of which may have a comma in it.
fn categories(entry: &VCardEntry) -> String {
    let names: Vec<String> = entry.values.iter().map(text_of).collect();
    tag_list::join(names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()))
}

fn all_texts(entry: &VCardEntry, joint: &str) -> String {
    entry.values.iter().map(text_of).filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(joint)
}

/// Several texts in one part are most often one text with a comma that nobody escaped.
fn text_of(value: &VCardValue) -> String {
    joined(value, ", ")
}

fn joined(value: &VCardValue, joint: &str) -> String {
    match value {
        VCardValue::Component(parts) => parts.iter().map(|part| part.trim()).collect::<Vec<_>>().join(joint),
        VCardValue::Integer(number) => number.to_string(),
        VCardValue::Float(number) => number.to_string(),
        VCardValue::Boolean(yes) => yes.to_string(),
        VCardValue::PartialDateTime(date) => date_text(date),
        VCardValue::Binary(_) => String::new(),
        value => value.as_text().unwrap_or_default().to_owned(),
    }
}

/// What there is of a date: `1990-01-31`, `--01-31`, `1990`.
fn date_text(date: &PartialDateTime) -> String {
    let mut text = match (date.year, date.month, date.day) {
        (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
        (Some(year), None, _) => format!("{year:04}"),
        (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
        (None, month, day) => month.or(day).map(|number| format!("--{number:02}")).unwrap_or_default(),
    };
    if let (Some(hour), Some(minute)) = (date.hour, date.minute) {
        text.push_str(&format!(" {hour:02}:{minute:02}"));
    }
    text
}
