//! The book's own settings: its country and currency.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::typed;
use crate::book::{Db, Tx};
use crate::value::money::Currency;
use crate::value::phone;
use crate::{Code, Refusal, Result};

/// What the book is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Settings {
    /// ISO 3166 alpha-2: phone numbers typed without country code are of this country.
    pub country: String,
    /// ISO 4217: the currency of new records.
    pub currency: String,
}

/// Settings to change; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SettingsDraft {
    /// As in [`Settings`], in any case.
    pub country: Option<String>,
    /// As in [`Settings`], in any case.
    pub currency: Option<String>,
}

/// The settings.
///
/// # Errors
/// Those of SQLite.
pub fn get(db: &Db) -> Result<Settings> {
    Ok(Settings { country: country(db)?, currency: currency(db)?.code().to_owned() })
}

/// The book's country.
///
/// # Errors
/// Those of SQLite.
pub fn country(db: &Db) -> Result<String> {
    Ok(value(db, "country")?.unwrap_or_else(|| "DE".into()))
}

/// The book's currency.
///
/// # Errors
/// Those of SQLite.
pub fn currency(db: &Db) -> Result<Currency> {
    Ok(value(db, "currency")?.and_then(|code| Currency::of(&code).ok()).unwrap_or(Currency::EUR))
}

/// Changes settings. What is stored already keeps the country and currency it was read by.
///
/// # Errors
/// [`Code::NotACountry`], [`crate::value::Problem::NotACurrency`], each with its field.
pub fn set(tx: &Tx, draft: &SettingsDraft) -> Result<()> {
    if let Some(typed) = &draft.country {
        let code = typed.trim().to_ascii_uppercase();
        if !phone::is_country(&code) {
            return Err(Refusal::new(Code::NotACountry).at("country").with("value", typed.trim()).into());
        }
        write(tx, "country", &code)?;
    }
    if let Some(text) = &draft.currency {
        let currency = Currency::of(text).map_err(typed::at("currency", text))?;
        write(tx, "currency", currency.code())?;
    }
    Ok(())
}

fn value(db: &Db, id: &str) -> Result<Option<String>> {
    let mut statement = db.conn().prepare_cached("SELECT value FROM setting WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

fn write(tx: &Tx, id: &str, value: &str) -> Result<()> {
    if tx.conn().prepare_cached("UPDATE setting SET value = ?2 WHERE id = ?1")?.execute([id, value])? == 0 {
        tx.conn().prepare_cached("INSERT INTO setting (id, value) VALUES (?1, ?2)")?.execute([id, value])?;
    }
    Ok(())
}
