-- ?1: the ids as a JSON array.
SELECT o.id, o.name,
       ifnull((SELECT city FROM address WHERE organization_id = o.id ORDER BY kind LIMIT 1), ''),
       '', '', o.name, 0,
       EXISTS (SELECT 1 FROM opportunity WHERE organization_id = o.id),
       NULL
FROM json_each(?1) wanted
JOIN organization o ON o.id = wanted.value
