SELECT CASE WHEN lead_id IS NOT NULL THEN 'lead' WHEN contact_id IS NOT NULL THEN 'contact' ELSE 'organization' END,
       coalesce(lead_id, contact_id, organization_id)
FROM contact_point
WHERE match_key = ?1 AND match_key <> '' AND kind = 'email'
ORDER BY lead_id IS NULL, contact_id IS NULL
LIMIT 1
