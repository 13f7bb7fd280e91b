import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { actions } from '$lib/keys.svelte';
import { chooseLanguage } from '$lib/language.svelte';
import { Paging } from '$lib/paging.svelte';
import { ToastList } from '$lib/toast.svelte';
import Combobox from './Combobox.svelte';
import Composer from './Composer.svelte';
import Dialog from './Dialog.svelte';
import Markdown from './Markdown.svelte';
import Menu from './Menu.svelte';
import MultiValue from './MultiValue.svelte';
import Palette from './Palette.svelte';
import Segments from './Segments.svelte';
import Splitter from './Splitter.svelte';
import Table from './Table.svelte';
import TagInput from './TagInput.svelte';
import Timeline from './Timeline.svelte';
import Toasts from './Toasts.svelte';

beforeEach(() => chooseLanguage('en'));

/** An option by its text: marks split its name where there is no layout to join it. */
const option = (text: string) =>
  waitFor(() => {
    const found = screen.getAllByRole('option').find((one) => one.textContent?.includes(text));
    if (!found) throw new Error(`no option ${text}`);
    return found;
  });

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

describe('several values', () => {
  const props = {
    label: 'E-mail',
    addLabel: 'Add e-mail',
    type: 'email' as const,
    labels: { work: 'Work', home: 'Home' },
    values: [
      { id: '1', label: 'work', value: 'a@x.example' },
      { id: '2', label: 'home', value: 'b@x.example' },
    ],
  };

  it('adds one with the first label', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(MultiValue, { ...props, onsave });
    await user.click(screen.getByRole('button', { name: 'Add e-mail' }));
    await user.keyboard('c@x.example{Enter}');
    expect(onsave).toHaveBeenCalledExactlyOnceWith([
      ...props.values,
      { id: null, label: 'work', value: 'c@x.example' },
    ]);
  });

  it('makes another one the primary one', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(MultiValue, { ...props, onsave });
    await user.click(screen.getByRole('button', { name: 'More for b@x.example' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Make primary' }));
    expect(onsave).toHaveBeenCalledExactlyOnceWith([props.values[1], props.values[0]]);
  });

  it('emptied, a value is gone; refused, it stays open with what was typed', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn().mockRejectedValueOnce({ code: 'nothing_to_undo' });
    render(MultiValue, { ...props, onsave });
    await user.click(screen.getByRole('button', { name: 'Edit E-mail: a@x.example, Work, Primary' }));
    await user.keyboard('{Control>}a{/Control}no mail{Enter}');
    expect(screen.getByRole('textbox', { name: 'E-mail' })).toHaveValue('no mail');
    expect(screen.getByRole('alert')).toHaveTextContent('There is nothing to undo.');
    await user.keyboard('{Control>}a{/Control}{Backspace}{Enter}');
    expect(onsave).toHaveBeenLastCalledWith([props.values[1]]);
  });
});

describe('tags', () => {
  it('are added by Enter and comma, never twice, and removed by Backspace', async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    const { rerender } = render(TagInput, { label: 'Tags', value: ['Fair'], onchange });
    const input = screen.getByRole('combobox', { name: 'Tags' });
    await user.type(input, 'Partner,');
    expect(onchange).toHaveBeenLastCalledWith(['Fair', 'Partner']);
    await rerender({ value: ['Fair', 'Partner'] });
    await user.type(input, 'fair{Enter}');
    expect(onchange).toHaveBeenCalledTimes(1);
    await user.keyboard('{Backspace}');
    expect(onchange).toHaveBeenLastCalledWith(['Fair']);
  });

  it('are offered while typing and chosen with the arrows', async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    render(TagInput, { label: 'Tags', value: ['Fair'], suggest: async () => ['Fair', 'Partner', 'Energy'], onchange });
    await user.type(screen.getByRole('combobox', { name: 'Tags' }), 'e');
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['Partner', 'Energy']);
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onchange).toHaveBeenCalledExactlyOnceWith(['Fair', 'Energy']);
  });
});

