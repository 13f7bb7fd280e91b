//! The core of Kontor: a CRM in one local SQLite book.
//!
//! Floors, an arrow goes only downwards:
//! - [`flows`]: what spans several kinds of record (convert, search, import).
//! - [`records`]: one folder per kind of record, each with the same inner names: `mod.rs` (the type and its rules),
//!   `store.rs` (its SQL), `page.rs` (lists, filters, sorting).
//! - [`book`]: an open book. Every write passes one door, [`book::Book::transact`]; the door knows what changed, and from
//!   that follow history, undo and redo, the search index and the list of changes that screens refresh from.
//! - [`value`]: e-mail, phone, money, dates, names, keys: small and pure.
//!
//! Nothing here knows of a window, an async runtime or the wall clock: time and ids come in through [`book::World`].

pub mod book;
pub mod error;
pub mod flows;
pub mod records;
pub mod value;

pub use error::{Code, Error, Refusal, Result};
