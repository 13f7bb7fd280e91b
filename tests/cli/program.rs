//! Running the program on a book that goes away with the test.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Asserts that it was done, and gives what it said.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.status, 0, "{self:?}");
        assert_eq!(self.err, "", "{self:?}");
        self.out
    }

    /// Asserts that it was refused with this code, and gives the sentence.
    #[track_caller]
    pub(crate) fn refused(self, code: &str) -> String {
        assert_eq!((self.status, self.out.as_str()), (1, ""), "{self:?}");
        assert!(self.err.contains(&format!("({code}): ")), "not {code}: {self:?}");
        self.err.trim().to_owned()
    }

    /// Asserts that it was wrongly called.
    #[track_caller]
    pub(crate) fn misused(self) -> String {
        assert_eq!((self.status, self.out.as_str()), (2, ""), "{self:?}");
        self.err
    }
}

/// The program in a folder, in the system's language `en`, at UTC.
pub(crate) fn program(folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kontor-cli"));
    program
        .current_dir(folder)
        .env("TZ", "UTC")
        .env("LC_ALL", "en_GB.UTF-8")
        .env_remove("LC_MESSAGES")
        .env_remove("LANG");
    program
}

pub(crate) fn run(mut program: Command, input: &[u8]) -> Run {
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // A program that does not read its input has ended perhaps.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Run { status: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with a book in `book`.
pub(crate) struct Cli {
    pub(crate) folder: TempDir,
}

impl Cli {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        self.run_with(args, b"")
    }

    pub(crate) fn run_with<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &[u8]) -> Run {
        let mut program = program(self.folder.path());
        program.arg("--book").arg("book").args(args);
        run(program, input)
    }

    /// What a command that is done gives as JSON.
    #[track_caller]
    pub(crate) fn json<const N: usize>(&self, args: [&str; N]) -> Value {
        let out = self.run(["--json"].into_iter().chain(args)).done();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// Writes a file beside the book.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }
}
