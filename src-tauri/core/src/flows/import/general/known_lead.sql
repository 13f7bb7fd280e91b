-- Whether any evidence could lead to a lead: of most rows of a file this is all that is asked. Never says no where there is some.
SELECT EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?1 AND match_key <> '' AND kind = 'email')
    OR EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?2 AND match_key <> '' AND kind = 'phone')
    OR EXISTS (SELECT 1 FROM contact_point
               WHERE substr(match_key, instr(match_key, '@') + 1) = ?3 AND match_key <> '' AND kind = 'email')
    OR EXISTS (SELECT 1 FROM lead WHERE company_key = ?4 AND person_key = ?5 AND ?4 <> '')
    OR EXISTS (SELECT 1 FROM lead WHERE title_key = ?6)
