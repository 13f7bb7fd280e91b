-- The contacts of an opportunity. ?1: the opportunity.
SELECT c.id, trim(c.first_name || ' ' || c.last_name), c.job_title, l.role, l.is_primary,
       ifnull((SELECT value FROM contact_point WHERE contact_id = c.id AND kind = 'email' ORDER BY position LIMIT 1), ''),
       ifnull((SELECT value FROM contact_point WHERE contact_id = c.id AND kind = 'phone' ORDER BY position LIMIT 1), '')
FROM opportunity_contact l
JOIN contact c ON c.id = l.contact_id
WHERE l.opportunity_id = ?1
ORDER BY l.is_primary DESC, c.person_key, c.id
