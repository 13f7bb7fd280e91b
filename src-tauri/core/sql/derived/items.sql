-- The records on whose timeline a changed item hangs. ?1: the step; the item's table stands in for ITEM.
INSERT OR IGNORE INTO dirty (id, kind)
SELECT coalesce(l.opportunity_id, l.lead_id, l.contact_id, l.organization_id),
       CASE WHEN l.opportunity_id IS NOT NULL THEN 'opportunity' WHEN l.lead_id IS NOT NULL THEN 'lead'
            WHEN l.contact_id IS NOT NULL THEN 'contact' ELSE 'organization' END
FROM history_change c
JOIN timeline_link l ON l.ITEM_id = c.row_id
WHERE c.op = ?1 AND c.tbl = 'ITEM'
