-- The city beside an organization, or its industry.
SELECT coalesce((SELECT city FROM address WHERE organization_id = o.id AND city <> '' ORDER BY kind LIMIT 1), nullif(o.industry, ''))
FROM organization o
WHERE o.id = ?1
