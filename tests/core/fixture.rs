//! Records written row by row, so that a test about a flow states exactly what the book holds.

use kontor_core::book::{Kind, Op, OpKind, Tx};
use kontor_core::records::Typing;
use kontor_core::records::opportunity::{Draft, Field, create};
use kontor_core::value::{company, email, name, phone, text, website};

use crate::support::TestBook;

/// What a record of the fixture has. Fields that its kind does not have are left out.
#[derive(Clone, Default)]
pub(crate) struct Person<'a> {
    pub(crate) title: &'a str,
    pub(crate) first: &'a str,
    pub(crate) last: &'a str,
    pub(crate) company: &'a str,
    pub(crate) emails: &'a [&'a str],
    pub(crate) phones: &'a [&'a str],
    pub(crate) websites: &'a [&'a str],
    /// A contact's organization.
    pub(crate) organization: Option<&'a str>,
    pub(crate) closed: bool,
}

/// Does one step of preparing.
pub(crate) fn step<T>(book: &TestBook, f: impl FnOnce(&Tx) -> kontor_core::Result<T>) -> T {
    book.transact(Op::new(OpKind::AddDemoData, "fixture"), f).unwrap().value
}

/// Runs one statement as a step of its own.
pub(crate) fn sql(book: &TestBook, statement: &str) {
    step(book, |tx| Ok(tx.conn().execute_batch(statement)?));
}

/// One value of the book as text; "" for NULL or no row.
pub(crate) fn value(book: &TestBook, query: &str) -> String {
    book.read(|db| {
        let mut statement = db.conn().prepare(query)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(String::new()) };
        Ok(match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            _ => String::new(),
        })
    })
    .unwrap()
}

pub(crate) fn lead(book: &TestBook, person: &Person) -> String {
    step(book, |tx| {
        let id = tx.new_id();
        let title = if person.title.is_empty() {
            let name = format!("{} {}", person.first, person.last);
            [person.company, name.trim(), "?"].into_iter().find(|t| !t.is_empty()).unwrap_or_default().to_owned()
        } else {
            person.title.to_owned()
        };
        let now = tx.now_text();
        let closed = person.closed.then_some(&now);
        tx.conn().execute(
            "INSERT INTO lead (id, title, title_key, first_name, last_name, person_key, company, company_key, currency,
                               closed_at, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'EUR', ?9, ?10, ?10)",
            rusqlite::params![
                id,
                title,
                text::key(&title),
                person.first,
                person.last,
                name::person_key(person.first, person.last),
                person.company,
                company::key(person.company),
                closed,
                now
            ],
        )?;
        points(tx, Kind::Lead, &id, person)?;
        Ok(id)
    })
}

pub(crate) fn organization(book: &TestBook, person: &Person) -> String {
    step(book, |tx| {
        let id = tx.new_id();
        tx.conn().execute(
            "INSERT INTO organization (id, name, name_key, company_key, currency, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, 'EUR', ?5, ?5)",
            rusqlite::params![
                id,
                person.company,
                text::key(person.company),
                company::key(person.company),
                tx.now_text()
            ],
        )?;
        points(tx, Kind::Organization, &id, person)?;
        Ok(id)
    })
}

pub(crate) fn contact(book: &TestBook, person: &Person) -> String {
    step(book, |tx| {
        let id = tx.new_id();
        tx.conn().execute(
            "INSERT INTO contact (id, first_name, last_name, person_key, organization_id, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            rusqlite::params![
                id,
                person.first,
                person.last,
                name::person_key(person.first, person.last),
                person.organization,
                tx.now_text()
            ],
        )?;
        points(tx, Kind::Contact, &id, person)?;
        Ok(id)
    })
}

/// An open opportunity in the first stage, of an organization and with a contact, if given.
pub(crate) fn opportunity(book: &TestBook, title: &str, organization: Option<&str>, contact: Option<&str>) -> String {
    step(book, |tx| {
        let mut fields = std::collections::BTreeMap::from([(Field::Title, title.to_owned())]);
        fields.extend(organization.map(|id| (Field::Organization, id.to_owned())));
        let contacts = contact.into_iter().map(str::to_owned).collect();
        create(tx, &Draft { fields, contacts, ..Draft::default() }, &Typing::of(tx, "en")?)
    })
}

fn points(tx: &Tx, kind: Kind, owner: &str, person: &Person) -> kontor_core::Result<()> {
    // A text with several addresses is several rows; one without any is kept as typed.
    let addresses = |typed: &&str| match email::parse_all(typed) {
        found if found.is_empty() => vec![("email", (*typed).to_owned(), String::new())],
        found => found.into_iter().map(|email| ("email", email.value, email.key)).collect(),
    };
    let emails = person.emails.iter().flat_map(addresses);
    let phones = person.phones.iter().map(|v| ("phone", (*v).to_owned(), phone::key(v, "DE")));
    let websites = person.websites.iter().map(|v| ("website", (*v).to_owned(), website::host(v)));
    for (position, (point, value, key)) in emails.chain(phones).chain(websites).enumerate() {
        tx.conn().execute(
            &format!(
                "INSERT INTO contact_point (id, kind, value, match_key, position, {}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                kind.column()
            ),
            rusqlite::params![tx.new_id(), point, value, key, position, owner],
        )?;
    }
    Ok(())
}
