// Many records at once, with the host's side played by mockIPC: a selection converted, edited, tagged, deleted, and customers that go
// back to the leads.
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';
import { chooseLanguage } from '../src/lib/language.svelte';
import type { LeadDetail } from '../src/lib/bindings/LeadDetail';
import type { LeadRow } from '../src/lib/bindings/LeadRow';
import type { OpportunityRow } from '../src/lib/bindings/OpportunityRow';
import { toasts } from '../src/lib/toast.svelte';
import type { CleanUpOutcome } from '../src/lib/bindings/CleanUpOutcome';
import type { ConvertLine } from '../src/lib/bindings/ConvertLine';
import type { ConvertManyPreview } from '../src/lib/bindings/ConvertManyPreview';
import type { ConvertSelection } from '../src/lib/bindings/ConvertSelection';
import { ended, play, Refused } from './played/host';
import { screensAreReady } from './played/screens';

type Asked = ReturnType<typeof play>;

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

const lead = (id: string): LeadRow => ({
  id,
  title: `Lead ${id}`,
  person: '',
  company: '',
  email: '',
  phone: '',
  city: '',
  rating: null,
  status: null,
  source: null,
  expectedAmount: null,
  currency: 'EUR',
  tags: [],
  closed: false,
  nextDue: null,
  due: 'none',
  createdAt: '2025-03-01T10:00:00.000Z',
  updatedAt: '2025-03-01T10:00:00.000Z',
});
const leads = { lead_page: { rows: ['a', 'b', 'c'].map(lead), next: null, count: { value: 3, capped: false } } };

