// What was noted down is changed in a dialog: nothing that was typed is dropped on the way.
import { clearMocks } from '@tauri-apps/api/mocks';
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { play } from '../../tests/played/host';
import ItemDialog from './ItemDialog.svelte';

afterEach(() => {
  cleanup();
  clearMocks();
});

it('a day that does not exist is named and keeps the dialog open', async () => {
  const asked = play({ activity_body: '', activity_set: { value: null, step: 1 } });
  const onclose = vi.fn();
  const item = {
    type: 'activity',
    id: 'a',
    kind: 'call',
    subject: 'Ask',
    body: '',
    nodes: [],
    cut: false,
    dueOn: '2026-03-02',
    dueTime: null,
    doneAt: null,
    due: 'planned',
    createdAt: '2026-02-01T09:00:00.000Z',
    places: [],
  } as const;
  render(ItemDialog, { item: { ...item, nodes: [], places: [] }, onclose });
  const user = userEvent.setup();
  const day = screen.getByRole('textbox', { name: 'Due' });
  await user.clear(day);
  await user.type(day, '31.02.2026');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(screen.getByText(/31\.02\.2026.*is not a date/)).toBeInTheDocument();
  expect(day).toHaveValue('31.02.2026');
  expect(asked.map(([command]) => command)).not.toContain('activity_set');
  expect(onclose).not.toHaveBeenCalled();

  await user.clear(day);
  await user.type(day, '2026-03-03');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(asked.find(([command]) => command === 'activity_set')?.[1]).toMatchObject({ fields: { dueOn: '2026-03-03' } });
});
