-- What all open opportunities of a stage come to, by currency. ?: the stage.
SELECT currency, count, amounts > 0, millions, rest, weighted_millions, weighted_rest
FROM derived_board_sum
WHERE stage_id = ?
ORDER BY currency
