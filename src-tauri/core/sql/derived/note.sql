INSERT OR ROLLBACK INTO fresh (record_id, kind, title, detail, body, handles)
SELECT r.id, 'note', '', '', r.body, ''
FROM dirty d
JOIN note r ON r.id = d.id
WHERE d.kind = 'note'
