//! Invented names. Hosts end in .example, phone numbers are of the ranges that the Bundesnetzagentur keeps free for fiction.

use fastrand::Rng;

use crate::value::text;

const FIRST: &[&str] = &[
    "Anna", "Ben", "Carla", "David", "Elif", "Felix", "Greta", "Hannes", "Ida", "Jonas", "Katrin", "Lukas", "Marie",
    "Nils", "Olga", "Paul", "Rosa", "Samir", "Tina", "Uwe", "Vera", "Wim", "Yasmin", "Zoe", "Jürgen", "Zoë", "Çağla",
    "Søren", "Alice", "George", "Harriet", "Oliver", "Priya", "Rhys", "Siobhan", "Thomas",
];
const LAST: &[&str] = &[
    "Albers",
    "Baumann",
    "Clausen",
    "Demir",
    "Ehlers",
    "Fischer",
    "Gräf",
    "Hofmann",
    "Iversen",
    "Jansen",
    "Keßler",
    "Lorenz",
    "Mertens",
    "Nowak",
    "Ostermann",
    "Petersen",
    "Quandt",
    "Richter",
    "Schäfer",
    "Tiedemann",
    "Ulrich",
    "Voß",
    "Wagner",
    "Yılmaz",
    "Zimmermann",
    "Ashworth",
    "Bancroft",
    "Carter",
    "Dunn",
    "Ellis",
    "Fletcher",
    "Grant",
    "Hughes",
    "Ingram",
    "O'Neill",
    "Patel",
];
const BEGIN: &[&str] = &[
    "Nord", "Süd", "Ost", "West", "Alpen", "Elb", "Rhein", "Main", "Isar", "Weser", "Havel", "Stern", "Gold", "Silber",
    "Stein", "Holz", "Eisen", "Kupfer", "Blau", "Grün", "Rot", "Weiß", "Licht", "Schatten", "Wind", "Wasser", "Feuer",
    "Feld", "Wald", "Berg", "Fox", "Oak", "River", "Moor", "Bridge", "Harbour",
];
const END: &[&str] = &[
    "werk",
    "bau",
    "technik",
    "guss",
    "druck",
    "glas",
    "papier",
    "metall",
    "stahl",
    "pumpen",
    "ventile",
    "textil",
    "kran",
    "möbel",
    "backwaren",
    "molkerei",
    "brauerei",
    "optik",
    "sensorik",
    "logistik",
    "works",
    "tools",
    "foods",
    "mills",
];
const FORMS: &[&str] = &["GmbH", "GmbH & Co. KG", "AG", "KG", "e. K.", "OHG", "Ltd", "plc"];
const INDUSTRIES: &[&str] = &[
    "Maschinenbau",
    "Lebensmittel",
    "Chemie",
    "Metall",
    "Kunststoff",
    "Druck",
    "Holz",
    "Textil",
    "Glas",
    "Papier",
    "Energie",
];
const JOBS: &[&str] = &[
    "Geschäftsführung",
    "Einkauf",
    "Instandhaltung",
    "Leitung Technik",
    "Arbeitssicherheit",
    "Produktion",
    "Konstruktion",
];
const CITIES: &[&str] =
    &["Berlin", "Hamburg", "München", "Köln", "Frankfurt am Main", "Görlitz", "Gießen", "Århus", "Linz", "Zürich"];
const STREETS: &[&str] =
    &["Hauptstraße", "Am Hafen", "Werkweg", "Bahnhofstraße", "Industriering", "Mühlenallee", "Kirchgasse"];
const TAGS: &[&str] = &["Messe", "Partner", "Eilt", "Wartung", "Konzern", "Empfehlung", "Newsletter", "Bestandskunde"];
const DEALS: &[&str] = &[
    "Wartungsvertrag",
    "Risikobeurteilung",
    "Retrofit",
    "Schulung",
    "Prüfung",
    "Schutzkonzept",
    "Umbau",
    "Rahmenvertrag",
];
const ACTIVITIES: &[(&str, &str)] = &[
    ("call", "Rückruf wegen des Angebots"),
    ("call", "Termin vereinbaren"),
    ("meeting", "Besichtigung vor Ort"),
    ("meeting", "Abstimmung mit dem Einkauf"),
    ("email", "Unterlagen geschickt"),
    ("task", "Angebot rechnen"),
];
const NOTES: &[&str] = &[
    "Am Telefon sehr **freundlich**, entscheidet aber nicht allein.",
    "Budget ist ab Januar da.\n\n- Angebot in zwei Teilen\n- Termin nur vormittags",
    "Hat schlechte Erfahrungen mit Lieferzeiten gemacht; darauf eingehen.",
    "Kommt über eine Empfehlung. Bedanken!",
    "Vergleicht drei Anbieter, der Preis ist nicht das Wichtigste.",
];
/// Area code and block; four digits follow.
const PHONES: &[&str] = &["30 23125", "69 90009", "40 66969", "89 99998", "221 4710"];

/// Names of companies and addresses of e-mail that are given once each.
#[derive(Default)]
pub(super) struct Inventor {
    companies: u32,
    emails: u32,
}

impl Inventor {
    /// A company's name and its host.
    pub(super) fn company(&mut self, rng: &mut Rng) -> (String, String) {
        self.companies += 1;
        let (begin, end) = (of(rng, BEGIN), of(rng, END));
        let (owner, form) = (of(rng, LAST), of(rng, FORMS));
        let host = format!("{}{}{}.example", host_part(begin), host_part(end), self.companies);
        (format!("{owner} {begin}{end} {form}"), host)
    }

    /// A person's address at a host.
    pub(super) fn email(&mut self, first: &str, last: &str, host: &str) -> String {
        self.emails += 1;
        format!("{}.{}{}@{host}", host_part(first), host_part(last), self.emails)
    }
}

/// Letters and digits that may stand in a host.
fn host_part(name: &str) -> String {
    text::key(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn of<'a>(rng: &mut Rng, words: &[&'a str]) -> &'a str {
    rng.choice(words).copied().unwrap_or_default()
}

pub(super) fn person(rng: &mut Rng) -> (&'static str, &'static str) {
    (of(rng, FIRST), of(rng, LAST))
}

pub(super) fn phone(rng: &mut Rng) -> String {
    format!("+49 {} {:04}", of(rng, PHONES), rng.u32(0..10_000))
}

pub(super) fn address(rng: &mut Rng) -> (String, String, &'static str) {
    (format!("{} {}", of(rng, STREETS), rng.u32(1..200)), format!("{:05}", rng.u32(1000..99_999)), of(rng, CITIES))
}

pub(super) fn industry(rng: &mut Rng) -> &'static str {
    of(rng, INDUSTRIES)
}

pub(super) fn job(rng: &mut Rng) -> &'static str {
    of(rng, JOBS)
}

pub(super) fn tag(rng: &mut Rng) -> &'static str {
    of(rng, TAGS)
}

pub(super) fn note(rng: &mut Rng) -> String {
    of(rng, NOTES).to_owned()
}

pub(super) fn activity(rng: &mut Rng) -> (&'static str, &'static str) {
    rng.choice(ACTIVITIES).copied().unwrap_or(("task", "Angebot rechnen"))
}

pub(super) fn deal(rng: &mut Rng) -> String {
    format!("{} {}{}", of(rng, DEALS), of(rng, BEGIN), of(rng, END))
}
