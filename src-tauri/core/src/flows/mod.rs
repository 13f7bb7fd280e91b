//! What spans several kinds of record.
