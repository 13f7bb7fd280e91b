// Moves on the board: seen at once, taken back with the reason if refused (R16, K01, K02, K11).
import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chooseLanguage } from '$lib/language.svelte';
import { toasts } from '$lib/toast.svelte';
import { BoardModel } from './board.svelte';
import { NO_FILTER } from './filter';
import { board, card, column, stage } from './sample';

let asked: [string, unknown][];
let answers: Record<string, (args: never) => unknown>;

beforeEach(() => {
  chooseLanguage('en');
  asked = [];
  answers = { board };
  mockWindows('main');
  mockIPC((command, args) => {
    asked.push([command, args]);
    return answers[command]?.(args as never) ?? { value: null, step: 1 };
  });
});
afterEach(() => {
  clearMocks();
  for (const toast of [...toasts.shown]) toasts.close(toast.id);
});

async function model(): Promise<BoardModel> {
  const made = new BoardModel();
  await made.ask({ pipeline: null, filter: NO_FILTER });
  return made;
}

const ids = (of: BoardModel) => of.columns.map((one) => one.cards.map((each) => each.id));
const texts = () => toasts.shown.map((toast) => toast.text);
const written = () => asked.filter(([command]) => command !== 'board');

it('shows a move before the core has answered, with counts and sums of both columns', async () => {
  const shown = await model();
  let answer: (value: unknown) => void = () => undefined;
  answers['opportunity_move'] = () => new Promise((then) => (answer = then));
  shown.pick('a');
  const dropping = shown.drop({ kind: 'stage', stage: 's2' }, [card('a')]);
  await tick();
  expect(ids(shown)).toEqual([['b'], ['a']]);
  expect(shown.columns.map((one) => one.shown)).toEqual([
    { count: 1, sums: [{ currency: 'EUR', amount: 1000, weighted: 100 }] },
    { count: 1, sums: [{ currency: 'EUR', amount: 1000, weighted: 500 }] },
  ]);
  answer({ value: null, step: 1 });
  await dropping;
  expect(written()).toEqual([['opportunity_move', { id: 'a', stage: 's2', after: null }]]);
  expect(texts()).toEqual(['Card a is now in Stage s2']);
});

it('takes a refused move back and says why', async () => {
  const shown = await model();
  answers['opportunity_move'] = () => {
    throw { code: 'not_in_stage', values: { title: 'Card b', stage: 'Stage s2' }, field: null };
  };
  shown.pick('a');
  await shown.drop({ kind: 'stage', stage: 's2' }, [card('a')]);
  expect(ids(shown)).toEqual([['a', 'b'], []]);
  expect(shown.columns[0]?.shown.count).toBe(2);
  expect(texts().join()).toContain('Card b is not in the stage Stage s2 any more');
});

it('writes nothing for a card that is put down where it was', async () => {
  const shown = await model();
  shown.pick('b');
  await shown.drop({ kind: 'stage', stage: 's1' }, [card('a'), card('b')]);
  expect(written()).toEqual([]);
  expect(ids(shown)).toEqual([['a', 'b'], []]);
});

it('asks for the reason before a card is lost, and gives it back when the reader thinks better of it', async () => {
  const shown = await model();
  await shown.send('a', { kind: 'lost' });
  expect(ids(shown)).toEqual([['b'], []]);
  expect(shown.losing?.card.id).toBe('a');
  expect(written()).toEqual([]);
  shown.keep();
  expect(ids(shown)).toEqual([['a', 'b'], []]);
  expect(shown.losing).toBeNull();
});

it('keeps asking when the core wants more than was said', async () => {
  const shown = await model();
  await shown.send('a', { kind: 'lost' });
  answers['opportunity_lose'] = () => {
    throw { code: 'field_needed', values: {}, field: 'note' };
  };
  await expect(shown.lose({ reason: 'r', note: '' })).rejects.toMatchObject({ code: 'field_needed', field: 'note' });
  expect(shown.losing?.card.id).toBe('a');
  delete answers['opportunity_lose'];
  await shown.lose({ reason: 'r', note: 'Too dear' });
  expect(shown.losing).toBeNull();
  expect(asked.at(-1)).toEqual(['opportunity_lose', { id: 'a', draft: { reason: 'r', note: 'Too dear' } }]);
});

