// The import in words.
import type { Delimiter } from '$lib/bindings/Delimiter';
import type { ImportField } from '$lib/bindings/ImportField';
import { m } from '$lib/paraglide/messages.js';

/** What each field is called, in the order in which they are offered. */
export const importFields: readonly { value: ImportField; label: () => string }[] = [
  { value: 'ignore', label: m.import_field_ignore },
  { value: 'keep', label: m.import_field_keep },
  { value: 'title', label: m.field_title },
  { value: 'company', label: m.field_company },
  { value: 'salutation', label: m.field_salutation },
  { value: 'firstName', label: m.field_first_name },
  { value: 'lastName', label: m.field_last_name },
  { value: 'fullName', label: m.import_field_full_name },
  { value: 'jobTitle', label: m.field_job_title },
  { value: 'email', label: m.field_email },
  { value: 'phone', label: m.field_phone },
  { value: 'website', label: m.field_website },
  { value: 'street', label: m.field_street },
  { value: 'postalCode', label: m.field_postal_code },
  { value: 'city', label: m.field_city },
  { value: 'region', label: m.field_region },
  { value: 'country', label: m.field_country },
  { value: 'source', label: m.field_source },
  { value: 'status', label: m.field_status },
  { value: 'rating', label: m.field_rating },
  { value: 'industry', label: m.field_industry },
  { value: 'employees', label: m.field_employees },
  { value: 'expectedAmount', label: m.field_expected_amount },
  { value: 'currency', label: m.field_currency },
  { value: 'language', label: m.field_language },
  { value: 'description', label: m.field_description },
  { value: 'tags', label: m.field_tags },
  { value: 'createdOn', label: m.import_field_created_on },
];

/** The signs between cells. */
export const delimiters: readonly { value: Delimiter; label: () => string }[] = [
  { value: 'semicolon', label: m.import_delimiter_semicolon },
  { value: 'comma', label: m.import_delimiter_comma },
  { value: 'tab', label: m.import_delimiter_tab },
  { value: 'pipe', label: m.import_delimiter_pipe },
];

/** Encodings that table files come in, by their names in the Encoding Standard. */
const encodings: readonly { value: string; label: string }[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'iso-8859-15', label: 'ISO 8859-15' },
  { value: 'windows-1250', label: 'Windows-1250' },
  { value: 'macintosh', label: 'Macintosh' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
];

/** The encodings to choose from, with the present one among them, whatever it is. */
export function encodingsWith(present: string): { value: string; label: string }[] {
  const value = present.toLowerCase();
  const isKnown = encodings.some((one) => one.value === value);
  return isKnown ? [...encodings] : [...encodings, { value, label: present }];
}

const pointLabels: readonly { value: string; label: () => string }[] = [
  { value: 'work', label: m.label_work },
  { value: 'home', label: m.label_home },
  { value: 'mobile', label: m.label_mobile },
  { value: 'fax', label: m.label_fax },
];

/** The labels of an e-mail address or telephone number, with the present one among them. */
export function pointLabelsWith(present: string): { value: string; label: string }[] {
  const known = pointLabels.map(({ value, label }) => ({ value, label: label() }));
  const isKnown = present === '' || known.some((one) => one.value === present);
  return isKnown ? known : [...known, { value: present, label: present }];
}
