-- The whole present schema of a book, readable top to bottom.
--
-- Rules that the write door (book/transact.rs) and undo (book/undo.rs) rest on; tests/core/schema.rs holds them:
--   * Base tables hold only TEXT and INTEGER and are STRICT, so that JSON carries a row exactly.
--   * Every base table has one TEXT primary key named id (a uuid v7).
--   * Foreign keys are NO ACTION DEFERRABLE INITIALLY DEFERRED: children are deleted by code, and so recorded.
--   * What must always be true stands here (NOT NULL, CHECK, UNIQUE): undo does not pass through the rules in code.
-- Tables that begin with history_, search_, derived_ or local_ are not base tables: they are not recorded.
--
-- Blank text is '', never NULL. Times are UTC text ("2026-11-22T09:30:00.000Z"), dates without a time "2026-11-22".
-- Money is an INTEGER of minor units beside an ISO 4217 code. A column named *_key is the folded form of its neighbour,
-- for sorting and matching; the text as typed is always kept beside it. A choice of more than two words is checked with OR, not
-- with IN: for a longer list SQLite makes a table each time a row is written.

---------------------------------------------------------------------------------------------------- the book itself
CREATE TABLE setting (
    id    TEXT PRIMARY KEY,              -- country, currency, language of the seeds
    value TEXT NOT NULL
) STRICT;

