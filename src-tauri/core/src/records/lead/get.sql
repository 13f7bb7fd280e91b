SELECT r.id, r.title, r.salutation, r.first_name, r.last_name, r.job_title, r.company, r.industry, r.employees, r.rating,
       r.status_id, st.name, r.source_id, so.name, r.expected_amount, r.currency, r.language, r.description,
       r.closed_at, r.lost_reason_id, lr.name, r.lost_note, p.next_due, r.created_at, r.updated_at
FROM lead r
LEFT JOIN lead_status st ON st.id = r.status_id
LEFT JOIN source so ON so.id = r.source_id
LEFT JOIN lost_reason lr ON lr.id = r.lost_reason_id
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.id = ?1
