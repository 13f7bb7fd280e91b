// The opportunity's screen: a click moves it, what the outcome forbids is not offered, a lead's origin leads back.
import { clearMocks } from '@tauri-apps/api/mocks';
import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OpportunityDetail as Detail } from '$lib/bindings/OpportunityDetail';
import { chooseLanguage } from '$lib/language.svelte';
import { router } from '$lib/router.svelte';
import { Refused, play } from '../../tests/played/host';
import { stage } from '../pipeline/sample';
import OpportunityDetail from './OpportunityDetail.svelte';

const stages = [stage('s1', 10), stage('s2', 50), stage('w', 100, true)];
const at = '2026-11-20T09:00:00.000Z';

const detail = (more: Partial<Detail> = {}): Detail => ({
  id: 'o',
  title: 'Press line',
  organization: { record: { kind: 'organization', id: 'g' }, title: 'Acme GmbH', detail: '' },
  pipeline: { id: 'p', name: 'Sales' },
  stage: stages[0] ?? stage('s1', 10),
  stageSince: at,
  state: 'open',
  amount: 120_000,
  currency: 'EUR',
  probability: 10,
  probabilityByHand: null,
  expectedClose: null,
  closedAt: null,
  lost: null,
  source: null,
  description: '',
  tags: [],
  contacts: [
    { contactId: 'c', name: 'Amy Wong', jobTitle: '', role: '', isPrimary: true, email: '', phone: '' },
    { contactId: 'd', name: 'Ben Özdemir', jobTitle: '', role: '', isPrimary: false, email: '', phone: '' },
  ],
  nextDue: null,
  due: 'none',
  rottenDays: null,
  createdAt: at,
  updatedAt: at,
  ...more,
});

const came = {
  conversionId: 'k',
  leadId: 'l',
  title: 'Acme, press',
  convertedAt: at,
  createdAt: at,
  lines: [{ label: 'Company', value: 'Acme GmbH' }],
  hung: 2,
};

function show(more: Partial<Detail> = {}, answers: Record<string, unknown> = {}) {
  const asked = play({
    opportunity_get: detail(more),
    conversion_origin: [came],
    pipeline_all: [{ id: 'p', name: 'Sales', stages }],
    timeline_page: { rows: [], next: null },
    ...answers,
  });
  render(OpportunityDetail, { id: 'o' });
  const written = (name: string) => asked.filter(([command]) => command === name).map(([, args]) => args);
  return { user: userEvent.setup(), written };
}

beforeEach(() => {
  chooseLanguage('en');
  router.go('opportunities', 'o', true);
});
afterEach(async () => {
  // What was begun to listen to is heard to its end before the host is gone.
  await new Promise((then) => setTimeout(then, 50));
  cleanup();
  await tick();
  clearMocks();
});

it('moves to the stage that is clicked, and wins on the won stage', async () => {
  const { user, written } = show();
  await user.click(await screen.findByRole('button', { name: 'Move to Stage s2' }));
  expect(written('opportunity_set_stage')).toEqual([{ id: 'o', stage: 's2' }]);
  await user.click(screen.getByRole('button', { name: 'Stage s1, present stage' }));
  expect(written('opportunity_set_stage')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Move to Stage w' }));
  expect(written('opportunity_win')).toEqual([{ id: 'o' }]);
});

it('offers what the outcome allows: what is won can be reopened, not lost', async () => {
  show({ state: 'won', stage: stages[2] ?? stage('w', 100, true), probability: 100 });
  expect(await screen.findByRole('button', { name: 'Reopen' })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Lost' })).not.toBeInTheDocument();
});

it('takes a probability set by hand back to that of the stage', async () => {
  const { user, written } = show({ probability: 60, probabilityByHand: 60 });
  await user.click(await screen.findByRole('button', { name: 'Take it from the stage again' }));
  expect(written('opportunity_probability')).toEqual([{ id: 'o', byHand: null }]);
});

it('makes another contact the main one, and takes one off', async () => {
  const { user, written } = show();
  await user.click(await screen.findByRole('button', { name: 'Make Ben Özdemir the main contact' }));
  expect(written('opportunity_contact_primary')).toEqual([{ id: 'o', contact: 'd' }]);
  await user.click(screen.getByRole('button', { name: 'Remove Ben Özdemir from the opportunity' }));
  expect(written('opportunity_contact_remove')).toEqual([{ id: 'o', contact: 'd' }]);
});

it('shows the whole lead it came from, and turns back after saying what goes and what stays', async () => {
  const preview = {
    conversionId: 'k',
    leadId: 'l',
    title: 'Acme, press',
    removed: [{ record: { kind: 'opportunity', id: 'o' }, title: 'Press line', detail: '' }],
    stays: [
      {
        record: { record: { kind: 'organization', id: 'g' }, title: 'Acme GmbH', detail: '' },
        because: 'wasThere',
        users: [],
      },
    ],
    moves: { activities: 2, notes: 0, files: 0, tags: 0 },
    lines: [],
  };
  const { user, written } = show(
    {},
    {
      turn_back_preview: preview,
      turn_back_apply: { value: { leadId: 'l', title: 'Acme, press', removed: [], stays: [] }, step: 7 },
    },
  );
  await user.click(await screen.findByRole('button', { name: /Came from lead Acme, press/ }));
  const origin = await screen.findByRole('dialog', { name: 'Lead Acme, press' });
  expect(within(origin).getByText('Company').nextElementSibling).toHaveTextContent('Acme GmbH');
  await user.click(within(origin).getByRole('button', { name: 'Turn back into a lead' }));
  const turning = await screen.findByRole('dialog', { name: 'Turn back into lead “Acme, press”?' });
  expect(await within(turning).findByText('was there before the conversion')).toBeInTheDocument();
  expect(within(turning).getByText('2 activities')).toBeInTheDocument();
  expect(written('turn_back_apply')).toEqual([]);
  await user.click(within(turning).getByRole('button', { name: 'Turn back into a lead' }));
  await expect.poll(() => router.place).toEqual({ screen: 'leads', id: 'l', full: true });
  expect(written('turn_back_apply')).toEqual([{ id: 'k', language: 'en' }]);
});

it('says that it is gone, with a way to the board', async () => {
  const { user } = show({}, { opportunity_get: () => new Refused('not_found'), record_now: null });
  expect(await screen.findByText('This entry is no longer in the book')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Go to the list' }));
  expect(router.place.screen).toBe('pipeline');
});

it('goes on to what it was merged into', async () => {
  show({}, { opportunity_get: () => new Refused('not_found'), record_now: { kind: 'contact', id: 'c9' } });
  await expect.poll(() => router.place).toEqual({ screen: 'contacts', id: 'c9', full: true });
});

it('has nothing that axe would complain about', async () => {
  show();
  await screen.findByRole('button', { name: 'Move to Stage s2' });
  const { violations } = await axe.run(document.body, {
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
    },
  });
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});
