-- The newest undo that still holds, unless a new step came after it.
SELECT u.seq, u.undoes, root.subject, root.count
FROM history_op u
JOIN history_op root ON root.seq = u.undoes
WHERE u.kind = 'undo'
  AND u.undone_by IS NULL
  AND u.seq > (SELECT ifnull(max(n.seq), 0) FROM history_op n WHERE n.undoes IS NULL)
ORDER BY u.seq DESC
LIMIT 1