describe('a table', () => {
  interface Row {
    id: string;
    name: string;
  }
  const rows = Array.from({ length: 30 }, (_, index): Row => ({ id: `r${index}`, name: `Row ${index}` }));
  const cell = createRawSnippet<[Row]>((row) => ({ render: () => `<span>${row().name}</span>` }));

  async function table(more: Record<string, unknown> = {}) {
    const paging = new Paging<Row>(async (after) => {
      const from = Number(after ?? 0);
      return { rows: rows.slice(from, from + 10), next: from + 10 < rows.length ? String(from + 10) : null };
    });
    await paging.restart();
    const props = {
      label: 'Leads',
      columns: [{ key: 'name', label: 'Name', sorts: true, cell }],
      paging,
      keyOf: (row: Row) => row.id,
      onopen: vi.fn(),
      oncurrent: vi.fn(),
      current: 'r0' as string | null,
      ...more,
    };
    return { props, paging, ...render(Table<Row>, props) };
  }

  it('is one tab stop, moves with the arrows and opens with Enter', async () => {
    const user = userEvent.setup();
    const { props, rerender } = await table();
    await user.click(screen.getByRole('grid', { name: 'Leads' }));
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}');
    expect(props.oncurrent).toHaveBeenLastCalledWith('r1');
    await rerender({ current: 'r1' });
    await user.keyboard('{Enter}');
    expect(props.onopen).toHaveBeenCalledExactlyOnceWith(rows[1]);
  });

  it('fetches the next page when the keys reach the end', async () => {
    const user = userEvent.setup();
    const { props, paging } = await table({ current: 'r9' });
    const before = paging.rows.length;
    screen.getByRole('grid').focus();
    await user.keyboard('{End}{ArrowDown}');
    expect(paging.rows.length).toBeGreaterThanOrEqual(before);
    expect(props.oncurrent).toHaveBeenLastCalledWith('r10');
  });

  it('selects with Space, on with Shift, all with Ctrl+A, none with Esc', async () => {
    const user = userEvent.setup();
    const onselect = vi.fn();
    const { rerender, paging } = await table({ selected: new Set<string>(), onselect });
    screen.getByRole('grid').focus();
    await user.keyboard(' ');
    expect(onselect).toHaveBeenLastCalledWith(new Set(['r0']));
    await rerender({ selected: new Set(['r0']) });
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(onselect).toHaveBeenLastCalledWith(new Set(['r0', 'r1']));
    await user.keyboard('{Control>}a{/Control}');
    expect(onselect).toHaveBeenLastCalledWith(new Set(paging.rows.map((row) => row.id)));
    await user.keyboard('{Escape}');
    expect(onselect).toHaveBeenLastCalledWith(new Set());
  });

  it('says how it is sorted, and the head turns the order round', async () => {
    const user = userEvent.setup();
    const onsort = vi.fn();
    await table({ sort: { key: 'name', descending: false }, onsort });
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
    await user.click(screen.getByRole('button', { name: 'Name' }));
    expect(onsort).toHaveBeenCalledExactlyOnceWith({ key: 'name', descending: true });
  });

  it('shows what belongs there when it is empty', async () => {
    const paging = new Paging<Row>(async () => ({ rows: [], next: null }));
    await paging.restart();
    await table({ paging, empty: words('No leads yet') });
    expect(screen.getByText('No leads yet')).toBeInTheDocument();
  });
});

describe('the composer', () => {
  it('keeps a note with Ctrl+Enter and is empty again', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    const ondraft = vi.fn();
    render(Composer, { onsave, ondraft });
    await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Wants three seats');
    expect(ondraft).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'note', body: 'Wants three seats' }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(onsave).toHaveBeenCalledExactlyOnceWith({
      kind: 'note',
      subject: '',
      body: 'Wants three seats',
      due: null,
      done: true,
    });
    expect(screen.getByRole('textbox', { name: 'Text' })).toHaveValue('');
    expect(ondraft).toHaveBeenLastCalledWith(null);
  });

  it('a task is planned, a call has happened until said otherwise', async () => {
    const user = userEvent.setup();
    const onsave = vi.fn();
    render(Composer, { onsave });
    await user.click(screen.getByRole('button', { name: 'Task' }));
    await user.keyboard('Send offer');
    await user.type(screen.getByRole('textbox', { name: 'Due' }), '31.12.2026');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(onsave).toHaveBeenLastCalledWith({
      kind: 'task',
      subject: 'Send offer',
      body: '',
      due: '2026-12-31',
      done: false,
    });
    await user.click(screen.getByRole('button', { name: 'Call' }));
    await user.keyboard('Called back{Control>}{Enter}{/Control}');
    expect(onsave).toHaveBeenLastCalledWith(
      expect.objectContaining({ kind: 'call', subject: 'Called back', done: true }),
    );
  });

  it('loses nothing when the kind changes or it is refused', async () => {
    const user = userEvent.setup();
    render(Composer, { onsave: () => Promise.reject({ code: 'nothing_to_undo' }) });
    await user.click(screen.getByRole('button', { name: 'Call' }));
    await user.keyboard('About the offer');
    await user.click(screen.getByRole('button', { name: 'Note' }));
    const text = screen.getByRole('textbox', { name: 'Text' });
    expect(text).toHaveValue('About the offer');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is nothing to undo.');
    expect(text).toHaveValue('About the offer');
  });

  it('goes on with a draft that was left', () => {
    render(Composer, {
      onsave: () => undefined,
      draft: { kind: 'call', subject: 'Half a', body: '', due: null, done: true },
    });
    expect(screen.getByRole('textbox', { name: 'What is it about?' })).toHaveValue('Half a');
  });
});

