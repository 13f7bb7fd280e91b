// What can be done with a group of possible duplicates.
import type { DuplicateGroup } from '$lib/bindings/DuplicateGroup';
import type { DuplicateRecord } from '$lib/bindings/DuplicateRecord';
import type { Kind } from '$lib/bindings/Kind';
import type { RecordRef } from '$lib/bindings/RecordRef';

/** A group's name among others: the ids of its records. */
export const groupKey = (group: DuplicateGroup): string => group.records.map(({ record }) => record.id).join(' ');

/** The records of a group that can become one, by their kind; a lead and a customer cannot. */
export function mergeable(group: DuplicateGroup): [Kind, RecordRef[]][] {
  const byKind = new Map<Kind, RecordRef[]>();
  for (const { record } of group.records) byKind.set(record.kind, [...(byKind.get(record.kind) ?? []), record]);
  return [...byKind].filter(([, records]) => records.length > 1);
}

/** Every pair of a group: none of its records is another of them. */
export function allPairs(records: readonly DuplicateRecord[]): [RecordRef, RecordRef][] {
  return records.flatMap(({ record }, at) =>
    records.slice(at + 1).map((other): [RecordRef, RecordRef] => [record, other.record]),
  );
}

/** One of a group with each of the others. */
export function pairsOf(one: RecordRef, records: readonly DuplicateRecord[]): [RecordRef, RecordRef][] {
  return records
    .filter(({ record }) => record.id !== one.id)
    .map(({ record }): [RecordRef, RecordRef] => [one, record]);
}
