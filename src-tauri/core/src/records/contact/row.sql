trim(r.first_name || ' ' || r.last_name), r.salutation, r.organization_id, o.name, r.job_title,
ifnull((SELECT value FROM contact_point WHERE contact_id = r.id AND kind = 'email' ORDER BY position LIMIT 1), ''),
ifnull((SELECT value FROM contact_point WHERE contact_id = r.id AND kind = 'phone' ORDER BY position LIMIT 1), ''),
ifnull((SELECT city FROM address WHERE contact_id = r.id), ''),
(SELECT json_group_array(t.name ORDER BY t.name_key) FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.contact_id = r.id),
p.next_due, r.created_at, r.updated_at
