-- One opportunity with the names it shows. STAGE stands in for the columns of its stage. ?1: the opportunity.
SELECT r.id, r.title, r.organization_id, o.name, o.industry, r.state, r.stage_since, r.amount, r.currency, r.probability,
       r.probability_by_hand, r.expected_close, r.closed_at, lr.id, lr.name, r.lost_note, so.id, so.name, r.description,
       r.created_at, r.updated_at, pl.name, STAGE, p.next_due, p.last_at
FROM opportunity r
JOIN stage s ON s.id = r.stage_id
JOIN pipeline pl ON pl.id = s.pipeline_id
LEFT JOIN organization o ON o.id = r.organization_id
LEFT JOIN lost_reason lr ON lr.id = r.lost_reason_id
LEFT JOIN source so ON so.id = r.source_id
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.id = ?1
