-- Documents with all the words, newest first.
SELECT d.docid, d.title, d.detail
FROM search_text t
JOIN search_document d ON d.docid = t.rowid
WHERE t.search_text MATCH :words
  AND (:kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0)
ORDER BY t.rowid DESC
LIMIT :newest
