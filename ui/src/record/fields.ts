// What the fields of records are called, by their column in the history.
import type { FieldChange } from '$lib/bindings/FieldChange';
import { formatDay, formatMoment } from '$lib/dates';
import { formatMoney } from '$lib/money';
import { m } from '$lib/paraglide/messages.js';

const names: Readonly<Record<string, () => string>> = {
  title: m.field_title,
  name: m.field_name,
  salutation: m.field_salutation,
  first_name: m.field_first_name,
  last_name: m.field_last_name,
  job_title: m.field_job_title,
  company: m.field_company,
  industry: m.field_industry,
  employees: m.field_employees,
  rating: m.field_rating,
  status_id: m.field_status,
  source_id: m.field_source,
  expected_amount: m.field_expected_amount,
  amount: m.field_amount,
  currency: m.field_currency,
  language: m.field_language,
  description: m.field_description,
  closed_at: m.field_closed_at,
  lost_reason_id: m.field_lost_reason,
  lost_note: m.field_lost_note,
  parent_id: m.field_parent,
  annual_revenue: m.field_annual_revenue,
  vat_number: m.field_vat_number,
  organization_id: m.kind_organization,
  reports_to_id: m.field_reports_to,
  birthday: m.field_birthday,
  no_email: m.field_no_email,
  no_phone: m.field_no_phone,
  no_mail: m.field_no_mail,
  stage_id: m.field_stage,
  state: m.field_state,
  probability: m.field_probability,
  probability_by_hand: m.field_probability_by_hand,
  expected_close: m.field_expected_close,
  street: m.field_street,
  postal_code: m.field_postal_code,
  city: m.field_city,
  region: m.field_region,
  country: m.field_country,
  value: m.field_value,
  label: m.field_label,
  position: m.field_position,
  role: m.field_role,
  is_primary: m.several_primary,
  lead_id: m.kind_lead,
  contact_id: m.kind_contact,
  opportunity_id: m.kind_opportunity,
  tag_id: m.row_tag,
  activity_id: m.row_timeline,
  note_id: m.kind_note,
  attachment_id: m.kind_file,
  kind: m.field_kind,
  subject: m.field_subject,
  body: m.composer_body,
  due_on: m.composer_due,
  due_time: m.field_time,
  done_at: m.composer_done,
  lead_since: m.field_lead_since,
  created_at: m.column_created,
};

const rows: Readonly<Record<string, () => string>> = {
  lead: m.kind_lead,
  organization: m.kind_organization,
  contact: m.kind_contact,
  opportunity: m.kind_opportunity,
  contact_point: m.row_contact_point,
  address: m.field_address,
  tag_link: m.row_tag,
  timeline_link: m.row_timeline,
  opportunity_contact: m.row_opportunity_contact,
  conversion: m.kind_converted,
  activity: m.row_timeline,
  note: m.kind_note,
  attachment: m.kind_file,
  merged: m.row_merged,
  former: m.row_former,
  foreign_id: m.row_foreign_id,
};

/** What a column of a record is called. */
export function columnName(column: string): string {
  return names[column]?.() ?? column;
}

/** A change in words: the field; for a whole row what it is. */
export function fieldName(change: FieldChange): string {
  const name = change.field === '' ? rows[change.table] : names[change.field];
  return name ? name() : change.field || change.table;
}

const money = new Set(['amount', 'expected_amount', 'annual_revenue']);
const percents = new Set(['probability', 'probability_by_hand']);
const yesOrNo = new Set(['no_email', 'no_phone', 'no_mail', 'is_primary']);
const ratings: Readonly<Record<string, () => string>> = { hot: m.rating_hot, warm: m.rating_warm, cold: m.rating_cold };
const states: Readonly<Record<string, () => string>> = {
  open: m.opportunity_shown_open,
  won: m.outcome_won,
  lost: m.outcome_lost,
};

/** A value of the history as the reader writes it: amounts, days and choices come from the core as they are stored. */
export function valueWords(change: FieldChange, value: string): string {
  const { field } = change;
  if (money.has(field) && change.currency) return formatMoney(Number(value), change.currency);
  if (percents.has(field)) return m.percent({ value });
  if (yesOrNo.has(field)) return value === '1' ? m.yes() : m.no();
  if (field === 'rating') return ratings[value]?.() ?? value;
  if (field === 'state') return states[value]?.() ?? value;
  return dayWords(value);
}

/** A day or a moment as the reader writes it; any other text as it is. */
export function dayWords(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDay(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatMoment(value);
  return value;
}
