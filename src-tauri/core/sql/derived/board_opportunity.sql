-- Takes an opportunity into what its column comes to, or out of it. EVENT is what happens to it, ROW the row it is about (NEW or
-- OLD), SIGN 1 or -1. Its next activity counts in the column in which it is now.
CREATE TEMP TRIGGER board_NAME AFTER EVENT ON main.opportunity WHEN ROW.state = 'open' BEGIN
    INSERT INTO derived_board_sum (stage_id, currency, count, amounts, millions, rest, weighted_millions, weighted_rest)
    VALUES (ROW.stage_id, ROW.currency, SIGN, SIGN * (ROW.amount IS NOT NULL),
            SIGN * ifnull(ROW.amount / 1000000, 0), SIGN * ifnull(ROW.amount % 1000000, 0),
            SIGN * ifnull(ROW.amount / 1000000 * ROW.probability, 0), SIGN * ifnull(ROW.amount % 1000000 * ROW.probability, 0))
    ON CONFLICT (stage_id, currency) DO UPDATE
    SET count = count + excluded.count, amounts = amounts + excluded.amounts,
        millions = millions + excluded.millions, rest = rest + excluded.rest,
        weighted_millions = weighted_millions + excluded.weighted_millions, weighted_rest = weighted_rest + excluded.weighted_rest;
    DELETE FROM derived_board_sum WHERE stage_id = ROW.stage_id AND currency = ROW.currency AND count = 0;
    INSERT INTO derived_board_due (stage_id, day, count)
    SELECT ROW.stage_id, substr(next_due, 1, 10), SIGN FROM derived_pulse WHERE record_id = ROW.id AND next_due IS NOT NULL
    ON CONFLICT (stage_id, day) DO UPDATE SET count = count + excluded.count;
    DELETE FROM derived_board_due WHERE stage_id = ROW.stage_id AND count = 0;
END
