UPDATE lead
SET title = ?2, title_key = ?3, salutation = ?4, first_name = ?5, last_name = ?6, person_key = ?7, job_title = ?8, company = ?9,
    company_key = ?10, industry = ?11, employees = ?12, rating = ?13, status_id = ?14, source_id = ?15, expected_amount = ?16,
    currency = ?17, language = ?18, description = ?19, updated_at = ?20
WHERE id = ?1
