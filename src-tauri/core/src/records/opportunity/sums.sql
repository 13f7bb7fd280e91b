-- What the open opportunities of a stage come to, by currency. Amounts are added in millions and the rest of a million, so that
-- no sum can overflow. ?: the stage, then the values of the filter.
SELECT r.currency, count(*),
       ifnull(sum(r.amount / 1000000), 0), ifnull(sum(r.amount % 1000000), 0),
       ifnull(sum(r.amount / 1000000 * r.probability), 0), ifnull(sum(r.amount % 1000000 * r.probability), 0),
       count(r.amount) > 0
FROM opportunity r
WHERE r.stage_id = ? AND r.state = 'open'
-- FILTER
GROUP BY r.currency
ORDER BY r.currency
