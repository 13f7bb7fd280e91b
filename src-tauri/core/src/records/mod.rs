//! The kinds of record.
