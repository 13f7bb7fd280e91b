-- Documents with the words, among the newest that have the part in an e-mail, host or phone number. The + keeps the index of
-- words from being asked anew for each of them; it is not asked for anything older than the oldest of them.
WITH parts (docid) AS MATERIALIZED (
    SELECT h.rowid FROM search_handle h WHERE h.search_handle MATCH :part ORDER BY h.rowid DESC LIMIT :parts
)
SELECT d.docid, d.title, d.detail
FROM search_text t
JOIN search_document d ON d.docid = t.rowid
WHERE t.search_text MATCH :words
  AND t.rowid >= (SELECT min(docid) FROM parts)
  AND +t.rowid IN (SELECT docid FROM parts)
  AND (:kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0)
ORDER BY t.rowid DESC
LIMIT :newest
