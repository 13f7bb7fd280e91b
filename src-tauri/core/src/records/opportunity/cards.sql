-- The cards of a column in their order. ?: the stage, the state, the rank after which, the values of the filter, how many.
SELECT r.id, r.title, r.organization_id, o.name, r.amount, r.currency, r.probability, r.expected_close,
       p.next_due, p.last_at, r.stage_since,
       (SELECT json_group_array(t.name ORDER BY t.name_key) FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.opportunity_id = r.id),
       r.rank
FROM opportunity r
LEFT JOIN organization o ON o.id = r.organization_id
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.stage_id = ? AND r.state = ? AND r.rank > ?
-- FILTER
ORDER BY r.rank
LIMIT ?
