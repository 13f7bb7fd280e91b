-- Carries the fresh documents into the search tables. Only what really differs is rewritten: a move on the board is not.
-- OR ROLLBACK, here and wherever the door writes: book/recording.rs.
DELETE FROM fresh WHERE record_id = '';
DELETE FROM stale;
INSERT OR ROLLBACK INTO stale (docid, record_id)
SELECT s.docid, s.record_id
FROM dirty d
JOIN search_document s ON s.record_id = d.id
LEFT JOIN fresh f ON f.record_id = s.record_id
WHERE f.record_id IS NULL
   OR (f.title, f.detail, f.body, f.variants, f.handles) IS NOT (s.title, s.detail, s.body, s.variants, s.handles);
-- By what is fresh, for with IN every document of the book would be walked.
DELETE FROM fresh
WHERE NOT EXISTS (SELECT 1 FROM stale WHERE stale.record_id = fresh.record_id)
  AND EXISTS (SELECT 1 FROM search_document s WHERE s.record_id = fresh.record_id);
-- A document keeps its number.
UPDATE OR ROLLBACK fresh SET docid = stale.docid FROM stale WHERE stale.record_id = fresh.record_id;
-- Each index in one statement and in the order of the numbers: it writes what it has gathered when the next statement begins or
-- when a number is lower than the last.
INSERT INTO search_text (search_text, rowid, title, detail, body, variants)
SELECT 'delete', stale.docid, s.title, s.detail, s.body, s.variants
FROM stale CROSS JOIN search_document s ON s.docid = stale.docid
UNION ALL
SELECT NULL, docid, title, detail, body, variants FROM fresh
ORDER BY 2, 1 DESC;
INSERT INTO search_handle (search_handle, rowid, handles)
SELECT 'delete', stale.docid, s.handles
FROM stale CROSS JOIN search_document s ON s.docid = stale.docid
WHERE s.handles <> ''
UNION ALL
SELECT NULL, docid, handles FROM fresh WHERE handles <> ''
ORDER BY 2, 1 DESC;
DELETE FROM search_document WHERE docid IN (SELECT docid FROM stale);
INSERT OR ROLLBACK INTO search_document (docid, kind, record_id, title, detail, body, variants, handles)
SELECT docid, kind, record_id, title, detail, body, variants, handles FROM fresh;
