-- Forgets what was recorded of a row behind a change.
DELETE FROM history_change
WHERE record_id = ?1 AND seq > ?2 AND tbl = ?3 AND row_id = ?4
