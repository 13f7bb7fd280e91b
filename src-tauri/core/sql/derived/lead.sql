INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'lead', r.title,
       trim(r.salutation || ' ' || r.first_name || ' ' || r.last_name || ' ' || iif(r.company = r.title, '', r.company || ' ')
            || r.job_title || ' ' || ifnull((SELECT city FROM address WHERE lead_id = r.id), '')),
       r.description,
       ifnull((SELECT group_concat(handle(kind, value, match_key), ' ') FROM contact_point WHERE lead_id = r.id), '')
FROM dirty d
JOIN lead r ON r.id = d.id
WHERE d.kind = 'lead'
