//! The core of Kontor.
pub mod value;
