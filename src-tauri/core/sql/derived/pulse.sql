-- What lists and cards show of the timeline. KIND stands in for the kind of record.
INSERT INTO derived_pulse (record_id, kind, next_due, last_at)
SELECT id, 'KIND', next_due, last_at
FROM (
    SELECT d.id,
           -- Of one day those with a time come first: a passed one is overdue, one without a time is due all day (R20).
           (SELECT a.due_on || ifnull(' ' || a.due_time, '')
            FROM timeline_link l JOIN activity a ON a.id = l.activity_id
            WHERE l.KIND_id = d.id AND a.done_at IS NULL AND a.due_on IS NOT NULL
            ORDER BY a.due_on, a.due_time IS NULL, a.due_time
            LIMIT 1) AS next_due,
           (SELECT max(coalesce(a.done_at, n.created_at, f.created_at))
            FROM timeline_link l
            LEFT JOIN activity a ON a.id = l.activity_id AND a.done_at IS NOT NULL
            LEFT JOIN note n ON n.id = l.note_id
            LEFT JOIN attachment f ON f.id = l.attachment_id
            WHERE l.KIND_id = d.id) AS last_at
    FROM dirty d
    WHERE d.kind = 'KIND'
)
WHERE next_due IS NOT NULL OR last_at IS NOT NULL
