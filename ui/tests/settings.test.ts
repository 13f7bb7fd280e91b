// The settings and the book's list of steps, with the host's side played by mockIPC.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import { router } from '../src/lib/router.svelte';
import { countries, currencies, matching } from '../src/settings/places';
import { pipelines, steps } from './played/book';
import { changed, ended, play, Refused } from './played/host';
import { screensAreReady } from './played/screens';

async function at(place: string, more: Parameters<typeof play>[0] = {}): Promise<ReturnType<typeof play>> {
  const asked = play({
    start: {
      book: { state: 'open', empty: false, folder: '/books/one' },
      preferences: { language: 'en', theme: 'light', place },
      locale: 'en-GB',
    },
    ...more,
  });
  render(App);
  await screen.findByRole('navigation');
  return asked;
}

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

const option = (text: string) =>
  waitFor(() => {
    const found = screen.getAllByRole('option').find((one) => one.textContent?.includes(text));
    if (!found) throw new Error(`no option ${text}`);
    return found;
  });

// Whole screens on a busy machine take their time.
vi.setConfig({ testTimeout: 30_000 });
screensAreReady();
beforeEach(() => chooseLanguage('en'));
afterEach(async () => {
  cleanup();
  await ended();
});

it('the book: its country and currency by name, and where it lies', async () => {
  const user = userEvent.setup();
  const asked = await at('settings', { settings_set: { value: null, step: 1 } });
  const country = await screen.findByRole('combobox', { name: 'Country' });
  expect(country).toHaveValue('Germany');
  expect(await screen.findByText('/books/one')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
  await user.tripleClick(country);
  await user.keyboard('austr');
  await user.click(await option('Austria'));
  expect(asked).toContainEqual(['settings_set', { draft: { country: 'AT' } }]);
});

it('countries and currencies are found by name and code', () => {
  const names = (typed: string) => matching(countries(), typed).map((one) => one.id);
  expect(names('ger')).toEqual(['DE']);
  expect(names('GB')[0]).toBe('GB');
  expect(names('kingdom')).toEqual(['GB']);
  expect(countries().map((one) => one.id)).not.toContain('EU');
  expect(countries().length).toBeGreaterThan(200);
  expect(matching(currencies(), 'chf')[0]?.label).toBe('Swiss Franc');
});

it('a pipeline: stages renamed, weighed, ordered, added and deleted', async () => {
  const user = userEvent.setup();
  const asked = await at('settings');
  const pipeline = within(await screen.findByRole('region', { name: 'Vertrieb' }));

  const name = pipeline.getByRole('textbox', { name: 'Name of stage Angebot' });
  await user.clear(name);
  await user.type(name, 'Offer{Enter}');
  expect(asked).toContainEqual(['stage_rename', { id: 's3', name: 'Offer' }]);

  const probability = pipeline.getByRole('textbox', { name: 'Probability of Angebot in %' });
  await user.clear(probability);
  await user.type(probability, '60{Tab}');
  expect(asked).toContainEqual(['stage_probability', { id: 's3', probability: 60 }]);

  const rot = pipeline.getByRole('textbox', { name: /until Angebot is marked/ });
  await user.clear(rot);
  await user.type(rot, 'soon{Enter}');
  expect(await pipeline.findByRole('alert')).toHaveTextContent('“soon” is not a whole number.');
  expect(rot).toHaveValue('soon');
  await user.keyboard('{Escape}');
  expect(rot).toHaveValue('21');
  expect(asked.some(([command]) => command === 'stage_rot_days')).toBe(false);

  await user.click(pipeline.getByRole('button', { name: 'Move Angebot up' }));
  expect(asked).toContainEqual(['stage_move', { id: 's3', to: 1 }]);

  await user.type(pipeline.getByRole('textbox', { name: 'Add stage' }), 'Test{Enter}');
  expect(asked).toContainEqual(['stage_add', { pipeline: 'pl1', name: 'Test', isWon: false }]);
  expect(pipeline.getByRole('textbox', { name: 'Add stage' })).toHaveValue('');

  await user.click(pipeline.getByRole('button', { name: 'Delete stage Qualifiziert' }));
  expect(await screen.findByText(/is in Bedarf geklärt now/)).toBeInTheDocument();
});

it('the keys stay on a stage that moves', async () => {
  const user = userEvent.setup();
  let order = pipelines;
  await at('settings', {
    pipeline_all: () => order,
    stage_move: () => {
      const [first, second, ...rest] = pipelines[0]?.stages ?? [];
      if (first && second && pipelines[0]) order = [{ ...pipelines[0], stages: [second, first, ...rest] }];
      return { value: null, step: 1 };
    },
  });
  const up = await screen.findByRole('button', { name: 'Move Bedarf geklärt up' });
  up.focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Move Bedarf geklärt up' })).toBeDisabled());
  await waitFor(() => expect(screen.getByRole('button', { name: 'Move Bedarf geklärt down' })).toHaveFocus());
});

it('what the core refuses is said in a sentence', async () => {
  const user = userEvent.setup();
  await at('settings', {
    pipeline_delete: new Refused('pipeline_in_use', { pipeline: 'Partner', count: 3 }),
    vocabulary_add: new Refused('name_taken', { name: 'Messe' }, 'name'),
  });
  await user.click(await screen.findByRole('button', { name: 'Delete pipeline Partner' }));
  expect(await screen.findByText('Partner has opportunities (3) and stays. Move them first.')).toBeInTheDocument();
  const add = screen.getByRole('textbox', { name: 'Add to Sources' });
  await user.type(add, 'messe{Enter}');
  expect(await screen.findByText('There is a “Messe” already.')).toBeInTheDocument();
  expect(add).toHaveValue('messe');
});

it('a list: renamed, added to, taken from, and read again when the book changed', async () => {
  const user = userEvent.setup();
  let words = ['Messe', 'Website'];
  const asked = await at('settings', {
    vocabulary_all: () => words.map((name) => ({ id: name, name, needsText: false })),
  });
  const sources = within(await screen.findByRole('region', { name: 'Sources' }));
  const name = await sources.findByRole('textbox', { name: 'Rename Messe' });
  await user.type(name, ' 2026{Enter}{Tab}');
  await user.click(sources.getByRole('button', { name: 'Remove Website' }));
  expect(asked.filter(([command]) => command.startsWith('vocabulary_') && command !== 'vocabulary_all')).toEqual([
    ['vocabulary_rename', { vocabulary: 'sources', id: 'Messe', name: 'Messe 2026' }],
    ['vocabulary_remove', { vocabulary: 'sources', id: 'Website' }],
  ]);
  words = ['Messe 2026'];
  await changed({ tables: ['source'] });
  expect(await sources.findByRole('textbox', { name: 'Rename Messe 2026' })).toBeInTheDocument();
  expect(sources.queryByRole('button', { name: 'Remove Website' })).toBeNull();
});

it('a tag: renamed, coloured, removed, with how many records had it', async () => {
  const user = userEvent.setup();
  const asked = await at('settings', {
    tag_all: [{ id: 't1', name: 'Messe', color: '' }],
    tag_recolor: { value: null, step: 1 },
    tag_delete: { value: 3, step: 2 },
  });
  const tags = within(await screen.findByRole('region', { name: 'Tags' }));
  await user.type(await tags.findByRole('textbox', { name: 'Rename Messe' }), ' 2026{Enter}');
  expect(tags.getByRole('radio', { name: 'No colour' })).toBeChecked();
  await user.click(tags.getByRole('radio', { name: 'Purple' }));
  await user.click(tags.getByRole('button', { name: 'Remove Messe' }));
  expect(asked.filter(([command]) => command.startsWith('tag_') && command !== 'tag_all')).toEqual([
    ['tag_rename', { id: 't1', name: 'Messe 2026' }],
    ['tag_recolor', { id: 't1', color: 'purple' }],
    ['tag_delete', { id: 't1' }],
  ]);
  expect(await screen.findByText('Tag Messe removed from 3 records')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);
});

it('a reason for losing that says nothing without a text', async () => {
  const user = userEvent.setup();
  const asked = await at('settings', {
    vocabulary_all: [
      { id: 'r1', name: 'Price', needsText: false },
      { id: 'r2', name: 'Other', needsText: true },
    ],
    reason_needs_text: { value: null, step: 1 },
  });
  const reasons = within(await screen.findByRole('region', { name: 'Reasons for losing' }));
  expect(await reasons.findByRole('button', { name: 'Other: ask for a text' })).toHaveAttribute('aria-pressed', 'true');
  const price = reasons.getByRole('button', { name: 'Price: ask for a text' });
  expect(price).toHaveAttribute('aria-pressed', 'false');
  await user.click(price);
  expect(asked).toContainEqual(['reason_needs_text', { id: 'r1', needsText: true }]);
});

it('the steps of the book: from the settings, one undone, one refused with its reason', async () => {
  const user = userEvent.setup();
  const asked = await at('settings', {
    undo_step: ({ seq }: Record<string, unknown>) =>
      seq === 9 ? steps[0] : new Refused('undo_conflict', { subject: 'Hanke Maschinenbau GmbH' }),
  });
  await user.click(await screen.findByRole('button', { name: 'Show all steps' }));
  expect(router.place.screen).toBe('steps');
  expect(await screen.findByText('Edit contact Petra Hanke')).toBeInTheDocument();
  expect(await complaints()).toEqual([]);

  await user.click(screen.getByRole('button', { name: 'Undo: edit contact Petra Hanke' }));
  expect(await screen.findByText('Undone: edit contact Petra Hanke')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Undo: convert Hanke Maschinenbau GmbH' }));
  expect(await screen.findByText(/cannot be undone because it was changed again later/)).toBeInTheDocument();
  expect(asked.filter(([command]) => command === 'undo_step').map(([, args]) => args)).toEqual([
    { seq: 9 },
    { seq: 6 },
  ]);
  // What was undone already, and what undid it, offer nothing.
  expect(screen.queryByRole('button', { name: 'Undo: delete organization Stadtwerke Lüneburg' })).toBeNull();
});

it('a step that takes its time says so, and the keys stay with it when its button is gone', async () => {
  const user = userEvent.setup();
  let undone: (step: unknown) => void = () => undefined;
  let rows = steps;
  await at('steps', {
    history_steps: () => rows,
    undo_step: () => new Promise((done) => (undone = done)),
  });
  const button = await screen.findByRole('button', { name: 'Undo: edit contact Petra Hanke' });
  const item = button.closest('li');
  await user.click(button);
  expect(await screen.findByText('Undoing …')).toBeInTheDocument();
  rows = steps.map((step) => (step.seq === 9 ? { ...step, state: 'undone' } : step));
  undone(steps[0]);
  expect(await screen.findByText('Undone: edit contact Petra Hanke')).toBeInTheDocument();
  await waitFor(() => expect(screen.queryByText('Undoing …')).toBeNull());
  await waitFor(() => expect(item).toHaveFocus());
});

it('fetches older steps by the number of the last one', async () => {
  const user = userEvent.setup();
  const many = Array.from({ length: 100 }, (_, index) => ({
    seq: 200 - index,
    at: '2026-01-02T10:00:00.000Z',
    kind: 'edit_lead',
    subject: `Lead ${200 - index}`,
    count: 1,
    state: 'done',
  }));
  const asked = await at('steps', {
    history_steps: ({ before }: Record<string, unknown>) => (before === null ? many : steps),
  });
  await user.click(await screen.findByRole('button', { name: 'Show more' }));
  expect(await screen.findByText('Edit contact Petra Hanke')).toBeInTheDocument();
  expect(asked.filter(([command]) => command === 'history_steps').map(([, args]) => args.before)).toEqual([null, 101]);
});
