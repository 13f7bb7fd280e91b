SELECT r.id, r.name, r.parent_id, parent.name, r.industry, r.employees, r.annual_revenue, r.currency, r.vat_number, r.description,
       r.lead_since, p.next_due, r.created_at, r.updated_at
FROM organization r
LEFT JOIN organization parent ON parent.id = r.parent_id
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.id = ?1
