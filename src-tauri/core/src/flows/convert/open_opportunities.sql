-- Open opportunities of these organizations (?1) and contacts (?2), both JSON arrays of ids; the newest first.
SELECT o.id, o.title, ifnull(g.name, ''), s.name
FROM (
    SELECT o.id FROM json_each(?1) w JOIN opportunity o ON o.organization_id = w.value WHERE o.state = 'open'
    UNION
    SELECT o.id FROM json_each(?2) w JOIN opportunity_contact l ON l.contact_id = w.value
    JOIN opportunity o ON o.id = l.opportunity_id WHERE o.state = 'open'
) found
JOIN opportunity o ON o.id = found.id
JOIN stage s ON s.id = o.stage_id
LEFT JOIN organization g ON g.id = o.organization_id
ORDER BY o.id DESC
LIMIT ?3
