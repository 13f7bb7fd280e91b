-- What the step wrote to a record and what hangs on it, with the moment that it was changed last before, and whether no more than that changed.
SELECT seq, tbl, before ->> '$.updated_at',
       row_id = record_id AND after IS NOT NULL AND before = json_object('updated_at', before ->> '$.updated_at')
FROM history_change
WHERE record_id = ?1 AND seq >= ?2
