SELECT r.id, r.salutation, r.first_name, r.last_name, r.organization_id, o.name, r.job_title, r.reports_to_id,
       trim(boss.first_name || ' ' || boss.last_name), boss.job_title, r.birthday, r.language, r.description,
       r.no_email, r.no_phone, r.no_mail, r.lead_since, p.next_due, r.created_at, r.updated_at
FROM contact r
LEFT JOIN organization o ON o.id = r.organization_id
LEFT JOIN contact boss ON boss.id = r.reports_to_id
LEFT JOIN derived_pulse p ON p.record_id = r.id
WHERE r.id = ?1
