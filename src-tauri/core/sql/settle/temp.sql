-- What a step settles in the end: the rows that it wrote more than once, and the records of which little may be left to tell.
CREATE TEMP TABLE IF NOT EXISTS written_again (
    place     INTEGER PRIMARY KEY,
    tbl       TEXT NOT NULL,
    row_id    TEXT NOT NULL,
    record_id TEXT NOT NULL
) STRICT;
CREATE TEMP TABLE IF NOT EXISTS quiet (
    record_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
DELETE FROM temp.written_again;
DELETE FROM temp.quiet;
