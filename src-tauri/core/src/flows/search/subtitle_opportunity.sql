-- The organization beside an opportunity, or its first contact.
SELECT coalesce(
    (SELECT name FROM organization WHERE id = o.organization_id),
    (SELECT trim(c.first_name || ' ' || c.last_name)
     FROM opportunity_contact l JOIN contact c ON c.id = l.contact_id
     WHERE l.opportunity_id = o.id ORDER BY l.is_primary DESC, l.id LIMIT 1))
FROM opportunity o
WHERE o.id = ?1
