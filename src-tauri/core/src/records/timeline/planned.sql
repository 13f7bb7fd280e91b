-- Open activities of a record, the most urgent first: those without a time after those with one on the same day, those
-- without a day last. OWNER stands in for the kind of record. ?1: the record; ?2, ?3: moment and id after which; ?4: how many.
SELECT moment, id
FROM (
    SELECT ifnull(a.due_on, '9999-12-31') || ' ' || ifnull(a.due_time, '24:00') AS moment, a.id AS id
    FROM timeline_link l
    JOIN activity a ON a.id = l.activity_id
    WHERE l.OWNER_id = ?1 AND a.done_at IS NULL
)
WHERE (moment, id) > (?2, ?3)
ORDER BY moment, id
LIMIT ?4
