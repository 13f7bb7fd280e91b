// Records of any kind: how they are called, where they are shown, how they are opened.
import type { Kind } from '$lib/bindings/Kind';
import type { RecordRef } from '$lib/bindings/RecordRef';
import { call } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';
import { router } from '$lib/router.svelte';

/** The screen that shows records of a kind. */
export const screenOf: Readonly<Record<Kind, string>> = {
  lead: 'leads',
  organization: 'organizations',
  contact: 'contacts',
  opportunity: 'opportunities',
};

/** What one record of a kind is called. */
export const kindName: Readonly<Record<Kind, () => string>> = {
  lead: m.kind_lead,
  organization: m.kind_organization,
  contact: m.kind_contact,
  opportunity: m.kind_opportunity,
};

/** Opens a record on its own screen; `beside` its list instead of filling the screen. */
export function openRecord(record: RecordRef, beside = false): void {
  router.go(screenOf[record.kind], record.id, !beside);
}

/**
 * For a screen whose record is not there under its id, or answered with another one: goes where that id leads now, to what the
 * record was merged into or what the lead became. False: nowhere, it was deleted.
 */
export async function follow(id: string, full: boolean): Promise<boolean> {
  const now = await call('record_now', { id });
  if (now === null) return false;
  // The reader may have gone on meanwhile.
  if (router.place.id === id) router.replace(screenOf[now.kind], now.id, full);
  return true;
}

/** True if a change of the book concerns the record. */
export function concerns(
  change: { records: readonly { kind: string; id: string }[]; many: boolean },
  id: string,
): boolean {
  return change.many || change.records.some((record) => record.id === id);
}
