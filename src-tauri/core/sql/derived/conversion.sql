-- A converted lead is found under its old title, person and company (R6).
INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'conversion', r.title,
       trim(concat_ws(' ', r.origin ->> '$.lead[0].first_name', r.origin ->> '$.lead[0].last_name', r.origin ->> '$.lead[0].company')),
       '',
       ifnull((SELECT group_concat(handle(value ->> 'kind', value ->> 'value', value ->> 'match_key'), ' ')
               FROM json_each(r.origin -> '$.contact_point')), '')
FROM dirty d
JOIN conversion r ON r.id = d.id
WHERE d.kind = 'conversion'
