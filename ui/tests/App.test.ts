// The app from the host's first answer to the frame, with the host's side played by mockIPC.
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import type { Start } from '../src/lib/wire';
import { ended } from './played/host';
import { screensAreReady } from './played/screens';

let asked: [string, unknown][];

function host(answers: Record<string, unknown>): void {
  asked = [];
  mockWindows('main');
  mockIPC(
    (command, args) => {
      asked.push([command, args]);
      const answer = answers[command] ?? (command === 'tag_all' ? [] : null);
      if (answer instanceof Error) throw { code: answer.message, values: {}, field: null };
      return answer;
    },
    { shouldMockEvents: true },
  );
}

const open: Start = {
  book: { state: 'open', empty: false, folder: '/books/one' },
  preferences: { language: 'en', theme: 'dark', place: 'settings' },
  locale: 'de-AT',
};

/** What axe finds, but for colours, which have no meaning without a layout: tokens.test.ts holds those. */
async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

screensAreReady();
beforeEach(() => chooseLanguage('en'));
afterEach(async () => {
  cleanup();
  await ended();
});

it('opens where the reader was, in the reader’s language and theme, and then shows the window', async () => {
  host({ start: open, counts: { lead: 12 } });
  render(App);
  expect(await screen.findByRole('heading', { name: 'Settings' })).toBeInTheDocument();
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(asked.map(([command]) => command)).toContain('window_ready');
  expect(await complaints()).toEqual([]);
});

it('switches the language while it runs, and keeps it', async () => {
  const user = userEvent.setup();
  host({ start: open, counts: {} });
  render(App);
  await user.click(await screen.findByRole('radio', { name: 'German' }));
  expect(screen.getByRole('heading', { name: 'Einstellungen' })).toBeInTheDocument();
  expect(asked).toContainEqual(['preference_set', { key: 'language', value: 'de' }]);
});

it('offers ways to begin with an empty book', async () => {
  const user = userEvent.setup();
  host({
    start: { ...open, book: { state: 'open', empty: true, folder: '/books/one' } },
    counts: {},
    demo_fill: { kind: 'demo', subject: '', count: 1 },
  });
  render(App);
  expect(await screen.findByRole('heading', { name: 'Welcome to Kontor' })).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
  await user.click(screen.getByRole('button', { name: /demo data/ }));
  expect(await screen.findByRole('navigation')).toBeInTheDocument();
  expect(asked).toContainEqual(['demo_fill', { language: 'en' }]);
});

it('a refused demo leaves the reader where they were, with the reason', async () => {
  const user = userEvent.setup();
  host({
    start: { ...open, book: { state: 'open', empty: true, folder: '/books/one' } },
    counts: {},
    demo_fill: new Error('disk_is_on_fire'),
  });
  render(App);
  await user.click(await screen.findByRole('button', { name: /demo data/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('disk_is_on_fire');
  expect(screen.getByRole('heading', { name: 'Welcome to Kontor' })).toBeInTheDocument();
});

it('says why a book cannot be opened, that it is untouched, and tries again', async () => {
  const user = userEvent.setup();
  const refused: Start = {
    book: { state: 'refused', code: 'disk_is_on_fire', values: {}, field: null, folder: '/books/one' },
    preferences: { language: null, theme: null, place: null },
    locale: 'en-GB',
  };
  host({ start: refused });
  render(App);
  expect(await screen.findByRole('heading', { name: 'This book could not be opened' })).toBeInTheDocument();
  expect(screen.getByText(/\/books\/one/)).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
  host({ start: open, counts: {} });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('navigation')).toBeInTheDocument();
});

it('finds a command in the palette by Ctrl+K and runs it', async () => {
  const user = userEvent.setup();
  host({ start: open, counts: {}, search_recent: [], search_find: { hits: [], capped: false } });
  render(App);
  await screen.findByRole('navigation');
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox'), 'light');
  expect(await complaints()).toEqual([]);
  await user.keyboard('{Enter}');
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(asked).toContainEqual(['preference_set', { key: 'theme', value: 'light' }]);
});
