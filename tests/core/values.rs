//! Pure values against the case tables: normalisation (N), duplicates (D), import (I), conversion (C), board (K).

mod dates;
mod emails;
mod moneys;
mod names;
mod never_panics;
mod phones;
