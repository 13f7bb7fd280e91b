INSERT INTO organization (id, name, name_key, company_key, parent_id, industry, employees, annual_revenue, currency, vat_number,
                          description, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
