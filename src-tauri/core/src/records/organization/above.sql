-- Whether ?2 is ?1 or stands above it.
WITH RECURSIVE above (id) AS (
    SELECT ?1
    UNION
    SELECT o.parent_id FROM above JOIN organization o ON o.id = above.id WHERE o.parent_id IS NOT NULL
)
SELECT 1 FROM above WHERE id = ?2
