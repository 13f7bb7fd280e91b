//! The names of steps: what the user did, as the history and "Undo: ..." call it.

/// One step, as it is written into the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// What was done.
    pub kind: OpKind,
    /// The title of what it was done to, as it was then. A closure that learns it late says it with [`super::Tx::about`].
    pub subject: String,
}

impl Op {
    /// A step about something with this title.
    pub fn new(kind: OpKind, subject: impl Into<String>) -> Self {
        Self { kind, subject: subject.into() }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// What a step did. Each has a text in `ui/messages` (`step_<kind>`, with the placeholders subject and count).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum OpKind { $($(#[doc = $doc])+ $name,)+ }

        impl OpKind {
            /// All of them, so that a test can hold the texts against them.
            pub const ALL: &'static [OpKind] = &[$(OpKind::$name,)+];

            /// The name in the history and in the message files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(OpKind::$name => $text,)+ }
            }
        }
    };
}

kinds! {
    /// A new book's first stages, sources, reasons.
    CreateBook = "create_book",
    /// A new lead.
    CreateLead = "create_lead",
    /// A lead's fields.
    EditLead = "edit_lead",
    /// A lead and what hung only on it.
    DeleteLead = "delete_lead",
    /// A lead that came to nothing.
    CloseLead = "close_lead",
    /// A closed lead, open again.
    ReopenLead = "reopen_lead",
    /// A new organization.
    CreateOrganization = "create_organization",
    /// An organization's fields.
    EditOrganization = "edit_organization",
    /// An organization.
    DeleteOrganization = "delete_organization",
    /// A new contact.
    CreateContact = "create_contact",
    /// A contact's fields.
    EditContact = "edit_contact",
    /// A contact.
    DeleteContact = "delete_contact",
    /// A new opportunity.
    CreateOpportunity = "create_opportunity",
    /// An opportunity's fields.
    EditOpportunity = "edit_opportunity",
    /// An opportunity.
    DeleteOpportunity = "delete_opportunity",
    /// An opportunity's stage or place on the board.
    MoveOpportunity = "move_opportunity",
    /// Won.
    WinOpportunity = "win_opportunity",
    /// Lost.
    LoseOpportunity = "lose_opportunity",
    /// Won or lost, open again.
    ReopenOpportunity = "reopen_opportunity",
    /// A field of many records.
    EditRecords = "edit_records",
    /// A tag on or off many records.
    TagRecords = "tag_records",
    /// Many records.
    DeleteRecords = "delete_records",
    /// A tag on or off a record.
    TagRecord = "tag_record",
    /// A note.
    AddNote = "add_note",
    /// A note's text.
    EditNote = "edit_note",
    /// A note gone.
    DeleteNote = "delete_note",
    /// An activity.
    AddActivity = "add_activity",
    /// An activity's fields.
    EditActivity = "edit_activity",
    /// An activity done, or not done after all.
    CompleteActivity = "complete_activity",
    /// An activity gone.
    DeleteActivity = "delete_activity",
    /// A file on a record.
    AttachFile = "attach_file",
    /// A file off a record.
    DetachFile = "detach_file",
    /// A lead into organization, contact, opportunity.
    ConvertLead = "convert_lead",
    /// What a lead had become, back into the lead.
    TurnBackIntoLead = "turn_back_into_lead",
    /// Organizations and contacts, back to the leads.
    CleanUp = "clean_up",
    /// Several records into one.
    MergeRecords = "merge_records",
    /// Two records are not the same.
    TellApart = "tell_apart",
    /// Two records may be the same after all.
    DoNotTellApart = "do_not_tell_apart",
    /// Records from a file.
    Import = "import",
    /// A whole book from an archive.
    RestoreArchive = "restore_archive",
    /// Demo data.
    AddDemoData = "add_demo_data",
    /// Country, currency.
    ChangeSettings = "change_settings",
    /// Pipelines and stages.
    ChangePipeline = "change_pipeline",
    /// Sources, statuses, lost reasons, tags.
    ChangeVocabulary = "change_vocabulary",
    /// One field back to an earlier value, from the history.
    PutBack = "put_back",
    /// A step taken back.
    Undo = "undo",
    /// A step done again.
    Redo = "redo",
}
