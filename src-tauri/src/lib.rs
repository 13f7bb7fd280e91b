//! The desktop app: a thin host around `kontor-core`.
