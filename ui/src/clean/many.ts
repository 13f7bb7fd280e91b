// Many records at once, in words.
import type { BulkOutcome } from '$lib/bindings/BulkOutcome';
import type { ConvertedRecord } from '$lib/bindings/ConvertedRecord';
import type { ConvertLine } from '$lib/bindings/ConvertLine';
import type { LeadField } from '$lib/bindings/LeadField';
import type { ContactField } from '$lib/bindings/ContactField';
import type { OpportunityField } from '$lib/bindings/OpportunityField';
import type { OrganizationField } from '$lib/bindings/OrganizationField';
import { message } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';
import { toasts } from '$lib/toast.svelte';
import { said } from '$lib/undo';

/** Fields that make sense for many at once, by kind. */
export const bulkFields: Readonly<{
  lead: readonly LeadField[];
  organization: readonly OrganizationField[];
  contact: readonly ContactField[];
  opportunity: readonly OpportunityField[];
}> = {
  lead: ['rating', 'status', 'source', 'industry', 'company', 'language', 'jobTitle', 'expectedAmount', 'description'],
  organization: ['industry', 'parent', 'employees', 'annualRevenue', 'currency', 'description'],
  contact: ['organization', 'jobTitle', 'language', 'reportsTo', 'noEmail', 'noPhone', 'noMail', 'description'],
  opportunity: ['expectedClose', 'source', 'organization', 'probability', 'amount', 'currency', 'description'],
};

/** The fields of these that are days. */
export const bulkDays: readonly string[] = ['expectedClose'];

/** "Acme GmbH (new)". */
export function madeWords(made: ConvertedRecord | null): string {
  if (made === null) return '';
  return made.created ? m.many_made({ title: made.title }) : m.many_linked({ title: made.title });
}

/** What became of a lead, and why not. */
export function fateWords(line: ConvertLine): string {
  if (line.reason) return message(line.reason);
  if (line.fate === 'skipped') return m.many_skipped();
  if (line.fate === 'merged') return m.many_merged();
  return '';
}

/** Says what a change of many did, and names the first that refused. */
export function saidBulk(outcome: BulkOutcome, words: (values: { count: number }) => string): void {
  if (outcome.done > 0) said(words({ count: outcome.done }));
  const first = outcome.refused[0];
  if (first) {
    const text = m.many_refused({ count: outcome.refused.length, title: first.title, reason: message(first.reason) });
    toasts.show(text, { tone: 'error' });
  }
}
