// Duplicates, merging, and files that are written and read, with the host's side played by mockIPC.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import { router } from '../src/lib/router.svelte';
import { toasts } from '../src/lib/toast.svelte';
import type { DuplicateGroup } from '../src/lib/bindings/DuplicateGroup';
import type { DuplicatePage } from '../src/lib/bindings/DuplicatePage';
import type { Kind } from '../src/lib/bindings/Kind';
import type { MergePreview } from '../src/lib/bindings/MergePreview';
import { changed, ended, play, Refused } from './played/host';
import { screensAreReady } from './played/screens';

type Asked = ReturnType<typeof play>;

async function at(place: string, more: Parameters<typeof play>[0] = {}, empty = false): Promise<Asked> {
  const asked = play({
    start: {
      book: { state: 'open', empty, folder: '/books/one' },
      preferences: { language: 'en', theme: 'light', place },
      locale: 'en-GB',
    },
    ...more,
  });
  render(App);
  if (!empty) await screen.findByRole('navigation');
  return asked;
}

/** What axe finds, but for colours, which have no meaning without a layout: tokens.test.ts holds those. */
async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

const said = (asked: Asked, command: string) => asked.filter(([name]) => name === command).map(([, args]) => args);

const member = (kind: Kind, id: string, title: string) => ({
  record: { kind, id },
  title,
  subtitle: `about ${id}`,
  hasOpportunity: false,
  closed: false,
});

const twice: DuplicateGroup = {
  strength: 'strong',
  records: [member('contact', 'c1', 'Petra Hanke'), member('contact', 'c2', 'P. Hanke')],
  evidence: [{ kind: 'email', value: 'petra@hanke.example', strength: 'strong', records: ['c1', 'c2'] }],
};
const mixed: DuplicateGroup = {
  strength: 'strong',
  records: [member('lead', 'l1', 'Brand AG'), member('lead', 'l2', 'Brand'), member('organization', 'o1', 'BRAND')],
  evidence: [{ kind: 'domain', value: 'brand.example', strength: 'strong', records: ['l1', 'o1'] }],
};
const crossed: DuplicateGroup = {
  strength: 'weak',
  records: [member('lead', 'l3', 'Nordlicht'), member('organization', 'o2', 'Nordlicht AG')],
  evidence: [{ kind: 'similarCompany', value: 'nordlicht', strength: 'weak', records: ['l3', 'o2'] }],
};
const page = (...groups: DuplicateGroup[]): DuplicatePage => ({
  groups,
  next: null,
  strong: groups.filter((group) => group.strength === 'strong').length,
  weak: groups.filter((group) => group.strength === 'weak').length,
});

/** What the core would say of c1 and c2. */
function preview(choices: { survivor?: string | null; take?: Record<string, string> }): MergePreview {
  const stays = choices.survivor ?? 'c1';
  const order = stays === 'c1' ? ['c1', 'c2'] : ['c2', 'c1'];
  const from = (field: string) => choices.take?.[field] ?? stays;
  const titles: Record<string, string> = { c1: 'Petra Hanke', c2: 'P. Hanke' };
  const values: Record<string, Record<string, string>> = {
    firstName: { c1: 'Petra', c2: 'P.' },
    jobTitle: { c1: 'Buyer', c2: '' },
  };
  return {
    records: order.map((id) => ({
      record: { kind: 'contact', id },
      title: titles[id] ?? '',
      standing: 'open',
      createdAt: '2025-03-01T10:00:00.000Z',
    })),
    fields: [
      ...Object.entries(values).map(([field, of]) => ({
        field,
        values: order.map((id) => of[id] ?? ''),
        how: 'chosen' as const,
        from: from(field),
        value: of[from(field)] ?? '',
      })),
      { field: 'emails', values: order.map((id) => `${id}@x.example`), how: 'united', from: null, value: 'a@x, b@x' },
    ],
    moves: {
      activities: 4,
      notes: 2,
      files: 0,
      tags: 0,
      contacts: 0,
      opportunities: 1,
      organizations: 0,
      others: 0,
    },
    lines: ['First name: P.'],
  };
}

