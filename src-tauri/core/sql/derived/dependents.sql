-- Records that show a value of a record that changed: contacts and opportunities carry their organization's name, and what
-- an item on a timeline says about the records it hangs on changes with the item.
INSERT OR IGNORE INTO dirty (id, kind)
SELECT r.id, 'contact' FROM history_change c JOIN contact r ON r.organization_id = c.row_id
WHERE c.op = ?1 AND c.tbl = 'organization' AND c.before ->> '$.name' IS NOT NULL
UNION ALL
SELECT r.id, 'opportunity' FROM history_change c JOIN opportunity r ON r.organization_id = c.row_id
WHERE c.op = ?1 AND c.tbl = 'organization' AND c.before ->> '$.name' IS NOT NULL
