// The state of the next activity in colour and words (R20).
import type { Due } from '$lib/bindings/Due';
import { formatDayNear } from '$lib/dates';
import { m } from '$lib/paraglide/messages.js';

const tones = { none: 'grey', planned: 'green', today: 'orange', overdue: 'red' } as const;

/** The colour of a state. */
export const toneOf = (due: Due): 'grey' | 'green' | 'orange' | 'red' => tones[due];

/** "12 Dec, 14:30", or that there is none. `next` is "2026-11-22" or "2026-11-22 14:30". */
export function dueWords(due: Due, next: string | null): string {
  if (next === null) return m.due_none();
  const [day = '', time] = next.split(' ');
  const when = time ? `${formatDayNear(day)}, ${time}` : formatDayNear(day);
  return due === 'overdue' ? m.due_overdue({ when }) : when;
}