const merging = {
  merge_preview: (args: Record<string, unknown>) => preview(args.choices as object),
  merge_apply: {
    value: { survivor: { kind: 'contact', id: 'c1' }, title: 'Petra Hanke', merged: [{ kind: 'contact', id: 'c2' }] },
    step: 7,
  },
};

vi.setConfig({ testTimeout: 90_000 });
screensAreReady();
beforeEach(() => {
  chooseLanguage('en');
  toasts.shown = [];
});
afterEach(async () => {
  cleanup();
  await ended();
});

it('duplicates: strong before weak, with their evidence in words, by the keys from group to group', async () => {
  const user = userEvent.setup();
  const asked = await at('duplicates', { duplicates_find: page(twice, mixed, crossed) });
  expect(await screen.findByRole('heading', { name: 'Probably the same 2' })).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Perhaps the same 1' })).toBeInTheDocument();
  expect(screen.getByText('same e-mail petra@hanke.example')).toBeInTheDocument();
  // Of three records only two have it.
  expect(screen.getByText('same domain brand.example (2 of 3)')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  const groups = screen.getAllByRole('group').filter((one) => one.hasAttribute('tabindex'));
  groups[0]?.focus();
  await user.keyboard('{ArrowDown}{ArrowDown}');
  expect(groups[2]).toHaveFocus();
  expect(within(groups[2]!).getByText(/A lead and a customer are not merged/)).toBeInTheDocument();
  expect(within(groups[2]!).queryByRole('button', { name: /Merge/ })).not.toBeInTheDocument();

  await user.click(screen.getByRole('radio', { name: 'Contacts' }));
  await waitFor(() => expect(said(asked, 'duplicates_find').at(-1)).toMatchObject({ query: { kinds: ['contact'] } }));
});

it('while it looks it says so; a book without duplicates says that', async () => {
  let found: (page: DuplicatePage) => void = () => undefined;
  await at('duplicates', { duplicates_find: () => new Promise((resolve) => (found = resolve)) });
  expect(await screen.findByText('Looking through the whole book …')).toBeInTheDocument();
  found(page());
  expect(await screen.findByText('No duplicates found')).toBeInTheDocument();
  expect(screen.queryByText('Looking through the whole book …')).not.toBeInTheDocument();
});

it('more groups come when asked for, from where the first ones ended', async () => {
  const user = userEvent.setup();
  const asked = await at('duplicates', {
    duplicates_find: { ...page(twice), next: 50, strong: 60 },
    duplicates_page: { ...page(mixed), strong: 60 },
  });
  await user.click(await screen.findByRole('button', { name: 'Show more' }));
  expect(await screen.findByText('Brand AG')).toBeInTheDocument();
  expect(said(asked, 'duplicates_page')).toEqual([{ from: 50, limit: 50 }]);
  expect(screen.getByRole('heading', { name: 'Probably the same 60' })).toBeInTheDocument();
});

it('no duplicate: said of every pair, gone at once, and with a way back; one of several can be somebody else', async () => {
  const user = userEvent.setup();
  let groups = [twice, mixed];
  const asked = await at('duplicates', { duplicates_find: () => page(...groups) });
  const first = (await screen.findAllByRole('group', { name: /Petra Hanke/ }))[0]!;
  await user.click(within(first).getByRole('button', { name: 'Not a duplicate' }));
  expect(said(asked, 'duplicates_apart')).toEqual([{ pairs: [[twice.records[0]!.record, twice.records[1]!.record]] }]);
  expect(await screen.findByText('Remembered: not a duplicate')).toBeInTheDocument();
  expect(screen.queryByText('P. Hanke')).not.toBeInTheDocument();
  // The keys go on with the next one.
  await waitFor(() => expect(screen.getByRole('group', { name: /Brand AG/ })).toHaveFocus());

  groups = [mixed];
  await changed({ tables: ['not_duplicate'] });
  await user.click(screen.getByRole('button', { name: 'BRAND is somebody else' }));
  expect(said(asked, 'duplicates_apart').at(-1)).toEqual({
    pairs: [
      [mixed.records[2]!.record, mixed.records[0]!.record],
      [mixed.records[2]!.record, mixed.records[1]!.record],
    ],
  });

  groups = [twice];
  await changed({ many: true });
  expect(await screen.findByText('P. Hanke')).toBeInTheDocument();
});

it('merging: side by side, a value and the survivor are chosen, counts say what moves, and the survivor opens', async () => {
  const user = userEvent.setup();
  const asked = await at('duplicates', { duplicates_find: page(twice), ...merging });
  (await screen.findByRole('group', { name: /Petra Hanke/ })).focus();
  await user.keyboard('m');
  const dialog = await screen.findByRole('dialog', { name: 'Merge 2 records into one' });
  expect(within(dialog).getByText(/Moves 4 activities, 2 notes,? and 1 opportunity/)).toBeInTheDocument();
  expect(within(dialog).getByText('a@x, b@x')).toBeInTheDocument();
  // Only what contradicts is asked; a value beside a blank is not.
  expect(within(dialog).queryByText('Job title')).not.toBeInTheDocument();
  expect(within(dialog).getByRole('radio', { name: 'First name: Petra' })).toBeChecked();
  expect(await complaints()).toEqual([]);

  await user.click(within(dialog).getByRole('button', { name: 'Show 1 more field' }));
  expect(within(dialog).getByRole('radio', { name: 'Job title: Empty' })).not.toBeChecked();
  await user.click(within(dialog).getByRole('radio', { name: 'P. Hanke stays' }));
  await waitFor(() => expect(within(dialog).getByRole('radio', { name: 'First name: P.' })).toBeChecked());
  await user.click(within(dialog).getByRole('radio', { name: 'First name: Petra' }));
  // Whoever stays: the columns stay where they are.
  const heads = within(dialog).getAllByRole('columnheader');
  expect(heads.map((head) => head.querySelector('strong')?.textContent)).toEqual(['Petra Hanke', 'P. Hanke']);

  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('1 record merged into “Petra Hanke”')).toBeInTheDocument();
  expect(said(asked, 'merge_apply')).toEqual([
    {
      records: [
        { kind: 'contact', id: 'c1' },
        { kind: 'contact', id: 'c2' },
      ],
      choices: { survivor: 'c2', take: { firstName: 'c1' } },
      language: 'en',
    },
  ]);
  const way = (await screen.findAllByRole('button', { name: 'Petra Hanke' })).at(0)!;
  await user.click(way);
  expect(router.place).toEqual({ screen: 'contacts', id: 'c1', full: true });
});

