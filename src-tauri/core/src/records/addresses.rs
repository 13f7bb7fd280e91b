//! Postal addresses: one block each, the main one of a lead or contact, billing and shipping of an organization.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{touch, typed};
use crate::book::{Db, Kind, RecordRef, Tx};
use crate::value::{Problem, text};
use crate::{Refusal, Result};

/// Which address of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum AddressKind {
    /// The only one of a lead or contact.
    Main,
    /// An organization's, for invoices.
    Billing,
    /// An organization's, for goods.
    Shipping,
}

impl AddressKind {
    /// The kind as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            AddressKind::Main => "main",
            AddressKind::Billing => "billing",
            AddressKind::Shipping => "shipping",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [AddressKind::Main, AddressKind::Billing, AddressKind::Shipping].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An address as typed. All blank is no address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct AddressDraft {
    /// Street and number; may have several lines.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// State, canton, county.
    pub region: String,
    /// As typed, or an ISO 3166 code.
    pub country: String,
}

/// An address of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Address {
    /// Which one.
    pub kind: AddressKind,
    /// Street and number; may have several lines.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// State, canton, county.
    pub region: String,
    /// As typed, or an ISO 3166 code.
    pub country: String,
}

/// Sets an address as a whole; all blank removes it.
///
/// # Errors
/// [`crate::Code::NotAChoice`] for a kind of address that such a record does not have; the problems of a line, each with its
/// field; [`crate::Code::NotFound`].
pub fn set(tx: &Tx, owner: &RecordRef, kind: AddressKind, draft: &AddressDraft) -> Result<()> {
    let fields = read(owner.kind, kind, draft)?;
    let column = owner.kind.column();
    let before = tx
        .conn()
        .prepare_cached(&format!(
            "SELECT id, street, postal_code, city, region, country FROM address WHERE {column} = ?1 AND kind = ?2"
        ))?
        .query_row([owner.id.as_str(), kind.as_str()], |row| {
            let fields: Fields = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((row.get::<_, String>(0)?, fields))
        })
        .optional()?;
    match (before, blank(&fields)) {
        (None, true) => return Ok(()),
        (None, false) => write(tx, owner, kind, &fields)?,
        (Some((_, same)), _) if same == fields => return Ok(()),
        (Some((id, _)), true) => {
            tx.conn().prepare_cached("DELETE FROM address WHERE id = ?1")?.execute([id])?;
        }
        (Some((id, _)), false) => {
            let [street, postal_code, city, region, country] = fields;
            tx.conn()
                .prepare_cached(
                    "UPDATE address SET street = ?2, postal_code = ?3, city = ?4, region = ?5, country = ?6 WHERE id = ?1",
                )?
                .execute([id, street, postal_code, city, region, country])?;
        }
    }
    touch(tx, owner)
}

/// Writes the address of a new record; a blank one is none.
pub(crate) fn insert(tx: &Tx, owner: &RecordRef, kind: AddressKind, fields: &Fields) -> Result<()> {
    if blank(fields) { Ok(()) } else { write(tx, owner, kind, fields) }
}

/// The addresses of a record: main, billing, shipping.
///
/// # Errors
/// Those of SQLite.
pub fn of(db: &Db, owner: &RecordRef) -> Result<Vec<Address>> {
    if owner.kind == Kind::Opportunity {
        return Ok(Vec::new());
    }
    let mut statement = db.conn().prepare_cached(&format!(
        "SELECT kind, street, postal_code, city, region, country FROM address WHERE {} = ?1 ORDER BY kind <> 'main', kind",
        owner.kind.column()
    ))?;
    let addresses = statement.query_map([&owner.id], |row| {
        Ok(Address {
            kind: AddressKind::parse(row.get_ref(0)?.as_str()?).unwrap_or(AddressKind::Main),
            street: row.get(1)?,
            postal_code: row.get(2)?,
            city: row.get(3)?,
            region: row.get(4)?,
            country: row.get(5)?,
        })
    })?;
    Ok(addresses.collect::<Result<_, _>>()?)
}

/// Street, postal code, city, region, country.
pub(crate) type Fields = [String; 5];

fn blank(fields: &Fields) -> bool {
    fields.iter().all(String::is_empty)
}

/// Reads an address of a record of this kind.
pub(crate) fn read(of: Kind, kind: AddressKind, draft: &AddressDraft) -> Result<Fields> {
    let fits = match of {
        Kind::Lead | Kind::Contact => kind == AddressKind::Main,
        Kind::Organization => kind != AddressKind::Main,
        Kind::Opportunity => false,
    };
    if !fits {
        return Err(typed::not_a_choice("addresses", kind.as_str()).into());
    }
    let street = typed::block("street", draft.street.trim())?;
    if street.chars().count() > text::LINE_MAX_CHARS {
        return Err(Refusal::of_field("street", Problem::TooLong.code()).into());
    }
    Ok([
        street,
        typed::line("postalCode", &draft.postal_code)?,
        typed::line("city", &draft.city)?,
        typed::line("region", &draft.region)?,
        typed::line("country", &draft.country)?,
    ])
}

fn write(tx: &Tx, owner: &RecordRef, kind: AddressKind, fields: &Fields) -> Result<()> {
    let [street, postal_code, city, region, country] = fields;
    tx.conn()
        .prepare_cached(&format!(
            "INSERT OR ROLLBACK INTO address (id, kind, street, postal_code, city, region, country, {}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            owner.kind.column()
        ))?
        .execute(params![tx.new_id(), kind.as_str(), street, postal_code, city, region, country, owner.id])?;
    Ok(())
}
