// The import from the choice of the file to its result, with the core's side played by mockIPC.
import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportField } from '$lib/bindings/ImportField';
import type { ImportPlan } from '$lib/bindings/ImportPlan';
import type { ImportPreview } from '$lib/bindings/ImportPreview';
import { actions } from '$lib/keys.svelte';
import { chooseLanguage } from '$lib/language.svelte';
import { router } from '$lib/router.svelte';
import { toasts } from '$lib/toast.svelte';
import type { ImportFile } from '$lib/wire';
import ImportScreen from './ImportScreen.svelte';
import { Import } from './import.svelte';

const column = (at: number, header: string, field: ImportField) => ({
  column: at,
  header,
  field,
  label: '',
  guessedBy: 'header' as const,
  values: [`${header} 1`, `${header} 2`, `${header} 3`, `${header} 4`],
});

function file(encoding = 'utf-8'): ImportFile {
  return {
    name: 'fair.csv',
    shape: {
      format: 'delimited',
      encoding,
      delimiter: 'semicolon',
      hasHeader: true,
      columns: ['Firma', 'Betrag'],
      rowsAbove: 0,
      sheets: [],
      sheet: null,
    },
    plan: {
      mappings: [column(0, 'Firma', 'company'), column(1, 'Betrag', 'keep')],
      styles: { decimals: null, dates: null },
      duplicates: 'skip',
      unknownWords: 'add',
    },
    rows: [],
  };
}

const preview: ImportPreview = {
  rows: 3,
  new: 2,
  bad: 1,
  repeated: 0,
  known: 0,
  unwrapped: 0,
  badRows: [
    { line: 4, reason: { code: 'not_an_amount', field: null, values: { value: 'much' } }, cells: ['A', 'much'] },
  ],
  duplicateRows: [],
  newWords: [],
  leads: [{ line: 2, fields: { title: 'Acme' }, emails: [], phones: [] }],
  amounts: { kind: 'ambiguous' },
  dates: { kind: 'unneeded' },
};

type Args = Record<string, unknown>;
type Answers = Record<string, (args: Args) => unknown>;
let asked: [string, Args][];
const calls = (command: string) => asked.filter(([name]) => name === command).map(([, args]) => args);
const lastPlan = (command: string) => calls(command).at(-1)?.plan as ImportPlan;

function host(answers: Answers = {}): void {
  asked = [];
  const all: Answers = {
    import_open: () => file(),
    import_reread: ({ options }) => file((options as { encoding: string }).encoding),
    import_preview: () => preview,
    import_run: () => ({ value: { outcome: { created: 2, skipped: 0, bad: 1 }, badRows: 'fair.csv' }, step: 3 }),
    import_save_bad_rows: () => true,
    ...answers,
  };
  mockWindows('main');
  mockIPC(
    (command, args) => {
      asked.push([command, structuredClone(args as Args)]);
      return all[command]?.(args as Args) ?? null;
    },
    { shouldMockEvents: true },
  );
}

const refuse = (code: string) => () => {
  throw { code, field: null, values: {} };
};

