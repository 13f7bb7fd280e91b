INSERT INTO opportunity (id, title, title_key, organization_id, stage_id, rank, stage_since, state, amount, currency,
                         probability, probability_by_hand, expected_close, closed_at, source_id, description,
                         created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?16, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16)
