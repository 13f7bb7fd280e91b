-- Whether any evidence could lead to a contact: of most rows of a file this is all that is asked. Never says no where there is some.
SELECT EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?1 AND match_key <> '' AND kind = 'email')
    OR EXISTS (SELECT 1 FROM contact_point WHERE match_key = ?2 AND match_key <> '' AND kind = 'phone')
    OR EXISTS (SELECT 1 FROM contact WHERE person_key = ?6)
