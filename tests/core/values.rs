//! Pure values against the case tables: normalisation (N), duplicates (D), import (I), conversion (C), board (K).

mod emails;
mod never_panics;
mod phones;
