r.title, ifnull(o.name, ''), r.stage_id, s.name, r.state, r.amount, r.currency, r.probability, r.expected_close, r.closed_at,
(SELECT json_group_array(t.name ORDER BY t.name_key) FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.opportunity_id = r.id),
p.next_due, r.created_at, r.updated_at
