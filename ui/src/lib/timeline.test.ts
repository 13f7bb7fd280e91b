import { expect, it } from 'vitest';
import { arrange, type TimelineItem } from './timeline';

const item = (id: string, at: string, more: Partial<TimelineItem> = {}): TimelineItem => ({
  id,
  kind: 'call',
  title: id,
  at,
  ...more,
});

it('planned ones stand on top by due date, without a date last; the rest by day, newest first', () => {
  const { planned, days } = arrange([
    item('old', '2026-11-01T12:00:00.000Z'),
    item('none', '2026-11-20T12:00:00.000Z', { planned: true }),
    item('late', '2026-11-20T12:00:00.000Z', { planned: true, due: '2026-12-01' }),
    item('noon', '2026-11-20T12:00:00.000Z', { planned: true, due: '2026-11-30', dueTime: '12:00' }),
    item('morning', '2026-11-20T12:00:00.000Z', { planned: true, due: '2026-11-30', dueTime: '09:00' }),
    item('new', '2026-11-02T12:00:00.000Z'),
    item('newer', '2026-11-02T13:00:00.000Z'),
  ]);
  expect(planned.map((one) => one.id)).toEqual(['morning', 'noon', 'late', 'none']);
  expect(days.map((day) => day.items.map((one) => one.id))).toEqual([['newer', 'new'], ['old']]);
});
