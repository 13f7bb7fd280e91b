-- Whether the step wrote something else of the record than this row.
SELECT 1
FROM history_change
WHERE record_id = ?1 AND seq >= ?2 AND row_id <> ?3
