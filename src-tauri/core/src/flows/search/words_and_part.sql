-- Documents with the part in an e-mail, host or phone number, among the newest that have the words.
SELECT d.docid, d.title, d.detail
FROM (SELECT t.rowid AS docid FROM search_text t WHERE t.search_text MATCH :words ORDER BY t.rowid DESC LIMIT :parts) newest
JOIN search_document d ON d.docid = newest.docid
WHERE instr(d.handles, :needle) > 0
  AND (:kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0)
ORDER BY d.docid DESC
LIMIT :newest
