UPDATE contact
SET salutation = ?2, first_name = ?3, last_name = ?4, person_key = ?5, organization_id = ?6, job_title = ?7, reports_to_id = ?8,
    birthday = ?9, language = ?10, description = ?11, no_email = ?12, no_phone = ?13, no_mail = ?14, updated_at = ?15
WHERE id = ?1
