// The import from the choice of the file to its result, with the core's side played by mockIPC.
import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { emit } from '@tauri-apps/api/event';
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImportMapping } from '$lib/bindings/ImportMapping';
import type { ImportPlanOfAll as Plan } from '$lib/bindings/ImportPlanOfAll';
import type { ImportRecord } from '$lib/bindings/ImportRecord';
import type { ImportRehearsal } from '$lib/bindings/ImportRehearsal';
import type { ImportValues } from '$lib/bindings/ImportValues';
import type { ImportWhat } from '$lib/bindings/ImportWhat';
import { actions } from '$lib/keys.svelte';
import { chooseLanguage } from '$lib/language.svelte';
import { router } from '$lib/router.svelte';
import { toasts } from '$lib/toast.svelte';
import type { ImportFile } from '$lib/wire';
import DropToImport from './DropToImport.svelte';
import ImportScreen from './ImportScreen.svelte';
import ImportStatus from './ImportStatus.svelte';
import { Import, importing } from './import.svelte';

const column = (at: number, header: string, what: ImportWhat | null, field: string): ImportMapping => ({
  column: at,
  header,
  what,
  field,
  label: '',
  guessedBy: 'header',
  values: [`${header} 1`, `${header} 2`, `${header} 3`, `${header} 4`],
});

const mappings = [
  column(0, 'Deal', 'opportunity', 'title'),
  column(1, 'Firma', 'organization', 'name'),
  column(2, 'Betrag', null, 'keep'),
  column(3, 'Phase', 'opportunity', 'stage'),
];

function file(encoding = 'utf-8', plan: Partial<Plan> = {}): ImportFile {
  return {
    name: 'deals.csv',
    shape: {
      format: 'delimited',
      encoding,
      delimiter: 'semicolon',
      hasHeader: true,
      columns: mappings.map((one) => one.header),
      rowsAbove: 0,
      sheets: [],
      sheet: null,
    },
    plan: {
      what: 'opportunity',
      system: 'pipedrive',
      mappings,
      styles: { decimals: null, dates: null },
      policy: 'fill',
      choices: [],
      ...plan,
    },
    isOwn: false,
    rows: [['Presses', 'Acme', '1.234', 'Neu']],
    targets: [
      { what: 'organization', fields: ['name', 'email'] },
      { what: 'opportunity', fields: ['title', 'amount', 'stage'] },
    ],
    systems: ['hubspot', 'pipedrive'],
  };
}

const values: ImportValues = {
  words: [
    {
      words: 'stage',
      header: 'Phase',
      values: [
        { value: 'Neu', rows: 2, choice: { to: 'create' } },
        { value: 'Gewonnen', rows: 1, choice: { to: 'use', id: 'won' } },
      ],
      more: false,
    },
  ],
  amounts: { kind: 'ambiguous' },
  openAmount: '1.234',
  dates: { kind: 'unneeded' },
  openDate: '',
};

const rehearsal: ImportRehearsal = {
  outcome: {
    rows: 4,
    created: 2,
    updated: 1,
    unchanged: 0,
    skipped: 0,
    failed: 1,
    unwrapped: 0,
    byWhat: {
      organization: { created: 1, updated: 0, unchanged: 1 },
      opportunity: { created: 2, updated: 1, unchanged: 0 },
    },
    waiting: 0,
    newWords: [{ words: 'stage', name: 'Neu' }],
  },
  failedRows: [
    {
      line: 4,
      reason: { code: 'not_an_amount', field: null, values: { value: 'much', column: 'Betrag' } },
      cells: ['A', 'much'],
    },
  ],
  skippedRows: [],
  new: [
    {
      line: 2,
      what: 'opportunity',
      title: 'Presses',
      record: null,
      foundBy: null,
      changes: [
        { field: 'title', before: '', after: 'Presses' },
        { field: 'expected_close', before: '', after: '2026-12-31' },
      ],
    },
  ],
  updates: [
    {
      line: 3,
      what: 'opportunity',
      title: 'Spare parts',
      record: { kind: 'opportunity', id: 'o1' },
      foundBy: 'foreignId',
      changes: [{ field: 'stage_id', before: 'Neu', after: 'Angebot' }],
    },
  ],
  amounts: { kind: 'ambiguous' },
  dates: { kind: 'unneeded' },
};

