-- Takes the next activity of an open opportunity into what its column comes to, or out of it; the words stand for the same as in
-- board_opportunity.sql. A pulse is never updated, only made anew.
CREATE TEMP TRIGGER board_pulse_NAME AFTER EVENT ON main.derived_pulse WHEN ROW.kind = 'opportunity' AND ROW.next_due IS NOT NULL BEGIN
    UPDATE OR ROLLBACK derived_board_due SET count = count + SIGN
    WHERE stage_id = (SELECT stage_id FROM opportunity WHERE id = ROW.record_id AND state = 'open') AND day = substr(ROW.next_due, 1, 10);
    INSERT OR ROLLBACK INTO derived_board_due (stage_id, day, count)
    SELECT stage_id, substr(ROW.next_due, 1, 10), SIGN FROM opportunity
    WHERE id = ROW.record_id AND state = 'open' AND changes() = 0;
    DELETE FROM derived_board_due
    WHERE stage_id = (SELECT stage_id FROM opportunity WHERE id = ROW.record_id) AND day = substr(ROW.next_due, 1, 10) AND count = 0;
END
