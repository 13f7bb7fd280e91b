-- The records behind one, with about how many bytes the document of each takes.
SELECT w.id, 500 + ifnull(
    CASE w.kind
        WHEN 'lead' THEN (SELECT octet_length(description) FROM lead WHERE id = w.id)
        WHEN 'organization' THEN (SELECT octet_length(description) FROM organization WHERE id = w.id)
        WHEN 'contact' THEN (SELECT octet_length(description) FROM contact WHERE id = w.id)
        WHEN 'opportunity' THEN (SELECT octet_length(description) FROM opportunity WHERE id = w.id)
        WHEN 'note' THEN (SELECT octet_length(body) FROM note WHERE id = w.id)
    END, 0)
FROM waiting w
WHERE w.id > ?1
ORDER BY w.id
