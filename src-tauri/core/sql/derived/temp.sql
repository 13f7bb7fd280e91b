-- Scratch tables of the writer's connection: the records a step touched, and their documents as they are now.
CREATE TEMP TABLE dirty (
    id   TEXT PRIMARY KEY,
    kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Those that are not yet in turn, where a step touched many.
CREATE TEMP TABLE waiting (
    id   TEXT PRIMARY KEY,
    kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TEMP TABLE fresh (
    docid     INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    detail    TEXT NOT NULL,
    body      TEXT NOT NULL,
    handles   TEXT NOT NULL,
    variants  TEXT NOT NULL GENERATED ALWAYS AS (variants(title || ' ' || detail || ' ' || body)) STORED
) STRICT;
CREATE TEMP TABLE stale (
    docid     INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL UNIQUE
) STRICT;
