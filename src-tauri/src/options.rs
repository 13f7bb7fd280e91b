//! What the app was started with.

use std::{ffi::OsString, path::PathBuf};

/// What the command line asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `--book DIR`: the folder of the book, instead of the one in the system's data folder.
    pub book: Option<PathBuf>,
}

/// An argument that the app does not know, or one that lacks its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadArgument {
    /// Not an argument of the app.
    #[error("unknown argument: {0}\nusage: kontor [--book DIR]")]
    Unknown(String),
    /// `--book` at the end, or with an empty folder.
    #[error("--book needs a folder\nusage: kontor [--book DIR]")]
    NoFolder,
}

impl Options {
    /// Reads the arguments, the program's own name already taken off.
    ///
    /// # Errors
    /// If there is one that the app does not know, or `--book` names no folder.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, BadArgument> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument != "--book" {
                return Err(BadArgument::Unknown(argument.to_string_lossy().into_owned()));
            }
            let folder = arguments.next().filter(|folder| !folder.is_empty()).ok_or(BadArgument::NoFolder)?;
            options.book = Some(PathBuf::from(folder));
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, BadArgument> {
        Options::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn reads_the_books_folder_or_says_what_is_wrong() {
        assert_eq!(parse(&[]), Ok(Options { book: None }), "nothing asked for");
        assert_eq!(parse(&["--book", "/a b"]), Ok(Options { book: Some("/a b".into()) }), "a folder with a space");
        assert_eq!(parse(&["--book"]), Err(BadArgument::NoFolder), "no folder given");
        assert_eq!(parse(&["--book", ""]), Err(BadArgument::NoFolder), "an empty folder");
        assert_eq!(parse(&["--boook", "x"]), Err(BadArgument::Unknown("--boook".into())), "misspelt");
    }
}
