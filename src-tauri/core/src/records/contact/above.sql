-- Whether ?2 is ?1 or stands above it.
WITH RECURSIVE above (id) AS (
    SELECT ?1
    UNION
    SELECT c.reports_to_id FROM above JOIN contact c ON c.id = above.id WHERE c.reports_to_id IS NOT NULL
)
SELECT 1 FROM above WHERE id = ?2
