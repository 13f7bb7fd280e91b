-- The newest step that still holds and changed this row after the given change.
SELECT o.kind, o.subject
FROM history_change c
JOIN history_op o ON o.seq = c.op
WHERE c.record_id = ?1
  AND c.row_id = ?1
  AND c.seq > ?2
  AND c.op <> ?3
  AND o.undoes IS NULL
  AND o.undone_by IS NULL
ORDER BY c.seq DESC
LIMIT 1
