INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'organization', r.name,
       trim(r.industry || ' ' || r.vat_number || ' '
            || ifnull((SELECT group_concat(DISTINCT city) FROM address WHERE organization_id = r.id), '')),
       r.description,
       ifnull((SELECT group_concat(handle(kind, value, match_key), ' ') FROM contact_point WHERE organization_id = r.id), '')
FROM dirty d
JOIN organization r ON r.id = d.id
WHERE d.kind = 'organization'
