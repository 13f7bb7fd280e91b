-- The next activity of each open opportunity of a stage. ?: the stage, then the values of the filter.
SELECT p.next_due
FROM opportunity r
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.stage_id = ? AND r.state = 'open'
-- FILTER
