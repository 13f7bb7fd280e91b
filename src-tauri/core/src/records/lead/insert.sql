INSERT INTO lead (id, title, title_key, salutation, first_name, last_name, person_key, job_title, company, company_key, industry,
                  employees, rating, status_id, source_id, expected_amount, currency, language, description, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?21, ?20)
