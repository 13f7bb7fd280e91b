-- Empty but for one row that has the number of the newest document: what comes after it is numbered on.
DELETE FROM fresh;
INSERT OR ROLLBACK INTO fresh (docid, record_id, kind, title, detail, body, handles)
SELECT ifnull(max(docid), 0), '', '', '', '', '', '' FROM search_document;
