-- ?1: the ids as a JSON array.
SELECT c.id, trim(c.first_name || ' ' || c.last_name), ifnull(o.name, ''),
       trim(c.first_name || ' ' || c.last_name), c.person_key, ifnull(o.name, ''), 0,
       EXISTS (SELECT 1 FROM opportunity_contact WHERE contact_id = c.id),
       c.organization_id
FROM json_each(?1) wanted
JOIN contact c ON c.id = wanted.value
LEFT JOIN organization o ON o.id = c.organization_id
