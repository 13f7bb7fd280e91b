-- ?1: the ids as a JSON array.
SELECT l.id, l.title, trim(l.first_name || ' ' || l.last_name || iif(l.company IN ('', l.title), '', ' · ' || l.company), ' ·'),
       trim(l.first_name || ' ' || l.last_name), l.person_key,
       iif(l.company = '', l.title, l.company), l.closed_at IS NOT NULL,
       0, NULL
FROM json_each(?1) wanted
JOIN lead l ON l.id = wanted.value
