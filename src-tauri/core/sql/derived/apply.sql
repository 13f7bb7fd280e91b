-- Carries the fresh documents into the search tables. Only what really differs is rewritten: a move on the board is not.
DELETE FROM stale;
INSERT INTO stale (docid, record_id)
SELECT s.docid, s.record_id
FROM dirty d
JOIN search_document s ON s.record_id = d.id
LEFT JOIN fresh f ON f.record_id = s.record_id
WHERE f.record_id IS NULL
   OR (f.title, f.detail, f.body, f.variants, f.handles) IS NOT (s.title, s.detail, s.body, s.variants, s.handles);
INSERT INTO search_text (search_text, rowid, title, detail, body, variants)
SELECT 'delete', s.docid, s.title, s.detail, s.body, s.variants FROM stale JOIN search_document s ON s.docid = stale.docid;
INSERT INTO search_handle (search_handle, rowid, handles)
SELECT 'delete', s.docid, s.handles FROM stale JOIN search_document s ON s.docid = stale.docid;
DELETE FROM search_document WHERE docid IN (SELECT docid FROM stale);
-- By what is fresh, for with IN every document of the book would be walked.
DELETE FROM fresh WHERE EXISTS (SELECT 1 FROM search_document s WHERE s.record_id = fresh.record_id);
-- Those that keep their number first: a new one must not be given it.
INSERT INTO search_document (docid, kind, record_id, title, detail, body, variants, handles)
SELECT s.docid, f.kind, f.record_id, f.title, f.detail, f.body, f.variants, f.handles
FROM fresh f
LEFT JOIN stale s ON s.record_id = f.record_id
ORDER BY s.docid IS NULL, f.record_id;
INSERT INTO search_text (rowid, title, detail, body, variants)
SELECT s.docid, s.title, s.detail, s.body, s.variants FROM fresh f JOIN search_document s ON s.record_id = f.record_id;
INSERT INTO search_handle (rowid, handles)
SELECT s.docid, s.handles FROM fresh f JOIN search_document s ON s.record_id = f.record_id;
