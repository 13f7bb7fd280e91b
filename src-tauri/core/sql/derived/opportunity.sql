INSERT INTO fresh (record_id, kind, title, detail, body, variants, handles)
SELECT r.id, 'opportunity', r.title, ifnull(o.name, ''), r.description, german_variants(r.title || ' ' || ifnull(o.name, '')), ''
FROM dirty d
JOIN opportunity r ON r.id = d.id
LEFT JOIN organization o ON o.id = r.organization_id
WHERE d.kind = 'opportunity'