it('a choice that is refused is taken back and says why; a merge that is refused stays open', async () => {
  const user = userEvent.setup();
  await at('duplicates', {
    duplicates_find: page(twice),
    ...merging,
    merge_preview: (args: Record<string, unknown>) => {
      const choices = args.choices as { survivor: string | null; take: Record<string, string> };
      return choices.survivor === 'c2' ? new Refused('merge_of_kinds') : preview(choices);
    },
    merge_apply: new Refused('field_needed', {}, 'lastName'),
  });
  await user.click(await screen.findByRole('button', { name: 'Merge…' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('radio', { name: 'P. Hanke stays' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('These records cannot be merged');
  await waitFor(() => expect(within(dialog).getByRole('radio', { name: 'Petra Hanke stays' })).toBeChecked());
  await user.click(within(dialog).getByRole('button', { name: /^Merge/ }));
  await waitFor(() => expect(within(dialog).getByRole('alert')).not.toHaveTextContent('These records'));
  expect(dialog).toBeInTheDocument();
});

it('rows that are chosen in a list by the keys are merged, and the survivor opens beside', async () => {
  const user = userEvent.setup();
  const asked = await at('contacts', merging);
  const grid = await screen.findByRole('grid', { name: 'Contacts' });
  await waitFor(() => expect(grid).toHaveAttribute('aria-busy', 'false'));
  await user.keyboard('{ArrowDown} ');
  expect(screen.getByRole('toolbar')).toHaveTextContent('1 selected');
  expect(within(screen.getByRole('toolbar')).getByRole('button', { name: /^Merge/ })).toBeDisabled();
  await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(screen.getByRole('toolbar')).toHaveTextContent('2 selected');
  expect(await complaints()).toEqual([]);
  await user.keyboard('m');
  const dialog = await screen.findByRole('dialog');
  expect(said(asked, 'merge_preview')[0]).toMatchObject({
    records: [
      { kind: 'contact', id: 'c0' },
      { kind: 'contact', id: 'c1' },
    ],
  });
  await user.click(within(dialog).getByRole('button', { name: /^Merge/ }));
  await waitFor(() => expect(router.place).toEqual({ screen: 'contacts', id: 'c1', full: false }));
  expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
});

it('a list is exported as it stands, and the message says where it is', async () => {
  const user = userEvent.setup();
  const asked = await at('contacts', {
    export_list: { value: { rows: 8, shortened: 0 }, path: '/home/petra/Contacts.xlsx' },
  });
  await user.type(screen.getByRole('searchbox'), 'han');
  await waitFor(() => expect(said(asked, 'contact_page').at(-1)).toMatchObject({ query: { text: 'han' } }));
  await user.click(screen.getByRole('button', { name: 'More for this list' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Export as Excel workbook…' }));
  expect(await screen.findByText('8 records saved in /home/petra/Contacts.xlsx')).toBeInTheDocument();
  expect(said(asked, 'export_list')[0]).toMatchObject({
    list: { list: 'contacts', query: { text: 'han', sort: 'person', descending: false } },
    format: 'xlsx',
    language: 'en',
  });
});

it('thinking better of a file says nothing; a refusal is said, what was stopped is no error', async () => {
  const user = userEvent.setup();
  let answer: object | null = null;
  await at('settings', { archive_save: () => answer });
  await user.click(await screen.findByRole('button', { name: 'Save as archive…' }));
  expect(toasts.shown).toEqual([]);
  answer = new Refused('archive_cancelled');
  await user.click(screen.getByRole('button', { name: 'Save as archive…' }));
  await waitFor(() => expect(toasts.shown.at(-1)).toMatchObject({ tone: 'plain' }));
  answer = new Refused('target_in_book', { path: '/books/one/a.zip' });
  await user.click(screen.getByRole('button', { name: 'Save as archive…' }));
  await waitFor(() => expect(toasts.shown.at(-1)).toMatchObject({ tone: 'error' }));
});

it('the whole book is saved with or without its history; a long one says how far it is and can be stopped', async () => {
  const user = userEvent.setup();
  const { emit } = await import('@tauri-apps/api/event');
  let finish: (written: object) => void = () => undefined;
  const asked = await at('settings', { archive_save: () => new Promise((resolve) => (finish = resolve)) });
  await user.click(await screen.findByRole('checkbox', { name: 'With the history of all changes' }));
  await user.click(screen.getByRole('button', { name: 'Save as archive…' }));
  await waitFor(() => expect(said(asked, 'archive_save')).toEqual([{ withHistory: false, language: 'en' }]));
  await emit('file-progress', { done: 30, of: 120 });
  const dialog = await screen.findByRole('dialog', { name: 'Saving the whole book' });
  expect(within(dialog).getByText('25% done')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  expect(said(asked, 'file_cancel')).toHaveLength(1);
  finish({ value: { records: 120, files: 1, missingFiles: ['ab'], size: 4 }, path: '/home/petra/Kontor.zip' });
  expect(await screen.findByText('Archive with 120 records saved in /home/petra/Kontor.zip')).toBeInTheDocument();
  expect(screen.getByText(/1 attached file was not there any more/)).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
});

it('an empty book begins with an archive that is read in', async () => {
  const user = userEvent.setup();
  let answer: object | null = new Refused('not_an_archive', { path: '/home/petra/letter.zip' });
  await at('contacts', { archive_restore: () => answer }, true);
  await user.click(await screen.findByRole('button', { name: /Restore an archive/ }));
  expect(await screen.findByText('/home/petra/letter.zip is not an archive of a Kontor book.')).toBeInTheDocument();
  answer = { value: { records: 128, files: 0, missingFiles: [], withHistory: true }, step: null };
  await user.click(screen.getByRole('button', { name: /Restore an archive/ }));
  expect(await screen.findByText('Archive read in: 128 records')).toBeInTheDocument();
  expect(await screen.findByRole('navigation')).toBeInTheDocument();
});
