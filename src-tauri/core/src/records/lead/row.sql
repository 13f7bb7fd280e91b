r.title, trim(r.salutation || ' ' || trim(r.first_name || ' ' || r.last_name)), r.company,
ifnull((SELECT value FROM contact_point WHERE lead_id = r.id AND kind = 'email' ORDER BY position LIMIT 1), ''),
ifnull((SELECT value FROM contact_point WHERE lead_id = r.id AND kind = 'phone' ORDER BY position LIMIT 1), ''),
ifnull((SELECT city FROM address WHERE lead_id = r.id), ''),
r.rating, r.status_id, st.name, r.source_id, so.name, r.expected_amount, r.currency,
(SELECT json_group_array(t.name ORDER BY t.name_key) FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.lead_id = r.id),
r.closed_at IS NOT NULL, p.next_due, r.created_at, r.updated_at
