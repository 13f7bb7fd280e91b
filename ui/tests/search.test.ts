// Ctrl+K: records and commands in one field, with the host's side played by mockIPC.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import { router } from '../src/lib/router.svelte';
import { hits } from './played/book';
import { ended, play, Refused } from './played/host';
import { screensAreReady } from './played/screens';

async function palette(more: Parameters<typeof play>[0] = {}) {
  const user = userEvent.setup();
  const asked = play({
    start: {
      book: { state: 'open', empty: false, folder: '/books/one' },
      preferences: { language: 'en', theme: 'light', place: 'settings' },
      locale: 'en-GB',
    },
    ...more,
  });
  render(App);
  await screen.findByRole('navigation');
  await user.keyboard('{Control>}k{/Control}');
  const dialog = await screen.findByRole('dialog');
  return { user, asked, input: within(dialog).getByRole('combobox'), dialog };
}

const chosen = () => screen.getAllByRole('option').find((one) => one.getAttribute('aria-selected') === 'true');

// Whole screens on a busy machine take their time.
vi.setConfig({ testTimeout: 30_000 });
screensAreReady();
beforeEach(() => chooseLanguage('en'));
afterEach(async () => {
  cleanup();
  await ended();
});

it('shows what changed last while nothing is typed, and the commands below', async () => {
  const { dialog } = await palette();
  const recent = await within(dialog).findByRole('group', { name: 'Changed last' });
  expect(within(recent).getAllByRole('option')).toHaveLength(4);
  expect(within(dialog).getByRole('group', { name: 'Commands' })).toBeInTheDocument();
});

it('groups hits by kind, the best one first, each with its badge, its company and the match marked', async () => {
  const { user, dialog, input, asked } = await palette();
  await user.type(input, 'hanke');
  const people = await within(dialog).findByRole('group', { name: 'Contacts' });
  expect(within(dialog).getAllByRole('group')[0]).toHaveAccessibleName('Organizations');
  const petra = within(people).getByRole('option');
  expect(petra).toHaveTextContent('Hanke Maschinenbau GmbH');
  expect(petra).toHaveTextContent('Contact');
  expect(petra.querySelector('mark')?.textContent).toBe('Hanke');
  expect(within(dialog).getByText('Converted lead')).toBeInTheDocument();
  const note = within(within(dialog).getByRole('group', { name: 'Notes' })).getByRole('option');
  expect(note.querySelector('mark')?.textContent).toBe('Hanke');
  expect(asked.filter(([command]) => command === 'search_find').map(([, args]) => args.query)).toEqual(
    ['h', 'ha', 'han', 'hank', 'hanke'].map((text) => ({ text, limit: 30 })),
  );
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map((one) => one.id)).toEqual([]);
});

it('Enter opens the best hit in full, Ctrl+Enter the chosen one beside its list', async () => {
  const { user, input } = await palette();
  await user.type(input, 'hanke');
  await waitFor(() => expect(chosen()).toHaveTextContent('Organization'));
  await user.keyboard('{Enter}');
  expect(router.place).toEqual({ screen: 'organizations', id: 'o0', full: true });

  await user.keyboard('{Control>}k{/Control}');
  await user.type(within(await screen.findByRole('dialog')).getByRole('combobox'), 'hanke');
  await waitFor(() => expect(chosen()).toHaveTextContent('Organization'));
  await user.keyboard('{ArrowDown}{Control>}{Enter}{/Control}');
  expect(router.place).toEqual({ screen: 'contacts', id: 'c0', full: false });
});

it('drops an answer that comes after a later one', async () => {
  let late: ((value: unknown) => void) | undefined;
  const { user, dialog, input } = await palette({
    search_find: ({ query }: Record<string, unknown>) =>
      (query as { text: string }).text === 'h'
        ? new Promise((resolve) => (late = resolve))
        : { hits: hits.slice(1, 2), capped: false },
  });
  await user.type(input, 'ha');
  await within(dialog).findByRole('group', { name: 'Contacts' });
  late?.({ hits: hits.slice(3, 4), capped: false });
  await tick();
  expect(within(dialog).queryByRole('group', { name: 'Leads' })).toBeNull();
});

it('says that nothing was found, and why a search failed', async () => {
  const { user, dialog, input } = await palette({
    search_find: ({ query }: Record<string, unknown>) =>
      (query as { text: string }).text.length > 3 ? new Refused('disk_failed', { detail: 'I/O' }) : { hits: [] },
  });
  await user.type(input, 'xyz');
  expect(await within(dialog).findByRole('status')).toHaveTextContent('Nothing found for “xyz”');
  await user.type(input, 'q');
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('The disk refused');
});