------------------------------------------------------------------------------------------------------- vocabularies
CREATE TABLE source (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE lead_status (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE lost_reason (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE CHECK (name <> ''),
    needs_text INTEGER NOT NULL DEFAULT 0 CHECK (needs_text IN (0, 1)),   -- "Other" says nothing without a text
    position   INTEGER NOT NULL
) STRICT;

CREATE TABLE tag (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL UNIQUE,
    color    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE pipeline (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE CHECK (name <> ''),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE stage (
    id          TEXT PRIMARY KEY,
    pipeline_id TEXT NOT NULL REFERENCES pipeline (id) DEFERRABLE INITIALLY DEFERRED,
    name        TEXT NOT NULL CHECK (name <> ''),
    position    INTEGER NOT NULL,
    probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 100),
    rot_days    INTEGER NOT NULL DEFAULT 0 CHECK (rot_days >= 0),         -- 0: never rots (R19)
    is_won      INTEGER NOT NULL DEFAULT 0 CHECK (is_won IN (0, 1)),
    CHECK (is_won = 0 OR probability = 100),
    UNIQUE (pipeline_id, name)
) STRICT;
CREATE INDEX stage_by_pipeline ON stage (pipeline_id, position);

------------------------------------------------------------------------------------------------------------- records
CREATE TABLE lead (
    id              TEXT PRIMARY KEY,
    title           TEXT NOT NULL CHECK (title <> ''),
    title_key       TEXT NOT NULL,
    salutation      TEXT NOT NULL DEFAULT '',
    first_name      TEXT NOT NULL DEFAULT '',
    last_name       TEXT NOT NULL DEFAULT '',
    person_key      TEXT NOT NULL DEFAULT '',      -- "last first", folded: sorting and matching
    job_title       TEXT NOT NULL DEFAULT '',
    company         TEXT NOT NULL DEFAULT '',
    company_key     TEXT NOT NULL DEFAULT '',      -- folded, legal form stripped: sorting and matching (R14)
    industry        TEXT NOT NULL DEFAULT '',
    employees       INTEGER CHECK (employees >= 0),
    rating          TEXT NOT NULL DEFAULT '' CHECK (rating = '' OR rating = 'cold' OR rating = 'warm' OR rating = 'hot'),
    status_id       TEXT REFERENCES lead_status (id) DEFERRABLE INITIALLY DEFERRED,
    source_id       TEXT REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    expected_amount INTEGER,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    language        TEXT NOT NULL DEFAULT '',
    description     TEXT NOT NULL DEFAULT '',
    -- A lead that came to nothing is closed (archived), with or without a reason. It does not convert until reopened.
    closed_at       TEXT,
    lost_reason_id  TEXT REFERENCES lost_reason (id) DEFERRABLE INITIALLY DEFERRED,
    lost_note       TEXT NOT NULL DEFAULT '',
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    CHECK (closed_at IS NOT NULL OR (lost_reason_id IS NULL AND lost_note = ''))
) STRICT;
CREATE INDEX lead_by_title ON lead (title_key, id);
CREATE INDEX lead_by_person ON lead (person_key, id);
CREATE INDEX lead_by_company ON lead (company_key, id);
CREATE INDEX lead_by_created ON lead (created_at, id);
CREATE INDEX lead_by_updated ON lead (updated_at, id);
CREATE INDEX lead_by_amount ON lead (expected_amount, id);
CREATE INDEX lead_by_status ON lead (status_id, id);
CREATE INDEX lead_by_rating ON lead (rating, id);
CREATE INDEX lead_by_source ON lead (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX lead_by_lost_reason ON lead (lost_reason_id) WHERE lost_reason_id IS NOT NULL;

CREATE TABLE organization (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL CHECK (name <> ''),
    name_key       TEXT NOT NULL,                  -- folded: sorting
    company_key    TEXT NOT NULL,                  -- folded, legal form stripped: matching (R14)
    parent_id      TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    industry       TEXT NOT NULL DEFAULT '',
    employees      INTEGER CHECK (employees >= 0),
    annual_revenue INTEGER,
    currency       TEXT NOT NULL CHECK (length(currency) = 3),
    vat_number     TEXT NOT NULL DEFAULT '',
    description    TEXT NOT NULL DEFAULT '',
    lead_since     TEXT,                           -- when the lead it came from was made
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    CHECK (parent_id <> id)
) STRICT;
CREATE INDEX organization_by_name ON organization (name_key, id);
CREATE INDEX organization_by_company ON organization (company_key);
CREATE INDEX organization_by_created ON organization (created_at, id);
CREATE INDEX organization_by_updated ON organization (updated_at, id);
CREATE INDEX organization_by_parent ON organization (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE contact (
    id              TEXT PRIMARY KEY,
    salutation      TEXT NOT NULL DEFAULT '',
    first_name      TEXT NOT NULL DEFAULT '',
    last_name       TEXT NOT NULL DEFAULT '',
    person_key      TEXT NOT NULL CHECK (person_key <> ''),
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    job_title       TEXT NOT NULL DEFAULT '',
    reports_to_id   TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    birthday        TEXT,
    language        TEXT NOT NULL DEFAULT '',
    description     TEXT NOT NULL DEFAULT '',
    no_email        INTEGER NOT NULL DEFAULT 0 CHECK (no_email IN (0, 1)),   -- do not contact, per channel
    no_phone        INTEGER NOT NULL DEFAULT 0 CHECK (no_phone IN (0, 1)),
    no_mail         INTEGER NOT NULL DEFAULT 0 CHECK (no_mail IN (0, 1)),
    lead_since      TEXT,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL,
    CHECK (first_name <> '' OR last_name <> ''),
    CHECK (reports_to_id <> id)
) STRICT;
CREATE INDEX contact_by_person ON contact (person_key, id);
CREATE INDEX contact_by_created ON contact (created_at, id);
CREATE INDEX contact_by_updated ON contact (updated_at, id);
CREATE INDEX contact_by_organization ON contact (organization_id, person_key, id) WHERE organization_id IS NOT NULL;
CREATE INDEX contact_without_organization ON contact (id) WHERE organization_id IS NULL;
CREATE INDEX contact_by_reports_to ON contact (reports_to_id) WHERE reports_to_id IS NOT NULL;

CREATE TABLE opportunity (
    id                  TEXT PRIMARY KEY,
    title               TEXT NOT NULL CHECK (title <> ''),
    title_key           TEXT NOT NULL,
    organization_id     TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    stage_id            TEXT NOT NULL REFERENCES stage (id) DEFERRABLE INITIALLY DEFERRED,
    rank                TEXT NOT NULL,             -- order by hand within a stage: a fraction as text, so that a move writes one row (R16)
    stage_since         TEXT NOT NULL,             -- entered its stage; rotting counts from here (R19)
    state               TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'won' OR state = 'lost'),
    amount              INTEGER,
    currency            TEXT NOT NULL CHECK (length(currency) = 3),
    probability         INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 100),
    probability_by_hand INTEGER CHECK (probability_by_hand BETWEEN 0 AND 100),   -- NULL: from the stage; kept while won or lost (R17)
    expected_close      TEXT,
    closed_at           TEXT,
    lost_reason_id      TEXT REFERENCES lost_reason (id) DEFERRABLE INITIALLY DEFERRED,
    lost_note           TEXT NOT NULL DEFAULT '',
    source_id           TEXT REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    description         TEXT NOT NULL DEFAULT '',
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL,
    -- R17
    CHECK (state <> 'open' OR closed_at IS NULL),
    CHECK (state = 'open' OR closed_at IS NOT NULL),
    CHECK (state <> 'open' OR probability = ifnull(probability_by_hand, probability)),
    CHECK (state <> 'won' OR probability = 100),
    CHECK (state <> 'lost' OR probability = 0),
    CHECK (state = 'lost' OR (lost_reason_id IS NULL AND lost_note = '')),
    CHECK (state <> 'lost' OR lost_reason_id IS NOT NULL)
) STRICT;
CREATE INDEX opportunity_by_title ON opportunity (title_key, id);
CREATE INDEX opportunity_by_amount ON opportunity (amount, id);
CREATE INDEX opportunity_by_close ON opportunity (expected_close, id);
CREATE INDEX opportunity_by_created ON opportunity (created_at, id);
CREATE INDEX opportunity_by_updated ON opportunity (updated_at, id);
CREATE INDEX opportunity_by_closed ON opportunity (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX opportunity_by_organization ON opportunity (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX opportunity_without_organization ON opportunity (id) WHERE organization_id IS NULL;
CREATE INDEX opportunity_by_stage ON opportunity (stage_id, state, rank, id);
CREATE UNIQUE INDEX opportunity_one_rank ON opportunity (stage_id, rank);
CREATE INDEX opportunity_by_lost_reason ON opportunity (lost_reason_id) WHERE lost_reason_id IS NOT NULL;
CREATE INDEX opportunity_by_source ON opportunity (source_id) WHERE source_id IS NOT NULL;

CREATE TABLE opportunity_contact (
    id             TEXT PRIMARY KEY,
    opportunity_id TEXT NOT NULL REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id     TEXT NOT NULL REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    role           TEXT NOT NULL DEFAULT '',
    is_primary     INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
    UNIQUE (opportunity_id, contact_id)
) STRICT;
CREATE INDEX opportunity_contact_by_contact ON opportunity_contact (contact_id);
CREATE UNIQUE INDEX opportunity_contact_one_primary ON opportunity_contact (opportunity_id) WHERE is_primary = 1;

------------------------------------------------------------------------------------- values that hang on one record
CREATE TABLE contact_point (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind = 'email' OR kind = 'phone' OR kind = 'website'),
    label           TEXT NOT NULL DEFAULT '',      -- work, home, mobile, ... or the user's own word
    value           TEXT NOT NULL CHECK (value <> ''),                       -- as typed
    match_key       TEXT NOT NULL DEFAULT '',      -- e-mail lower-cased; phone E.164; website host without www; '' where it cannot be read as one
    position        INTEGER NOT NULL,              -- 0 is the primary one of its kind
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX contact_point_by_key ON contact_point (match_key, kind) WHERE match_key <> '';
CREATE INDEX contact_point_by_lead ON contact_point (lead_id, kind, position) WHERE lead_id IS NOT NULL;
CREATE INDEX contact_point_by_organization ON contact_point (organization_id, kind, position) WHERE organization_id IS NOT NULL;
CREATE INDEX contact_point_by_contact ON contact_point (contact_id, kind, position) WHERE contact_id IS NOT NULL;
-- The domain of an e-mail, for the same company's mail domain (R14).
CREATE INDEX contact_point_by_domain ON contact_point (substr(match_key, instr(match_key, '@') + 1)) WHERE kind = 'email' AND match_key <> '';

CREATE TABLE address (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind = 'main' OR kind = 'billing' OR kind = 'shipping'),
    street          TEXT NOT NULL DEFAULT '',
    postal_code     TEXT NOT NULL DEFAULT '',
    city            TEXT NOT NULL DEFAULT '',
    region          TEXT NOT NULL DEFAULT '',
    country         TEXT NOT NULL DEFAULT '',      -- as typed, or an ISO 3166 code
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) = 1),
    CHECK ((kind = 'main') = (organization_id IS NULL)),
    CHECK (street || postal_code || city || region || country <> '')
) STRICT;
CREATE UNIQUE INDEX address_by_lead ON address (lead_id, kind) WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX address_by_organization ON address (organization_id, kind) WHERE organization_id IS NOT NULL;
CREATE UNIQUE INDEX address_by_contact ON address (contact_id, kind) WHERE contact_id IS NOT NULL;

CREATE TABLE tag_link (
    id              TEXT PRIMARY KEY,
    tag_id          TEXT NOT NULL REFERENCES tag (id) DEFERRABLE INITIALLY DEFERRED,
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id  TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) + (opportunity_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX tag_link_by_tag ON tag_link (tag_id);
CREATE UNIQUE INDEX tag_link_by_lead ON tag_link (lead_id, tag_id) WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX tag_link_by_organization ON tag_link (organization_id, tag_id) WHERE organization_id IS NOT NULL;
CREATE UNIQUE INDEX tag_link_by_contact ON tag_link (contact_id, tag_id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX tag_link_by_opportunity ON tag_link (opportunity_id, tag_id) WHERE opportunity_id IS NOT NULL;

------------------------------------------------------------------------- what happens: it hangs on one or more records
CREATE TABLE activity (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind = 'call' OR kind = 'meeting' OR kind = 'email' OR kind = 'task'),
    subject    TEXT NOT NULL CHECK (subject <> ''),
    body       TEXT NOT NULL DEFAULT '',           -- Markdown
    due_on     TEXT,                               -- a day; the same day everywhere (R24)
    due_time   TEXT,                               -- "14:30" on the user's clock, or none
    done_at    TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (due_time IS NULL OR due_on IS NOT NULL)
) STRICT;
CREATE INDEX activity_open_by_due ON activity (due_on, due_time, id) WHERE done_at IS NULL;

CREATE TABLE note (
    id         TEXT PRIMARY KEY,
    body       TEXT NOT NULL CHECK (body <> ''),   -- Markdown
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE attachment (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL CHECK (name <> ''),   -- as the user knows it; only ever shown
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),                    -- names the file in the book's folder files/
    size       INTEGER NOT NULL CHECK (size >= 0),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_by_content ON attachment (sha256);

-- One row: this item hangs on that record. An item may hang on several records; it is never copied (R5).
CREATE TABLE timeline_link (
    id              TEXT PRIMARY KEY,
    activity_id     TEXT REFERENCES activity (id) DEFERRABLE INITIALLY DEFERRED,
    note_id         TEXT REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED,
    attachment_id   TEXT REFERENCES attachment (id) DEFERRABLE INITIALLY DEFERRED,
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id  TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((activity_id IS NOT NULL) + (note_id IS NOT NULL) + (attachment_id IS NOT NULL) = 1),
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) + (opportunity_id IS NOT NULL) = 1),
    UNIQUE (activity_id, lead_id), UNIQUE (activity_id, organization_id), UNIQUE (activity_id, contact_id), UNIQUE (activity_id, opportunity_id),
    UNIQUE (note_id, lead_id), UNIQUE (note_id, organization_id), UNIQUE (note_id, contact_id), UNIQUE (note_id, opportunity_id),
    UNIQUE (attachment_id, lead_id), UNIQUE (attachment_id, organization_id), UNIQUE (attachment_id, contact_id), UNIQUE (attachment_id, opportunity_id)
) STRICT;
CREATE INDEX timeline_link_by_lead ON timeline_link (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX timeline_link_by_organization ON timeline_link (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX timeline_link_by_contact ON timeline_link (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX timeline_link_by_opportunity ON timeline_link (opportunity_id) WHERE opportunity_id IS NOT NULL;

-------------------------------------------------------------------------------------------------------- conversions
-- One row per lead that became something. The lead's own row is gone; what it held is kept whole in origin (R6).
CREATE TABLE conversion (
    id                   TEXT PRIMARY KEY,
    lead_id              TEXT NOT NULL UNIQUE,     -- the id the lead had: it converts once (R2)
    title                TEXT NOT NULL,
    converted_at         TEXT NOT NULL,
    organization_id      TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id           TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id       TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    organization_created INTEGER NOT NULL CHECK (organization_created IN (0, 1)),
    contact_created      INTEGER NOT NULL CHECK (contact_created IN (0, 1)),
    opportunity_created  INTEGER NOT NULL CHECK (opportunity_created IN (0, 1)),
    origin               TEXT NOT NULL CHECK (json_valid(origin)),           -- every row the lead was made of, by table
    outcome              TEXT NOT NULL CHECK (json_valid(outcome)),          -- per field: filled, kept, added, skipped (R4)
    CHECK (coalesce(organization_id, contact_id, opportunity_id) IS NOT NULL)
) STRICT;
CREATE INDEX conversion_by_organization ON conversion (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX conversion_by_contact ON conversion (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX conversion_by_opportunity ON conversion (opportunity_id) WHERE opportunity_id IS NOT NULL;

-- One row per organization or contact that went back to the leads (R11): what it was is kept whole, so that converting the lead
-- gives it back. The row goes with the lead.
CREATE TABLE former (
    id         TEXT PRIMARY KEY,
    lead_id    TEXT NOT NULL REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    kind       TEXT NOT NULL CHECK (kind = 'organization' OR kind = 'contact'),
    record_id  TEXT NOT NULL,                      -- the id that it had
    title      TEXT NOT NULL,                      -- what it was called
    is_beside  INTEGER NOT NULL CHECK (is_beside IN (0, 1)),                 -- a further contact of a lead that stands for an organization
    cleared_at TEXT NOT NULL,
    origin     TEXT NOT NULL CHECK (json_valid(origin)),                     -- its row and those that hung on it, by table
    text       TEXT NOT NULL CHECK (json_valid(text))                        -- what of it stands in the lead's description
) STRICT;
CREATE INDEX former_by_lead ON former (lead_id);

-------------------------------------------------------------------------------------------------------------- merge
-- One row per record that was merged into another one: its id leads there from then on (R15). If that one is merged or
-- converted in its turn, the row goes along, so that one look is enough.
CREATE TABLE merged (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind = 'lead' OR kind = 'organization' OR kind = 'contact' OR kind = 'opportunity'),
    record_id       TEXT NOT NULL UNIQUE,          -- the id that the record had
    title           TEXT NOT NULL,                 -- what it was called
    merged_at       TEXT NOT NULL,
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id  TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) + (opportunity_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX merged_by_lead ON merged (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX merged_by_organization ON merged (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX merged_by_contact ON merged (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX merged_by_opportunity ON merged (opportunity_id) WHERE opportunity_id IS NOT NULL;

-- Two records that look like duplicates and are none (R14), in either order.
CREATE TABLE not_duplicate (
    id                    TEXT PRIMARY KEY,
    one_lead_id           TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    one_organization_id   TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    one_contact_id        TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    other_lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    other_organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    other_contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    said_at               TEXT NOT NULL,
    CHECK ((one_lead_id IS NOT NULL) + (one_organization_id IS NOT NULL) + (one_contact_id IS NOT NULL) = 1),
    CHECK ((other_lead_id IS NOT NULL) + (other_organization_id IS NOT NULL) + (other_contact_id IS NOT NULL) = 1)
) STRICT;
CREATE UNIQUE INDEX not_duplicate_once ON not_duplicate (
    min(coalesce(one_lead_id, one_organization_id, one_contact_id), coalesce(other_lead_id, other_organization_id, other_contact_id)),
    max(coalesce(one_lead_id, one_organization_id, one_contact_id), coalesce(other_lead_id, other_organization_id, other_contact_id))
);
CREATE INDEX not_duplicate_by_one_lead ON not_duplicate (one_lead_id) WHERE one_lead_id IS NOT NULL;
CREATE INDEX not_duplicate_by_one_organization ON not_duplicate (one_organization_id) WHERE one_organization_id IS NOT NULL;
CREATE INDEX not_duplicate_by_one_contact ON not_duplicate (one_contact_id) WHERE one_contact_id IS NOT NULL;
CREATE INDEX not_duplicate_by_other_lead ON not_duplicate (other_lead_id) WHERE other_lead_id IS NOT NULL;
CREATE INDEX not_duplicate_by_other_organization ON not_duplicate (other_organization_id) WHERE other_organization_id IS NOT NULL;
CREATE INDEX not_duplicate_by_other_contact ON not_duplicate (other_contact_id) WHERE other_contact_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------- import
-- What a record is called in the system that it was imported from, so that a later file finds it again. It goes along when the record is
-- merged or converted: kind is what it was there.
CREATE TABLE foreign_id (
    id              TEXT PRIMARY KEY,
    system          TEXT NOT NULL CHECK (system <> ''),                      -- which system, or the user's own word for it
    kind            TEXT NOT NULL CHECK (kind IN ('lead', 'organization', 'contact', 'opportunity', 'activity', 'note')),
    value           TEXT NOT NULL CHECK (value <> ''),
    lead_id         TEXT REFERENCES lead (id) DEFERRABLE INITIALLY DEFERRED,
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id  TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    activity_id     TEXT REFERENCES activity (id) DEFERRABLE INITIALLY DEFERRED,
    note_id         TEXT REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((lead_id IS NOT NULL) + (organization_id IS NOT NULL) + (contact_id IS NOT NULL) + (opportunity_id IS NOT NULL)
           + (activity_id IS NOT NULL) + (note_id IS NOT NULL) = 1)
) STRICT;
CREATE UNIQUE INDEX foreign_id_once ON foreign_id (kind, value, system);
CREATE INDEX foreign_id_by_lead ON foreign_id (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX foreign_id_by_organization ON foreign_id (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX foreign_id_by_contact ON foreign_id (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX foreign_id_by_opportunity ON foreign_id (opportunity_id) WHERE opportunity_id IS NOT NULL;
CREATE INDEX foreign_id_by_activity ON foreign_id (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX foreign_id_by_note ON foreign_id (note_id) WHERE note_id IS NOT NULL;

-- A link to a record that no file has brought yet: made when it comes. Who waits stands in one of the columns at the end.
CREATE TABLE foreign_link (
    id              TEXT PRIMARY KEY,
    field           TEXT NOT NULL CHECK (field IN ('parent', 'organization', 'reportsTo', 'contact')),
    system          TEXT NOT NULL CHECK (system <> ''),
    kind            TEXT NOT NULL CHECK (kind IN ('organization', 'contact')),
    value           TEXT NOT NULL CHECK (value <> ''),
    organization_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    contact_id      TEXT REFERENCES contact (id) DEFERRABLE INITIALLY DEFERRED,
    opportunity_id  TEXT REFERENCES opportunity (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK ((organization_id IS NOT NULL) + (contact_id IS NOT NULL) + (opportunity_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX foreign_link_by_value ON foreign_link (kind, value, system);
CREATE INDEX foreign_link_by_organization ON foreign_link (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX foreign_link_by_contact ON foreign_link (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX foreign_link_by_opportunity ON foreign_link (opportunity_id) WHERE opportunity_id IS NOT NULL;

---------------------------------------------------------------------------------------------------------- history
-- One row per step. Append-only but for undone_by, which says at a glance what the chain of steps says at length.
CREATE TABLE history_op (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    kind         TEXT NOT NULL,                       -- book/op.rs
    subject      TEXT NOT NULL,                       -- the title of what it was done to, for "Undo: convert Acme GmbH"
    count        INTEGER NOT NULL,                    -- how many records it was done to
    first_change INTEGER NOT NULL,                    -- its changes are those from here
    last_change  INTEGER NOT NULL,                    -- to here: no two steps write at the same time
    -- The step that this one takes back (an undo), or the undo (a redo).
    undoes       INTEGER REFERENCES history_op (seq) DEFERRABLE INITIALLY DEFERRED,
    -- The step that took this one back and still holds.
    undone_by    INTEGER REFERENCES history_op (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX history_op_undoes ON history_op (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE history_change (
    seq       INTEGER PRIMARY KEY,
    -- Deferred, for what is looked at right away could fail in the middle of a statement (book/recording.rs).
    op        INTEGER NOT NULL REFERENCES history_op (seq) DEFERRABLE INITIALLY DEFERRED,
    tbl       TEXT NOT NULL,
    row_id    TEXT NOT NULL,
    record_id TEXT NOT NULL,                       -- the record whose history shows it: the row itself, or the one it belongs to
    before    TEXT,                                -- insert: NULL; update: the changed fields; delete: the whole row
    after     TEXT                                 -- update: the changed fields
) STRICT;
CREATE INDEX history_change_by_record ON history_change (record_id, seq);
CREATE INDEX history_change_by_row ON history_change (row_id, seq) WHERE row_id <> record_id;

-- One row per import. It says what was done and is itself nothing to undo.
CREATE TABLE history_import (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    file      TEXT NOT NULL,                       -- the name of the file, without its folder
    kind      TEXT NOT NULL,                       -- what its rows were taken for
    system    TEXT NOT NULL,
    policy    TEXT NOT NULL,
    rows      INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    skipped   INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    bad_rows  TEXT NOT NULL,                       -- the name of the file of failed rows in the book's folder imports/, or blank
    op        INTEGER REFERENCES history_op (seq)  -- its step; none if nothing changed
) STRICT;

---------------------------------------------------------------------------------------------------------- search (R12)
-- One document per record that can be found. Rewritten by the write door from sql/derived/; book::rebuild makes all anew.
CREATE TABLE search_document (
    docid     INTEGER PRIMARY KEY,                 -- explicit: implicit row ids can change on VACUUM
    kind      TEXT NOT NULL,                       -- lead, organization, contact, opportunity, note, conversion
    record_id TEXT NOT NULL UNIQUE,
    title     TEXT NOT NULL,
    detail    TEXT NOT NULL,                       -- person, company, city
    body      TEXT NOT NULL,                       -- description, note
    variants  TEXT NOT NULL,                       -- further spellings of words of the three: ae, oe, ue, ss (value/words.rs)
    handles   TEXT NOT NULL                        -- e-mails folded, phones as digits, hosts: found by any part
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5 (
    title, detail, body, variants,
    content = 'search_document', content_rowid = 'docid', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_handle USING fts5 (
    handles,
    content = 'search_document', content_rowid = 'docid', columnsize = 0,
    tokenize = 'trigram'
);
-- Segments are put together when nobody writes (book/upkeep.rs), and in a step only when there are very many.
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0), ('crisismerge', 64);
INSERT INTO search_handle (search_handle, rank) VALUES ('automerge', 0), ('crisismerge', 64);
-- The option secure-delete of FTS5 stays off: docs/decisions/deleted-text-in-the-index.md. The sizes of columns would serve a
-- rank by bm25 alone, which nothing here asks for.

------------------------------------------------------------------------------------------------------------- derived
-- What lists and cards show of the timeline: the next open activity and the last sign of life (R19, R20).
CREATE TABLE derived_pulse (
    record_id TEXT PRIMARY KEY,
    kind      TEXT NOT NULL,                       -- lead, organization, contact, opportunity
    next_due  TEXT,                                -- "2026-11-22" or "2026-11-22 14:30" of the next open activity with a date
    last_at   TEXT                                 -- the newest done activity, note or file
) STRICT, WITHOUT ROWID;
CREATE INDEX derived_pulse_by_due ON derived_pulse (kind, next_due, record_id) WHERE next_due IS NOT NULL;

-- What the columns of the board come to (R16, R18): the open opportunities of a stage by currency. Sums are kept in millions and
-- the rest of a million, so that none can overflow; the weighted ones are a hundredfold. Kept by sql/derived/board.sql.
CREATE TABLE derived_board_sum (
    stage_id          TEXT NOT NULL,
    currency          TEXT NOT NULL,
    count             INTEGER NOT NULL,
    amounts           INTEGER NOT NULL,            -- how many of them have an amount
    millions          INTEGER NOT NULL,
    rest              INTEGER NOT NULL,
    weighted_millions INTEGER NOT NULL,
    weighted_rest     INTEGER NOT NULL,
    PRIMARY KEY (stage_id, currency)
) STRICT, WITHOUT ROWID;
-- How many of them have their next activity on which day (R20).
CREATE TABLE derived_board_due (
    stage_id TEXT NOT NULL,
    day      TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (stage_id, day)
) STRICT, WITHOUT ROWID;

-------------------------------------------------------------------------------- this machine's own, outside history
CREATE TABLE local_state (
    key   TEXT PRIMARY KEY,                        -- window's last place, drafts, theme, language
    value TEXT NOT NULL
) STRICT;
