-- Takes the next activity of an open opportunity into what its column comes to, or out of it; the words stand for the same as in
-- board_opportunity.sql. A pulse is never updated, only made anew.
CREATE TEMP TRIGGER board_pulse_NAME AFTER EVENT ON main.derived_pulse WHEN ROW.kind = 'opportunity' AND ROW.next_due IS NOT NULL BEGIN
    INSERT INTO derived_board_due (stage_id, day, count)
    SELECT stage_id, substr(ROW.next_due, 1, 10), SIGN FROM opportunity WHERE id = ROW.record_id AND state = 'open'
    ON CONFLICT (stage_id, day) DO UPDATE SET count = count + excluded.count;
    DELETE FROM derived_board_due
    WHERE stage_id = (SELECT stage_id FROM opportunity WHERE id = ROW.record_id) AND day = substr(ROW.next_due, 1, 10) AND count = 0;
END
