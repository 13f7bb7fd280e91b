UPDATE opportunity
SET title = ?2, title_key = ?3, organization_id = ?4, amount = ?5, currency = ?6, probability = ?7,
    probability_by_hand = ?8, expected_close = ?9, source_id = ?10, description = ?11, updated_at = ?12
WHERE id = ?1
