-- Where an item hangs. ITEM stands in for the item's table. ?1: the item.
SELECT 'opportunity', r.id, r.title
FROM timeline_link l JOIN opportunity r ON r.id = l.opportunity_id
WHERE l.ITEM_id = ?1
UNION ALL
SELECT 'lead', r.id, r.title
FROM timeline_link l JOIN lead r ON r.id = l.lead_id
WHERE l.ITEM_id = ?1
UNION ALL
SELECT 'contact', r.id, trim(r.first_name || ' ' || r.last_name)
FROM timeline_link l JOIN contact r ON r.id = l.contact_id
WHERE l.ITEM_id = ?1
UNION ALL
SELECT 'organization', r.id, r.name
FROM timeline_link l JOIN organization r ON r.id = l.organization_id
WHERE l.ITEM_id = ?1
