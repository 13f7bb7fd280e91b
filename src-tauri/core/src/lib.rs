//! The core of Kontor.
