-- Documents with the words, among the newest that have the part in an e-mail, host or phone number. The + keeps the index of
-- words from being asked anew for each of them.
SELECT d.docid, d.title, d.detail
FROM search_text t
JOIN search_document d ON d.docid = t.rowid
WHERE t.search_text MATCH :words
  AND +t.rowid IN (SELECT h.rowid FROM search_handle h WHERE h.search_handle MATCH :part ORDER BY h.rowid DESC LIMIT :parts)
  AND (:kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0)
ORDER BY t.rowid DESC
LIMIT :newest
