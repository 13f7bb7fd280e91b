-- The one row of a move (R16). ?4: now if it enters the stage, NULL for another place in the same one.
UPDATE opportunity
SET stage_id = ?2, rank = ?3, stage_since = ifnull(?4, stage_since), state = ?5, probability = ?6, closed_at = ?7,
    lost_reason_id = NULL, lost_note = '', updated_at = ifnull(?4, updated_at)
WHERE id = ?1