it('wins on the place for won', async () => {
  const shown = await model();
  shown.pick('a');
  await shown.drop({ kind: 'won', stage: 'w' }, [card('a')]);
  expect(written()).toEqual([['opportunity_win', { id: 'a' }]]);
  expect(ids(shown)).toEqual([['b'], []]);
});

it('is not fetched anew under the hand that carries a card, but right after', async () => {
  const shown = await model();
  shown.pick('a');
  await shown.refresh();
  expect(asked.filter(([command]) => command === 'board')).toHaveLength(1);
  shown.putBack();
  await expect.poll(() => asked.filter(([command]) => command === 'board')).toHaveLength(2);
});

it('fetches further cards where they go on, and as many again when the book changes', async () => {
  const first = () => ({ ...board(), columns: [{ ...column(stage('s1', 10), [card('a')]), next: 'a' }] });
  answers['board'] = first;
  answers['board_column'] = () => ({ cards: [card('b')], next: null });
  const shown = await model();
  await shown.more('s1');
  await shown.more('s1');
  expect(ids(shown)).toEqual([['a', 'b']]);
  expect(written()).toEqual([
    ['board_column', { query: { stage: 's1', filter: NO_FILTER, after: 'a' }, language: 'en' }],
  ]);
  await shown.refresh();
  expect(ids(shown)).toEqual([['a', 'b']]);
});

const change = (id: string, tables = ['opportunity']) => ({
  records: [{ kind: 'opportunity', id }],
  many: false,
  tables,
});
const boards = () =>
  asked
    .filter(([command]) => command === 'board')
    .map(([, args]) => (args as { query: { stages?: string[] } }).query.stages);

it('asks for the two columns of its own move alone, and draws no card again that did not change', async () => {
  answers['board'] = ({ query }: { query: { stages?: string[] } }) => {
    const columns = ['s1', 's2', 's3'].map((id) => column(stage(id, 10), [card(`${id}-a`), card(`${id}-b`)]));
    return {
      ...board(),
      columns: columns.filter((one) => !query.stages?.length || query.stages.includes(one.stage.id)),
    };
  };
  const shown = await model();
  const before = shown.columns;
  answers['opportunity_move'] = async () => {
    await shown.refresh(change('s1-a'));
    return { value: null, step: 1 };
  };
  shown.pick('s1-a');
  await shown.drop({ kind: 'stage', stage: 's2' }, [card('s1-a')]);
  await expect.poll(boards).toEqual([[], ['s1', 's2']]);
  await expect
    .poll(() => ids(shown))
    .toEqual([
      ['s1-a', 's1-b'],
      ['s2-a', 's2-b'],
      ['s3-a', 's3-b'],
    ]);
  expect(shown.columns[2]).toBe(before[2]);
  expect(shown.columns[1]?.cards[0]).toBe(before[1]?.cards[0]);
});

it('asks for the whole board when more than its own move changed', async () => {
  const shown = await model();
  for (const other of [change('x'), change('a', ['opportunity', 'tag_link']), { ...change('a'), many: true }]) {
    answers['opportunity_move'] = async () => {
      await shown.refresh(other);
      return { value: null, step: 1 };
    };
    asked = [];
    shown.pick('a');
    await shown.drop({ kind: 'stage', stage: 's2' }, [card('a')]);
    await expect.poll(boards).toEqual([[]]);
    await expect.poll(() => ids(shown)).toEqual([['a', 'b'], []]);
  }
});

it('keeps a probability set by hand in the weighted sum, and takes that of the stage otherwise', async () => {
  answers['board'] = () => ({
    ...board(),
    columns: [column(stage('s1', 10), [card('a', { probability: 80 })]), column(stage('s2', 50), [])],
  });
  const shown = await model();
  await shown.send('a', { kind: 'stage', stage: 's2' });
  expect(shown.columns[1]?.shown.sums[0]?.weighted).toBe(800);
});

it('keeps what was shown when a filter cannot be read, and says so', async () => {
  const shown = await model();
  answers['board'] = () => {
    throw { code: 'not_an_amount', values: { value: 'x' }, field: 'amountFrom' };
  };
  await shown.ask({ pipeline: null, filter: { ...NO_FILTER, amountFrom: 'x' } });
  expect(ids(shown)).toEqual([['a', 'b'], []]);
  expect(shown.error).toMatchObject({ field: 'amountFrom' });
});
