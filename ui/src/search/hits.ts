// What the book finds, as the palette and the fields that choose a record show it.
import { call } from '$lib/api';
import type { Hit } from '$lib/bindings/Hit';
import type { HitKind } from '$lib/bindings/HitKind';
import { m } from '$lib/paraglide/messages.js';
import type { ComboboxItem } from '$parts/Combobox.svelte';
import type { PaletteGroup, PaletteHit } from '$parts/Palette.svelte';

/** What one hit is called: its badge. */
const one: Readonly<Record<HitKind, () => string>> = {
  lead: m.kind_lead,
  organization: m.kind_organization,
  contact: m.kind_contact,
  opportunity: m.kind_opportunity,
  note: m.kind_note,
  conversion: m.search_converted_lead,
};

/** What several are called: the head of a group. */
const several: Readonly<Record<HitKind, () => string>> = {
  lead: m.place_leads,
  organization: m.place_organizations,
  contact: m.place_contacts,
  opportunity: m.search_opportunities,
  note: m.search_notes,
  conversion: m.search_converted_leads,
};

function shown(hit: Hit): PaletteHit {
  return {
    id: hit.id,
    title: hit.title,
    marks: hit.titleMarks,
    detail: hit.subtitle,
    snippet: hit.snippet ?? undefined,
    kind: one[hit.kind](),
    record: hit.record,
  };
}

/** Hits by kind. The kind of the best hit comes first, so that Enter opens the best one. */
export function grouped(hits: readonly Hit[]): PaletteGroup[] {
  const kinds = [...new Set(hits.map((hit) => hit.kind))];
  return kinds.map((kind) => ({
    label: several[kind](),
    hits: hits.filter((hit) => hit.kind === kind).map(shown),
  }));
}

/** What the palette shows for what was typed so far; the records changed last when that is nothing. */
export async function searched(typed: string): Promise<PaletteGroup[]> {
  const text = typed.trim();
  if (text === '') return [{ label: m.search_recent(), hits: (await call('search_recent')).map(shown) }];
  const { hits } = await call('search_find', { query: { text, limit: 30 } });
  return grouped(hits);
}

/** Finds records of one kind for a field that chooses one; `without` is the record that the field belongs to. */
export function finder(
  kind: 'organization' | 'contact',
  without: string | null = null,
): (typed: string) => Promise<ComboboxItem[]> {
  return async (typed) => {
    const found = typed.trim() === '' ? await first(kind) : await matching(kind, typed.trim());
    return found.filter((item) => item.id !== without);
  };
}

async function matching(kind: HitKind, text: string): Promise<ComboboxItem[]> {
  const { hits } = await call('search_find', { query: { text, kinds: [kind], limit: 20 } });
  return hits.map((hit) => ({ id: hit.id, label: hit.title, detail: hit.subtitle }));
}

/** The first ones by name, to choose from without typing. */
async function first(kind: 'organization' | 'contact'): Promise<ComboboxItem[]> {
  if (kind === 'organization') {
    const { rows } = await call('organization_page', { query: { sort: 'name', limit: 20 } });
    return rows.map((row) => ({ id: row.id, label: row.name, detail: row.city }));
  }
  const { rows } = await call('contact_page', { query: { sort: 'person', limit: 20 } });
  return rows.map((row) => ({ id: row.id, label: row.name, detail: row.organization?.name ?? '' }));
}
