// The convert dialog in words.
import type { ConvertOutcome } from '$lib/bindings/ConvertOutcome';
import type { Moves } from '$lib/bindings/Moves';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages.js';
import { kinds, type Conversion, type TargetKind } from './conversion.svelte';

const fields: Readonly<Record<string, () => string>> = {
  name: m.field_name,
  title: m.field_title,
  industry: m.field_industry,
  employees: m.field_employees,
  vatNumber: m.field_vat_number,
  currency: m.field_currency,
  annualRevenue: m.field_annual_revenue,
  salutation: m.field_salutation,
  firstName: m.field_first_name,
  lastName: m.field_last_name,
  jobTitle: m.field_job_title,
  language: m.field_language,
  birthday: m.field_birthday,
  stage: m.field_stage,
  probability: m.field_probability,
  amount: m.field_amount,
  expectedClose: m.field_expected_close,
  source: m.field_source,
  email: m.field_email,
  phone: m.field_phone,
  website: m.field_website,
  mainAddress: m.field_address,
  billingAddress: m.field_address_billing,
  shippingAddress: m.field_address_shipping,
  description: m.field_description,
};

/** What a field of the preview is called. */
export function fieldName(field: string): string {
  return fields[field]?.() ?? field;
}

/** The ways for a kind, as its column offers them. */
export const ways: Readonly<Record<TargetKind, { new: () => string; existing: () => string; none: () => string }>> = {
  organization: {
    new: m.convert_new_organization,
    existing: m.convert_existing_organization,
    none: m.convert_none_organization,
  },
  contact: { new: m.convert_new_contact, existing: m.convert_existing_contact, none: m.convert_none_contact },
  opportunity: {
    new: m.convert_new_opportunity,
    existing: m.convert_existing_opportunity,
    none: m.convert_none_opportunity,
  },
};

/** What is asked for where "existing" is chosen, but not which. */
export const chooseOne: Readonly<Record<TargetKind, () => string>> = {
  organization: m.convert_choose_organization,
  contact: m.convert_choose_contact,
  opportunity: m.convert_choose_opportunity,
};

/** The label of the search for an existing record. */
export const findOne: Readonly<Record<TargetKind, () => string>> = {
  organization: m.convert_find_organization,
  contact: m.convert_find_contact,
  opportunity: m.convert_find_opportunity,
};

const counted: Readonly<Record<TargetKind, (values: { count: number }) => string>> = {
  organization: m.counted_organizations,
  contact: m.counted_contacts,
  opportunity: m.counted_opportunities,
};

function list(parts: readonly string[]): string {
  return new Intl.ListFormat(language.current, { type: 'conjunction' }).format(parts);
}

function movedWords(moves: Moves): string[] {
  const words: [number, (values: { count: number }) => string][] = [
    [moves.activities, m.counted_activities],
    [moves.notes, m.counted_notes],
    [moves.files, m.counted_files],
    [moves.tags, m.counted_tags],
  ];
  return words.filter(([count]) => count > 0).map(([count, word]) => word({ count }));
}

/** What Convert would do, sentence by sentence. */
export function summary(conversion: Conversion): string[] {
  const { preview } = conversion;
  if (!preview) return [];
  const first = conversion.unchosen[0];
  if (first) return [chooseOne[first]()];
  const made = kinds.filter((kind) => conversion.targets[kind].how === 'new');
  const used = kinds.flatMap((kind) => {
    const title = conversion.targets[kind].how === 'existing' ? conversion.shown(kind)?.title : undefined;
    return title ? [title] : [];
  });
  if (kinds.every((kind) => conversion.targets[kind].how === 'none')) return [m.convert_nothing()];
  const moved = movedWords(preview.moves);
  return [
    ...(made.length > 0 ? [m.convert_creates({ what: list(made.map((kind) => counted[kind]({ count: 1 }))) })] : []),
    ...(used.length > 0 ? [m.convert_uses({ what: list(used) })] : []),
    ...(moved.length > 0 ? [m.convert_moves({ what: list(moved) })] : []),
    m.convert_leaves(),
  ];
}

/** What was done, for the toast. */
export function doneWords(outcome: ConvertOutcome): string {
  const made = kinds.filter((kind) => outcome[kind]?.created);
  if (outcome.already) return m.convert_already({ title: outcome.title });
  if (made.length === 0) return m.convert_done_existing({ title: outcome.title });
  return m.convert_done({ title: outcome.title, what: list(made.map((kind) => counted[kind]({ count: 1 }))) });
}