describe('the timeline', () => {
  it('marks a planned activity as done and opens what is clicked', async () => {
    const user = userEvent.setup();
    const ondone = vi.fn();
    const onopen = vi.fn();
    const items = [
      {
        id: 'a',
        kind: 'call' as const,
        title: 'Call back',
        at: '2026-11-20T09:00:00.000Z',
        planned: true,
        due: '2026-11-25',
      },
      { id: 'b', kind: 'note' as const, title: 'First contact', at: '2026-11-19T09:00:00.000Z' },
    ];
    render(Timeline, { items, ondone, onopen, onlink: () => undefined });
    await user.click(screen.getByRole('checkbox', { name: 'Mark as done: Call back' }));
    expect(ondone).toHaveBeenCalledExactlyOnceWith(items[0]);
    await user.click(screen.getByRole('button', { name: 'First contact' }));
    expect(onopen).toHaveBeenCalledExactlyOnceWith(items[1]);
  });
});

describe('a note', () => {
  it('is built of nodes, so that its text stays text', () => {
    const { container } = render(Markdown, {
      onlink: () => undefined,
      nodes: [
        {
          type: 'paragraph',
          children: [
            { type: 'text', text: '<img src=x onerror=alert(1)>' },
            { type: 'strong', children: [{ type: 'text', text: 'bold' }] },
          ],
        },
        {
          type: 'list',
          start: 3,
          children: [{ type: 'entry', checked: null, children: [{ type: 'text', text: 'third' }] }],
        },
      ],
    });
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByText('bold').tagName).toBe('STRONG');
    expect(screen.getByRole('list')).toHaveAttribute('start', '3');
  });

  it('hands links over instead of going there', async () => {
    const user = userEvent.setup();
    const onlink = vi.fn();
    render(Markdown, {
      onlink,
      nodes: [{ type: 'link', target: 'https://example.com/', children: [{ type: 'text', text: 'offer' }] }],
    });
    await user.click(screen.getByRole('link', { name: 'offer' }));
    expect(onlink).toHaveBeenCalledExactlyOnceWith('https://example.com/');
  });
});

describe('a dialog', () => {
  it('is named, closes with Esc, and keeps the keys of the app out', async () => {
    const user = userEvent.setup();
    const onclose = vi.fn();
    const behind = vi.fn();
    const stop = actions.add([{ id: 'behind', label: () => 'behind', shortcut: 'Mod+J', run: behind }]);
    const deaf = actions.listen(window);
    render(Dialog, { open: true, title: 'New lead', onclose, children: words('fields') });
    expect(await screen.findByRole('dialog', { name: 'New lead' })).toBeInTheDocument();
    await user.keyboard('{Control>}j{/Control}');
    expect(behind).not.toHaveBeenCalled();
    await user.keyboard('{Escape}');
    expect(onclose).toHaveBeenCalledTimes(1);
    stop();
    deaf();
  });

  it('stays while something is being done', async () => {
    const user = userEvent.setup();
    const onclose = vi.fn();
    render(Dialog, { open: true, title: 'New lead', busy: true, onclose, children: words('fields') });
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    expect(onclose).not.toHaveBeenCalled();
  });
});

it('a menu is opened and used by keys', async () => {
  const user = userEvent.setup();
  const run = vi.fn();
  render(Menu, { label: 'More', items: [{ label: 'First', run: () => undefined }, null, { label: 'Second', run }] });
  screen.getByRole('button', { name: 'More' }).focus();
  await user.keyboard('{Enter}');
  await screen.findByRole('menu');
  await user.keyboard('{ArrowDown}{Enter}');
  expect(run).toHaveBeenCalledTimes(1);
});

