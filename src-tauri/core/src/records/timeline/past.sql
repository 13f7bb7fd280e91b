-- What happened with a record, newest first. OWNER stands in for the kind of record. ?1: the record; ?2, ?3: moment and id
-- before which; ?4: how many.
SELECT source, moment, id
FROM (
    SELECT 'activity' AS source, a.done_at AS moment, a.id AS id
    FROM timeline_link l
    JOIN activity a ON a.id = l.activity_id
    WHERE l.OWNER_id = ?1 AND a.done_at IS NOT NULL
    UNION ALL
    SELECT 'note', n.created_at, n.id
    FROM timeline_link l
    JOIN note n ON n.id = l.note_id
    WHERE l.OWNER_id = ?1
    UNION ALL
    SELECT 'attachment', f.created_at, f.id
    FROM timeline_link l
    JOIN attachment f ON f.id = l.attachment_id
    WHERE l.OWNER_id = ?1
    -- CONVERSIONS
)
WHERE (moment, id) < (?2, ?3)
ORDER BY moment DESC, id DESC
LIMIT ?4
