import { expect, it } from 'vitest';
import type { Due } from '$lib/bindings/Due';
import type { TimelineItem } from '$lib/bindings/TimelineItem';
import { shown } from './timeline';

it('a planned activity has the colour that lists and cards give its state, also where its time has passed today (R20)', () => {
  const tone = (due: Due) => {
    const item = { type: 'activity', id: 'a', kind: 'call', subject: 'x', dueOn: '2026-11-25', dueTime: '09:00', due };
    return shown({ doneAt: null, nodes: [], places: [], ...item } as unknown as TimelineItem, { kind: 'lead', id: 'l' })
      .tone;
  };
  expect((['none', 'planned', 'today', 'overdue'] as const).map(tone)).toEqual(['grey', 'green', 'orange', 'red']);
});
