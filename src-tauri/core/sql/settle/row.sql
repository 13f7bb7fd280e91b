-- What the step wrote to a row. By its record: an index leads there, none to a row of a table.
SELECT seq, before, after
FROM history_change
WHERE record_id = ?1 AND seq >= ?2 AND tbl = ?3 AND row_id = ?4
ORDER BY seq
