-- Documents with all the parts of e-mails, hosts, phone numbers, newest first.
SELECT d.docid, d.title, d.detail
FROM search_handle h
JOIN search_document d ON d.docid = h.rowid
WHERE h.search_handle MATCH :part
  AND (:kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0)
ORDER BY h.rowid DESC
LIMIT :newest
