-- What each open opportunity of a stage adds to its column. ?: the stage, then the values of the filter.
SELECT r.currency, r.amount, r.probability, p.next_due
FROM opportunity r
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.stage_id = ? AND r.state = 'open'
-- FILTER