const record: ImportRecord = {
  seq: 7,
  at: '2026-11-22T10:00:00Z',
  file: 'deals.csv',
  what: 'opportunity',
  system: 'pipedrive',
  policy: 'fill',
  rows: 4,
  created: 2,
  updated: 1,
  unchanged: 0,
  skipped: 0,
  failed: 1,
  badRows: 'deals (2026).csv',
  op: 3,
  undone: false,
};

type Args = Record<string, unknown>;
type Answers = Record<string, (args: Args) => unknown>;
let asked: [string, Args][];
const calls = (command: string) => asked.filter(([name]) => name === command).map(([, args]) => args);
const lastPlan = (command: string) => calls(command).at(-1)?.plan as Plan;

function host(answers: Answers = {}): void {
  asked = [];
  const all: Answers = {
    import_open: () => file(),
    import_look: ({ options, what }) =>
      file((options as { encoding: string | null }).encoding ?? 'utf-8', what ? { what: what as ImportWhat } : {}),
    import_values: () => values,
    import_preview: () => rehearsal,
    import_run: () => ({ value: { outcome: rehearsal.outcome, record: 7 }, step: 3 }),
    import_records: () => [],
    import_save_bad_rows: () => true,
    pipeline_all: () => [{ id: 'p', name: 'Sales', stages: [{ id: 's1', name: 'Qualified' }] }],
    vocabulary_all: () => [],
    undo_step: () => ({ kind: 'import', subject: 'deals.csv', count: 3 }),
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

const refuse =
  (code: string, more: Record<string, string> = {}) =>
  () => {
    throw { code, field: null, values: more };
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
const heading = (name: RegExp | string) => screen.findByRole('heading', { name });

let stop: () => void;
beforeEach(() => {
  chooseLanguage('en');
  stop = actions.listen(window);
});
afterEach(async () => {
  cleanup();
  stop();
  for (const toast of toasts.shown) toasts.close(toast.id);
  await new Promise((done) => setTimeout(done));
  clearMocks();
});

it('opens with what is dropped on a list, but not with any file, nor over a dialog', async () => {
  host();
  router.go('leads');
  render(DropToImport);
  // It listens for one thing after the other.
  await new Promise((done) => setTimeout(done, 20));
  const drop = (...paths: string[]) => emit('tauri://drag-drop', { paths, position: { x: 0, y: 0 } });
  await drop('/home/x/Photo.JPG');
  expect(toasts.shown.map((one) => one.text)).toEqual([expect.stringContaining('Only tables')]);
  expect(router.place.screen).toBe('leads');
  const close = actions.dialogOpens();
  await drop('/home/x/deals.csv');
  expect(calls('import_open')).toEqual([]);
  close();
  await drop('/home/x/Deals.XLSX');
  await waitFor(() => expect(router.place.screen).toBe('import'));
  expect(calls('import_open')).toEqual([{ useDropped: true, language: 'en' }]);
  await waitFor(() => expect(importing.file?.name).toBe('deals.csv'));
  expect(toasts.shown).toHaveLength(1);
  await drop('/home/x/deals.csv', '/home/x/people.vcf');
  await waitFor(() => expect(calls('import_open')).toHaveLength(2));
  expect(toasts.shown.at(-1)?.text).toContain('One file at a time');
  importing.busy = 'run';
  await drop('/home/x/deals.csv');
  expect(toasts.shown.at(-1)?.text).toContain('An import is under way');
  expect(calls('import_open')).toHaveLength(2);
  importing.busy = '';
  importing.close();
});

it('goes in four steps from a deal export to what it gave', async () => {
  let records: ImportRecord[] = [];
  host({ import_records: () => records });
  const { user } = open();
  expect(await press('Choose a file')).toHaveFocus();
  expect(await complaints()).toEqual([]);
  await user.keyboard('{Enter}');
  expect(calls('import_open')).toEqual([{ useDropped: false, language: 'en' }]);
  expect(await heading('deals.csv')).toHaveFocus();
  expect(screen.getByText('Recognized: Pipedrive')).toBeInTheDocument();
  expect(screen.getByText('Presses')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  await user.keyboard('{Enter}');
  expect(await heading('Where does each column go?')).toHaveFocus();
  const row = within(screen.getByRole('row', { name: /Firma/ }));
  expect(row.getByText('Firma 3')).toBeInTheDocument();
  expect(row.queryByText('Firma 4')).toBeNull();
  expect(row.getByText('by its name')).toBeInTheDocument();
  expect(screen.getByText(/4 columns\. Filled: Opportunity, Organization/)).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  await user.keyboard('{Enter}');
  expect(await heading('What do the values mean?')).toHaveFocus();
  await user.click(await screen.findByRole('radio', { name: '1.234,50' }));
  await user.click(screen.getByRole('radio', { name: 'Update it' }));
  expect(await press('What “Gewonnen” becomes: Won')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await heading('What becomes of deals.csv (4 rows)')).toHaveFocus();
  expect(lastPlan('import_preview')).toMatchObject({ policy: 'update', styles: { decimals: 'comma', dates: null } });
  expect(screen.getByText('“much” is not an amount of money.')).toBeInTheDocument();
  expect(screen.getByText('Added to “Stage”: Neu.')).toBeInTheDocument();
  expect(screen.getByText(/found by its id in the other program/)).toBeInTheDocument();
  expect(screen.getByText('Angebot')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  records = [record];
  await user.click(await press(/^Import 4 records/));
  expect(await heading('3 rows imported')).toBeInTheDocument();
  expect(await press('Go to Opportunities')).toHaveFocus();
  expect(screen.getByText('Could not be imported: 1 row.')).toBeInTheDocument();
  expect(toasts.shown.map(({ text, action }) => [text, action?.label])).toEqual([
    ['3 rows imported from deals.csv', 'Undo'],
  ]);
  expect(await complaints()).toEqual([]);
  await user.click(await press('Save what was not imported'));
  expect(calls('import_save_bad_rows')).toEqual([{ seq: 7 }]);
  records = [{ ...record, undone: true }];
  await user.click(await press('Undo'));
  expect(calls('undo_step')).toEqual([{ seq: 3 }]);
  await emit('book-changed', { records: [], many: true, tables: [] });
  expect(await heading('The import of deals.csv was taken back')).toBeInTheDocument();
  await user.click(await press('Go to Opportunities'));
  expect(router.place.screen).toBe('pipeline');
});

it('a column goes where the keys find it, of any kind', async () => {
  host();
  const { user, work } = open();
  await work.open(false);
  work.go('columns');
  const button = await press('Where “Betrag” goes: A line in the description');
  button.focus();
  await user.keyboard('{ArrowDown}');
  const field = await screen.findByRole('combobox');
  await waitFor(() => expect(field).toHaveFocus());
  expect(await complaints()).toEqual([]);
  await user.keyboard('opp amou{Enter}');
  await waitFor(() => expect(button).toHaveFocus());
  expect(button).toHaveAccessibleName('Where “Betrag” goes: Amount Opportunity');
  expect(work.plan?.mappings[2]).toMatchObject({ what: 'opportunity', field: 'amount', guessedBy: 'user' });
  await user.keyboard('{Enter}{Escape}');
  await waitFor(() => expect(screen.queryByRole('combobox')).toBeNull());
  expect(work.step).toBe('columns');
});

it('a word becomes what the reader says', async () => {
  host();
  const { user, work } = open();
  await work.open(false);
  await work.lookAtValues();
  await user.click(await press('What “Neu” becomes: Add “Neu”'));
  await user.click(await screen.findByRole('option', { name: 'Qualified' }));
  expect(await press('What “Neu” becomes: Qualified')).toBeInTheDocument();
  await user.click(await press('What “Neu” becomes: Qualified'));
  await user.click(await screen.findByRole('option', { name: 'A line in the text' }));
  await work.look();
  expect(lastPlan('import_preview').choices).toEqual([{ words: 'stage', value: 'Neu', choice: { to: 'keep' } }]);
});

it('keeps what was set by hand when the file is read another way, and when a step is gone back', async () => {
  host();
  const { user, work } = open();
  await user.click(await press('Choose a file'));
  work.map(2, { what: 'opportunity', field: 'amount' });
  await work.reread({ encoding: 'windows-1252' });
  const options = { encoding: 'windows-1252', delimiter: null, hasHeader: null, sheet: null };
  expect(calls('import_look')).toEqual([{ options, what: null, system: null }]);
  await work.is({ what: 'lead' });
  expect(calls('import_look')[1]).toEqual({ options, what: 'lead', system: 'pipedrive' });
  await work.reread({ hasHeader: false });
  expect(calls('import_look')[2]).toEqual({
    options: { ...options, hasHeader: false },
    what: 'lead',
    system: 'pipedrive',
  });
  work.go('columns');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await heading('What do the values mean?');
  expect(lastPlan('import_values').mappings.map((one) => [one.field, one.guessedBy])).toEqual([
    ['title', 'header'],
    ['name', 'header'],
    ['amount', 'user'],
    ['stage', 'header'],
  ]);
  await user.keyboard('{Escape}');
  expect(await screen.findByText('chosen by you')).toBeInTheDocument();
  await user.click(await press('Back'));
  expect(await heading('deals.csv')).toBeInTheDocument();
  // What was seen of the values holds as long as the columns stay.
  await user.click(await press(/Values/));
  await heading('What do the values mean?');
  work.map(1, { what: null, field: 'ignore' });
  expect(work.reached('values')).toBe(false);
});

it('drops an answer that comes too late', async () => {
  let answer: (late: ImportRehearsal) => void = () => undefined;
  const late = new Promise<ImportRehearsal>((resolve) => (answer = resolve));
  let looks = 0;
  const of = (created: number) => ({ ...rehearsal, outcome: { ...rehearsal.outcome, created } });
  host({ import_preview: () => (++looks === 1 ? late : of(looks)) });
  const work = new Import();
  await work.open(false);
  await work.lookAtValues();
  void work.look();
  work.go('values');
  expect(calls('import_cancel')).toHaveLength(1);
  work.decide({ policy: 'skip' });
  await work.look();
  answer(of(99));
  await late;
  await tick();
  expect(work.preview?.outcome.created).toBe(2);
  expect(work.isReady).toBe(true);
  work.decide({ policy: 'fill' });
  expect(work.isReady).toBe(false);
});

it('imports once, in the background, and can be stopped', async () => {
  let finish: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (finish = resolve));
  host({ import_run: () => ready.then(() => ({ value: { outcome: rehearsal.outcome, record: 7 }, step: 3 })) });
  render(ImportStatus);
  render(ImportScreen, { work: importing });
  const user = userEvent.setup();
  await importing.open(false);
  await importing.lookAtValues();
  await importing.look();
  await press(/^Import 4 records/);
  router.go('import');
  await user.keyboard('{Control>}{Enter}{Enter}{/Control}');
  expect(await heading('Importing deals.csv')).toHaveFocus();
  await emit('import-progress', { rows: 2, bytes: 30, ofBytes: 60 });
  expect(await screen.findByRole('progressbar', { name: 'Importing deals.csv' })).toHaveAttribute('value', '30');
  expect(screen.getByRole('status')).toHaveTextContent('2 rows');
  await emit('import-progress', { rows: 4, bytes: 60, ofBytes: 60 });
  expect(await screen.findByText('4 rows, almost done')).toBeInTheDocument();
  await emit('import-progress', { rows: 2, bytes: 30, ofBytes: 60 });
  await user.click(await press('Cancel'));
  expect(calls('import_cancel')).toHaveLength(1);
  expect(screen.queryByRole('button', { name: /Importing …/ })).toBeNull();
  router.go('leads');
  await user.click(await press('Importing … 50%'));
  expect(router.place.screen).toBe('import');
  finish();
  await heading('3 rows imported');
  expect(calls('import_run')).toHaveLength(1);
  await user.click(await press(/Import another file/));
  expect(await press('Choose a file')).toHaveFocus();
});

it('says in a sentence why it does not go on, and loses nothing', async () => {
  host({ import_values: refuse('import_nothing_names', { what: 'opportunity' }) });
  const { user, work } = open();
  await work.open(false);
  work.go('columns');
  await user.click(await press(/Look at the values/));
  expect(await screen.findByRole('alert')).toHaveTextContent('No column says what the rows are called.');
  expect(screen.getByRole('row', { name: /Firma/ })).toBeInTheDocument();
  host({ import_run: refuse('import_cancelled') });
  await work.lookAtValues();
  await work.look();
  await user.click(await press(/^Import 4 records/));
  expect(await screen.findByRole('alert')).toHaveTextContent('The import was cancelled. Nothing was taken over.');
  expect(await heading(/What becomes of/)).toBeInTheDocument();
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

it('does not import what changes nothing', async () => {
  const nothing = { created: 0, updated: 0, unchanged: 4 };
  const outcome = { ...rehearsal.outcome, ...nothing, failed: 0, byWhat: { opportunity: nothing }, newWords: [] };
  host({ import_preview: () => ({ ...rehearsal, outcome, failedRows: [], new: [], updates: [] }) });
  const { work } = open();
  await work.open(false);
  await work.lookAtValues();
  await work.look();
  expect(await screen.findByText(/Nothing would change/)).toBeInTheDocument();
  expect(await press(/^Import 0 records/)).toBeDisabled();
});

it('shows the imports so far, with their failed rows and the way back', async () => {
  host({ import_records: () => [record, { ...record, seq: 6, file: 'old.csv', badRows: '', undone: true }] });
  const { user } = open();
  expect(await heading('Imports so far')).toBeInTheDocument();
  const items = screen.getAllByRole('listitem').filter((one) => one.textContent?.includes('.csv'));
  expect(items.map((one) => one.querySelector('.counts')?.textContent)).toEqual([
    '2 new · 1 changed · 1 not taken',
    'taken back',
  ]);
  expect(await complaints()).toEqual([]);
  await user.click(await press('Save the failed rows: deals.csv'));
  expect(calls('import_save_bad_rows')).toEqual([{ seq: 7 }]);
  await user.click(await press('Undo the import of deals.csv'));
  expect(calls('undo_step')).toEqual([{ seq: 3 }]);
  expect(toasts.shown.map((one) => one.text)).toEqual(['The rows are saved.', 'Undone: import deals.csv (3)']);
});

it('two hundred columns are there at once, and are found by typing', async () => {
  const many = Array.from({ length: 200 }, (_, at) => column(at, `Spalte ${at}`, 'opportunity', 'amount'));
  host({ import_open: () => ({ ...file(), plan: { ...file().plan, mappings: many } }) });
  const { user, work } = open();
  await work.open(false);
  work.go('columns');
  await user.type(await screen.findByRole('searchbox', { name: 'Find a column' }), '199');
  expect(screen.getAllByRole('row')).toHaveLength(2);
}, 20_000);
