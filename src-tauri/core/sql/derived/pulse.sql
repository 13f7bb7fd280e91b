-- What lists and cards show of the timeline. KIND stands in for the kind of record. Of one day the activities with a time come
-- first: a passed one is overdue, one without a time is due all day (R20).
INSERT OR ROLLBACK INTO derived_pulse (record_id, kind, next_due, last_at)
SELECT d.id, 'KIND',
       rtrim(min(iif(a.done_at IS NULL, a.due_on || ' ' || ifnull(a.due_time, '~'), NULL)), ' ~') AS next_due,
       max(coalesce(a.done_at, n.created_at, f.created_at)) AS last_at
FROM dirty d
CROSS JOIN timeline_link l ON l.KIND_id = d.id
LEFT JOIN activity a ON a.id = l.activity_id
LEFT JOIN note n ON n.id = l.note_id
LEFT JOIN attachment f ON f.id = l.attachment_id
WHERE d.kind = 'KIND'
GROUP BY d.id
HAVING next_due IS NOT NULL OR last_at IS NOT NULL
