-- The record that a note hangs on: the one furthest on, of several the oldest link.
SELECT CASE WHEN opportunity_id IS NOT NULL THEN 'opportunity' WHEN lead_id IS NOT NULL THEN 'lead'
            WHEN contact_id IS NOT NULL THEN 'contact' ELSE 'organization' END,
       coalesce(opportunity_id, lead_id, contact_id, organization_id)
FROM timeline_link
WHERE note_id = ?1
ORDER BY opportunity_id IS NULL, lead_id IS NULL, contact_id IS NULL, id
LIMIT 1
