-- How many open opportunities of a stage have their next activity before today, today, later; and how many of today's are at a
-- time that has passed. ?1: the stage, ?2: the day, ?3: the minute.
SELECT ifnull(sum(count) FILTER (WHERE day < ?2), 0), ifnull(sum(count) FILTER (WHERE day = ?2), 0),
       ifnull(sum(count) FILTER (WHERE day > ?2), 0),
       (SELECT count(*)
        FROM derived_pulse p
        CROSS JOIN opportunity r ON r.id = p.record_id
        WHERE p.kind = 'opportunity' AND p.next_due > ?2 AND p.next_due < ?3 AND r.stage_id = ?1 AND r.state = 'open')
FROM derived_board_due
WHERE stage_id = ?1