async function complaints(): Promise<string[]> {
  // Colours have no meaning without a layout, and the landmark around a screen is the frame's.
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

function open(): { user: ReturnType<typeof userEvent.setup>; work: Import } {
  const work = new Import();
  render(ImportScreen, { work });
  return { user: userEvent.setup(), work };
}

const press = (name: RegExp | string) => screen.findByRole('button', { name });

let stop: () => void;
beforeEach(() => {
  chooseLanguage('en');
  stop = actions.listen(window);
});
afterEach(async () => {
  cleanup();
  stop();
  for (const toast of toasts.shown) toasts.close(toast.id);
  await tick();
  clearMocks();
});

it('goes from the file to its leads', async () => {
  host();
  const { user } = open();
  expect(await complaints()).toEqual([]);
  await user.click(await press('Choose a file'));
  expect(calls('import_open')).toEqual([{ useDropped: false, language: 'en' }]);
  const row = within(await screen.findByRole('row', { name: /Firma/ }));
  expect(row.getByText('Firma 3')).toBeInTheDocument();
  expect(row.queryByText('Firma 4')).toBeNull();
  expect(row.getByText('by its name')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  await user.click(await press('Show the preview'));
  expect(await screen.findByText('“much” is not an amount of money.')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
  await user.click(await press(/^Import 2 leads/));
  expect(await screen.findByRole('heading', { name: '2 leads imported' })).toBeInTheDocument();
  expect(screen.getByText('1 row could not be imported.')).toBeInTheDocument();
  expect(toasts.shown.map(({ text, action }) => [text, action?.label])).toEqual([['2 leads imported', 'Undo']]);
  expect(await complaints()).toEqual([]);
  await user.click(await press('Save the rows that were not imported'));
  expect(calls('import_save_bad_rows')).toHaveLength(1);
  await user.click(await press('Show the leads'));
  expect(router.place.screen).toBe('leads');
});

it('keeps what was set by hand when the file is read another way, and when a step is gone back', async () => {
  host();
  const { user, work } = open();
  await user.click(await press('Choose a file'));
  work.map(1, 'expectedAmount');
  await work.reread({ encoding: 'windows-1252' });
  expect(calls('import_reread')).toEqual([
    { options: { encoding: 'windows-1252', delimiter: null, hasHeader: null, sheet: null } },
  ]);
  await work.reread({ hasHeader: false });
  expect(calls('import_reread')[1]).toEqual({
    options: { encoding: 'windows-1252', delimiter: null, hasHeader: false, sheet: null },
  });
  await user.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByText('New leads');
  expect(lastPlan('import_preview').mappings.map((one) => [one.field, one.guessedBy])).toEqual([
    ['company', 'header'],
    ['expectedAmount', 'user'],
  ]);
  await user.click(await press('Back'));
  expect(await screen.findByText('chosen by you')).toBeInTheDocument();
  await user.click(await press('Back'));
  await user.click(await press('Go on with fair.csv'));
  expect(await screen.findByText('chosen by you')).toBeInTheDocument();
});

it('asks how amounts are written where the file leaves it open, and looks again', async () => {
  host();
  const { user } = open();
  await user.click(await press('Choose a file'));
  await user.click(await press('Show the preview'));
  await user.click(await screen.findByRole('radio', { name: '1.234,50' }));
  expect(lastPlan('import_preview').styles).toEqual({ decimals: 'comma', dates: null });
  expect(calls('import_preview')).toHaveLength(2);
});

it('drops a preview that comes too late', async () => {
  let answer: (late: ImportPreview) => void = () => undefined;
  const late = new Promise<ImportPreview>((resolve) => (answer = resolve));
  let looks = 0;
  host({ import_preview: () => (++looks === 2 ? late : { ...preview, new: looks }) });
  const work = new Import();
  await work.open(false);
  await work.look();
  work.decide({ duplicates: 'create' });
  expect(work.isReady).toBe(false);
  work.decide({ duplicates: 'skip' });
  await waitFor(() => expect(work.isReady).toBe(true));
  answer({ ...preview, new: 99 });
  await late;
  await tick();
  expect(work.preview?.new).toBe(3);
});

it('pressed twice it imports once', async () => {
  let finish: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (finish = resolve));
  host({
    import_run: () => ready.then(() => ({ value: { outcome: { created: 2, skipped: 0, bad: 0 }, badRows: null } })),
  });
  const { user } = open();
  await user.click(await press('Choose a file'));
  await user.click(await press('Show the preview'));
  await press(/^Import 2 leads/);
  await user.keyboard('{Control>}{Enter}{Enter}{/Control}');
  expect(screen.getByRole('progressbar', { name: 'Importing' })).toBeInTheDocument();
  await user.click(await press('Cancel'));
  expect(calls('import_cancel')).toHaveLength(1);
  finish();
  await screen.findByRole('heading', { name: '2 leads imported' });
  expect(calls('import_run')).toHaveLength(1);
  expect(screen.queryByRole('button', { name: /were not imported/ })).toBeNull();
});

it('says in a sentence why it does not go on, and loses nothing', async () => {
  host({ import_preview: refuse('import_nothing_names_a_lead'), import_run: refuse('import_cancelled') });
  const { user, work } = open();
  await user.click(await press('Choose a file'));
  work.map(0, 'ignore');
  await user.click(await press('Show the preview'));
  expect(await screen.findByRole('alert')).toHaveTextContent('No column is mapped by which a lead can be called.');
  expect(screen.getByRole('row', { name: /Firma/ })).toBeInTheDocument();
  host({ import_run: refuse('import_cancelled') });
  work.map(0, 'title');
  await user.click(await press('Show the preview'));
  await user.click(await press(/^Import 2 leads/));
  expect(await screen.findByRole('alert')).toHaveTextContent('The import was cancelled. Nothing was taken over.');
  expect(screen.getByText('New leads')).toBeInTheDocument();
});

it('a file that cannot be read leaves the choice of another one', async () => {
  host({ import_open: refuse('table_is_pdf') });
  const { user } = open();
  await user.click(await press('Choose a file'));
  expect(await screen.findByRole('alert')).toHaveTextContent('This is a PDF document, not a table file.');
  host({ import_open: () => null });
  await user.click(await press('Choose a file'));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(await press('Choose a file')).toBeEnabled();
});
