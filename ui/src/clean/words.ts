// Duplicates and merging in words.
import type { GroupEvidence } from '$lib/bindings/GroupEvidence';
import type { Kind } from '$lib/bindings/Kind';
import type { MergeMoves } from '$lib/bindings/MergeMoves';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages.js';
import { fieldName as nameOfField } from '../convert/words';
import { evidenceWords } from '../record/evidence';

const fields: Readonly<Record<string, () => string>> = {
  company: m.field_company,
  rating: m.field_rating,
  status: m.field_status,
  expectedAmount: m.field_expected_amount,
  parent: m.field_parent,
  organization: m.kind_organization,
  reportsTo: m.field_reports_to,
  noEmail: m.field_no_email,
  noPhone: m.field_no_phone,
  noMail: m.field_no_mail,
  emails: m.field_emails,
  phones: m.field_phones,
  websites: m.field_websites,
  tags: m.field_tags,
};

/** What a field of a merge is called. */
export function fieldName(field: string): string {
  return fields[field]?.() ?? nameOfField(field);
}

/** "same e-mail amy@example.com"; where only some of a group have it, how many. */
export function groupEvidence(evidence: GroupEvidence, of: number): string {
  const words = evidenceWords(evidence);
  const count = evidence.records.length;
  return count < of ? m.duplicates_some({ evidence: words, count, of }) : words;
}

/** The words of the button that merges the records of a kind in a group that holds others, too. */
export const mergeOfKind: Readonly<Record<Kind, () => string>> = {
  lead: m.merge_leads,
  contact: m.merge_contacts,
  organization: m.merge_organizations,
  opportunity: m.merge_open,
};

/** What hangs on records, counted, in words; blank if nothing does. */
export function countedWords(moves: MergeMoves): string {
  const parts: [number, (values: { count: number }) => string][] = [
    [moves.activities, m.counted_activities],
    [moves.notes, m.counted_notes],
    [moves.files, m.counted_files],
    [moves.tags, m.counted_tags],
    [moves.contacts, m.counted_contacts],
    [moves.opportunities, m.counted_opportunities],
    [moves.organizations, m.counted_organizations],
    [moves.others, m.counted_others],
  ];
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => word({ count }));
  return new Intl.ListFormat(language.current, { type: 'conjunction' }).format(words);
}

/** What goes over to the record that stays. */
export function movesWords(moves: MergeMoves): string {
  const what = countedWords(moves);
  return what === '' ? m.merge_moves_nothing() : m.merge_moves({ what });
}
