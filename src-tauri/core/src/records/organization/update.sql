UPDATE organization
SET name = ?2, name_key = ?3, company_key = ?4, parent_id = ?5, industry = ?6, employees = ?7, annual_revenue = ?8, currency = ?9,
    vat_number = ?10, description = ?11, updated_at = ?12
WHERE id = ?1
