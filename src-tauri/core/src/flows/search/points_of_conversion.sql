-- The e-mails, phones and websites that a converted lead had.
SELECT ifnull(p.value ->> 'kind', ''), ifnull(p.value ->> 'value', ''), ifnull(p.value ->> 'match_key', '')
FROM conversion c, json_each(c.origin, '$.contact_point') p
WHERE c.id = ?1
