INSERT INTO contact (id, salutation, first_name, last_name, person_key, organization_id, job_title, reports_to_id, birthday, language,
                     description, no_email, no_phone, no_mail, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)
