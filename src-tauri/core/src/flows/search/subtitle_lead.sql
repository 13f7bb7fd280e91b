-- The person and the company beside a lead, as far as the title does not say them.
SELECT concat_ws(', ', nullif(iif(trim(first_name || ' ' || last_name) = title, '', trim(first_name || ' ' || last_name)), ''),
                       nullif(iif(company = title, '', company), ''))
FROM lead
WHERE id = ?1