async function at(place: string, more: Parameters<typeof play>[0] = {}): Promise<Asked> {
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

const said = (asked: Asked, command: string) => asked.filter(([name]) => name === command).map(([, args]) => args);

/** Chooses the first rows of the list by the keys. */
async function choose(user: ReturnType<typeof userEvent.setup>, list: string): Promise<void> {
  const grid = await screen.findByRole('grid', { name: list });
  await waitFor(() => expect(grid).toHaveAttribute('aria-busy', 'false'));
  await user.keyboard('{ArrowDown} {Shift>}{ArrowDown}{/Shift}');
  expect(screen.getByRole('toolbar')).toHaveTextContent('2 selected');
}

const line = (id: string, more: Partial<ConvertLine> = {}): ConvertLine => ({
  leadId: id,
  title: `Lead ${id}`,
  fate: 'converted',
  organization: { id: `o-${id}`, title: 'Acme', created: id === 'a' },
  contact: null,
  opportunity: null,
  reason: null,
  unsure: 0,
  step: null,
  ...more,
});

const found: ConvertManyPreview = {
  duplicates: [
    {
      strength: 'strong',
      records: ['a', 'b'].map((id) => ({
        record: { kind: 'lead' as const, id },
        title: `Lead ${id}`,
        subtitle: '',
        hasOpportunity: false,
        closed: false,
      })),
      evidence: [{ kind: 'email', value: 'x@y.example', strength: 'strong', records: ['a', 'b'] }],
    },
  ],
  report: {
    lines: [
      line('a'),
      line('b'),
      line('c', { fate: 'failed', reason: { code: 'field_needed', field: 'organization.name', values: {} } }),
    ],
    left: 0,
  },
};

it('a selection is converted: duplicates first, then what each becomes, then the result, and all of it undone', async () => {
  const user = userEvent.setup();
  const asked = await at('leads', {
    ...leads,
    convert_many_preview: found,
    convert_many_apply: {
      lines: [
        line('a', { step: 7 }),
        line('b', { fate: 'merged', step: 7 }),
        line('c', { fate: 'skipped', step: null }),
      ],
      left: 1,
    },
    convert_many_undo: [{ step: 7, reason: null }],
  });
  await choose(user, 'Leads');
  await user.keyboard('{Control>}{Enter}{/Control}');
  const dialog = await screen.findByRole('dialog');
  expect(dialog).toHaveTextContent('Acme (new)');
  expect(dialog).toHaveTextContent('Acme (in the book)');
  expect(await complaints()).toEqual([]);
  const ids = (said(asked, 'convert_many_preview')[0]?.selection as ConvertSelection).leads;
  expect(ids).toHaveLength(2);

  await user.click(within(dialog).getByRole('checkbox', { name: /Lead a, Lead b/ }));
  await waitFor(() =>
    expect(said(asked, 'convert_many_preview').at(-1)).toMatchObject({ selection: { merge: [['a', 'b']] } }),
  );
  await user.click(within(dialog).getByText('Only organization and contact'));
  await waitFor(() =>
    expect(said(asked, 'convert_many_preview').at(-1)).toMatchObject({
      selection: { opportunity: { choice: 'none' } },
    }),
  );
  await user.click(within(dialog).getByRole('button', { name: /^Convert 2 leads/ }));
  const result = await screen.findByRole('dialog', { name: 'Result of the conversion' });
  expect(within(result).getByRole('status')).toHaveTextContent('Converted: 1; merged into another: 1; left alone: 1');
  expect(within(result).getByRole('status')).toHaveTextContent('Stopped: 1 lead was not reached.');
  expect(result).toHaveTextContent('Was converted before');
  await user.click(within(result).getByRole('button', { name: 'Undo all' }));
  await waitFor(() => expect(said(asked, 'convert_many_undo')[0]).toEqual({ steps: [7] }));
  expect(await screen.findByText('1 conversion undone')).toBeInTheDocument();
});

it('a field of many is edited; a value that cannot be read is said beside it; who refuses is named', async () => {
  const user = userEvent.setup();
  let refuse = true;
  const asked = await at('leads', {
    ...leads,
    bulk_edit: () =>
      refuse
        ? new Refused('not_a_choice', { value: 'x' }, 'rating')
        : {
            value: {
              done: 1,
              refused: [
                {
                  record: { kind: 'lead', id: 'z' },
                  title: 'Zed',
                  reason: { code: 'not_found', field: null, values: {} },
                },
              ],
            },
            step: 9,
          },
  });
  await choose(user, 'Leads');
  await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Edit a field…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Edit 2 records' });
  expect(await complaints()).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
  expect(await within(dialog).findByText(/is not one of the choices|not/i)).toBeInTheDocument();
  expect(said(asked, 'bulk_edit')[0]).toMatchObject({ edit: { edit: 'set', field: 'rating', value: '' } });
  refuse = false;
  await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
  expect(await screen.findByText('1 record changed')).toBeInTheDocument();
  expect(await screen.findByText(/1 record was left as it is: Zed/)).toBeInTheDocument();
});

it('many are tagged and deleted, each with a way back', async () => {
  const user = userEvent.setup();
  const asked = await at('contacts', { bulk_edit: { value: { done: 2, refused: [] }, step: 3 } });
  await choose(user, 'Contacts');
  await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Tag…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Tag 2 records' });
  await user.type(within(dialog).getByRole('textbox'), 'Fair');
  await user.keyboard('{Enter}');
  expect(await screen.findByText('Tag put on 2 records')).toBeInTheDocument();
  expect(said(asked, 'bulk_edit')[0]).toMatchObject({ edit: { edit: 'tag', name: 'Fair' } });
  await user.click(within(screen.getByRole('toolbar')).getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  expect(await screen.findByText('2 records deleted')).toBeInTheDocument();
  expect(said(asked, 'bulk_edit')[1]).toMatchObject({ edit: { edit: 'delete' } });
  expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
});

const opportunity = (id: string): OpportunityRow => ({
  id,
  title: `Deal ${id}`,
  organization: '',
  stage: { id: 's', name: 'New' },
  state: 'open',
  amount: null,
  currency: 'EUR',
  probability: 10,
  expectedClose: null,
  tags: [],
  nextDue: null,
  due: 'none',
  closedAt: null,
  createdAt: '2025-03-01T10:00:00.000Z',
  updatedAt: '2025-03-01T10:00:00.000Z',
});

it('opportunities are chosen in the list of the pipeline, all that match at once, and get one day', async () => {
  const user = userEvent.setup();
  const rows = ['a', 'b', 'c'].map(opportunity);
  const asked = await at('pipeline', {
    remembered: JSON.stringify({ view: 'list', pipeline: null }),
    opportunity_page: { rows, next: null, count: { value: 3, capped: false } },
    list_all: ['a', 'b', 'c', 'd'].map((id) => ({ kind: 'opportunity', id })),
    bulk_edit: { value: { done: 4, refused: [] }, step: 3 },
  });
  await choose(user, 'Opportunities');
  const bar = within(screen.getByRole('toolbar'));
  await user.click(bar.getByRole('button', { name: 'Select all that match' }));
  await waitFor(() => expect(screen.getByRole('toolbar')).toHaveTextContent('4 selected'));
  expect(bar.queryByRole('button', { name: 'Select all that match' })).toBeNull();
  expect(said(asked, 'list_all')[0]).toMatchObject({ list: { list: 'opportunities', query: { state: 'open' } } });
  await user.click(bar.getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Edit a field…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit 4 records' }));
  await user.type(dialog.getByRole('textbox', { name: 'Expected close' }), '24/12/2026');
  expect(await complaints()).toEqual([]);
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() =>
    expect(said(asked, 'bulk_edit')[0]).toMatchObject({
      records: ['a', 'b', 'c', 'd'].map((id) => ({ kind: 'opportunity', id })),
      edit: { edit: 'set', field: 'expectedClose', value: '2026-12-24' },
    }),
  );
});

const detail: LeadDetail = {
  ...lead('c'),
  salutation: '',
  firstName: '',
  lastName: '',
  jobTitle: '',
  industry: '',
  employees: null,
  language: '',
  description: '',
  closed: null,
  emails: [],
  phones: [],
  websites: [],
  address: null,
  tags: [],
  missing: [],
};

it('beside chosen leads Ctrl+Enter is about those, not about the lead that is open', async () => {
  const user = userEvent.setup();
  await at('leads', { ...leads, lead_get: { ...detail, id: 'c' }, convert_many_preview: found });
  await choose(user, 'Leads');
  await user.click(screen.getByText('Lead c'));
  const button = await screen.findByRole('button', { name: /^Convert to opportunity/ });
  expect(button).not.toHaveAttribute('aria-keyshortcuts');
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByRole('dialog', { name: /Convert 2 leads/ })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByRole('toolbar')).toHaveTextContent('2 selected');
});

const outcome: CleanUpOutcome = {
  leads: 3,
  organizations: 2,
  contacts: 2,
  moves: { activities: 4, notes: 1, files: 0, tags: 0 },
  stays: [
    {
      record: { record: { kind: 'organization', id: 'o9' }, title: 'Holding', detail: '' },
      because: 'inUse',
      users: ['Daughter'],
    },
  ],
  staying: 1,
  examples: [
    {
      title: 'Acme GmbH',
      was: [{ record: { kind: 'organization', id: 'o1' }, title: 'Acme GmbH', detail: '' }],
      lines: ['VAT number: DE99'],
    },
  ],
  first: [],
};

it('the clean-up lists those without business, says what would happen, and moves them back in one step', async () => {
  const user = userEvent.setup();
  const asked = await at('cleanup', {
    clean_up_preview: outcome,
    clean_up_apply: { value: outcome, step: 4 },
    list_all: [{ kind: 'organization', id: 'o1' }],
  });
  expect(await screen.findByRole('heading', { name: /Clean up/ })).toBeInTheDocument();
  await waitFor(() => expect(said(asked, 'organization_page')[0]).toMatchObject({ query: { unused: true } }));
  expect(await complaints()).toEqual([]);
  await user.click(await screen.findByRole('button', { name: /^Move all to leads/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Move back to the leads' });
  expect(said(asked, 'list_all')[0]).toMatchObject({ list: { list: 'organizations', query: { unused: true } } });
  for (const text of ['New leads: 3', 'Holding', 'needed by Daughter', 'VAT number: DE99'])
    expect(dialog).toHaveTextContent(text);
  expect(await complaints()).toEqual([]);
  await user.click(within(dialog).getByText('One lead'));
  await waitFor(() =>
    expect(said(asked, 'clean_up_preview').at(-1)).toMatchObject({ wanted: { shape: 'perOrganization' } }),
  );
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('3 leads made')).toBeInTheDocument();
  expect(said(asked, 'clean_up_apply')[0]).toMatchObject({
    wanted: { shape: 'perOrganization', records: [{ kind: 'organization', id: 'o1' }] },
  });
});
