INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'opportunity', r.title, ifnull(o.name, ''), r.description, ''
FROM dirty d
JOIN opportunity r ON r.id = d.id
LEFT JOIN organization o ON o.id = r.organization_id
WHERE d.kind = 'opportunity'
