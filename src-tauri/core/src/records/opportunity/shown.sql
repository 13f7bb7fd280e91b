-- What each open opportunity of some stages adds to its column. ?: the stages as JSON, then the values of the filter.
SELECT r.stage_id, r.rank, r.id, r.currency, r.amount, r.probability, p.next_due
FROM opportunity r
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.stage_id IN (SELECT value FROM json_each(?)) AND r.state = 'open'
-- FILTER
