-- What a converted lead became: the opportunity, else the organization, else the contact.
SELECT CASE WHEN opportunity_id IS NOT NULL THEN 'opportunity' WHEN organization_id IS NOT NULL THEN 'organization' ELSE 'contact' END,
       coalesce(opportunity_id, organization_id, contact_id)
FROM conversion
WHERE id = ?1
