r.name, r.industry,
ifnull((SELECT value FROM contact_point WHERE organization_id = r.id AND kind = 'email' ORDER BY position LIMIT 1), ''),
ifnull((SELECT value FROM contact_point WHERE organization_id = r.id AND kind = 'phone' ORDER BY position LIMIT 1), ''),
ifnull((SELECT value FROM contact_point WHERE organization_id = r.id AND kind = 'website' ORDER BY position LIMIT 1), ''),
ifnull((SELECT city FROM address WHERE organization_id = r.id AND city <> '' ORDER BY kind LIMIT 1), ''),
ifnull(parent.name, ''),
(SELECT json_group_array(t.name ORDER BY t.name_key) FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.organization_id = r.id),
p.next_due, r.created_at, r.updated_at
