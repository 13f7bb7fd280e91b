-- Documents whose title begins with the text, or whose family name does, however old they are: a few of each kind.
-- :from is the folded text, :to comes after all that begins with it.
SELECT d.docid, d.title, d.detail
FROM (
    SELECT id FROM (SELECT id FROM organization WHERE name_key >= :from AND name_key < :to ORDER BY name_key, id LIMIT 10)
    UNION ALL
    SELECT id FROM (SELECT id FROM contact WHERE person_key >= :from AND person_key < :to ORDER BY person_key, id LIMIT 10)
    UNION ALL
    SELECT id FROM (SELECT id FROM opportunity WHERE title_key >= :from AND title_key < :to ORDER BY title_key, id LIMIT 10)
    UNION ALL
    SELECT id FROM (SELECT id FROM lead WHERE title_key >= :from AND title_key < :to ORDER BY title_key, id LIMIT 10)
) few
CROSS JOIN search_document d ON d.record_id = few.id
WHERE :kinds = '' OR instr(:kinds, ' ' || d.kind || ' ') > 0
