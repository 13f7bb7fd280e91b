//! What can go wrong, as codes and values. Sentences are made where a person reads them (`ui/messages`, `error_<code>`).

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The result of everything in the core that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done. Nothing was changed in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user can do something about it: there is a sentence for each code.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// SQLite failed in a way that has no code of its own.
    #[error("the database answered: {0}")]
    Sqlite(rusqlite::Error),
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Stored text is not what this program writes there: damage, or a bug.
    #[error("unreadable stored value: {0}")]
    Stored(#[from] serde_json::Error),
}

/// A refusal with its reason as a code, the field it is about (if one), and the values that its sentence names.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{code}{}", self.details())]
pub struct Refusal {
    /// A code of [`Code`] or of [`crate::value::Problem`].
    pub code: &'static str,
    /// The field as the window and the command line call it, in camel case.
    pub field: Option<String>,
    /// What the sentence names, by placeholder.
    pub values: BTreeMap<&'static str, String>,
}

impl Refusal {
    /// A refusal for this reason.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code: code.as_str(), field: None, values: BTreeMap::new() }
    }

    /// A refusal of what was typed into a field.
    pub fn of_field(field: impl Into<String>, problem_code: &'static str) -> Self {
        Self { code: problem_code, field: Some(field.into()), values: BTreeMap::new() }
    }

    /// Adds a value that the sentence names.
    #[must_use]
    pub fn with(mut self, placeholder: &'static str, value: impl ToString) -> Self {
        self.values.insert(placeholder, value.to_string());
        self
    }

    /// Names the field it is about.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Whether it is the disk or the book itself that refuses: the next attempt fails as well.
    #[must_use]
    pub fn is_of_system(&self) -> bool {
        let codes = [Code::DiskFull, Code::DiskFailed, Code::BookDamaged, Code::FolderNotWritable];
        codes.iter().any(|code| code.as_str() == self.code)
    }

    fn details(&self) -> String {
        let mut text = String::new();
        if let Some(field) = &self.field {
            text.push_str(&format!(" [{field}]"));
        }
        for (placeholder, value) in &self.values {
            text.push_str(&format!(" {placeholder}={value}"));
        }
        text
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Every reason for a refusal that is not about one typed value (those are [`crate::value::Problem`]).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All of them, so that a test can hold the sentences against them.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as the window, the command line and the message files know it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The folder cannot be made or written. Values: path.
    FolderNotWritable = "folder_not_writable",
    /// Another program has the book open. Values: path.
    BookInUse = "book_in_use",
    /// The file is no Kontor book. Values: path.
    NotABook = "not_a_book",
    /// A newer Kontor made the book; it was not touched. Values: book, program (schema versions).
    BookTooNew = "book_too_new",
    /// The file is damaged. Values: path, detail.
    BookDamaged = "book_damaged",
    /// The disk is full; the change was not made.
    DiskFull = "disk_full",
    /// The disk refused to read or write. Values: detail.
    DiskFailed = "disk_failed",
    /// There is no such record (any more). Values: kind, id.
    NotFound = "not_found",
    /// There is nothing to undo.
    NothingToUndo = "nothing_to_undo",
    /// There is nothing to redo.
    NothingToRedo = "nothing_to_redo",
    /// What the step left has been changed since. Values: kind, subject (of the later step).
    UndoConflict = "undo_conflict",
    /// Something made later uses what the undo would remove. Values: kind, subject.
    UndoInUse = "undo_in_use",
    /// What the undo would bring back belongs to something that is gone.
    UndoMissing = "undo_missing",
    /// The step was undone already.
    AlreadyUndone = "already_undone",
    /// It broke a rule of the schema that no code above it caught. Values: detail.
    BrokenRule = "broken_rule",
    /// A field that must not be blank is. About a field.
    FieldNeeded = "field_needed",
    /// The text names none of the values that the field can have. About a field. Values: value.
    NotAChoice = "not_a_choice",
    /// Not a whole number from zero on. About a field. Values: value.
    NotANumber = "not_a_number",
    /// Not an ISO 3166 code of a country. About a field. Values: value.
    NotACountry = "not_a_country",
    /// Another entry of the list has this name. About a field. Values: name.
    NameTaken = "name_taken",
    /// Lost opportunities have this reason. Values: count.
    ReasonInUse = "reason_in_use",
    /// The organization has opportunities. Values: title, count.
    OrganizationInUse = "organization_in_use",
    /// A record would hang below itself: an organization as its own parent, a contact that reports to itself. About a field.
    /// Values: title.
    OwnAncestor = "own_ancestor",
    /// Several records have this name: it takes an id to tell which is meant. About a field. Values: value, count.
    SeveralMatches = "several_matches",
    /// A note, an activity or a file that would hang nowhere.
    NoOwner = "no_owner",
    /// Not a time of the day. About a field. Values: value.
    NotATime = "not_a_time",
    /// Not a number from 0 to 100. About a field. Values: value.
    NotAPercentage = "not_a_percentage",
    /// The probability of what is won or lost is 100 or 0 (R17). About a field. Values: state.
    ProbabilityFixed = "probability_fixed",
    /// A won opportunity is opened again before it can be lost (R17). Values: title.
    WonCannotBeLost = "won_cannot_be_lost",
    /// The card does not stand in that column (any more). Values: title, stage.
    NotInStage = "not_in_stage",
    /// A pipeline needs an open stage. Values: stage.
    LastOpenStage = "last_open_stage",
    /// A pipeline needs a won stage. Values: stage.
    LastWonStage = "last_won_stage",
    /// There must be a pipeline.
    LastPipeline = "last_pipeline",
    /// The pipeline has opportunities. Values: pipeline, count.
    PipelineInUse = "pipeline_in_use",
    /// A closed lead does not convert until it is reopened (C07). Values: title.
    LeadClosed = "lead_closed",
    /// Neither organization nor contact nor opportunity was chosen (R3, C41). Values: title.
    NothingChosen = "nothing_chosen",
    /// A lead goes to an open opportunity, not to one that is won or lost. Values: title.
    OpportunityNotOpen = "opportunity_not_open",
    /// It takes two records to merge (M16).
    MergeNeedsTwo = "merge_needs_two",
    /// Records of these kinds do not merge: only of one kind, and leads with opportunities (R15).
    MergeOfKinds = "merge_of_kinds",
    /// The record whose value or id was chosen is none of those that are merged (M20). About a field. Values: id.
    NotMerged = "not_merged",
    /// A record cannot be told apart from itself. Values: title.
    SameRecord = "same_record",
    /// A lead does not survive where an opportunity is merged with it: the record further on does (R15). Values: title.
    LeadBehindOpportunity = "lead_behind_opportunity",
    /// A file that is to be written lies in the book's own folder. Values: path.
    TargetInBook = "target_in_book",
    /// The file is no archive of a book. Values: path.
    NotAnArchive = "not_an_archive",
    /// A newer Kontor made the archive. Values: archive, program (schema versions).
    ArchiveTooNew = "archive_too_new",
    /// A part of the archive is not what its table of contents says. Values: part.
    ArchiveDamaged = "archive_damaged",
    /// Something in the archive is in no archive that Kontor makes: twice, elsewhere, encrypted. Values: part.
    ArchiveUnsafe = "archive_unsafe",
    /// A part of the archive is larger than any book needs. Values: part.
    ArchiveTooLarge = "archive_too_large",
    /// The archive holds a table or a column that this program does not know. Values: part.
    ArchiveUnknown = "archive_unknown",
    /// Writing or reading an archive was broken off.
    ArchiveCancelled = "archive_cancelled",
    /// A file of this kind cannot hold such a list. Values: format.
    ExportUnsuitable = "export_unsuitable",
    /// An export was broken off.
    ExportCancelled = "export_cancelled",
    /// A clean-up was broken off.
    CleanUpCancelled = "clean_up_cancelled",
    /// An archive is read into an empty book only, and this one holds something.
    BookNotEmpty = "book_not_empty",
}

impl Error {
    /// The code for whoever branches on it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::Refused(refusal) => refusal.code,
            Error::Sqlite(_) => "database_failed",
            Error::File { .. } => "file_failed",
            Error::Stored(_) => "stored_value_unreadable",
        }
    }

    /// Codes of [`Error`] that are neither in [`Code`] nor in [`crate::value::Problem`].
    pub const OTHER_CODES: &'static [&'static str] = &["database_failed", "file_failed", "stored_value_unreadable"];

    /// Names the file that an operation of the system failed on. A full disk is a refusal of its own.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Refusal::new(Code::DiskFull).into(),
            _ => Error::File { path, source },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let code = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Code::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::BookDamaged,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Code::DiskFailed,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Code::FolderNotWritable,
            Some(ErrorCode::ConstraintViolation) => Code::BrokenRule,
            _ => return Error::Sqlite(error),
        };
        Refusal::new(code).with("detail", &error).with("path", "").into()
    }
}
