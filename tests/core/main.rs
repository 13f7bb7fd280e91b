//! The core, tested through its public door.

mod values;
