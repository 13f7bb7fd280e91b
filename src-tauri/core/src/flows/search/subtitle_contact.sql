-- The company beside a person, or the job title.
SELECT coalesce(o.name, nullif(c.job_title, ''))
FROM contact c
LEFT JOIN organization o ON o.id = c.organization_id
WHERE c.id = ?1
