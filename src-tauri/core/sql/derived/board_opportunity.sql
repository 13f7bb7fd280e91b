-- Takes an opportunity into what its column comes to, or out of it. EVENT is what happens to it, ROW the row it is about (NEW or
-- OLD), SIGN 1 or -1. Its next activity counts in the column in which it is now. Without upserts: what they update could not be
-- OR ROLLBACK (book/recording.rs).
CREATE TEMP TRIGGER board_NAME AFTER EVENT ON main.opportunity WHEN ROW.state = 'open' BEGIN
    UPDATE OR ROLLBACK derived_board_sum
    SET count = count + SIGN,
        amounts = amounts + SIGN * (ROW.amount IS NOT NULL),
        millions = millions + SIGN * ifnull(ROW.amount / 1000000, 0),
        rest = rest + SIGN * ifnull(ROW.amount % 1000000, 0),
        weighted_millions = weighted_millions + SIGN * ifnull(ROW.amount / 1000000 * ROW.probability, 0),
        weighted_rest = weighted_rest + SIGN * ifnull(ROW.amount % 1000000 * ROW.probability, 0)
    WHERE stage_id = ROW.stage_id AND currency = ROW.currency;
    INSERT OR ROLLBACK INTO derived_board_sum (stage_id, currency, count, amounts, millions, rest, weighted_millions, weighted_rest)
    SELECT ROW.stage_id, ROW.currency, SIGN, SIGN * (ROW.amount IS NOT NULL),
           SIGN * ifnull(ROW.amount / 1000000, 0), SIGN * ifnull(ROW.amount % 1000000, 0),
           SIGN * ifnull(ROW.amount / 1000000 * ROW.probability, 0), SIGN * ifnull(ROW.amount % 1000000 * ROW.probability, 0)
    WHERE changes() = 0;
    DELETE FROM derived_board_sum WHERE stage_id = ROW.stage_id AND currency = ROW.currency AND count = 0;
    UPDATE OR ROLLBACK derived_board_due SET count = count + SIGN
    WHERE stage_id = ROW.stage_id AND day = (SELECT substr(next_due, 1, 10) FROM derived_pulse WHERE record_id = ROW.id);
    INSERT OR ROLLBACK INTO derived_board_due (stage_id, day, count)
    SELECT ROW.stage_id, substr(next_due, 1, 10), SIGN FROM derived_pulse
    WHERE record_id = ROW.id AND next_due IS NOT NULL AND changes() = 0;
    DELETE FROM derived_board_due WHERE stage_id = ROW.stage_id AND count = 0;
END
