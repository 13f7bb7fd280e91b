-- Whether any evidence could lead to an organization: of most rows of a file this is all that is asked. Never says no where there is
-- some.
SELECT EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?1 AND match_key <> '' AND kind = 'email')
    OR EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?2 AND match_key <> '' AND kind = 'phone')
    OR EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?3 AND match_key <> '' AND kind = 'website')
    OR EXISTS (SELECT 1 FROM organization WHERE company_key = ?4 AND ?4 <> '')
    OR EXISTS (SELECT 1 FROM organization WHERE name_key = ?6)
