// What a record's timeline shows, apart from where it comes from.
import { dayOfMoment, type Day } from './dates';
import type { MarkdownNode } from './bindings/MarkdownNode';

/** What a timeline item can be. */
export type TimelineKind =
  'note' | 'call' | 'meeting' | 'email' | 'task' | 'file' | 'created' | 'converted' | 'stage' | 'won' | 'lost';

/** One thing that happened, or is planned. */
export interface TimelineItem {
  id: string;
  kind: TimelineKind;
  title: string;
  body?: readonly MarkdownNode[];
  /** When it happened: UTC text with Z. For a planned one: when it was written down. */
  at: string;
  /** An activity that is not done yet. */
  planned?: boolean;
  due?: Day | null;
  /** "14:30" on the reader's clock. */
  dueTime?: string | null;
  /** The colour of a planned one (R20). */
  tone?: 'grey' | 'green' | 'orange' | 'red';
  /** Another record that it hangs on too, in words: "Acme GmbH". */
  where?: string;
}

/** The items of one day. */
export interface TimelineDay {
  day: Day;
  items: TimelineItem[];
}

/** Planned ones by due date (those without one last), what happened by day, newest first. */
export function arrange(items: readonly TimelineItem[]): { planned: TimelineItem[]; days: TimelineDay[] } {
  const due = (item: TimelineItem) => `${item.due ?? '9999-12-31'} ${item.dueTime ?? '99'}`;
  const planned = items.filter((item) => item.planned).sort((a, b) => (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0));
  const days: TimelineDay[] = [];
  for (const item of items.filter((one) => !one.planned).sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0))) {
    const day = dayOfMoment(item.at);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return { planned, days };
}
