//! How far an import is, and the wish to break it off.

use std::ops::ControlFlow;

use serde::Serialize;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportProgress {
    /// Rows so far.
    pub rows: u32,
    /// Bytes of the file so far.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Bytes of the file.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub of_bytes: u64,
}

/// Is told now and then how far it is, and may break it off: nothing is written then.
pub type Watch<'a> = &'a mut dyn FnMut(ImportProgress) -> ControlFlow<()>;
