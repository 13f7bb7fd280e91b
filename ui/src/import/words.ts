// The import in words.
import type { Delimiter } from '$lib/bindings/Delimiter';
import type { ImportFoundBy } from '$lib/bindings/ImportFoundBy';
import type { ImportPolicy } from '$lib/bindings/ImportPolicy';
import type { ImportWhat } from '$lib/bindings/ImportWhat';
import type { ImportWords } from '$lib/bindings/ImportWords';
import type { TableFormat } from '$lib/bindings/TableFormat';
import { m } from '$lib/paraglide/messages.js';
import type { PickerOption } from '$parts/Picker.svelte';
import { columnName, dayWords } from '../record/fields';
import type { Target } from './import.svelte';

/** The system of files of which nobody said where they come from, as in the core. */
export const OTHER = 'other';

/** What one of them is called. */
export const whatName: Readonly<Record<ImportWhat, () => string>> = {
  organization: m.kind_organization,
  contact: m.kind_contact,
  opportunity: m.kind_opportunity,
  lead: m.kind_lead,
  activity: m.import_activity,
  note: m.kind_note,
};

/** What many of them are called. */
export const whatNames: Readonly<Record<ImportWhat, () => string>> = {
  organization: m.place_organizations,
  contact: m.place_contacts,
  opportunity: m.kind_opportunities,
  lead: m.place_leads,
  activity: m.kind_activities,
  note: m.kind_notes,
};

/** What the rows can be about, in the order in which it is offered. */
export const whats: readonly ImportWhat[] = ['lead', 'contact', 'organization', 'opportunity', 'activity', 'note'];

/** What a name of the core's history of imports stands for. */
export function whatNamed(name: string): string {
  return name in whatNames ? whatNames[name as ImportWhat]() : name;
}

type Text = () => string;
const texts = m as unknown as Record<string, Text | undefined>;

/** What a field is called where an import fills it; tests/core/texts.rs holds the fields of the core against these names. */
export function fieldWord(field: string): string {
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return (texts[`import_field_${name}`] ?? texts[`field_${name}`])?.() ?? field;
}

/** Where a column goes, in words, without the kind. */
export function targetWord(target: Target): string {
  return target.what === null && target.field === 'ignore' ? m.import_field_ignore() : fieldWord(target.field);
}

/** A target as the value of a choice, and back. */
export const targetKey = (target: Target): string => `${target.what ?? ''}.${target.field}`;

/** The target of a key. */
export function targetOf(key: string): Target {
  const [what = '', field = ''] = key.split('.');
  return { what: what === '' ? null : (what as ImportWhat), field };
}

/** Every target there is, what the rows are about first. */
export function targetOptions(
  targets: readonly { what: ImportWhat; fields: readonly string[] }[],
  main: ImportWhat,
): PickerOption[] {
  const nothing = ['keep', 'ignore'].map((field) => ({
    value: targetKey({ what: null, field }),
    label: targetWord({ what: null, field }),
  }));
  const sorted = [...targets].sort((one, other) => Number(other.what === main) - Number(one.what === main));
  const fields = sorted.flatMap(({ what, fields }) =>
    fields.map((field) => ({
      value: targetKey({ what, field }),
      label: fieldWord(field),
      group: whatName[what](),
      also: field,
    })),
  );
  return [...nothing, ...fields];
}

const systems: Readonly<Record<string, string>> = {
  google: 'Google',
  hubspot: 'HubSpot',
  icalendar: 'iCalendar',
  odoo: 'Odoo',
  outlook: 'Outlook',
  pipedrive: 'Pipedrive',
  salesforce: 'Salesforce',
  vcard: 'vCard',
  vtiger: 'vtiger',
};

/** What the program that a file comes from is called. */
export function systemName(system: string, isOwn = false): string {
  if (isOwn) return m.app_name();
  return system === OTHER ? m.import_system_other() : (systems[system] ?? system);
}

/** In what form the file is. */
export function formatName(format: TableFormat): string {
  return texts[`import_format_${format.toLowerCase()}`]?.() ?? format;
}

/** So many of what a file of this form consists of; of a file that is not known, rows. */
export function amountOf(format: TableFormat | undefined, count: number): string {
  if (format === 'cards') return m.import_amount_cards({ count });
  return format === 'calendar' ? m.import_amount_entries({ count }) : m.import_amount_rows({ count });
}

/** What can become of rows whose record is there already. */
export const policies: readonly { value: ImportPolicy; label: Text; hint: Text }[] = [
  { value: 'fill', label: m.import_policy_fill, hint: m.import_policy_fill_hint },
  { value: 'update', label: m.import_policy_update, hint: m.import_policy_update_hint },
  { value: 'skip', label: m.import_policy_skip, hint: m.import_policy_skip_hint },
  { value: 'create', label: m.import_policy_create, hint: m.import_policy_create_hint },
];

/** What each list of words is called. */
export const wordsName: Readonly<Record<ImportWords, Text>> = {
  leadStatus: m.settings_statuses,
  source: m.settings_sources,
  lostReason: m.settings_reasons,
  pipeline: m.settings_pipelines,
  stage: m.field_stage,
  rating: m.field_rating,
  state: m.field_state,
  activityKind: m.field_kind,
};

/** The lists that a new word can be added to. */
export const canGrow = (words: ImportWords): boolean => !['rating', 'state', 'activityKind'].includes(words);

/** The words of lists that no book keeps. */
export const fixedWords: Readonly<Partial<Record<ImportWords, readonly { id: string; label: Text }[]>>> = {
  rating: [
    { id: 'cold', label: m.rating_cold },
    { id: 'warm', label: m.rating_warm },
    { id: 'hot', label: m.rating_hot },
  ],
  state: [
    { id: 'open', label: m.opportunity_shown_open },
    { id: 'won', label: m.outcome_won },
    { id: 'lost', label: m.outcome_lost },
  ],
  activityKind: [
    { id: 'call', label: m.kind_call },
    { id: 'meeting', label: m.kind_meeting },
    { id: 'email', label: m.kind_email },
    { id: 'task', label: m.kind_task },
  ],
};

/** By what a record was found. */
export const foundBy: Readonly<Record<ImportFoundBy, Text>> = {
  id: m.import_found_id,
  foreignId: m.import_found_foreign_id,
  email: m.import_found_email,
  phone: m.import_found_phone,
  domain: m.import_found_domain,
  name: m.import_found_name,
  row: m.import_found_row,
};

const added: Readonly<Record<string, Text>> = {
  email: m.field_email,
  phone: m.field_phone,
  website: m.field_website,
  address: m.field_address,
  tag: m.row_tag,
  stage_since: m.import_field_stage_since,
};

/** What a change is about. */
export function changeName(field: string): string {
  return added[field]?.() ?? columnName(field);
}

/** What a change says. */
export function changeValue(field: string, value: string): string {
  const kind = field === 'kind' && fixedWords.activityKind?.find((one) => one.id === value);
  return kind ? kind.label() : dayWords(value);
}

/** The signs between cells. */
export const delimiters: readonly { value: Delimiter; label: Text }[] = [
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

const pointLabels: readonly { value: string; label: Text }[] = [
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