describe('a combo box', () => {
  const items = [
    { id: '1', label: 'Acme GmbH', detail: 'Berlin' },
    { id: '2', label: 'Acme Ltd' },
  ];

  it('asks per keystroke, shows only the last answer, and takes the chosen one', async () => {
    const user = userEvent.setup();
    const onchange = vi.fn();
    const answers: ((found: typeof items) => void)[] = [];
    const search = vi.fn(() => new Promise<typeof items>((done) => answers.push(done)));
    render(Combobox, { label: 'Organization', value: null, search, onchange });
    await user.type(screen.getByRole('combobox', { name: 'Organization' }), 'ac');
    expect(search).toHaveBeenLastCalledWith('ac');
    answers.at(-1)?.(items);
    answers[0]?.([{ id: '9', label: 'Too late' }]);
    await user.click(await option('Acme Ltd'));
    expect(onchange).toHaveBeenCalledExactlyOnceWith(items[1]);
    expect(screen.queryByText('Too late')).toBeNull();
  });

  it('offers to make a new one', async () => {
    const user = userEvent.setup();
    const oncreate = vi.fn();
    render(Combobox, {
      label: 'Organization',
      value: null,
      search: async () => [],
      onchange: () => undefined,
      oncreate,
    });
    await user.type(screen.getByRole('combobox', { name: 'Organization' }), 'Newco');
    await user.click(await screen.findByRole('option', { name: 'Create “Newco”' }));
    expect(oncreate).toHaveBeenCalledExactlyOnceWith('Newco');
  });
});

describe('the palette', () => {
  const hit = { id: 'l1', title: 'Hanke GmbH', detail: 'Petra Hanke', kind: 'Lead' };

  function palette(run = vi.fn()) {
    const props = {
      open: true,
      actions: [{ id: 'x', label: () => 'Convert to opportunity', shortcut: 'Mod+Enter', run }],
      search: vi.fn(async (typed: string) => (typed === 'zzz' ? [] : [{ label: 'Leads', hits: [hit] }])),
      onopen: vi.fn(),
      onclose: vi.fn(),
    };
    render(Palette, props);
    return props;
  }

  it('opens the first hit with Enter, and beside with Ctrl+Enter', async () => {
    const user = userEvent.setup();
    const { onopen, onclose } = palette();
    await user.type(await screen.findByRole('combobox'), 'han');
    expect(within(await option('Hanke')).getByText('Lead')).toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(onopen).toHaveBeenLastCalledWith(hit, false);
    expect(onclose).toHaveBeenCalled();
    await user.type(screen.getByRole('combobox'), 'han');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(onopen).toHaveBeenLastCalledWith(hit, true);
  });

  it('runs a command that was found by any of its words', async () => {
    const user = userEvent.setup();
    const { onopen, actions: listed } = palette();
    await user.type(await screen.findByRole('combobox'), 'opp conv');
    await user.click(await option('Convert to opportunity'));
    expect(listed[0]?.run).toHaveBeenCalledTimes(1);
    expect(onopen).not.toHaveBeenCalled();
  });

  it('says that nothing was found', async () => {
    const user = userEvent.setup();
    palette();
    await user.type(await screen.findByRole('combobox'), 'zzz');
    expect(await screen.findByText('Nothing found for “zzz”')).toBeInTheDocument();
  });
});

it('the line between list and detail moves with the arrow keys, within its limits', async () => {
  const user = userEvent.setup();
  const onshare = vi.fn();
  render(Splitter, { open: true, share: 45, onshare, list: words('list'), detail: words('detail') });
  screen.getByRole('separator').focus();
  await user.keyboard('{ArrowLeft}');
  expect(onshare).toHaveBeenLastCalledWith(50);
  await user.keyboard('{End}{ArrowRight}');
  expect(onshare).toHaveBeenLastCalledWith(25);
});

it('segments are radio buttons', async () => {
  const user = userEvent.setup();
  const onchange = vi.fn();
  render(Segments, {
    label: 'View',
    value: 'list',
    options: [
      { value: 'list', label: 'List' },
      { value: 'board', label: 'Board' },
    ],
    onchange,
  });
  await user.click(screen.getByRole('radio', { name: 'Board' }));
  expect(onchange).toHaveBeenCalledExactlyOnceWith('board');
});

it('a toast is acted on, and an error is an alert', async () => {
  const user = userEvent.setup();
  const list = new ToastList();
  const run = vi.fn();
  list.show('Done', { action: { label: 'Undo', run } });
  list.show('No', { tone: 'error' });
  render(Toasts, { list });
  expect(screen.getByRole('alert')).toHaveTextContent('No');
  await user.keyboard('{F8}{Enter}');
  expect(run).toHaveBeenCalledTimes(1);
});
