INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'contact', trim(r.first_name || ' ' || r.last_name),
       trim(r.salutation || ' ' || r.job_title || ' ' || ifnull(o.name, '') || ' '
            || ifnull((SELECT city FROM address WHERE contact_id = r.id), '')),
       r.description,
       ifnull((SELECT group_concat(handle(kind, value, match_key), ' ') FROM contact_point WHERE contact_id = r.id), '')
FROM dirty d
JOIN contact r ON r.id = d.id
LEFT JOIN organization o ON o.id = r.organization_id
WHERE d.kind = 'contact'
