-- What the columns of the board come to, made anew.
DELETE FROM derived_board_sum;
INSERT INTO derived_board_sum (stage_id, currency, count, amounts, millions, rest, weighted_millions, weighted_rest)
SELECT stage_id, currency, count(*), count(amount),
       ifnull(sum(amount / 1000000), 0), ifnull(sum(amount % 1000000), 0),
       ifnull(sum(amount / 1000000 * probability), 0), ifnull(sum(amount % 1000000 * probability), 0)
FROM opportunity
WHERE state = 'open'
GROUP BY stage_id, currency;
DELETE FROM derived_board_due;
INSERT INTO derived_board_due (stage_id, day, count)
SELECT o.stage_id, substr(p.next_due, 1, 10), count(*)
FROM opportunity o
JOIN derived_pulse p ON p.record_id = o.id
WHERE o.state = 'open' AND p.next_due IS NOT NULL
GROUP BY 1, 2;
