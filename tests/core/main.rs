//! The core, tested through its public door.
