// A record's timeline as the part shows it.
import type { RecordRef } from '$lib/bindings/RecordRef';
import type { TimelineItem } from '$lib/bindings/TimelineItem';
import type { TimelineItem as Shown } from '$lib/timeline';
import { toneOf } from './due';

/** What the part `Timeline` shows for an item of the core. `owner` is the record whose timeline it is. */
export function shown(item: TimelineItem, owner: RecordRef): Shown {
  switch (item.type) {
    case 'activity':
      return {
        id: item.id,
        kind: item.kind,
        title: item.subject,
        body: item.nodes,
        at: item.doneAt ?? item.createdAt,
        planned: item.doneAt === null,
        due: item.dueOn,
        dueTime: item.dueTime,
        tone: toneOf(item.due),
        where: elsewhere(item.places, owner),
      };
    case 'note':
      return {
        id: item.id,
        kind: 'note',
        title: '',
        body: item.nodes,
        at: item.createdAt,
        where: elsewhere(item.places, owner),
      };
    case 'file':
      return { id: item.id, kind: 'file', title: item.name, at: item.createdAt, where: elsewhere(item.places, owner) };
    case 'converted':
      return { id: item.id, kind: 'converted', title: item.title, at: item.convertedAt };
  }
}

/** The other records that an item hangs on. */
function elsewhere(places: readonly { record: RecordRef; title: string }[], owner: RecordRef): string {
  return places
    .filter((place) => place.record.id !== owner.id)
    .map((place) => place.title)
    .join(', ');
}
